"""Who accepted units keeps apart from their money: neither approves their payment, nor pays, nor takes a certificate back.

Whoever sat on a committee is known by the account that its paper names, and by the name that stands there.
"""

from collections.abc import Collection, Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from models import Certificate, CertificateItem, Paper, PaperLine, Payment, Signatory
from rollout.errors import Refused
from rollout.ledger.money.entitled import Place
from rollout.ledger.naming import paper_name
from rollout.people import full_name
from rollout.supply.kinds import KINDS
from rollout.supply.moves import letters
from rollout.text import Text, _, listed

ACCEPTING = ("inspection", "addition")
"""Kinds of papers by which units are accepted."""


def accepting_papers(session: Session, places: Collection[Place], user_id: int) -> list[Paper]:
    """Inspection minutes and addition vouchers of these units that this person closed or signs."""
    lines, sites = {line for line, _site in places}, {site for _line, site in places}
    told = select(PaperLine.paper_id).where(PaperLine.line_id.in_(lines), PaperLine.site_id.in_(sites))
    query = (
        select(Paper).where(Paper.kind.in_(ACCEPTING), Paper.state == "closed", Paper.id.in_(told), _is_of(session, user_id))
        .options(selectinload(Paper.lines)).order_by(Paper.id)
    )
    return [paper for paper in session.scalars(query) if any((line.line_id, line.site_id) in places for line in paper.lines)]


def refuse_acceptor(session: Session, certificate: Certificate, by: int | None) -> None:
    """Raises Refused where this person accepted any of the certificate's units."""
    if by is None:
        return
    items = session.execute(
        select(CertificateItem.line_id, CertificateItem.site_id).where(CertificateItem.certificate_id == certificate.id)
    )
    papers = accepting_papers(session, {(row.line_id, row.site_id) for row in items}, by)
    if papers:
        says = _("Whoever accepted or added any of these units neither pays for them nor takes their certificate back: %(papers)s.")
        raise Refused(says.with_values(papers=named(papers)))


def named(papers: Iterable[Paper]) -> str:
    """The first few papers, by kind and number."""
    return listed(f"{KINDS[paper.kind].label} {paper.number}/{paper.year}" for paper in list(papers)[:3])


def _is_of(session: Session, user_id: int) -> ColumnElement[bool]:
    """Papers that a person closed, or signs by account or by name."""
    signed = select(Signatory.paper_id).where((Signatory.user_id == user_id) | Signatory.name.in_(_names_of(session, user_id)))
    return (Paper.closed_by_id == user_id) | Paper.id.in_(signed)


def _names_of(session: Session, user_id: int) -> list[str]:
    """However committees write the name of an account's owner."""
    person = session.execute(select(User.first_name, User.last_name).where(User.id == user_id)).first()
    wanted = letters(full_name(*person)) if person else ""
    written = session.scalars(
        select(Signatory.name).distinct().join(Paper, Paper.id == Signatory.paper_id).where(Paper.kind.in_(ACCEPTING))
    )
    return [name for name in written if wanted and letters(name) == wanted]


def not_apart(session: Session) -> tuple[int, list[Text]]:
    """Certificates that were approved, taken back or paid by somebody who had accepted or added the units that they pay for."""
    acts: list[tuple[Text, Any, Any, Any]] = [
        (_("Certificate %(certificate)s was approved by somebody who had accepted its units: %(paper)s."),
         Certificate, Certificate.id, Certificate.corrects_id.is_(None)),
        (_("Certificate %(certificate)s was taken back by somebody who had accepted its units: %(paper)s."),
         Certificate, Certificate.id, Certificate.corrects_id.is_not(None)),
        (_("Certificate %(certificate)s was paid by somebody who had accepted its units: %(paper)s."),
         Payment, Payment.certificate_id, Payment.id.is_not(None)),
    ]
    faults: list[Text] = []
    for says, act, certificate_id, condition in acts:
        for user_id in session.scalars(select(act.recorded_by_id).where(act.recorded_by_id.is_not(None), condition).distinct()).all():
            place = (PaperLine.line_id == CertificateItem.line_id) & (PaperLine.site_id == CertificateItem.site_id)
            numbers = select(Certificate.id.label("certificate_id"), Certificate.number.label("certificate")).subquery()
            query = (
                select(numbers.c.certificate, Paper.id, Paper.kind, Paper.number, Paper.year).distinct().select_from(act)
                .join(numbers, numbers.c.certificate_id == certificate_id)
                .join(CertificateItem, CertificateItem.certificate_id == certificate_id)
                .join(PaperLine, place).join(Paper, Paper.id == PaperLine.paper_id)
                .where(
                    act.recorded_by_id == user_id, condition, Paper.kind.in_(ACCEPTING), Paper.closed_at < act.recorded_at,
                    _is_of(session, user_id),
                )
                .order_by(numbers.c.certificate, Paper.id)
            )
            faults += [says.with_values(certificate=str(row.certificate), paper=paper_name(row)) for row in session.execute(query)]
    return session.scalar(select(func.count(Certificate.id))) or 0, faults
