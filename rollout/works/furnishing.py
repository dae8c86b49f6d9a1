"""The furniture and equipment of a site: its stage follows from the contract's ledger, by the value of what was accepted for it.

What was allotted, ordered, delivered, accepted and installed is told on the papers of the contract; at the site itself only a stop, its end
and a promised day are told. Goods may be accepted in the governorate's store before the building is received.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from rollout.stages import State
from rollout.supply.quantities import THOUSAND
from rollout.supply.states import COUNTED, Held, Measure
from rollout.text import Text, _
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step, beside

FURNITURE = "furniture"
LEDGER = 1 << 60
"""The orders of what follows from the ledger lie below this below nothing, where neither a step entry nor an attendance row has its own."""

_ELSEWHERE = _("What is allotted, ordered, delivered, accepted and installed is told on the papers of the contract, not typed at the site.")
_SUPPLIER = _("Supplier")
_ALLOTTED, _ORDERED, _DELIVERED, _ACCEPTED, _INSTALLED = "allotted", "ordered", "delivered", "accepted", "installed"
_MEASURES = {
    _ALLOTTED: Measure.CONTRACTED, _ORDERED: Measure.ORDERED, _DELIVERED: Measure.DELIVERED, _ACCEPTED: Measure.ACCEPTED,
    _INSTALLED: Measure.INSTALLED,
}
_COUNTING = {state: [step for step, measure in _MEASURES.items() if state in COUNTED[measure]] for state in Held}
"""The steps to whose values the units in each state belong."""
SHARE, DUE_ON, ORDER, YEAR = "share", "due_on", "order", "year"
_PLACES = {step: place for place, step in enumerate(_MEASURES)}
_SITE_BITS, _DAY_BITS = 23, 3


def told(days: Mapping[date, Mapping[Held, int]], site_id: int, share: Callable[[date], int]) -> list[Happened]:
    """What happened to a site's furniture, from the value in thousandths of a piastre that each day brought into each state or took out.

    Each step carries in its facts the values as they stand at the end of its day, and the share with which the stage is finished then. The
    last one of a site whose orders are not fulfilled names the supplier, number and day of the order that was due first.
    """
    sums = dict.fromkeys(_MEASURES, 0)
    found: list[Happened] = []
    before = dict.fromkeys(_MEASURES, 0)
    for day in sorted(days):
        for state, value in days[day].items():
            for step in _COUNTING.get(state, ()):
                sums[step] += value
        now = {step: value // THOUSAND for step, value in sums.items()}
        found += [
            Happened(FURNITURE, step, day, order_of(site_id, day, step), facts={**now, SHARE: share(day)})
            for step in _MEASURES
            if now[step] != before[step]
        ]
        before = now
    return found


def order_of(site_id: int, day: date, step: str) -> int:
    """The order of what the ledger tells of a site on a day: of one day each step after those that lead to it."""
    return (site_id << _SITE_BITS | day.toordinal() << _DAY_BITS | _PLACES[step]) - LEDGER


def place_of(order: int) -> tuple[int, date] | None:
    """The site and day of such an order; None for the order of anything else."""
    if order > -(LEDGER >> 1):
        return None
    number = order + LEDGER
    return number >> _SITE_BITS, date.fromordinal((number >> _DAY_BITS) & ((1 << (_SITE_BITS - _DAY_BITS)) - 1))


def values(item: ItemState) -> Mapping[str, Any]:
    """What was allotted, ordered, delivered, accepted and installed so far, in piastres, and the share that is needed; empty before."""
    return next((happened.facts for happened in reversed(item.log) if SHARE in happened.facts), {})


def installed_of(happened: Sequence[Happened]) -> int:
    """The value in piastres that is installed after these steps; nothing where they tell of no furniture."""
    return next((step.facts[_INSTALLED] for step in reversed(happened) if SHARE in step.facts), 0)


def needed(now: Mapping[str, int]) -> int:
    """The value in piastres that must be accepted for the stage to be finished."""
    return -(-now[_ALLOTTED] * now[SHARE] // 100) if now else 0


def _accepted_enough(item: ItemState) -> Happened | None:
    """The step with which enough was accepted, as long as it stays enough."""
    finished: Happened | None = None
    for happened in item.log:
        now = happened.facts
        if SHARE not in now:
            continue
        if not now[_ALLOTTED] or now[_ACCEPTED] < needed(now):
            finished = None
        elif finished is None or (finished.on == happened.on and happened.step == _ACCEPTED):
            finished = happened
    return finished


def _ahead(item: ItemState) -> str | None:
    """The delivery while an order is not fulfilled, else the first step that has not been taken for everything that was allotted."""
    now = values(item)
    if DUE_ON in now:
        return _DELIVERED
    return next((step for step in _MEASURES if not now or not now[_ALLOTTED] or now[step] < now[_ALLOTTED]), None)


def _step(key: str, label: Text, owner: Text) -> Step:
    return Step(key, label, owner, _FIELDS, again=True, elsewhere=_ELSEWHERE)


_FIELDS = tuple(
    Field(step, measure.label if step != _ALLOTTED else _("Allotted"), Entry.AMOUNT) for step, measure in _MEASURES.items()
)
_FURNITURE = ItemKind(
    FURNITURE, _("Furniture and equipment"), _SUPPLIER,
    path=(
        _step(_ALLOTTED, _("Allotment to sites"), _("Central unit")),
        _step(_ORDERED, _("Supply order"), _("Procurement")),
        _step(_DELIVERED, _("Delivery"), _SUPPLIER),
        _step(_ACCEPTED, _("Inspection and acceptance"), _("Inspection committee")),
        _step(_INSTALLED, _("Installation"), _SUPPLIER),
    ),
    finish=_ACCEPTED, beside=beside(owner=_SUPPLIER), ends=_accepted_enough, ahead=_ahead, ordered=False, icon="armchair",
)


def _outcome(items: Items) -> Outcome:
    item = items[FURNITURE]
    finished = item.finished
    now = finished.facts if finished else values(item)
    wanted = needed(now) // 100
    done = min(now.get(_ACCEPTED, 0) // 100, wanted)
    if finished:
        return Outcome(State.DONE, wanted, wanted, basis=(finished.order,))
    if not now.get(_ORDERED):
        return Outcome(State.STALLED, note=item.blocked.note) if item.blocked else Outcome(State.NOT_STARTED)
    if item.blocked:
        return Outcome(State.STALLED, done, wanted, note=item.blocked.note)
    return Outcome(State.IN_PROGRESS, done, wanted)


FURNISHING = Area("furnishing", _("Furniture and equipment"), "armchair", (_FURNITURE,), _outcome, decides=True)
