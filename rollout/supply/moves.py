"""What a line of a paper moves, and the rules that it keeps before any account is looked at."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from rollout.arabic import fold
from rollout.errors import Refused
from rollout.rules import explains
from rollout.supply.kinds import PaperKind, Part, Signs
from rollout.supply.quantities import Quantity
from rollout.supply.states import ACCEPTED, IN_STORE, POOLED, Held
from rollout.text import _, listed

LARGEST = 1_000_000_000
"""No line of a paper tells of more units."""


class Said(Protocol):
    """What the rules read of a line of a paper."""

    site_id: int | None
    quantity: Quantity
    accepted: Quantity | None
    rejected: Quantity | None
    short: Quantity
    surplus: Quantity
    reason: str
    drawn: str
    to_site_id: int | None
    to_store_id: int | None


@dataclass(frozen=True, slots=True)
class Where:
    """An account but for its line: a state, for a site, in a store."""

    state: Held
    site_id: int | None = None
    store_id: int | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """So many units go from one place and state to another."""

    source: Where
    target: Where
    quantity: Quantity


def where(state: Held, site_id: int | None, store_id: int | None) -> Where:
    """Units of a pool have no site, and only what lies in a store has one."""
    return Where(state, None if state in POOLED else site_id, store_id if state in IN_STORE else None)


def legs(kind: PaperKind, line: Said, store_id: int | None, *, crosses: bool = False) -> list[Leg]:
    """The movements of a line, in order. A transfer that `crosses` into another governorate goes through the contract's pool."""
    drawn = Held(line.drawn) if line.drawn else None
    if kind.key == "transfer":
        assert drawn is not None
        here, there = where(drawn, line.site_id, store_id), where(drawn, line.to_site_id, line.to_store_id)
        if not crosses:
            return [Leg(here, there, line.quantity)]
        between = Where(Held.MOVING_ACCEPTED if drawn in ACCEPTED else Held.MOVING)
        return [Leg(here, between, line.quantity), Leg(between, there, line.quantity)]
    found = []
    for move in kind.moves:
        quantity = getattr(line, move.part) or 0
        if quantity:
            source, target = move.source or drawn, move.target or drawn
            assert source is not None
            assert target is not None
            found.append(Leg(where(source, line.site_id, store_id), where(target, line.site_id, store_id), quantity))
    return found


def broken_line(kind: PaperKind, line: Said) -> Iterator[Refused]:
    """The rules that a line breaks by itself, whatever lies in the stores."""
    out_of_bounds = [part for part in Part if not 0 <= (getattr(line, part) or 0) <= LARGEST]
    if out_of_bounds:
        yield Refused(_("Expected a quantity between 0 and %(largest)s.", largest=LARGEST), out_of_bounds[0])
        return
    if kind.drawn and line.drawn not in kind.drawn:
        names = listed(str(state.label) for state in kind.drawn)
        yield Refused(_("Say from which state the units are taken: %(states)s.", states=names), "drawn")
    if kind.key != "counter" and line.site_id is None and _needs_site(kind, line):
        yield Refused(_("Name the site."), "site")
    if kind.key == "transfer":
        if line.to_site_id is None:
            yield Refused(_("Name the site to which the units go."), "to_site")
        elif (line.to_site_id, line.to_store_id) == (line.site_id, None):
            yield Refused(_("The units are at this site already."), "to_site")
    if kind.inspects:
        yield from _broken_verdict(line)
    elif line.accepted is not None or line.rejected is not None:
        yield Refused(_("Only inspection minutes accept and reject."), "accepted")
    yield from (
        Refused(_("This paper tells of nothing that is short or beyond the order."), part)
        for part in (Part.SHORT, Part.SURPLUS)
        if getattr(line, part) and part not in kind.parts
    )
    if not line.quantity and not (kind.key in ("receipt", "audit") and (line.short or line.surplus)):
        yield Refused(_("The quantity must be more than nothing."), "quantity")
    if kind.key == "audit" and line.short > line.quantity:
        yield Refused(_("More is missing than there should be."), "short")


def _needs_site(kind: PaperKind, line: Said) -> bool:
    if line.drawn == Held.CONTRACTED:
        return False
    return not all(move.source in POOLED and move.target in POOLED for move in kind.moves) or not kind.moves


def _broken_verdict(line: Said) -> Iterator[Refused]:
    if line.accepted is None or line.rejected is None:
        yield Refused(_("Say how many are accepted and how many rejected."), "accepted")
        return
    parts = line.accepted + line.rejected + line.short
    if parts != line.quantity:
        yield Refused(
            _("Accepted %(accepted)s, rejected %(rejected)s and short %(short)s make %(parts)s, not the %(quantity)s that were inspected.",
              accepted=line.accepted, rejected=line.rejected, short=line.short, parts=parts, quantity=line.quantity), "accepted",
        )
    if line.rejected and not explains(line.reason):
        yield Refused(_("Say why units were rejected."), "reason")


class Person(Protocol):
    """Somebody who signs."""

    @property
    def part(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def user_id(self) -> int | None: ...


_APART = (Signs.CHAIR, Signs.TECHNICAL, Signs.STOREKEEPER)


_TITLES = frozenset(fold(
    "أ م د السيد السيدة الآنسة الأستاذ الأستاذة أستاذ أستاذة المهندس المهندسة مهندس مهندسة الدكتور الدكتورة دكتور دكتورة الحاج الحاجة "
    "الشيخ اللواء لواء العميد عميد العقيد عقيد المستشار مستشار المحاسب محاسب Mr Mrs Ms Dr Eng Prof"
).split())
"""What people write before a name."""


def letters(name: str) -> str:
    """A name however its parts are joined and whatever titles stand before it: «م/ عبد الله» is «عبدالله»."""
    words = fold(name).split()
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    return "".join(words)


def broken_signatories(kind: PaperKind, people: Iterable[Person]) -> Iterator[Refused]:
    """Who must sign is named, and chair, technical member and storekeeper are three people."""
    people = list(people)
    named = {person.part for person in people if person.name.strip()}
    for part in kind.signs:
        if part not in named:
            yield Refused(_("The paper needs the name of: %(part)s.", part=part.label), part)
    apart = [person for person in people if person.part in _APART]
    for place, person in enumerate(apart):
        for other in apart[:place]:
            same_name = letters(person.name) == letters(other.name)
            same_account = person.user_id is not None and person.user_id == other.user_id
            if person.part != other.part and (same_name or same_account):
                yield Refused(
                    _("%(one)s and %(other)s must be two different people.", one=Signs(other.part).label, other=Signs(person.part).label),
                    person.part,
                )

