"""The papers as they are filed: looked up by kind, place, day, number and supplier, the latest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from models import Evidence, Governorate, Paper, Signatory, Signature, Supplier
from rollout.arabic import Digits, to_digits

_LARGEST = 2**31
UNSIGNED = "unsigned"
"""The state of closed papers under which not everybody whom they name has signed, neither on a screen nor on a scan."""


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; nothing of it finds every paper but the dropped ones."""

    kind: str = ""
    governorate: str = ""
    store: int | None = None
    supplier: int | None = None
    first: date | None = None
    last: date | None = None
    number: str = ""
    state: str = ""


@dataclass(frozen=True)
class Filed:
    """A paper with its governorate (None: the contract's own) and its supplier, else that of the two papers before it."""

    paper: Paper
    governorate: Governorate | None
    supplier: Supplier | None


LATEST = (Paper.day.desc(), Paper.id.desc())
"""The order in which papers are filed."""


def find(
    session: Session, wanted: Wanted, *, most: int | None, start: int = 0, order: Sequence[Any] = LATEST,
) -> tuple[list[Filed], int]:
    """So many of the papers from a place in their order on, and how many there are in all."""
    before, first = aliased(Paper), aliased(Paper)
    supplier = func.coalesce(Paper.supplier_id, before.supplier_id, first.supplier_id)
    query = (
        select(Paper, Governorate, Supplier)
        .outerjoin(Governorate, Governorate.id == Paper.governorate_id)
        .outerjoin(before, before.id == Paper.about_id).outerjoin(first, first.id == before.about_id)
        .outerjoin(Supplier, Supplier.id == supplier).where(*_conditions(wanted, supplier))
    )
    number = session.scalar(select(func.count()).select_from(query.with_only_columns(Paper.id).subquery())) or 0
    query = query.options(joinedload(Paper.store)).order_by(*order).limit(most).offset(start)
    return [Filed(*row) for row in session.execute(query)], number


def _conditions(wanted: Wanted, supplier: Any) -> Sequence[Any]:
    found: list[Any] = [Paper.state == wanted.state if wanted.state else Paper.state != "dropped"]
    if wanted.state == UNSIGNED:
        found = [Paper.state == "closed", unsigned()]
    if wanted.kind:
        found.append(Paper.kind == wanted.kind)
    if wanted.governorate:
        found.append(Governorate.code == wanted.governorate)
    if wanted.store is not None:
        found.append(Paper.store_id == wanted.store)
    if wanted.supplier is not None:
        found.append(supplier == wanted.supplier)
    if wanted.first is not None:
        found.append(Paper.day >= wanted.first)
    if wanted.last is not None:
        found.append(Paper.day <= wanted.last)
    if wanted.number.strip():
        found.append(_numbered(wanted.number.strip()))
    return found


def unsigned() -> Any:
    """Of a closed paper: somebody whom it names has not signed it on a screen, and there is no scan of it."""
    drawn = select(Signature.id).where(Signature.signatory_id == Signatory.id)
    scanned = select(Evidence.id).where(Evidence.paper_id == Paper.id, Evidence.in_force())
    return exists().where(Signatory.paper_id == Paper.id, ~drawn.exists()) & ~scanned.exists()


def _numbered(typed: str) -> Any:
    """A running number, or the whole of it with its year as it is printed, or the supplier's own number in either set of digits."""
    own = [Paper.own_number == to_digits(typed, digits) for digits in Digits]
    figures = [int(figure) for figure in re.findall(r"\d+", to_digits(typed, Digits.WESTERN)) if len(figure) < 10]
    if not figures or figures[-1] >= _LARGEST:
        return or_(*own)
    running = Paper.number == figures[-1]
    if len(figures) > 1:
        running &= Paper.year == figures[-2]
    return or_(running, *own)
