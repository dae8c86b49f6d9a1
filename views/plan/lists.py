"""Which sites a list of the plan shows: what the numbers of its other pages ask for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request

from rollout.arabic import parse_month
from rollout.errors import Unreadable
from rollout.plan import Lateness, Planned, Prospect
from rollout.plan.waves import left_wave
from rollout.text import Text, _
from views.frame.places import seen_or_404
from views.frame.words import month as in_month
from views.security.arguments import LONGEST_VALUE
from views.security.forms import hides_something

NONE = "none"
"""The month of the sites without a date, as addresses write it."""

MARKS: dict[str, tuple[Text, Callable[[Lateness], bool]]] = {
    "late_first": (_("Late against the first date"), lambda sums: sums.late_first > 0),
    "late_latest": (_("Late against the latest date"), lambda sums: sums.late_latest > 0),
    "pushed": (_("Promised anew for a later day"), lambda sums: sums.pushes > 0),
}
"""What can be asked of a site's dates, by the value in an address."""


@dataclass(frozen=True)
class Asked:
    """What the address of a page of the plan asks for."""

    governorate: str = ""
    prospect: str = ""
    month: str = ""
    left: str = ""
    mark: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value}

    def choose(self, rows: list[Planned]) -> list[Planned]:
        found = left_wave(rows, month_of(self.left)) if self.left else rows
        return [row for row in found if self._keeps(row)]

    def _keeps(self, row: Planned) -> bool:
        if self.prospect and row.prospect != self.prospect:
            return False
        if self.month and row.month != month_of(self.month):
            return False
        return not self.mark or MARKS[self.mark][1](row.lateness)

    @property
    def said(self) -> list[Text]:
        """What is asked for, in words."""
        found: list[Text] = []
        if self.prospect:
            found.append(Prospect(self.prospect).label)
        if self.month:
            found.append(_("Without a date") if self.month == NONE else _("Wave of %(month)s", month=in_month(_known(self.month))))
        if self.left:
            found.append(_("Left the wave of %(month)s for a later one", month=in_month(_known(self.left))))
        if self.mark:
            found.append(MARKS[self.mark][0])
        return found


def read_asked() -> Asked:
    """What the address asks for; 400 for what no page of ours offers."""
    given = {name: request.args.get(name, "").strip() for name in ("governorate", "prospect", "month", "left", "mark")}
    if any(len(value) > LONGEST_VALUE or hides_something(value) for value in given.values()):
        abort(400)
    if (given["prospect"] and given["prospect"] not in set(Prospect)) or (given["mark"] and given["mark"] not in MARKS):
        abort(400)
    if given["left"] == NONE:  # nobody leaves a wave that is none
        abort(400)
    for name in ("month", "left"):
        if given[name]:
            month_of(given[name])
    seen_or_404(given["governorate"])
    return Asked(**given)


def month_of(written: str) -> date | None:
    """The first day of the month that an address names; None for the sites without a date, 404 for what is no month."""
    if written == NONE:
        return None
    try:
        return parse_month(written)
    except Unreadable:
        abort(404)


def _known(written: str) -> date:
    found = month_of(written)
    assert found is not None, "a wave has a month"
    return found


def written(month: date | None) -> str:
    """A month as addresses write it."""
    return month.strftime("%Y-%m") if month else NONE


def in_order(rows: Iterable[Planned]) -> list[Planned]:
    """The most delayed against the first date first; then by the promised day, and those without a date."""
    return sorted(rows, key=lambda row: (
        -row.lateness.late_first, -row.lateness.late_latest, row.due is None, row.due or date.max, row.site.code,
    ))
