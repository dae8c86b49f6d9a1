"""Naming accounts, items and papers in sentences about them: what a reader needs to find the row, loaded once."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, ContractLine, Site, Store
from rollout.supply.kinds import KINDS
from rollout.supply.states import Held
from rollout.text import Text, _, name_of


class Named:
    """The items, sites and stores of the ledger by their ids."""

    def __init__(self, session: Session) -> None:
        self._lines = {row.id: f"{row.code} {name_of(row)}" for row in session.execute(
            select(ContractLine.id, ContractLine.code, ContractLine.name_ar, ContractLine.name_en))}
        self._sites = {row.id: row.code for row in session.execute(select(Site.id, Site.code))}
        self._stores = {row.id: row.code for row in session.execute(select(Store.id, Store.code))}

    def item(self, line_id: int) -> str:
        return self._lines.get(line_id, "—")

    def site(self, site_id: int | None) -> str:
        return self._sites.get(site_id, "—") if site_id is not None else "—"

    def store(self, store_id: int | None) -> str:
        return self._stores.get(store_id, "—") if store_id is not None else "—"

    def account(self, account: Any) -> Text:
        """An account, or a row with its columns."""
        values = {"item": self.item(account.line_id), "state": Held(account.state).label, "site": self.site(account.site_id)}
        if account.site_id is None:
            return _("%(item)s, “%(state)s”", **values)
        if account.store_id is None:
            return _("%(item)s, site %(site)s, “%(state)s”", **values)
        return _("%(item)s, site %(site)s, store %(store)s, “%(state)s”", store=self.store(account.store_id), **values)


def paper_name(paper: Any) -> Text:
    """A paper, or a row with its kind, number, year and id."""
    if paper.number is None:
        return _("%(kind)s without a number (%(id)s)", kind=KINDS[paper.kind].label, id=str(paper.id))
    return _("%(kind)s %(number)s of %(year)s (%(id)s)", kind=KINDS[paper.kind].label, number=str(paper.number), year=str(paper.year),
             id=str(paper.id))


PLACE = (Account.id, Account.line_id, Account.site_id, Account.store_id, Account.state)
"""The columns by which an account is named."""
