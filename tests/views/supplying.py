"""What tests of the pages about papers share: a contract of which something was received in Assiut, and forms filled by row."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models import Paper, PaperLine
from tests.cast import STOREKEEPER, account
from tests.laying import lay_file
from tests.supplies import Supplies, ordered, received
from tests.views.visiting import House, Visitor, records

TODAY = date(2023, 11, 30)
COMMITTEE = {
    "decision": "٤٥", "decided_on": "2023-06-20", "name-chair": "محمود عبد الله", "name-technical": "سامي فؤاد",
    "name-storekeeper": "حسن علي",
}


@dataclass
class Goods:
    """A receipt of two items in the store of Assiut: its number, the numbers of its lines, and where they are."""

    house: House
    receipt: int
    lines: list[int] = field(default_factory=list)
    store: int = 0
    site: int = 0
    foreign: int = 0

    def cells(self, *rows: dict[str, Any]) -> dict[str, str]:
        """What is typed into the rows of the minutes, one after the other."""
        return {f"{line}-{name}": str(value) for line, row in zip(self.lines, rows, strict=False) for name, value in row.items()}

    def papers(self, kind: str = "") -> list[Paper]:
        """The papers of a kind, read with their lines and signatories, in the order in which they were entered."""
        with self.house.records() as session:
            query = select(Paper).options(selectinload(Paper.lines), selectinload(Paper.signatories)).order_by(Paper.id)
            found = list(session.scalars(query.where(Paper.kind == kind) if kind else query))
            session.expunge_all()
            return found

    def world(self, work: Callable[[Session], Any]) -> Any:
        with self.house.records() as session:
            return work(session)


def goods(house: House, *quantities: int, store: bool = True) -> Goods:
    """Receive so much of each of two items on the first of July, as the storekeeper enters it."""
    receipt, lines, *places = lay_file(house.url, _goods, quantities or (10, 10), store)
    return Goods(house, receipt, [*lines], *places)


def _goods(url: str, quantities: tuple[int, ...], store: bool) -> tuple[Any, ...]:
    with records(url) as session:
        world: Supplies = ordered(session)
        world.by = account(session, STOREKEEPER).id
        receipt = received(world, *quantities, store=store)
        lines = tuple(line.id for line in world.lines_of(receipt))
        return receipt.id, lines, world.stores[0].id, world.sites[0].id, world.sites[2].id


def minutes(visitor: Visitor, goods: Goods, *rows: dict[str, Any], do: str = "close", **values: Any) -> Any:
    """Send the form of minutes about the receipt, as it opens but for what is said here."""
    return visitor.post(f"/inspections/new/{goods.receipt}", {"day": "2023-07-05", **COMMITTEE, **goods.cells(*rows), "do": do, **values})


def next_form(visitor: Visitor, paper: int, kind: str, **values: Any) -> Any:
    """Send the short form of the paper that follows, as it opens but for what is said here."""
    page = visitor.get(f"/papers/{paper}/next/{kind}")
    assert page.status_code == 200, page.text
    return visitor.post(f"/papers/{paper}/next/{kind}", {**filled(page.text), **values})


def filled(page: str) -> dict[str, str]:
    """The texts with which the fields of a form open."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token" and 'type="checkbox"' not in tag and 'type="file"' not in tag:
            found[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    return found


def lines_of(session: Session, paper: int) -> list[PaperLine]:
    return list(session.scalars(select(PaperLine).where(PaperLine.paper_id == paper).order_by(PaperLine.position)))
