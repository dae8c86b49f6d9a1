"""Completeness and approval: what came of each week, which figures were approved, and what changed of them since."""

from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from wtforms import HiddenField
from wtforms.validators import Length, Optional

from models import Governorate
from rollout.approvals.approving import accept, approve, explain, send_back, submit
from rollout.approvals.authority import SignedPaper, Way, chairs, way
from rollout.approvals.completeness import USUAL, Received, completeness, course, cut_offs, last_weeks, week_of
from rollout.approvals.periods import Period, Step, ends_before, ends_period, kept, period, periods
from rollout.approvals.restating import restatements, restating, review
from rollout.arabic import parse_date
from rollout.errors import Unreadable
from rollout.position import Position, position
from rollout.register import governorates
from rollout.rules import EARLIEST, LONGEST_NAME, LONGEST_NOTE
from rollout.scope import ALL, scope_of
from rollout.snapshots import snapshot
from rollout.text import _
from views.followup.approvals_rows import MARKS, changes, counts, heat, lines, reminders, sums
from views.frame.asof import as_of, today
from views.frame.chosen import cut, one_of, places
from views.frame.words import counted, local_name
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import Day, Line, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

WEEKS = (8, 12)
WEEK = timedelta(days=7)
_DONE = {
    Step.SUBMITTED: _("The figures were submitted; they wait for the chair of the committee."),
    Step.APPROVED: _("The figures were approved; they wait for the ministry."),
    Step.ACCEPTED: _("The figures were accepted."),
    Step.RETURNED: _("The figures were sent back."),
}


class StepForm(SecureForm):
    """What goes with a step: the hash of the figures that were looked at, in what capacity it is taken, and words."""

    seen = HiddenField()
    capacity = Line(_("In the capacity of"), validators=[Length(max=LONGEST_NAME)])
    paper_number = Line(_("Number of the paper that the chair signed"), validators=[Length(max=LONGEST_NAME)])
    paper_on = Day(_("Day on which the chair signed"), validators=[Optional()])
    note = Prose(_("Note"), validators=[Length(max=LONGEST_NOTE)])


class ReasonForm(SecureForm):
    """Why approved figures changed."""

    reason = Prose(_("Reason of the change"), validators=[Length(max=LONGEST_NOTE)])


class ApprovalsView(SecureView):
    """The weeks of the governorates that the user sees; the committee submits and approves, the ministry accepts."""

    route_base = "/approvals"
    class_permission_name = "approvals"
    default_view = "index"
    method_permission_name = {"index": "read", "restated": "read", "show": "read", "take": "write", "reasons": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """Governorates by weeks, and who has not told everything of this one."""
        session, day, here = database(), as_of(), places()
        number = int(one_of("weeks", [str(each) for each in WEEKS]) or WEEKS[-1])
        own = here.chosen if not here.several else None
        weeks = list(last_weeks(day.day, number, cut_offs(session).get(own.id, USUAL) if own else USUAL))
        rows = lines(course(session, weeks), here.names, periods(session))
        return self.render_template(
            "approvals/index.html", title=_("Completeness and approval"), day=day, here=here, weeks=weeks, number=number, choices=WEEKS,
            rows=rows, sums=sums(rows), heat=heat, reminders=reminders(rows), marks=MARKS, restated=restating(session),
            news=_last_news(rows[0].now.missing, day.day) if len(rows) == 1 else {},
        )

    @expose("/restated")
    @guarded
    def restated(self) -> ResponseReturnValue:
        """Every approved figure that changed since, of all days."""
        here, state = places(), one_of("state", ["open"])
        every = changes(restatements(database(), here.code))
        chosen = [change for change in every if not state or not change.row.explained]
        arguments = {"governorate": here.argument, "state": state or None}
        return self.render_template(
            "approvals/restated.html", title=_("Approved figures that changed"), here=here, state=state, arguments=arguments,
            list=cut(chosen, "ApprovalsView.restated", arguments), every=len(every),
            unexplained=sum(not change.row.explained for change in every),
        )

    @expose("/<code>/<day>")
    @guarded
    def show(self, code: str, day: str) -> ResponseReturnValue:
        return self._page(*_asked(code, day))

    @expose("/<code>/<day>", methods=["POST"])
    @guarded
    def take(self, code: str, day: str) -> ResponseReturnValue:
        """Submit, approve, accept or send back the figures of the day."""
        place, on = _asked(code, day, writes=True)
        step = next((each for each in Step if each.value == request.form.get("do")), None) or abort(400)
        form, session, by = StepForm(), database(), signed_in().id
        words: dict[str, Any] = {"capacity": form.capacity.data or "", "note": form.note.data or "", "by": by}
        seen = form.seen.data or ""
        if not form.validate():
            return self._page(place, on, form=form), 422
        try:
            with saving(session):
                match step:
                    case Step.SUBMITTED:
                        submit(session, place, on, today=today(), **words)
                    case Step.APPROVED:
                        paper = SignedPaper(form.paper_number.data or "", form.paper_on.data)
                        approve(session, place, on, seen=seen, today=today(), paper=paper, **words)
                    case Step.ACCEPTED:
                        accept(session, place, on, seen=seen, **words)
                    case Step.RETURNED:
                        send_back(session, place, on, seen=seen, **words)
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return self._page(*_asked(code, day), form=form), 422
        say(_DONE[step])
        return redirect(url_for("ApprovalsView.show", code=code, day=day), 303)

    @expose("/<code>/<day>/reasons", methods=["POST"])
    @guarded
    def reasons(self, code: str, day: str) -> ResponseReturnValue:
        """Say why the ticked figures changed."""
        place, on = _asked(code, day, writes=True)
        form, session, by = ReasonForm(), database(), signed_in().id
        ticked = set(request.form.getlist("figure"))
        if not form.validate():
            return self._page(place, on, reason=form, ticked=ticked), 422
        try:
            with saving(session):
                rows = changes(review(session, code, as_of=on).restated)
                number = explain(session, [change.row for change in rows if change.key in ticked], form.reason.data or "", by=by)
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return self._page(*_asked(code, day), reason=form, ticked=ticked), 422
        say(_("The reason was kept for %(figures)s.", figures=counted(number, "changed figure")))
        return redirect(url_for("ApprovalsView.show", code=code, day=day), 303)

    def _page(self, place: Governorate, on: date, **forms: Any) -> str:
        session = database()
        cut_off = cut_offs(session).get(place.id, USUAL)
        week = week_of(cut_off, on)
        received = next(iter(completeness(session, week, governorate=place.code)), None)
        found = period(session, place.code, on)
        told = review(session, place.code, as_of=on) if found and found.approved else None
        figures = kept(session, [found.submitted.id])[found.submitted.id] if found else None
        ends = found is not None or ends_period(on, cut_off)
        there = position(session, on, governorate=place.code) if on <= today() and ends and _may_submit(found) else None
        now = snapshot(there) if there is not None else None
        form = forms.pop("form", None) or StepForm(formdata=None)
        form.seen.data = form.seen.data or (found.submitted.sha256 if found else "")
        writes = may("approvals", "can_write") and place.id in scope_of(session).capture
        known = chairs(session, place.id, today()) if found and found.state is Step.SUBMITTED else {}
        how = way(found, signed_in().id, known) if found else None
        return self.render_template(
            "approvals/show.html", title=_("Figures of %(governorate)s", governorate=local_name(place)), place=place, on=on, week=week,
            received=received, news=_last_news(received.missing, min(week.day, today())) if received else {}, period=found,
            kept=counts(figures) if figures is not None else None, now=counts(now) if now is not None else None,
            told=changes(told.restated) if told else [], confirmed=changes(told.confirmed) if told else [], marks=MARKS, form=form,
            reason=forms.pop("reason", None) or ReasonForm(formdata=None), ticked=forms.pop("ticked", set()), writes=writes,
            ends=ends, ends_before=ends_before(on, cut_off), silent_since=_silent_since(there) if there is not None else None,
            open_steps=_open_steps(found, how, writes) if ends else [], how=how if _of_committee(writes) else None, Way=Way,
            chairs=list(known.values()), later=_later(received, on), day=as_of(min(on, today()).isoformat()), today=today(),
        )


def _asked(code: str, raw: str, *, writes: bool = False) -> tuple[Governorate, date]:
    """The governorate and the day of the address; a day that no week shown has is not there."""
    place = next((each for each in governorates(database()) if each.code == code), None) or abort(404)
    try:
        day = parse_date(raw)
    except Unreadable:
        abort(404)
    if not EARLIEST <= day <= today() + timedelta(days=6):
        abort(404)
    if writes and place.id not in scope_of(database()).capture:
        abort(403)
    return place, day


def _silent_since(found: Position) -> date | None:
    """The day of the last news, where none came of the week that ends on the day: the figures then only repeat what was known before."""
    last = max((site.last_news_on for site in found.sites if site.last_news_on), default=None)
    return last if last is not None and last <= found.as_of - WEEK else None


def _may_submit(found: Period | None) -> bool:
    return found is None or found.state is Step.RETURNED


def _of_committee(writes: bool) -> bool:
    return writes and scope_of(database()).capture is not ALL


def _open_steps(found: Period | None, how: Way | None, writes: bool) -> list[Step]:
    """What may be done next by whoever looks at the page; the rules themselves are asked again when it is done."""
    own, mine = _of_committee(writes), signed_in().id
    if _may_submit(found):
        return [Step.SUBMITTED] if own else []
    assert found is not None, "a period that was never submitted may be submitted"
    if found.state is Step.SUBMITTED and writes:
        return [Step.APPROVED, Step.RETURNED] if own and how else [Step.RETURNED]
    if found.state is Step.APPROVED and writes and not own:
        return [Step.RETURNED] if mine in {taken.by_id for taken in found.current} else [Step.ACCEPTED, Step.RETURNED]
    return []


def _last_news(missing: Any, on: date) -> dict[int, Any]:
    """Where the silent sites stand, by their ids: what was last heard of them and what comes next."""
    if not missing:
        return {}
    return {site.id: site for site in position(database(), on, site_ids=[one.id for one in missing]).sites}


def _later(received: Received | None, on: date) -> dict[int, date]:
    """The days after the week of which news came of sites that are missing in it, up to the day of the page."""
    if received is None or min(on, today()) <= received.week.day:
        return {}
    found = _last_news(received.missing, min(on, today()))
    return {site.id: site.last_news_on for site in found.values() if site.last_news_on and site.last_news_on > received.week.day}
