"""The frame around every page: menu, banner, and how values are shown."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask import Flask, g, request, url_for
from flask_appbuilder import Model
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout import clock
from rollout.arabic import Digits, format_date, format_exact, format_number
from rollout.database import reading
from rollout.roles import allows
from rollout.scope import everything
from rollout.text import LANGUAGES, Text, _, language
from views.charts import drawn
from views.frame.filed import install_filed
from views.frame.icons import install_icons
from views.frame.menu import Page
from views.frame.places import all_places, given_none
from views.frame.words import install_words
from views.security.access import may, role_names, signed_in, viewing
from views.security.current import database, install_words_to_users, undo_offered
from views.security.forms import named
from views.security.theme import install_theme

_DEMO_CACHE_SECONDS = 30.0
_LANGUAGE_NAMES = {"ar": "العربية", "en": "English"}


@dataclass(frozen=True)
class MenuItem:
    label: Text
    icon: str
    address: str
    current: bool
    group: Text | None = None


def install_frame(app: Flask, pages: Sequence[Page]) -> None:
    """Give templates the menu, the language, the banner and the ways to show a value."""
    shown_in_menu = [page for page in pages if page.label is not None]
    demo = _DemoMark()

    @lru_cache
    def offered(roles: tuple[str, ...], _root: str) -> list[tuple[Page, str]]:
        """The pages that these roles open, and their addresses, which only change with the one under which the product is served."""
        views = [(page, page.view.default_view) for page in shown_in_menu if _may_open(page.view, roles)]
        return [(page, url_for(f"{page.view.__name__}.{method}")) for page, method in views]

    def menu() -> list[MenuItem]:
        here, home = request.script_root + request.path, url_for("HomeView.read")
        return [
            MenuItem(label, page.icon, address, request.blueprint == page.view.__name__ or _lies_under(address, here, home), page.group)
            for page, address in offered(role_names(), request.script_root) if (label := page.name)
        ]

    app.jinja_env.globals.update(
        menu=menu, direction=direction, digits=digits, demo_data=demo.present, standing=clock.standing, signed_in=signed_in,
        viewing=viewing, undo_offered=undo_offered, unread=lambda: g.get("unread", 0), may=may, given_none=given_none,
        all_places=all_places,
        other_languages=lambda: [(code, _LANGUAGE_NAMES[code]) for code in LANGUAGES if code != language()],
        this_address=lambda: request.full_path.rstrip("?") if request.method == "GET" else "/",
    )
    app.jinja_env.filters["shown"] = shown
    app.jinja_env.filters["drawn"] = drawn
    install_icons(app)
    install_theme(app)
    install_words(app)
    install_words_to_users(app)
    install_filed(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _lies_under(address: str, here: str, home: str) -> bool:
    """Whether the page that is open belongs to an area of work, as the plan's workbook belongs to the plan."""
    return address != home and here.startswith(address)


def _may_open(view: type[Any], roles: tuple[str, ...]) -> bool:
    method = view.default_view
    return allows(roles, view.class_permission_name, f"can_{(view.method_permission_name or {}).get(method, method)}")


def direction() -> str:
    return "rtl" if language() == "ar" else "ltr"


def digits() -> Digits:
    """The digit set of the screen: that of the language."""
    return Digits.ARABIC if language() == "ar" else Digits.WESTERN


def shown(value: Any) -> str | Markup:
    """A value as a person reads it: words for yes and no, a dash for nothing, dates and numbers in the page's digits."""
    if value is None or (isinstance(value, (str, list, tuple)) and not value):
        return "—"
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), format_date(value.date(), digits()))
    if isinstance(value, date):
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), format_date(value, digits()))
    if isinstance(value, Decimal):
        return format_exact(value, digits())
    if isinstance(value, (int, float)):
        return format_number(value, digits())
    if isinstance(value, (list, tuple)):
        comma = Markup("، ") if language() == "ar" else Markup(", ")
        return comma.join(shown(part) for part in value)
    return escape(named(value) if isinstance(value, Model) else value)


class _DemoMark:
    """Whether the register holds made-up sites; asked again now and then, for each page carries the banner while it does."""

    def __init__(self) -> None:
        self._known = False
        self._asked = -_DEMO_CACHE_SECONDS

    def present(self) -> bool:
        if time.monotonic() - self._asked > _DEMO_CACHE_SECONDS:
            # A session of its own: widening and narrowing the request's would forget what the page has read.
            with reading(), Session(database().get_bind()) as own, everything(own):
                self._known = own.scalar(select(Site.id).where(Site.is_demo).limit(1)) is not None
            self._asked = time.monotonic()
        return self._known
