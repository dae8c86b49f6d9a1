"""Decisions of the committees: the list, each with its story, and recording what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import DecisionEvent, Evidence, Obstacle
from rollout.followup.deciding import Did, Outcome, steps_open_to
from rollout.followup.decisions import DecisionStep
from rollout.followup.events import in_order
from rollout.followup.levels import Level
from rollout.meetings.decisions import Followed, decisions, happen
from rollout.notices import tell_anew
from rollout.obstacles.opening import is_national
from rollout.people import names_of
from rollout.rules import LONGEST_NOTE
from rollout.scope import scope_of
from rollout.text import Text, _
from rollout.works.bodies import kept_name
from views.followup.columns import decision_columns
from views.followup.meetings_page import common
from views.followup.meetings_save import attempt
from views.followup.meetings_typed import number_wrong
from views.frame.asof import AsOf, as_of, today
from views.frame.chosen import LONGEST_TEXT, cut, one_of, places, text_of
from views.frame.paper_typing import Typed
from views.frame.words import long_day
from views.lists import asking
from views.lists.kept import tabs
from views.lists.listing import shown
from views.lists.sheets import sheet, wants_sheet
from views.news.entries import stored
from views.news.form import MOST_FILES
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.interface import as_key
from views.security.view import SecureView

MARKS: dict[str, Text] = {
    "open": _("Open"), "late": _("Late"), "soon": _("Due within the week"), "done": _("Carried out"), "cancelled": _("It was cancelled"),
    "all": _("All of them"),
}
"""Which decisions the list shows; the first is what whoever asks for nothing sees."""
AT_ONCE = 30
"""Decisions on one page of the list; on a phone each is a card."""
FIELDS = {
    DecisionStep.EXTENDED: ("due_on",), DecisionStep.ASSIGNED: ("body", "post"),
}
"""What a step asks for beside its day and a note."""
ACTIONS: dict[str, Text] = {
    DecisionStep.PROGRESS: _("Tell news of it"), DecisionStep.DONE: _("It was carried out"), DecisionStep.EXTENDED: _("Give more time"),
    DecisionStep.ASSIGNED: _("Hand it to another owner"), DecisionStep.ESCALATED: _("Raise it to a higher level"),
    DecisionStep.REOPENED: _("Open it again"), DecisionStep.CANCELLED: _("Cancel the decision"),
}
WEEK = 7


class DecisionsView(SecureView):
    """Decisions, read by whoever sees their governorate; followed by whoever reports for it."""

    route_base = "/decisions"
    class_permission_name = "meetings"
    default_view = "index"
    takes_files = frozenset({"record"})
    method_permission_name = {"index": "read", "show": "read", "record": "write"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        where, day = places(), as_of()
        mark, level, owner = one_of("mark", list(MARKS)) or "open", one_of("level", [each.value for each in Level]), text_of("owner")
        every = decisions(database(), day.day, governorate=where.code)
        found = [
            one for one in every
            if _has(one, mark, day) and (not level or one.standing.level == level)
            and (not owner or kept_name(one.standing.body) == kept_name(owner))
        ]
        kept: dict[str, Any] = {
            "governorate": where.argument, "mark": None if mark == "open" else mark, "level": level or None, "owner": owner or None,
            "as_of": day.argument,
        }
        look = shown("DecisionsView.index", decision_columns(where.names), kept)
        found = look.ordered(found)
        if wants_sheet():
            return sheet(str(_("Decisions")), look.fields, found, name=f"decisions-{day.day.isoformat()}", above=long_day(day.day))
        return self.render_template(
            "decisions/index.html", title=_("Decisions"), places=where, day=day, kept=kept, marks_offered=MARKS, mark=mark,
            asked_owner=kept_name(owner),
            sums={key: sum(_has(one, key, day) for one in every) for key in MARKS},
            owners=sorted({kept_name(one.standing.body) for one in every if one.standing.body}),
            found=cut(found, "DecisionsView.index", look.whole, AT_ONCE), list=look,
            tabs=tabs(database(), signed_in().id, look), **common(),
        )

    @expose("/<int:decision>")
    @guarded
    def show(self, decision: int) -> ResponseReturnValue:
        day = as_of()
        return self.render_template("decisions/show.html", day=day, **_values(database(), _decision(decision, day)))

    @expose("/<int:decision>/record/<step>", methods=["GET", "POST"])
    @guarded
    def record(self, decision: int, step: str) -> ResponseReturnValue:
        """Record what became of a decision, with the documents that prove it."""
        session, day = database(), as_of()
        found, wanted = _decision(decision, AsOf(today(), today())), _step(step)
        if found.decision.governorate_id not in scope_of(session).capture:
            abort(403)
        if wanted not in steps_open_to(found.standing, national=is_national(session)):
            say(_("That cannot be recorded of this decision as it stands."), "info")
            return redirect(url_for("DecisionsView.show", decision=decision), 303)
        typed, status = Typed({"happened_on": day.day.isoformat(), "seen": str(found.events[-1].id)}), 200
        if request.method == "POST":
            typed = Typed.of(request.form)
            status = _record(session, found, typed, wanted)
            if not status:
                say(_("It was recorded."))
                return redirect(url_for("DecisionsView.show", decision=decision), 303)
            found = _decision(decision, AsOf(today(), today()))
        return self.render_template(
            "decisions/record.html", title=ACTIONS[wanted], form=SecureForm(), typed=typed, wrong=number_wrong(typed), step=wanted,
            one=found, fields=FIELDS.get(wanted, ()), above=found.standing.level.above, place=_place_of(found), actions=ACTIONS, **common(),
        ), status


def _record(session: Session, found: Followed, typed: Typed, step: DecisionStep) -> int:
    """Gives 0, or the status of the refusal, which then stands in `typed`."""
    fields, level = FIELDS.get(step, ()), typed.text("level")
    on = typed.day("happened_on", required=True)
    did = Did(
        step, on or today(), typed.line("note", most=LONGEST_NOTE), typed.day("due_on") if "due_on" in fields else None,
        typed.line("body") if "body" in fields else "", typed.line("post") if "post" in fields else "",
        Level(level) if step is DecisionStep.ESCALATED and level in tuple(Level) else None,
    )
    files = [file for file in request.files.getlist("evidence") if file.filename]
    if len(files) > MOST_FILES:
        typed.refuse("evidence", _("At most %(most)s files at once.", most=MOST_FILES))
    if typed.wrong:
        return 422
    decision, by, seen = found.decision, signed_in().id, as_key(typed.text("seen")) or 0

    def act() -> None:
        happen(session, decision, did, stored(files) if files else (), seen=seen, today=today(), by=by)
        tell_anew(session, "decision", decision.id, today())

    return attempt(typed, act, ("happened_on", "note", "due_on", "body", "post", "level", "evidence"))


def _has(one: Followed, mark: str, day: AsOf) -> bool:
    found = one.standing
    match mark:
        case "open":
            return found.open
        case "late":
            return one.outcome is Outcome.LATE
        case "soon":
            return found.open and found.due_on is not None and 0 <= (found.due_on - day.day).days <= WEEK
        case "done":
            return one.outcome.done
        case "cancelled":
            return one.outcome is Outcome.CANCELLED
    return True


def _decision(number: int, day: AsOf) -> Followed:
    """A decision that the user sees as it stands on the day, else 404."""
    found = decisions(database(), day.day, decision_id=number) if number < 2**31 else []
    return found[0] if found else abort(404)


def _step(raw: str) -> DecisionStep:
    known = {step.value: step for step in DecisionStep if step is not DecisionStep.TAKEN}
    return known.get(raw) or abort(404)


asking.keeps(
    "DecisionsView.index", lambda: decision_columns({}), governorate=asking.governorate(),
    mark=asking.choice(_("Where it stands"), lambda: MARKS), owner=asking.words(_("Whose task"), LONGEST_TEXT),
    level=asking.choice(_("Level"), lambda: {one.value: one.label for one in Level}), as_of=asking.position_day(),
)


def _place_of(found: Followed) -> Any:
    return next(place for place in places().every if place.code == found.governorate)


def _values(session: Session, found: Followed) -> dict[str, Any]:
    """The values of the page of a decision."""
    decision = found.decision
    writes = may("meetings", "can_write") and decision.governorate_id in scope_of(session).capture
    obstacle = session.scalar(select(Obstacle).where(Obstacle.id == decision.obstacle_id)) if decision.obstacle_id else None
    steps = steps_open_to(found.standing, national=is_national(session)) if writes else ()
    return {
        "title": _("Decision"), "one": found, "writes": writes, "steps": steps,
        "story": [(event, DecisionStep(event.step)) for event in reversed(in_order(found.events))],
        "files": _files(session, found.events), "people": names_of(session, [event.recorded_by_id for event in found.events]),
        "obstacle": obstacle,
        "place": _place_of(found), "actions": ACTIONS, **common(),
    }


def _files(session: Session, events: Iterable[DecisionEvent]) -> dict[int | None, list[Evidence]]:
    found: dict[int | None, list[Evidence]] = defaultdict(list)
    wanted = [event.id for event in events]
    query = select(Evidence).where(Evidence.decision_event_id.in_(wanted), Evidence.in_force()).order_by(Evidence.id)
    for document in session.scalars(query):
        found[document.decision_event_id].append(document)
    return found
