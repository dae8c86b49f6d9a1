"""The forms of a supply order and of a supplier's delivery note, each with its grid: filled in, looked at, entered."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import ValidationError
from wtforms.validators import InputRequired, Length

from rollout.errors import RolloutError
from rollout.ledger.entering import NoteHead, OrderHead, broken_notice, enter_note, enter_order
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.supply.quantities import UNITS
from rollout.text import Text, _
from views.frame.asof import today
from views.frame.filed import filed
from views.frame.words import isolated
from views.security.access import signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.supply.stores.asked import Asked, Typed, asked, order_asked, to_come, typed


class NoteForm(SecureForm):
    """What stands above the lines of a supplier's delivery note."""

    number = Line(_("Number of the supplier's note"), validators=[InputRequired(REQUIRED), Length(max=200)])
    day = Day(_("Date of the note"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Note"), validators=[Length(max=2000)], description=_("Vehicle, driver, or what else the note says."))


class OrderForm(SecureForm):
    """What stands above the lines of a supply order."""

    number = Line(_("Number in the outgoing register"), validators=[Length(max=200)])
    day = Day(_("Date of the order"), validators=[InputRequired(REQUIRED)])
    notified_on = Day(_("Supplier notified on"), description=_("The delivery period begins on the day after the notice."))
    due_on = Day(_("To be supplied by"), validators=[InputRequired(REQUIRED)])
    authority = Line(_("Competent authority"), validators=[InputRequired(REQUIRED), Length(max=200)])
    capacity = Line(_("Capacity"), validators=[Length(max=200)])
    note = Prose(_("Note"), validators=[Length(max=2000)])

    def validate_notified_on(self, field: Any) -> None:
        if field.data and self.day.data and self.due_on.data:
            for refused in broken_notice(self.day.data, field.data, self.due_on.data):
                raise ValidationError(refused.message)


FORMS: dict[bool, tuple[type[SecureForm], str]] = {True: (OrderForm, "order"), False: (NoteForm, "new")}


def page_of(view: Any, *, to_order: bool) -> ResponseReturnValue:
    """The choice, and the grid once both are chosen: empty, or what is still to come of an order. The cursor is where one types first."""
    order = None if to_order else order_asked()
    found = asked(to_order=to_order, order=order)
    form = FORMS[to_order][0](formdata=None)
    table = Typed(found.offered) if found.offered is not None else None
    form["day"].data = today()
    if table is not None and order is not None:
        table.fill(to_come(order, today()))
    if table is not None:
        form["number"].render_kw = {"autofocus": True}
    return _page(view, found, form, table, to_order=to_order)


def sent(view: Any, *, to_order: bool) -> ResponseReturnValue:
    """What was sent: put into the grid, shown before it is entered, or entered exactly as it was shown."""
    found = asked(to_order=to_order)
    if found.offered is None or not found.offered.lines:
        return redirect(url_for(f"DeliveriesView.{FORMS[to_order][1]}", governorate=found.here.code, of=found.arguments["of"]), 303)
    form, table, do = FORMS[to_order][0](), typed(found.offered), request.form.get("do", "")
    if do not in ("preview", "enter"):
        form.form_errors = []
        return _page(view, found, form, table, to_order=to_order, status=422 if table.problems else 200)
    errors: list[Any] = [] if table.cells or table.wrong else [_("No quantity was entered.")]
    if not form.validate() or errors or not table.is_clean:
        form.form_errors = [*form.form_errors, *errors]
        return _page(view, found, form, table, to_order=to_order, status=422)
    fingerprint = table.fingerprint(*[field.data for name, field in form._fields.items() if name != "csrf_token"])
    if do == "preview" or request.form.get("fingerprint") != fingerprint:
        return _page(view, found, form, table, to_order=to_order, fingerprint=fingerprint)
    return _enter(view, found, form, table, to_order=to_order)


def _enter(view: Any, found: Asked, form: Any, table: Typed, *, to_order: bool) -> ResponseReturnValue:
    session, user_id, place, party = database(), signed_in().id, found.place, found.party
    assert place is not None
    assert party is not None
    place_id = place.id
    try:
        with saving(session):
            if to_order:
                order = OrderHead(
                    place_id, party.supplier_id, form.day.data, form.due_on.data, form.authority.data, form.capacity.data,
                    form.number.data, form.notified_on.data, form.note.data,
                )
                paper = enter_order(session, found.contract, order, table.offered, table.cells, today=today(), by=user_id)
            else:
                head = NoteHead(place_id, party.supplier_id, form.number.data, form.day.data, form.note.data)
                paper = enter_note(session, found.contract, head, table.offered, table.cells, today=today(), by=user_id)
            shown = isolated(filed(paper))
    except (NotSaved, RolloutError) as refusal:
        again = asked(to_order=to_order)
        assert again.offered is not None
        _blame(form, refusal)
        return _page(view, again, form, typed(again.offered), to_order=to_order, status=422)
    if to_order:
        say(_("Supply order %(number)s was entered.", number=shown))
    else:
        say(_("The delivery note was entered under number %(number)s; it waits to be counted.", number=shown))
    return redirect(url_for("DeliveriesView.index", governorate=found.here.code), 303)


_FIELDS = {"own_number": "number", "lines": ""}


def _blame(form: Any, refusal: NotSaved | RolloutError) -> None:
    """Write each refusal to its field, or above the form."""
    cause = refusal.__cause__ or refusal
    told: list[tuple[str, Text]] = [(getattr(cause, "about", ""), refusal.message)]
    if isinstance(cause, RefusedPaper):
        told = [(fault.about, _placed(fault)) for fault in cause.faults]
    for about, message in told:
        name = _FIELDS.get(about, about)
        if name in form._fields:
            form[name].errors = [*form[name].errors, message]
        else:
            form.form_errors = [*form.form_errors, message]


def _placed(fault: Fault) -> Text:
    return fault.message if fault.position is None else _("Row %(row)s: %(message)s", row=fault.position, message=fault.message)


def _page(
    view: Any, found: Asked, form: Any, table: Typed | None, *, to_order: bool, status: int = 200, fingerprint: str = ""
) -> ResponseReturnValue:
    title = _("New supply order") if to_order else _("New delivery note")
    page = view.render_template(
        "deliveries/grid.html", title=title, asked=found, form=form, table=table, to_order=to_order, fingerprint=fingerprint,
        units=UNITS, filled=table is not None and table.is_clean and not fingerprint, emptied=request.form.get("do") == "clear",
        endpoint=f"DeliveriesView.{FORMS[to_order][1]}",
    )
    return page, status
