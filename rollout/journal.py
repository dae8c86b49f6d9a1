"""Writing to the journal: what a committee tells is judged against the rules of the stages, then added, never changed.

The rules hold for a site's whole history at once, so that neither a late entry nor a correction can leave a stage done on a day on
which its prerequisites were not.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, event, func, insert, or_, select, union_all
from sqlalchemy.orm import Session

from models import (
    Affirmation,
    Approval,
    Attendance,
    DecisionEvent,
    Evidence,
    ImportRun,
    Movement,
    ObstacleEvent,
    ProgressEntry,
    Promise,
    Restatement,
    Site,
    StepEntry,
)
from models.payments import Certificate, Compensation, Payment, SecurityEvent
from rollout.database import lock_journal
from rollout.details.reading import entered
from rollout.errors import OutOfScope, Refused
from rollout.rules import News, Told, broken_alone, broken_order, explains
from rollout.scope import scope_of
from rollout.stages import Kind, State
from rollout.text import _

_CHUNK = 5_000
_DATED = (
    *(model.__table__.c.recorded_at for model in (
        ProgressEntry, Evidence, Affirmation, Site, StepEntry, Attendance, Promise, Movement, Certificate, Payment, Compensation,
        SecurityEvent, DecisionEvent, ObstacleEvent, Approval, Restatement,
    )),
    Site.__table__.c.withdrawn_at,
)
"""Every column that says when something of the position became known; each is indexed."""
_newest = union_all(*(select(func.max(column).label("at")) for column in _DATED)).subquery()
NEWEST = select(func.max(_newest.c.at)).scalar_subquery()
"""What `last_moment` tells, for whoever reads it beside something else."""
_LAST = select(NEWEST)


class Place(Protocol):
    """What the journal needs to know of a site; a site of a planned import has no `id` yet."""

    @property
    def id(self) -> int | None: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def governorate_id(self) -> int: ...


Item = tuple[Place, News]


def last_moment(session: Session) -> datetime | None:
    """The moment of the newest fact in the journal, whoever may see it; None while it is empty.

    Writers append one at a time and each takes a later moment than the last. So what is known at this moment is exactly what is
    visible now, and will be the same for ever.
    """
    return session.execute(_LAST).scalar()


def number_in_all(
    session: Session, model: type[ProgressEntry | StepEntry | Affirmation | Promise], *conditions: ColumnElement[bool]
) -> int:
    """How many rows of a table of the journal these conditions on its columns hold for, whoever may see them."""
    return session.execute(select(func.count()).select_from(model.__table__).where(*conditions)).scalar_one()


def next_moment(session: Session) -> datetime:
    """The moment for what this transaction records; other writers wait until it ends."""
    lock_journal(session)
    last = last_moment(session)
    now = datetime.now(UTC)
    return now if last is None or now > last else last + timedelta(microseconds=1)


@event.listens_for(Session, "before_flush")
def _date_new_sites(session: Session, context: Any, instances: Any) -> None:
    """A site is known from the moment it is recorded; the clock is the journal's, so that past positions never gain a site."""
    undated = [row for row in session.new if isinstance(row, Site) and row.recorded_at is None]
    if undated:
        moment = next_moment(session)
        for site in undated:
            site.recorded_at = moment


def record(session: Session, site: Place, news: News, *, today: date, by: int | None = None, source: str = "page") -> ProgressEntry:
    """Add one entry; raises Refused with the rule that it breaks. Flushes, the caller commits."""
    [values] = _judged(session, [(site, news)], today=today, by=by, source=source, import_run=None)
    entry = ProgressEntry(**values)
    session.add(entry)
    session.flush()
    return entry


def record_many(
    session: Session, items: Sequence[Item], *, today: date, by: int | None = None, source: str, import_run: ImportRun | None = None
) -> int:
    """Add many entries at one moment, all or none; raises the first refusal. Gives their number."""
    rows = _judged(session, items, today=today, by=by, source=source, import_run=import_run)
    return _insert(session, ProgressEntry, rows)


def affirm(
    session: Session,
    sites: Iterable[Place],
    *,
    news_on: date,
    by: int | None = None,
    source: str = "page",
    import_run: ImportRun | None = None,
    moment: datetime | None = None,
) -> int:
    """Record that nothing is new at these sites up to `news_on`, or at `moment` that a step was told of them. Gives their number."""
    sites = list(sites)
    _must_capture(session, sites)
    moment = moment or next_moment(session)
    rows = [
        dict(
            site_id=site.id, governorate_id=site.governorate_id, news_on=news_on, recorded_at=moment, recorded_by_id=by, source=source,
            import_run_id=import_run.id if import_run else None,
        )
        for site in sites
    ]
    return _insert(session, Affirmation, rows)


def refusals(session: Session, items: Sequence[Item], *, today: date) -> list[tuple[int, Refused]]:
    """Every rule that these entries would break together, each with the index of the entry that breaks it."""
    found = [(i, refused) for i, (site, news) in enumerate(items) for refused in broken_alone(Kind(site.kind), news, today)]
    histories, current = _histories(session, items)
    found += _broken_corrections(items, current)
    broken = {index for index, _refused in found}
    kinds = {site.code: Kind(site.kind) for site, _news in items}
    for code, history in histories.items():
        sound = [told for told in history if told.index is None or told.index not in broken]
        found += broken_order(kinds[code], sound)
    return sorted(found, key=lambda pair: pair[0])


def _broken_corrections(items: Sequence[Item], current: dict[int, tuple[int, str]]) -> list[tuple[int, Refused]]:
    found: list[tuple[int, Refused]] = []
    claimed: set[int] = set()
    for index, (site, news) in enumerate(items):
        if news.replaces_id is None:
            continue
        if current.get(news.replaces_id) != (site.id, news.stage) or news.replaces_id in claimed:
            found.append((index, Refused(_("The entry to be corrected is not a current entry of this site and stage."))))
        claimed.add(news.replaces_id)
    return found


def _histories(session: Session, items: Sequence[Item]) -> tuple[dict[str, list[Told]], dict[int, tuple[int, str]]]:
    """The history of each site in the batch, by code, as it would be afterwards; and the site and stage of each current entry by its id."""
    codes = {site.id: site.code for site, _news in items if site.id is not None}
    corrected = {news.replaces_id for _site, news in items if news.replaces_id is not None}
    histories: dict[str, list[Told]] = defaultdict(list)
    current: dict[int, tuple[int, str]] = {}
    for row in _current_entries(session, list(codes)):
        current[row.id] = (row.site_id, row.stage)
        if row.id not in corrected:
            told = Told(row.stage, State(row.state), row.effective_on, (0, row.id), bool(row.waiver_by), row.explained, None)
            histories[codes[row.site_id]].append(told)
    for index, (site, news) in enumerate(items):
        explained = explains(news.note) or explains(news.reason)
        told = Told(news.stage, news.state, news.effective_on, (1, index), bool(news.waiver_by), explained, index)
        histories[site.code].append(told)
    _name_waived(session, items, histories)
    return histories, current


def _name_waived(session: Session, items: Sequence[Item], histories: dict[str, list[Told]]) -> None:
    """A complex that entered service by its steps is held to every gate but those that its waivers name."""
    complexes = {site.id: site.code for site, _news in items if site.id is not None and site.kind == Kind.COMPLEX}
    final = Kind.COMPLEX.final.key
    asked = {site_id for site_id, code in complexes.items() if any(told.stage == final and told.waived for told in histories[code])}
    for site_id, (day, gates) in (entered(session, asked) if asked else {}).items():
        code = complexes[site_id]
        histories[code] = [
            replace(told, passed=gates) if told.stage == final and told.effective_on == day else told for told in histories[code]
        ]


def _current_entries(session: Session, site_ids: list[int]) -> Iterable[Any]:
    """The entries of these sites that no other entry replaces, in the order in which they were recorded."""
    scope = scope_of(session)
    entry = ProgressEntry.__table__
    later = entry.alias("later")
    explained = or_(entry.c.note != "", entry.c.reason != "").label("explained")
    columns = (entry.c.id, entry.c.site_id, entry.c.stage, entry.c.state, entry.c.effective_on, entry.c.waiver_by, explained)
    for start in range(0, len(site_ids), _CHUNK):
        query = (
            select(*columns)
            .where(entry.c.site_id.in_(site_ids[start : start + _CHUNK]))
            .where(~select(later.c.id).where(later.c.replaces_id == entry.c.id).exists())
            .order_by(entry.c.recorded_at, entry.c.id)
        )
        if scope.view_ids is not None:
            query = query.where(entry.c.governorate_id.in_(scope.view_ids))
        yield from session.execute(query)


def _judged(
    session: Session, items: Sequence[Item], *, today: date, by: int | None, source: str, import_run: ImportRun | None
) -> list[dict[str, Any]]:
    _must_capture(session, [site for site, _news in items])
    moment = next_moment(session)
    for _index, refused in refusals(session, items, today=today):
        raise refused
    return [
        dict(
            site_id=site.id, governorate_id=site.governorate_id, stage=news.stage, state=news.state.value, done=news.done,
            wanted=news.wanted, effective_on=news.effective_on, news_on=news.news_on or today, recorded_at=moment, recorded_by_id=by,
            source=source, note=news.note, reason=news.reason.strip(), waiver_by=news.waiver_by.strip(),
            waiver_reason=news.waiver_reason.strip(), replaces_id=news.replaces_id, import_run_id=import_run.id if import_run else None,
        )
        for site, news in items
    ]


def _must_capture(session: Session, sites: Iterable[Place]) -> None:
    capture = scope_of(session).capture
    if any(site.governorate_id not in capture for site in sites):
        raise OutOfScope


def _insert(session: Session, model: type[ProgressEntry] | type[Affirmation], rows: list[dict[str, Any]]) -> int:
    session.flush()
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(model.__table__), rows[start : start + _CHUNK])
    return len(rows)
