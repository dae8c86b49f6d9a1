"""Taking back that nothing was new: the sites were then not spoken for, as if it had never been said."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from models import Affirmation, Site
from rollout.errors import Refused
from rollout.journal import next_moment, number_in_all
from rollout.speaking import EVER, UNDO, still_said
from rollout.text import _
from rollout.undoing.judging import PAGE, WITHIN

_said = Affirmation.__table__
_CHUNK = 1_000


def last_said(session: Session, sites: Sequence[Site], by: int) -> int | None:
    """The number of what this person said last of these sites, by which all that was said in the same act is taken back.

    None where the same act spoke of other sites, too: whoever looks at these would take back more than they see.
    """
    ids = [site.id for site in sites]
    mine = (Affirmation.recorded_by_id == by, Affirmation.source == PAGE, still_said(_said, EVER))
    newest = select(Affirmation).where(Affirmation.site_id.in_(ids), *mine).order_by(Affirmation.id.desc()).limit(1)
    last = session.scalars(newest).first()
    if last is None or number_in_all(session, Affirmation, *in_the_act(_said.c, last), _said.c.site_id.not_in(ids)):
        return None
    return last.id


def in_the_act(columns: Any, said: Affirmation) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what the same person said at the same moment."""
    return columns.recorded_at == said.recorded_at, columns.recorded_by_id == said.recorded_by_id, columns.source == said.source


def kept_quiet(said: Affirmation, by: int) -> Refused | None:
    """Why it is not this person's to take back, or not any more; None where it is."""
    if said.recorded_by_id != by or said.source != PAGE:
        return Refused(_("Only the person who said that nothing was new can take it back."))
    if datetime.now(UTC) - said.recorded_at > WITHIN:
        minutes = WITHIN.seconds // 60
        return Refused(_("It was said more than %(minutes)s minutes ago; record what is new there instead.", minutes=minutes))
    return None


def take_back(session: Session, told: Sequence[tuple[Site, Affirmation]], by: int) -> list[Affirmation]:
    """Add for each what takes it back, all at one moment; what was taken back already stays so. Gives those that do, in their order."""
    known = _taken_back(session, told)
    moment = next_moment(session)
    rows = [
        dict(
            site_id=site.id, governorate_id=site.governorate_id, news_on=said.news_on, recorded_at=moment, recorded_by_id=by, source=UNDO,
            replaces_id=said.id,
        )
        for site, said in told if said.id not in known
    ]
    if rows:
        session.execute(insert(_said), rows)
        known = _taken_back(session, told)
    return [known[said.id] for _site, said in told]


def _taken_back(session: Session, told: Sequence[tuple[Site, Affirmation]]) -> dict[int, Affirmation]:
    """What takes these back, by their numbers."""
    ids = [said.id for _site, said in told]
    return {
        each.replaces_id: each for start in range(0, len(ids), _CHUNK)
        for each in session.scalars(select(Affirmation).where(Affirmation.replaces_id.in_(ids[start : start + _CHUNK])))
        if each.replaces_id is not None
    }
