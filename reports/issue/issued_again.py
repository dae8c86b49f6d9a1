"""What stands against issuing a document: its day, its place, and that it was issued already."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models import Governorate, IssuedDocument
from reports.document.content import Document
from reports.document.frozen import as_json, from_json
from rollout.clock import CAIRO
from rollout.errors import OutOfScope, Refused
from rollout.issued.content import unpacked
from rollout.issued.kinds import NATIONAL, IssuedKind
from rollout.issued.restated import learnt, restated
from rollout.journal import last_moment
from rollout.scope import scope_of
from rollout.text import _

_NO_TIME = datetime.min.replace(tzinfo=UTC)


def refuse(
    session: Session, kind: IssuedKind, governorate: Governorate | None, as_of: date, known_at: datetime | None, today: date | None
) -> None:
    """A day or a moment to come, and a place for which the session does not work."""
    now = datetime.now(UTC)
    if as_of > (today or now.astimezone(CAIRO).date()):
        raise Refused(_("A report cannot be issued for a day that has not come yet."))
    if known_at is not None and known_at > now:
        raise Refused(_("A report cannot be issued for what will be known later."))
    scope = scope_of(session)
    if governorate is None and scope.view_ids is not None:
        raise OutOfScope
    if governorate is not None and (governorate.id not in scope.capture or kind.key == NATIONAL):
        raise OutOfScope


def refuse_backdated(session: Session, as_of: date, known_at: datetime) -> None:
    """What was recorded within a day belongs to its figures: they are issued as known at its end or later, or at the last moment of all."""
    last = last_moment(session)
    if known_at < datetime.combine(as_of, time.max, CAIRO) and last is not None and known_at < last:
        raise Refused(_("More was recorded since that moment. Figures of a day are issued as known at its end or later."))


def refuse_outdated(session: Session, kind: IssuedKind, code: str | None, as_of: date, known_at: datetime) -> None:
    """Figures that were learnt otherwise since their moment: a report of them would be restated from the hour of its birth."""
    newest = last_moment(session)
    if newest is None or newest <= known_at:
        return
    since = learnt(session, kind, code, as_of, known_at, newest)
    if since:
        raise Refused(_("Since this page was shown, more became known of this day; sites concerned: %(number)s. Nothing was issued. "
                        "The page shows the latest data now; look at it again, then issue it.", number=since.number))


def refuse_again(
    session: Session, kind: IssuedKind, place: int | None, as_of: date, known_at: datetime | None, figures: str, document: Document,
    meeting: int | None,
) -> None:
    """Nothing is issued twice: figures once for their day, whatever the moment, unless a site's were restated between the two; papers of
    words once in the same words."""
    row = IssuedDocument
    same = select(row).where(
        row.kind == kind.key, row.governorate_id == place, row.as_of == as_of, row.figures == figures, row.meeting_id == meeting
    )
    if not kind.counts:
        same = same.where(row.known_at == known_at)
    for earlier in session.scalars(same.options(undefer(row.content)).order_by(row.id)):
        if kind.repeated:
            if _said(from_json(unpacked(earlier.content))) == _said(document):
                raise Refused(_("This was issued already, as %(reference)s; nothing in it has changed since.", reference=earlier.reference))
        elif not restated(session, earlier, known_at):
            raise Refused(_("The same figures were issued already, as %(reference)s.", reference=earlier.reference))


def _said(document: Document) -> str:
    """All that a document says but its number, its day, its code and the moment of its data."""
    head = replace(document.letterhead, facts=())
    bare = replace(document, reference="", letterhead=head, seal=None, watermark="", facts={}, footer=(), known_at=_NO_TIME)
    return as_json(bare)
