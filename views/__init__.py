"""The pages. To add one, write its view and add a row to `pages`."""

from dataclasses import dataclass
from typing import Any

from rollout.text import Text, _


@dataclass(frozen=True)
class Page:
    """A page of the program: its view, and its place in the menu where it has one.

    The view's `class_permission_name` says which page of `rollout.roles` it is; who may use its default view sees it in the menu.
    """

    view: type[Any]
    label: Text | None = None
    icon: str = "circle"


def pages() -> tuple[Page, ...]:
    """Every page in the order of the menu. Imported late, for the views' parents live in this package."""
    from views.account import AccountView
    from views.home import HomeView
    from views.marakez import MarkazView
    from views.programmes import ProgrammeView
    from views.roles import RoleView
    from views.sites_api import SiteApi
    from views.users import UserView

    return (
        Page(HomeView, _("General position"), "gauge"),
        Page(MarkazView, _("Marakez"), "map-pin"),
        Page(ProgrammeView, _("Programmes"), "building-community"),
        Page(UserView, _("Users"), "users"),
        Page(RoleView, _("Roles"), "key"),
        Page(AccountView),
        Page(SiteApi),
    )
