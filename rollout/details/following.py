"""Letting the journal follow the details: what their history makes of each stage, and the entries that bring the journal there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from models import Evidence, ProgressEntry
from rollout.details.furniture import scans_of
from rollout.details.reading import Steps, steps_of
from rollout.journal import Item, Place, next_moment, record_many
from rollout.rules import News
from rollout.speaking import UNDO
from rollout.stages import State
from rollout.works import AREAS, Derived, Outcome, Reported, history, on_day
from rollout.works.furnishing import place_of

SOURCE = "details"
"""The source of an entry that follows from details."""

OWN = (SOURCE, UNDO)
"""The sources of entries that follow from details, or from the undoing of one: what nobody said of such a stage as a whole."""

Touched = tuple[Place, str]
"""A site and one of its areas."""

_NOTHING = Outcome(State.NOT_STARTED)
_LATER = aliased(ProgressEntry)


def follow(session: Session, touched: Iterable[Touched], *, today: date, by: int | None, source: str = SOURCE) -> set[str]:
    """Append what the journal lacks to follow from the details of these areas; gives the codes of the sites of which something changed.

    What follows from the undoing of a step says so by its `source`: it takes back what had followed from that step, and is no news.
    Raises Refused where the stages' own rules forbid it: then the details are not to be kept either.
    """
    pairs = list(dict.fromkeys((site, area) for site, area in touched))
    ids = {site.id for site, _area in pairs if site.id is not None}
    areas = {area for _site, area in pairs}
    steps = steps_of(session, site_ids=ids, areas=areas)
    told = entries_of(session, ids, areas)
    items: list[Item] = []
    histories: dict[Touched, list[Derived]] = {}
    for site, area in pairs:
        assert site.id is not None
        entries = told[site.id, area]
        derived = histories[site, area] = derived_history(area, steps, entries, site.id)
        items += [(site, news) for news in lacking(area, derived, entries, today)]
    if items:
        record_many(session, items, today=today, by=by, source=source)
    confirm(session, histories, by=by)
    _keep(session, [news for _site, news in items], by)
    return {site.code for site, _news in items}


def entries_of(session: Session, site_ids: Collection[int] | None, areas: Collection[str]) -> dict[tuple[int, str], list[Any]]:
    """The entries of these stages that no other entry replaces, in the order of their days; of all sites where none are named."""
    entry = ProgressEntry
    query = (
        select(
            entry.id, entry.site_id, entry.governorate_id, entry.stage, entry.state, entry.done, entry.wanted, entry.effective_on,
            entry.note, entry.reason, entry.waiver_by, entry.waiver_reason, entry.source, entry.import_run_id,
        )
        .where(entry.stage.in_(areas), ~select(_LATER.id).where(_LATER.replaces_id == entry.id).exists())
        .order_by(entry.site_id, entry.effective_on, entry.recorded_at, entry.id)
    )
    found: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in session.execute(query if site_ids is None else query.where(entry.site_id.in_(site_ids))):
        found[row.site_id, row.stage].append(row)
    return found


def derived_history(area: str, steps: Steps, entries: Sequence[Any], site_id: int) -> list[Derived]:
    """The history of a stage as it follows from its steps and from what was reported of it as a whole."""
    reported = [Reported(row.effective_on, place, said_by(row)) for place, row in enumerate(entries) if row.source not in OWN]
    return history(AREAS[area], steps.get((site_id, area), ()), reported)


def said_by(row: Any) -> Outcome:
    """What an entry of the journal says, in the words of the details."""
    return Outcome(
        State(row.state), row.done, row.wanted, note=row.note, reason=row.reason, waiver_by=row.waiver_by, waiver_reason=row.waiver_reason
    )


def lacking(area: str, derived: Sequence[Derived], entries: Sequence[Any], today: date) -> list[News]:
    """The news that the journal needs so that, day by day, it says what is derived.

    An own entry that says something else is corrected; one of a day on which nothing changes any more is used up for a correction of
    another day, so that a stage is told as finished once, or repeats what was in force. A report as a whole stays as it was told
    and is overtaken on its own day.
    """
    own = {row.effective_on: row for row in entries if row.source in OWN}
    in_force = {row.effective_on: row for row in entries}
    reported = {row.effective_on for row in entries if row.source not in OWN}
    days = sorted({*(one.on for one in derived), *reported})
    idle = [row for day, row in own.items() if day not in days]
    wrong = [row for row in idle if said_by(row).said != (on_day(derived, row.effective_on) or _NOTHING).said]
    spare = [*(row for row in idle if row not in wrong), *wrong]
    news = []
    for day in days:
        outcome = on_day(derived, day) or _NOTHING
        if day in in_force and said_by(in_force[day]).said == outcome.said:
            continue
        corrected = own[day] if day in own else spare.pop() if spare else None
        news.append(_news(area, day, outcome, today, corrected.id if corrected else None))
    return news + [_repeating(area, derived, row, today) for row in spare if row in wrong]


def _repeating(area: str, derived: Sequence[Derived], wrong: Any, today: date) -> News:
    """The correction of an entry of a day that changes nothing: it repeats what was in force, of the day on which that began."""
    begun = next((one for one in reversed(derived) if one.on <= wrong.effective_on), Derived(wrong.effective_on, _NOTHING))
    return _news(area, begun.on, begun.outcome, today, wrong.id)


def _news(area: str, day: date, outcome: Outcome, today: date, replaces: int | None) -> News:
    return News(
        area, outcome.state, day, outcome.done, outcome.wanted, outcome.note, outcome.reason, outcome.waiver_by, outcome.waiver_reason,
        today, replaces,
    )


def confirm(session: Session, histories: dict[Touched, list[Derived]], *, by: int | None) -> None:
    """Let a finished stage be confirmed by the documents of its steps: where each step that decides it is proven, its entry is."""
    finished = {
        (site.id, area, derived.on): derived.outcome.basis
        for (site, area), found in histories.items()
        for derived in found
        if derived.outcome.state is State.DONE and derived.outcome.basis
    }
    if not finished:
        return
    session.flush()
    papers = _papers(session, {order for basis in finished.values() for order in basis})
    ids = {site_id for site_id, _area, _day in finished if site_id is not None}
    entries = entries_of(session, ids, {area for _site, area, _day in finished})
    rows = {(row.site_id, row.stage, row.effective_on): row for found in entries.values() for row in found if row.source in OWN}
    unproven = {key: row for key, row in rows.items() if key in finished}
    proven = set(session.scalars(select(Evidence.entry_id).where(Evidence.entry_id.in_([row.id for row in unproven.values()]))))
    for key, row in unproven.items():
        basis = finished[key]
        if row.id in proven or not all(papers.get(order) for order in basis):
            continue
        last = max((papers[order] for order in basis), key=lambda paper: paper.id)
        session.add(
            Evidence(
                entry_id=row.id, step_id=last.step_id, attendance_id=last.attendance_id, paper_id=last.paper_id,
                governorate_id=row.governorate_id, sha256=last.sha256, original_name=last.original_name, media_type=last.media_type,
                size=last.size, recorded_at=next_moment(session), recorded_by_id=by,
            )
        )
        session.flush()


def _keep(session: Session, told: Iterable[News], by: int | None) -> None:
    """Let an entry that corrects another one of the same state keep the documents that were added to that one itself."""
    corrected = {news.replaces_id for news in told if news.replaces_id is not None}
    if not corrected:
        return
    own = (
        select(Evidence, ProgressEntry.id).join(_LATER, _LATER.id == Evidence.entry_id)
        .join(ProgressEntry, (ProgressEntry.replaces_id == _LATER.id) & (ProgressEntry.state == _LATER.state))
        .where(_LATER.id.in_(corrected), Evidence.step_id.is_(None), Evidence.attendance_id.is_(None), Evidence.paper_id.is_(None))
        .where(Evidence.in_force()).order_by(Evidence.id)
    )
    for paper, entry in session.execute(own).all():
        session.add(
            Evidence(
                entry_id=entry, governorate_id=paper.governorate_id, sha256=paper.sha256, original_name=paper.original_name,
                media_type=paper.media_type, size=paper.size, recorded_at=next_moment(session), recorded_by_id=by,
            )
        )
        session.flush()


def _papers(session: Session, orders: set[int]) -> dict[int, Evidence]:
    """The newest document of each of these steps; a negative order is an attendance row's, or one of the contract's ledger."""
    steps = [order for order in orders if order > 0]
    counts = [-order for order in orders if order < 0 and place_of(order) is None]
    query = select(Evidence).where(Evidence.step_id.in_(steps) | Evidence.attendance_id.in_(counts)).order_by(Evidence.id)
    found = {paper.step_id or -(paper.attendance_id or 0): paper for paper in session.scalars(query)}
    return found | scans_of(session, orders)
