"""Work on the contract: signing quantities, varying them, allotting them to sites, its kits, and closing it."""

from pathlib import PurePath
from typing import Any

from flask import Response, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from models import Contract, ContractLine, Site
from rollout.arabic import clean
from rollout.errors import Conflict, Refused
from rollout.exchange import Spool
from rollout.exchange.workbook import MOST_BYTES, read_workbook
from rollout.jobs import workshop_of
from rollout.ledger.allotting import allotted, apply_allotment, cells_of, has_heading, read_allotment
from rollout.ledger.drafting import Draft, Row, post
from rollout.ledger.ending import end, in_words, unsettled
from rollout.ledger.refusing import RefusedPaper
from rollout.ledger.varying import varied
from rollout.parameters import parameters
from rollout.rules import LONGEST_NOTE
from rollout.supply.quantities import UNITS
from rollout.supply.variations import NATURES
from rollout.tabular import as_workbook
from rollout.text import Text, _, language
from views.frame.asof import today
from views.frame.words import counted, local_name, percent
from views.security.access import guarded, signed_in
from views.security.current import database, say
from views.security.forms import REQUIRED, Choice, Day, Prose, SecureForm
from views.security.saving import NotSaved, saving
from views.security.view import SecureView
from views.supply.contract.typed import Quantities
from views.supply.contract.varying import Approval, Beyond, beyond, whole_change

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 300


class PaperForm(SecureForm):
    """The day and the words of a paper of the contract."""

    day = Day(_("Day of the paper"), validators=[InputRequired(REQUIRED)])
    note = Prose(_("Number and words of the paper"), validators=[Length(max=LONGEST_NOTE)])


class VariationForm(SecureForm):
    """An increase or a decrease, with its reason."""

    kind = Choice(_("Kind of variation"), options=[("increase", _("Variation by increase")), ("decrease", _("Variation by decrease"))])
    nature = Choice(_("Nature of what is varied"), options=list(zip(NATURES, (_("Supply of goods"), _("Works")), strict=True)))
    day = Day(_("Day of the paper"), validators=[InputRequired(REQUIRED)])
    note = Prose(
        _("Reason and approval"), description=_("Say why, and who approved it."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_NOTE)],
    )


class EndForm(SecureForm):
    """The day on which a contract is closed."""

    on = Day(_("Day of closing"), validators=[InputRequired(REQUIRED)])


class ContractWorkView(SecureView):
    """Done by the ministry and by procurement; every paper is posted at once and shown on its own page."""

    route_base = "/contract"
    class_permission_name = "contract"
    default_view = "sign"
    takes_files = frozenset({"allot"})
    method_permission_name = dict.fromkeys(("sign", "vary", "allot", "sheet", "end"), "write")

    @expose("/<code>/signing", methods=["GET", "POST"])
    @guarded
    def sign(self, code: str) -> ResponseReturnValue:
        """The quantities of the items that are not signed yet."""
        contract, form, status = _contract(code), PaperForm(), 200
        now = varied(database(), contract.id, today())
        lines = [line for line in _lines(contract) if not now[line.id].signed and not now[line.id].added]
        typed = Quantities(lines)
        if request.method == "POST":
            status = 422
            if form.validate() and typed.read() and self._posted(contract, form, typed, "signing"):
                say(_("The quantities were signed: %(count)s.", count=counted(len(typed.quantities), "item")))
                return redirect(url_for("ContractView.show", code=code), 303)
        elif contract.signed_on:
            form.day.data = contract.signed_on
        return self.render_template(
            "contract/signing.html", title=_("Record the signed quantities"), contract=contract,
            form=form, lines=lines, typed=typed, units=UNITS,
        ), status

    @expose("/<code>/variation", methods=["GET", "POST"])
    @guarded
    def vary(self, code: str) -> ResponseReturnValue:
        """Contract for more or for fewer; beyond the ceiling only when somebody says that this was approved."""
        contract, form, status = _contract(code), VariationForm(), 200
        now = varied(database(), contract.id, today())
        lines = _lines(contract) if any(one.signed for one in now.values()) else []
        typed, over, approval = Quantities(lines), list[Beyond](), Approval.sent()
        terms = {nature: parameters(database(), today()).row(f"variation.{nature}") for nature in NATURES}
        says = _("%(nature)s (ceiling %(ceiling)s)")
        form.nature.choices = [
            SelectChoice(key, says.with_values(nature=label, ceiling=percent(terms[key].value / 100)))
            for key, label in form.nature.options
        ]
        nature = form.nature.data if form.nature.data in NATURES else NATURES[0]
        term, sign = terms[nature], -1 if form.kind.data == "decrease" else 1
        if request.method == "POST":
            status = 422
            if form.validate() and typed.read():
                over = beyond(lines, now, typed.quantities, sign, term.value)
                drawn = "" if sign > 0 else "contracted"
                facts: dict[str, Any] = {"nature": nature, "ceiling": term.value, "beyond": [one.line.code for one in over]}
                if over:
                    facts["approval"] = approval.read(form.day.data or today())
                if (not over or facts["approval"]) and self._posted(contract, form, typed, form.kind.data, drawn, facts):
                    say(_("The variation was recorded."))
                    return redirect(url_for("ContractView.show", code=code), 303)
        else:
            form.day.data = today()
        return self.render_template(
            "contract/variation.html", title=_("Vary the quantities"), contract=contract, form=form, lines=lines, typed=typed, units=UNITS,
            now=now, term=term, terms=terms, natures={one.value: one.label for one in form.nature.choices}, beyond=over, approval=approval,
            whole_now=whole_change(lines, now, {}, sign), whole_then=whole_change(lines, now, typed.quantities, sign),
        ), status

    @expose("/<code>/allotment", methods=["GET", "POST"])
    @guarded
    def allot(self, code: str) -> ResponseReturnValue:
        """Set what sites are allotted, from a table: looked at first, then taken whole or not at all."""
        contract, form, found, status = _contract(code), PaperForm(), None, 200
        error: Text | None = None
        sha256, confirms = request.form.get("sha256", ""), request.form.get("do") == "confirm"
        if request.method == "GET":
            form.day.data = today()
        else:
            try:
                data = _spool().take(sha256) if confirms else _sent()
                found = read_allotment(database(), contract, table_of(data))
                sha256 = sha256 if confirms else _spool().keep(data)
                if confirms and not form.validate():
                    status = 422
                elif confirms:
                    done = self._allotted(contract, form, data)
                    _spool().drop(sha256)
                    say(_("The allotment was recorded: %(papers)s.", papers=counted(done, "document")))
                    return redirect(url_for("ContractView.show", code=code), 303)
                status = 422 if found.problems else status
            except Conflict as conflict:
                contract = _contract(code)
                error, status, found = conflict.message, 409, read_allotment(database(), contract, table_of(data))
            except (Refused, NotSaved) as refused:
                contract = _contract(code)
                error, status = refused.message, 422
        return self.render_template(
            "contract/allotment.html", title=_("Allot to sites"), contract=contract, form=form, found=found, sha256=sha256, error=error,
            most_shown=MOST_SHOWN, most=MOST_BYTES // 2**20, day=form.day.data,
        ), status

    @expose("/<code>/allotment.xlsx")
    @guarded
    def sheet(self, code: str) -> ResponseReturnValue:
        """What every site is allotted now, to be filled in and sent back."""
        contract, session = _contract(code), database()
        lines = _lines(contract)
        now = allotted(session, [line.id for line in lines])
        query = select(Site).where(Site.withdrawn_at.is_(None)).order_by(Site.governorate_id, Site.code)
        rows = [
            [site.code, local_name(site), local_name(site.governorate), *(now.get((line.id, site.id)) for line in lines)]
            for site in session.scalars(query.options(joinedload(Site.governorate)))
        ]
        heading = [str(_("Site code")), str(_("Site name")), str(_("Governorate")), *(line.code for line in lines)]
        body: Any = as_workbook(str(_("Allotted")), heading, rows, right_to_left=language() == "ar")
        name = PurePath(f"allotment-{contract.code}.xlsx").name
        return Response(body, content_type=EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    @expose("/<code>/end", methods=["GET", "POST"])
    @guarded
    def end(self, code: str) -> ResponseReturnValue:
        """Close a contract of which nothing waits for anybody, or open again one that was closed by mistake."""
        contract, form, status = _contract(code), EndForm(), 200
        if request.form.get("do") == "open" and contract.closed_on is not None:
            with saving(database()):
                contract.closed_on = None
            say(_("The contract is open again."))
            return redirect(url_for("ContractWorkView.end", code=code), 303)
        if request.method == "POST":
            status = 422
            if form.validate() and form.on.data:
                try:
                    with saving(database()):
                        end(database(), contract, on=form.on.data, today=today())
                    say(_("The contract was closed."))
                    return redirect(url_for("ContractView.show", code=code), 303)
                except (NotSaved, Conflict) as refusal:
                    form.form_errors = [refusal.message]
                    contract, status = _contract(code), 409 if isinstance(refusal, Conflict) else 422
        else:
            form.on.data = today()
        return self.render_template(
            "contract/end.html", title=_("Close the contract"), contract=contract, form=form,
            left=in_words(unsettled(database(), contract.id, today())),
        ), status

    @staticmethod
    def _posted(
        contract: Contract, form: Any, typed: Quantities, kind: str, drawn: str = "", facts: dict[str, Any] | None = None
    ) -> bool:
        """Post the paper; where it is refused the form says why, each sentence beside its item."""
        ids = list(typed.quantities)
        rows = [Row(line_id, None, quantity, drawn=drawn) for line_id, quantity in typed.quantities.items()]
        entered = Draft(kind, form.day.data, rows, note=form.note.data or "", facts=facts or {})
        user_id = signed_in().id
        try:
            with saving(database()):
                post(database(), contract, entered, today=today(), by=user_id)
        except NotSaved as refusal:
            cause = refusal.__cause__
            faults = cause.faults if isinstance(cause, RefusedPaper) else []
            for fault in faults:
                if fault.position is not None:
                    typed.errors.setdefault(ids[fault.position - 1], []).append(fault.message)
                elif fault.about == "day":
                    form.day.errors = [*form.day.errors, fault.message]
                else:
                    form.form_errors = [*form.form_errors, fault.message]
            if not faults:
                form.form_errors = [*form.form_errors, refusal.message]
            return False
        return True

    @staticmethod
    def _allotted(contract: Contract, form: Any, data: bytes) -> int:
        user_id, fingerprint = signed_in().id, request.form.get("fingerprint", "")
        with saving(database()):
            papers = apply_allotment(database(), contract, table_of(data), fingerprint, on=form.day.data, note=form.note.data or "",
                                     today=today(), by=user_id)
            return len(papers)


def table_of(data: bytes) -> list[list[Any]]:
    """The cells of what was sent: a workbook's first sheet that is headed as an allotment, or lines of text."""
    if not data.startswith(b"PK"):
        return cells_of(data.decode())
    grids = [grid.rows for grid in read_workbook(data) if grid.visible]
    return next((rows for rows in grids if has_heading(rows)), grids[0] if grids else [])


def _sent() -> bytes:
    """What was pasted or sent."""
    file, pasted = request.files.get("file"), clean_block(request.form.get("pasted", ""))
    if file is not None and file.filename:
        data: bytes = file.stream.read(MOST_BYTES + 1)
        read_workbook(data)
        return data
    if not pasted.strip():
        raise Refused(_("Paste a table or choose a file first."), "pasted")
    return pasted.encode()


def clean_block(text: str) -> str:
    """A pasted block with its tabs, which part its cells."""
    return "\n".join("\t".join(clean(cell) for cell in line.split("\t")) for line in text.replace("\r\n", "\n").split("\n"))


def _contract(code: str) -> Contract:
    return database().scalar(select(Contract).where(Contract.code == code)) or abort(404)


def _lines(contract: Contract) -> list[ContractLine]:
    query = select(ContractLine).where(ContractLine.contract_id == contract.id).order_by(ContractLine.position, ContractLine.id)
    return list(database().scalars(query))


def _spool() -> Spool:
    return Spool(workshop_of(current_app.config["ROLLOUT"]).uploads(signed_in().id))
