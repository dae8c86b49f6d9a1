"""The ledger of promised dates: what was promised, and promising anew. A promise is only ever added."""

import calendar
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import Governorate, Promise, Site
from models.places import wave_of
from rollout.arabic import clean, format_date
from rollout.errors import Conflict, OutOfScope, Refused
from rollout.journal import next_moment
from rollout.position import position
from rollout.reasons import CORRECTION, FIRST, PUBLISHED, REASONS
from rollout.rules import EARLIEST, LONGEST_NAME, LONGEST_NOTE, explains
from rollout.scope import scope_of
from rollout.speaking import UNDO
from rollout.stages import Kind, State
from rollout.text import _

LAST_DUE = date(2100, 12, 31)
_CHUNK = 1_000


class Promised(NamedTuple):
    """One promise as it stands in the ledger: on `given_on` it was said that the stage is done by `due_on`."""

    id: int
    site_id: int
    stage: str
    due_on: date
    given_on: date
    given_by: str
    reason: str
    note: str
    baseline_id: int | None
    recorded_at: datetime
    recorded_by_id: int | None
    source: str

    @property
    def undoes(self) -> bool:
        """Whether it takes back the one before it, which its author had just given."""
        return self.source == UNDO


@dataclass(frozen=True, slots=True)
class Offer:
    """A promise to be: what somebody wants to add to the ledger."""

    stage: str
    due_on: date
    given_on: date
    reason: str = ""
    given_by: str = ""
    note: str = ""


Ledgers = dict[tuple[int, str], tuple[Promised, ...]]
"""The promises of each site and stage, in the order in which they were given."""

COLUMNS = (
    Promise.id, Promise.site_id, Promise.stage, Promise.due_on, Promise.given_on, Promise.given_by, Promise.reason, Promise.note,
    Promise.baseline_id, Promise.recorded_at, Promise.recorded_by_id, Promise.source,
)


def promises(
    session: Session,
    as_of: date | None = None,
    known_at: datetime | None = None,
    *,
    site_ids: Collection[int] | None = None,
    governorate: str | None = None,
    stage: str | None = None,
) -> Ledgers:
    """What had been promised by the end of `as_of`, as known at `known_at`; everything where neither is said."""
    query = select(*COLUMNS).order_by(Promise.given_on, Promise.recorded_at, Promise.id)
    if as_of is not None:
        query = query.where(Promise.given_on <= as_of)
    if known_at is not None:
        query = query.where(Promise.recorded_at <= known_at)
    if governorate is not None:
        query = query.where(Promise.governorate_id.in_(select(Governorate.id).where(Governorate.code == governorate)))
    if stage is not None:
        query = query.where(Promise.stage == stage)
    chosen = [None] if site_ids is None else list(_chunks(list(site_ids)))
    found: dict[tuple[int, str], list[Promised]] = defaultdict(list)
    for ids in chosen:
        for row in session.execute(query if ids is None else query.where(Promise.site_id.in_(ids))):
            found[row.site_id, row.stage].append(Promised._make(row))
    return {key: tuple(rows) for key, rows in found.items()}


def in_force(ledger: Sequence[Promised]) -> list[Promised]:
    """The promises that move a date: without those that their author took back at once, and without what took them back."""
    found: list[Promised] = []
    gone: Promised | None = None
    for one in ledger:
        if not one.undoes:
            found.append(one)
            gone = None
        elif gone is not None:  # an undoing that was undone itself takes nothing back
            found.append(gone)
            gone = None
        elif found:
            gone = found.pop()
    return found


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def month_end(day: date) -> date:
    """The last day of the month: what a plan promises that knows the month alone."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def done_since(session: Session, sites: Collection[Site], today: date) -> dict[tuple[int, str], date]:
    """Since when each stage that is done has been so, by site and stage."""
    here = position(session, today, site_ids=[site.id for site in sites]).sites if sites else []
    return {
        (site.id, key): row.effective_on
        for site in here for key, row in site.stages.items() if row.state is State.DONE and row.effective_on is not None
    }


def broken(kind: Kind, offer: Offer, ledger: Sequence[Promised], today: date, since: date | None) -> Iterator[Refused]:
    """Every rule of the ledger that this promise would break, given those before it, and since when its stage is done, if it is."""
    latest = ledger[-1] if ledger else None
    if offer.stage not in {stage.key for stage in kind.stages}:
        yield Refused(_("A site of this kind has no such stage."), "stage")
    if not EARLIEST <= offer.due_on <= LAST_DUE:
        yield Refused(_("The promised date is out of range."), "due_on")
    if not EARLIEST <= offer.given_on <= today:
        yield Refused(_("A promise was given on a day up to today."), "given_on")
    if latest and offer.given_on < latest.given_on:
        yield Refused(_("A later promise stands in the ledger already; this one cannot be put before it."), "given_on")
    yield from _broken_done(kind, offer, since)
    yield from _broken_reason(offer, latest)
    if len(offer.given_by) > LONGEST_NAME or len(offer.note) > LONGEST_NOTE:
        yield Refused(_("The text is too long."), "note")


def _broken_done(kind: Kind, offer: Offer, since: date | None) -> Iterator[Refused]:
    """What is done is not promised once more: only the record of what was promised for it may be put right."""
    reason = REASONS.get(offer.reason)
    if since is None or offer.given_on < since or (reason is not None and reason.past):
        return
    if offer.stage == kind.final.key:
        yield Refused(_(
            "It has served the public since %(day)s and no date is promised for it any more; a wrong date is corrected with the reason "
            "“%(reason)s”.", day=format_date(since), reason=REASONS[CORRECTION].label,
        ), "due_on")
    else:
        yield Refused(_(
            "This stage has been done since %(day)s and no date is promised for it any more; a wrong date is corrected with the reason "
            "“%(reason)s”.", day=format_date(since), reason=REASONS[CORRECTION].label,
        ), "due_on")


def _broken_reason(offer: Offer, latest: Promised | None) -> Iterator[Refused]:
    reason = REASONS.get(offer.reason)
    if reason is None:
        yield Refused(_("Say why the date is promised anew.") if latest else _("Choose the reason."), "reason")
        return
    if latest and offer.reason != PUBLISHED:
        if offer.due_on == latest.due_on:
            yield Refused(_("This is the date that is promised already."), "due_on")
        elif not reason.redates:
            yield Refused(_("Say why the date is promised anew."), "reason")
    if reason.with_note and not explains(offer.note):
        yield Refused(_("Explain the reason in the note."), "note")
    if offer.due_on < offer.given_on and not reason.past:
        yield Refused(_("The promised date lies before the day on which it was given."), "due_on")


def settled(offer: Offer, ledger: Sequence[Promised]) -> Offer:
    """The promise with its reason: the first one of a stage needs none to be chosen."""
    reason = offer.reason or ("" if ledger else FIRST)
    return Offer(offer.stage, offer.due_on, offer.given_on, reason, clean(offer.given_by), clean(offer.note, multiline=True))


def give(
    session: Session, offers: Iterable[tuple[Site, Offer]], *, today: date, by: int | None = None, source: str = "page",
    baseline_id: int | None = None, seen: Mapping[tuple[int, str], int | None] | None = None,
) -> int:
    """Add promises, all at one moment or none; raises the first refusal. Gives their number; flushes, the caller commits.

    `seen` names for each site and stage the latest promise that the giver knew of; raises Conflict where another came after it.
    The register's planned wave follows the latest promise of a site's last stage.
    """
    items = list(offers)
    capture = scope_of(session).capture
    if any(site.governorate_id not in capture for site, _offer in items):
        raise OutOfScope
    moment = next_moment(session)
    session.flush()
    ledgers = promises(session, site_ids=[site.id for site, _offer in items])
    # A plan that is frozen may lie between promises: it says again what was promised on its day.
    judged = baseline_id is None
    done = done_since(session, [site for site, _offer in items], today) if judged else {}
    rows = []
    for site, raw in items:
        ledger = ledgers.get((site.id, raw.stage), ())
        if seen is not None and seen.get((site.id, raw.stage)) != (ledger[-1].id if ledger else None):
            raise Conflict(_("Somebody promised another date meanwhile; look at it first."))
        offer = settled(raw, ledger)
        for refused in broken(Kind(site.kind), offer, ledger, today, done.get((site.id, offer.stage))) if judged else ():
            raise refused
        rows.append(row_of(site.id, site.governorate_id, offer, moment, by=by, source=source) | {"baseline_id": baseline_id})
    write(session, rows)
    if baseline_id is None:
        for site, offer in items:
            if offer.stage == Kind(site.kind).final.key:
                site.planned_on = wave_of(offer.due_on)
    session.flush()
    return len(rows)


def row_of(site_id: int, governorate_id: int, offer: Offer, moment: datetime, *, by: int | None, source: str) -> dict[str, Any]:
    return dict(
        site_id=site_id, governorate_id=governorate_id, stage=offer.stage, due_on=offer.due_on, given_on=offer.given_on,
        given_by=offer.given_by, reason=offer.reason, note=offer.note, baseline_id=None, recorded_at=moment, recorded_by_id=by,
        source=source,
    )


def write(session: Session, rows: list[dict[str, Any]]) -> None:
    """Add rows that were judged and whose governorates were asked for."""
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Promise.__table__), rows[start : start + _CHUNK])
