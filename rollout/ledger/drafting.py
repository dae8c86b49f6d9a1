"""Drafting a paper: what somebody means to order, receive, inspect … before it is closed, and dropping what will not be closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import Contract, Paper, PaperLine, Signatory, Site, Supplier
from models.papers import folded_number
from rollout.arabic import format_date
from rollout.errors import Conflict, OutOfScope, Refused
from rollout.journal import next_moment
from rollout.ledger.closing import close
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.scope import scope_of
from rollout.supply.kinds import KINDS
from rollout.supply.moves import broken_line
from rollout.supply.quantities import Quantity
from rollout.text import _, name_of

EARLIEST = date(1990, 1, 1)
"""No paper of a contract is older."""


@dataclass(slots=True)
class Row:
    """One line as it is entered: ids of the contract's line and of the site, and what it says of them (see `models.PaperLine`)."""

    line_id: int
    site_id: int | None
    quantity: Quantity
    accepted: Quantity | None = None
    rejected: Quantity | None = None
    short: Quantity = 0
    surplus: Quantity = 0
    reason: str = ""
    drawn: str = ""
    to_site_id: int | None = None
    to_store_id: int | None = None
    about_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who is to sign: in which part, under which name and capacity, and the account if there is one."""

    part: str
    name: str
    capacity: str = ""
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper as it is entered. `governorate_id` is None for the contract's own papers."""

    kind: str
    day: date
    rows: Sequence[Row]
    governorate_id: int | None = None
    store_id: int | None = None
    supplier_id: int | None = None
    own_number: str = ""
    about_id: int | None = None
    due_on: date | None = None
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    signers: Sequence[Signer] = ()


def draft(session: Session, contract: Contract, entered: Draft, *, by: int | None, is_demo: bool = False) -> Paper:
    """Keep a draft. Its rules are judged when it is closed; only what cannot be kept at all is refused here. Flushes."""
    _must_capture(session, entered)
    _must_be_new(session, entered, None)
    paper = Paper(
        contract_id=contract.id, kind=entered.kind, recorded_at=next_moment(session), recorded_by_id=by, is_demo=is_demo,
        governorate_id=entered.governorate_id,
    )
    _fill(session, paper, entered)
    session.add(paper)
    session.flush()
    return paper


def redraft(session: Session, paper: Paper, entered: Draft, *, version: int) -> Paper:
    """Put other words into a draft that is still the one somebody read (`version`). Flushes."""
    if paper.state != "draft" or paper.row_version != version:
        raise Conflict
    _must_capture(session, entered)
    _must_be_new(session, entered, paper.id)
    paper.lines.clear()
    paper.signatories.clear()
    session.flush()
    _fill(session, paper, entered)
    # Where only lines or names changed, the paper's own row is as it was; without this its version would not count on.
    flag_modified(paper, "facts")
    session.flush()
    return paper


def drop(session: Session, paper: Paper, *, version: int) -> None:
    """Drop a draft: it stays, says nothing, and moves nothing. Flushes."""
    if paper.state != "draft" or paper.row_version != version:
        raise Conflict
    paper.state = "dropped"
    session.flush()


def post(session: Session, contract: Contract, entered: Draft, *, today: date, by: int | None, is_demo: bool = False) -> Paper:
    """Draft a paper and close it at once."""
    return close(session, draft(session, contract, entered, by=by, is_demo=is_demo), today=today, by=by)


def _fill(session: Session, paper: Paper, entered: Draft) -> None:
    paper.day, paper.year, paper.store_id, paper.supplier_id = entered.day, entered.day.year, entered.store_id, entered.supplier_id
    paper.own_number, paper.about_id, paper.due_on = entered.own_number.strip(), entered.about_id, entered.due_on
    paper.note, paper.facts = entered.note, dict(entered.facts)
    sites = {row.site_id for row in entered.rows if row.site_id is not None}
    homes = {row.id: row.governorate_id for row in session.execute(select(Site.id, Site.governorate_id).where(Site.id.in_(sites)))}
    kind, places = KINDS[entered.kind], list(enumerate(entered.rows, 1))
    faults = [Fault(place, broken.message, broken.about) for place, row in places for broken in broken_line(kind, row)]
    faults += [
        Fault(place, _("The site is not in the register of your governorates."), "site")
        for place, row in places
        if row.site_id is not None and row.site_id not in homes
    ]
    if faults:
        raise RefusedPaper(sorted(faults, key=lambda fault: fault.position or 0))
    paper.lines = [
        PaperLine(
            position=place, governorate_id=homes[row.site_id] if row.site_id is not None else None, line_id=row.line_id,
            site_id=row.site_id, quantity=row.quantity, accepted=row.accepted, rejected=row.rejected, short=row.short, surplus=row.surplus,
            reason=row.reason, drawn=row.drawn, to_site_id=row.to_site_id, to_store_id=row.to_store_id, about_id=row.about_id,
            facts=dict(row.facts),
        )
        for place, row in places
    ]
    paper.signatories = [
        Signatory(
            governorate_id=entered.governorate_id, part=signer.part, name=signer.name.strip(), capacity=signer.capacity.strip(),
            user_id=signer.user_id,
        )
        for signer in entered.signers
        if signer.name.strip()
    ]


def _must_capture(session: Session, entered: Draft) -> None:
    if entered.governorate_id not in scope_of(session).capture:
        raise OutOfScope
    if entered.day < EARLIEST:
        raise Refused(_("A day before %(day)s is a slip of the pen.", day=format_date(EARLIEST)), "day")
    if KINDS[entered.kind].national and entered.governorate_id is not None:
        raise Refused(_("This paper belongs to the contract as a whole, not to a governorate."), "governorate")


def _must_be_new(session: Session, entered: Draft, paper_id: int | None) -> None:
    """The same note of the same supplier and day is entered once, however its number is spelt; who already did is told where."""
    if not entered.own_number.strip() or entered.supplier_id is None:
        return
    query = select(Paper).where(
        Paper.kind == entered.kind, Paper.supplier_id == entered.supplier_id, Paper.own_folded == folded_number(entered.own_number),
        Paper.day == entered.day, Paper.state != "dropped",
    )
    found = session.scalars(query if paper_id is None else query.where(Paper.id != paper_id)).first()
    if found is not None:
        raise Refused(
            _("Note %(number)s of %(day)s of %(supplier)s was entered already.", number=found.own_number, day=format_date(found.day),
              supplier=name_of(session.get_one(Supplier, found.supplier_id))),
            "own_number",
        )

