"""Building handover: where each building stands between its contractor and its local unit, its remarks and its warranty."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout.handover import Handovers, Receiving, StatusCount, handovers
from rollout.scope import scope_of
from rollout.text import Text, _
from rollout.works.handover import HandoverStatus
from views.frame.asof import AsOf, as_of
from views.frame.chosen import Asked, Leads, Part, Places, Select, cut, one_of, places, text_of
from views.security.access import guarded, may
from views.security.current import database
from views.security.view import SecureView

NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Mark:
    """Something about a building that calls for attention, and the buildings of which it is true."""

    label: Text
    of: Callable[[Handovers], list[Receiving]]


MARKS: dict[str, Mark] = {
    "overdue": Mark(_("Remarks overdue"), Handovers.late),
    "ending": Mark(_("Warranty about to end"), Handovers.ending),
    "ended": Mark(_("Warranty over, not received finally"), Handovers.ended),
    "reported": Mark(_("Reported without minutes"), Handovers.reported),
}


@dataclass(frozen=True)
class Wanted(Asked):
    """What somebody looks for among the buildings."""

    body: str = ""

    def choose(self, found: Handovers) -> list[Receiving]:
        """The buildings that are wanted, in the order of the position; those of a warranty in the order in which it ends."""
        return [
            one for one in (MARKS[self.mark].of(found) if self.mark else found.every)
            if self.body in ("", one.site.executing_body)
            and self.status in ("", one.status.value if one.status else NOT_APPLICABLE)
        ]


@dataclass(frozen=True)
class PlaceRow:
    """A governorate in the national summary; each of its numbers leads to the buildings that it counts."""

    name: str
    counted: StatusCount
    address: Callable[..., str]


@dataclass(frozen=True)
class BuildingRow:
    """A building in the list, with the form of its next step where the user may record it."""

    one: Receiving
    record: str | None
    step: Text | None


class HandoverView(SecureView):
    """The receiving of the buildings. The whole country in numbers first; each number leads to its list."""

    route_base = "/handover"
    class_permission_name = "handover"

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        here, day, wanted = places(), as_of(), _wanted()
        found = handovers(database(), day.day, governorate=here.code)
        lead = Leads("HandoverView.read", here.argument, day, wanted)
        listed = here.chosen is not None or wanted.active
        chosen = wanted.choose(found)
        shown = cut(chosen, "HandoverView.read", {"governorate": here.argument, "as_of": day.argument, **wanted.arguments})
        return self.render_template(
            "handover/handover.html", title=_("Building handover"), day=day, here=here, wanted=wanted, as_list=listed, lead=lead,
            whole=found.counted(), parts=_parts(found.counted(), lead), chips=_chips(found, lead), selects=_selects(found, wanted),
            statuses=list(HandoverStatus), rows=[] if listed else _governorates(found, here, day),
            number=len(chosen), shown_rows=[_row(one, day) for one in shown.rows] if listed else [],
            pages=shown.pages, found=found, ending=found.ending(), ended=found.ended(), answerable=found.answerable(),
        )


def _wanted() -> Wanted:
    return Wanted(one_of("status", [*HandoverStatus, NOT_APPLICABLE]), one_of("mark", [*MARKS]), text_of("body"))


def _parts(counted: StatusCount, lead: Leads) -> list[Part]:
    """The statuses with their numbers, which add up to the register."""
    numbers: list[tuple[str, Text, int]] = [(status.value, status.label, counted.by_status[status]) for status in HandoverStatus]
    if counted.not_applicable:
        numbers.append((NOT_APPLICABLE, _("Not applicable"), counted.not_applicable))
    return [
        Part(key, label, number, lead.to(status="" if lead.wanted.status == key else key), lead.wanted.status == key)
        for key, label, number in numbers
    ]


def _chips(found: Handovers, lead: Leads) -> list[Part]:
    chips = []
    for key, mark in MARKS.items():
        pressed = lead.wanted.mark == key
        number = len(Wanted(mark=key).choose(found))
        chips.append(Part(key, mark.label, number, lead.to(keep=True, mark="" if pressed else key), pressed))
    return [chip for chip in chips if chip.number or chip.current]


def _selects(found: Handovers, wanted: Wanted) -> list[Select]:
    bodies = sorted({one.site.executing_body for one in found.every if one.site.executing_body} | ({wanted.body} - {""}))
    statuses: list[tuple[str, Any]] = [(status.value, status.label) for status in HandoverStatus]
    return [
        Select("body", _("Executing body"), _("All executing bodies"), [(body, body) for body in bodies], wanted.body),
        Select("status", _("Status"), _("Any status"), [*statuses, (NOT_APPLICABLE, _("Not applicable"))], wanted.status),
    ]


def _governorates(found: Handovers, here: Places, day: AsOf) -> list[PlaceRow]:
    rows = [
        PlaceRow(here.names[code], counted, Leads("HandoverView.read", code, day, Wanted()).to)
        for code, counted in found.by_governorate().items()
    ]
    return sorted(rows, key=lambda row: (-row.counted.register, row.name))


def _row(one: Receiving, day: AsOf) -> BuildingRow:
    """The next step is offered on the page of today only, when it may be taken, and to those who report for the site.

    While final acceptance waits for remarks, putting right the one that is due first is offered instead.
    """
    item, waits = one.building, one.waits
    if waits and one.snags:
        item, waits = one.snags[0], []
    step = item.next
    captures = may("works", "can_write") and one.site.governorate_id in scope_of(database()).capture
    if not captures or not day.is_today or step is None or one.status is None or waits:
        return BuildingRow(one, None, None)
    return BuildingRow(one, url_for("WorksView.new", site=one.site.code, area="handover", item=item.key, step=step.key), step.label)

