"""A clerk who posts papers in the product and in the plain count of units, and expects both to refuse the same ones."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import select
from sqlalchemy.orm import aliased

from models import Account, Certificate, Entitlement, Movement, PaperLine
from rollout.errors import Refused
from rollout.ledger.checking import QUESTIONS
from rollout.ledger.drafting import Row
from rollout.ledger.figures import figures, holdings
from rollout.ledger.money.certificates import Entered, Wanted, issue, take_back
from rollout.scope import everything
from tests.rollout.ledger.units import OUTSIDE, Certified, Moved, Place, Said, Units
from tests.supplies import TODAY, Supplies

START = date(2023, 7, 1)
TOO_MUCH = 6
IN_STORE = ("custody", "accepted", "rejected", "stock", "surplus")
HELD = ("stock", "issued", "installed", "in_service")
_GIVES, _GAINS = aliased(Account), aliased(Account)
NATIONAL = ("signing", "increase", "decrease", "allotment", "deallotment")


def at(state: str, site: int | None, store: int | None) -> Place:
    """Where units of a state are: the pools have no site, and only some states lie in a store."""
    pooled = state in ("origin", "contracted")
    return Place(state, None if pooled else site, store if state in IN_STORE else None)


def fit(amount: int, most: int) -> int:
    """An amount that there is, or now and then one more than that."""
    return most + 1 if amount == TOO_MUCH else max(1, min(amount, most))


class Clerk(RuleBasedStateMachine):
    """The world of `tests.supplies` with a store in each of two governorates; what an example did is rolled back after it."""

    def __init__(self, world: Supplies) -> None:
        super().__init__()
        self.world, self.session, self.units = world, world.session, Units()
        self.savepoint = self.session.begin_nested()
        self.lines = [line.id for line in world.lines]
        self.sites = [site.id for site in world.sites]
        self.stores = {"EG-AST": world.stores[0].id, "EG-KN": world.stores[1].id}
        self.moments: list[datetime] = []
        self.steps = 0
        self.posted = self.refused = self.tried = 0

    def teardown(self) -> None:
        with everything(self.session):
            found = [str(fault) for _what, ask in QUESTIONS for fault in ask(self.session)[1]]
        self.savepoint.rollback()
        self.session.expire_all()
        assert found == [], "\n".join(found[:4])

    # Posting

    def governorate(self, site: int | None) -> str | None:
        return None if site is None else "EG-KN" if site == self.sites[2] else "EG-AST"

    def store_of(self, site: int | None) -> int | None:
        return self.stores.get(self.governorate(site) or "")

    def day(self, wobble: int) -> date:
        """The clerk's days go on slowly, and some papers are late."""
        return START + timedelta(days=max(0, self.steps // 5 + wobble))

    def places(self, *states: str) -> list[tuple[int, Place]]:
        """Where there is something today in one of these states."""
        found = [key for key in self.units.held(TODAY) if key[1].state in states]
        return sorted(found, key=str)

    def post(
        self, kind: str, entries: Sequence[tuple[Row, Sequence[Moved]]], day: date, *, site: int | None, store: int | None = None,
        fine: bool = True, about: Sequence[Said] = (), national: bool = False, **values: Any,
    ) -> bool:
        """Post a paper in both; `fine` says whether it keeps the rules that are not about what the places hold."""
        planned = [one for _row, moved in entries for one in moved]
        for before in {id(said): said for said in about}.values():
            wanted = sum(row.quantity + (row.short if kind == "receipt" else 0) for (row, _m), said in zip(entries, about, strict=True)
                         if said is before)
            fine = fine and wanted <= self.units.offers(before, kind) and before.day <= day
        expected = fine and self.units.suffices(planned)
        home = None if national or kind in NATIONAL else self.governorate(site)
        if about:
            values["about_id"] = about[0].paper
        self.tried += 1
        rows, says = [row for row, _moved in entries], ""
        try:
            with self.session.begin_nested():
                paper = self.world.post(kind, *rows, day=day, governorate=home, store_id=store, **values)
        except Refused as refused:
            says = str(refused)
        assert expected == (says == ""), f"{kind}: {says or 'was not refused'}"
        if says:
            self.refused += 1
            return False
        earlier = [*about, *([None] * (len(entries) - len(about)))]
        lines = self.world.lines_of(paper)
        self._moved(lines, [moved for _row, moved in entries])
        self.units.tell([
            Said(line.id, kind, line.line_id, line.site_id, store, day, row.quantity, before, list(moved), paper.id)
            for line, (row, moved), before in zip(lines, entries, earlier, strict=True)
        ])
        assert paper.closed_at is not None
        self.moments.append(paper.closed_at)
        self.posted += 1
        return True

    def _moved(self, lines: Sequence[PaperLine], said: Sequence[Sequence[Moved]]) -> None:
        """Each line moved what it says, step by step: what leaves a governorate goes through the pool of the contract."""
        query = (
            select(Movement.paper_line_id, _GIVES.state, _GIVES.site_id, _GAINS.state, _GAINS.site_id, Movement.quantity)
            .join(_GIVES, _GIVES.id == Movement.from_id).join(_GAINS, _GAINS.id == Movement.to_id)
            .where(Movement.paper_line_id.in_([line.id for line in lines])).order_by(Movement.id)
        )
        with everything(self.session):
            found = [tuple(row) for row in self.session.execute(query)]
        wanted = [
            (line.id, one.source.state, one.source.site, one.target.state, one.target.site, one.quantity)
            for line, moved in zip(lines, said, strict=True) for one in moved
        ]
        assert found == wanted

    def amount(self, amount: int, line: int, place: Place) -> int:
        return fit(amount, 9 if place == OUTSIDE else self.units.held(TODAY).get((line, place), 0))

    def simply(
        self, kind: str, line: int, source: Place, target: str, quantities: Sequence[int], day: date, *, site: int | None = None,
        store: int | None = None, drawn: str = "",
    ) -> bool:
        """Post a paper whose lines each move units from one place to one state of the same site."""
        site, store = source.site or site, source.store or store
        entries = [
            (Row(line, site, quantity, drawn=drawn), [Moved(line, source, at(target, site, store), quantity, day, 0)])
            for quantity in quantities
        ]
        return self.post(kind, entries, day, site=site, store=store)

    def certify(self, line: int, site: int, quantity: int, day: date) -> None:
        """Have units certified for payment, also on an earlier day than others were."""
        expected = quantity <= self.units.least_claim(line, site, day)
        entered = Entered(self.world.supplier.id, day, [Wanted(line, site, quantity)])
        made = self._attempt(expected, lambda: issue(self.session, self.world.contract, entered, today=TODAY, by=None))
        if made is not None:
            self.units.certified.append(Certified(made.id, line, site, quantity, day))

    def take_back(self, one: Certified, day: date) -> None:
        """Have a certificate taken back as a whole."""
        wrong = self.session.get_one(Certificate, one.id)
        expected = one.day <= day and one.quantity > 0 and not any(other.about is one for other in self.units.certified)
        made = self._attempt(expected, lambda: take_back(self.session, wrong, day, "خطأ", today=TODAY, by=None))
        if made is not None:
            self.units.certified.append(Certified(made.id, one.line, one.site, -one.quantity, day, one))

    def _attempt(self, expected: bool, work: Callable[[], Certificate]) -> Certificate | None:
        self.tried += 1
        made, says = None, ""
        try:
            with everything(self.session), self.session.begin_nested():
                made = work()
        except Refused as refused:
            says = str(refused)
        assert expected == (made is not None), f"certificate: {says or 'was not refused'}"
        return made

    # Comparing

    def agrees(self) -> None:
        """What the product says is what a plain count says: today, on a past day, and as it was known at an earlier moment."""
        self._holdings(TODAY, None)
        past = START + timedelta(days=self.steps * 5 % 14)
        told = self.steps * 7 % (self.units.told + 1)
        self._holdings(past, None)
        if told:
            self._holdings(TODAY if self.steps % 2 else past, told)
            self._totals(TODAY if self.steps % 3 else past, told)
        self._totals(TODAY, None)
        self._conserved()
        self._payable()

    def _holdings(self, day: date, told: int | None) -> None:
        known = self.moments[told - 1] if told else None
        with everything(self.session):
            found = holdings(self.session, day, known)
        said = {(line, Place(state.value, site, store)): quantity for (line, site, store, state), quantity in found.items()}
        assert said == self.units.held(day, told)
        assert all(quantity > 0 for (_line, place), quantity in said.items() if place != OUTSIDE)

    def _totals(self, day: date, told: int | None) -> None:
        known = self.moments[told - 1] if told else None
        counted = self.units.totals(day, told)
        with everything(self.session):
            lines = figures(self.session, self.world.contract.id, day, known)
            whole = figures(self.session, self.world.contract.id, day, known, by="contract").get(self.world.contract.id)
        for line in self.world.lines:
            found = {measure.value: units for measure, units in lines[line.code].units.items()} if line.code in lines else {}
            assert found == counted.get(line.id, {})
        values = {total: sum(counted[line.id][total] * line.unit_price for line in self.world.lines if line.id in counted)
                  for total in ("contracted", "accepted", "payable")}
        assert whole is not None
        assert values == {measure.value: value for measure, value in whole.value.items() if measure.value in values}

    def _conserved(self) -> None:
        """Every unit of the contract is in one place, and whatever was delivered waits, was accepted or was rejected."""
        with everything(self.session):
            found = holdings(self.session, TODAY)
        for line, totals in self.units.totals(TODAY).items():
            mine = {key[3].value: 0 for key in found}
            for key, quantity in found.items():
                mine[key[3].value] += quantity if key[0] == line else 0
            assert sum(mine.values()) == 0
            assert totals["delivered"] == mine.get("custody", 0) + totals["accepted"] + totals["rejected"]
            assert totals["payable"] <= totals["accepted"] <= totals["delivered"] <= totals["ordered"] <= totals["contracted"]
        assert all(low >= 0 for (_line, place), low in self.units.least().items() if place != OUTSIDE)

    def _payable(self) -> None:
        with everything(self.session):
            rows = self.session.execute(select(Entitlement.line_id, Entitlement.site_id, Entitlement.accepted, Entitlement.certified))
            kept = {(row[0], row[1]): (row[2], row[3]) for row in rows}
        accepted, sums = self.units.acceptable(), self.units.paid_for()
        assert {key: both[0] for key, both in kept.items() if both[0]} == {key: sum_ for key, sum_ in accepted.items() if sum_}
        assert {key: both[1] for key, both in kept.items() if both[1]} == {key: sum_ for key, sum_ in sums.items() if sum_}
        assert all(certified <= accepted_ for accepted_, certified in kept.values())
        assert all(self.units.least_claim(line, site) >= 0 for line, site in sums), "on no day is more certified than was added"
