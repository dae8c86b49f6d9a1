"""What people wrote into minutes, letters and memoranda, looked over for numbers that the figures of the same papers do not know."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from models import Addressee, Letter, Meeting
from reports.document.content import Document
from reports.document.unfounded import numbers_in, unfounded
from reports.followup.letter_draft import subject_of, words_of
from reports.followup.letters import letter_document
from reports.followup.memorandum import Words
from reports.issue.issued_papers import meeting_paper
from reports.words.addressing import addressed
from reports.words.phrases import Phrases
from rollout.issued.kinds import MINUTES, PACK
from rollout.meetings.wording import WORDS
from rollout.obstacles.reading import Held
from rollout.office import office


def in_meeting(session: Session, meeting: Meeting) -> list[str]:
    """The numbers in the chair's words and in what was said that neither the pack nor the minutes of the meeting have."""
    written = [*(str(meeting.words.get(part, "")) for part in WORDS), *(point.said for point in meeting.agenda)]
    if not _states(written):
        return []
    return unfounded(written, [meeting_paper(session, meeting, kind) for kind in (PACK, MINUTES)])


def in_letter(session: Session, letter: Letter, held: Held) -> list[str]:
    """The numbers in the words of a letter that neither its own figures have nor what is recorded of the obstacle."""
    written = [letter.subject, letter.words]
    addressee = session.get(Addressee, letter.addressee_id)
    recorded = [subject_of(held), words_of(Phrases(office(session).digits), held, addressed(addressee) if addressee else None)]
    if not unfounded(written, (), recorded):
        return []
    return unfounded(written, [letter_document(session, letter)], recorded)


def in_memorandum(document: Document, words: Words) -> list[str]:
    """The numbers in the author's words that the memorandum itself does not have."""
    written = [words.subject, *words.points, *words.asked]
    return unfounded(written, [document]) if _states(written) else []


def _states(written: Iterable[str]) -> bool:
    return any(numbers_in(text) for text in written)
