"""The overdue list: by governorate, by whose step it is, by step, and site by site; taken home as a table."""

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout import register
from rollout.overdue import OpenItem, overdue
from rollout.tabular import BOM, as_csv
from rollout.text import _
from rollout.works import AREAS
from views.frame.asof import AsOf, as_of
from views.frame.places import seen_or_404
from views.frame.words import local_name, long_day
from views.lists import asking
from views.lists.kept import tabs
from views.lists.listing import Shown, shown
from views.lists.sheets import sheet
from views.security.access import guarded, signed_in
from views.security.arguments import LONGEST_VALUE
from views.security.current import database
from views.security.forms import hides_something
from views.security.interface import as_key
from views.security.view import SecureView
from views.works.overdue_tables import Asked, by_area, by_owner, by_step, columns

PAGE_SIZE = 50


class OverdueView(SecureView):
    """What was due and is not done, in the governorates that the user sees."""

    route_base = "/overdue"
    class_permission_name = "overdue"
    method_permission_name = {"read": "read", "export": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        day, asked = as_of(), _asked()
        places = {row.code: local_name(row) for row in register.governorates(database())}
        every, look = _overdue(day, asked), _look(day, asked, places)
        found = look.ordered([one for one in every if asked.keeps(one)])
        pages = max(-(-len(found) // PAGE_SIZE), 1)
        page = as_key(request.args.get("page", "1")) or abort(400)
        if page > pages:
            abort(404)
        return self.render_template(
            "overdue/overdue.html", title=_("Past the deadline"), day=day, asked=asked,
            kept=dict(asked.arguments, as_of=day.argument), list=look,
            tabs=tabs(database(), signed_in().id, look),
            areas=AREAS, places=places, number=len(found), sites=len({one.site_id for one in found}),
            promised=sum(one.promised for one in found),
            grid=by_area(found, places), owners=by_owner(found), steps=by_step(found),
            offered={"owner": sorted({one.owner for one in every} | ({asked.owner} if asked.owner else set())),
                     "step": by_step(every)},
            rows=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page=page, pages=pages,
        )

    @expose("/export")
    @guarded
    def export(self) -> ResponseReturnValue:
        """What the page lists, all of it."""
        day, asked, form = as_of(), _asked(), request.args.get("form", "csv")
        if form not in ("csv", "xlsx"):
            abort(400)
        places = {row.code: local_name(row) for row in register.governorates(database())}
        look = _look(day, asked, places)
        rows = look.ordered([one for one in _overdue(day, asked) if asked.keeps(one)])
        name = f"overdue-{day.day.isoformat()}"
        if form == "xlsx":
            return sheet(str(_("Past the deadline")), look.fields, rows, name=name, above=long_day(day.day))
        body = BOM + as_csv([str(field.label) for field in look.fields], [[field.value(row) for field in look.fields] for row in rows])
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        return Response(body.encode(), content_type="text/csv; charset=utf-8", headers=headers)


asking.keeps(
    "OverdueView.read", lambda: columns({}), governorate=asking.governorate(),
    area=asking.choice(_("Stage"), lambda: {key: area.label for key, area in AREAS.items()}),
    owner=asking.words(_("Responsible for the next step")), step=asking.words(_("Next step")), as_of=asking.position_day(),
)


def _look(day: AsOf, asked: Asked, places: dict[str, str]) -> Shown:
    return shown("OverdueView.read", columns(places), dict(asked.arguments, as_of=day.argument))


def _overdue(day: AsOf, asked: Asked) -> list[OpenItem]:
    """What is overdue in the governorate and the area that are asked for; owners and steps are offered from among these."""
    areas = [asked.area] if asked.area else None
    return overdue(database(), day.day, governorate=asked.governorate or None, areas=areas)


def _asked() -> Asked:
    """What the address asks for; 400 for what no page of ours offers."""
    given = {name: request.args.get(name, "").strip() for name in ("governorate", "area", "owner", "step")}
    if any(len(value) > LONGEST_VALUE or hides_something(value) for value in given.values()):
        abort(400)
    if given["area"] and given["area"] not in AREAS:
        abort(400)
    seen_or_404(given["governorate"])
    return Asked(**given)
