"""Letters about obstacles: drafted to whoever has to solve one, sent as an issued document, and awaited until they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models import Addressee, Governorate, IssuedDocument, Letter, Obstacle, ObstacleEvent
from rollout.errors import OutOfScope, Refused, RefusedTogether
from rollout.followup.events import in_order
from rollout.followup.hindering import Did
from rollout.followup.obstacles import ObstacleStep
from rollout.journal import next_moment
from rollout.obstacles.opening import happen, is_national
from rollout.obstacles.reading import Held
from rollout.parameters import parameters
from rollout.recording import Document
from rollout.rules import LONGEST_LINE, LONGEST_NOTE
from rollout.scope import scope_of
from rollout.text import _

_ENDS = (ObstacleStep.RESOLVED, ObstacleStep.REOPENED)


@dataclass(frozen=True)
class Correspondence:
    """A letter with its number, once it was sent, and its answer, once it came. Nobody waits for one where the obstacle is `solved`."""

    letter: Letter
    reference: str
    sent: ObstacleEvent | None
    reply: ObstacleEvent | None
    solved: bool = False

    @property
    def awaited(self) -> bool:
        return self.sent is not None and self.reply is None and not self.solved

    def days_late(self, as_of: date) -> int:
        """Days since its answer should have come; 0 in time, and for one that is answered."""
        due = self.letter.reply_due_on
        return max(0, (as_of - due).days) if self.awaited and due else 0


def letters(
    session: Session, *, obstacle_id: int | None = None, governorate: str | None = None, as_of: date | None = None,
) -> list[Correspondence]:
    """The letters in scope, of one obstacle or of all, as they stood on a day, the newest first; those that were dropped are left out."""
    query = (
        select(Letter, IssuedDocument.reference)
        .outerjoin(IssuedDocument, IssuedDocument.id == Letter.document_id)
        .where(Letter.state != "dropped")
        .options(joinedload(Letter.addressee), joinedload(Letter.obstacle))
        .order_by(Letter.id.desc())
    )
    told = select(ObstacleEvent).where(or_(ObstacleEvent.letter_id.is_not(None), ObstacleEvent.step.in_(_ENDS)))
    if as_of is not None:
        query, told = query.where(Letter.as_of <= as_of), told.where(ObstacleEvent.happened_on <= as_of)
    if obstacle_id is not None:
        query, told = query.where(Letter.obstacle_id == obstacle_id), told.where(ObstacleEvent.obstacle_id == obstacle_id)
    if governorate is not None:
        query = query.join(Governorate, Governorate.id == Letter.governorate_id).where(Governorate.code == governorate)
    happened = in_order(session.scalars(told))
    events = {(event.step, event.letter_id): event for event in happened}
    solved = {event.obstacle_id: event.step == ObstacleStep.RESOLVED for event in happened if event.step in _ENDS}
    return [
        Correspondence(
            letter, reference or "", events.get((ObstacleStep.LETTER, letter.id)), events.get((ObstacleStep.REPLY, letter.id)),
            solved.get(letter.obstacle_id, False),
        )
        for letter, reference in session.execute(query)
    ]


def draft(
    session: Session, held: Held, addressee: Addressee, subject: str, words: str, *, as_of: date, by: int | None, is_demo: bool = False,
) -> Letter:
    """Keep the draft of a letter about an open obstacle; it speaks for the ministry's unit only where the ministry writes it.

    Flushes, the caller commits.
    """
    _must_capture(session, held.obstacle.governorate_id)
    faults = [*_broken_words(subject, words)]
    if not held.standing.open:
        faults.append(Refused(_("The obstacle is resolved; no letter is needed.")))
    if faults:
        raise RefusedTogether(faults)
    letter = Letter(
        obstacle_id=held.id, governorate_id=held.obstacle.governorate_id, addressee_id=addressee.id, as_of=as_of, subject=subject,
        words=words, reply_due_on=_due(session, as_of), recorded_at=next_moment(session), recorded_by_id=by, is_demo=is_demo,
        central=is_national(session),
    )
    session.add(letter)
    session.flush()
    return letter


def rewrite(session: Session, letter: Letter, addressee: Addressee, subject: str, words: str) -> None:
    """Change a draft. Flushes, the caller commits."""
    _must_be_draft(session, letter)
    faults = [*_broken_words(subject, words)]
    if faults:
        raise RefusedTogether(faults)
    letter.addressee_id, letter.subject, letter.words = addressee.id, subject, words
    session.flush()
    session.expire(letter, ["addressee"])


def drop(session: Session, letter: Letter) -> None:
    """Give a draft up; it stays as it was. Flushes, the caller commits."""
    _must_be_draft(session, letter)
    letter.state = "dropped"
    session.flush()


def as_if_sent(session: Session, letter: Letter, on: date) -> Letter:
    """The draft as it will read if it is sent on a day, apart from the session: nothing of it is written."""
    due = _due(session, on)
    session.expunge(letter)
    letter.as_of, letter.reply_due_on = on, due
    return letter


def date_it(session: Session, letter: Letter, on: date) -> None:
    """Let a draft be of the day on which it is sent: its figures, and the day by which it asks for an answer. Flushes."""
    _must_be_draft(session, letter)
    letter.as_of, letter.reply_due_on = on, _due(session, on)
    session.flush()


def send(session: Session, letter: Letter, document_id: int | None, *, today: date, by: int | None) -> ObstacleEvent:
    """Mark a draft as sent on its own day, as the issued document with this number of a row; from now on its answer is awaited.

    Flushes, the caller commits.
    """
    _must_be_draft(session, letter)
    obstacle = session.get_one(Obstacle, letter.obstacle_id)
    event = happen(session, obstacle, Did(ObstacleStep.LETTER, letter.as_of, letter_id=letter.id), today=today, by=by)
    letter.state, letter.sent_on, letter.document_id = "sent", letter.as_of, document_id
    session.flush()
    return event


def reply(
    session: Session, letter: Letter, number: str, on: date, words: str, documents: Sequence[Document] = (), *, today: date,
    by: int | None,
) -> ObstacleEvent:
    """Record the answer to a letter: its number, its day, what it says, and its scan. Flushes, the caller commits."""
    obstacle = session.get_one(Obstacle, letter.obstacle_id)
    did = Did(ObstacleStep.REPLY, on, words, letter_id=letter.id, number=number)
    return happen(session, obstacle, did, documents, today=today, by=by)


def _due(session: Session, day: date) -> date:
    return day + timedelta(days=parameters(session, day).value("letter.reply"))


def _must_capture(session: Session, governorate_id: int) -> None:
    if governorate_id not in scope_of(session).capture:
        raise OutOfScope


def speaks_for(session: Session, letter: Letter) -> bool:
    """Whether the session may speak as the letter does: nobody but the ministry signs as its unit."""
    return letter.governorate_id in scope_of(session).capture and (is_national(session) or not letter.central)


def _must_be_draft(session: Session, letter: Letter) -> None:
    """Looked at under the lock: whoever sends a letter twice finds it sent."""
    _must_capture(session, letter.governorate_id)
    next_moment(session)
    session.refresh(letter, ["state"])
    refuse_unsendable(session, letter)


def refuse_unsendable(session: Session, letter: Letter) -> None:
    """What is no draft any more, or speaks for others, is neither changed nor sent."""
    _must_capture(session, letter.governorate_id)
    if not speaks_for(session, letter):
        raise Refused(_("This letter speaks for the ministry's unit; only the ministry changes it or sends it."))
    if letter.state == "sent":
        raise Refused(_("The letter was sent already."))
    if letter.state == "dropped":
        raise Refused(_("This draft was given up."))


def _broken_words(subject: str, words: str) -> Sequence[Refused]:
    faults = []
    if not subject.strip():
        faults.append(Refused(_("A letter has a subject."), "subject"))
    elif len(subject) > LONGEST_LINE:
        faults.append(Refused(_("At most %(number)s letters.", number=LONGEST_LINE), "subject"))
    if not words.strip():
        faults.append(Refused(_("A letter says something."), "words"))
    elif len(words) > LONGEST_NOTE:
        faults.append(Refused(_("At most %(number)s letters.", number=LONGEST_NOTE), "words"))
    return faults
