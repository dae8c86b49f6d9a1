"""What may be done at many sites at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Affirmation, ProgressEntry, Site, StepEntry
from rollout.approvals.touching import must_say_why
from rollout.details.foreseeing import foreseen_refusals
from rollout.details.reading import steps_of
from rollout.details.saving import Did, save_many
from rollout.errors import Refused
from rollout.journal import affirm, next_moment, record_many
from rollout.journal import refusals as journal_refusals
from rollout.plan.ledger import Offer, Promised, broken, done_since, give, promises, settled
from rollout.position import SitePosition
from rollout.rules import News, explains, turned_back
from rollout.speaking import COUNT, EVER, STEP, still_said
from rollout.stages import Kind, State
from rollout.text import Text, _
from rollout.undoing import last_said
from rollout.works import AREAS, area_of, items_of

_CHUNK = 5_000


@dataclass(frozen=True)
class Said:
    """How something stands, or would stand: in a word, since or for which day, and what else follows."""

    label: Text
    on: date | None = None
    more: Text | None = None


@dataclass(frozen=True)
class Upon:
    """The version upon which an act is seen at a site, and whether the same person has done just this there last."""

    seen: int | None = None
    done: bool = False


class Act(Protocol):
    """Something to record at many sites, judged for all of them in a number of statements that does not grow with theirs.

    `undone_as` says what is undone of it, "news", "step", "quiet" or "promise".
    """

    undone_as: ClassVar[str]

    @property
    def speaks_of(self) -> date | None:
        """The first day whose approved figures it could change without a word; None for one that changes none, or says why."""

    def upon(self, session: Session, sites: Sequence[Site], *, today: date, by: int | None) -> dict[int, Upon]: ...

    def refused(self, session: Session, sites: Sequence[Site], *, today: date) -> list[tuple[int, Refused]]:
        """Every rule that it would break, each with the place of its site."""

    def told(self, session: Session, sites: Sequence[Site], here: dict[int, SitePosition], today: date) -> dict[int, tuple[Said, Said]]:
        """How each site stands before it and after, where its kind knows what the act speaks of."""

    def carry_out(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> None: ...

    def undone_by(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> int | None:
        """The number of what was recorded at one of them, by which all of it is undone; None where that would undo more than this, or where
        a part of it stays."""


@dataclass(frozen=True)
class NewsAct:
    """News of one stage that is told as a whole."""

    undone_as: ClassVar[str] = "news"
    news: News

    @property
    def speaks_of(self) -> date | None:
        return None if explains(self.news.note) or explains(self.news.reason) else self.news.effective_on

    def upon(self, session: Session, sites: Sequence[Site], *, today: date, by: int | None) -> dict[int, Upon]:
        entry, news = ProgressEntry, self.news
        columns = (
            entry.id, entry.site_id, entry.state, entry.done, entry.wanted, entry.effective_on, entry.note, entry.reason,
            entry.recorded_by_id,
        )
        new = (news.state.value, news.done, news.wanted, news.effective_on, news.note, news.reason.strip(), by)
        rows = _each(session, select(*columns).where(entry.stage == news.stage).order_by(entry.recorded_at, entry.id), entry.site_id, sites)
        return {row.site_id: Upon(row.id, tuple(row)[2:] == new) for row in rows}

    def refused(self, session: Session, sites: Sequence[Site], *, today: date) -> list[tuple[int, Refused]]:
        found = journal_refusals(session, [(site, self.news) for site in sites], today=today)
        follows = _("“%(stage)s” follows from its details; record them on its own page.")
        return found + [
            (place, Refused(follows.with_values(stage=area.stage.label), "stage"))
            for place, site in enumerate(sites) if (area := area_of(site.kind, self.news.stage)) is not None
        ] + self._turned_back(session, sites)

    def _turned_back(self, session: Session, sites: Sequence[Site]) -> list[tuple[int, Refused]]:
        if self.news.state is not State.NOT_STARTED:
            return []
        entry = ProgressEntry
        query = select(entry.id, entry.site_id, entry.state, entry.effective_on, entry.replaces_id).where(entry.stage == self.news.stage)
        rows = _each(session, query.order_by(entry.effective_on, entry.recorded_at, entry.id), entry.site_id, sites)
        replaced = {row.replaces_id for row in rows}
        stands = {row.site_id: (State(row.state), row.effective_on) for row in rows if row.id not in replaced}
        return [
            (place, refused) for place, site in enumerate(sites) if site.id in stands
            for refused in turned_back(Kind(site.kind).stage(self.news.stage), self.news, *stands[site.id])
        ]

    def told(self, session: Session, sites: Sequence[Site], here: dict[int, SitePosition], today: date) -> dict[int, tuple[Said, Said]]:
        after = Said(self.news.state.label, self.news.effective_on, _units(self.news.done, self.news.wanted))
        return {site.id: (_stands(here[site.id], self.news.stage), after) for site in sites if _has(site, self.news.stage)}

    def carry_out(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> None:
        moment = next_moment(session)
        record_many(session, [(site, self.news) for site in sites], today=today, by=by, source="page")
        if self.speaks_of is not None:
            must_say_why(session, [(site, self.news.stage) for site in sites], moment)

    def undone_by(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> int | None:
        return self.upon(session, sites[:1], today=today, by=by)[sites[0].id].seen


@dataclass(frozen=True)
class StepAct:
    """One step of one item of the work behind a stage."""

    undone_as: ClassVar[str] = "step"
    area: str
    did: Did

    @property
    def speaks_of(self) -> date | None:
        return None if explains(self.did.note) else self.did.on

    def upon(self, session: Session, sites: Sequence[Site], *, today: date, by: int | None) -> dict[int, Upon]:
        entry, did = StepEntry, self.did
        columns = (entry.id, entry.site_id, entry.step, entry.happened_on, entry.note, entry.withdrawn, entry.recorded_by_id)
        query = select(*columns).where(entry.area == self.area, entry.item == did.item).order_by(entry.id)
        new = (did.step, did.on, did.note, False, by)
        return {row.site_id: Upon(row.id, tuple(row)[2:] == new) for row in _each(session, query, entry.site_id, sites)}

    def refused(self, session: Session, sites: Sequence[Site], *, today: date) -> list[tuple[int, Refused]]:
        return foreseen_refusals(session, [(site, self.area, self.did) for site in sites], today=today)

    def told(self, session: Session, sites: Sequence[Site], here: dict[int, SitePosition], today: date) -> dict[int, tuple[Said, Said]]:
        area = AREAS[self.area]
        kind = area.kind_of(self.did.item)
        assert kind is not None, "the form offers what the area has"
        after = Said(kind.steps[self.did.step].label, self.did.on)
        steps = steps_of(session, site_ids=[site.id for site in sites], areas=[self.area])
        found = {}
        for site in sites:
            if area_of(site.kind, self.area) is None:
                continue
            item = items_of(area, steps.get((site.id, self.area), ())).get(self.did.item)
            last = item.log[-1] if item and item.log else None
            before = Said(kind.steps[last.step].label, last.on) if last else Said(State.NOT_STARTED.label)
            found[site.id] = before, after
        return found

    def carry_out(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> None:
        save_many(session, [(site, self.area, self.did) for site in sites], today=today, by=by)

    def undone_by(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> int | None:
        return self.upon(session, sites[:1], today=today, by=by)[sites[0].id].seen


@dataclass(frozen=True)
class QuietAct:
    """Nothing is new there."""

    undone_as: ClassVar[str] = "quiet"
    speaks_of: date | None = None

    def upon(self, session: Session, sites: Sequence[Site], *, today: date, by: int | None) -> dict[int, Upon]:
        news = select(ProgressEntry.site_id, func.max(ProgressEntry.id).label("id")).group_by(ProgressEntry.site_id)
        mine = select(Affirmation.site_id).where(
            Affirmation.news_on == today, Affirmation.recorded_by_id == by, Affirmation.source.not_in((STEP, COUNT)),
            still_said(Affirmation.__table__, EVER),
        ).distinct()
        said = {row.site_id for row in _each(session, mine, Affirmation.site_id, sites)}
        seen = {row.site_id: row.id for row in _each(session, news, ProgressEntry.site_id, sites)}
        return {site.id: Upon(seen.get(site.id), site.id in said) for site in sites}

    def refused(self, session: Session, sites: Sequence[Site], *, today: date) -> list[tuple[int, Refused]]:
        return []

    def told(self, session: Session, sites: Sequence[Site], here: dict[int, SitePosition], today: date) -> dict[int, tuple[Said, Said]]:
        known, none = _("Last heard of"), Said(_("Never heard of"))
        days = {site.id: here[site.id].last_news_on for site in sites}
        return {key: (Said(known, day) if day else none, Said(_("Nothing new"), today)) for key, day in days.items()}

    def carry_out(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> None:
        said = self.upon(session, sites, today=today, by=by)
        affirm(session, [site for site in sites if not said[site.id].done], news_on=today, by=by)

    def undone_by(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> int | None:
        return last_said(session, sites, by)


@dataclass(frozen=True)
class PromiseAct:
    """A date promised, or promised anew, for serving the public."""

    undone_as: ClassVar[str] = "promise"
    due_on: date
    reason: str = ""
    given_by: str = ""
    note: str = ""
    speaks_of: date | None = None

    def upon(self, session: Session, sites: Sequence[Site], *, today: date, by: int | None) -> dict[int, Upon]:
        found = {}
        for site, ledger in self._ledgers(session, sites):
            if ledger:
                latest = ledger[-1]
                said = (latest.due_on, latest.given_on, latest.given_by, latest.note, latest.recorded_by_id)
                found[site.id] = Upon(latest.id, said == (self.due_on, today, self.given_by, self.note, by))
        return found

    def refused(self, session: Session, sites: Sequence[Site], *, today: date) -> list[tuple[int, Refused]]:
        done = done_since(session, sites, today)
        return [
            (place, refused)
            for place, (site, ledger) in enumerate(self._ledgers(session, sites))
            for offer in (settled(self._offer(site, today), ledger),)
            for refused in broken(Kind(site.kind), offer, ledger, today, done.get((site.id, offer.stage)))
        ]

    def told(self, session: Session, sites: Sequence[Site], here: dict[int, SitePosition], today: date) -> dict[int, tuple[Said, Said]]:
        label, none = _("Promised for"), Said(_("No date"))
        return {
            site.id: (Said(label, ledger[-1].due_on) if ledger else none, Said(label, self.due_on))
            for site, ledger in self._ledgers(session, sites)
        }

    def carry_out(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> None:
        give(session, [(site, self._offer(site, today)) for site in sites], today=today, by=by)

    def undone_by(self, session: Session, sites: Sequence[Site], *, today: date, by: int) -> int | None:
        """The first date promised at a site stays."""
        ledgers = [ledger for _site, ledger in self._ledgers(session, sites)]
        return ledgers[0][-1].id if all(len(ledger) > 1 for ledger in ledgers) else None

    def _offer(self, site: Site, today: date) -> Offer:
        return Offer(Kind(site.kind).final.key, self.due_on, today, self.reason, self.given_by, self.note)

    def _ledgers(self, session: Session, sites: Sequence[Site]) -> list[tuple[Site, tuple[Promised, ...]]]:
        found = promises(session, site_ids=[site.id for site in sites])
        return [(site, found.get((site.id, Kind(site.kind).final.key), ())) for site in sites]


def _each(session: Session, query: Any, column: Any, sites: Sequence[Site]) -> list[Any]:
    ids = [site.id for site in sites]
    starts = range(0, len(ids), _CHUNK)
    return [row for start in starts for row in session.execute(query.where(column.in_(ids[start : start + _CHUNK])))]


def _has(site: Site, stage: str) -> bool:
    return stage in {each.key for each in Kind(site.kind).stages}


def _stands(here: SitePosition, stage: str) -> Said:
    row = here.stages[stage]
    return Said(row.state.label, row.effective_on, _units(row.done, row.wanted) if row.state is State.IN_PROGRESS else None)


def _units(done: int | None, wanted: int | None) -> Text | None:
    return _("%(done)s of %(wanted)s", done=done, wanted=wanted) if done is not None and wanted is not None and wanted > 1 else None
