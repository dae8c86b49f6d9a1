"""What a pack and the minutes of one meeting have in common: its facts, who came, what it decided, who signs."""

from collections.abc import Iterable, Sequence

from models import Attendee, Committee, Decision, DecisionEvent, Governorate, Meeting
from reports.document.content import Cell, Column, ColumnKind, Facts, Paragraph, Signatures, Table, Tone, apart
from reports.papers.building import own_number
from reports.words import meeting_words as words
from reports.words.addressing import task_of, titled
from reports.words.phrases import DASH, GOVERNORATE, Phrases
from rollout.followup.levels import Level
from rollout.meetings.committees import PARTS
from rollout.meetings.minutes import CAME
from rollout.office import Office

Taken = Sequence[tuple[Decision, DecisionEvent]]
_CAME = {"present": Tone.CONFIRMED, "excused": Tone.REPORTED, "absent": Tone.STALLED}


def issuer(office: Office, governorate: Governorate, committee: Committee) -> tuple[str, ...]:
    """The state, the governorate, its committee."""
    return office.republic, GOVERNORATE.format(name=governorate.name_ar), committee.name_ar


def formed(book: Phrases, committee: Committee) -> str:
    """By which decision the committee was formed; nothing where that is not recorded."""
    if not committee.decision_number or committee.decision_on is None:
        return ""
    number = apart(own_number(book, committee.decision_number))
    return words.FORMED.format(by=committee.formed_by or DASH, number=number, day=book.day(committee.decision_on))


def meeting_facts(book: Phrases, meeting: Meeting, previous: Meeting | None) -> Facts:
    """Number, day, hour, place, the day of the position, the meeting before, the decision that formed the committee."""
    rows = [
        (words.FACTS["number"], words.numbered(book, meeting.number, meeting.year)),
        (words.FACTS["day"], words.on(book, meeting.held_on)),
        (words.FACTS["hour"], words.hour(book, meeting.starts_at.strftime("%H:%M"))),
        (words.FACTS["place"], meeting.place or DASH),
        (words.FACTS["as_of"], book.day(meeting.as_of)),
        (words.FACTS["previous"], words.on(book, previous.held_on) if previous else DASH),
    ]
    by = formed(book, meeting.committee)
    return Facts((*rows, (words.FACTS["formed"], by)) if by else tuple(rows))


def head(key: str, kind: ColumnKind = ColumnKind.TEXT, width: int = 0) -> Column:
    return Column(words.HEADS[key], kind, width)


def attendance_table(book: Phrases, attendees: Iterable[Attendee]) -> Table:
    """Who came, who excused themselves, who stayed away, in the order of the list."""
    rows = []
    for n, one in enumerate(attendees, 1):
        stands_in = f" (نيابة عن {one.instead_of})" if one.instead_of else ""
        rows.append((
            Cell(book.number(n), n), Cell(titled(one.name) + stands_in), Cell(one.capacity or DASH), Cell(one.body or DASH),
            Cell(str(PARTS[one.part]), one.part), Cell(str(CAME[one.came]), one.came, _CAME[one.came]),
        ))
    columns = (
        head("number", ColumnKind.NUMBER, 8), head("name"), head("capacity", width=38), head("body", width=40), head("part", width=24),
        head("came", ColumnKind.MARK, 20),
    )
    return Table(columns, tuple(rows), words.CAPTIONS["attendance"])


def taken_table(book: Phrases, taken: Taken) -> Table:
    """What the meeting decided: number, words, owner, day and level, as it was taken."""
    rows = tuple(
        (
            Cell(book.number(decision.number), decision.number), Cell(decision.words), Cell(task_of(event.post, event.body)),
            Cell(book.short(event.due_on), event.due_on), Cell(str(Level(event.level).label), event.level),
        )
        for decision, event in taken
    )
    columns = (
        head("number", ColumnKind.NUMBER, 10), head("decision"), head("owner", width=46), head("due", ColumnKind.MARK, 24),
        head("level", width=28),
    )
    return Table(columns, rows, words.CAPTIONS["taken"])


def person(attendees: Iterable[Attendee], part: str) -> str:
    """Who came in a part: its holder where present, else whoever stood in for them; nothing where nobody did."""
    return next((one.name for one in attendees if one.part == part and one.came == "present"), "")


def led_by(attendees: Sequence[Attendee]) -> str:
    """Who led a meeting, with honorific, post and part; nothing where neither the chair nor a deputy came."""
    for part, title in words.LED_BY.items():
        for one in attendees:
            if one.part == part and one.came == "present":
                post = f"{one.capacity} و{title}" if one.capacity else title
                return f"{titled(one.name)}، {post}"
    return ""


def agenda_points(book: Phrases, titles: Iterable[str]) -> Iterable[Paragraph]:
    """The points of an agenda, numbered."""
    for number, title in enumerate(titles, 1):
        yield Paragraph(words.POINT.format(number=book.number(number), words=title))


def signatures(meeting: Meeting, closing: str = "") -> Signatures:
    """The rapporteur and the chair, by name where they came."""
    names = (person(meeting.attendees, "rapporteur"), person(meeting.attendees, "chair") or person(meeting.attendees, "deputy"))
    return Signatures(words.SIGNERS, words.SIGNED_WITH, closing, names)
