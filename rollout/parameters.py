"""Deadlines, lengths and targets as the ministry set them: rows that are only ever added, read as of a day, as known at a moment."""

from dataclasses import replace
from datetime import date, datetime

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Parameter
from rollout.journal import next_moment
from rollout.ledger.furnishing import SHARE, follow_sites
from rollout.people import full_name
from rollout.works.terms import PARAMETERS, ParameterKind, Parameters, Term, Unit, broken, shipped

__all__ = [
    "PARAMETERS", "ParameterKind", "Parameters", "Term", "Unit", "add", "add_shipped", "history", "parameters",
    "without_and_with",
]


def parameters(session: Session, as_of: date, known_at: datetime | None = None) -> Parameters:
    """The terms in force on a day, in one statement."""
    return Parameters(_kept(session, known_at), as_of)


def without_and_with(session: Session, term: Term, as_of: date) -> tuple[Parameters, Parameters]:
    """The terms in force on a day as they are kept, and as they would be with one more."""
    rows = _kept(session)
    return Parameters(rows, as_of), Parameters([*rows, term], as_of)


def _kept(session: Session, known_at: datetime | None = None) -> list[Term]:
    """Every row that is kept, in the order in which they were told."""
    query = select(
        Parameter.key, Parameter.value, Parameter.effective_on, Parameter.words, Parameter.source, Parameter.approved_by,
        Parameter.recorded_at,
    ).order_by(Parameter.recorded_at, Parameter.id)
    if known_at is not None:
        query = query.where(Parameter.recorded_at <= known_at)
    return [Term(*row) for row in session.execute(query)]


def history(session: Session) -> dict[str, list[Term]]:
    """Every row of each parameter, the one told last first, with who told it."""
    query = (
        select(Parameter, User.first_name, User.last_name)
        .outerjoin(User, User.id == Parameter.recorded_by_id)
        .order_by(Parameter.recorded_at.desc(), Parameter.id.desc())
    )
    found: dict[str, list[Term]] = {key: [] for key in PARAMETERS}
    for row, first, last in session.execute(query):
        by = full_name(first, last)
        found.setdefault(row.key, []).append(
            Term(row.key, row.value, row.effective_on, row.words, row.source, row.approved_by, row.recorded_at, by)
        )
    return {key: rows or [shipped(PARAMETERS[key])] for key, rows in found.items() if key in PARAMETERS}


def add(session: Session, term: Term, *, today: date, by: int | None) -> Parameter:
    """Set a new value from a day on; what held before stays as it was. Raises what the rules of the row refuse. Flushes.

    The journal follows where a stage hangs on the value.
    """
    for refused in broken(term, today):
        raise refused
    row = _row(replace(term, recorded_at=next_moment(session)))
    row.recorded_by_id = by
    session.add(row)
    session.flush()
    if term.key == SHARE:
        follow_sites(session, None, today=today, by=by)
    return row


def add_shipped(session: Session) -> int:
    """Keep what the product ships of each parameter of which nothing is kept yet; gives the number of rows added."""
    known = set(session.scalars(select(Parameter.key).distinct()))
    new = [kind for key, kind in PARAMETERS.items() if key not in known]
    if new:
        moment = next_moment(session)
        session.add_all(_row(replace(shipped(kind), recorded_at=moment)) for kind in new)
        session.flush()
    return len(new)


def _row(term: Term) -> Parameter:
    return Parameter(
        key=term.key, value=term.value, effective_on=term.effective_on, words=term.words, source=term.source,
        approved_by=term.approved_by, recorded_at=term.recorded_at,
    )
