"""The rules that the steps of a piece of work must keep: pure judgements, each with a sentence and the particular that it speaks of."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.rules import EARLIEST, LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE, MOST_UNITS
from rollout.text import Text, _, listed
from rollout.works.fold import take, untouched
from rollout.works.steps import BLOCKED, COLUMNS, EXCUSED, EXPECTED, Area, Entry, Field, Happened, ItemKind, ItemState
from rollout.works.terms import Parameters

LATEST = date(2100, 1, 1)
MOST_PIASTRES = 10**13
_MOST_FACTS = 20


def broken_alone(area: Area, step: Happened, today: date) -> Iterator[Refused]:
    """The rules that a step breaks by itself, whatever else is known of its site."""
    kind = area.kind_of(step.item)
    if kind is None or step.step not in kind.steps:
        yield Refused(_("%(area)s knows no step “%(step)s” of “%(item)s”.", area=area.label, step=step.step, item=step.item))
        return
    declared = kind.steps[step.step]
    if declared.elsewhere:
        yield Refused(declared.elsewhere, "step")
        return
    if not EARLIEST <= step.on <= today:
        sentence = _("%(step)s: the date %(day)s must lie between %(first)s and today, %(today)s.", step=declared.label,
                     day=format_date(step.on), first=format_date(EARLIEST), today=format_date(today))
        yield Refused(sentence, "happened_on")
    fields = {field.name: field for field in declared.fields}
    for name in (*COLUMNS, *step.facts):
        value = value_of(step, name)
        if name not in fields:
            if value not in (None, ""):
                yield Refused(_("%(step)s has no place for “%(name)s”.", step=declared.label, name=name), name)
            continue
        yield from _broken_value(fields[name], value)
    for field in declared.fields:
        if field.required and value_of(step, field.name) in (None, "", []):
            yield Refused(_("%(step)s: “%(field)s” is needed.", step=declared.label, field=field.label), field.name)


def value_of(step: Happened, name: str) -> Any:
    """A particular of a step, from its own column or from its facts; None where it was not told."""
    return getattr(step, name) if name in COLUMNS else step.facts.get(name)


def _broken_value(field: Field, value: Any) -> Iterator[Refused]:
    if value in (None, ""):
        return
    expected: Text | None = None
    if field.entry in (Entry.TEXT, Entry.PROSE):
        longest = LONGEST_NOTE if field.entry is Entry.PROSE else LONGEST_NAME if field.name in COLUMNS else LONGEST_LINE
        expected = None if isinstance(value, str) and len(value) <= longest else _("a text of at most %(most)s letters", most=longest)
    elif field.entry is Entry.AMOUNT:
        expected = None if _whole(value, MOST_PIASTRES) else _("an amount in pounds, up to %(most)s million", most=MOST_PIASTRES // 10**8)
    elif field.entry is Entry.COUNT:
        expected = None if _whole(value, MOST_UNITS) else _("a whole number from 0 to %(most)s", most=MOST_UNITS)
    elif field.entry is Entry.DECIMAL:
        expected = None if _decimal(value) else _("a number from 0 to %(most)s", most=MOST_UNITS)
    elif field.entry is Entry.DAY:
        expected = None if isinstance(value, date) and EARLIEST <= value < LATEST else _("a day of this century")
    elif field.entry is Entry.YES:
        expected = None if isinstance(value, bool) else _("yes or no")
    else:
        known = {key for key, _label in field.choices}
        chosen = value if field.entry is Entry.CHOICES and isinstance(value, list) else [value]
        if not all(isinstance(one, str) and one in known for one in chosen):
            expected = _("one of: %(choices)s", choices=listed(str(label) for _key, label in field.choices))
    if expected is not None:
        shown = str(value)[:80]
        sentence = _("%(field)s: read “%(read)s”; expected %(expected)s.", field=field.label, read=shown, expected=expected)
        yield Refused(sentence, field.name)


def _whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _decimal(value: Any) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    return number.is_finite() and 0 <= number <= MOST_UNITS


class Misplaced(Refused):
    """A step that stands before one which leads to it, or after one to which it leads."""


def broken_history(
    area: Area, happened: Sequence[Happened], terms: Callable[[], Parameters] = Parameters
) -> Iterator[tuple[int, Refused]]:
    """What the whole history of a site's area breaks, each with the order of the step at fault.

    It is judged day by day, so that neither a late step nor a correction can leave behind what could not have been told in order.
    `terms` are asked for where a step waits for something that a term may set.
    """
    items = untouched(area)
    for step in sorted(happened, key=lambda h: (h.on, h.order)):
        kind = area.kind_of(step.item)
        assert kind, "unknown items are refused before"
        before = items.get(step.item) or ItemState(step.item, kind)
        for refused in _broken_here(kind, before, step):
            yield step.order, refused
        for sentence, about in area.rules(items, kind, step):
            yield step.order, Refused(sentence, about)
        for wait in before.waits(step.step, items, terms(), step.on) if step.step in kind.awaits else ():
            yield step.order, Refused(wait.refusal, wait.about)
        take(area, items, step)


def _broken_here(kind: ItemKind, item: ItemState, step: Happened) -> Iterator[Refused]:
    declared = kind.steps[step.step]
    if item.excused:
        yield Refused(
            _("%(item)s: not applicable since %(day)s; take that back first.", item=kind.label, day=format_date(item.excused.on)), "step"
        )
    taken = item.taken.get(step.step)
    if taken and not declared.again:
        yield Refused(
            _("%(step)s was recorded for %(day)s already; to change it, correct that entry.", step=declared.label,
              day=format_date(taken.on)),
            "step",
        )
    reached = item.reached
    if kind.ordered and step.step in kind.places and reached and kind.places[step.step] < kind.places[reached.key]:
        yield Misplaced(
            _("%(step)s on %(day)s comes after %(later)s (%(then)s), which it leads to; one of the two days is wrong.",
              step=declared.label, day=format_date(step.on), later=reached.label, then=format_date(item.taken[reached.key].on)),
            "happened_on",
        )
    if step.step == EXPECTED and step.expected_on and step.expected_on < step.on:
        yield Refused(_("The expected date lies before the day on which it was promised."), "expected_on")
    if step.step == BLOCKED and step.expected_on and step.expected_on < step.on:
        yield Refused(_("The expected date lies before the day on which the item stopped."), "expected_on")
    if step.step == EXCUSED and item.finished:
        yield Refused(_("%(item)s is finished; what is finished applies.", item=kind.label), "step")


def misplaced(area: Area, happened: Sequence[Happened], step: Happened) -> Misplaced | None:
    """What the day of one step contradicts among the others of its item: the nearest of them, and so the day that is still possible.

    Of two steps on one day the one told later comes later, so the day of a step told earlier is too late for what leads to it.
    """
    kind = area.kind_of(step.item)
    assert kind, "unknown items are refused before"
    place = kind.places.get(step.step)
    if not kind.ordered or place is None:
        return None
    moment = step.on, step.order
    others = [(kind.places[other.step], (other.on, other.order), other) for other in happened
              if other.item == step.item and other.step in kind.places and other is not step]
    behind = [(when, other) for its, when, other in others if its < place and when > moment]
    ahead = [(when, other) for its, when, other in others if its > place and when < moment]
    label = kind.steps[step.step].label
    if behind:
        last = max(behind, key=lambda pair: pair[0])[1]
        return Misplaced(
            _("%(step)s on %(day)s cannot come before %(other)s, which leads to it: the earliest day for it is %(then)s.", step=label,
              day=format_date(step.on), other=kind.steps[last.step].label, then=format_date(last.on)), "happened_on",
        )
    if ahead:
        first = min(ahead, key=lambda pair: pair[0])[1]
        return Misplaced(
            _("%(step)s on %(day)s cannot come after %(other)s, which it leads to: the latest day for it is %(then)s.", step=label,
              day=format_date(step.on), other=kind.steps[first.step].label, then=format_date(first.on - timedelta(days=1))), "happened_on",
        )
    return None
