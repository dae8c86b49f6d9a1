"""What the papers make of the furnishing of each complex: the entries of the journal that follow from them, and the stops beside them."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from rollout.demo.deriving import Account, Told, ToldStep
from rollout.demo.story import Event, luck
from rollout.demo.supply.goods import COMPANIES, GOODS, LOTS
from rollout.demo.supply.moments import moment_of
from rollout.demo.supply.papers import sheets
from rollout.demo.supply.schedule import Furnishing
from rollout.details.following import SOURCE
from rollout.stages import State
from rollout.supply.kinds import KINDS
from rollout.supply.moves import legs
from rollout.supply.quantities import thousandths
from rollout.supply.states import Held
from rollout.works import Happened, history
from rollout.works.furnishing import FURNISHING, FURNITURE, told
from rollout.works.steps import BLOCKED, UNBLOCKED

_SITE, _STORE = 1, 1
_PROVEN = 0.6


def furnish(furnishing: Furnishing, into: Account) -> None:
    """Tell of a complex's furniture: the stops as steps of the site, and the entries that follow from them and from the papers."""
    happened, moments = _ledger(furnishing)
    stops = [ToldStep(FURNISHING.key, step, _moment(step, furnishing)) for step in _stops(furnishing)]
    into.steps += stops
    for told_step in stops:
        day = told_step.step.on
        moments[day] = max(moments.get(day, told_step.recorded_at), told_step.recorded_at)
    for one in history(FURNISHING, [*happened, *(told_step.step for told_step in stops)]):
        said = one.outcome
        entry = Told(Event(FURNISHING.key, said.state, one.on, said.done, said.wanted, said.note), moments[one.on], source=SOURCE)
        if said.state is State.DONE and luck(furnishing.place.code, "scanned").random() < _PROVEN:
            entry.paper = "inspection"
        into.entries.append(entry)


def _ledger(furnishing: Furnishing) -> tuple[list[Happened], dict[date, datetime]]:
    """The steps of its furniture as the ledger will give them, and when the last paper of each day was closed."""
    days: dict[date, dict[Held, int]] = defaultdict(lambda: defaultdict(int))
    moments: dict[date, datetime] = {}
    for sheet in sheets([furnishing]):
        if sheet.draft or sheet.kind == "signing":
            continue
        moment = moment_of(sheet.kind, sheet.day, sheet.governorate)
        moments[sheet.day] = max(moments.get(sheet.day, moment), moment)
        for line in sheet.lines:
            line.site_id = _SITE
            price = GOODS[line.good].pounds * 100
            for leg in legs(KINDS[sheet.kind], line, _STORE if sheet.stored else None):
                for at, sign in ((leg.target, 1), (leg.source, -1)):
                    if at.site_id is not None:
                        days[sheet.day][at.state] += sign * thousandths(leg.quantity) * price
    return told(days, _SITE, lambda day: 100), moments


def _stops(furnishing: Furnishing) -> list[Happened]:
    found: list[Happened] = []
    for stop in furnishing.stops:
        chance = luck(furnishing.place.code, "stop", stop.on)
        waiting = next((batch.lot for batch in furnishing.batches if batch.sent_on is None or batch.sent_on >= stop.on), 0)
        body = COMPANIES[LOTS[waiting].company].name_ar
        promised = stop.on + timedelta(days=chance.randint(10, 40)) if chance.random() < 0.6 else None
        found.append(Happened(FURNITURE, BLOCKED, stop.on, len(found) + 1, body=body, note=stop.note, expected_on=promised))
        if stop.until is not None:
            found.append(Happened(FURNITURE, UNBLOCKED, stop.until, len(found) + 1, note="زال السبب واستؤنف التوريد"))
    return found


def _moment(step: Happened, furnishing: Furnishing) -> datetime:
    """At the beginning of the evening, before any paper of the day."""
    return moment_of("signing", step.on, furnishing.place.code)
