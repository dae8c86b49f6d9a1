"""Finding sites in the register."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from models import Governorate, Markaz, Site
from rollout.arabic import search_words
from rollout.journal import next_moment
from rollout.scope import everything
from rollout.stages import Kind


@dataclass(frozen=True)
class Search:
    """What somebody looks for in the register. Every word of `text` must occur, in any Arabic spelling and with or without
    its article, in the code or a name."""

    text: str = ""
    governorate: str | None = None
    markaz_id: int | None = None
    kind: Kind | None = None
    planned_on: date | None = None


def matching(search: Search) -> Select[tuple[Site]]:
    """The sites that a search finds, in Arabic order; withdrawn ones are left out."""
    query = select(Site).where(Site.withdrawn_at.is_(None))
    for word in search_words(search.text):
        query = query.where(Site.folded.contains(word, autoescape=True))
    if search.governorate:
        query = query.where(Site.governorate_id.in_(select(Governorate.id).where(Governorate.code == search.governorate)))
    if search.markaz_id is not None:
        query = query.where(Site.markaz_id == search.markaz_id)
    if search.kind is not None:
        query = query.where(Site.kind == search.kind.value)
    if search.planned_on is not None:
        query = query.where(Site.planned_on == search.planned_on)
    return query.order_by(Site.sort_key, Site.id)


def count(session: Session, search: Search) -> int:
    """How many sites a search finds."""
    return session.scalar(select(func.count()).select_from(matching(search).order_by(None).with_only_columns(Site.id).subquery())) or 0


def site_by_code(session: Session, code: str) -> Site | None:
    """The site with this code, if it is in scope."""
    return session.scalar(select(Site).where(Site.code == code))


def code_is_taken(session: Session, code: str) -> bool:
    """Whether any site of the country has this code, in scope or not."""
    with Session(session.connection(), join_transaction_mode="rollback_only") as wide, everything(wide):
        return wide.scalar(select(Site.id).where(Site.code == code)) is not None


def withdraw(session: Session, site: Site) -> None:
    """Take a site out of the register from now on; every earlier position still counts it."""
    site.withdrawn_at = next_moment(session)


def governorates(session: Session) -> list[Governorate]:
    """The governorates in scope, in Arabic order."""
    return list(session.scalars(select(Governorate).order_by(Governorate.sort_key)))


def marakez(session: Session, governorate: str | None = None) -> list[Markaz]:
    """The marakez in scope, of one governorate or of all, in Arabic order."""
    if not governorate:
        return list(session.scalars(_MARAKEZ))
    return list(session.scalars(_MARAKEZ_OF_ONE, {"governorate": governorate}))


_MARAKEZ = select(Markaz).order_by(Markaz.sort_key)
_MARAKEZ_OF_ONE = _MARAKEZ.where(Markaz.governorate_id.in_(select(Governorate.id).where(Governorate.code == bindparam("governorate"))))
