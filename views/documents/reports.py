"""The official reports: choose whose and for which day, see what they will hold, download them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from models import JobState
from reports import FORMS, NATIONAL, file_name, report_document
from reports.forms.made import render
from reports.progress.committee import main_kind
from reports.readings.figures import Figures, figures
from reports.words.phrases import Phrases
from rollout import clock
from rollout.arabic import parse_date
from rollout.clock import read_moment
from rollout.errors import Refused, Unreadable
from rollout.jobs import REPORTS
from rollout.journal import last_moment
from rollout.position import position
from rollout.register import governorates
from rollout.rules import EARLIEST
from rollout.stages import Kind
from rollout.text import Text, _, language
from views.documents.rights import may_issue
from views.frame.words import digits
from views.office.jobs import own_jobs, put_down, sees_everything
from views.security.access import guarded
from views.security.current import database, say
from views.security.forms import hides_something
from views.security.saving import NotSaved
from views.security.view import SecureView


@dataclass
class Asked:
    """Which report, for which day, as known at which moment; with what was wrong with the address, by field."""

    code: str
    as_of: date
    known_at: datetime | None
    typed: dict[str, Any]
    errors: dict[str, Text]

    @property
    def arguments(self) -> dict[str, Any]:
        """The days as an address carries them."""
        known = {"known_at": self.typed["known_at"]} if self.known_at else {}
        return {"as_of": self.as_of.isoformat(), **known}


@dataclass(frozen=True)
class Facts:
    """What the first page of the chosen report will state of its main kind of site, and how many there are of the others."""

    kind: Kind | None
    found: Figures
    readiness: str
    others: list[tuple[Kind, int]]
    known_at: datetime | None
    patience: int


class ReportsView(SecureView):
    """The page from which reports are issued."""

    route_base = "/reports"
    class_permission_name = "reports"
    method_permission_name = {"read": "read", "download": "read", "every": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """The choice, and the facts that the chosen report will state."""
        session, national = database(), sees_everything()
        places = {place.code: place.name_en if language() == "en" else place.name_ar for place in governorates(session)}
        if national:
            places = {NATIONAL: str(_("The whole country")), **places}
        asked = asked_report(request.args.get("governorate") or next(iter(places), ""))
        if asked.code not in places and (places or asked.code):
            abort(404)
        facts = None if asked.errors or not places else _facts(session, asked)
        page = self.render_template(
            "reports/reports.html", title=_("Reports"), places=places, asked=asked, national=national, facts=facts,
            forms=FORMS, place=places.get(asked.code, ""), today=clock.today(), jobs=own_jobs(REPORTS) if national else [], states=JobState,
            day_of=lambda job: date.fromisoformat(job.asked["as_of"]), issues=may_issue(asked.code),
        )
        return page, 422 if asked.errors else 200

    @expose("/<code>.<any(pdf, docx, xlsx):form>")
    @guarded
    def download(self, code: str, form: str) -> ResponseReturnValue:
        """The report itself, in the form that the address ends with.

        A day that cannot be read or has not come sends back to the choice, which says why."""
        session, asked = database(), asked_report(code)
        national = code == NATIONAL
        if code not in {place.code for place in governorates(session)} and not (national and sees_everything()):
            abort(404)
        if asked.errors:
            return redirect(url_for("ReportsView.read", governorate=code, **asked.typed), 303)
        made = render(report_document(session, code, asked.as_of, asked.known_at), form)
        name = file_name(code, asked.as_of, form)
        return send_file(BytesIO(made), FORMS[form].media_type, as_attachment=True, download_name=name, max_age=0)

    @expose("/all", methods=["POST"])
    @guarded
    def every(self) -> ResponseReturnValue:
        """Have all reports written in the forms that are ticked, as known now or at the moment that was asked for; the page keeps the
        place that it showed."""
        if not sees_everything():
            abort(404)
        asked = asked_report(request.form.get("governorate") or NATIONAL)
        if asked.code not in {NATIONAL, *(place.code for place in governorates(database()))}:
            abort(404)
        if asked.errors:
            return redirect(url_for("ReportsView.read", governorate=asked.code, **asked.typed), 303)
        known_at = asked.known_at or last_moment(database())
        forms = [form for form in FORMS if form in request.form.getlist("forms")] or ["pdf"]
        try:
            put_down(REPORTS, as_of=asked.as_of.isoformat(), known_at=known_at.isoformat() if known_at else None, forms=forms)
        except NotSaved as refusal:
            say(refusal.message, "danger")
        return redirect(url_for("ReportsView.read", governorate=asked.code, **asked.arguments), 303)


def asked_report(code: str) -> Asked:
    """What the address or the form asks for, with a sentence for each part that cannot be."""
    typed = {name: request.values.get(name, "").strip()[:60] for name in ("as_of", "known_at")}
    if any(map(hides_something, typed.values())):
        abort(400)
    asked = Asked(code, clock.today(), None, typed, {})
    try:
        if typed["as_of"]:
            asked.as_of = parse_date(typed["as_of"])
        if asked.as_of > clock.today():
            raise Refused(_("A report cannot be issued for a day that has not come yet."))
        if asked.as_of < EARLIEST:
            raise Refused(_("The programme had not begun on that day."))
    except (Unreadable, Refused) as problem:
        asked.errors["as_of"] = problem.message
    try:
        if typed["known_at"]:
            moment = read_moment(typed["known_at"])
            if moment > datetime.now(UTC):
                raise Refused(_("A report cannot be issued for what will be known later."))
            if moment.date() < EARLIEST:
                raise Refused(_("The programme had not begun on that day."))
            asked.known_at = moment
    except (Unreadable, Refused) as problem:
        asked.errors["known_at"] = problem.message
    return asked


def _facts(session: Session, asked: Asked) -> Facts:
    now = position(session, asked.as_of, asked.known_at, governorate=None if asked.code == NATIONAL else asked.code)
    everything = figures(now)
    kind = main_kind(everything)
    found = everything.of(kind) if kind else everything
    others = [(other, everything.of(other).register) for other in everything.kinds if other is not kind]
    return Facts(kind, found, Phrases(digits()).percent(found.readiness), others, now.known_at, now.patience)
