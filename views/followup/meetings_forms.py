"""The forms of committees and meetings: who sits, when they meet, who came, what is on the agenda, what was said and decided."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select

from models import Committee, Governorate, Meeting, Member
from rollout.approvals.authority import accounts
from rollout.meetings.agenda import drafted
from rollout.meetings.committees import SEATS, Entered, committee_of, save
from rollout.meetings.decisions import take
from rollout.meetings.minutes import attend, expected, set_agenda, too_early, write
from rollout.meetings.pack import meeting_of, pack
from rollout.meetings.planning import plan, proposed
from rollout.meetings.wording import WORDS, said
from rollout.obstacles.reading import obstacles
from rollout.scope import ALL, scope_of
from rollout.text import Text, _, speaking
from views.followup import meetings_typed as forms
from views.followup.meetings_meanwhile import attendance_labels, in_words, meet_attendance, meet_committee
from views.followup.meetings_page import common
from views.followup.meetings_save import attempt, own, place_of, say_crossed, version_number
from views.frame.asof import as_of, today
from views.frame.meanwhile import carry_beginning, put_together, too_late
from views.frame.paper_typing import Typed
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.view import SecureView

HEAD = (*forms.COMMITTEE, "seats")
DECISION = {
    "words": _("What is decided"), "body": _("Body whose task it is"), "post": _("Post that answers for it"), "due_on": _("Due on"),
}
"""The parts of the form of a decision, by their names."""


class MeetingFormsView(SecureView):
    """The forms of a committee and of its meetings, for whoever reports for their governorate."""

    route_base = "/meetings"
    class_permission_name = "meetings"
    default_view = "edit"
    method_permission_name = {
        "edit": "write", "plan": "write", "attendance": "write", "agenda": "write", "words": "write",
        "decide": "write",
    }

    @expose("/committees/<code>/edit", methods=["GET", "POST"])
    @guarded
    def edit(self, code: str) -> ResponseReturnValue:
        """Enter the committee, or change who sits on it and when it meets."""
        session, place, by = database(), _own_place(code), signed_in().id
        # Whose account may approve figures is not for the committee itself to say.
        known = accounts(session, place.id) if scope_of(session).capture is ALL else {}
        if request.method == "GET":
            with speaking("ar"):  # the name is printed on Arabic paper whatever the language of the page
                usual = Entered(str(_("Follow-up committee of the governorate of %(name)s", name=place.name_ar)))
            typed, status = forms.committee_typed(committee_of(session, place.code), usual), 200
        else:
            typed, status = Typed.of(request.form), 422
            entered, rows = forms.committee_entered(typed, known)
            if not typed.wrong:
                status = attempt(
                    typed, lambda: save(session, place, entered, version=forms.version(typed), by=by), HEAD, rows
                )
            if status == 409:
                meet_committee(typed, forms.committee_typed(committee_of(session, place.code), Entered("")), known)
            if not status:
                say(_("The committee was saved."))
                return redirect(url_for("MeetingsView.committee", code=code), 303)
        if status != 409:
            carry_beginning(typed, list(typed.texts))
        return self._form("committee_form", typed, status, place=_own_place(code), title=_("Follow-up committee"), seats=SEATS,
                          account_choices=[(str(key), name) for key, name in known.items()],
                          rows=forms.offered(typed, ("name", "capacity", "body")))

    @expose("/committees/<code>/plan", methods=["GET", "POST"])
    @guarded
    def plan(self, code: str) -> ResponseReturnValue:
        """Plan the next meeting; its day is proposed from the committee's weekday. On its `usual` day it is planned at one stroke."""
        session, place, by = database(), _own_place(code), signed_in().id
        committee = _committee(place)
        if committee is None:
            say(_("Enter the committee first."), "info")
            return redirect(url_for("MeetingFormsView.edit", code=code), 303)
        usual = forms.plan_typed(proposed(committee, _after(committee)))
        if request.method == "GET":
            typed = usual
            typed.texts["held_on"] = request.args.get("on", "")[:20] or typed.texts["held_on"]
            return self._plan(typed, 200, place)
        day = request.form.get("usual", "")
        if day and day != usual.texts["held_on"]:  # it was offered on a page that is older than another meeting
            return self._plan(usual, 200, place)
        typed = usual if day else Typed.of(request.form)
        wanted, made = forms.planned(typed), list[Meeting]()
        status = 422
        if wanted is not None and not typed.wrong:
            status = attempt(typed, lambda: made.append(plan(session, committee, wanted, today=today(), by=by)), ("held_on", "place"))
        if status:
            return self._plan(typed, status, _own_place(code))
        say(_("The meeting was planned."))
        say_crossed(made[0])
        return redirect(url_for("MeetingsView.show", meeting=made[0].id), 303)

    def _plan(self, typed: Typed, status: int, place: Governorate) -> Any:
        return self._form("plan", typed, status, place=place, title=_("Plan a meeting"), found=_committee(place))

    @expose("/<int:meeting>/attendance", methods=["GET", "POST"])
    @guarded
    def attendance(self, meeting: int) -> ResponseReturnValue:
        """Who came, who excused themselves, who stood in for whom: said of each. “All present” fills the form and saves nothing."""
        late = self._too_late(meeting, ("planned", "open"), _("Attendance"), attendance_labels)
        if late is not None:
            return late
        session, found = database(), _open(meeting, "planned", "open")
        early = too_early(found, today())
        if request.method == "GET" and early is not None and not found.attendees:
            say(early.message, "warning")
            return redirect(url_for("MeetingsView.show", meeting=meeting), 303)
        members = list(session.scalars(select(Member).where(Member.committee_id == found.committee_id)))
        typed, status = forms.attendance_typed(found, expected(found, members)), 200
        if request.method == "POST":
            typed, status, known = Typed.of(request.form), 422, [one.id for one in members]
            fills = request.form.get("mark") == "present"
            if fills:
                forms.all_present(typed)
            came, rows = forms.attendance_entered(typed, known)
            if fills:
                status = 200
            elif not typed.wrong:
                status = attempt(typed, lambda: attend(session, found, came, version=version_number(typed), today=today()), (), rows)
            if status == 409:
                theirs = _open(meeting, "planned", "open")
                meet_attendance(typed, forms.attendance_typed(theirs, expected(theirs, members)))
            if not status:
                return _back(meeting, _("The attendance was saved."))
            if fills:
                say(_("All in the list stand as present. Nothing is saved yet: look it through and save."), "info")
        if status != 409:
            carry_beginning(typed, list(typed.texts))
        return self._meeting_form("attendance", typed, status, meeting, _("Attendance"),
                                  rows=forms.offered(typed, ("name", "capacity", "body")))

    @expose("/<int:meeting>/agenda", methods=["GET", "POST"])
    @guarded
    def agenda(self, meeting: int) -> ResponseReturnValue:
        """The points of the agenda, and what was said about each."""
        late = self._too_late(meeting, ("planned", "open"), _("Agenda"), lambda _typed: forms.AGENDA)
        if late is not None:
            return late
        session, found = database(), _open(meeting, "planned", "open")
        if request.method == "GET":
            with speaking("ar"):  # as it will be printed
                typed, status = forms.agenda_typed(found, drafted(pack(session, found))), 200
        else:
            typed, status = Typed.of(request.form), 422
            points, rows = forms.agenda_entered(typed)
            if not typed.wrong:
                status = attempt(typed, lambda: set_agenda(session, found, points, version=version_number(typed)), (), rows)
            if status == 409:
                put_together(typed, forms.agenda_typed(_open(meeting, "planned", "open"), ()), forms.AGENDA)
            if not status:
                return _back(meeting, _("The agenda was saved."))
        if status != 409:
            carry_beginning(typed, forms.AGENDA)
        return self._meeting_form("agenda", typed, status, meeting, _("Agenda"), rows=forms.offered(typed, ("title", "said")))

    @expose("/<int:meeting>/words", methods=["GET", "POST"])
    @guarded
    def words(self, meeting: int) -> ResponseReturnValue:
        """The chair's own words for the parts of the minutes; figures are not among them."""
        late = self._too_late(meeting, ("open",), _("Words of the minutes"), lambda _typed: WORDS)
        if late is not None:
            return late
        session, found = database(), _open(meeting, "open")
        if request.method == "GET":
            with speaking("ar"):
                typed, status = forms.words_typed(found, [(part, said(found, part)) for part in WORDS]), 200
        else:
            typed, status = Typed.of(request.form), 422
            words = forms.words_entered(typed)
            if not typed.wrong:
                with speaking("ar"):
                    status = attempt(typed, lambda: write(session, found, words, version=version_number(typed)), WORDS)
                    if status == 409:
                        theirs = _open(meeting, "open")
                        put_together(typed, forms.words_typed(theirs, [(part, said(theirs, part)) for part in WORDS]), WORDS)
            if not status:
                return _back(meeting, _("The words of the minutes were saved."))
        if status != 409:
            carry_beginning(typed, WORDS)
        return self._meeting_form("words", typed, status, meeting, _("Words of the minutes"))

    @expose("/<int:meeting>/decide", methods=["GET", "POST"])
    @guarded
    def decide(self, meeting: int) -> ResponseReturnValue:
        """Take a decision in the open meeting."""
        late = self._too_late(meeting, ("open",), _("New decision"), lambda _typed: DECISION)
        if late is not None:
            return late
        session, found, by = database(), _open(meeting, "open"), signed_in().id
        place = found.committee.governorate
        held = obstacles(session, found.as_of, found.known_at, governorate=place.code)
        usual = proposed(found.committee, found.held_on).held_on.isoformat()
        typed, status = Typed({"due_on": usual, "obstacle": request.args.get("obstacle", "")[:20]}), 200
        if request.method == "POST":
            typed, status = Typed.of(request.form), 422
            wanted = forms.decision_entered(typed)
            if not typed.wrong:
                known = ("words", "body", "post", "due_on", "level", "obstacle")
                status = attempt(typed, lambda: take(session, found, wanted, by=by), known)
            if not status:
                return _back(meeting, _("The decision was taken."))
        return self._meeting_form("decide", typed, status, meeting, _("New decision"), held=held)

    def _too_late(
        self, number: int, states: tuple[str, ...], title: Text, labels: Callable[[Typed], Mapping[str, Any]]
    ) -> ResponseReturnValue | None:
        """What was typed for a meeting whose minutes were closed before it was sent, or that was cancelled; None where neither was."""
        if request.method != "POST":
            return None
        found = (meeting_of(database(), number) if number < 2**31 else None) or abort(404)
        if own(found).state in (*states, "planned"):
            return None
        typed, there = Typed.of(request.form), url_for("MeetingsView.show", meeting=number)
        said = _("The minutes of the meeting were closed meanwhile, or it was cancelled.")
        return too_late(self, title, said, there, typed, labels(typed), in_words)

    def _meeting_form(self, template: str, typed: Typed, status: int, number: int, title: Text, **values: Any) -> Any:
        """The form of an open meeting, read anew: after a refusal nothing of what was typed is left in the session."""
        found = meeting_of(database(), number) or abort(404)
        return self._form(template, typed, status, meeting=found, title=title, **values)

    def _form(self, template: str, typed: Typed, status: int, **values: Any) -> Any:
        return self.render_template(
            f"meetings/{template}.html", form=SecureForm(), typed=typed, wrong=forms.number_wrong(typed), **common(), **values
        ), status


def _own_place(code: str) -> Governorate:
    place = place_of(code)
    if place.id not in scope_of(database()).capture:
        abort(403)
    return place


def _committee(place: Governorate) -> Committee | None:
    return committee_of(database(), place.code)


def _after(committee: Committee) -> Any:
    """The day after which the next meeting is proposed: that of the last one, or yesterday."""
    last = database().scalars(
        select(Meeting.held_on).where(Meeting.committee_id == committee.id, Meeting.state != "cancelled")
        .order_by(Meeting.held_on.desc()).limit(1)
    ).first()
    eve = as_of().day.fromordinal(as_of().day.toordinal() - 1)
    return max(last, eve) if last else eve


def _open(number: int, *states: str) -> Meeting:
    """An own meeting that is still in one of these states; one that is not cannot be changed, which its page says."""
    found = (meeting_of(database(), number) if number < 2**31 else None) or abort(404)
    own(found)
    if found.state not in states:
        if request.method == "GET":
            early = found.state == "planned"
            say(_("The pack of the meeting comes first.") if early else _("The meeting is over; its forms are closed."), "warning")
            abort(redirect(url_for("MeetingsView.show", meeting=number), 303))
        abort(409)
    return found


def _back(number: int, sentence: Text) -> ResponseReturnValue:
    """To the top of the meeting's long page, where it is told that this was saved and what comes next."""
    say(sentence)
    return redirect(url_for("MeetingsView.show", meeting=number), 303)
