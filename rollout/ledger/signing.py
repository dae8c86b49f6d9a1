"""Signing a closed paper by hand on a screen: the drawing is kept as lines of points, tied to what the paper says. Once, and for good."""

import json
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from models import Paper, Signatory, Signature
from rollout.errors import Conflict, Refused
from rollout.journal import next_moment
from rollout.ledger.content import content_hash
from rollout.text import _

SIDE = 1000
"""The drawing's width and height in the units in which its points are kept."""

MOST_STROKES, MOST_POINTS, LEAST_POINTS, LEAST_EXTENT, MOST_LETTERS = 200, 5_000, 6, 60, 200_000

Strokes = list[list[list[int]]]


def read_strokes(drawn: str) -> Strokes:
    """The lines that a page sent as JSON. Raises Refused for what is no drawing, is too small to be a signature, or is too large."""
    if not drawn.strip():
        raise Refused(_("Sign in the frame first."), "strokes")
    if len(drawn) > MOST_LETTERS:
        raise Refused(_("The drawing is too large; clear it and sign once more."), "strokes")
    try:
        strokes = json.loads(drawn)
    except (ValueError, RecursionError):
        raise Refused(_("The drawing could not be read; clear it and sign once more."), "strokes") from None
    if not _is_drawing(strokes):
        raise Refused(_("The drawing could not be read; clear it and sign once more."), "strokes")
    points = [point for stroke in strokes for point in stroke]
    if len(strokes) > MOST_STROKES or len(points) > MOST_POINTS:
        raise Refused(_("The drawing is too large; clear it and sign once more."), "strokes")
    if len(points) < LEAST_POINTS or max(_extent(points, 0), _extent(points, 1)) < LEAST_EXTENT:
        raise Refused(_("This is too small for a signature; clear it and sign once more."), "strokes")
    return strokes


def sign(session: Session, signatory: Signatory, strokes: Strokes, *, by: int | None) -> Signature:
    """Keep the signature of somebody whom a closed paper names; `by` is the officer on whose device it was drawn. Flushes."""
    moment = next_moment(session)
    paper = closed_paper(session, signatory.paper_id)
    if paper is None:
        raise Refused(_("Only a closed paper is signed."), "strokes")
    if session.scalar(select(Signature.id).where(Signature.signatory_id == signatory.id)) is not None:
        raise Conflict(_("This was signed already. A signature is never changed."))
    signature = Signature(
        signatory_id=signatory.id, governorate_id=signatory.governorate_id, strokes=strokes, sha256=content_hash(paper),
        signed_at=moment, held_by_id=by,
    )
    session.add(signature)
    session.flush()
    return signature


def closed_paper(session: Session, paper_id: int) -> Paper | None:
    """A closed paper with everything that its content is made of, as the database has it now."""
    options = undefer(Paper.printed), selectinload(Paper.lines), selectinload(Paper.signatories).joinedload(Signatory.signature)
    query = select(Paper).where(Paper.id == paper_id, Paper.state == "closed").options(*options)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def broken_signatures(paper: Paper) -> list[Signature]:
    """The signatures under something else than the paper now says; none, unless somebody went past the program."""
    signed = [person.signature for person in paper.signatories if person.signature is not None]
    said = content_hash(paper) if signed else ""
    return [signature for signature in signed if signature.sha256 != said]


def signed_papers(session: Session) -> Iterable[Paper]:
    """Every paper that bears a signature, for checks over all of them."""
    signed = select(Signatory.paper_id).join(Signature, Signature.signatory_id == Signatory.id).distinct()
    options = undefer(Paper.printed), selectinload(Paper.lines), selectinload(Paper.signatories).joinedload(Signatory.signature)
    return session.scalars(select(Paper).where(Paper.id.in_(signed)).options(*options))


def frame_of(strokes: Sequence[Sequence[Sequence[int]]], margin: int = 20) -> tuple[int, int, int, int]:
    """Left, top, width and height of the part of the drawing that bears lines."""
    points = [point for stroke in strokes for point in stroke]
    left, top = min(x for x, _y in points) - margin, min(y for _x, y in points) - margin
    return left, top, _extent(points, 0) + 2 * margin, _extent(points, 1) + 2 * margin


def path_of(strokes: Sequence[Sequence[Sequence[int]]]) -> str:
    """The drawing as the path of an SVG, in its own units; a single point becomes a dot."""
    parts = []
    for stroke in strokes:
        (x, y), *rest = stroke
        parts.append(f"M{x} {y}" + ("".join(f"L{x} {y}" for x, y in rest) or "h1"))
    return "".join(parts)


def _is_drawing(strokes: object) -> TypeGuard[Strokes]:
    return isinstance(strokes, list) and bool(strokes) and all(
        isinstance(stroke, list) and bool(stroke) and all(_is_point(point) for point in stroke) for stroke in strokes
    )


def _is_point(point: object) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(type(part) is int and 0 <= part <= SIDE for part in point)


def _extent(points: Sequence[Sequence[int]], axis: int) -> int:
    return max(point[axis] for point in points) - min(point[axis] for point in points)
