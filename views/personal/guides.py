"""Guides of the first days: for each post a few steps with their pages, on the first page until they are put away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import delete, select

from models import GuideSeen
from rollout.errors import Conflict
from rollout.text import Text, _
from views.security.access import guarded, may, role_names, signed_in
from views.security.current import database, say
from views.security.saving import NotSaved, saving
from views.security.view import SecureView


@dataclass(frozen=True)
class Step:
    """Something to do first: what, a word on how, and where: an endpoint with its arguments, and the page of `rollout.roles` it is."""

    label: Text
    help: Text
    endpoint: str
    page: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    action: str = "can_read"

    @property
    def address(self) -> str:
        return url_for(self.endpoint, **self.arguments)


@dataclass(frozen=True)
class Guide:
    """What somebody of one post does first."""

    key: str
    title: Text
    steps: tuple[Step, ...]

    @property
    def open_steps(self) -> list[Step]:
        """Those that whoever looks may take."""
        return [step for step in self.steps if may(step.page, step.action)]


GUIDES: Mapping[str, Guide] = {
    guide.key: guide
    for guide in (
        Guide("ministry", _("First steps of the central unit"), (
            Step(_("Import the register of sites"), _("The workbook is read first and shown; nothing is kept before you confirm."),
                 "ImportsView.read", "imports", action="can_write"),
            Step(_("Set deadlines and targets"), _("The days by which a step is late follow from them."), "ParametersView.read",
                 "parameters", action="can_write"),
            Step(_("Give the sites their promised days"), _("The plan and its waves are held against them."), "PlanView.read", "plan"),
            Step(_("Enter the committees"), _("With a committee come its weekly cut-off, its meetings and its pack."), "MeetingsView.index",
                 "meetings"),
            Step(_("See who has not reported"), _("Each week’s figures are received, approved and accepted here."), "ApprovalsView.index",
                 "approvals"),
        )),
        Guide("committee", _("First steps of the committee"), (
            Step(_("Record the first news"), _("Choose a site and press “Record”; a photo or the minutes may go with it."),
                 "HomeView.steps", "home", {"show": "late"}),
            Step(_("Say where nothing is new"), _("One tap for each site; a site without news is hatched by itself."), "HomeView.steps",
                 "home", {"show": "silent"}),
            Step(_("Enter what holds the work up"), _("One obstacle may hold many sites; the program drafts the letter to its owner."),
                 "ObstaclesView.index", "obstacles"),
            Step(_("Plan the meeting and take its pack"), _("The pack shows what changed since the last meeting, ready to be printed."),
                 "MeetingsView.index", "meetings"),
            Step(_("Submit the figures of the week"), _("The chair approves them, then the ministry accepts them."), "ApprovalsView.index",
                 "approvals"),
        )),
        Guide("procurement", _("First steps of the stores"), (
            Step(_("Enter the contract"), _("Its lots, suppliers and lines, and what each site is to get."), "ContractView.index",
                 "contract"),
            Step(_("Make a supply order"), _("From what was allotted to the sites; its day of supply is watched from then on."),
                 "DeliveriesView.order", "deliveries", action="can_write"),
            Step(_("Log a delivery"), _("Type the supplier’s note, or upload the packing list; then count what came."),
                 "DeliveriesView.new", "deliveries", action="can_write"),
            Step(_("Follow inspection and acceptance"), _("What was counted waits here until the committee’s minutes are closed."),
                 "InspectionsView.index", "inspections"),
            Step(_("See what may be paid"), _("Never more than was accepted and added to the stores."), "PaymentsView.index", "payments"),
        )),
        Guide("inspector", _("First steps of the inspector"), (
            Step(_("Find a site"), _("By its code or its name, in any spelling."), "SearchView.read", "search"),
            Step(_("See what is past its deadline"),
                 _("By governorate, by who is responsible for the next step and by step, with the day on which it was due."),
                 "OverdueView.read", "overdue"),
            Step(_("See what waits for inspection"), _("Goods that were counted and not yet accepted, the oldest first."),
                 "InspectionsView.index", "inspections"),
        )),
        Guide("reader", _("First steps of the reader"), (
            Step(_("Look at the stages of the sites"), _("Every number leads to the sites that make it up."), "MatrixView.read", "matrix"),
            Step(_("Find a site"), _("By its code or its name, in any spelling."), "SearchView.read", "search"),
            Step(_("Read a report"), _("As PDF, Word or Excel, as of any day."), "ReportsView.read", "reports"),
        )),
        Guide("administrator", _("First steps of the administrator"), (
            Step(_("Add the users"), _("Each with a post and the governorates to see and to report for."), "UserView.list", "users",
                 action="can_list"),
            Step(_("See what each post may do"), _("Posts are fixed; who holds which is yours to say."), "RoleView.list", "roles",
                 action="can_list"),
            Step(_("Set the letterhead"), _("The name of the office, its logo and its digits stand on every document."), "OfficeView.read",
                 "office"),
        )),
    )
}
"""By the name of the post; somebody of several posts is led by the first of them."""


def own_guide() -> Guide | None:
    """The guide of whoever is signed in."""
    held = set(role_names())
    return next((guide for role, guide in GUIDES.items() if role in held), None)


def open_guide() -> Guide | None:
    """The same as long as it was not put away."""
    guide = own_guide()
    return None if guide is None or _is_seen(guide) else guide


def _is_seen(guide: Guide) -> bool:
    query = select(GuideSeen.id).where(GuideSeen.user_id == signed_in().id, GuideSeen.guide == guide.key)
    return database().scalar(query) is not None


class GuideView(SecureView):
    """One's own guide, whether or not it was put away."""

    route_base = "/guide"
    class_permission_name = "personal"
    method_permission_name = {"read": "read", "put_away": "write", "open_again": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        guide = own_guide()
        return self.render_template("guide.html", title=_("First steps"), guide=guide, is_seen=guide is not None and _is_seen(guide))

    @expose("/put-away", methods=["POST"])
    @guarded
    def put_away(self) -> ResponseReturnValue:
        """No longer on the first page; a second press finds it put away already."""
        session, guide, user_id = database(), own_guide(), signed_in().id
        if guide is not None and not _is_seen(guide):
            try:
                with saving(session):
                    session.add(GuideSeen(user_id=user_id, guide=guide.key, seen_at=datetime.now(UTC)))
            except (NotSaved, Conflict):
                pass
            say(_("The guide was put away; “First steps” below the menu opens it again."))
        return redirect(url_for("HomeView.read"), 303)

    @expose("/open", methods=["POST"])
    @guarded
    def open_again(self) -> ResponseReturnValue:
        session, guide, user_id = database(), own_guide(), signed_in().id
        if guide is not None:
            with saving(session):
                session.execute(delete(GuideSeen).where(GuideSeen.user_id == user_id, GuideSeen.guide == guide.key))
        return redirect(url_for("HomeView.read"), 303)
