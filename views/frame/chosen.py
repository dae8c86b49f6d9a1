"""What the overviews of a piece of work have in common: the governorate that is looked at, and lists in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from flask import abort, request, url_for

from models import Governorate
from rollout.register import governorates
from rollout.stages import Kind
from views.frame.asof import AsOf
from views.frame.words import local_name
from views.security.current import database

LONGEST_TEXT = 100
AT_ONCE = 50
"""Rows on one page of a list."""


@dataclass(frozen=True)
class Places:
    """The governorates in scope and the one that is looked at; none where somebody who sees several has not chosen yet."""

    every: list[Governorate]
    chosen: Governorate | None

    @property
    def several(self) -> bool:
        return len(self.every) > 1

    @property
    def code(self) -> str | None:
        return self.chosen.code if self.chosen else None

    @property
    def argument(self) -> str | None:
        """What an address must carry to stay with the governorate; nothing for somebody who has only one."""
        return self.code if self.several else None

    @cached_property
    def names(self) -> dict[str, str]:
        return {place.code: local_name(place) for place in self.every}


def places() -> Places:
    """Read from the address; a governorate that the user does not see is not there."""
    every, asked = governorates(database()), request.args.get("governorate", "").strip()
    if asked:
        return Places(every, next((place for place in every if place.code == asked), None) or abort(404))
    return Places(every, every[0] if len(every) == 1 else None)


def one_of(name: str, known: Sequence[str]) -> str:
    """An argument of the address that must be one of these or nothing; 400 for what no page of ours offers."""
    asked = request.args.get(name, "").strip()
    if asked and asked not in known:
        abort(400)
    return asked


def text_of(name: str) -> str:
    asked = request.args.get(name, "").strip()
    if len(asked) > LONGEST_TEXT:
        abort(400)
    return asked


@dataclass(frozen=True)
class Part:
    """A part of a whole: its number, and the address of the rows that it counts."""

    key: str
    label: Any
    number: int
    address: str
    current: bool = False


@dataclass(frozen=True)
class Select:
    """One list of a filter bar."""

    name: str
    label: Any
    all: Any
    options: list[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in an overview; whoever asks for nothing sees everything."""

    status: str = ""
    mark: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """As an address carries it."""
        return {name: value or None for name, value in asdict(self).items()}

    @property
    def active(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True)
class Leads:
    """Where a number leads: to the same page with one thing asked anew."""

    endpoint: str
    governorate: str | None
    day: AsOf
    wanted: Asked

    def to(self, governorate: str | None = None, *, keep: bool = False, **asked: str) -> str:
        wanted = replace(self.wanted if keep else type(self.wanted)(), **asked)
        place = governorate or self.governorate
        return url_for(self.endpoint, governorate=place, as_of=self.day.argument, **wanted.arguments)


@dataclass(frozen=True)
class Pages:
    """Which page of a list this is, of how many, and the addresses of its neighbours; an empty address where there is none."""

    page: int
    last: int
    before: str
    after: str


def pages_of(number: int, start: int, at_once: int, endpoint: str, arguments: Mapping[str, Any]) -> Pages | None:
    """None where one page holds the whole list."""
    def at(row: int) -> str:
        return url_for(endpoint, **{**arguments, "from": row or None}) if 0 <= row < number else ""

    return Pages(start // at_once + 1, -(-number // at_once), at(start - at_once), at(start + at_once)) if number > at_once else None


@dataclass(frozen=True)
class Cut:
    """The rows of one page of a list, and where that page stands among the others."""

    rows: list[Any]
    number: int
    pages: Pages | None
    start: int = 0


def cut(rows: Sequence[Any], endpoint: str, arguments: Mapping[str, Any], at_once: int = AT_ONCE) -> Cut:
    """The rows from the one on that the address names."""
    start = min(max(request.args.get("from", 0, int), 0), max(len(rows) - 1, 0)) // at_once * at_once
    return Cut(list(rows[start : start + at_once]), len(rows), pages_of(len(rows), start, at_once, endpoint, arguments), start)


def chosen_kind(present: list[Kind]) -> Kind | None:
    """The kind that the address asks for where there are such sites, else the first; None for an empty register."""
    asked = request.args.get("kind", "")
    return next((kind for kind in present if kind.value == asked), present[0] if present else None)
