"""What the work behind the stages costs: saving one detail of a site with all that follows from it, and the lists of what is overdue."""

from datetime import date

from sqlalchemy import select

from models import Site
from rollout.database import reading, session_for
from rollout.details.saving import latest_step, save
from rollout.overdue import forget as forget_what_was_open
from rollout.overdue import open_items, overdue
from rollout.position import forget as forget_positions
from rollout.scope import everything
from tests.bench.measuring import measure, row, show
from tests.bench.worlds import World, Worlds
from tests.rollout.details.making import did

DAY = date(2023, 11, 30)
_MEASURED = ("utilities", "linking", "offices")


def details_and_overdue(worlds: Worlds, sizes: list[int]) -> None:
    """One detail saved, and what is overdue, at each size and on both databases."""
    for size in sizes:
        with worlds.of(size) as both:
            for world in both:
                rows = [_saving(world, area) for area in _MEASURED]
                rows += [_overdue(world, "overdue, the country", None), _overdue(world, "overdue, Assiut", "EG-AST")]
                show(f"Details: {world.name}", rows)


def _saving(world: World, area: str) -> tuple[str, ...]:
    """The next step of something that is open, saved by the officer's form: judged, kept, followed by the journal; then undone."""
    with reading(), session_for(world.settings.database_url) as session, everything(session):
        everywhere = open_items(session, DAY, governorate="EG-AST", areas=[area])
        waiting = next(item for item in everywhere if item.state and not item.state.kind.many)
        told = did(area, waiting.item, waiting.step, DAY)
        latest = latest_step(session, waiting.site_id, area, waiting.item)
        seen = latest.id if latest else None

    def save_it() -> None:
        with session_for(world.settings.database_url) as session, everything(session):
            site = session.scalars(select(Site).where(Site.code == waiting.site)).one()
            save(session, site, area, told, seen=seen, today=DAY, by=None)
            session.rollback()

    name = f"save one step of {area} ({waiting.item}, {waiting.step})"
    return row(name, measure(save_it, repeats=15, backend=world.backend), statements=True)


def _overdue(world: World, name: str, governorate: str | None) -> tuple[str, ...]:
    found = 0

    def ask() -> None:
        nonlocal found
        forget_what_was_open()
        forget_positions()
        with reading(), session_for(world.settings.database_url) as session, everything(session):
            found = len(overdue(session, DAY, governorate=governorate))

    cost = measure(ask, repeats=3, backend=world.backend)
    return row(f"{name} ({found:,})", cost, statements=True)
