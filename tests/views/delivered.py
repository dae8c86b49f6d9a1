"""Where the battery gets what the pages of deliveries and devices ask for: a delivery note, a receipt, a device."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from models import Asset, Contract, ContractLine, Lot, Paper, Site, Supplier
from tests.views.visiting import House

_number = count(9000)


def a_closed_paper(house: House, place: str, kind: str = "delivery") -> int:
    """A closed paper of a governorate, under a contract of that governorate alone."""
    with house.records() as session:
        number = next(_number)
        contract = session.scalar(select(Contract).where(Contract.code == f"D-{place}"))
        if contract is None:  # one for all papers of a place, for some pages read every contract there is
            contract = Contract(code=f"D-{place}", number=f"D-{place}", name_ar="عقد", signed_on=date(2023, 6, 1), value=100)
            session.add(contract)
            session.flush()
        now = datetime.now(UTC)
        paper = Paper(
            contract_id=contract.id, governorate_id=session.get_one(Site, house.site_id(session, place)).governorate_id, kind=kind,
            day=date(2023, 7, 1), year=2023, number=number, state="closed", recorded_at=now, closed_at=now,
        )
        session.add(paper)
        session.flush()
        return paper.id


def a_device(house: House, place: str) -> str:
    """The tag of a device at the governorate's site."""
    paper = a_closed_paper(house, place, "receipt")
    with house.records() as session:
        site, contract_id = session.get_one(Site, house.site_id(session, place)), session.get_one(Paper, paper).contract_id
        number = next(_number)
        supplier = Supplier(code=f"S-{number}", name_ar="مورد")
        session.add(supplier)
        session.flush()
        lot = Lot(contract_id=contract_id, supplier_id=supplier.id, code=f"L-{number}", name_ar="أجهزة")
        session.add(lot)
        session.flush()
        line = ContractLine(
            contract_id=contract_id, lot_id=lot.id, code=f"I-{number}", position=number, name_ar="حاسب آلي", unit="device", unit_price=1,
            has_serials=True,
        )
        session.add(line)
        session.flush()
        session.add(Asset(
            line_id=line.id, site_id=site.id, governorate_id=site.governorate_id, serial=str(number), tag=f"{site.code}-I-{number}",
            recorded_at=datetime.now(UTC),
        ))
        return f"{site.code}-I-{number}"


DELIVERED: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("AssetsView", "paper"): lambda house, place: a_closed_paper(house, place, "receipt"),
    ("AssetsView", "tag"): a_device,
    ("DeliveriesView", "paper"): a_closed_paper,
}
"""By view and argument."""
