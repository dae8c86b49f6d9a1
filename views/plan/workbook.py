"""The plan as a workbook: taken home, filled in, sent back, looked at, confirmed."""

import json
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from flask import Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from rollout.arabic import clean
from rollout.errors import Conflict, Refused
from rollout.exchange import Spool
from rollout.exchange.workbook import MOST_BYTES
from rollout.jobs import workshop_of
from rollout.people import full_name, names_of
from rollout.plan import REASONS, outlook
from rollout.plan.sheet import Applied, PlanSheet, applied, apply_plan, read_plan
from rollout.plan.workbook import plan_workbook
from rollout.stages import Kind
from rollout.text import Text, _
from views.frame.asof import as_of, today
from views.frame.places import place_names
from views.frame.words import counted
from views.plan.lists import read_asked
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 300


class PlanWorkbookView(SecureView):
    """Nothing is written before its sender has seen what it would change; with any problem nothing is written at all."""

    route_base = "/plan/workbook"
    class_permission_name = "plan"
    method_permission_name = {"read": "write", "send": "write", "confirm": "write", "export": "read"}
    takes_files = frozenset({"send"})

    @expose("/export")
    @guarded
    def export(self) -> ResponseReturnValue:
        """The plan of the sites that the page shows, those without a date too."""
        session, day, asked = database(), as_of(), read_asked()
        kind = next((kind for kind in Kind if kind.value == request.args.get("kind")), Kind.COMPLEX)
        rows = asked.choose(outlook(session, day.day, kind=kind, governorate=asked.governorate or None))
        body: Any = plan_workbook(rows, place_names(session))
        name = f"plan-{day.day.isoformat()}.xlsx"
        return Response(body, content_type=EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        return self._page()

    @expose("/", methods=["POST"])
    @guarded
    def send(self) -> ResponseReturnValue:
        """Keep the file for its sender and say what it would change."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return self._page(error=_("Choose a file first."), status=422)
        try:
            data = sent.stream.read(MOST_BYTES + 1)
            found = self._understood(data)
            sha256 = _spool().keep(data)
        except Refused as refused:
            return self._page(error=refused.message, status=422)
        name = clean(PurePath(sent.filename.replace("\\", "/")).name)[:200]
        return self._page(found=found, sha256=sha256, name=name)

    @expose("/confirm", methods=["POST"])
    @guarded
    def confirm(self) -> ResponseReturnValue:
        """Write exactly what was shown."""
        session, sha256, user = database(), request.form.get("sha256", ""), signed_in()
        user_id, name = user.id, full_name(user.first_name, user.last_name)
        try:
            data = _spool().take(sha256)
            with saving(session):
                number = apply_plan(session, data, request.form.get("fingerprint", ""), today=today(), by=user_id, name=name)
        except Refused as refused:
            return self._done(_receipt(sha256)) or self._page(error=refused.message, status=422)
        except (Conflict, NotSaved) as refusal:
            done = self._done(applied(session, data))
            return done or self._page(found=self._understood(data), sha256=sha256, error=refusal.message, status=409)
        _spool().drop(sha256, json.dumps([number, datetime.now(UTC).isoformat(), user_id]))
        say(_("The plan was imported: %(number)s.", number=counted(number, "promise")))
        return redirect(url_for("PlanView.read"), 303)

    def _done(self, done: Applied | None) -> ResponseReturnValue | None:
        """What whoever confirms a file is told of which somebody, in another window or on another desk, was faster."""
        who = names_of(database(), [done.by]).get(done.by or 0, "") if done else ""
        return self._page(done=done, who=who, status=409) if done else None

    def _understood(self, data: bytes) -> PlanSheet:
        user = signed_in()
        return read_plan(database(), data, today=today(), name=full_name(user.first_name, user.last_name))

    def _page(
        self, *, found: PlanSheet | None = None, sha256: str = "", name: str = "", error: Text | str = "", status: int = 200,
        done: Applied | None = None, who: str = "",
    ) -> ResponseReturnValue:
        page = self.render_template(
            "plan/workbook.html", title=_("Plan as a workbook"), found=found, sha256=sha256, name=name, error=error,
            most=MOST_BYTES // 2**20, reasons=REASONS, most_shown=MOST_SHOWN, done=done, who=who,
        )
        return page, status


def _receipt(sha256: str) -> Applied | None:
    """What is known of a file that is no longer here because it was imported."""
    kept = _spool().receipt(sha256)
    if not kept:
        return None
    number, at, by = json.loads(kept)
    return Applied(number, datetime.fromisoformat(at), by)


def _spool() -> Spool:
    return Spool(workshop_of(current_app.config["ROLLOUT"]).uploads(signed_in().id))
