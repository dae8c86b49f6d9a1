"""The items of a certificate as the form offers and sends them: whole lines, or site by site within a governorate."""

from dataclasses import dataclass
from typing import Any

from flask import request

from rollout.arabic import parse_number
from rollout.errors import Unreadable
from rollout.ledger.money.certificates import Wanted
from rollout.supply.quantities import Quantity


@dataclass(frozen=True)
class Typing:
    """A line of which something may be paid, with its sites."""

    line: Any
    sites: list[Any]

    @property
    def quantity(self) -> Quantity:
        return sum((one.left for _site, one in self.sites), 0)

    @property
    def value(self) -> int:
        return sum(one.value for _site, one in self.sites)


def read_items(offered: list[Typing], *, by_site: bool) -> tuple[list[Wanted], dict[str, str]]:
    """What was asked for, and by line and site what could not be read."""
    items, problems = [], {}
    for row in offered:
        for site, one in row.sites:
            about = f"{row.line.id}-{site.id}"
            if not by_site:
                if f"take-{row.line.id}" in request.form:
                    items.append(Wanted(row.line.id, site.id, one.left))
                continue
            raw = request.form.get(f"q-{about}", "").strip()
            try:
                quantity = _read(raw)
            except Unreadable as problem:
                problems[about] = str(problem)
                continue
            if quantity:
                items.append(Wanted(row.line.id, site.id, quantity))
    return items, problems


def _read(raw: str) -> Quantity:
    """A whole number where it is one."""
    if not raw:
        return 0
    number = parse_number(raw)
    return int(number) if number == int(number) else number
