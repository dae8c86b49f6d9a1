"""The roles: what each may do, to be read. They are code, and changed there."""

from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import func, select

from rollout.roles import PAGES, ROLES
from rollout.text import Text, _
from views.security.access import guarded
from views.security.current import database
from views.security.view import SecureView

PAGE_LABELS: dict[str, Text] = {
    "home": _("General position"), "sites": _("Sites"), "matrix": _("Stage matrix"), "entries": _("Progress entries"),
    "evidence": _("Evidence"), "imports": _("Import"), "reports": _("Reports"), "marakez": _("Marakez"), "programmes": _("Programmes"),
    "users": _("Users"), "roles": _("Roles"), "office": _("Office settings"), "jobs": _("Long work"), "account": _("Own account"),
    "works": _("Work on a site"), "handover": _("Building handover"), "meters": _("Utility meters"), "linking": _("Electronic linking"),
    "training": _("Training"), "offices": _("Partner offices"), "service": _("Operation"), "overdue": _("Past the deadline"),
    "parameters": _("Deadlines and targets"), "plan": _("Plan"), "baselines": _("Baselines"), "issued": _("Issued documents"),
    "contract": _("Furniture and equipment contract"), "deliveries": _("Orders and deliveries"),
    "inspections": _("Inspection and acceptance"), "papers": _("Contract documents"), "payments": _("Payments of the contract"),
    "audits": _("Stock-taking and transfers"), "approvals": _("Completeness and approval"),
    "meetings": _("Meetings and decisions"), "obstacles": _("Obstacles and letters"), "addressees": _("Addressees"),
    "comparisons": _("Two days compared"), "published": _("Published figures"),
    "personal": _("Own notices, favourites and views of lists"), "search": _("Search"), "viewas": _("Looking as another user"),
}
_LEVELS = (
    ("can_delete", _("Manages")), ("can_edit", _("Writes")), ("can_write", _("Writes")), ("can_list", _("Reads")), ("can_read", _("Reads")),
)


def level(role_key: str, page: str) -> Text | None:
    """In one word, what a role may do on a page."""
    granted = ROLES[role_key].grants.get(page, frozenset())
    return next((word for action, word in _LEVELS if action in granted), None)


class RoleView(SecureView):
    """One table: pages down, roles across."""

    route_base = "/roles"
    class_permission_name = "roles"
    default_view = "list"

    @expose("/list/")
    @guarded
    def list(self) -> ResponseReturnValue:
        session = database()
        counts = session.execute(select(Role.name, func.count(User.id)).join(Role.user).where(User.active).group_by(Role.name))
        held: dict[str, int] = {name: number for name, number in counts}  # noqa: C416 — rows are more than pairs
        return self.render_template(
            "roles.html", title=_("Roles"), roles=list(ROLES.values()), pages=[(p, PAGE_LABELS[p]) for p in PAGES], level=level,
            held=held,
        )
