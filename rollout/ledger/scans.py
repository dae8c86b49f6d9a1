"""Scans of the signed paper: documents of the evidence store that prove a paper, and with it the stage that follows from it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Paper, PaperLine
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.ledger.furnishing import follow_sites
from rollout.recording import Document
from rollout.text import _


def attach(session: Session, paper: Paper, documents: Sequence[Document], *, today: date, by: int | None) -> int:
    """Keep documents as scans of a closed paper; those that it has already are left out. Gives the number added. Flushes."""
    moment = next_moment(session)
    if paper.state != "closed" or paper.governorate_id is None:
        raise Refused(_("Scans are kept of the closed papers of a governorate."), "evidence")
    has = set(session.scalars(select(Evidence.sha256).where(Evidence.paper_id == paper.id)))
    new = {document.sha256: document for document in documents if document.sha256 not in has}
    session.add_all(
        Evidence(
            paper_id=paper.id, governorate_id=paper.governorate_id, sha256=document.sha256, original_name=document.original_name,
            media_type=document.media_type, size=document.size, recorded_at=moment, recorded_by_id=by,
        )
        for document in new.values()
    )
    session.flush()
    sites = set(session.scalars(select(PaperLine.site_id).where(PaperLine.paper_id == paper.id, PaperLine.site_id.is_not(None))))
    follow_sites(session, {site_id for site_id in sites if site_id is not None}, today=today, by=by)
    return len(new)


def scans(session: Session, paper: Paper) -> list[Evidence]:
    """The scans of a paper, those that a better one replaced included, in the order in which they came."""
    return list(session.scalars(select(Evidence).where(Evidence.paper_id == paper.id).order_by(Evidence.id)))
