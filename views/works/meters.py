"""The meters: the complexes of a governorate with their six utilities, the estimates that nobody has paid, and a company's reply."""

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select

from models import Governorate
from rollout import register
from rollout.meters import Count, Meter, Row, Unpaid, meters, places, totals, unpaid_of
from rollout.scope import scope_of
from rollout.text import Text, _, listed
from rollout.works.utilities import KINDS, PAYERS, MeterStatus
from views.frame.asof import as_of
from views.frame.words import counted, kept_query, local_name
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.view import SecureView
from views.works.meter_reply import Reply, Sent, record, reply_of, sent

CSS = {
    MeterStatus.IN_SERVICE: "done", MeterStatus.NOT_APPLICABLE: "not_applicable", MeterStatus.STOPPED: "stalled",
    MeterStatus.UNDER_WAY: "in_progress", MeterStatus.NOT_STARTED: "not_started",
}
"""The colours of states that the statuses are shown in."""

LATE, UNPAID = "late", "unpaid"
MOST_NAMED = 10
"""Sites that a message names; of more it gives their number."""


class MetersView(SecureView):
    """The utilities of the complexes in the governorates that the user sees."""

    route_base = "/meters"
    class_permission_name = "meters"
    takes_files = frozenset({"record"})
    method_permission_name = {"read": "read", "show": "read", "reply": "write", "record": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """Every governorate with what is in service; whoever has only one goes straight there."""
        session, day = database(), as_of()
        known = {row.code: row for row in register.governorates(session)}
        if len(known) == 1:
            query = kept_query(request.args)
            return redirect(url_for("MetersView.show", code=next(iter(known))) + (f"?{query}" if query else ""))
        found = places(session, day.day)
        rows = [(code, local_name(known[code]), found[code]) for code in known if code in found]
        rows.sort(key=lambda row: (-row[2].owed, row[1]))
        return self.render_template(
            "meters/places.html", title=_("Utility meters"), day=day, rows=rows, kinds=KINDS, captures=may("meters", "can_write"),
        )

    @expose("/<code>")
    @guarded
    def show(self, code: str) -> ResponseReturnValue:
        session, day = database(), as_of()
        governorate = session.scalar(select(Governorate).where(Governorate.code == code)) or abort(404)
        asked = _asked()
        rows = meters(session, day.day, code)
        marakez = sorted({row.site.markaz_ar for row in rows if row.site.markaz_ar})
        within = [row for row in rows if not asked.markaz or row.site.markaz_ar == asked.markaz]
        chosen = [row for row in within if asked.keeps(row)]
        owed = [one for one in unpaid_of(within) if not asked.utility or one.item.key == asked.utility]
        return self.render_template(
            "meters/matrix.html", title=_("Utility meters"), governorate=governorate, name=local_name(governorate), day=day, asked=asked,
            kinds=KINDS, rows=chosen, register=len(rows), totals=totals(within), numbers=_numbers(totals(within)), css=CSS,
            statuses=MeterStatus, marakez=marakez, owed=owed, payers=_by_payer(owed), payer_names=dict(PAYERS),
            wanted=[*((status.value, status.label) for status in MeterStatus), (LATE, _("Past the deadline")),
                    (UNPAID, _("Unpaid estimate"))],
            marked=set(request.args.getlist("site")),
            captures=may("meters", "can_write") and governorate.id in scope_of(session).capture,
        )

    @expose("/reply")
    @guarded
    def reply(self) -> ResponseReturnValue:
        """The sites that wait for a company, to be ticked and filled in."""
        return self._reply(reply_of(request.args, self._places()))

    @expose("/reply", methods=["POST"])
    @guarded
    def record(self) -> ResponseReturnValue:
        """What the company answered, for all ticked sites at once or for none."""
        asked = reply_of(request.form, self._places())
        if asked.step is None:
            abort(400)
        told = sent(asked, request.form)
        if request.form.get("do") == "paste":
            return self._reply(asked, told)
        files_url = current_app.config["ROLLOUT"].files_url
        user_id, governorate, utility = signed_in().id, asked.governorate, asked.kind.key
        recorded = record(database(), asked, told, request.files.getlist("evidence"), files_url, by=user_id)
        if told.problems:
            return self._reply(reply_of(request.form, self._places()), told), 422
        if len(recorded) > MOST_NAMED:
            say(_("The reply was recorded; the sites are marked: %(sites)s.", sites=counted(len(recorded), "site")))
        else:
            say(_("The reply was recorded: %(sites)s.", sites=listed(f"{local_name(site)} ({site.code})" for site in recorded)))
        return redirect(url_for("MetersView.show", code=governorate, utility=utility, site=[site.code for site in recorded]), 303)

    def _reply(self, asked: Reply, told: Sent | None = None) -> str:
        told = told or sent(asked, {})
        return self.render_template(
            "meters/reply.html", title=_("Reply of a company"), asked=asked, told=told, rows=asked.rows(told), form=SecureForm(),
            places=self._places(), kinds=KINDS,
        )

    @staticmethod
    def _places() -> dict[str, str]:
        """The governorates that the user reports for."""
        capture = scope_of(database()).capture
        return {row.code: local_name(row) for row in register.governorates(database()) if row.id in capture}


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in the matrix."""

    utility: str = ""
    status: str = ""
    markaz: str = ""

    @property
    def arguments(self) -> dict[str, str]:
        named = (("utility", self.utility), ("status", self.status), ("markaz", self.markaz))
        return {name: value for name, value in named if value}

    def keeps(self, row: Row) -> bool:
        chosen = [meter for key, meter in row.meters.items() if not self.utility or key == self.utility]
        return not self.status or any(self._is(meter) for meter in chosen)

    def _is(self, meter: Meter) -> bool:
        if self.status == LATE:
            return meter.days_late > 0
        if self.status == UNPAID:
            return meter.still_open and "estimate" in meter.item.taken and getattr(meter.item.next, "key", "") == "payment"
        return meter.status == self.status


def _asked() -> Asked:
    given = {name: request.args.get(name, "").strip()[:200] for name in ("utility", "status", "markaz")}
    known = {*MeterStatus, LATE, UNPAID}
    if (given["utility"] and given["utility"] not in {kind.key for kind in KINDS}) or (given["status"] and given["status"] not in known):
        abort(400)
    return Asked(**given)


def _numbers(found: dict[str, Count]) -> list[tuple[str, Text, list[int], int]]:
    """The foot of the matrix: a line for each status, with its sum over the utilities; the lines of a column make all complexes."""
    lines = [
        (CSS[status], status.label, [count.numbers[status] for count in found.values()])
        for status in (MeterStatus.IN_SERVICE, MeterStatus.UNDER_WAY, MeterStatus.STOPPED, MeterStatus.NOT_STARTED,
                       MeterStatus.NOT_APPLICABLE)
    ]
    return [(css, label, numbers, sum(numbers)) for css, label, numbers in lines]


def _by_payer(owed: list[Unpaid]) -> list[tuple[Any, int, int]]:
    """Who owes how many estimates, and how much together."""
    sums: dict[str, list[int]] = {}
    for one in owed:
        line = sums.setdefault(one.payer, [0, 0])
        line[0] += 1
        line[1] += one.amount
    names = dict(PAYERS)
    return sorted(((names.get(payer, _("Not said")), number, amount) for payer, (number, amount) in sums.items()), key=lambda row: -row[2])
