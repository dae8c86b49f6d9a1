"""Baselines of the plan: keep the present dates under a name, and hold what came of each against it."""

from datetime import date
from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from wtforms.validators import InputRequired, Length

from rollout.plan import outlook
from rollout.plan.baselines import Approval, Outcome, baseline_by_code, baselines, curve, dates_of, freeze, outcomes, sizes
from rollout.stages import Kind
from rollout.text import _
from views.frame.asof import as_of, today
from views.frame.chosen import chosen_kind
from views.frame.places import place_names, places
from views.plan.lists import read_asked, written
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView


class BaselineForm(SecureForm):
    """Under which name the present dates are kept."""

    name_ar = Line(_("Arabic name"), validators=[InputRequired(REQUIRED), Length(max=200)])
    name_en = Line(_("English name"), validators=[Length(max=200)])
    code = Line(_("Code"), description=_("Small Latin letters, digits and hyphens, such as plan-2024."), validators=[
        InputRequired(REQUIRED), Length(max=40),
    ])
    approved_on = Day(_("Approved on"), validators=[InputRequired(REQUIRED)])
    approved_by = Line(_("Approving authority"), validators=[Length(max=200)])
    source = Line(_("Source"), validators=[Length(max=500)])

    def approval(self) -> Approval:
        assert self.approved_on.data is not None, "the form is valid"
        return Approval(
            self.code.data or "", self.name_ar.data or "", self.approved_on.data, self.approved_by.data or "", self.source.data or "",
            self.name_en.data or "",
        )


class BaselineView(SecureView):
    """Plans as they were approved. All who follow the programme read them; the ministry alone keeps one."""

    route_base = "/plan/baselines"
    class_permission_name = "baselines"
    method_permission_name = {"read": "read", "keep": "write", "compare": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        form = BaselineForm(formdata=None)
        form.approved_on.data = today()
        return self._list(form)

    @expose("/", methods=["POST"])
    @guarded
    def keep(self) -> ResponseReturnValue:
        """Keep the latest promises, as of the day of approval, under a name."""
        session, form, user_id = database(), BaselineForm(), signed_in().id
        if not form.validate():
            return self._list(form, 422)
        try:
            with saving(session):
                code = freeze(session, form.approval(), today=today(), by=user_id).code
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return self._list(form, 422)
        say(_("The plan was kept; it will not change any more."))
        return redirect(url_for("BaselineView.compare", code=code), 303)

    def _list(self, form: BaselineForm, status: int = 200) -> ResponseReturnValue:
        session = database()
        page = self.render_template(
            "plan/baselines.html", title=_("Baselines"), form=form, baselines=baselines(session), sizes=sizes(session),
            writes=may("baselines", "can_write"),
        )
        return page, status

    @expose("/<code>")
    @guarded
    def compare(self, code: str) -> ResponseReturnValue:
        """A baseline against what came true and against the latest promises, month by month."""
        session, day, asked = database(), as_of(), read_asked()
        baseline = baseline_by_code(session, code) or abort(404)
        dates = dates_of(session, baseline)
        if not dates:
            abort(404)
        every = outlook(session, day.day, governorate=asked.governorate or None)
        kinds = {kind: number for kind in Kind if (number := sum(row.site.kind is kind and row.site.id in dates for row in every))}
        kind = chosen_kind(list(kinds))
        rows = [row for row in every if row.site.kind is kind]
        found = outcomes(rows, dates)
        held = [row for row in rows if row.site.id in dates]
        return self.render_template(
            "plan/baseline.html", title=baseline, baseline=baseline, day=day, asked=asked, kind=kind, kinds=kinds, months=found,
            whole=_sum(found), points=curve(held, dates, day.day), outside=len(rows) - len(held), written=written,
            places=places(session), names=place_names(session),
            kept={"governorate": asked.governorate or None, "kind": kind.value if kind else None, "as_of": day.argument},
        )


def _sum(found: dict[date, Outcome]) -> Any:
    whole = Outcome()
    for one in found.values():
        for name in ("in_time", "done_late", "overdue", "ahead", "moved_later", "moved_earlier"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
    return whole
