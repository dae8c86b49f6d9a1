"""Deadlines and targets: what holds, since when, in whose words; a new value is added beside those that held before."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from wtforms.validators import InputRequired, Length

from rollout.arabic import format_percent, parse_count, parse_date
from rollout.overdue import redated
from rollout.parameters import PARAMETERS, ParameterKind, Term, Unit, add, history, parameters
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from rollout.works.terms import as_number, broken, read_day
from views.frame.asof import today
from views.frame.words import counted, digits, long_day, percent
from views.security.access import guarded, may, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, Prose, SecureForm, Typed
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

_NOUNS = {Unit.DAYS: "day", Unit.MONTHS: "month", Unit.PEOPLE: "employee"}

_DATING = ("deadline.", "warranty.")
"""Terms that say when open items are due."""


def in_words(kind: ParameterKind, value: int) -> str:
    """A value with its unit."""
    if kind.unit is Unit.PERCENT:
        return percent(value / 100)
    if kind.unit is Unit.BASIS_POINTS:
        return format_percent(Decimal(value).scaleb(-4), digits(), 0 if value % 100 == 0 else 2)
    return long_day(read_day(value)) if kind.unit is Unit.DATE else counted(value, _NOUNS[kind.unit])


@dataclass(frozen=True)
class Held:
    """A parameter with the row in force and every row that was ever told, the one told last first."""

    kind: ParameterKind
    now: Term
    rows: list[Term]

    @property
    def value(self) -> str:
        return in_words(self.kind, self.now.value)

    def state(self, row: Term, day: date) -> str:
        """Where a row of the history stands today: in force, to come, or over."""
        if row == self.now and row.effective_on <= day:
            return "now"
        return "coming" if row.effective_on > day else "over"


class ParametersView(SecureView):
    """All may read them; the ministry sets a new value, which never changes an old one."""

    route_base = "/parameters"
    class_permission_name = "parameters"
    method_permission_name = {"read": "read", "new": "write"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        session, day = database(), today()
        now, rows = parameters(session, day), history(session)
        held = [Held(kind, _latest(rows[key], now.row(key)), rows[key]) for key, kind in PARAMETERS.items()]
        return self.render_template(
            "parameters/parameters.html", title=_("Deadlines and targets"), held=held, in_words=in_words, day=day,
            writes=may("parameters", "can_write"),
        )

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        kind = PARAMETERS.get(request.args.get("key", "")) or abort(400)
        form, status = form_for(kind)(), 200
        moved: int | None = None
        if request.form.get("do") == "preview":
            moved, status = self._moved(kind, form), 200
        elif request.method == "POST":
            if form.validate() and self._added(kind, form):
                say(_("The new value is kept; what held before stays in the history."))
                return redirect(url_for("ParametersView.read"), 303)
            status = 422
        now = parameters(database(), today()).row(kind.key)
        page = self.render_template(
            "parameters/new.html", title=_("Set a new value"), form=form, kind=kind, now=in_words(kind, now.value), term=now,
            moved=moved, previews=kind.key.startswith(_DATING),
        )
        return page, status

    @staticmethod
    def _moved(kind: ParameterKind, form: SecureForm) -> int | None:
        """How many open items the value would date anew; None, with the fields saying why, where it cannot be read."""
        if not all([form.value.validate(form), form.effective_on.validate(form)]):
            return None
        term = Term(kind.key, form.value.data, form.effective_on.data, "—", "—", "—")
        if refused := list(broken(term, today())):
            form.refuse(refused[:1])
            return None
        return redated(database(), term, today())

    @staticmethod
    def _added(kind: ParameterKind, form: SecureForm) -> bool:
        term = Term(
            kind.key, form.value.data, form.effective_on.data, form.words.data or "", form.source.data or "", form.approved_by.data or ""
        )
        try:
            with saving(database()):
                add(database(), term, today=today(), by=signed_in().id)
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return False
        return True


def form_for(kind: ParameterKind) -> type[SecureForm]:
    """The form of a new value; a day is typed as a day."""
    needed = [InputRequired(REQUIRED)]
    parse = (lambda raw: as_number(parse_date(raw))) if kind.unit is Unit.DATE else parse_count
    return type("ParameterForm", (SecureForm,), {
        "value": Typed(_("New value (%(unit)s)", unit=kind.unit.label), parse=parse, validators=needed),
        "effective_on": Day(_("Holds from"), validators=needed),
        "words": Prose(_("Words of the directive"), validators=[*needed, Length(max=LONGEST_NOTE)]),
        "source": Line(_("Source: number and date of the letter or decision"), validators=[*needed, Length(max=LONGEST_LINE)]),
        "approved_by": Line(_("Approving authority"), validators=[*needed, Length(max=LONGEST_NAME)]),
    })


def _latest(rows: list[Term], now: Term) -> Term:
    """The row in force as the history holds it, with who told it."""
    same = [row for row in rows if (row.value, row.effective_on, row.recorded_at) == (now.value, now.effective_on, now.recorded_at)]
    return same[0] if same else now
