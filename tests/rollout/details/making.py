"""Steps that keep the rules of their own particulars, for tests of what follows from them."""

from datetime import date
from typing import Any

from rollout.details.saving import Did
from rollout.works import AREAS, Entry, Field
from rollout.works.steps import COLUMNS


def a_value(field: Field, day: date) -> Any:
    """Something that the field admits."""
    values: dict[Entry, Any] = {
        Entry.AMOUNT: 1_250_000, Entry.COUNT: 3, Entry.DECIMAL: "12.5", Entry.DAY: day, Entry.YES: True,
        Entry.CHOICES: [key for key, _label in field.choices],
    }
    if field.entry is Entry.CHOICE:
        return field.choices[0][0]
    return values.get(field.entry, f"قيمة {field.name}")


def did(area: str, item: str, step: str, on: date, **values: Any) -> Did:
    """A step with every particular that it needs, and with these values."""
    kind = AREAS[area].kind_of(item)
    assert kind, item
    needed = {field.name: a_value(field, on) for field in kind.steps[step].fields if field.required} | values
    own = {name: needed.pop(name) for name in list(needed) if name in (*COLUMNS, "replaces_id", "withdrawn")}
    return Did(item, step, on, facts=needed, **own)


def path(area: str, item: str, first: date, *, until: str | None = None, **values: Any) -> list[Did]:
    """The whole path of an item on one day, or up to a step."""
    kind = AREAS[area].kind_of(item)
    assert kind, item
    keys = [step.key for step in kind.path]
    return [did(area, item, key, first, **values) for key in keys[: keys.index(until or keys[-1]) + 1]]
