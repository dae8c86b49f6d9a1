"""What is late of the supplier's deliveries: by order line and site, and what was rejected and not replaced in time."""

from collections.abc import Sequence
from datetime import date

from flask import Response
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select

from models import Supplier
from rollout.ledger.lateness import LateLine, LateRejected, late_lines, late_rejected
from rollout.tabular import BOM, as_csv
from rollout.text import _
from views.frame.asof import as_of
from views.frame.chosen import Places, cut, one_of, places
from views.frame.words import local_name
from views.security.access import guarded
from views.security.current import database
from views.security.view import SecureView


class LateView(SecureView):
    """Late deliveries to the sites that the user sees."""

    route_base = "/deliveries/late"
    class_permission_name = "deliveries"
    method_permission_name = {"read": "read", "export": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        here, day = places(), as_of()
        suppliers, code, rows, rejected = _asked(here, day.day)
        arguments = {"governorate": here.argument, "as_of": day.argument, "supplier": code or None}
        return self.render_template(
            "deliveries/late.html", title=_("Late deliveries"), here=here, day=day, suppliers=suppliers, supplier=code, arguments=arguments,
            list=cut(rows, "LateView.read", arguments), value=sum(one.value for one in rows), rejected=rejected,
            rejected_value=sum(one.value for one in rejected), sites=len({one.site.id for one in rows}),
            longest=max((one.days for one in rows), default=0), by_governorate=_sums(rows, here),
        )

    @expose("/export")
    @guarded
    def export(self) -> ResponseReturnValue:
        """What the page lists, all of it, for a spreadsheet."""
        here, day = places(), as_of()
        _suppliers, _code, rows, _rejected = _asked(here, day.day)
        heading = (
            _("Governorate"), _("Site"), _("Code"), _("Item"), _("Supply order"), _("Supplier"), _("To be supplied by"), _("Days late"),
            _("Ordered"), _("Delivered"), _("Late quantity"), _("Value (piastres)"),
        )
        cells = [
            [here.names.get(one.governorate, one.governorate), local_name(one.site), one.site.code, local_name(one.line),
             f"{one.order.number}/{one.order.year}", local_name(one.supplier), one.due_on, one.days, str(one.ordered),
             str(one.delivered), str(one.missing), one.value]
            for one in rows
        ]
        body = (BOM + as_csv([str(name) for name in heading], cells)).encode()
        name = f'attachment; filename="late-deliveries-{day.day.isoformat()}.csv"'
        return Response(body, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _asked(here: Places, on: date) -> tuple[dict[str, Supplier], str, list[LateLine], list[LateRejected]]:
    session = database()
    suppliers = {row.code: row for row in session.scalars(select(Supplier).order_by(Supplier.code))}
    code = one_of("supplier", list(suppliers))
    rows = [one for one in late_lines(session, on, governorate=here.code) if code in ("", one.supplier.code)]
    rejected = [one for one in late_rejected(session, on, governorate=here.code) if code in ("", one.supplier.code)]
    return suppliers, code, rows, rejected


def _sums(rows: Sequence[LateLine], here: Places) -> list[tuple[str, str, int, int]]:
    """By governorate: how many lines are late, and what they are worth, the dearest first."""
    found: dict[str, tuple[int, int]] = {}
    for one in rows:
        number, value = found.get(one.governorate, (0, 0))
        found[one.governorate] = number + 1, value + one.value
    return sorted(((code, here.names.get(code, code), *sums) for code, sums in found.items()), key=lambda row: -row[3])
