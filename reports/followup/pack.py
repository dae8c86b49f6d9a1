"""The pack of a committee's weekly meeting: ten parts, which open with what was promised last time and what was kept of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from models import Meeting
from reports.document.content import Block, Document, Paragraph, Section
from reports.followup import pack_sections as parts
from reports.followup.meeting_parts import issuer, signatures
from reports.followup.pack_sections import Told
from reports.progress.annex import annex_blocks
from reports.progress.approval import period_of
from reports.progress.committee import main_kind
from reports.progress.official import Around, Heading, official
from reports.progress.paper import copies
from reports.progress.work_late import late_tables, listed_late
from reports.progress.work_sections import work_sections
from reports.readings.figures import figures
from reports.readings.supply import supply
from reports.readings.work import promised_by, work
from reports.words import meeting_words as words
from reports.words.phrases import Phrases
from rollout.approvals.periods import periods
from rollout.followup.deciding import Outcome
from rollout.meetings.decisions import taken_in
from rollout.meetings.pack import meeting_of, pack
from rollout.office import office
from rollout.text import speaking

_AGEING, _SUPPLY = 1, 2
"""The numbers of the charts."""
_OVERDUE_ANNEX = 2


def committee_pack(session: Session, meeting: Meeting) -> Document:
    """The pack of a meeting as a document: once the pack is taken, the same for ever."""
    with speaking("ar"):
        return pack_paper(read(session, meeting))


def read(session: Session, meeting: Meeting) -> Told:
    """The pack with what reports count of its position."""
    data = pack(session, meeting_of(session, meeting.id) or meeting)
    code, found = data.governorate.code, figures(data.now)
    behind = work(session, data.now, promised_by(session, data.now, code), code)
    return Told(
        data, office(session, printing=True), found, figures(data.before) if data.before else None, main_kind(found), behind,
        supply(session, data.now, code), taken_in(session, data.meeting),
        period_of(periods(session, governorate=code, known_at=data.known_at), data.as_of),
    )


def pack_paper(told: Told) -> Document:
    """The ten parts in their order, the signatures, the annexes."""
    book, meeting = Phrases(told.office.digits), told.pack.meeting
    committee = meeting.committee
    demo = meeting.is_demo or told.found.is_demo
    around = Around(book, told.office, told.as_of, told.known_at, demo, _bare(told))
    code = told.pack.governorate.code.removeprefix("EG-")
    heading = Heading(
        issuer(told.office, told.pack.governorate, committee), words.PACK_TITLE.format(committee=committee.name_ar),
        f"{code}/P/{meeting.year}-{meeting.number:02}", meeting.held_on,
        words.numbered(book, meeting.number, meeting.year), book.as_of(told.as_of),
    )
    sections = [
        Section(f"{book.ordinal(n)}: {words.TITLES[key]}", tuple(blocks)) for n, (key, blocks) in enumerate(_parts(book, told), 1)
    ]
    end = Section("", (signatures(meeting), *copies(told.office)))
    footer = (book.completeness(told.found.heard, told.found.register),)
    return official(around, heading, [*sections, end, *_annexes(book, told)], footer)


def _parts(book: Phrases, told: Told) -> Iterable[tuple[str, Iterable[Block]]]:
    areas = dict(work_sections(book, told.work, told.supply, annex=_OVERDUE_ANNEX))
    yield "meeting", parts.meeting_blocks(book, told)
    yield "promised", parts.promised_blocks(book, told)
    yield "general", parts.general_blocks(book, told)
    yield "sites", parts.sites_blocks(book, told)
    yield "obstacles", parts.obstacle_blocks(book, told, _AGEING)
    yield "due", parts.due_blocks(book, told)
    yield "supply", parts.furniture_blocks(book, told, _SUPPLY if told.pack.obstacles else _AGEING)
    yield "training", (*areas.get("work_training", ()), *areas.get("work_offices", ()))
    yield "decisions", parts.decision_blocks(book, told)
    yield "next", parts.next_blocks(book, told)


def _annexes(book: Phrases, told: Told) -> Iterable[Section]:
    if told.kind is not None:
        yield Section(words.TITLES["annex"], annex_blocks(book, told.found), wide=True)
    late = listed_late(told.work.late)
    if late:
        yield Section(words.TITLES["overdue"], late_tables(book, late))
    rest = parts.recommendations(book, told.pack)[parts.MOST_RECOMMENDED:]
    if rest:
        yield Section(words.TITLES["more"], tuple(Paragraph(one, item=True) for one in rest))


def _bare(told: Told) -> dict[str, Any]:
    """The pack for a machine: codes and numbers without words."""
    pack, meeting = told.pack, told.pack.meeting
    return {
        "meeting": meeting.id, "number": meeting.number, "year": meeting.year, "governorate": pack.governorate.code,
        "as_of": pack.as_of.isoformat(), "known_at": pack.known_at.isoformat() if pack.known_at else None,
        "since": pack.since.isoformat(), "register": told.found.register, "in_service": told.found.in_service,
        "readiness": round(told.found.readiness, 6),
        "promised": {outcome.value: sum(one.outcome is outcome for one in pack.promised) for outcome in Outcome},
        "new": sorted(site.code for site in pack.difference.new), "gone": sorted(site.code for site in pack.difference.gone),
        "moved": sorted(change.code for change in pack.difference.moved), "unheard": sorted(site.code for site in pack.unheard),
        "obstacles": [[held.obstacle.number, held.number_of_sites, held.site_days] for held in pack.obstacles],
        "overdue": len(told.work.late), "due_soon": len(pack.due_soon), "restated": len(pack.restated),
        "approval": [told.approval.as_of.isoformat(), told.approval.state.value] if told.approval else None,
        "completeness": [pack.completeness.expected, pack.completeness.received, pack.completeness.on_time] if pack.completeness else None,
    }
