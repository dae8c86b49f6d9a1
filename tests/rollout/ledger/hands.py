"""All that people do with the papers of a contract, with the hands of a clerk who now and then asks too much."""

import pytest

from rollout.errors import Conflict
from rollout.ledger.closing import close
from rollout.ledger.drafting import Row
from rollout.scope import everything
from tests.rollout.ledger.clerk import HELD, START, TOO_MUCH, Clerk, at, fit
from tests.rollout.ledger.units import OUTSIDE, Moved, Place, Said
from tests.supplies import TODAY

DRAWN_FROM = ("delivery", "installation", "decrease", "return", "write_off")
DRAWN_INTO = ("restoration", "found")
CARRIED = ("dispatched", "custody", *HELD)
Told = tuple[str, tuple[str, ...], tuple[str, ...]]


class Hands(Clerk):
    """All that people do with the papers of a contract."""

    def begin(self) -> None:
        """The contract is signed, and some units of each line go to each site, are counted, and are accepted in part."""
        entries = [(Row(line, None, 60), [Moved(line, OUTSIDE, Place("contracted"), 60, START, 0)]) for line in self.lines]
        self.post("signing", entries, START, site=None)
        for kind, source, target, part in (("allotment", "contracted", "allotted", 8), ("order", "allotted", "ordered", 7)):
            entries = [
                (Row(line, site, part), [Moved(line, at(source, site, None), Place(target, site), part, START, 0)])
                for line in self.lines for site in self.sites
            ]
            self.post(kind, entries, START, site=None, national=True)
        for site in self.sites[1:]:
            entries = [
                (Row(line, site, 6, drawn="ordered"), [Moved(line, Place("ordered", site), Place("dispatched", site), 6, START, 0)])
                for line in self.lines
            ]
            self.post("delivery", entries, START, site=site)
        for place in range(2, 5):
            self.receive(place, 5, 0, 1, 0, stored=place % 2 == 0)
            self.inspect(1, 3, 1, 0, 0)

    def go_on(self, told: Told, pick: int, amounts: list[int], wobble: int) -> None:
        """Units go from where some are to the next state, or to one beside it."""
        kind, sources, targets = told
        places = self.places(*sources)
        if not places:
            return
        line, source = places[pick % len(places)]
        target, site = targets[pick % len(targets)], self.sites[pick % 3] if kind == "allotment" else source.site
        amounts = [self.amount(amount, line, source) for amount in amounts]
        drawn = source.state if kind in DRAWN_FROM else target if kind in DRAWN_INTO else ""
        store = self.store_of(site) if pick % 2 and kind in DRAWN_INTO else None
        self.simply(kind, line, source, target, amounts, self.day(wobble), site=site, store=store, drawn=drawn)

    go_aside = go_on

    def _earlier(self, kinds: tuple[str, ...], kind: str, pick: int) -> list[Said]:
        """One line that papers of a kind may follow, and perhaps the same once more."""
        found = [said for said in self.units.said if said.kind in kinds and self.units.offers(said, kind) > 0]
        return [found[pick % len(found)]] * (2 if pick % 5 == 0 else 1) if found else []

    def _there(self, said: Said) -> Place:
        """Where an earlier line brought units that still wait: of a transfer, at the site to which they went."""
        return said.moved[-1].target if said.kind == "transfer" else at("custody", said.site, said.store)

    def receive(self, pick: int, amount: int, short: int, surplus: int, wobble: int, stored: bool) -> None:
        about, day, entries = self._earlier(("delivery", "replacement", "transfer"), "receipt", pick), self.day(wobble), []
        for said in about:
            most = self.units.offers(said, "receipt")
            short = min(short, most - 1)
            amount = fit(amount, most - short)
            site = self._there(said).site
            store, before = self.store_of(site) if stored else None, Place("dispatched", site)
            moved = [
                (before, at("custody", site, store), amount), (before, Place("short", site), short),
                (OUTSIDE, at("surplus", site, store), surplus),
            ]
            row = Row(said.line, site, amount, short=short, surplus=surplus, about_id=said.id)
            entries.append((row, [Moved(said.line, *one, day, 0) for one in moved if one[2]]))
        if about:
            self.post("receipt", entries, day, site=site, store=store, about=about)

    def inspect(self, pick: int, accepted: int, rejected: int, short: int, wobble: int) -> None:
        about, day, entries = self._earlier(("receipt", "surplus_kept", "transfer"), "inspection", pick), self.day(wobble), []
        for said in about:
            most = self.units.offers(said, "inspection")
            rejected = min(rejected, most)
            short = min(short, most - rejected)
            accepted = accepted if accepted == TOO_MUCH else min(accepted, most - rejected - short)
            before = self._there(said)
            _custody, site, store = before
            moved = [
                (before, at("accepted", site, store), accepted), (before, at("rejected", site, store), rejected),
                (before, Place("short", site), short),
            ]
            quantity = accepted + rejected + short
            reason = "كسر" if rejected else ""
            row = Row(said.line, site, quantity, accepted, rejected, short, reason=reason, about_id=said.id)
            entries.append((row, [Moved(said.line, *one, day, 0) for one in moved if one[2]]))
        if about:
            told = all(row.quantity > 0 for row, _moved in entries)
            self.post("inspection", entries, day, site=site, store=store, about=about, fine=told)

    def follow(self, told: tuple[str, tuple[str, ...], str, str], pick: int, amount: int, wobble: int) -> None:
        kind, kinds, state, into = told
        about, day = self._earlier(kinds, kind, pick), self.day(wobble)
        amount = fit(amount, self.units.offers(about[0], kind)) if about else 0
        entries = [
            (
                Row(said.line, said.site, amount, drawn=state if kind == "replacement" else "", about_id=said.id),
                [Moved(said.line, at(state, said.site, said.store), at(into, said.site, said.store), amount, day, 0)],
            )
            for said in about
        ]
        if about:
            self.post(kind, entries, day, site=about[0].site, store=about[0].store, about=about)

    def reject(self, pick: int, amount: int, wobble: int) -> None:
        """A letter that moves nothing, and says how much is to be withdrawn."""
        about = self._earlier(("inspection",), "rejection", pick)
        if about:
            amount = fit(amount, self.units.offers(about[0], "rejection"))
            entries = [(Row(said.line, said.site, amount, about_id=said.id), ()) for said in about]
            self.post("rejection", entries, self.day(wobble), site=about[0].site, store=about[0].store, about=about)

    def transfer(self, pick: int, there: int, amount: int, wobble: int, stored: bool, national: bool) -> None:
        """Units that came to the wrong site, or are needed at another; between governorates only the ministry sends them."""
        places = self.places(*(HELD if pick % 2 else CARRIED)) or self.places(*CARRIED)
        if not places:
            return
        (line, source), day, site = places[pick % len(places)], self.day(wobble), self.sites[there]
        store, crosses = self.store_of(site) if stored else None, self.governorate(site) != self.governorate(source.site)
        target, amount = at(source.state, site, store), self.amount(amount, line, source)
        between = Place("moving_accepted" if source.state in HELD else "moving")
        legs = [(source, between), (between, target)] if crosses else [(source, target)]
        moved = [Moved(line, *leg, amount, day, 0) for leg in legs]
        row = Row(line, source.site, amount, drawn=source.state, to_site_id=site, to_store_id=store)
        fine = target != source and (source.site, None) != (site, store) and (national or not crosses)
        self.post("transfer", [(row, moved)], day, site=source.site, store=source.store, fine=fine, national=national)

    def audit(self, pick: int, counted: int, short: int, surplus: int, wobble: int) -> None:
        places = self.places(*HELD)
        if not places:
            return
        (line, source), day = places[pick % len(places)], self.day(wobble)
        moved = [
            (source, Place("unexplained", source.site), short), (OUTSIDE, at("surplus", source.site, source.store), surplus),
        ]
        row = Row(line, source.site, counted, short=short, surplus=surplus, drawn=source.state)
        entry = row, [Moved(line, *one, day, 0) for one in moved if one[2]]
        self.post("audit", [entry], day, site=source.site, store=source.store, fine=short <= counted)

    def keep_surplus(self, pick: int, amount: int, wobble: int) -> None:
        about, day = self._earlier(("receipt", "audit"), "surplus_kept", pick), self.day(wobble)
        amount = fit(amount, self.units.offers(about[0], "surplus_kept")) if about else 0
        entries = []
        for said in about:
            legs = [
                (at("surplus", said.site, said.store), OUTSIDE), (Place("ordered", said.site), at("custody", said.site, said.store)),
            ]
            row = Row(said.line, said.site, amount, about_id=said.id)
            entries.append((row, [Moved(said.line, *leg, amount, day, 0) for leg in legs]))
        if about:
            self.post("surplus_kept", entries, day, site=about[0].site, store=about[0].store, about=about)

    def correct(self, pick: int, amount: int, wobble: int, twice: bool) -> None:
        """Minutes of correction take back one of the last movements, in part, perhaps in two lines."""
        if not self.units.moved:
            return
        wrong = self.units.moved[-1 - pick % len(self.units.moved)]
        said = next(said for said in self.units.said if wrong in said.moved)
        amount = fit(amount, wrong.rest)
        day, amounts = self.day(wobble), [amount, 1] if twice else [amount]
        ends = {wrong.source.state, wrong.target.state}
        forward = ends <= {"origin", "contracted"} or ends & {"moving", "moving_accepted"}
        fine = wrong.corrects is None and not forward and sum(amounts) <= wrong.rest and wrong.day <= day
        planned = [Moved(wrong.line, wrong.target, wrong.source, one, day, 0, wrong) for one in amounts]
        using = {
            ("delivery", "dispatched"): "receipt", ("replacement", "dispatched"): "receipt", ("receipt", "custody"): "inspection",
            ("surplus_kept", "custody"): "inspection", ("inspection", "accepted"): "addition", ("transfer", "dispatched"): "receipt",
            ("transfer", "custody"): "inspection", ("receipt", "surplus"): "surplus_kept", ("audit", "surplus"): "surplus_kept",
        }.get((said.kind, wrong.target.state))
        fine = fine and (using is None or sum(amounts) <= self.units.offers(said, using))
        if (wrong.source.state, wrong.target.state) == ("accepted", "stock") and wrong.source.site is not None:
            fine = fine and sum(amounts) <= max(self.units.least_claim(wrong.line, wrong.source.site, day), 0)
        entries = [
            (Row(said.line, said.site, one.quantity, drawn=wrong.target.state, about_id=said.id), [one]) for one in planned
        ]
        self.post("counter", entries, day, site=said.site, store=said.store, fine=fine, national=said.site is None)

    def pay(self, pick: int, amount: int, wobble: int) -> None:
        """A certificate for one place, or below nothing: one of the last taken back."""
        if amount < 0:
            if self.units.certified:
                self.take_back(self.units.certified[-1 - pick % len(self.units.certified)], self.day(wobble))
            return
        added = [said for said in self.units.said if said.kind == "addition"]
        places = sorted({(said.line, said.site) for said in added if said.site is not None}) or [(self.lines[0], self.sites[0])]
        self.certify(*places[pick % len(places)], amount, self.day(wobble))

    def repeat(self) -> None:
        """The same note comes once, and no paper is closed twice."""
        with everything(self.session), self.session.begin_nested(), pytest.raises(Conflict):
            close(self.session, self.world.posted[-1], today=TODAY, by=None)
        note = next(paper for paper in reversed(self.world.posted) if paper.kind == "delivery")
        [line, *_more] = self.world.lines_of(note)
        entry = Row(line.line_id, line.site_id, 1, drawn="ordered"), ()
        self.post("delivery", [entry], note.day, site=line.site_id, fine=False, own_number=note.own_number)
