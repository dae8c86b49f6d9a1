"""Papers of the stores for the battery: one of each governorate, at the stage that a page asks for."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from models import Contract, Paper, Signatory, Site
from tests.views.visiting import House


def a_supply_paper(house: House, place: str, kind: str = "inspection", about: int | None = None) -> int:
    """The draft of a paper of a governorate, under a contract of that governorate alone."""
    with house.records() as session:
        contract = session.scalar(select(Contract).where(Contract.code == f"C-{place}"))
        if contract is None:  # one for all papers of a place, for some pages read every contract there is
            contract = Contract(code=f"C-{place}", number=place, name_ar="عقد", signed_on=date(2023, 6, 1), value=100)
            session.add(contract)
            session.flush()
        home = session.get_one(Site, house.site_id(session, place)).governorate_id
        paper = Paper(
            contract_id=contract.id, governorate_id=home, kind=kind, day=date(2023, 7, 1), year=2023, recorded_at=datetime.now(UTC),
            about_id=about, signatories=[Signatory(governorate_id=home, part="chair", name="محمود عبد الله")],
        )
        session.add(paper)
        session.flush()
        return paper.id


def a_receipt(house: House, place: str) -> int:
    return a_supply_paper(house, place, "receipt")


def minutes_of_a_receipt(house: House, place: str) -> int:
    return a_supply_paper(house, place, about=a_receipt(house, place))


def a_signatory(house: House, place: str) -> int:
    paper = a_supply_paper(house, place)
    with house.records() as session:
        return session.scalars(select(Signatory.id).where(Signatory.paper_id == paper)).one()


def an_audit(house: House, place: str) -> int:
    """Begun minutes of a stock-taking."""
    paper = a_supply_paper(house, place, "audit")
    with house.records() as session:
        session.get_one(Paper, paper).facts = {"site": session.get_one(Site, house.site_id(session, place)).code}
    return paper


PAPERED: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("AuditsView", "paper"): an_audit,
    ("InspectionsView", "paper"): minutes_of_a_receipt,
    ("InspectionsView", "receipt"): a_receipt,
    ("PrintsView", "paper"): a_supply_paper,
    ("PapersView", "kind"): lambda house, place: "counter",
    ("PapersView", "paper"): a_supply_paper,
    ("PapersView", "signatory"): a_signatory,
}
