"""The words that a closed paper keeps: how contract, supplier, store, sites and items were called on the day when it was closed.

Whoever renames an item afterwards renames it for the papers to come. A draft has no words of its own yet and takes those of today.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, ContractLine, Governorate, Lot, Paper, PaperLine, Site, Store, Supplier
from rollout.ledger.forms import Form, form_of
from rollout.ledger.steps import supplier_of

Names = dict[str, Any]
"""The names of something, as they are kept."""


@dataclass(frozen=True, slots=True)
class Called:
    """Something as a paper calls it; of a contract its number and day too, of an item its unit and specification."""

    code: str
    name_ar: str
    name_en: str = ""
    number: str = ""
    signed_on: str = ""
    unit: str = ""
    specification: str = ""

    @property
    def day(self) -> date:
        """The day on which a contract was signed."""
        return date.fromisoformat(self.signed_on)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that a paper calls by name; items, sites and stores by their ids. `supplier` is whose goods they all are, `makers` whose
    they are where the items of several companies stand on one paper."""

    form: Form
    contract: Called
    store: Called | None
    governorate: Called | None
    supplier: Called | None
    makers: tuple[Called, ...]
    items: Mapping[int, Called]
    sites: Mapping[int, Called]
    stores: Mapping[int, Called]

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Every supplier by his Arabic name."""
        return tuple(one.name_ar for one in ((self.supplier,) if self.supplier else self.makers))


def words_of(session: Session, paper: Paper) -> Words:
    """The words of a paper; its lines are read."""
    kept = paper.printed or words_now(session, paper)
    one, several = _called, _by_id
    return Words(
        Form(paper.kind, **kept["form"]), Called(**kept["contract"]), one(kept["store"]), one(kept["governorate"]), one(kept["supplier"]),
        tuple(Called(**maker) for maker in kept["makers"]), several(kept["items"]), several(kept["sites"]), several(kept["stores"]),
    )


def words_now(session: Session, paper: Paper) -> Names:
    """How everything that a paper speaks of is called at present, as the paper keeps it when it is closed."""
    items = {line.line_id for line in paper.lines}
    sites = {site for line in paper.lines for site in (line.site_id, line.to_site_id) if site is not None}
    stores = {line.to_store_id for line in paper.lines if line.to_store_id is not None}
    supplier_id = supplier_of(session, paper)
    return printed(
        form_of(session, paper.kind, paper.closed_at), contract=told(session.get_one(Contract, paper.contract_id)),
        store=told(session.get(Store, paper.store_id)) if paper.store_id else None,
        governorate=told(session.get(Governorate, paper.governorate_id)) if paper.governorate_id else None,
        supplier=told(session.get(Supplier, supplier_id)) if supplier_id else None,
        makers=[] if supplier_id else [told(maker) for maker in _makers(session, paper.lines)],
        items=_rows(session, ContractLine, items), sites=_rows(session, Site, sites), stores=_rows(session, Store, stores),
    )


def printed(
    form: Form, *, items: Mapping[int, Names | None], sites: Mapping[int, Names | None], stores: Mapping[int, Names | None] | None = None,
    **parties: Names | list[Names | None] | None,
) -> Names:
    """These names as a paper keeps them; the parties are its contract, store, governorate, supplier and makers."""
    found = (("items", items), ("sites", sites), ("stores", stores or {}))
    return {"form": {"title": form.title, "form": form.form}, **parties} | {
        name: {str(number): names for number, names in sorted(several.items())} for name, several in found
    }


def told(row: Any) -> Names | None:
    """A row of the register with those of its names that say something."""
    if row is None:
        return None
    found = {name: str(getattr(row, name, None) or "") for name in _NAMES}
    return {name: said for name, said in found.items() if said or name in ("code", "name_ar")}


_NAMES = tuple(field.name for field in fields(Called))


def _called(kept: Names | None) -> Called | None:
    return Called(**kept) if kept else None


def _by_id(kept: dict[str, Names]) -> dict[int, Called]:
    return {int(number): Called(**names) for number, names in kept.items()}


def _rows(session: Session, model: Any, ids: Collection[int]) -> dict[int, Names | None]:
    return {row.id: told(row) for row in session.scalars(select(model).where(model.id.in_(ids)))} if ids else {}


def _makers(session: Session, lines: Iterable[PaperLine]) -> list[Supplier]:
    """The suppliers of the items, in the order of the lines."""
    order = list(dict.fromkeys(line.line_id for line in lines))
    query = select(ContractLine.id, Supplier).join(Lot, Lot.id == ContractLine.lot_id).join(Supplier, Supplier.id == Lot.supplier_id)
    found = {row[0]: row[1] for row in session.execute(query.where(ContractLine.id.in_(order)))}
    return list(dict.fromkeys(found[number] for number in order if number in found))
