"""The official minutes of a committee's meeting: drafted from its pack, with the chair's words where he has put any."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from models import Meeting
from reports.document.content import Block, Document, Paragraph, Section
from reports.followup.meeting_parts import agenda_points, attendance_table, formed, issuer, led_by, meeting_facts, signatures, taken_table
from reports.followup.pack import read
from reports.followup.pack_sections import Told, next_blocks
from reports.progress.approval import approval_words
from reports.progress.followup_tables import CAPTIONS, decisions_table, obstacles_table
from reports.progress.official import Around, Heading, official
from reports.words import followup_words as followed
from reports.words import meeting_words as words
from reports.words.phrases import Phrases
from rollout.clock import wall
from rollout.meetings.minutes import CAME
from rollout.meetings.wording import said
from rollout.text import speaking


def minutes(session: Session, meeting: Meeting) -> Document:
    """The minutes of a meeting whose pack was taken; until they are closed, as they stand."""
    with speaking("ar"):
        return minutes_paper(read(session, meeting))


def minutes_paper(told: Told) -> Document:
    """Who met and when, the agenda, what was presented and said, what was decided, when to meet again."""
    book, meeting = Phrases(told.office.digits), told.pack.meeting
    around = Around(book, told.office, told.as_of, told.known_at, meeting.is_demo or told.found.is_demo, _bare(told))
    code = told.pack.governorate.code.removeprefix("EG-")
    heading = Heading(
        issuer(told.office, told.pack.governorate, meeting.committee), words.MINUTES_TITLE.format(committee=meeting.committee.name_ar),
        f"{code}/M/{meeting.year}-{meeting.number:02}", meeting.held_on, words.numbered(book, meeting.number, meeting.year),
    )
    sections = [Section("", tuple(_convened(book, told)))]
    sections += [
        Section(f"{book.ordinal(n)}: {words.MINUTES[key]}", tuple(blocks)) for n, (key, blocks) in enumerate(_parts(book, told), 1)
    ]
    sections.append(Section("", (signatures(meeting, said(meeting, "closing")),)))
    standing = words.CLOSED.format(moment=book.clock(wall(meeting.closed_at))) if meeting.closed_at else words.NOT_CLOSED
    return official(around, heading, sections, (standing,))


def _convened(book: Phrases, told: Told) -> Iterable[Block]:
    meeting = told.pack.meeting
    yield meeting_facts(book, meeting, told.pack.previous)
    yield Paragraph(words.convened(
        book, meeting.held_on, meeting.starts_at.strftime("%H:%M"), meeting.place, meeting.committee.name_ar,
        formed(book, meeting.committee), led_by(meeting.attendees),
    ))


def _parts(book: Phrases, told: Told) -> Iterable[tuple[str, Iterable[Block]]]:
    yield "attendance", _attendance(book, told)
    yield "agenda", _agenda(book, told)
    yield "promised", _promised(book, told)
    yield "position", _position(book, told)
    yield "obstacles", _obstacles(book, told)
    yield "decisions", _decisions(book, told)
    yield "next", next_blocks(book, told)


def _words(told: Told, part: str) -> Iterable[Paragraph]:
    """The chair's words of a part, or those of the draft, a paragraph for each line."""
    return (Paragraph(line.strip()) for line in said(told.pack.meeting, part).splitlines() if line.strip())


def _attendance(book: Phrases, told: Told) -> Iterable[Block]:
    meeting = told.pack.meeting
    yield attendance_table(book, meeting.attendees) if meeting.attendees else Paragraph(words.NO_ATTENDANCE)


def _agenda(book: Phrases, told: Told) -> Iterable[Block]:
    """The points, each with what was said of it."""
    yield from _words(told, "opening")
    if not told.pack.meeting.agenda:
        yield Paragraph(words.NO_AGENDA)
    yield from agenda_points(book, (
        words.SAID.format(title=point.title, said=point.said.strip()) if point.said.strip() else point.title
        for point in told.pack.meeting.agenda
    ))


def _promised(book: Phrases, told: Told) -> Iterable[Block]:
    if told.pack.previous is None:
        yield Paragraph(followed.FIRST_MEETING)
        return
    yield from _words(told, "promised")
    yield Paragraph(followed.promised(book, told.pack.promised), item=True)
    if told.pack.promised:
        yield decisions_table(book, told.pack.promised, CAPTIONS["promised"])


def _position(book: Phrases, told: Told) -> Iterable[Block]:
    """The same sentences as in the pack, so that minutes and pack cannot differ."""
    pack, kind = told.pack, told.kind
    yield from _words(told, "position")
    yield Paragraph(words.PRESENTED)
    if kind is None:
        yield Paragraph(book.no_sites(told.place, told.as_of), item=True)
        return
    found = told.found.of(kind)
    presented = [
        book.register(kind, found, told.place), book.readiness(found.readiness), book.late(found, kind.noun),
        book.stalled(len(found.stalled), kind.noun),
        *(followed.changed(book, pack.difference, pack.since) if pack.before is not None else ()),
        followed.unheard(book, len(pack.unheard), pack.since), followed.completeness(book, pack.completeness),
        approval_words(book, told.approval, pack.since),
        followed.restated(book, pack.restated, followed.SINCE_MEETING if pack.previous else followed.SINCE_APPROVAL),
    ]
    yield from (Paragraph(one, item=True) for one in presented)


def _obstacles(book: Phrases, told: Told) -> Iterable[Block]:
    held = told.pack.obstacles
    yield from _words(told, "obstacles")
    yield from (Paragraph(one, item=True) for one in followed.obstacles(book, held))
    if held:
        yield obstacles_table(book, held, CAPTIONS["obstacles"])


def _decisions(book: Phrases, told: Told) -> Iterable[Block]:
    if told.taken:
        yield Paragraph(words.DECIDED)
        yield taken_table(book, told.taken)
    else:
        yield Paragraph(words.NOTHING_TAKEN)
    yield from _words(told, "recommendations")


def _bare(told: Told) -> dict[str, Any]:
    """The minutes for a machine: codes and numbers without words."""
    pack, meeting = told.pack, told.pack.meeting
    return {
        "meeting": meeting.id, "number": meeting.number, "year": meeting.year, "governorate": pack.governorate.code,
        "held_on": meeting.held_on.isoformat(), "as_of": pack.as_of.isoformat(),
        "known_at": pack.known_at.isoformat() if pack.known_at else None, "register": told.found.register,
        "in_service": told.found.in_service,
        "came": {came: sum(one.came == came for one in meeting.attendees) for came in CAME},
        "decisions": [[decision.number, event.due_on.isoformat() if event.due_on else None, event.level] for decision, event in told.taken],
        "promised": len(pack.promised), "obstacles": len(pack.obstacles), "unheard": len(pack.unheard),
    }
