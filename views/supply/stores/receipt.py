"""The temporary receipt of a delivery note: what the storekeeper counts, row by row, and nothing else."""

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import SelectField
from wtforms.validators import InputRequired, Length

from models import Paper, PaperLine, Store
from rollout.errors import RolloutError, Unreadable
from rollout.exchange.block import quantity_of
from rollout.ledger.devices import expected
from rollout.ledger.entering import Counted, enter_receipt, receipt_row
from rollout.ledger.lying import home_of, offered, sites_of
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import scope_of
from rollout.supply.kinds import KINDS
from rollout.supply.quantities import UNITS, Quantity
from rollout.text import Text, _, listed
from views.frame.asof import today
from views.frame.filed import filed
from views.frame.words import isolated, local_name, units
from views.security.access import signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Day, Line, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.supply.stores.asked import LONGEST_CELL

_RECEIPT = KINDS["receipt"]
MOST_TOLD = 5


class ReceiptForm(SecureForm):
    """What stands above and below the rows of a receipt."""

    day = Day(_("Day of the receipt"), validators=[InputRequired(REQUIRED)])
    store = SelectField(_("Where it was put"), validate_choice=False)
    keeper = Line(_("Storekeeper"), validators=[InputRequired(REQUIRED), Length(max=200)])
    capacity = Line(_("Capacity"), validators=[Length(max=200)])
    remark = Prose(_("Note"), validators=[Length(max=2000)])


def page_of(view: Any, paper_id: int) -> ResponseReturnValue:
    paper = _note(paper_id)
    form = ReceiptForm(formdata=None)
    form.day.data = paper.day
    stores = _stores(paper)
    form.store.data = str(stores[0].id) if stores else ""
    form.keeper.data = stores[0].keeper if stores else ""
    return _page(view, paper, form, {}, {}, cursor="count")


@dataclass(frozen=True)
class Review:
    """A receipt as it is shown before it is entered: how many rows were counted, and what of them is short or beyond the note."""

    fingerprint: str
    rows: int
    short: list[tuple[PaperLine, Quantity]]
    surplus: list[tuple[PaperLine, Quantity]]
    left_out: int


class _OnlyTriedError(Exception):
    """The ledger took a receipt that is to be shown first; nothing of it stays."""


def _review(paper: Paper, form: Any, counted: list[Counted]) -> Review:
    rows = [(one.line, receipt_row(one)) for one in counted]
    head = [str(field.data or "") for name, field in form._fields.items() if name != "csrf_token"]
    said = [(line.id, row.quantity, row.short, row.surplus) for line, row in rows]
    offers = _offers(paper)
    return Review(
        hashlib.sha256(repr((said, head)).encode()).hexdigest(), len(rows), [(line, row.short) for line, row in rows if row.short],
        [(line, row.surplus) for line, row in rows if row.surplus],
        sum(1 for line in paper.lines if offers[line.id] > 0) - len(rows),
    )


def sent(view: Any, paper_id: int) -> ResponseReturnValue:
    """Enter what was counted, or fill the rows in as the note has them."""
    session, paper = database(), _note(paper_id)
    form, offers = ReceiptForm(), _offers(paper)
    texts = {name: text.strip()[:LONGEST_CELL] for name, text in request.form.items() if name[:2] in ("c-", "s-")}
    if request.form.get("do") == "fill":
        texts |= {f"c-{line.id}": str(offers[line.id]) for line in paper.lines if offers[line.id] > 0}
        form.form_errors = []
        return _page(view, paper, form, texts, {}, cursor="preview")
    counted, wrong = _counted(paper, offers, texts)
    stores = {str(store.id): store.id for store in _stores(paper)} | {"": None}
    if not form.validate() or wrong or form.store.data not in stores or form.day.data is None:
        if form.store.data not in stores:
            form.store.errors = [_("Not a valid choice.")]
        return _page(view, paper, form, texts, wrong, 422)
    review = _review(paper, form, counted)
    if not counted:
        form.form_errors = [*form.form_errors, _("No row was counted.")]
        return _page(view, paper, form, texts, wrong, 422)
    as_shown = request.form.get("do") != "preview" and request.form.get("fingerprint") == review.fingerprint
    user_id, store_id = signed_in().id, stores[form.store.data]
    told = _told(review)
    try:
        with saving(session):
            made = enter_receipt(
                session, paper.contract, paper, counted, day=form.day.data, store_id=store_id, keeper=form.keeper.data,
                capacity=form.capacity.data, remark=form.remark.data, today=today(), by=user_id,
            )
            if not as_shown:
                raise _OnlyTriedError
            made_id, number, has_devices = made.id, isolated(filed(made)), bool(expected(session, made))
    except _OnlyTriedError:
        return _page(view, _note(paper_id), form, texts, wrong, review=review)
    except (NotSaved, RolloutError) as refusal:
        _blame(form, refusal, counted, wrong)
        return _page(view, _note(paper_id), form, texts, wrong, 422)
    say(_("Temporary receipt %(number)s was entered; it waits for inspection.", number=number))
    for words in told:
        say(words, "warning")
    if has_devices:
        return redirect(url_for("AssetsView.new", paper=made_id), 303)
    return redirect(url_for("DeliveriesView.index", **_asked()), 303)


def _asked() -> dict[str, Any]:
    """What the list of deliveries was asked from which the receipt was opened; it is asked the same afterwards."""
    return {name: value for name in ("governorate", "supplier") if (value := request.args.get(name, ""))}


def _told(review: Review) -> list[Text]:
    """What is short and what is beyond the note, for whoever has entered the receipt."""
    short, surplus = (
        listed(f"{local_name(line.line)}: {units(number)}" for line, number in found[:MOST_TOLD]) + ("…" if found[MOST_TOLD:] else "")
        for found in (review.short, review.surplus)
    )
    told = []
    if short:
        told.append(_("Short of the note: %(items)s.", items=short))
    if surplus:
        told.append(_("Beyond the note: %(items)s. It is sent back or kept, from the page of the receipt.", items=surplus))
    return told


def _note(paper_id: int) -> Paper:
    """A closed delivery note, or a transfer of what was on the way, of a governorate for which the user reports."""
    lines = selectinload(Paper.lines)
    options = (
        lines.joinedload(PaperLine.line), lines.joinedload(PaperLine.site), joinedload(Paper.contract), joinedload(Paper.supplier),
    )
    query = select(Paper).where(Paper.id == paper_id, Paper.kind.in_(_RECEIPT.follows), Paper.state == "closed")
    paper = (database().scalar(query.options(*options)) if paper_id < 2**31 else None) or abort(404)
    if paper.governorate_id not in scope_of(database()).capture:
        abort(403)
    return paper


def _offers(paper: Paper) -> dict[int, Quantity]:
    return offered(database(), paper, paper.lines, _RECEIPT)


def _stores(paper: Paper) -> list[Store]:
    return list(database().scalars(select(Store).where(Store.governorate_id == home_of(database(), paper)).order_by(Store.code)))


def _counted(paper: Paper, offers: dict[int, Quantity], texts: dict[str, str]) -> tuple[list[Counted], dict[int, list[Text]]]:
    """The rows of which something is said, and what cannot be read."""
    found: list[Counted] = []
    wrong: dict[int, list[Text]] = {}
    for line in paper.lines:
        said: dict[str, Quantity | None] = {"c": None, "s": None}
        for column in said:
            text = texts.get(f"{column}-{line.id}", "")
            try:
                said[column] = quantity_of(text) if text else None
            except Unreadable as refused:
                wrong.setdefault(line.id, []).append(refused.message)
        if said["c"] is not None:
            found.append(Counted(line, offers[line.id], said["c"], said["s"]))
        elif said["s"]:
            wrong.setdefault(line.id, []).append(_("Say how many were counted, be it none."))
    return found, wrong


def _blame(form: Any, refusal: NotSaved | RolloutError, counted: list[Counted], wrong: dict[int, list[Text]]) -> None:
    """Write each fault to its row, or above the form."""
    cause = refusal.__cause__ or refusal
    if not isinstance(cause, RefusedPaper):
        form.form_errors = [*form.form_errors, refusal.message]
        return
    kept = [(one, receipt_row(one)) for one in counted]
    places = [one.line.id for one, row in kept if row.quantity or row.short or row.surplus]
    for fault in cause.faults:
        if fault.position is not None and fault.position <= len(places):
            wrong.setdefault(places[fault.position - 1], []).append(fault.message)
        elif fault.about in form._fields:
            form[fault.about].errors = [*form[fault.about].errors, fault.message]
        else:
            form.form_errors = [*form.form_errors, fault.message]


def _page(
    view: Any, paper: Paper, form: Any, texts: dict[str, str], wrong: dict[int, list[Text]], status: int = 200, *,
    review: Review | None = None, cursor: str = "",
) -> ResponseReturnValue:
    offers = _offers(paper)
    form.store.choices = [*((str(store.id), local_name(store)) for store in _stores(paper)), ("", str(_("At the site itself")))]
    page = view.render_template(
        "deliveries/receipt.html", title=_("Temporary receipt"), paper=paper, form=form, texts=texts, wrong=wrong, offers=offers,
        rows=[line for line in paper.lines if offers[line.id] > 0], kind=KINDS[paper.kind], units=UNITS,
        sites=sites_of(database(), paper.lines),
        review=review, cursor=cursor, kept=_asked(),
    )
    return page, status
