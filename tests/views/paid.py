"""What tests of the pages about money share: a contract of which some units may be paid, some are certified, and some are late."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models import Certificate, Contract, ContractLine, Paper, PaperLine, Security, Supplier
from rollout.ledger.money.securities import Given, give
from tests.rollout.ledger.money.paying import certify, delivered
from tests.supplies import TODAY
from tests.views.visiting import House


@dataclass(frozen=True)
class Money:
    """The numbers of the rows: of two lines six units of ten were accepted, four added, and one of the first is certified."""

    certificate: int
    security: int
    order_line: int
    site: int
    lines: tuple[int, ...]
    supplier: str
    contract: str


def money(house: House) -> Money:
    """Made once in a house."""
    with house.records() as session:
        if session.scalar(select(Contract.id).where(Contract.code == "C-1")) is None:
            world = delivered(session, retention=500, advance=200_000, recovery=1_000)
            certify(world, 1)
            letter = Given(world.supplier.id, "final", "بنك مصر", "١٢٣", date(2023, 6, 1), 5_000_000, date(2023, 12, 20))
            give(session, world.contract, letter, today=TODAY, by=None)
        contract = session.scalars(select(Contract).where(Contract.code == "C-1")).one()
        line = session.scalars(
            select(PaperLine).join(Paper, Paper.id == PaperLine.paper_id)
            .where(Paper.kind == "order", Paper.contract_id == contract.id).order_by(PaperLine.id)
        ).first()
        assert line is not None
        assert line.site_id is not None
        return Money(
            session.scalars(select(Certificate.id).where(Certificate.contract_id == contract.id).order_by(Certificate.id)).first() or 0,
            session.scalars(select(Security.id).where(Security.contract_id == contract.id)).first() or 0, line.id, line.site_id,
            tuple(session.scalars(select(ContractLine.id).where(ContractLine.contract_id == contract.id).order_by(ContractLine.position))),
            session.scalars(select(Supplier.code).where(Supplier.code == "S-1")).one(), contract.code,
        )
