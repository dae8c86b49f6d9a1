"""Lists whose columns and order are chosen in the address: what each column is called, how it is ordered, what it is in a sheet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request, url_for

from rollout.text import Text

COLUMNS, ORDER = "columns", "order"
"""Arguments of the address: the columns, with commas or one by one; the column to order by, with a minus before it to turn it round."""


@dataclass(frozen=True)
class Field:
    """One column of a sheet: its heading and its value, a real number or day where it is one; a `share` is drawn per cent."""

    label: Text
    value: Callable[[Any], Any]
    width: int = 16
    share: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a list. One that is `always` shown cannot be left out; the `usual` ones are what whoever chose nothing sees.

    `order` is what rows are ordered by: expressions of a statement, or the key of a row; nothing where the list cannot be ordered by it.
    """

    key: str
    label: Text
    fields: tuple[Field, ...]
    usual: bool = True
    always: bool = False
    order: Any = None


@dataclass(frozen=True)
class Shown:
    """A list as its address asks for it: `kept` are the other arguments, which every link of the list carries on."""

    endpoint: str
    every: tuple[Column, ...]
    columns: tuple[Column, ...]
    by: Column | None
    falling: bool
    kept: Mapping[str, Any]

    def __contains__(self, key: object) -> bool:
        return any(column.key == key for column in self.columns)

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """What the address carries beside the filters."""
        usual = tuple(column for column in self.every if column.always or column.usual)
        keys = [column.key for column in self.columns if not column.always] or [column.key for column in self.columns]
        chosen = None if self.columns == usual else ",".join(keys)
        order = f"{'-' if self.falling else ''}{self.by.key}" if self.by else None
        return {COLUMNS: chosen, ORDER: order}

    @cached_property
    def whole(self) -> dict[str, Any]:
        """The filters, the columns and the order: the list as it is seen, without the page."""
        asked = {**self.kept, **self.arguments}
        return {name: value for name, value in asked.items() if value not in (None, "")}

    def address(self, **changed: Any) -> str:
        return url_for(self.endpoint, **{**self.whole, **changed})

    def turned(self, column: Column) -> str:
        """The address of the list ordered by this column; once more, the other way round."""
        again = self.by is column and not self.falling
        return self.address(**{ORDER: f"-{column.key}" if again else column.key})

    def way(self, column: Column) -> str | None:
        """For ``aria-sort``."""
        if self.by is not column:
            return None
        return "descending" if self.falling else "ascending"

    @property
    def fields(self) -> list[Field]:
        """What a sheet has: each heading once, however many columns of the page say the same."""
        return list({field.label.source: field for column in self.columns[::-1] for field in column.fields[::-1]}.values())[::-1]

    def ordered(self, rows: Sequence[Any]) -> list[Any]:
        """Rows by the key of the column; those that have none come last, whichever way round."""
        if self.by is None:
            return list(rows)
        keys = [(self.by.order(row), row) for row in rows]
        known = sorted((pair for pair in keys if pair[0] is not None), key=lambda pair: pair[0], reverse=self.falling)
        return [row for _key, row in known] + [row for key, row in keys if key is None]


def shown(endpoint: str, every: tuple[Column, ...], kept: Mapping[str, Any]) -> Shown:
    """Read from the address. What a kept address names and the list no longer has is passed over."""
    asked = [part for value in request.args.getlist(COLUMNS) for part in value.split(",") if part]
    known = {column.key for column in every}
    chosen = tuple(
        column for column in every if column.always or (column.key in asked if known.intersection(asked) else column.usual)
    )
    order = request.args.get(ORDER, "")
    by = next((column for column in every if column.key == order.removeprefix("-") and column.order is not None), None)
    return Shown(endpoint, every, chosen, by, by is not None and order.startswith("-"), kept)
