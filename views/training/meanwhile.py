"""Two people who count at one session: whose count each row is, and what each of them changed of it. A count that is gone is nought."""

from collections.abc import Iterable
from typing import Any

from flask import request

from models import Attendance
from rollout.arabic import clean, to_digits
from rollout.training.attendance import Count
from views.frame.meanwhile import carry_beginning, put_together
from views.frame.paper_typing import Typed, join
from views.frame.words import digits
from views.security.conflicts import BOTH, GIVEN, TAKE, THEIRS
from views.training.table import LABELS, NUMBERS, Table, TypedRow

_TOLD = (*NUMBERS, "note")


def began(own: Iterable[Attendance], table: Table) -> Typed:
    """What the form carries of how it began: the counts in force when it was opened."""
    typed = _typed(_keyed(own, table))
    carry_beginning(typed, list(typed.texts))
    return typed


def still_began() -> Typed:
    """The same of a form that was sent and comes back."""
    typed = Typed()
    carry_beginning(typed, ())
    return typed


def meet(mine: Table, own: Iterable[Attendance], theirs: Table) -> tuple[Table, Typed]:
    """The table with what either changed, and every difference; `own` are the counts in force of which theirs is the table."""
    here, there = {_key(row.count): row for row in mine.rows if row.count is not None}, _keyed(own, theirs)
    every = {**here, **{key: row for key, row in there.items() if key not in here}}
    typed, other = _typed(here), _typed(there)
    labels: dict[str, Any] = {
        join(key, name): f"{row.typed['body']} — {row.name}: {LABELS[name]}" for key, row in every.items() for name in _TOLD
    }
    put_together(typed, other, labels, lambda _name, text: to_digits(text, digits()))
    chosen = {each.name for each in typed.differences or () if each.by == BOTH}
    rows = []
    for key, row in every.items():
        told = {name: typed.text(key, name) or ("0" if name in NUMBERS else "") for name in _TOLD}
        if any(told[name] != "0" for name in NUMBERS) or any(join(key, name) in chosen for name in _TOLD):
            rows.append(TypedRow(row.typed | told, row.name))
    return Table(rows), typed


def take_chosen(table: Table) -> None:
    """Put theirs into the cells for which this person chose it."""
    for row in table.rows:
        key = _key(row.count) if row.count is not None else ""
        for name in _TOLD if key else ():
            if request.form.get(f"{TAKE}{join(key, name)}") == THEIRS:
                given = clean(request.form.get(f"{GIVEN}{join(key, name)}", row.typed[name]))
                row.put(name, given or ("0" if name in NUMBERS else ""))


def _key(one: Count | Attendance) -> str:
    """Whose count it is: of each there is one at a session."""
    return f"{one.body}.{one.governorate_id}.{one.site_id or 0}"


def _keyed(own: Iterable[Attendance], table: Table) -> dict[str, TypedRow]:
    return {_key(count): row for count, row in zip(own, table.rows, strict=True)}


def _typed(rows: dict[str, TypedRow]) -> Typed:
    return Typed({join(key, name): row.typed[name] for key, row in rows.items() for name in _TOLD})
