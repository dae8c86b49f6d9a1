"""Obstacles: the ranked list with its filters, the sums by the bodies that have to solve them, and each with its story."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Obstacle, ObstacleSite, Site
from rollout.arabic import fold
from rollout.followup.hindering import steps_open_to
from rollout.followup.levels import Level
from rollout.followup.obstacles import Category, ObstacleStep
from rollout.meetings.decisions import Followed, decisions
from rollout.obstacles.grouping import Sum, by_age, by_owner
from rollout.obstacles.letters import letters
from rollout.obstacles.opening import is_national
from rollout.obstacles.reading import Held, HeldSite, obstacle, obstacles
from rollout.people import names_of
from rollout.position import position
from rollout.scope import scope_of
from rollout.text import Text, _, language
from rollout.works.bodies import official
from views.followup.columns import obstacle_columns
from views.frame.asof import AsOf, as_of
from views.frame.chosen import Select, cut, one_of, places
from views.frame.words import long_day
from views.lists import asking
from views.lists.kept import tabs
from views.lists.listing import shown
from views.lists.sheets import sheet, wants_sheet
from views.security.access import guarded, may, signed_in
from views.security.arguments import LONGEST_VALUE
from views.security.current import database
from views.security.forms import hides_something
from views.security.view import SecureView

PICTURES = ("image/jpeg", "image/png", "image/webp")
STATES = ("open", "solved", "all")
TOOLS: dict[ObstacleStep, Text] = {
    ObstacleStep.NEWS: _("Tell news of it"), ObstacleStep.EXPECTED: _("Expected date"), ObstacleStep.ASSIGNED: _("Another owner"),
    ObstacleStep.ESCALATED: _("Raise one step"), ObstacleStep.RESOLVED: _("Resolved"), ObstacleStep.REOPENED: _("Open again"),
}
"""What the buttons say by which people tell of an obstacle."""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for among the obstacles; whoever asks for nothing sees all that are open."""

    owner: str = ""
    category: str = ""
    level: str = ""
    overdue: bool = False
    state: str = "open"

    @property
    def arguments(self) -> dict[str, Any]:
        """As an address carries it."""
        return {
            "owner": self.owner or None, "category": self.category or None, "level": self.level or None,
            "overdue": 1 if self.overdue else None, "state": None if self.state == "open" else self.state,
        }

    def keeps(self, one: Held) -> bool:
        return (
            (not self.owner or fold(official(one.standing.body)) == fold(official(self.owner)))
            and self.category in ("", one.category)
            and self.level in ("", one.standing.level)
            and (not self.overdue or one.days_overdue > 0)
            and (self.state == "all" or one.standing.open == (self.state == "open"))
        )


class ObstaclesView(SecureView):
    """What holds sites back, in the governorates that the user sees."""

    route_base = "/obstacles"
    class_permission_name = "obstacles"
    default_view = "index"
    method_permission_name = {"index": "read", "owners": "read", "show": "read"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        here, day, asked = places(), as_of(), _asked()
        every = obstacles(database(), day.day, governorate=here.code, open_only=asked.state == "open")
        found = [one for one in every if asked.keeps(one)]
        arguments = {"governorate": here.argument, "as_of": day.argument, **asked.arguments}
        look = shown("ObstaclesView.index", obstacle_columns(here.names), arguments)
        found = look.ordered(found)
        if wants_sheet():
            return sheet(str(_("Obstacles")), look.fields, found, name=f"obstacles-{day.day.isoformat()}", above=long_day(day.day))
        return self.render_template(
            "obstacles/index.html", title=_("Obstacles"), here=here, day=day, asked=asked, arguments=arguments, total=Sum(tuple(found)),
            list=cut(found, "ObstaclesView.index", look.whole), selects=_selects(every, asked), writes=_writes(here.chosen), look=look,
            tabs=tabs(database(), signed_in().id, look),
        )

    @expose("/owners")
    @guarded
    def owners(self) -> ResponseReturnValue:
        """The same added up: by body over the governorates, and by age."""
        here, day = places(), as_of()
        found = obstacles(database(), day.day, governorate=here.code)
        return self.render_template(
            "obstacles/owners.html", title=_("Obstacles by the body that solves them"), here=here, day=day, total=Sum(tuple(found)),
            owners=by_owner(found), ages=by_age(found), arguments={"governorate": here.argument, "as_of": day.argument},
        )

    @expose("/<int:obstacle>")
    @guarded
    def show(self, obstacle: int) -> ResponseReturnValue:
        session, day = database(), as_of()
        one = held_or_404(session, obstacle, day)
        captures = may("obstacles", "can_write") and one.obstacle.governorate_id in scope_of(session).capture
        steps = steps_open_to(one.standing, national=is_national(session))
        return self.render_template(
            "obstacles/show.html", title=one.obstacle.title, one=one, day=day, over_by_now=passed_since(session, one),
            decisions=_decisions(session, one), letters=letters(session, obstacle_id=one.id), papers=_documents(session, one),
            names=names_of(session, [event.recorded_by_id for event in one.events]), steps=steps if captures else (), tools=TOOLS,
            captures=captures, pictures=PICTURES, step_of=ObstacleStep, level_of=Level, home=home_of(one),
            touched=_touched(session, one),
        )


def held_or_404(session: Session, number: int, day: AsOf) -> Held:
    """An obstacle that the user sees, as it stands on the day; one that was opened later shows as it stands today."""
    return obstacle(session, number, day.day) or obstacle(session, number, day.today) or abort(404)


def passed_since(session: Session, one: Held) -> list[HeldSite]:
    """The stages that it still holds by its story, though they are completed at the sites."""
    if not one.sites:
        return []
    here = {site.id: site for site in position(session, one.as_of, site_ids=one.site_ids).sites}
    return [held for held in one.sites if held.id in here and here[held.id].stages[held.stage].state.passes]


def _decisions(session: Session, one: Held) -> list[Followed]:
    every = decisions(session, one.as_of, governorate=one.governorate)
    return [followed for followed in every if followed.decision.obstacle_id == one.id]


def _documents(session: Session, one: Held) -> dict[int, list[Evidence]]:
    """The documents in force of each event."""
    ids = [event.id for event in one.events]
    found: dict[int, list[Evidence]] = {}
    for row in session.scalars(select(Evidence).where(Evidence.obstacle_event_id.in_(ids), Evidence.in_force()).order_by(Evidence.id)):
        found.setdefault(row.obstacle_event_id or 0, []).append(row)
    return found


def _touched(session: Session, one: Held) -> dict[int, list[tuple[Text, list[str]]]]:
    """The codes of the sites that each event added and freed."""
    query = (
        select(ObstacleSite.event_id, ObstacleSite.held, Site.code).join(Site, Site.id == ObstacleSite.site_id)
        .where(ObstacleSite.obstacle_id == one.id).order_by(Site.code)
    )
    found: dict[tuple[int, bool], list[str]] = {}
    for event_id, held, code in session.execute(query):
        found.setdefault((event_id, held), []).append(code)
    words: dict[int, list[tuple[Text, list[str]]]] = {}
    for (event_id, held), codes in sorted(found.items(), reverse=True):
        words.setdefault(event_id, []).append((_("Sites added") if held else _("Sites taken off the obstacle"), list(dict.fromkeys(codes))))
    return words


asking.keeps(
    "ObstaclesView.index", lambda: obstacle_columns({}), governorate=asking.governorate(), owner=asking.words(_("Whose task it is")),
    category=asking.choice(_("Kind of obstacle"), lambda: {one.value: one.label for one in Category}),
    level=asking.choice(_("On which level it lies"), lambda: {one.value: one.label for one in Level}),
    overdue=asking.choice(_("On the ladder"), lambda: {"1": _("Should have been raised")}),
    state=asking.choice(_("State"), lambda: dict(zip(STATES, (_("Open"), _("Resolved"), _("Open and resolved")), strict=True))),
    as_of=asking.position_day(),
)


def _asked() -> Asked:
    """What the address asks for; 400 for what no page of ours offers."""
    owner = request.args.get("owner", "").strip()
    if len(owner) > LONGEST_VALUE or hides_something(owner):
        abort(400)
    return Asked(
        owner, one_of("category", tuple(Category)), one_of("level", tuple(Level)), one_of("overdue", ("1",)) == "1",
        one_of("state", STATES) or "open",
    )


def _selects(every: Sequence[Held], asked: Asked) -> list[Select]:
    """What the filter bar offers besides the governorate."""
    bodies = [owner.body for owner in by_owner(every)]
    if asked.owner and asked.owner not in bodies:
        bodies.append(asked.owner)
    return [
        Select("owner", _("Whose task it is"), _("All of them"), [(body, body) for body in sorted(bodies)], asked.owner),
        Select("category", _("Kind of obstacle"), _("Any kind"), [(one.value, one.label) for one in Category], asked.category),
        Select("level", _("On which level it lies"), _("Any level"), [(one.value, one.label) for one in Level], asked.level),
        Select("overdue", _("On the ladder"), _("All of them"), [("1", _("Should have been raised"))], "1" if asked.overdue else ""),
        Select("state", _("State"), _("Open"), [("solved", _("Resolved")), ("all", _("Open and resolved"))],
               "" if asked.state == "open" else asked.state),
    ]


def _writes(chosen: Any) -> bool:
    """Whether a new obstacle may be told here: for the governorate that is looked at, or for one that is chosen on the form."""
    capture = scope_of(database()).capture
    if not may("obstacles", "can_write"):
        return False
    return chosen.id in capture if chosen else True


def home_of(one: Held) -> str:
    """The name of its governorate in the language of the page."""
    return one.governorate_en if language() == "en" and one.governorate_en else one.governorate_ar


def back_to(obstacle: Obstacle | Held) -> str:
    return url_for("ObstaclesView.show", obstacle=obstacle.id)
