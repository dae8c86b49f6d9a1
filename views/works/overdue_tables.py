"""What the overdue page counts, and what it gives away as a table: each total is the sum of its parts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rollout.arabic import fold, sort_key
from rollout.overdue import OpenItem
from rollout.text import Text, _
from rollout.works import AREAS
from rollout.works.bodies import official
from views.lists.listing import Column, Field


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


def columns(places: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of the list, site by site; `places` names the governorates by their codes."""
    def place(one: OpenItem) -> str:
        return places.get(one.governorate, one.governorate)

    return (
        Column("site", _("Site"), (
            Field(_("Governorate"), place), Field(_("Markaz"), lambda one: one.markaz), Field(_("Site"), lambda one: one.site_name, 36),
            Field(_("Code"), lambda one: one.site, 12),
        ), always=True, order=lambda one: sort_key(one.site_name)),
        Column("item", _("Item"), (
            Field(_("Stage"), lambda one: str(AREAS[one.area].label), 20), Field(_("Item"), lambda one: str(one.item_label), 20),
        ), order=lambda one: (list(AREAS).index(one.area), sort_key(str(one.item_label)))),
        Column("step", _("Next step"), (
            Field(_("Next step"), lambda one: str(one.step_label), 26), Field(_("What stops it"), lambda one: one.blocked, 36),
        ), order=lambda one: sort_key(str(one.step_label))),
        Column("owner", _("Responsible for the next step"), (
            Field(_("Responsible for the next step"), lambda one: one.owner, 28), Field(_("Waits since"), lambda one: one.since, 12),
        ), order=lambda one: sort_key(one.owner)),
        Column("due", _("Due on"), (
            Field(_("Due on"), lambda one: one.due_on, 12), Field(_("By what rule"), lambda one: str(one.why or ""), 30),
            Field(_("Expected date"), lambda one: one.expected_on, 12),
        ), order=lambda one: one.due_on),
        Column("late", _("Days past the deadline"), (
            Field(_("Days past the deadline"), lambda one: one.days_late, 10),
        ), order=lambda one: one.days_late),
        Column("place", _("Governorate"), (Field(_("Governorate"), place),), usual=False, order=lambda one: sort_key(place(one))),
        Column("waits", _("Days of waiting"), (Field(_("Days of waiting"), lambda one: one.waiting_days, 10),), usual=False,
               order=lambda one: one.waiting_days),
    )
