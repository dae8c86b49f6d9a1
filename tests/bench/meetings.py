"""What a meeting and its papers cost: two positions read and compared, the national report, the pack of a week, what holds sites back."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Meeting
from reports import report_document
from reports.followup.pack import committee_pack
from reports.forms.made import FORMS, render
from rollout.comparison import Point, compare
from rollout.database import reading, session_for
from rollout.followup.difference import difference
from rollout.meetings.pack import pack
from rollout.obstacles.reading import obstacles
from rollout.position import position
from rollout.scope import everything
from rollout.snapshots import snapshot
from tests.bench.measuring import measure, once, row, show
from tests.bench.worlds import World, Worlds

FIRST, SECOND = date(2023, 10, 31), date(2023, 11, 7)
KNOWN = datetime(2023, 11, 8, 12, tzinfo=UTC)
NATIONAL = "EG"


def meetings(worlds: Worlds, sizes: list[int]) -> None:
    """Differences and the national report at each size, on both databases; the week's pack in the smallest register, on SQLite."""
    for size in sizes:
        for world in worlds.each(size):
            week = _week(world) if world.database == "SQLite" and size == min(sizes) else []
            show(f"Meetings and the country's papers: {world.name}", [*_of(world), *week])


def _of(world: World) -> list[tuple[str, ...]]:
    repeats = 5 if world.size < 5_000 else 2
    with reading(), session_for(world.settings.database_url) as session, everything(session):
        before, after = (snapshot(position(session, day, KNOWN)) for day in (FIRST, SECOND))

        def both_read() -> None:
            compare(session, Point(FIRST, KNOWN), Point(SECOND, KNOWN))

        rows = [
            row("differences of two positions, with three positions read", measure(both_read, repeats=repeats, backend=world.backend),
                statements=True),
            row("  only the comparison of two kept snapshots", measure(lambda: difference(before, after), repeats=repeats)),
            row("what holds sites back, the country", measure(lambda: obstacles(session, SECOND), repeats=repeats, backend=world.backend),
                statements=True),
        ]
        document = report_document(session, NATIONAL, SECOND)
        cost = once(lambda: report_document(session, NATIONAL, SECOND), backend=world.backend)
        rows.append(row("national report, its content", cost))
        rows += [row(f"national report, setting it, {form}", once(lambda form=form: render(document, form))) for form in FORMS]  # type: ignore[misc]
    return rows


def _week(world: World) -> list[tuple[str, ...]]:
    with reading(), session_for(world.settings.database_url) as session, everything(session):
        meeting = _last_meeting(session)
        document = committee_pack(session, meeting)
        return [
            row("pack of Assiut's meeting, what it holds", measure(lambda: pack(session, meeting), repeats=5), statements=True),
            row("pack of Assiut's meeting, its content", measure(lambda: committee_pack(session, meeting), repeats=5), statements=True),
            *(row(f"pack of Assiut's meeting, setting it, {form}", measure(lambda form=form: render(document, form), repeats=5))  # type: ignore[misc]
              for form in FORMS),
        ]


def _last_meeting(session: Session) -> Meeting:
    assiut = select(Governorate.id).where(Governorate.code == "EG-AST").scalar_subquery()
    query = select(Meeting).where(Meeting.governorate_id == assiut, Meeting.as_of <= SECOND).order_by(Meeting.held_on.desc()).limit(1)
    return session.scalars(query).one()
