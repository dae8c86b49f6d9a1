"""Which papers were closed about a site after somebody opened a form about it: what a paper says is added, never put together."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from models import Paper, PaperLine


def last_closed(session: Session, site_id: int) -> datetime | None:
    """The moment at which the last paper about the site was closed."""
    return session.scalar(select(func.max(Paper.closed_at)).where(_about(site_id)))


def closed_since(session: Session, site_id: int, moment: datetime | None) -> list[Paper]:
    """The papers about the site that were closed after the moment, in that order; all of them where there was none then."""
    later = [] if moment is None else [Paper.closed_at > moment]
    return list(session.scalars(select(Paper).where(_about(site_id), Paper.closed_at.is_not(None), *later).order_by(Paper.closed_at)))


def _about(site_id: int) -> ColumnElement[bool]:
    return Paper.id.in_(select(PaperLine.paper_id).where(or_(PaperLine.site_id == site_id, PaperLine.to_site_id == site_id)))
