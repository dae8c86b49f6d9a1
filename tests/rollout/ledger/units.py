"""The same units once more in plain Python: every movement ever made, and what follows from them when they are simply counted.

It knows nothing of the product's tables of papers and states: what a paper moves is said by the machine that posts it, and which totals
count which states is written down here by hand, from the practice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Place(NamedTuple):
    """A state, for a site, in a store."""

    state: str
    site: int | None = None
    store: int | None = None


OUTSIDE = Place("origin")
POOL = Place("contracted")
AFTER_ACCEPTANCE = (
    "accepted", "stock", "issued", "installed", "in_service", "returned", "written_off", "unexplained", "moving_accepted",
)
WAITING, TURNED_DOWN = ("custody",), ("rejected", "withdrawn")
ON_ORDER = ("ordered", "dispatched", "short", "moving")
TOTALS = {
    "contracted": ("contracted", "allotted", *ON_ORDER, *WAITING, *TURNED_DOWN, *AFTER_ACCEPTANCE),
    "ordered": (*ON_ORDER, *WAITING, *TURNED_DOWN, *AFTER_ACCEPTANCE),
    "delivered": (*WAITING, *TURNED_DOWN, *AFTER_ACCEPTANCE),
    "accepted": AFTER_ACCEPTANCE,
    "rejected": TURNED_DOWN,
    "installed": ("installed", "in_service"),
    "payable": ("stock", "issued", "installed", "in_service", "returned", "written_off", "unexplained"),
}


@dataclass(slots=True, eq=False)
class Moved:
    """Units that went from place to place on a day; `told` numbers the papers in the order in which they were closed."""

    line: int
    source: Place
    target: Place
    quantity: int
    day: date
    told: int
    corrects: "Moved | None" = None
    taken_back: int = 0

    @property
    def rest(self) -> int:
        return self.quantity - self.taken_back


@dataclass(slots=True, eq=False)
class Said:
    """A closed paper's line: what it moved, which line it follows, and how much it names."""

    id: int
    kind: str
    line: int
    site: int | None
    store: int | None
    day: date
    quantity: int
    about: "Said | None" = None
    moved: list[Moved] = field(default_factory=list)
    paper: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Certified:
    """So many units of a certificate, below nothing where it takes an earlier one back."""

    id: int
    line: int
    site: int
    quantity: int
    day: date
    about: "Certified | None" = None


class Units:
    """All that was ever moved, told paper by paper."""

    def __init__(self) -> None:
        self.moved: list[Moved] = []
        self.said: list[Said] = []
        self.told = 0
        self.certified: list[Certified] = []

    def lasting(self, day: date, told: int | None = None) -> Iterator[Moved]:
        return (one for one in self.moved if one.day <= day and (told is None or one.told <= told))

    def held(self, day: date, told: int | None = None) -> dict[tuple[int, Place], int]:
        """What every place holds at the end of a day, as it was told by then; empty places are left out."""
        found: dict[tuple[int, Place], int] = defaultdict(int)
        for one in self.lasting(day, told):
            found[one.line, one.target] += one.quantity
            found[one.line, one.source] -= one.quantity
        return {place: quantity for place, quantity in found.items() if quantity}

    def totals(self, day: date, told: int | None = None) -> dict[int, dict[str, int]]:
        """The totals of every line."""
        found: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(TOTALS, 0))
        for (line, place), quantity in self.held(day, told).items():
            for total, states in TOTALS.items():
                found[line][total] += quantity if place.state in states else 0
        return found

    def least(self, planned: Iterable[Moved] = ()) -> dict[tuple[int, Place], int]:
        """The least that any place ever held at the end of a day, if these movements were made as well."""
        by_day: dict[tuple[int, Place], dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for one in [*self.moved, *planned]:
            by_day[one.line, one.target][one.day] += one.quantity
            by_day[one.line, one.source][one.day] -= one.quantity
        found = {}
        for place, days in by_day.items():
            balance = lowest = 0
            for day in sorted(days):
                balance += days[day]
                lowest = min(lowest, balance)
            found[place] = lowest
        return found

    def suffices(self, planned: Iterable[Moved]) -> bool:
        """Whether no place but the world outside would ever owe."""
        return all(low >= 0 for (_line, place), low in self.least(planned).items() if place != OUTSIDE)

    def acceptable(self) -> dict[tuple[int, int], int]:
        """Units that became accepted at each site, less those whose acceptance was taken back."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for one in self.moved:
            before, after = one.source.state in AFTER_ACCEPTANCE, one.target.state in AFTER_ACCEPTANCE
            if after and not before and one.target.site is not None:
                found[one.line, one.target.site] += one.quantity
            if before and not after and one.source.site is not None:
                found[one.line, one.source.site] -= one.quantity
        return found

    def paid_for(self) -> dict[tuple[int, int], int]:
        """Units certified by line and site."""
        found: dict[tuple[int, int], int] = defaultdict(int)
        for one in self.certified:
            found[one.line, one.site] += one.quantity
        return found

    def least_claim(self, line: int, site: int, start: date = date.min) -> int:
        """The least, on a day or any day after it, of what was added to the stock from acceptance less what was certified."""
        changes = [(one.day, -one.quantity) for one in self.certified if (one.line, one.site) == (line, site)]
        for one in self.moved:
            ends = one.source.state, one.target.state
            if (one.line, one.target.site) == (line, site) and ends in (("accepted", "stock"), ("stock", "accepted")):
                changes.append((one.day, one.quantity if ends[1] == "stock" else -one.quantity))
        days = {start, *(day for day, _quantity in changes if day > start)}
        return min(sum(quantity for day, quantity in changes if day <= last) for last in days)

    def offers(self, before: Said, kind: str) -> int:
        """How much of an earlier line papers of this kind may still use."""
        into = {
            "receipt": "dispatched", "inspection": "custody", "addition": "accepted", "rejection": "rejected", "surplus_kept": "surplus",
        }.get(kind)
        mine = [one for one in before.moved if into and one.target.state == into]
        offered = sum(one.rest for one in mine) if into else before.quantity
        later = [said for said in self.said if said.about is before and said.kind == kind]
        if kind == "rejection":
            return offered - sum(said.quantity for said in later)
        return offered - sum(one.rest for said in later for one in said.moved if one.source.state == (into or one.source.state) != "origin")

    def tell(self, lines: list[Said]) -> None:
        """Keep what a paper moved."""
        self.told += 1
        for said in lines:
            self.said.append(said)
            for one in said.moved:
                one.told = self.told
                self.moved.append(one)
                if one.corrects is not None:
                    one.corrects.taken_back += one.quantity
