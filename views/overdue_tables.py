"""What the overdue page counts, and what it gives away as a table: each total is the sum of its parts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from rollout.arabic import fold
from rollout.overdue import OpenItem
from rollout.text import Text, _
from rollout.works import AREAS
from rollout.works.bodies import official

Cells = list[list[str | int | date | None]]


@dataclass(frozen=True)
class Asked:
    """What somebody looks for among what is overdue. A step is named with its area, ``utilities:payment``."""

    governorate: str = ""
    area: str = ""
    owner: str = ""
    step: str = ""

    @property
    def arguments(self) -> dict[str, str]:
        """As an address carries it."""
        named = (("governorate", self.governorate), ("area", self.area), ("owner", self.owner), ("step", self.step))
        return {name: value for name, value in named if value}

    def keeps(self, one: OpenItem) -> bool:
        """However the owner is spelled in the address, as in a link that was kept."""
        return (not self.owner or fold(one.owner) == fold(official(self.owner))) and (not self.step or step_of(one) == self.step)


class Grid(NamedTuple):
    """Governorates by areas: the rows with the most come first, and both ways it adds up."""

    areas: list[str]
    rows: list[tuple[str, str, list[int], int]]
    totals: list[int]
    whole: int


class Line(NamedTuple):
    """One owner or one step, with how much is overdue there, at how many sites, and for how long at most."""

    key: str
    label: str | Text
    number: int
    sites: int
    longest: int


def step_of(one: OpenItem) -> str:
    return f"{one.area}:{one.step}"


def by_area(found: Sequence[OpenItem], places: Mapping[str, str]) -> Grid:
    cells = Counter((one.governorate, one.area) for one in found)
    areas = [key for key in AREAS if any(area == key for _place, area in cells)]
    rows = [
        (code, name, numbers, sum(numbers))
        for code, name in places.items()
        if any(numbers := [cells[code, area] for area in areas])
    ]
    rows.sort(key=lambda row: -row[3])
    totals = [sum(row[2][at] for row in rows) for at in range(len(areas))]
    return Grid(areas, rows, totals, sum(totals))


def by_owner(found: Sequence[OpenItem]) -> list[Line]:
    return _lines(found, lambda one: one.owner, lambda one: one.owner)


def by_step(found: Sequence[OpenItem]) -> list[Line]:
    return _lines(found, step_of, lambda one: _("%(area)s: %(step)s", area=AREAS[one.area].label, step=one.step_label))


def _lines(found: Sequence[OpenItem], key: Any, label: Any) -> list[Line]:
    groups: dict[str, list[OpenItem]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    lines = [
        Line(name, label(group[0]), len(group), len({one.site_id for one in group}), max(one.days_late for one in group))
        for name, group in groups.items()
    ]
    return sorted(lines, key=lambda line: (-line.number, line.key))


def export_heading() -> list[str]:
    heading = (
        _("Governorate"), _("Markaz"), _("Site"), _("Code"), _("Stage"), _("Item"), _("Next step"), _("Whose step"), _("Waits since"),
        _("Due on"), _("Days late"), _("By what rule"), _("Expected date"), _("What stops it"),
    )
    return [str(name) for name in heading]


def export_rows(found: Sequence[OpenItem], places: Mapping[str, str]) -> Cells:
    return [
        [
            places.get(one.governorate, one.governorate), one.markaz, one.site_name, one.site, str(AREAS[one.area].label),
            str(one.item_label), str(one.step_label), one.owner, one.since, one.due_on, one.days_late, str(one.why or ""),
            one.expected_on, one.blocked,
        ]
        for one in found
    ]
