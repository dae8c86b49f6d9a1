"""The papers of the demo's contract, in the order of their days: each with its lines, as officers would have entered them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rollout.demo.story import LAST_EVENT
from rollout.demo.supply.amounts import contracted
from rollout.demo.supply.goods import ALLOTTED_ON, GOODS, LOTS, SIGNED_ON
from rollout.demo.supply.schedule import Batch, Furnishing, working
from rollout.supply.quantities import Quantity

_REASONS = ("خدوش في السطح وكسر في الأدراج", "مخالفة السُّمك للعينة المعتمدة", "تلف أثناء النقل")
_SPARE = 2


@dataclass(eq=False, slots=True)
class Line:
    """One line of a paper: an item by its place among the goods, for a site."""

    good: int
    site: str | None
    quantity: Quantity
    accepted: Quantity | None = None
    rejected: Quantity | None = None
    short: Quantity = 0
    surplus: Quantity = 0
    reason: str = ""
    drawn: str = ""
    about: "Line | None" = None
    site_id: int | None = None
    to_site_id: int | None = None
    to_store_id: int | None = None
    number: int = 0


@dataclass(eq=False, slots=True)
class Sheet:
    """One paper. `stored` papers are those of the governorate's store."""

    kind: str
    day: date
    lines: list[Line] = field(default_factory=list)
    governorate: str | None = None
    company: int | None = None
    stored: bool = False
    about: "Sheet | None" = None
    due_on: date | None = None
    note: str = ""
    draft: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)
    number: int = 0


_Given = tuple[Furnishing, Batch]


def sheets(furnishings: Sequence[Furnishing]) -> list[Sheet]:
    """All papers of one contract."""
    complexes = [one.place for one in furnishings]
    bought = [Line(place, None, quantity) for place, quantity in enumerate(contracted(complexes))]
    allotted = [Line(place, one.place.code, quantity) for one in furnishings for place, quantity in enumerate(one.wanted)]
    found = [Sheet("signing", SIGNED_ON, bought), Sheet("allotment", ALLOTTED_ON, allotted)]
    by_home: dict[str, list[Furnishing]] = defaultdict(list)
    for one in furnishings:
        by_home[one.place.governorate].append(one)
    for governorate, several in by_home.items():
        found += _Home(governorate).all(several)
    return found


@dataclass
class _Home:
    """The papers of one governorate."""

    governorate: str
    made: list[Sheet] = field(default_factory=list)

    def all(self, furnishings: Iterable[Furnishing]) -> list[Sheet]:
        several = list(furnishings)
        given = [(one, batch) for one in several for batch in one.batches]
        self._order(given)
        self._deliver(given)
        for one in several:
            self._install(one)
        return self.made

    def sheet(self, kind: str, day: date, lines: list[Line], **values: object) -> Sheet:
        made = Sheet(kind, day, lines, self.governorate, **values)  # type: ignore[arg-type]
        self.made.append(made)
        return made

    def _order(self, given: Iterable[_Given]) -> None:
        groups: dict[tuple[date, date, int], list[Line]] = defaultdict(list)
        for one, batch in given:
            groups[batch.ordered_on, batch.due_on, LOTS[batch.lot].company] += _lines(one, batch.lot)
        for (day, due_on, company), lines in sorted(groups.items()):
            self.sheet("order", day, lines, company=company, due_on=due_on)

    def _deliver(self, given: Iterable[_Given]) -> None:
        groups: dict[tuple[date, int, bool], list[_Given]] = defaultdict(list)
        for one, batch in given:
            if batch.sent_on:
                groups[batch.sent_on, LOTS[batch.lot].company, LOTS[batch.lot].stored].append((one, batch))
        for (day, company, stored), several in sorted(groups.items()):
            place = {"company": company, "stored": stored}
            sent = [line for one, batch in several for line in _lines(one, batch.lot, drawn="ordered")]
            note = self.sheet("delivery", day, sent, **place)
            counted = [_follow(line, line.quantity) for line in sent]
            receipt = self.sheet("receipt", day, counted, about=note, **place)
            batches = {(one.place.code, batch.lot): batch for one, batch in several}
            self._count(receipt, batches)
            self._inspect(receipt, batches)

    def _count(self, receipt: Sheet, batches: Mapping[tuple[str, int], Batch]) -> None:
        """The storekeeper finds two too few, or two too many, of the item of which most came."""
        for (site, lot), batch in batches.items():
            line = _most(receipt.lines, site, lot)
            if batch.mishap == "short":
                line.quantity, line.short = line.quantity - _SPARE, _SPARE
            elif batch.mishap == "surplus":
                line.surplus = _SPARE

    def _inspect(self, receipt: Sheet, batches: Mapping[tuple[str, int], Batch]) -> None:
        days: dict[date, list[Line]] = defaultdict(list)
        begun: dict[date, list[Line]] = defaultdict(list)
        for line in receipt.lines:
            batch = batches[line.site or "", GOODS[line.good].lot]
            if batch.inspected_on:
                days[batch.inspected_on].append(line)
            elif batch.drafted_on:
                begun[batch.drafted_on].append(line)
        for day, received in sorted(begun.items()):
            lines = [_follow(line, line.quantity, accepted=line.quantity, rejected=0) for line in received]
            self.sheet("inspection", day, lines, about=receipt, company=receipt.company, stored=receipt.stored, draft=True)
        for day, received in sorted(days.items()):
            lines = [_follow(line, line.quantity, accepted=line.quantity, rejected=0) for line in received]
            bad = self._reject(lines, batches)
            minutes = self._minutes(receipt, day, lines)
            if bad:
                self._send_back(minutes, bad, batches)

    def _minutes(self, receipt: Sheet, day: date, lines: list[Line]) -> Sheet:
        """The inspection, and the addition of what it accepted."""
        place = {"company": receipt.company, "stored": receipt.stored}
        minutes = self.sheet("inspection", day, lines, about=receipt, **place)
        added = working(day + timedelta(days=1))
        if added <= LAST_EVENT:
            self.sheet("addition", added, [_follow(line, line.accepted or 0) for line in lines if line.accepted], about=minutes, **place)
        return minutes

    def _reject(self, lines: list[Line], batches: Mapping[tuple[str, int], Batch]) -> list[Line]:
        bad = []
        for (site, lot), batch in batches.items():
            here = [line for line in lines if line.site == site and GOODS[line.good].lot == lot]
            if here and batch.mishap in ("rejected", "replaced"):
                line = _most(here, site, lot)
                line.accepted, line.rejected = line.quantity - _SPARE, _SPARE
                line.reason = _REASONS[lot % len(_REASONS)]
                bad.append(line)
        return bad

    def _send_back(self, minutes: Sheet, bad: list[Line], batches: Mapping[tuple[str, int], Batch]) -> None:
        """A letter with a day for the withdrawal; where the supplier came, the withdrawal and what he brought instead."""
        place = {"company": minutes.company, "stored": minutes.stored}
        named = [_follow(line, line.rejected or 0) for line in bad]
        letter = self.sheet("rejection", minutes.day, named, about=minutes, due_on=working(minutes.day + timedelta(days=7)), **place)
        for line in named:
            batch = batches[line.site or "", GOODS[line.good].lot]
            if not (batch.withdrawn_on and batch.replaced_on and batch.again_on):
                continue
            self.sheet("withdrawal", batch.withdrawn_on, [_follow(line, line.quantity)], about=letter, **place)
            brought = _follow(line, line.quantity, drawn="withdrawn")
            note = self.sheet("replacement", batch.replaced_on, [brought], about=letter, **place)
            counted = _follow(brought, brought.quantity)
            receipt = self.sheet("receipt", batch.replaced_on, [counted], about=note, **place)
            self._minutes(receipt, batch.again_on, [_follow(counted, counted.quantity, accepted=counted.quantity, rejected=0)])

    def _install(self, one: Furnishing) -> None:
        """At the site everything is set up at once; what lay in the store is first issued where somebody signs for it apart."""
        for stored in (True, False):
            lots = [number for number, lot in enumerate(LOTS) if lot.stored is stored]
            if one.issued_on and stored:
                self.sheet("issue", one.issued_on, [line for lot in lots for line in _lines(one, lot)], stored=True)
            if one.installed_on:
                drawn = "issued" if one.issued_on and stored else "stock"
                lines = [line for lot in lots for line in _lines(one, lot, drawn=drawn)]
                self.sheet("installation", one.installed_on, lines, stored=stored)
        if one.used_on:
            self.sheet("service", one.used_on, [line for lot in range(len(LOTS)) for line in _lines(one, lot)])


def _lines(one: Furnishing, lot: int, drawn: str = "") -> list[Line]:
    return [
        Line(place, one.place.code, one.wanted[place], drawn=drawn) for place, good in enumerate(GOODS) if good.lot == lot
    ]


def _follow(line: Line, quantity: Quantity, *, accepted: Quantity | None = None, rejected: Quantity | None = None, drawn: str = "") -> Line:
    return Line(line.good, line.site, quantity, accepted, rejected, drawn=drawn, about=line)


def _most(lines: Iterable[Line], site: str, lot: int) -> Line:
    return max((line for line in lines if line.site == site and GOODS[line.good].lot == lot), key=lambda line: line.quantity)
