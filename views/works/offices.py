"""Partner offices: which body is ready where, what a body's offices lack, and ticking off what a complex has."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Governorate, Site
from rollout.arabic import fold
from rollout.details.reading import items_at
from rollout.offices import BODIES, Complex, Office, Place, Sums, complexes, latest_of, sums, together
from rollout.offices import places as office_places
from rollout.position import SitePosition
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.tabular import BOM, as_csv
from rollout.text import Text, _
from rollout.works.offices import PARTNERS, OfficeStatus
from rollout.works.steps import ItemKind
from views.frame.asof import AsOf, as_of, today
from views.frame.chosen import Part, Places, Select, cut, one_of, places, text_of
from views.frame.words import local_name
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.view import SecureView
from views.works.offices_tables import body_table, matrix_table
from views.works.offices_ticks import Ticks, TicksForm, record_ticks

GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("Partner bodies"), PARTNERS), (_("Linking bodies"), ("planning", "ict")),
    (_("Hosts"), ("local_unit", "local_council", "technology_centre")),
)
ORDER = tuple(body for _label, bodies in GROUPS for body in bodies)


@dataclass(frozen=True)
class OfficeFilter:
    """Which complexes, or which offices of one body, somebody looks for."""

    text: str = ""
    markaz: str = ""
    body: str = ""
    status: str = ""
    lacks: str = ""

    @property
    def arguments(self) -> dict[str, str | None]:
        asked = {"q": self.text, "markaz": self.markaz, "body": self.body, "status": self.status, "lacks": self.lacks}
        return {name: value or None for name, value in asked.items()}

    @property
    def active(self) -> bool:
        return self != OfficeFilter()

    def keeps_site(self, site: SitePosition) -> bool:
        name = fold(f"{site.code} {site.name_ar} {site.name_en}")
        return all(word in name for word in fold(self.text).split()) and self.markaz in ("", site.markaz_ar)

    def keeps_office(self, office: Office) -> bool:
        return self.status in ("", office.status.value) and (not self.lacks or self.lacks in {step.key for step in office.missing})

    def keeps(self, complex_: Complex) -> bool:
        """Whether an office of the body that is asked for, or of any partner, is as asked."""
        bodies = (self.body,) if self.body else PARTNERS
        return self.keeps_site(complex_.site) and any(self.keeps_office(complex_.offices[body]) for body in bodies)


@dataclass(frozen=True)
class GovernorateRow:
    """A governorate in the overview of the country: its complexes, and each body's offices there."""

    name: str
    number: int
    bodies: dict[str, Sums]
    address: str = ""


class OfficesView(SecureView):
    """The offices of the bodies in the complexes. A governorate is looked at first; whoever has only one goes straight there."""

    route_base = "/offices"
    class_permission_name = "offices"
    method_permission_name = {
        "read": "read", "body": "read", "export": "read", "export_body": "read", "ticks": "write",
    }

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        here, day = places(), as_of()
        several = office_places(database(), day.day, governorate=here.code)
        found = [each for place in several for each in place.complexes]
        common = {
            "title": _("Readiness of partner offices"), "here": here, "day": day, "number": len(found), "groups": _groups(),
            "whole": {body: together(place.sums[body] for place in several) for body in ORDER},
        }
        if here.chosen is None:
            return self.render_template("offices/governorates.html", rows=_by_governorate(several, here, day), **common)
        wanted = _read_filter(with_body=True)
        chosen = [each for each in found if wanted.keeps(each)]
        arguments = {"governorate": here.argument, "as_of": day.argument, **wanted.arguments}
        return self.render_template(
            "offices/matrix.html", wanted=wanted, rows=cut(chosen, "OfficesView.read", arguments), selects=_selects(found, wanted),
            arguments=arguments, captures=_captures(here.chosen), **common,
        )

    @expose("/export")
    @guarded
    def export(self) -> ResponseReturnValue:
        """The matrix as it is seen, for a spreadsheet."""
        here, day = places(), as_of()
        wanted = _read_filter(with_body=True)
        found = [each for each in complexes(database(), day.day, governorate=here.code) if wanted.keeps(each)]
        return _file(f"offices-{here.code or 'EG'}-{day.day}.csv", *matrix_table(found, [BODIES[body] for body in ORDER], here.names))

    @expose("/<body>")
    @guarded
    def body(self, body: str) -> ResponseReturnValue:
        """All offices of one body, and what each lacks."""
        kind, here, day = _body(body), places(), as_of()
        found = [each.offices[body] for each in complexes(database(), day.day, governorate=here.code)]
        wanted = _read_filter()
        chosen = [office for office in found if wanted.keeps_site(office.site) and wanted.keeps_office(office)]
        arguments = {"body": body, "governorate": here.argument, "as_of": day.argument} | _without_body(wanted)
        return self.render_template(
            "offices/body.html", title=kind.label, kind=kind, here=here, day=day, wanted=wanted, number=len(found), whole=sums(found),
            rows=cut(chosen, "OfficesView.body", arguments), arguments=arguments, parts=_parts(found, kind, here, day, wanted),
            bodies=[BODIES[each] for each in ORDER], lacks=_lacks(found, kind, here, day, wanted),
            marakez=sorted({office.site.markaz_ar for office in found if office.site.markaz_ar}) if here.chosen else [],
        )

    @expose("/<body>/export")
    @guarded
    def export_body(self, body: str) -> ResponseReturnValue:
        kind, here, day = _body(body), places(), as_of()
        wanted = _read_filter()
        found = [each.offices[body] for each in complexes(database(), day.day, governorate=here.code)]
        chosen = [office for office in found if wanted.keeps_site(office.site) and wanted.keeps_office(office)]
        return _file(f"offices-{body}-{here.code or 'EG'}-{day.day}.csv", *body_table(chosen, kind, here.names))

    @expose("/site/<path:code>", methods=["GET", "POST"])
    @guarded
    def ticks(self, code: str) -> ResponseReturnValue:
        """One screen on which what every body has in a complex is ticked off; all of it is recorded, or nothing."""
        site, form, status = _complex(code), TicksForm(), 200
        ticks = Ticks(request.form if request.method == "POST" else {})
        if request.method == "POST":
            if form.validate() and (number := record_ticks(database(), site, form, ticks, today=today(), by=signed_in().id)):
                site = _complex(code)
                say(_("Recorded for %(site)s: %(number)s steps.", site=site.name_ar, number=number))
                return redirect(url_for("WorksView.area", code=code, area="offices"), 303)
            site, status = _complex(code), 409 if form.overtaken else 422
        assert site.id is not None
        items = items_at(database(), site.id, "offices")
        if status != 422:
            form.seen.data = str(latest_of(database(), site.id))
        if request.method == "GET":
            form.on.data = today()
        return self.render_template(
            "offices/ticks.html", title=_("What each body has"), site=site, form=form, ticks=ticks, items=items, groups=_groups(),
            today=today(),
        ), status


def _groups() -> list[tuple[Text, list[ItemKind]]]:
    return [(label, [BODIES[body] for body in bodies]) for label, bodies in GROUPS]


def _body(key: str) -> ItemKind:
    return BODIES.get(key) or abort(404)


def _captures(governorate: Governorate) -> bool:
    return may("offices", "can_write") and governorate.id in scope_of(database()).capture


def _complex(code: str) -> Site:
    """The complex, if the user sees it (else 404) and reports for it (else 403)."""
    site = database().scalar(select(Site).where(Site.code == code).options(joinedload(Site.governorate), joinedload(Site.markaz)))
    if site is None or site.withdrawn_at is not None or site.kind != Kind.COMPLEX:
        abort(404)
    if site.governorate_id not in scope_of(database()).capture:
        abort(403)
    return site


def _read_filter(*, with_body: bool = False) -> OfficeFilter:
    steps = [step.key for step in BODIES[PARTNERS[0]].path]
    body = one_of("body", ORDER) if with_body else ""
    return OfficeFilter(text_of("q"), text_of("markaz"), body, one_of("status", [*OfficeStatus]), one_of("lacks", steps))


def _without_body(wanted: OfficeFilter, **changed: str) -> dict[str, str | None]:
    asked = {"q": wanted.text, "markaz": wanted.markaz, "status": wanted.status, "lacks": wanted.lacks} | changed
    return {name: value or None for name, value in asked.items()}


def _by_governorate(found: list[Place], here: Places, day: AsOf) -> list[GovernorateRow]:
    several = {place.governorate: place for place in found}
    return [
        GovernorateRow(
            local_name(place), len(several[place.code].complexes), several[place.code].sums,
            url_for("OfficesView.read", governorate=place.code, as_of=day.argument),
        )
        for place in here.every
        if place.code in several
    ]


def _selects(found: list[Complex], wanted: OfficeFilter) -> list[Select]:
    marakez = sorted({each.site.markaz_ar for each in found if each.site.markaz_ar})
    bodies = [(body, BODIES[body].label) for body in ORDER]
    lacking = [(step.key, step.label) for step in BODIES[PARTNERS[0]].path]
    return [
        Select("markaz", _("Markaz"), _("All marakez"), [(name, name) for name in marakez], wanted.markaz),
        Select("body", _("Body"), _("Any partner body"), [*bodies], wanted.body),
        Select("status", _("State"), _("Any state"), [(status.value, status.label) for status in OfficeStatus], wanted.status),
        Select("lacks", _("What is missing"), _("Whatever is missing"), [*lacking], wanted.lacks),
    ]


def _parts(found: list[Office], kind: ItemKind, here: Places, day: AsOf, wanted: OfficeFilter) -> list[Part]:
    whole = sums(found)
    return [
        Part(status.value, status.label, number, _body_address(kind, here, day, wanted, status="" if pressed else status.value), pressed)
        for status, number in whole.by_status.items()
        for pressed in [wanted.status == status.value]
    ]


def _lacks(found: list[Office], kind: ItemKind, here: Places, day: AsOf, wanted: OfficeFilter) -> list[Part]:
    """How many offices lack each thing."""
    lacking = sums(found).lacking
    return [
        Part(step.key, step.label, lacking.get(step.key, 0), _body_address(kind, here, day, wanted, lacks=asked), pressed)
        for step in kind.path
        for pressed in [wanted.lacks == step.key]
        for asked in ["" if pressed else step.key]
    ]


def _body_address(kind: ItemKind, here: Places, day: AsOf, wanted: OfficeFilter, **changed: str) -> str:
    more: dict[str, Any] = _without_body(wanted, **changed)
    return url_for("OfficesView.body", body=kind.key, governorate=here.argument, as_of=day.argument, **more)


def _file(name: str, heading: list[str], rows: list[list[Any]]) -> Response:
    answer = Response(BOM + as_csv(heading, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
