"""Issuing what is not a report: the pack and the minutes of a meeting, the memorandum to a minister, a letter, a paper of differences."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Addressee, Governorate, IssuedDocument, Letter, Meeting
from reports.document.content import Document
from reports.document.frozen import as_json, from_json
from reports.followup.comparison import comparison_document
from reports.followup.letters import letter_document
from reports.followup.memorandum import Words, memorandum
from reports.followup.minutes import minutes, minutes_paper
from reports.followup.pack import committee_pack, pack_paper, read
from reports.issue.issued_again import refuse
from reports.issue.issuing import Ready, beside, prepare
from rollout.comparison import Point
from rollout.errors import Refused
from rollout.evidence import Store
from rollout.issued.content import packed, unpacked
from rollout.issued.kinds import DIFFERENCES, KINDS, LETTER, MEMORANDUM, MINUTES, PACK
from rollout.issued.register import of_meeting
from rollout.journal import last_moment
from rollout.obstacles.letters import as_if_sent, date_it, refuse_unsendable, send
from rollout.text import _, speaking


def meeting_paper(session: Session, meeting: Meeting, kind: str) -> Document:
    """The pack or the minutes of a meeting: as they were kept when it was closed, until then as they stand."""
    kept = meeting.kept_minutes if kind == MINUTES else meeting.kept_pack
    if kept is not None:
        return from_json(unpacked(kept))
    return minutes(session, meeting) if kind == MINUTES else committee_pack(session, meeting)


def papers_to_keep(session: Session, meeting: Meeting) -> tuple[bytes, bytes]:
    """What the pack and the minutes of a meeting say at this moment, to be kept with it."""
    with speaking("ar"):
        told = read(session, meeting)
        return packed(as_json(pack_paper(told))), packed(as_json(minutes_paper(told)))


def refuse_unready(meeting: Meeting, kind: str) -> None:
    """A pack is issued once its moment is fixed, minutes once they are closed."""
    if kind == PACK and meeting.state not in ("open", "closed"):
        raise Refused(_("The pack of the meeting is issued once it was taken."))
    if kind == MINUTES and meeting.state != "closed":
        raise Refused(_("Minutes are issued once they are closed."))


def issue_of_meeting(
    session: Session, meeting: Meeting, kind: str, *, store: Store, by: int | None, issued_as: str = "", today: date | None = None
) -> IssuedDocument:
    """Issue the pack or the minutes, for the meeting's own day and moment: once, whatever they would say now. Beside other writers, and
    committed."""

    def prepared() -> Ready:
        refuse_unready(meeting, kind)
        for earlier in of_meeting(session, meeting.id):
            if earlier.kind == kind:
                raise Refused(_("This paper of the meeting was issued already, as %(reference)s.", reference=earlier.reference))
        return prepare(
            session, meeting_paper(session, meeting, kind), kind, governorate=session.get_one(Governorate, meeting.governorate_id),
            as_of=meeting.as_of, known_at=meeting.known_at, store=store, meeting=meeting, today=today,
        )

    return beside(session, prepared, by=by, issued_as=issued_as)


def issue_memorandum(
    session: Session, as_of: date, addressee: Addressee, words: Words, *, store: Store, by: int | None, day: date, issued_as: str = "",
    today: date | None = None,
) -> IssuedDocument:
    """Issue the memorandum about a day, as known now, written on `day`, beside other writers; it is committed."""

    def prepared() -> Ready:
        known_at = last_moment(session)
        document = memorandum(session, as_of, known_at, addressee, words, day=day)
        # It is read and signed, and nobody counts with it: a workbook would hold neither its points nor its requests.
        return prepare(
            session, document, MEMORANDUM, governorate=None, as_of=as_of, known_at=known_at, store=store, forms=("pdf", "docx"), today=today
        )

    return beside(session, prepared, by=by, issued_as=issued_as)


def issue_differences(
    session: Session, first: Point, second: Point, code: str | None, *, store: Store, by: int | None, issued_as: str = "",
    today: date | None = None,
) -> IssuedDocument:
    """Issue what lies between two points, each at a fixed moment, in a governorate or in the whole country. Beside other writers, and
    committed."""

    def prepared() -> Ready:
        place = session.scalar(select(Governorate).where(Governorate.code == code)) if code else None
        refuse(session, KINDS[DIFFERENCES], place, second.as_of, second.known_at, today)
        document = comparison_document(session, first, second, code)
        return prepare(
            session, document, DIFFERENCES, governorate=place, as_of=second.as_of, known_at=second.known_at, store=store, today=today
        )

    return beside(session, prepared, by=by, issued_as=issued_as)


def issue_letter(
    session: Session, number: int, *, store: Store, by: int | None, today: date, issued_as: str = ""
) -> IssuedDocument:
    """Issue a draft as a letter of today, and await its answer. Beside other writers, and committed; a draft that somebody changed while
    it was being printed is not sent."""
    printed = 0

    def prepared() -> Ready:
        nonlocal printed
        letter, known_at = session.get_one(Letter, number), last_moment(session)
        refuse_unsendable(session, letter)
        printed, place = letter.row_version, session.get_one(Governorate, letter.governorate_id)
        document = letter_document(session, as_if_sent(session, letter, today), known_at)
        return prepare(session, document, LETTER, governorate=place, as_of=today, known_at=known_at, store=store, today=today)

    def sent(row: IssuedDocument) -> None:
        letter = session.get_one(Letter, number)
        refuse_unsendable(session, letter)
        if letter.row_version != printed:
            raise Refused(_("Somebody changed this draft while it was being printed. Look at it again, then send it."))
        date_it(session, letter, today)
        send(session, letter, row.id, today=today, by=by)

    return beside(session, prepared, by=by, issued_as=issued_as, then=sent)
