"""What a receipt tells beyond the order, as long as it lies there: it is sent back, or kept."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Paper, Site
from rollout.scope import scope_of
from rollout.supply.states import Held
from views.security.access import may

SHORT_PAPERS = ("surplus_back", "surplus_kept")


def surplus_places(session: Session, paper: Paper) -> list[Site]:
    """The sites for which something of the receipt's surplus still lies apart, where the user may send it back or keep it."""
    lines = [line for line in paper.lines if line.surplus and line.site_id is not None]
    if not lines or paper.state != "closed" or not may("audits", "can_write"):
        return []
    query = select(Account.line_id, Account.site_id).where(
        Account.state == Held.SURPLUS, Account.balance > 0, Account.line_id.in_({line.line_id for line in lines}),
        Account.site_id.in_({line.site_id for line in lines}),
    )
    there = {(row.line_id, row.site_id) for row in session.execute(query)}
    sites = {line.site_id for line in lines if (line.line_id, line.site_id) in there}
    places = session.scalars(select(Site).where(Site.id.in_(sites)).order_by(Site.sort_key, Site.id))
    return [site for site in places if site.governorate_id in scope_of(session).capture]
