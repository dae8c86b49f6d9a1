"""What the address of a list may ask for, argument by argument: read when a view of it is kept, and once more when that view is opened."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rollout import register
from rollout.arabic import format_date, parse_date, parse_month
from rollout.errors import Unreadable
from rollout.rules import EARLIEST
from rollout.text import Text, _, listed
from views.frame.asof import as_of, compared_with, today
from views.frame.words import isolated
from views.lists.listing import COLUMNS, ORDER, Column
from views.security.arguments import LONGEST_VALUE
from views.security.current import database
from views.security.forms import hides_something
from views.security.interface import as_key

PART_OF_A_LIST = frozenset({"page", "from"})
"""Arguments that say where in a list one stands; they are no part of a view."""


@dataclass(frozen=True)
class Filter:
    """One argument of an address: its name for people, and what reads it: `read` raises Unreadable for what the list would refuse.

    `read` is given the value and everything else that the address asks for.
    """

    label: Text
    read: Callable[[str, Mapping[str, str]], Any]


@dataclass(frozen=True)
class Listed:
    """A list of which views are kept: the columns that it has, and what its address may ask for beside them and their order."""

    columns: Callable[[], tuple[Column, ...]]
    filters: Mapping[str, Filter]

    def sound(self, query: str) -> tuple[str, list[Text]]:
        """What of an address the list can show, in a fixed order so that two that ask the same are the same; and why not the rest."""
        pairs, sound, faults = parse_qsl(query), list[tuple[str, str]](), list[Text]()
        for name, value in pairs:
            if name in PART_OF_A_LIST:
                continue
            try:
                sound.append((name, self._read(name, value, dict(pairs), faults)))
            except Unreadable as problem:
                faults.append(_told(self._label(name), problem))
        return urlencode(sorted((name, value) for name, value in sound if value)), faults

    def _read(self, name: str, value: str, asked: Mapping[str, str], faults: list[Text]) -> str:
        if hides_something(name + value) or (len(value) > LONGEST_VALUE and name != COLUMNS):
            raise Unreadable(value[:LONGEST_VALUE], _("at most %(number)s letters that can be seen", number=LONGEST_VALUE))
        if name == COLUMNS and self.columns():
            return self._columns(value, faults)
        if name == ORDER and self.columns():
            ordering = {column.key: column.label for column in self.columns() if column.order is not None}
            if value.removeprefix("-") not in ordering:
                raise Unreadable(value, _choices(ordering))
        elif name in self.filters:
            self.filters[name].read(value, asked)
        else:
            raise Unreadable(name, _choices({key: one.label for key, one in self.filters.items()}))
        return value

    def _columns(self, value: str, faults: list[Text]) -> str:
        known = {column.key: column.label for column in self.columns()}
        asked = [key for key in value.split(",") if key]
        faults.extend(_told(_("Columns"), Unreadable(key, _choices(known))) for key in asked if key not in known)
        return ",".join(key for key in asked if key in known)

    def _label(self, name: str) -> Text:
        if name in self.filters:
            return self.filters[name].label
        return _("Order by") if name == ORDER and self.columns() else _("Filters")


LISTS: dict[str, Listed] = {}
"""The lists of which views are kept, by their endpoints; each page says of its own list what it may be asked."""


def keeps(endpoint: str, columns: Callable[[], tuple[Column, ...]] = tuple, **filters: Filter) -> None:
    """Have views of this list kept."""
    LISTS[endpoint] = Listed(columns, filters)


def choice(label: Text, offered: Callable[[], Mapping[str, Any]]) -> Filter:
    """One of the values that the list offers, by their names."""
    def read(value: str, asked: Mapping[str, str]) -> None:
        known = offered()
        if value not in known:
            raise Unreadable(value, _choices(known))
    return Filter(label, read)


def row_of(label: Text, known: Callable[[], Collection[int]]) -> Filter:
    """The number of a row that the user sees."""
    def read(value: str, asked: Mapping[str, str]) -> None:
        if as_key(value) not in known():
            raise Unreadable(value, _("the number of one that the list offers you"))
    return Filter(label, read)


def words(label: Text, longest: int = LONGEST_VALUE) -> Filter:
    def read(value: str, asked: Mapping[str, str]) -> None:
        if len(value) > longest:
            raise Unreadable(value, _("at most %(number)s letters that can be seen", number=longest))
    return Filter(label, read)


def day(label: Text) -> Filter:
    return Filter(label, lambda value, asked: parse_date(value))


def month(label: Text, *also: str) -> Filter:
    """A month, or one of the words that the list takes instead."""
    return Filter(label, lambda value, asked: value in also or parse_month(value))


def governorate(*also: str) -> Filter:
    """A governorate that the user sees, by its code, or one of the words that the list takes instead."""
    def read(value: str, asked: Mapping[str, str]) -> None:
        if value not in also and value not in {place.code for place in register.governorates(database())}:
            raise Unreadable(value, _("the code of a governorate that you see"))
    return Filter(_("Governorate"), read)


def position_day() -> Filter:
    """The day of which the list speaks."""
    def read(value: str, asked: Mapping[str, str]) -> None:
        parse_date(value)
        if as_of(value).problem:
            first, last = format_date(EARLIEST), format_date(today())
            raise Unreadable(value, _("a day from %(first)s to %(last)s", first=first, last=last))
    return Filter(_("Position on"), read)


def compared_day() -> Filter:
    """The day that the list compares its own with."""
    def read(value: str, asked: Mapping[str, str]) -> None:
        parse_date(value)
        if compared_with(as_of(asked.get("as_of", "")), None, value).problem:
            raise Unreadable(value, _("a day before the one that is shown"))
    return Filter(_("Comparison"), read)


def _choices(known: Mapping[str, Any]) -> Text:
    return _("one of: %(choices)s", choices=listed(known.values()))


def _told(name: Text, problem: Unreadable) -> Text:
    return _("%(name)s: %(problem)s", name=name, problem=Unreadable(isolated(str(problem.read)), problem.expected).message)
