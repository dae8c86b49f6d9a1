"""The form of inspection minutes: the committee's decision and members, and a row for each line of the receipt that still waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Contract, Paper, PaperLine, Site, Store, Supplier
from rollout.errors import Refused
from rollout.ledger.closing import close
from rollout.ledger.drafting import Draft, Row, draft, redraft
from rollout.ledger.lying import offered, place_of, sites_of
from rollout.ledger.proofreading import faults_of
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.ledger.segregation import Duties
from rollout.ledger.steps import supplier_of
from rollout.ledger.waiting import INSPECTION
from rollout.supply.kinds import Signs
from rollout.supply.quantities import Quantity
from rollout.text import _, listed
from views.frame.asof import today
from views.frame.paper_typing import CAPACITY, NAME, Typed, join, not_saved, number_text
from views.frame.words import local_name
from views.security.forms import REQUIRED
from views.security.saving import NotSaved, saving

MEMBERS = (Signs.CHAIR, Signs.TECHNICAL, Signs.USER, Signs.FINANCE, Signs.STOREKEEPER, Signs.SITE_MANAGER)
PARTS = ("inspected", "accepted", "rejected", "short")
HEAD = ("day", "decision", "decided_on", "note")


@dataclass(frozen=True)
class Receipt:
    """What is inspected: the receipt, its store and supplier, and its lines with what still waits of each."""

    paper: Paper
    lines: list[PaperLine]
    waits: dict[int, Quantity]
    supplier: Supplier | None
    entered_by: frozenset[int]
    names: str
    governorate_id: int | None
    store_id: int | None
    sites: Mapping[int, Site | None]

    def may_accept(self, user_id: int) -> bool:
        """Whoever entered the receipt does not accept what was received."""
        return user_id not in self.entered_by


def receipt_of(session: Session, paper: Paper) -> Receipt:
    query = select(PaperLine).where(PaperLine.paper_id == paper.id).order_by(PaperLine.position)
    lines = list(session.scalars(query.options(joinedload(PaperLine.line), joinedload(PaperLine.site))))
    waits = offered(session, paper, lines, INSPECTION)
    lines = [line for line in lines if waits[line.id] > 0]
    site_id, store_id = place_of(paper, lines[0]) if lines else (None, paper.store_id)
    site = session.get(Site, site_id) if site_id else None
    supplier_id = supplier_of(session, paper)
    entered_by = frozenset(Duties(session).entrants(paper.id))
    users = session.scalars(select(User).where(User.id.in_([number for number in entered_by if number is not None])))
    return Receipt(
        paper, [line for line in lines if place_of(paper, line)[1] == store_id], waits,
        session.get(Supplier, supplier_id) if supplier_id else None, entered_by, listed(user.get_full_name().strip() for user in users),
        site.governorate_id if site else paper.governorate_id, store_id, sites_of(session, lines),
    )


def blank(session: Session, receipt: Receipt) -> Typed:
    """What the form proposes: the day of the receipt, the members of the last minutes of this store, and nothing of the verdict."""
    typed = Typed({"day": receipt.paper.day.isoformat()})
    store = session.get(Store, receipt.store_id) if receipt.store_id else None
    same = Paper.governorate_id == receipt.governorate_id, Paper.store_id == receipt.store_id
    query = select(Paper).where(Paper.kind == INSPECTION.key, Paper.state == "closed", *same).order_by(Paper.id.desc()).limit(1)
    last = session.scalars(query.options(joinedload(Paper.signatories))).unique().first()
    for person in last.signatories if last else ():
        if person.part != Signs.SITE_MANAGER:
            typed.texts |= {join(NAME, person.part): person.name, join(CAPACITY, person.part): person.capacity}
    if last:
        typed.texts |= {name: str(last.facts.get(name, "")) for name in ("decision", "decided_on")}
    if store is not None and store.keeper:
        typed.texts[join(NAME, Signs.STOREKEEPER)] = store.keeper
    return typed


def as_kept(paper: Paper) -> Typed:
    """The form as it was left in a draft; its lines and signatories are read."""
    typed = Typed({"day": paper.day.isoformat(), "note": paper.note} | {name: str(paper.facts.get(name, "")) for name in HEAD[1:3]})
    for person in paper.signatories:
        typed.texts |= {join(NAME, person.part): person.name, join(CAPACITY, person.part): person.capacity}
    for line in paper.lines:
        cells = zip(PARTS, (line.quantity, line.accepted, line.rejected, line.short or None), strict=True)
        typed.texts |= {join(line.about_id, name): number_text(quantity) for name, quantity in cells}
        typed.texts[join(line.about_id, "reason")] = line.reason
    return typed


def accept_all(typed: Typed, receipt: Receipt) -> None:
    """Put everything that still waits into the rows as accepted; a row that tells of something else keeps what it tells."""
    for line in receipt.lines:
        if not any(typed.text(line.id, name).strip() for name in (*PARTS, "reason")):
            amount, none = number_text(receipt.waits[line.id]), number_text(0)
            typed.texts |= {join(line.id, "inspected"): amount, join(line.id, "accepted"): amount, join(line.id, "rejected"): none}


def entered(typed: Typed, receipt: Receipt, user: Any, *, closing: bool) -> tuple[Draft, list[int]]:
    """The minutes as they are typed, and the receipt's lines of which they speak, in their order."""
    rows, keys = [], []
    for line in receipt.lines:
        row = _row(typed, line)
        if row is not None:
            rows.append(row)
            keys.append(line.id)
    day = typed.day("day", required=True)
    facts = {"decision": typed.line("decision")}
    decided = typed.day("decided_on")
    if decided is not None:
        facts["decided_on"] = decided.isoformat()
    if closing:
        for name in ("decision", "decided_on"):
            if not typed.text(name).strip():
                typed.refuse(name, REQUIRED)
        if decided is not None and day is not None and decided > day:
            typed.refuse("decided_on", _("The committee was formed after the day of the minutes."))
    paper = receipt.paper
    return Draft(
        INSPECTION.key, day or paper.day, rows, governorate_id=receipt.governorate_id, store_id=receipt.store_id,
        supplier_id=receipt.supplier.id if receipt.supplier else None, about_id=paper.id, note=typed.note(), facts=facts,
        signers=typed.signers(MEMBERS, user),
    ), keys


def _row(typed: Typed, line: PaperLine) -> Row | None:
    """One line of the minutes. What was inspected is the sum of its parts where it is not typed; what is not told of is none of it."""
    unit, key = line.line.unit, line.id
    cells = {name: typed.quantity(unit, key, name) for name in PARTS}
    reason = typed.line(key, "reason", most=1_000)
    if not reason and not any(typed.text(key, name).strip() for name in PARTS):
        return None
    accepted, rejected, short = cells["accepted"], cells["rejected"], cells["short"] or 0
    inspected = cells["inspected"]
    if inspected is None:
        inspected = (accepted or 0) + (rejected or 0) + short
    if not inspected and not reason and not typed.of_row(key):
        return None
    if accepted is None and rejected is None and not short:
        return Row(line.line_id, line.to_site_id or line.site_id, inspected, reason=reason, about_id=key)
    return Row(line.line_id, line.to_site_id or line.site_id, inspected, accepted or 0, rejected or 0, short, reason=reason, about_id=key)


def keep(
    session: Session, typed: Typed, receipt: Receipt, user: Any, *, paper: Paper | None, version: int, closing: bool
) -> Paper | None:
    """Keep the minutes as a draft or close them; None where something is wrong, which then stands in `typed`.

    Raises Conflict where somebody else changed the draft meanwhile.
    """
    told, keys = entered(typed, receipt, user, closing=closing)
    by, contract_id, found = user.id, receipt.paper.contract_id, list[Fault]()
    try:
        if typed.wrong:
            raise RefusedPaper([Fault(None, _("Some of what was typed cannot be read."))])
        with saving(session):
            contract = session.get_one(Contract, contract_id)
            kept = draft(session, contract, told, by=by) if paper is None else redraft(session, paper, told, version=version)
            return close(session, kept, today=today(), by=by) if closing else kept
    except RefusedPaper as refused:
        found = refused.faults[1:] if typed.wrong else refused.faults
    except NotSaved as refusal:
        cause = refusal.__cause__
        found = cause.faults if isinstance(cause, RefusedPaper) else []
        if not found:
            not_saved(typed, refusal.message, cause.about if isinstance(cause, Refused) else "", HEAD)
    session.rollback()
    unread = {place for place, key in enumerate(keys, 1) if typed.of_row(key)}
    found = [fault for fault in faults_of(session, told, found) if fault.position not in unread and (closing or fault.position)]
    typed.take([Fault(fault.position, fault.message, _cell(typed, keys, fault)) for fault in found], keys, HEAD)
    return None


def _cell(typed: Typed, keys: Sequence[int], fault: Fault) -> str:
    """The cell that a fault speaks of: the number inspected or, where it was left to be added up, the number accepted."""
    if fault.position is None or fault.about != "quantity":
        return fault.about
    return "inspected" if typed.text(keys[fault.position - 1], "inspected").strip() else "accepted"


def labels(lines: Iterable[PaperLine], words: Mapping[str, Any]) -> dict[str, Any]:
    """What every part of the form is called, by its name."""
    found: dict[str, Any] = {name: words[name] for name in HEAD}
    for name, label in ((NAME, _("Name")), (CAPACITY, _("Capacity"))):
        found |= {join(name, part): f"{part.label} — {label}" for part in MEMBERS}
    return found | {join(line.id, name): f"{local_name(line.line)}: {words[name]}" for line in lines for name in (*PARTS, "reason")}
