"""What a piece of work is made of: areas, their items, the steps that lead an item to its end, and what was done so far.

Everything here is pure: the declarations of the areas are rows of these classes, and what happened is folded day by day.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from rollout.stages import Kind, Stage, State
from rollout.text import Text, _
from rollout.works.terms import Parameters
from rollout.works.waiting import Wait


class Entry(StrEnum):
    """How a particular of a step is typed and shown."""

    TEXT = "text"
    PROSE = "prose"
    AMOUNT = "amount"
    COUNT = "count"
    DECIMAL = "decimal"
    DAY = "day"
    CHOICE = "choice"
    CHOICES = "choices"
    YES = "yes"


COLUMNS = ("number", "body", "person", "amount", "count", "expected_on", "note")
"""The particulars that have a column of their own; every other one is kept among the step's facts."""


@dataclass(frozen=True)
class Field:
    """One particular that a step carries, such as the receipt's number. Amounts are in piastres, days in ISO form among the facts."""

    name: str
    label: Text
    entry: Entry = Entry.TEXT
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    help: Text | None = None


@dataclass(frozen=True)
class Step:
    """Something that is done for an item. `owner` is whose step it is while nobody else is named.

    A step of the path brings the item nearer to its end; a step beside it (a blocker, a promise) says something about it. Most steps are
    taken once; one that may be taken `again` is told anew each time. A step that follows from other records is not told as a step:
    `elsewhere` says where it is told.
    """

    key: str
    label: Text
    owner: Text
    fields: tuple[Field, ...] = ()
    evidence: Text | None = None
    again: bool = False
    elsewhere: Text | None = None


@dataclass(frozen=True)
class ItemKind:
    """What the steps are taken for: the electricity meter, the building, an office, a snag.

    `path` are the steps that lead to its end; where it is not `ordered` they may be taken in any order. With the step `finish` the item
    counts as done for its stage (steps of the path behind it, as final acceptance a year later, still follow), unless `ends` finds the
    step that ends it in another way; `over` says in a word what it then is. Where something may send it back, such as a refusal,
    `resumes` finds the step that it goes on with, and what sent it there. Where its steps are taken bit by bit, `ahead` names the one that
    is to be taken now; `awaits` tells of a step what it waits for, whether it was there already or not: before that the step is neither
    proposed nor taken. Of an item that is `many` there may be any number in a site, each with a key of its own such as ``snag-3``. An item
    that is not `counted` is followed up and not counted among the stage's units.
    """

    key: str
    label: Text
    owner: Text
    path: tuple[Step, ...]
    finish: str
    beside: tuple[Step, ...] = ()
    ends: "Callable[[ItemState], Happened | None] | None" = None
    resumes: "Callable[[ItemState], tuple[str, Happened] | None] | None" = None
    ahead: "Callable[[ItemState], str | None] | None" = None
    awaits: "Mapping[str, Callable[[Items, ItemState, Parameters], Iterable[Wait]]]" = field(default_factory=dict)
    over: Text | None = None
    ordered: bool = True
    many: bool = False
    counted: bool = True
    icon: str = "circle"

    @cached_property
    def steps(self) -> dict[str, Step]:
        return {step.key: step for step in (*self.path, *self.beside)}

    @cached_property
    def places(self) -> dict[str, int]:
        return {step.key: place for place, step in enumerate(self.path)}


@dataclass(frozen=True, slots=True)
class Happened:
    """One step entry in force, as the rules see it. `order` says which of two of one day was told later."""

    item: str
    step: str
    on: date
    order: int
    number: str = ""
    body: str = ""
    person: str = ""
    amount: int | None = None
    count: int | None = None
    expected_on: date | None = None
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class ItemState:
    """How far an item has come on a day, and what holds it up.

    `taken` has each step of the path as it was told last; `log` all that was told of it, in order; `beside` what was told beside the path.
    """

    key: str
    kind: ItemKind
    taken: dict[str, Happened] = field(default_factory=dict)
    log: list[Happened] = field(default_factory=list)
    last: Happened | None = None
    blocked: Happened | None = None
    excused: Happened | None = None
    expected_on: date | None = None
    beside: list[Happened] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether anything at all was told of it."""
        return self.last is not None or self.blocked is not None or bool(self.beside) or self.excused is not None

    @property
    def finished(self) -> Happened | None:
        """The step with which it was done, if it is."""
        return self.kind.ends(self) if self.kind.ends else self.taken.get(self.kind.finish)

    @property
    def reached(self) -> Step | None:
        """The furthest step of its path that was taken."""
        places = self.kind.places
        furthest = max((places[key] for key in self.taken), default=None)
        return None if furthest is None else self.kind.path[furthest]

    @property
    def sent_back(self) -> Happened | None:
        """What sent it back to an earlier step that nobody has taken again since."""
        found = self.kind.resumes(self) if self.kind.resumes else None
        return found[1] if found else None

    @property
    def next(self) -> Step | None:
        """The step that is to be taken now, again if it was not enough; None at the end of the path or where the item does not apply."""
        if self.excused:
            return None
        resumed = self.kind.resumes(self) if self.kind.resumes else None
        if resumed:
            return self.kind.steps[resumed[0]]
        if self.kind.ahead:
            key = self.kind.ahead(self)
            return self.kind.steps[key] if key else None
        if not self.kind.ordered:
            last = None if self.finished else self.kind.path[-1]
            return next((step for step in self.kind.path if step.key not in self.taken), last)
        reached = self.reached
        place = self.kind.places[reached.key] + 1 if reached else 0
        if place < len(self.kind.path):
            return self.kind.path[place]
        return None if self.finished else self.kind.path[-1]

    def waits(self, step: str, items: "Items", terms: Parameters, day: date) -> Iterator[Wait]:
        """What a step still waits for on a day, by the terms that are in force then."""
        if step in self.kind.awaits:
            yield from (wait for wait in self.kind.awaits[step](items, self, terms.on(day)) if wait.on is None or day < wait.on)

    @property
    def since(self) -> date | None:
        """The day since which its next step waits: that of the last step taken, or of what sent it back."""
        latest = self.sent_back or self.last
        return latest.on if latest else None

    @property
    def share(self) -> float:
        """Steps behind it of those up to its finish, between 0 and 1."""
        if self.finished or self.excused:
            return 1.0
        if not self.kind.ordered:
            return len(self.taken) / len(self.kind.path)
        until = self.kind.places[self.kind.finish] + 1
        return min((self.kind.places[self.reached.key] + 1) / until, 1.0) if self.reached else 0.0

    def every(self, step: str) -> list[Happened]:
        """Each time that a step was taken."""
        return [happened for happened in self.log if happened.step == step]

    def said(self, name: str) -> Any:
        """The latest value that was told of a particular, such as the company or the contract's number; None where nobody did."""
        for happened in reversed(self.log):
            value = getattr(happened, name) if name in COLUMNS else happened.facts.get(name)
            if value not in (None, ""):
                return value
        return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the details make of their stage. `basis` are the orders of the steps that decide it, which a document must prove."""

    state: State
    done: int | None = None
    wanted: int | None = None
    note: str = ""
    reason: str = ""
    waiver_by: str = ""
    waiver_reason: str = ""
    basis: tuple[int, ...] = ()

    @property
    def said(self) -> tuple[Any, ...]:
        """What the journal keeps of it."""
        return self.state, self.done, self.wanted, self.reason, self.waiver_by, self.waiver_reason


Items = Mapping[str, ItemState]

# What every path knows beside its steps.
BLOCKED, UNBLOCKED, EXPECTED, EXCUSED = "blocked", "unblocked", "expected", "not_applicable"


@dataclass(frozen=True)
class Area:
    """The work behind one stage: its items, and how their steps decide the stage.

    `first` are the items that every site has from the start. `rules` yields sentences for what a step breaks beyond the general rules,
    given the site's items before it and the step. Where an area `decides`, nothing that was reported of the whole stands against what its
    details say once the stage has begun by them.
    """

    key: str
    label: Text
    icon: str
    kinds: tuple[ItemKind, ...]
    outcome: Callable[[Items], Outcome]
    rules: Callable[[Items, ItemKind, Happened], Iterable[tuple[Text, str]]] = lambda items, kind, step: ()
    counted: bool = False
    decides: bool = False

    @cached_property
    def _kinds(self) -> dict[str, ItemKind]:
        return {kind.key: kind for kind in self.kinds}

    @property
    def stage(self) -> Stage:
        return Kind.COMPLEX.stage(self.key)

    @cached_property
    def first(self) -> tuple[ItemKind, ...]:
        """The items that every site has."""
        return tuple(kind for kind in self.kinds if not kind.many)

    def kind_of(self, item: str) -> ItemKind | None:
        """The kind of an item by its key; ``snag-3`` is a snag."""
        if item in self._kinds:
            return None if self._kinds[item].many else self._kinds[item]
        name, _dash, number = item.rpartition("-")
        kind = self._kinds.get(name)
        if kind is None or not kind.many or not (number.isascii() and number.isdigit()):
            return None
        return kind if number[0] != "0" and len(number) < 6 else None  # snag-03 would be a second snag 3


def beside(*more: Step, owner: Text) -> tuple[Step, ...]:
    """The steps that any path may know beside it: a blocker with whoever can lift it, its end, a promised day."""
    holder = Field("body", _("Who can lift it"), required=True)
    return (
        Step(BLOCKED, _("Stopped"), owner, (Field("note", _("What stops it"), Entry.PROSE, required=True), holder,
                                            Field("expected_on", _("Expected date"), Entry.DAY))),
        Step(UNBLOCKED, _("Resumed"), owner, (Field("note", _("Note"), Entry.PROSE),)),
        Step(EXPECTED, _("Expected date"), owner, (Field("expected_on", _("Expected date"), Entry.DAY, required=True),
                                                   Field("body", _("Promised by")), Field("note", _("Note"), Entry.PROSE))),
        *more,
    )
