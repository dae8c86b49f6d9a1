"""The furnishing stage of a complex follows from the ledger: what was accepted for it, of what was allotted to it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Account, Site
from rollout.details.following import follow
from rollout.stages import Kind
from rollout.supply.states import Held

STAGE, SHARE = "furnishing", "furnishing.share"


def follow_sites(session: Session, site_ids: Collection[int] | None, *, today: date, by: int | None) -> None:
    """Let the journal follow the ledger at these sites (None: at every site for which anything was ordered). Flushes."""
    ordered = select(Account.site_id).where(Account.state == Held.ORDERED)
    here = Site.id.in_(ordered if site_ids is None else site_ids)
    sites = session.scalars(select(Site).where(here, Site.kind == Kind.COMPLEX, Site.withdrawn_at.is_(None))).all()
    if not sites:
        return
    follow(session, [(site, STAGE) for site in sites], today=today, by=by)
