"""Completeness: of how many sites a committee was expected to tell something in a week, of how many it did, and of how many in time.

Expected is every site that was in the register at the cut-off and did not yet serve the public when the week began. Received is every
one of them for which somebody spoke for a day of the week; on time, where that was recorded by the cut-off. As in the position, an entry
speaks from the day on which it became true to the day of its news: what is told on Thursday of Monday is late news of the week that
ended on Wednesday. The denominator is part of the answer: a share without it says nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from models import Affirmation, Committee, Governorate, ProgressEntry, Site
from rollout.followup.weeks import CutOff, Week
from rollout.known import Places, stand
from rollout.speaking import still_said
from rollout.stages import Kind, State
from rollout.text import language

USUAL = CutOff()
"""The cut-off where no committee is recorded: Wednesday at three in the afternoon."""

_KINDS = {kind.value: kind for kind in Kind}
_FINAL = {kind.value: kind.final.key for kind in Kind}


@dataclass(frozen=True, slots=True)
class Silent:
    """A site for which news was expected and none came."""

    id: int
    code: str
    name_ar: str
    name_en: str
    kind: Kind

    @property
    def name(self) -> str:
        return (self.name_en if language() == "en" else "") or self.name_ar


@dataclass(frozen=True, slots=True)
class Received:
    """What came of one governorate in one week. `over` says whether its cut-off had passed at the moment that is asked about."""

    governorate: str
    week: Week
    expected: int
    received: int
    on_time: int
    missing: tuple[Silent, ...]
    over: bool

    @property
    def share(self) -> float | None:
        """The share received; None where nothing was expected."""
        return self.received / self.expected if self.expected else None

    @property
    def late(self) -> int:
        return self.received - self.on_time


def completeness(
    session: Session, when: date | Week, known_at: datetime | None = None, *, governorate: str | None = None
) -> list[Received]:
    """One week of each governorate in scope that has sites, in Arabic order.

    A day means the last week of each committee that had ended by then; a week, the one of each committee whose cut-off lies in it.
    """
    return [weeks[0] for weeks in _read(session, [when], known_at, governorate).values()]


def course(
    session: Session, weeks: Sequence[Week], known_at: datetime | None = None, *, governorate: str | None = None
) -> dict[str, list[Received]]:
    """The same for many weeks, by the code of the governorate; it costs no more statements than one week does."""
    return _read(session, weeks, known_at, governorate)


def cut_offs(session: Session) -> dict[int, CutOff]:
    """The cut-off of each committee that is recorded, by the id of its governorate."""
    rows = session.execute(select(Committee.governorate_id, Committee.cut_off_weekday, Committee.cut_off_at))
    return {row.governorate_id: _cut_off(row) for row in rows}


def _cut_off(row: Any) -> CutOff:
    return USUAL if row.cut_off_at is None else CutOff(row.cut_off_weekday, row.cut_off_at)


def cut_off_of(session: Session, governorate_id: int) -> CutOff:
    return cut_offs(session).get(governorate_id, USUAL)


def week_of(cut_off: CutOff, when: date | Week) -> Week:
    """The committee's own week: the last one that had ended by a day, or the one whose cut-off lies in another committee's week."""
    if isinstance(when, Week):
        return cut_off.week_ending(when.starts_on)
    week = cut_off.week_ending(when)
    return week if week.day == when else week.before


@dataclass(frozen=True, slots=True)
class _Material:
    """What was read: when each site came to serve the public, and when somebody spoke for which day."""

    finals: Mapping[int, Sequence[Any]]
    told: Mapping[int, Sequence[tuple[date, date, datetime]]]


_kept: Places[list[Received]] = Places(3 * 27)
forget = _kept.forget


def _read(
    session: Session, when: Sequence[date | Week], known_at: datetime | None, governorate: str | None
) -> dict[str, list[Received]]:
    """Without a moment, only the governorates are gone through again of which something was told since, or a cut-off is another."""
    seen = known_at or datetime.now(UTC)
    places = session.execute(
        select(Governorate.id, Governorate.code, Committee.cut_off_weekday, Committee.cut_off_at)
        .outerjoin(Committee, Committee.governorate_id == Governorate.id)
        .order_by(Governorate.sort_key)
    ).all()
    cut_off = {place.code: _cut_off(place) for place in places}
    weeks = {code: [week_of(own, each) for each in when] for code, own in cut_off.items() if governorate in (None, code)}
    if not when or not weeks:
        return {}

    def read(code: str | None) -> dict[str, list[Received]]:
        return _gone_through(session, {place.id: place.code for place in places if place.code in weeks}, code, weeks, seen)

    now = stand(session) if known_at is None else None
    believed = now if now is not None and now.known_at <= seen else None
    found = _kept.of(session, (tuple(when), tuple(cut_off.items())), believed, read, governorate)
    return {code: [_as_at(one, seen) for one in found[code]] for code in weeks if code in found}


def _as_at(one: Received, seen: datetime) -> Received:
    """The same, at a later moment at which nothing else is known: all that passes by itself is the cut-off."""
    over = one.over or one.week.ends_at <= seen
    return one if over is one.over else replace(one, over=over)


def _gone_through(
    session: Session, codes: Mapping[int, str], only: str | None, weeks: Mapping[str, Sequence[Week]], seen: datetime
) -> dict[str, list[Received]]:
    """The weeks of every governorate, or of one, read together."""
    ids = None if only is None else [key for key, code in codes.items() if code == only]
    every = [week for code, own in weeks.items() for week in own if only in (None, code)]
    sites = _sites(session, ids, seen)
    first, last = min(week.starts_on for week in every), max(week.day for week in every)
    material = _Material(_finals(session, ids, seen), _told(session, ids, first, last, seen))
    return {
        code: [_received(code, week, sites[key], material, seen) for week in weeks[code]] for key, code in codes.items() if key in sites
    }


def _received(governorate: str, week: Week, sites: Iterable[Any], material: _Material, seen: datetime) -> Received:
    cut_off, first, last = week.ends_at.astimezone(UTC), week.starts_on, week.day  # asked for once: there are many sites
    until = min(cut_off, seen)
    expected = received = on_time = 0
    missing: list[Silent] = []
    for site in sites:
        if site.recorded_at > until or (site.withdrawn_at is not None and site.withdrawn_at <= until):
            continue
        finals = material.finals.get(site.id)
        if finals and _served(finals, _FINAL[site.kind], first, until):
            continue
        expected += 1
        moments = [moment for start, end, moment in material.told.get(site.id, ()) if start <= last and end >= first]
        if moments:
            received += 1
            on_time += min(moments) <= cut_off
        else:
            missing.append(Silent(site.id, site.code, site.name_ar, site.name_en, _KINDS[site.kind]))
    return Received(governorate, week, expected, received, on_time, tuple(missing), cut_off <= seen)


def _served(finals: Sequence[Any], stage: str, before: date, until: datetime) -> bool:
    """Whether the site served the public on the eve of `before`, as known at `until`: by the entry in force, as the position has it."""
    known = [entry for entry in finals if entry.recorded_at <= until and entry.stage == stage]
    replaced = {entry.replaces_id for entry in known}
    current = [entry for entry in known if entry.effective_on < before and entry.id not in replaced]
    newest = max(current, key=lambda entry: (entry.effective_on, entry.recorded_at, entry.id), default=None)
    return newest is not None and newest.state == State.DONE


def _sites(session: Session, places: Sequence[int] | None, seen: datetime) -> dict[int, list[Any]]:
    query = (
        select(Site.id, Site.code, Site.name_ar, Site.name_en, Site.kind, Site.governorate_id, Site.recorded_at, Site.withdrawn_at)
        .where(Site.recorded_at <= seen, *_of(Site, places))
        .order_by(Site.sort_key, Site.id)
    )
    found = defaultdict(list)
    for row in session.execute(query):
        found[row.governorate_id].append(row)
    return dict(found)


def _finals(session: Session, places: Sequence[int] | None, seen: datetime) -> dict[int, list[Any]]:
    """The entries of last stages of the sites that ever came to serve the public."""
    entry = ProgressEntry
    query = select(
        entry.id, entry.site_id, entry.stage, entry.state, entry.effective_on, entry.recorded_at, entry.replaces_id
    ).where(entry.stage.in_(set(_FINAL.values())), entry.recorded_at <= seen, *_of(entry, places))
    found = defaultdict(list)
    for row in session.execute(query):
        found[row.site_id].append(row)
    return {site: entries for site, entries in found.items() if any(entry.state == State.DONE for entry in entries)}


def _told(
    session: Session, places: Sequence[int] | None, first: date, last: date, seen: datetime
) -> dict[int, list[tuple[date, date, datetime]]]:
    """The days that somebody spoke for, from and to, each with the first moment at which that was recorded."""
    found = defaultdict(list)
    queries = [
        select(model.site_id, since, model.news_on, func.min(model.recorded_at))
        .where(since <= last, model.news_on >= first, model.recorded_at <= seen, still_said(model.__table__, seen), *_of(model, places))
        .group_by(model.site_id, since, model.news_on)
        for model, since in ((ProgressEntry, ProgressEntry.effective_on), (Affirmation, Affirmation.news_on))
    ]
    for site_id, start, end, moment in session.execute(union_all(*queries)):
        found[site_id].append((start, end, moment))
    return found


def _of(model: Any, places: Sequence[int] | None) -> list[Any]:
    return [] if places is None else [model.governorate_id.in_(places)]


def last_weeks(day: date, number: int, cut_off: CutOff = USUAL) -> Iterator[Week]:
    """The week in which the day lies and those before it, the oldest first."""
    last = cut_off.week_ending(day)
    return (Week(last.day - timedelta(days=7 * back), last.at) for back in reversed(range(number)))
