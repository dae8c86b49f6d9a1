"""The names that the closed papers of the demo's contract keep, as closing them one by one would."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, ContractLine, Governorate, Site, Store, Supplier
from rollout.demo.supply.goods import GOODS, LOTS
from rollout.demo.supply.papers import Sheet
from rollout.ledger.forms import Form, default
from rollout.ledger.printed import Names, printed, told


class Printing:
    """Everything that the papers of one contract call by name, read back once."""

    def __init__(
        self, session: Session, contract: int, lines: Sequence[int], suppliers: Sequence[int], stores: Mapping[str, int],
        governorates: Mapping[str, int], sites: Iterable[int],
    ) -> None:
        self.contract = _told(session, Contract, [contract])[contract]
        self.items, self.sites = _told(session, ContractLine, lines), _told(session, Site, {*sites})
        self.suppliers, self.stores = _told(session, Supplier, suppliers), _told(session, Store, stores.values())
        self.governorates = _told(session, Governorate, governorates.values())
        self.numbers = {"suppliers": suppliers, "lines": lines}
        self.forms: dict[str, Form] = {}

    def of(self, sheet: Sheet, paper: Mapping[str, Any]) -> Names:
        """What a paper keeps; its row and its lines have their ids."""
        if sheet.kind not in self.forms:
            self.forms[sheet.kind] = default(sheet.kind)
        supplier, lines, companies = _company(sheet), self.numbers["lines"], self.numbers["suppliers"]
        goods = dict.fromkeys(line.good for line in sheet.lines)
        makers = [] if supplier is not None else list(dict.fromkeys(LOTS[GOODS[good].lot].company for good in goods))
        return printed(
            self.forms[sheet.kind], contract=self.contract, store=self.stores.get(paper["store_id"]),
            governorate=self.governorates.get(paper["governorate_id"]),
            supplier=None if supplier is None else self.suppliers[companies[supplier]],
            makers=[self.suppliers[companies[maker]] for maker in makers],
            items={lines[good]: self.items[lines[good]] for good in goods},
            sites={line.site_id: self.sites[line.site_id] for line in sheet.lines if line.site_id is not None},
        )


def _company(sheet: Sheet | None) -> int | None:
    """The company whose goods they are: the sheet's own, else that of the sheets before it."""
    while sheet is not None and sheet.company is None:
        sheet = sheet.about
    return sheet.company if sheet is not None else None


def _told(session: Session, model: Any, ids: Iterable[int]) -> dict[int, Names | None]:
    wanted, table = {*ids}, model.__table__
    return {row.id: told(row) for row in session.execute(select(table)) if row.id in wanted}
