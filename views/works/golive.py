"""Going live: every complex by its phase, its gates as a checklist, the waivers that stand for them, and the sheet to sign."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout.golive import GoingLive, PhaseCount, Waiver, WaiverState, count, gates_of, going_live
from rollout.office import office
from rollout.register import site_by_code
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.text import Text, _
from rollout.works import AREAS
from rollout.works.service import GATES, GO_LIVE, Phase
from views.frame.asof import AsOf, as_of
from views.frame.chosen import Asked, Leads, Part, Places, Select, cut, one_of, places
from views.security.access import guarded, may
from views.security.current import database
from views.security.view import SecureView

NOT_APPLICABLE = "not_applicable"
SIGNATURES = 7
"""Lines for the chair and the members of the committee on the sheet to sign."""


@dataclass(frozen=True)
class Mark:
    """Something about a site's going live that calls for attention."""

    label: Text
    holds: Callable[[GoingLive], bool]


MARKS: dict[str, Mark] = {
    "waived": Mark(_("In service through a waiver"), lambda one: one.through_waiver),
    "lapsed": Mark(_("In service, and the waiver has expired"), lambda one: one.row.lapsed),
    "expired": Mark(_("Expired waiver"), lambda one: bool(one.expired)),
    "opened": Mark(_("Opened, not in service"), lambda one: one.opened_idle),
    "trial": Mark(_("Trial too long"), lambda one: one.trial_over > 0),
    "failed": Mark(_("Found not ready"), lambda one: one.failed_check and not one.site.in_service),
    "unchecked": Mark(_("Without a signed checklist"), lambda one: one.unchecked),
}


@dataclass(frozen=True)
class Wanted(Asked):
    """What somebody looks for among the sites."""

    gate: str = ""

    def keeps(self, one: GoingLive) -> bool:
        return (
            self.status in ("", one.phase.value if one.phase else NOT_APPLICABLE)
            and (not self.gate or self.gate in {key for key, _label in one.closed})
            and (not self.mark or MARKS[self.mark].holds(one))
        )


@dataclass(frozen=True)
class PlaceRow:
    """A governorate in the national board; each of its numbers leads to the sites that it counts."""

    name: str
    counted: PhaseCount
    address: Callable[..., str]


class GoLiveView(SecureView):
    """The board of phases, and for each site what its gates lack."""

    route_base = "/service"
    class_permission_name = "service"
    method_permission_name = {"read": "read", "site": "read", "checklist": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        here, day, wanted = places(), as_of(), _wanted()
        found = going_live(database(), day.day, governorate=here.code)
        lead = Leads("GoLiveView.read", here.argument, day, wanted)
        listed = here.chosen is not None or wanted.active
        chosen = [one for one in found if wanted.keeps(one)]
        shown = cut(chosen, "GoLiveView.read", {"governorate": here.argument, "as_of": day.argument, **wanted.arguments})
        return self.render_template(
            "service/board.html", title=_("Operation"), day=day, here=here, wanted=wanted, as_list=listed, lead=lead, whole=count(found),
            parts=_parts(count(found), lead), chips=_chips(found, lead), selects=_selects(wanted), phases=list(Phase),
            rows=[] if listed else _governorates(found, here, day), number=len(chosen), pages=shown.pages,
            columns=_columns(shown.rows) if listed else [], granted=_granted(found), states=WaiverState,
        )

    @expose("/<code>")
    @guarded
    def site(self, code: str) -> ResponseReturnValue:
        """One site: its gates as a checklist, its waivers, its trial, its first day and its opening."""
        day, here = as_of(), places()
        one = _complex(code, day)
        captures = day.is_today and may("works", "can_write") and one.site.governorate_id in scope_of(database()).capture
        return self.render_template(
            "service/site.html", title=_("Operation"), day=day, here=here, one=one, gates=gates_of(database(), one), areas=AREAS,
            verdicts=_verdicts(), captures=captures, record=_record(one), states=WaiverState,
        )

    @expose("/<code>/checklist")
    @guarded
    def checklist(self, code: str) -> ResponseReturnValue:
        """The sheet that the committee takes along and signs: what the register says of each gate, and room for what it finds."""
        day, here = as_of(), places()
        one = _complex(code, day)
        return self.render_template(
            "service/checklist.html", title=_("Readiness checklist"), day=day, here=here, one=one, gates=gates_of(database(), one),
            letterhead=office(database()), signatures=range(1, SIGNATURES + 1), states=WaiverState,
        )


def _complex(code: str, day: AsOf) -> GoingLive:
    site = site_by_code(database(), code)
    if site is None or site.kind != Kind.COMPLEX:
        abort(404)
    return next(iter(going_live(database(), day.day, site_ids=[site.id])), None) or abort(404)


def _wanted() -> Wanted:
    status, mark = one_of("status", [*Phase, NOT_APPLICABLE]), one_of("mark", [*MARKS])
    return Wanted(status, mark, one_of("gate", [key for key, _label in GATES]))


def _parts(counted: PhaseCount, lead: Leads) -> list[Part]:
    """The phases with their numbers, which add up to the register."""
    numbers: list[tuple[str, Text, int]] = [(phase.value, phase.label, counted.by_phase[phase]) for phase in Phase]
    if counted.not_applicable:
        numbers.append((NOT_APPLICABLE, _("Not applicable"), counted.not_applicable))
    return [
        Part(key, label, number, lead.to(status="" if lead.wanted.status == key else key), lead.wanted.status == key)
        for key, label, number in numbers
    ]


def _chips(found: list[GoingLive], lead: Leads) -> list[Part]:
    chips = []
    for key, mark in MARKS.items():
        pressed = lead.wanted.mark == key
        address = lead.to(keep=True, mark="" if pressed else key)
        chips.append(Part(key, mark.label, sum(map(mark.holds, found)), address, pressed))
    return [chip for chip in chips if chip.number or chip.current]


def _selects(wanted: Wanted) -> list[Select]:
    phases: list[tuple[str, Any]] = [(phase.value, phase.label) for phase in Phase]
    return [
        Select("status", _("Phase"), _("Any phase"), [*phases, (NOT_APPLICABLE, _("Not applicable"))], wanted.status),
        Select("gate", _("Gate that is neither met nor waived"), _("Any gate"), list(GATES), wanted.gate),
    ]


def _governorates(found: list[GoingLive], here: Places, day: AsOf) -> list[PlaceRow]:
    places: dict[str, list[GoingLive]] = {}
    for one in found:
        places.setdefault(one.site.governorate, []).append(one)
    rows = [
        PlaceRow(here.names[code], count(several), Leads("GoLiveView.read", code, day, Wanted()).to) for code, several in places.items()
    ]
    return sorted(rows, key=lambda row: (-row.counted.in_service, -row.counted.register, row.name))


def _columns(several: list[GoingLive]) -> list[tuple[str, Text, list[GoingLive]]]:
    """The sites of the board, phase by phase; phases in which no site is are left out."""
    groups: list[tuple[str, Text, list[GoingLive]]] = [
        (phase.value, phase.label, [one for one in several if one.phase is phase]) for phase in Phase
    ]
    groups.append((NOT_APPLICABLE, _("Not applicable"), [one for one in several if one.phase is None]))
    return [group for group in groups if group[2]]


def _granted(found: list[GoingLive]) -> list[tuple[GoingLive, Waiver]]:
    """The waivers that are expired or in force, the expired first, then the one that ends first."""
    told = [
        (one, waiver) for one in found for waiver in one.waivers if waiver.state in (WaiverState.EXPIRED, WaiverState.IN_FORCE)
    ]
    return sorted(told, key=lambda pair: (pair[1].days_left, pair[0].site.code))


def _verdicts() -> dict[str, Text]:
    kind = AREAS["service"].kind_of(GO_LIVE)
    assert kind
    return dict(next(field for field in kind.steps["check"].fields if field.name == "verdict").choices)


def _record(one: GoingLive) -> Callable[..., str]:
    def address(item: str, step: str) -> str:
        return url_for("WorksView.new", site=one.site.code, area="service", item=item, step=step)

    return address
