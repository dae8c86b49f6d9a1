"""Two days side by side: what happened between them, and what was learnt later about the first; taken home as an official paper."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from reports import NATIONAL
from reports.followup.comparison import comparison_document
from reports.forms.made import FORMS, render
from reports.progress.official import draft
from rollout.arabic import parse_date
from rollout.clock import read_moment
from rollout.comparison import Comparison, Point, compare
from rollout.errors import Refused, Unreadable
from rollout.followup.difference import Difference, Moved, SiteChange
from rollout.rules import EARLIEST
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _
from views.documents.rights import may_issue
from views.frame.asof import today
from views.frame.chosen import Places, cut, places
from views.security.access import guarded
from views.security.current import database
from views.security.forms import hides_something
from views.security.view import SecureView

FIELDS = ("first", "second", "known_first", "known_second")
WEEK = timedelta(days=7)


@dataclass
class Asked:
    """What the address asks to compare, as it was typed, with what was wrong with each field."""

    typed: dict[str, str]
    first: Point
    second: Point
    errors: dict[str, Text] = field(default_factory=dict)

    @property
    def arguments(self) -> dict[str, Any]:
        """As an address carries it."""
        days = {"first": self.first.as_of.isoformat(), "second": self.second.as_of.isoformat()}
        return days | {name: self.typed[name] for name in ("known_first", "known_second") if self.typed[name]}


@dataclass(frozen=True)
class Line:
    """A stage of a site that is different; `told` says whether it happened in between or was corrected."""

    change: SiteChange
    stage: Stage
    moved: Moved


class ComparisonsView(SecureView):
    """Differences at the sites that the user sees."""

    route_base = "/comparisons"
    class_permission_name = "comparisons"
    method_permission_name = {"read": "read", "paper": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """The choice of two days, and what lies between them."""
        here, asked = places(), asked_points()
        found = None if asked.errors else _compared(here, asked)
        shown: dict[str, Any] = {}
        if found is not None:
            moved = list(_lines(found.progress))
            arguments = asked.arguments | {"governorate": here.argument}
            shown = dict(
                found=found, kinds={kind: Kind(kind) for kind in found.stages}, list=cut(moved, "ComparisonsView.read", arguments),
                moved_sites=len({line.change.code for line in moved}), corrected=list(_lines(found.corrected)),
                planned=found.total.replanned,
            )
        page = self.render_template(
            "comparisons/comparisons.html", title=_("Two days compared"), here=here, asked=asked, today=today(), forms=FORMS, state=State,
            issues=may_issue(here.code or NATIONAL),
            **{"found": None} | shown,
        )
        return page, 422 if asked.errors else 200

    @expose("/differences.<any(pdf, docx, xlsx):form>")
    @guarded
    def paper(self, form: str) -> ResponseReturnValue:
        """The same as an official paper; what cannot be compared sends back to the page, which says why."""
        here, asked = places(), asked_points()
        if not asked.errors:
            try:
                document = comparison_document(database(), asked.first, asked.second, here.code)
            except Refused as refused:
                asked.errors["second"] = refused.message
        if asked.errors:
            typed: dict[str, Any] = dict(asked.typed)
            return redirect(url_for("ComparisonsView.read", governorate=here.argument, **typed), 303)
        name = f"differences_{here.code or 'EG'}_{asked.first.as_of.isoformat()}_{asked.second.as_of.isoformat()}.{form}"
        made = render(draft(document), form)
        return send_file(BytesIO(made), FORMS[form].media_type, as_attachment=True, download_name=name, max_age=0)


def _compared(here: Places, asked: Asked) -> Comparison | None:
    try:
        return compare(database(), asked.first, asked.second, governorate=here.code)
    except Refused as refused:
        asked.errors["second"] = refused.message
        return None


def _lines(found: Difference) -> Iterator[Line]:
    for change in found.moved:
        for moved in change.stages:
            yield Line(change, Kind(change.after.kind).stage(moved.name), moved)


def asked_points() -> Asked:
    """The last seven days, where the address asks for nothing else; a sentence for each field that cannot be."""
    typed = {name: request.args.get(name, "").strip()[:60] for name in FIELDS}
    if any(map(hides_something, typed.values())):
        abort(400)
    asked = Asked(typed, Point(today() - WEEK), Point(today()))
    second = _day(asked, "second", today())
    first = _day(asked, "first", second - WEEK)
    asked.first, asked.second = Point(first, _moment(asked, "known_first")), Point(second, _moment(asked, "known_second"))
    return asked


def _day(asked: Asked, name: str, usual: date) -> date:
    try:
        day = parse_date(asked.typed[name]) if asked.typed[name] else usual
        if not EARLIEST <= day <= today():
            raise Refused(_("Choose a day between the beginning of the programme and today."))
        return day
    except (Unreadable, Refused) as problem:
        asked.errors[name] = problem.message
        return usual


def _moment(asked: Asked, name: str) -> datetime | None:
    try:
        moment = read_moment(asked.typed[name]) if asked.typed[name] else None
        if moment is not None and moment > datetime.now(UTC) and moment.date() > today():
            raise Refused(_("What will be known later cannot be shown."))
        return moment
    except (Unreadable, Refused) as problem:
        asked.errors[name] = problem.message
        return None
