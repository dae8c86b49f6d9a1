"""A contract for each governorate that the battery asks for, called like its site, so that one address argument serves both."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, ContractLine, Governorate, Kit, Lot, Site, Store, Supplier
from tests.views.visiting import House

LINE = "I-1"


def contract_of(session: Session, place: str) -> Contract:
    """The contract of a governorate's site with a lot and a line, made once."""
    code = session.get_one(Site, House.site_id(session, place)).code
    found = session.scalar(select(Contract).where(Contract.code == code))
    if found is None:
        found = Contract(code=code, number="1", name_ar="عقد", signed_on=date(2023, 6, 1), value=100_000)
        supplier = Supplier(code=f"S-{code}", name_ar="مورد")
        session.add_all([found, supplier])
        session.flush()
        lot = Lot(contract_id=found.id, supplier_id=supplier.id, code="L-1", name_ar="مجموعة")
        session.add(lot)
        session.flush()
        session.add(ContractLine(
            contract_id=found.id, lot_id=lot.id, code=LINE, position=1, name_ar="صنف", unit="piece", unit_price=1_000
        ))
        session.add(Kit(contract_id=found.id, code="K-1", name_ar="طقم"))
        place_id = session.scalars(select(Governorate.id).where(Governorate.code == place)).one()
        session.add(Store(code=f"ST-{code}", name_ar="مخزن", governorate_id=place_id))
        session.flush()
    return found


def its_contract(house: House, place: str) -> str:
    with house.records() as session:
        return contract_of(session, place).code


def _row_of(model: Any, condition: Callable[[Contract], Any]) -> Callable[[House, str], int]:
    def row(house: House, place: str) -> int:
        with house.records() as session:
            return session.scalars(select(model.id).where(condition(contract_of(session, place)))).one()

    return row


CONTRACTS: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("ContractView", "code"): its_contract,
    ("ContractView", "line"): lambda house, place: LINE,
    ("ContractWorkView", "code"): its_contract,
    ("ContractKitsView", "code"): its_contract,
    ("ContractKitsView", "kit"): lambda house, place: "K-1",
    ("ContractTermsView", "pk"): _row_of(Contract, lambda contract: Contract.id == contract.id),
    ("LotView", "pk"): _row_of(Lot, lambda contract: Lot.contract_id == contract.id),
    ("ContractLineView", "pk"): _row_of(ContractLine, lambda contract: ContractLine.contract_id == contract.id),
    ("SupplierView", "pk"): _row_of(Supplier, lambda contract: Supplier.code == f"S-{contract.code}"),
    ("StoreView", "pk"): _row_of(Store, lambda contract: Store.code == f"ST-{contract.code}"),
}
"""By view and argument."""

LOOKED_AT = ("ContractView.show", "ContractView.sites", "ContractView.units", "ContractView.line")
"""Pages that look at the governorate that the address names beside the contract."""
