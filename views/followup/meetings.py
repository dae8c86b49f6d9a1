"""The weekly meetings: the list, each meeting with its pack, and planning, holding and closing it."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from models import Meeting
from reports.document.unprintable import unprintable
from reports.issue.issued_papers import papers_to_keep
from reports.issue.worded import in_meeting
from rollout.meetings.agenda import drafted
from rollout.meetings.committees import committee_of
from rollout.meetings.minutes import too_early
from rollout.meetings.pack import meeting_of, pack
from rollout.meetings.planning import Plan, cancel, close, move, proposed, take_pack
from rollout.notices import tell_anew
from rollout.rules import LONGEST_NOTE
from rollout.scope import scope_of
from rollout.text import Text, _, speaking
from views.documents.rights import unfounded_words
from views.followup.meetings_page import listing, meeting_values, name_of_meeting
from views.followup.meetings_save import attempt, own, place_of, say_crossed, version_number
from views.followup.meetings_typed import plan_typed, planned
from views.frame.asof import today
from views.frame.chosen import cut, places
from views.frame.meanwhile import Labels, carry_beginning, put_together
from views.frame.paper_typing import Typed
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.view import SecureView


class MeetingsView(SecureView):
    """Meetings, read by whoever sees their governorate; planned, held and closed by whoever reports for it."""

    route_base = "/meetings"
    class_permission_name = "meetings"
    default_view = "index"
    method_permission_name = {
        "index": "read", "committee": "read", "show": "read", "move": "write", "take": "write", "cancel": "write", "close": "write",
    }

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        where = places()
        values = listing(database(), where.code)
        over = cut(values.pop("over"), "MeetingsView.index", {"governorate": where.argument})
        return self.render_template(
            "meetings/index.html", title=_("Meetings"), places=where, writes=may("meetings", "can_write"), over=over,
            capture=scope_of(database()).capture, **values,
        )

    @expose("/committees/<code>")
    @guarded
    def committee(self, code: str) -> ResponseReturnValue:
        """How the committee of a governorate was formed, who sits on it, when it meets."""
        place = place_of(code)
        writes = may("meetings", "can_write") and place.id in scope_of(database()).capture
        return self.render_template(
            "meetings/committee.html", title=_("Follow-up committee"), place=place, found=committee_of(database(), place.code),
            writes=writes, today=today(), **listing(database(), place.code),
        )

    @expose("/<int:meeting>")
    @guarded
    def show(self, meeting: int) -> ResponseReturnValue:
        return self._show(_meeting(meeting))

    @expose("/<int:meeting>/move", methods=["POST"])
    @guarded
    def move(self, meeting: int) -> ResponseReturnValue:
        """Put a planned meeting on another day."""
        found = own(_meeting(meeting))
        typed = Typed.of(request.form)
        wanted = planned(typed)
        if wanted is None or typed.wrong:
            return self._show(found, 422, typed=typed)

        def act(row: Meeting) -> None:
            move(database(), row, wanted, version=version_number(typed), today=today())
            tell_anew(database(), "meeting", row.id, today())

        answer = self._act(found, typed, act, _("The meeting was moved."), _MOVES)
        if not typed.wrong:
            say_crossed(_meeting(meeting))
        return answer

    @expose("/<int:meeting>/take", methods=["POST"])
    @guarded
    def take(self, meeting: int) -> ResponseReturnValue:
        """Take the pack: it fixes what is known, and opens the meeting."""
        typed = Typed.of(request.form)
        return self._act(own(_meeting(meeting)), typed,
                         lambda row: take_pack(database(), row, version=version_number(typed), today=today()),
                         _("The pack was taken; the meeting is open."))

    @expose("/<int:meeting>/cancel", methods=["POST"])
    @guarded
    def cancel(self, meeting: int) -> ResponseReturnValue:
        """Cancel a meeting that is not held."""
        found = own(_meeting(meeting))
        typed = Typed.of(request.form)
        reason = typed.line("reason", most=LONGEST_NOTE)
        if typed.wrong:
            return self._show(found, 422, typed=typed)

        def act(row: Meeting) -> None:
            cancel(database(), row, reason, version=version_number(typed))
            tell_anew(database(), "meeting", row.id, today())

        return self._act(found, typed, act, _("The meeting was cancelled."))

    @expose("/<int:meeting>/close", methods=["POST"])
    @guarded
    def close(self, meeting: int) -> ResponseReturnValue:
        """Close the minutes; from then on they are read-only."""
        session, found, by = database(), own(_meeting(meeting)), signed_in().id
        typed = Typed.of(request.form)
        next_on = typed.day("next_on")
        if typed.wrong:
            return self._show(found, 422, typed=typed)

        def act(row: Meeting) -> None:
            with speaking("ar"):  # what is kept is printed on Arabic paper
                points = [] if row.agenda else [point.title for point in drafted(pack(session, row))]
            close(
                session, row, points, version=version_number(typed), next_on=next_on, today=today(), by=by,
                papers=lambda closed: papers_to_keep(session, closed),
            )

        return self._act(found, typed, act, _("The minutes were closed."))

    def _act(
        self, meeting: Meeting, typed: Typed, act: Callable[[Meeting], Any], done: Text, labels: Labels = MappingProxyType({})
    ) -> ResponseReturnValue:
        """Do it. Where somebody changed the meeting meanwhile, the parts in `labels` are put together or chosen between."""
        number = meeting.id
        status = attempt(typed, lambda: act(meeting), ("held_on", "starts_at", "place", "reason", "next_on"))
        if status:
            theirs = _meeting(number)
            if status == 409 and labels and theirs.state == "planned":
                put_together(typed, _as_planned(theirs), labels)
            return self._show(theirs, status, typed=typed)
        say(done)
        return redirect(url_for("MeetingsView.show", meeting=number), 303)

    def _show(self, meeting: Meeting, status: int = 200, *, typed: Typed | None = None) -> Any:
        session = database()
        writes = may("meetings", "can_write") and meeting.governorate_id in scope_of(session).capture
        follows = proposed(meeting.committee, meeting.held_on).held_on
        if typed is None:
            typed = _as_planned(meeting)
            typed.texts["next_on"] = follows.isoformat()
        if status != 409:
            carry_beginning(typed, _MOVES)
        return self.render_template(
            "meetings/show.html", title=name_of_meeting(meeting), form=SecureForm(), writes=writes, typed=typed,
            wrong=sum(len(said) for said in typed.wrong.values()), today=today(), too_early=too_early(meeting, today()),
            **meeting_values(session, meeting),
            noted=_noted(session, meeting) if writes and meeting.state == "open" else [],
        ), status


_MOVES: Labels = {"held_on": _("Day of the meeting"), "starts_at": _("Hour of the meeting"), "place": _("Place of the meeting")}
"""The parts of the form that moves a planned meeting."""


def _as_planned(meeting: Meeting) -> Typed:
    return plan_typed(Plan(meeting.held_on, meeting.starts_at, meeting.place), meeting.row_version)


def _noted(session: Session, meeting: Meeting) -> list[Text]:
    """What whoever closes the minutes should look at again: numbers that no figure founds, and letters that no paper draws."""
    told = unfounded_words(in_meeting(session, meeting))
    written = (*map(str, meeting.words.values()), *(text for point in meeting.agenda for text in (point.title, point.said)))
    return [*([told] if told else []), *unprintable(written)]


def _meeting(number: int) -> Meeting:
    """A meeting that the user sees, else 404."""
    found = meeting_of(database(), number) if number < 2**31 else None
    return found or abort(404)
