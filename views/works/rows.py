"""The work at one site as its page shows it: each item with its path, what was said of it, and who is to move next."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Officer, Site, StepEntry
from rollout.arabic import format_amount, format_number
from rollout.clock import CAIRO
from rollout.overdue import label_of, received_on
from rollout.parameters import parameters
from rollout.people import full_name
from rollout.position import SitePosition
from rollout.stages import State
from rollout.text import Text, _, listed
from rollout.works import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Step, items_of
from rollout.works.due import Due, due_on, owner_of
from rollout.works.handover import BUILDING, status_with_report
from rollout.works.linking import LINE, link_status
from rollout.works.offices import OPENED, office_status
from rollout.works.steps import BLOCKED, EXCUSED, EXPECTED, UNBLOCKED
from rollout.works.training import TRAINED, staff
from rollout.works.waiting import Wait
from views.frame.words import digits, in_digits, long_day
from views.works.form import as_happened, particulars_of

_ON_CARD = ("number", "body", "amount", "count", "payer", "decision", "verdict", "medium", "gate")
"""The particulars that a card shows without unfolding its history."""

_BEFORE_THE_END = (BLOCKED, EXPECTED, EXCUSED, "rejected")
_ONCE = (OPENED, "opening")


@dataclass(frozen=True)
class Said:
    """A particular as people read it."""

    label: Text
    value: str


@dataclass
class Told:
    """One thing that was recorded of an item, with who said it; a count of trainees comes from its session and has no `entry`."""

    happened: Happened
    step: Step
    entry: StepEntry | None = None
    by: str = ""
    capacity: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    corrected_by: StepEntry | None = None

    @property
    def current(self) -> bool:
        """Whether it still holds."""
        return self.corrected_by is None and not (self.entry and self.entry.withdrawn)

    @property
    def recorded_on(self) -> date | None:
        return self.entry.recorded_at.astimezone(CAIRO).date() if self.entry else None

    @property
    def said(self) -> list[Said]:
        return [Said(f.label, in_words(f, value)) for f, value in particulars_of(self.step, self.happened) if f.name != "note"]


@dataclass(frozen=True)
class Mark:
    """One step on the track of an item."""

    step: Step
    taken: Happened | None
    next: bool
    passed: bool
    proven: bool


@dataclass
class Card:
    """One item of the work, as its card shows it on a day."""

    item: ItemState
    label: Text
    status: Text
    as_of: date
    story: list[Told]
    due: Due | None = None
    wait: Wait | None = None
    """What its next step waits for, because it is refused before; None where it may be recorded now."""

    @property
    def kind(self) -> ItemKind:
        return self.item.kind

    @property
    def state(self) -> State:
        return state_of(self.item)

    @property
    def owner(self) -> str:
        return owner_of(self.item)

    @property
    def late(self) -> int:
        """Days by which it is overdue."""
        return max((self.as_of - self.due.on).days, 0) if self.due else 0

    @property
    def next(self) -> Step | None:
        """What is to be recorded now; what counts itself, as trainees do, is not."""
        step = self.item.next
        return step if step and not step.elsewhere else None

    @property
    def setback(self) -> Text:
        """What sent it back to an earlier step: the verdict of a check, or the refusal itself."""
        back = self.item.sent_back
        assert back is not None, "asked only of what was sent back"
        step = self.kind.steps[back.step]
        verdicts = {key: label for one in step.fields if one.name == "verdict" for key, label in one.choices}
        return verdicts.get(str(back.facts.get("verdict")), step.label)

    @property
    def expected_passed(self) -> bool:
        """Whether the day for which it was expected has gone by."""
        return self.item.expected_on is not None and self.item.expected_on < self.as_of

    @property
    def days(self) -> int | None:
        since = self.item.since
        return (self.as_of - since).days if since and not self.item.finished else None

    @property
    def marks(self) -> list[Mark]:
        reached = self.item.kind.places[self.item.reached.key] if self.item.reached and not self.ticked else -1
        proven = {told.happened.step for told in self.story if told.current and told.evidence}
        upcoming = None if self.ticked else self.item.next
        return [
            Mark(step, self.item.taken.get(step.key), upcoming is step, place < reached, step.key in proven)
            for place, step in enumerate(self.item.kind.path)
        ]

    @property
    def done(self) -> int:
        return len(self.item.taken)

    @property
    def others(self) -> list[Step]:
        """The further steps that may be told of it today."""
        if self.item.excused:
            return []
        ended = self.item.finished is not None
        places = self.kind.places
        until = places[self.item.next.key] if self.item.sent_back and self.item.next else len(places)
        path = [
            step for step in self.kind.path
            if step is not self.next and (step.again or step.key not in self.item.taken) and places[step.key] <= until
        ]
        said = {step.step for step in self.item.beside}
        beside = [
            step for step in self.kind.beside
            if not (ended and step.key in _BEFORE_THE_END)
            and not (step.key in _ONCE and step.key in said)
            and (step.key != OPENED or ended)
            and (step.key != UNBLOCKED or self.item.blocked)
            and (step.key != BLOCKED or not self.item.blocked)
        ]
        return [step for step in (*path, *beside) if not step.elsewhere and (not self.ticked or step.key not in self.kind.places)]

    @property
    def said(self) -> list[Said]:
        """The numbers, sums and names of its papers, the latest of each."""
        found: dict[str, Said] = {}
        for happened in self.item.log:
            step = self.kind.steps[happened.step]
            for one, value in particulars_of(step, happened):
                if step.key in self.kind.places and one.name in _ON_CARD and not (self.heads and one.name == "count"):
                    found[one.label.source] = Said(one.label, in_words(one, value))
        return list(found.values())

    @property
    def ticked(self) -> bool:
        """Whether its steps are ticked in any order."""
        return not self.kind.ordered and not self.heads

    @property
    def heads(self) -> list[tuple[Text, int | None]]:
        """Employees wanted, nominated and trained, where the item counts them."""
        if not {"wanted", TRAINED} <= self.kind.steps.keys():
            return []
        return list(zip((_("Wanted"), _("Nominated"), _("Trained")), staff(self.item), strict=True))


def state_of(item: ItemState) -> State:
    """How far an item is, in the words in which stages are told."""
    if item.excused:
        return State.NOT_APPLICABLE
    if item.finished:
        return State.DONE
    if item.blocked:
        return State.STALLED
    return State.IN_PROGRESS if item.known else State.NOT_STARTED


def status_of(area: Area, items: Items, item: ItemState, whole: State) -> Text:
    """Where an item stands, in the words of those who follow it up; `whole` is what the journal says of the stage."""
    if item.blocked and not item.finished:
        return State.STALLED.label
    if item.key == BUILDING:
        return status_with_report(items, whole).label
    if item.key == LINE:
        return link_status(items, whole).label
    if area.key == "offices":
        return office_status(item).label
    state = state_of(item)
    return item.kind.over if state is State.DONE and item.kind.over else state.label


def in_words(one: Field, value: Any) -> str:
    """A particular's value as a person reads it."""
    names = dict(one.choices)
    if one.entry is Entry.AMOUNT:
        return format_amount(value, digits())
    if one.entry is Entry.COUNT:
        return format_number(value, digits())
    if one.entry is Entry.DECIMAL:
        return in_digits(str(value))
    if one.entry is Entry.DAY:
        return long_day(value)
    if one.entry is Entry.YES:
        return str(_("Yes") if value else _("No"))
    if one.entry is Entry.CHOICE:
        return str(names.get(value, value))
    return listed(names.get(each, each) for each in value) if one.entry is Entry.CHOICES else str(value)


def cards(session: Session, area: Area, here: SitePosition, happened: list[Happened], told: dict[str, list[Told]], day: date) -> list[Card]:
    """A card for each item of an area of a site, as it stands on a day."""
    items, terms, received = items_of(area, happened, day), parameters(session, day), received_on(here)
    whole = here.stages[area.key].state
    return [
        Card(
            item, label_of(item), status_of(area, items, item, whole), day, told.get(key, []),
            due_on(area, item, items, terms, received) if not (whole.passes and not happened) else None,
            next(item.waits(item.next.key, items, terms, day), None) if item.next else None,
        )
        for key, item in items.items()
    ]


def stories(session: Session, site: Site, area: Area, happened: list[Happened], as_of: date) -> dict[str, list[Told]]:
    """All that was recorded of each item that speaks of `as_of` or before, the latest first; what was corrected too."""
    query = (
        select(StepEntry, User.first_name, User.last_name, Officer.capacity)
        .outerjoin(User, User.id == StepEntry.recorded_by_id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(StepEntry.site_id == site.id, StepEntry.area == area.key, StepEntry.happened_on <= as_of)
        .order_by(StepEntry.id.desc())
    )
    papers = documents(session, site, area)
    found: dict[str, list[Told]] = defaultdict(list)
    by_id: dict[int, Told] = {}
    for entry, first, last, capacity in session.execute(query):
        kind = area.kind_of(entry.item)
        if kind is None or entry.step not in kind.steps:
            continue
        who = full_name(first, last)
        told = Told(as_happened(entry), kind.steps[entry.step], entry, who, capacity or "", papers[entry.id])
        by_id[entry.id] = told
        found[entry.item].append(told)
    for told in by_id.values():
        if told.entry and told.entry.replaces_id in by_id:
            by_id[told.entry.replaces_id].corrected_by = told.entry
    for step in happened:
        kind = area.kind_of(step.item)
        if step.order < 0 and kind:
            found[step.item].append(Told(step, kind.steps[step.step]))
    return found


def documents(session: Session, site: Site, area: Area | None = None) -> dict[int, list[Evidence]]:
    """The documents of the site's steps, by step entry."""
    query = select(Evidence).join(StepEntry, StepEntry.id == Evidence.step_id).where(StepEntry.site_id == site.id)
    if area is not None:
        query = query.where(StepEntry.area == area.key)
    found: dict[int, list[Evidence]] = defaultdict(list)
    for document in session.scalars(query.order_by(Evidence.recorded_at, Evidence.id)):
        known = {one.sha256 for one in found[document.step_id or 0]}
        if document.sha256 not in known:
            found[document.step_id or 0].append(document)
    return found
