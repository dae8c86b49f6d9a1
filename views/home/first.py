"""The first page, by the post of whoever opens it: each sees at once what needs them today. Its charts can be taken away as files."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO

from flask import abort, current_app, send_file
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy.orm import Session

from rollout.tabular import BOM, as_csv, as_workbook
from rollout.text import Text, _
from views.charts import Figure, Sheet
from views.frame.asof import AsOf, Compared, as_of, compared_with
from views.frame.words import long_day
from views.home.charts import is_rtl, ranking_sheet
from views.home.committee import committee_home, steps_page
from views.home.ministry import Board, board, ministry_home
from views.home.parts import Home
from views.home.procurement import procurement_home
from views.lists.sheets import EXCEL
from views.personal.guides import open_guide
from views.security.access import guarded, role_names
from views.security.current import database
from views.security.view import SecureView

Builder = Callable[[Session, AsOf, Compared], Home]


@dataclass(frozen=True)
class FirstPage:
    """The first page of a post: what is on it, and what the menu calls it."""

    build: Builder
    label: Text


POSITION = FirstPage(ministry_home, _("General position"))
HOMES: dict[str, FirstPage] = {
    "ministry": POSITION, "administrator": POSITION,
    "committee": FirstPage(committee_home, _("My work")), "procurement": FirstPage(procurement_home, _("My work")),
}
"""Who of several posts comes first, and the first page of each; a post that has none of its own is met by the ministry's."""

MEDIA = {"png": "image/png", "csv": "text/csv; charset=utf-8", "xlsx": EXCEL}


def home_of(roles: Iterable[str]) -> FirstPage:
    """The first page of somebody with these roles."""
    held = set(roles)
    return next((page for role, page in HOMES.items() if role in held), POSITION)


def home_label() -> Text:
    """What the menu calls the first page of whoever is signed in."""
    return home_of(role_names()).label


class HomeView(SecureView):
    """What each post needs today, and behind it the general position. Every number leads to the sites that make it up."""

    route_base = ""
    class_permission_name = "home"
    method_permission_name = {name: "read" for name in ("read", "position", "steps", "chart")}  # noqa: C420 — declared so

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        day = as_of()
        found = home_of(role_names()).build(database(), day, compared_with(day))
        return self.render_template(found.template, guide=open_guide(), **found.values)

    @expose("/position")
    @guarded
    def position(self) -> ResponseReturnValue:
        """The general position, for those who have another first page."""
        day = as_of()
        found = ministry_home(database(), day, compared_with(day))
        return self.render_template(found.template, guide=None, **found.values)

    @expose("/steps")
    @guarded
    def steps(self) -> ResponseReturnValue:
        """The lists behind the numbers of the committee's first page, in full."""
        found = steps_page(database(), as_of())
        return self.render_template(found.template, **found.values)

    @expose("/charts/<any(curve, map, blocks, ranking):name>.<any(png, csv, xlsx):form>")
    @guarded
    def chart(self, name: str, form: str) -> ResponseReturnValue:
        """A chart of the page as a picture, or its numbers."""
        day = as_of()
        here = board(database(), day, compared_with(day)) or abort(404)
        figure, title, sheet = _asked(here, name)
        if form == "png":
            from views.charts.picture import picture  # here, for it is slow to load and pages draw by themselves

            made = picture(figure or abort(404), _note(here))
        elif form == "csv":
            made = (BOM + as_csv(sheet.heading, sheet.rows)).encode()
        else:
            shares = [at for at, column in enumerate(sheet.columns) if column.share]
            made = as_workbook(title, sheet.heading, sheet.rows, right_to_left=is_rtl(), shares=shares)
        place = here.only or "EG"
        download = f"{name}-{place}-{day.day.isoformat()}.{form}"
        return send_file(BytesIO(made), MEDIA[form], as_attachment=True, download_name=download, max_age=0)


def _note(here: Board) -> str:
    """What a picture must say by itself once it has left the page: of what and of which day it speaks, and whether it is made up."""
    place = _("Governorate of %(name)s", name=here.names[here.only]) if here.only else _("All governorates")
    parts = [here.kind.plural, place, _("position on %(day)s", day=long_day(here.day.day))]
    if current_app.jinja_env.globals["demo_data"]():  # type: ignore[operator]  # the frame's own answer
        parts.append(_("Demo data"))
    return " — ".join(map(str, parts))


def _asked(here: Board, name: str) -> tuple[Figure | None, str, Sheet]:
    """The chart, its title and its numbers; the ranking is a table alone."""
    if name == "ranking":
        place = _("Markaz") if here.only else _("Governorate")
        return None, str(_("Ranking")), ranking_sheet(here.rows, here.kind, str(place))
    figure = {"curve": here.curve, "map": here.map, "blocks": here.held}[name] or abort(404)
    return figure, figure.title, figure.sheet
