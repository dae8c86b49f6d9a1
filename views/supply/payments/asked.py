"""What the pages of the money have in common: the contract that is looked at, its suppliers, and who did what."""

from collections.abc import Collection, Iterable
from typing import Any

from flask import abort, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import Field

from models import Contract, Lot, Supplier
from rollout.arabic import parse_amount
from views.security.current import database
from views.security.forms import Typed


class Money(Typed):
    """A sum of money, typed in pounds and kept in piastres."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parse=parse_amount, **kwargs)


def contracts() -> list[Contract]:
    return list(database().scalars(select(Contract).order_by(Contract.signed_on, Contract.id)))


def the_contract() -> Contract | None:
    """The contract that the address names by its code, else the first; none where there is none yet."""
    every, asked = contracts(), request.args.get("contract", "").strip()
    if asked:
        return next((one for one in every if one.code == asked), None) or abort(404)
    return every[0] if every else None


def suppliers_of(session: Session, contract: Contract) -> list[Supplier]:
    """The suppliers of a contract's lots."""
    query = select(Supplier).where(Supplier.id.in_(select(Lot.supplier_id).where(Lot.contract_id == contract.id)))
    return list(session.scalars(query.order_by(Supplier.code)))


def supplier_asked(several: Iterable[Supplier]) -> Supplier | None:
    """The supplier that the address names by its code; none where it names none."""
    asked = request.values.get("supplier", "").strip()
    return next((one for one in several if one.code == asked), None) or (abort(404) if asked else None)


def rows_of(session: Session, model: Any, ids: Collection[int]) -> dict[int, Any]:
    """Lines or sites by their ids."""
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def told(field: Field) -> Any:
    """What stands in a field whose form was found valid."""
    return field.data
