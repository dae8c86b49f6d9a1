"""The register of issued documents, as far as the scope of the session reaches."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from models import Governorate, IssuedDocument
from rollout.issued.kinds import KINDS
from rollout.issued.numbers import COUNTRY, read_reference


def document_of(session: Session, named: str, *options: Any) -> IssuedDocument | None:
    """The document of this number, with its files."""
    query = select(IssuedDocument).where(IssuedDocument.reference == read_reference(named))
    return session.scalar(query.options(selectinload(IssuedDocument.files), *options))


LATEST = (IssuedDocument.issued_at.desc(), IssuedDocument.id.desc())


def listed(
    session: Session, *, governorate: str | None = None, kind: str | None = None, year: int | None = None, start: int = 0,
    most: int | None = 50, order: Sequence[Any] = LATEST, without: Sequence[str] = (),
) -> tuple[Sequence[IssuedDocument], int]:
    """One page of the documents, the latest first, with how many there are; those of the whole country are asked for as ``EG``.

    Documents of the kinds in `without` are left out.
    """
    row = IssuedDocument
    query = select(row).where(row.kind.not_in(without)) if without else select(row)
    if governorate == COUNTRY:
        query = query.where(row.governorate_id.is_(None))
    elif governorate:
        query = query.join(Governorate, Governorate.id == row.governorate_id).where(Governorate.code == governorate)
    if kind:
        query = query.where(row.kind == kind)
    if year:
        query = query.where(row.year == year)
    total = session.scalar(select(func.count()).select_from(query.with_only_columns(row.id).subquery())) or 0
    page = query.order_by(*order).offset(start).limit(most).options(selectinload(row.files))
    return session.scalars(page).all(), total


def years(session: Session) -> list[int]:
    """The years of which there are documents, the latest first."""
    return list(session.scalars(select(IssuedDocument.year).distinct().order_by(IssuedDocument.year.desc())))


def comparable(
    session: Session, document: IssuedDocument, most: int = 60, *, without: Sequence[str] = ()
) -> Sequence[IssuedDocument]:
    """The other documents of the same place that state figures of sites, the latest first."""
    row = IssuedDocument
    counting = [kind.key for kind in KINDS.values() if kind.counts and kind.key not in without]
    query = select(row).where(row.governorate_id == document.governorate_id, row.id != document.id, row.kind.in_(counting))
    return session.scalars(query.order_by(row.as_of.desc(), row.id.desc()).limit(most)).all()


def of_meeting(session: Session, meeting_id: int) -> Sequence[IssuedDocument]:
    """What was issued of a meeting, in the order in which it was."""
    row = IssuedDocument
    return session.scalars(select(row).where(row.meeting_id == meeting_id).order_by(row.id).options(selectinload(row.files))).all()
