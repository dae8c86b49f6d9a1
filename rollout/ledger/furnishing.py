"""The furnishing stage of a complex follows from the ledger: what was accepted for it, of what was allotted to it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.details.following import follow
from rollout.stages import Kind
from rollout.works import AREAS

STAGE = "furnishing"


def follow_sites(session: Session, site_ids: Collection[int], *, today: date, by: int | None) -> None:
    """Let the journal follow the ledger at these sites. Flushes."""
    if not site_ids or STAGE not in AREAS:
        return
    sites = session.scalars(select(Site).where(Site.id.in_(site_ids), Site.kind == Kind.COMPLEX, Site.withdrawn_at.is_(None)))
    follow(session, [(site, STAGE) for site in sites], today=today, by=by)
