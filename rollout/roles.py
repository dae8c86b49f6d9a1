"""Roles: what each may do on which page. Roles are code; who has which is data.

An action is the framework's name of a permission (``can_list``, ``can_edit`` …); our own pages use ``can_read`` and ``can_write``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from models import OfficerGovernorate
from rollout.scope import ALL, NOTHING, Scope
from rollout.text import Text, _

READ = frozenset({"can_read", "can_list", "can_show", "can_get", "can_info"})
WRITE = READ | {"can_write", "can_add", "can_edit", "can_put", "can_post"}
MANAGE = WRITE | {"can_delete"}
COUNT = READ | {"can_write"}
"""To record counts of sessions that others plan."""
FORM = frozenset({"can_this_form_get", "can_this_form_post"})

PAGES = (
    "home", "sites", "matrix", "entries", "evidence", "imports", "reports", "marakez", "programmes", "users", "roles", "office", "jobs",
    "account", "works", "linking", "offices",
    "handover", "service",
    "meters", "overdue", "parameters", "training", "plan", "baselines",
    "contract", "deliveries", "inspections", "papers", "payments", "audits", "comparisons", "published",
    "approvals", "issued", "meetings", "obstacles", "addressees",
    "personal", "search", "viewas",
)


@dataclass(frozen=True)
class Role:
    """One post in the programme. A national role sees every governorate; the others only those given to the officer.

    `captures` says whether the role reports at all; for a role that is not national, only for the governorates it was given to capture.
    """

    key: str
    label: Text
    national: bool
    captures: bool
    grants: dict[str, frozenset[str]]


_OWN = {"account": READ | WRITE | FORM, "jobs": READ, "personal": WRITE, "search": READ}
_READ_BY_ALL = (
    "home", "sites", "matrix", "entries", "evidence", "reports", "marakez", "programmes", "works", "linking", "offices",
    "meters", "overdue", "parameters", "training", "plan", "baselines",
    "handover", "service",
    "contract", "deliveries", "inspections", "papers", "audits", "comparisons",
    "approvals", "issued", "meetings", "obstacles",
)
_FOLLOW = dict.fromkeys(_READ_BY_ALL, READ) | _OWN

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role("ministry", _("Ministry central unit"), national=True, captures=True,
             grants=_FOLLOW | {"sites": MANAGE, "matrix": WRITE, "entries": WRITE, "evidence": WRITE, "imports": WRITE, "reports": WRITE,
                               "marakez": MANAGE, "programmes": MANAGE, "office": WRITE, "works": WRITE, "linking": WRITE,
                               "offices": WRITE, "meters": WRITE, "parameters": WRITE, "training": WRITE, "plan": WRITE,
                               "baselines": WRITE, "contract": WRITE, "deliveries": WRITE, "inspections": WRITE, "papers": WRITE,
                               "payments": WRITE, "audits": WRITE, "approvals": WRITE, "issued": WRITE,
                               "obstacles": WRITE, "addressees": WRITE, "meetings": WRITE, "published": WRITE}),
        Role("committee", _("Governorate follow-up committee"), national=False, captures=True,
             grants=_FOLLOW | {"sites": WRITE, "matrix": WRITE, "entries": WRITE, "evidence": WRITE, "imports": WRITE, "reports": WRITE,
                               "works": WRITE, "linking": WRITE, "offices": WRITE, "meters": WRITE, "training": COUNT, "plan": WRITE,
                               "deliveries": WRITE, "inspections": WRITE, "papers": WRITE, "audits": WRITE, "approvals": WRITE,
                               "issued": WRITE, "meetings": WRITE, "obstacles": WRITE, "addressees": READ}),
        Role("procurement", _("Procurement and stores"), national=True, captures=True,
             grants=_FOLLOW | {"contract": WRITE, "deliveries": WRITE, "papers": WRITE, "payments": WRITE, "audits": WRITE}),
        Role("inspector", _("Inspector"), national=False, captures=False, grants=_FOLLOW),
        Role("reader", _("Reader"), national=False, captures=False, grants=_FOLLOW),
        Role("administrator", _("Administrator"), national=True, captures=False,
             grants=_FOLLOW | {"users": MANAGE | FORM, "roles": READ, "office": WRITE, "payments": READ, "viewas": WRITE}),
    )
}


def allows(role_names: Iterable[str], page: str, action: str) -> bool:
    """Whether somebody with these roles may do this on this page. An unknown role or page allows nothing."""
    return any(action in ROLES[name].grants.get(page, ()) for name in role_names if name in ROLES)


def scope_for(session: Session, user: Any) -> Scope:
    """The rows a user works with: all of them for a national role, else the governorates that the user was given."""
    if not isinstance(user, User) or not user.is_active:
        return NOTHING
    held = [ROLES[role.name] for role in user.roles if role.name in ROLES]
    if not held:
        return NOTHING
    national, captures = any(role.national for role in held), any(role.captures for role in held)
    everywhere = any(role.national and role.captures for role in held)
    if everywhere or (national and not captures):  # then the governorates that the user was given change nothing
        return Scope(view=ALL, capture=ALL if everywhere else frozenset())
    given = session.execute(_given(), {"user_id": user.id}).all()
    view = frozenset(row.governorate_id for row in given)
    capture = frozenset(row.governorate_id for row in given if row.capture)
    return Scope(view=ALL if national else view, capture=capture if captures else frozenset())


@lru_cache
def _given() -> Select[int, bool]:
    """The governorates of one user. Put together once: every page asks for them."""
    return select(OfficerGovernorate.governorate_id, OfficerGovernorate.capture).where(OfficerGovernorate.user_id == bindparam("user_id"))
