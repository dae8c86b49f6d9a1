"""The short form of a paper that follows another: what is left of each line, who signs, and closing it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Asset, Contract, Paper
from rollout.arabic import format_date
from rollout.errors import Refused
from rollout.ledger.drafting import Draft, Row, post
from rollout.ledger.leaving import Cell, devices_at, leaving
from rollout.ledger.proofreading import faults_of
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.ledger.steps import COUNTER, Offer, earlier_signatories, offers, supplier_of
from rollout.parameters import parameters
from rollout.supply.kinds import PaperKind, Signs
from rollout.text import _
from views.frame.asof import AsOf, today
from views.frame.paper_typing import CAPACITY, NAME, Typed, join, not_saved, number_text
from views.frame.words import counted
from views.security.saving import NotSaved, saving

DEADLINE = "rejection.withdrawal"
_NAMES_SUPPLIER = ("rejection", "withdrawal", "replacement")
_OPTIONAL = {
    "addition": (Signs.STOREKEEPER, Signs.AUTHORITY), "replacement": (Signs.SUPPLIER,), "service": (Signs.SITE_MANAGER,),
    "issue": (Signs.STOREKEEPER, Signs.RECEIVER), "counter": (Signs.AUTHORITY, Signs.STOREKEEPER),
}


@dataclass(frozen=True)
class Next:
    """A paper that is about to follow another: its kind and the rows that are offered to it."""

    before: Paper
    kind: PaperKind
    rows: list[Offer]
    devices: Mapping[Cell, Sequence[Asset]] = field(default_factory=dict)
    """Those that may go with the units, by item and site; a form ticks them at the first row of an item and site."""

    def devices_of(self, offer: Offer) -> Sequence[Asset]:
        cell = offer.line.line_id, offer.line.site_id
        first = next(other for other in self.rows if (other.line.line_id, other.line.site_id) == cell)
        return self.devices.get(cell, ()) if offer is first else ()

    @property
    def members(self) -> list[Signs]:
        """Those who must sign it, then those who may."""
        return list(dict.fromkeys((*self.kind.signs, *_OPTIONAL.get(self.kind.key, ()))))

    @property
    def head(self) -> tuple[str, ...]:
        return ("day", *(("own_number",) if self.kind.owned else ()), *(("due_on",) if self.kind.due else ()), "note")

    @property
    def chooses_state(self) -> bool:
        """Whether some of the units can be taken from more than one state."""
        return any(len(offer.drawn) > 1 for offer in self.rows)


def next_of(session: Session, before: Paper, kind: PaperKind) -> Next:
    rows = offers(session, before, kind)
    cells = [(offer.line.line_id, offer.line.site_id) for offer in rows if leaving(kind.key, offer.drawn)]
    return Next(before, kind, rows, devices_at(session, cells))


def proposed(session: Session, told: Next, day: AsOf) -> Typed:
    """The form as it opens: everything that is left, on the day of the earlier paper, and the names that this has.

    A correction, which is of the day when it is made, proposes nothing else.
    """
    when = max(day.day, told.before.day) if told.kind.key == COUNTER else told.before.day
    typed = Typed({"day": when.isoformat()})
    if told.kind.due is not None:
        typed.texts["due_on"] = (when + timedelta(days=days_given(session, when))).isoformat()
    for person in earlier_signatories(session, told.before):
        if person.part in told.members and join(NAME, person.part) not in typed.texts:
            typed.texts |= {join(NAME, person.part): person.name, join(CAPACITY, person.part): person.capacity}
    if told.before.store is not None and told.before.store.keeper:
        typed.texts.setdefault(join(NAME, Signs.STOREKEEPER), told.before.store.keeper)
    if told.kind.key != COUNTER:
        for offer in told.rows:
            state = next(iter(offer.drawn), None)
            quantity = min(offer.quantity, offer.drawn[state]) if state else offer.quantity
            typed.texts |= {join(offer.key, "quantity"): number_text(quantity), join(offer.key, "drawn"): state or ""}
    return typed


def days_given(session: Session, day: date) -> int:
    """How many days a supplier has at most to fetch what was rejected."""
    return parameters(session, day).value(DEADLINE)


def _due(session: Session, typed: Typed, told: Next, day: date | None) -> date | None:
    """Until when: the day that is typed, else so many days after the letter; never later than that."""
    if told.kind.due is None:
        return None
    due, given = typed.day("due_on"), days_given(session, day or told.before.day)
    last = day + timedelta(days=given) if day is not None else None
    if not typed.text("due_on").strip():
        return last
    if due is not None and last is not None and due > last:
        says = _("At most %(days)s after the day of the letter: %(last)s.", days=counted(given, "day"), last=format_date(last))
        typed.refuse("due_on", says)
    return due


def entered(session: Session, typed: Typed, told: Next, user: Any) -> tuple[Draft, list[str]]:
    """The paper as it is typed, and the keys of the offers that it takes up, in their order."""
    rows, keys = [], []
    for offer in told.rows:
        quantity = typed.quantity(offer.line.line.unit, offer.key, "quantity")
        if quantity or typed.of_row(offer.key):
            about = offer.line.id if told.kind.follows or told.kind.key == COUNTER else None
            devices = [asset.tag for asset in told.devices_of(offer) if typed.text(f"d{asset.id}")]
            rows.append(Row(
                offer.line.line_id, offer.line.site_id, quantity or 0, drawn=_drawn(typed, offer), about_id=about,
                facts={"devices": devices} if devices else {},
            ))
            keys.append(offer.key)
    if not rows:
        typed.refuse("", _("Say of at least one row how many."))
    before, own = told.before, typed.line("own_number") if told.kind.owned else ""
    day = typed.day("day", required=True)
    supplier_id = supplier_of(session, before) if told.kind.key in _NAMES_SUPPLIER else None
    return Draft(
        told.kind.key, day or before.day, rows, governorate_id=before.governorate_id, store_id=before.store_id, supplier_id=supplier_id,
        own_number=own, about_id=before.id, due_on=_due(session, typed, told, day), note=typed.note(),
        signers=typed.signers(told.members, user),
    ), keys


def _drawn(typed: Typed, offer: Offer) -> str:
    """The state from which the row takes its units: the only one that is offered, or the one that was chosen among them."""
    if len(offer.drawn) == 1:
        return next(iter(offer.drawn))
    chosen = typed.text(offer.key, "drawn")
    return chosen if chosen in set(offer.drawn) else ""


def close_next(session: Session, typed: Typed, told: Next, user: Any) -> Paper | None:
    """Close the paper at once; None where something is wrong, which then stands in `typed`."""
    draft, keys = entered(session, typed, told, user)
    contract_id, by, found = told.before.contract_id, user.id, list[Fault]()
    known: Sequence[str] = told.head
    if not typed.wrong:
        try:
            with saving(session):
                return post(session, session.get_one(Contract, contract_id), draft, today=today(), by=by)
        except NotSaved as refusal:
            cause = refusal.__cause__
            found = cause.faults if isinstance(cause, RefusedPaper) else []
            if not found:
                not_saved(typed, refusal.message, cause.about if isinstance(cause, Refused) else "", known)
    session.rollback()
    unread = {place for place, key in enumerate(keys, 1) if typed.of_row(key)}
    typed.take([fault for fault in faults_of(session, draft, found) if fault.position not in unread], keys, known)
    return None


