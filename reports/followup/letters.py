"""A letter about an obstacle: to whom, about what, which sites wait, what is asked, by when; with the annex of sites."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Addressee, Committee, Governorate, IssuedDocument, Letter, Member
from reports.document.content import Block, Cell, Column, ColumnKind, Copies, Document, Paragraph, Section, Signatures, Table, Tone
from reports.followup import letter_words as words
from reports.progress.official import ANNEXES, Around, Heading, official
from reports.progress.paper import COPIES_TO, copies
from reports.words.addressing import Addressed, addressed
from reports.words.phrases import DASH, GOVERNORATE, Phrases
from rollout.errors import Refused
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep
from rollout.journal import last_moment
from rollout.obstacles.reading import Held, HeldSite, obstacle
from rollout.office import Office, office
from rollout.text import _, speaking


@dataclass(frozen=True)
class Told:
    """A letter with all that it speaks of. `committee` is the name of the governorate's committee, `people` who sits on it, by part."""

    letter: Letter
    to: Addressed
    held: Held
    office: Office
    known_at: datetime | None
    committee: str
    people: dict[str, str]
    numbers: Mapping[int, str] = field(default_factory=dict)
    """The numbers under which letters about the obstacle were issued."""

    @property
    def level(self) -> Level:
        return self.held.standing.level

    @property
    def earlier(self) -> Sequence[words.Earlier]:
        """The letters that were sent about the obstacle before this one, in their order."""
        replies = {one.letter_id: one for one in self.held.events if one.step == ObstacleStep.REPLY}
        found = []
        for one in self.held.events:
            if one.step == ObstacleStep.LETTER and one.letter_id != self.letter.id:
                reply = replies.get(one.letter_id)
                answer, day = (reply.number, reply.happened_on) if reply else ("", None)
                found.append(words.Earlier(self.numbers.get(one.letter_id or 0, ""), one.happened_on, answer, day))
        return found


def letter_document(session: Session, letter: Letter, known_at: datetime | None = None) -> Document:
    """The letter as a document, for its day, as known at the moment, by default now."""
    known_at = known_at or last_moment(session)
    with speaking("ar"):
        return letter_paper(_told(session, letter, known_at))


def _told(session: Session, letter: Letter, known_at: datetime | None) -> Told:
    held = obstacle(session, letter.obstacle_id, letter.as_of, known_at)
    addressee = session.get(Addressee, letter.addressee_id)
    if held is None or addressee is None:
        raise Refused(_("The obstacle of this letter was not known on the letter's day."))
    committee = session.scalar(
        select(Committee).join(Governorate, Governorate.id == Committee.governorate_id).where(Governorate.code == held.governorate)
    )
    people: dict[str, str] = {}
    if committee is not None:
        found = session.scalars(select(Member).where(Member.committee_id == committee.id).order_by(Member.position, Member.id))
        sitting = (one for one in found if (one.since or letter.as_of) <= letter.as_of <= (one.until or letter.as_of))
        for member in sitting:
            people.setdefault(member.part, member.name)
    name = committee.name_ar if committee else ""
    issued = session.execute(
        select(Letter.id, IssuedDocument.reference).join(IssuedDocument, IssuedDocument.id == Letter.document_id)
        .where(Letter.obstacle_id == letter.obstacle_id)
    )
    numbers = {row.id: row.reference for row in issued}
    return Told(letter, addressed(addressee), held, office(session, printing=True), known_at, name, people, numbers)


def letter_paper(told: Told) -> Document:
    """The letter in its order: to whom, greeting, the case, what is asked, closing, signatures, copies; then the annex."""
    book, letter, held = Phrases(told.office.digits), told.letter, told.held
    around = Around(
        book, told.office, letter.as_of, told.known_at, letter.is_demo or held.obstacle.is_demo, facts=_bare(told),
    )
    annexed = bool(held.sites)
    heading = Heading(
        _issuer(told), words.TITLE.format(subject=letter.subject), f"{held.governorate.removeprefix('EG-')}/{letter.as_of.isoformat()}",
        letter.as_of, facts=((ANNEXES, book.number(1)),) if annexed else (),
    )
    sections = [Section("", tuple(_body(book, told))), Section("", tuple(_end(book, told)))]
    if annexed:
        sections.append(Section(words.ANNEX.format(day=book.day(letter.as_of)), (sites_table(book, held.sites, letter.as_of),)))
    return official(around, heading, sections, (words.CORRECT_FOR.format(day=book.day(letter.as_of)),))


def _issuer(told: Told) -> tuple[str, ...]:
    """The state, then whoever speaks: the ministry and its unit, or the governorate and its committee, however high the matter lies."""
    if told.letter.central:
        return told.office.republic, told.office.ministry, told.office.unit
    governorate = GOVERNORATE.format(name=told.held.governorate_ar)
    return tuple(filter(None, (told.office.republic, governorate, told.committee)))


def _body(book: Phrases, told: Told) -> Iterable[Block]:
    letter, held, stands = told.letter, told.held, told.held.standing
    yield from (Paragraph(line, strong=True) for line in told.to.lines)
    yield Paragraph(words.GREETING, centred=True)
    if told.earlier:
        yield Paragraph(words.recalled(book, told.earlier))
    yield from (Paragraph(line.strip()) for line in letter.words.splitlines() if line.strip())
    yield Paragraph(words.held(book, held.number_of_sites, stands.since, held.site_days, letter.as_of))
    if stands.expected_on:
        yield Paragraph(words.promised(book, stands.expected_on, letter.as_of))
    if stands.needed:
        yield Paragraph(words.NEEDED.format(needed=stands.needed.strip()), strong=True)
    yield Paragraph(words.reply_by(book, told.to, letter.reply_due_on))


def _end(book: Phrases, told: Told) -> Iterable[Block]:
    titles = words.signers(told.level, central=told.letter.central)
    parts = {"مقرر اللجنة": "rapporteur", "رئيس اللجنة": "chair"}
    names = tuple(told.people.get(parts.get(title, ""), "") for title in titles)
    yield Signatures(titles, words.SIGNED_WITH, told.to.closing, names)
    copied = words.copied(told.level, central=told.letter.central)
    to = [each.format(governorate=told.held.governorate_ar, unit=told.office.unit) for each in copied]
    usual = [body for block in copies(told.office) for body in block.to]
    yield Copies(COPIES_TO, tuple(dict.fromkeys([*to, *usual])))


def sites_table(book: Phrases, sites: Iterable[HeldSite], as_of: date) -> Table:
    """Every stage of every site that waits, since when and for how long."""
    rows = tuple(
        (
            Cell(book.number(n), n), Cell(site.code), Cell(site.name_ar), Cell(site.markaz_ar or DASH),
            Cell(str(site.declared.label), site.stage), Cell(book.short(site.since), site.since),
            Cell(book.number((as_of - site.since).days), (as_of - site.since).days, Tone.STALLED),
        )
        for n, site in enumerate(sites, 1)
    )
    columns = (
        Column(words.HEADS["number"], ColumnKind.NUMBER, 9), Column(words.HEADS["code"], ColumnKind.CODE, 19), Column(words.HEADS["site"]),
        Column(words.HEADS["markaz"], width=24), Column(words.HEADS["stage"], width=36), Column(words.HEADS["since"], ColumnKind.MARK, 21),
        Column(words.HEADS["days"], ColumnKind.NUMBER, 16),
    )
    return Table(columns, rows)


def _bare(told: Told) -> dict[str, object]:
    """The letter for a machine: codes and numbers without words."""
    letter, held = told.letter, told.held
    letters = [event.happened_on.isoformat() for event in held.events if event.step == ObstacleStep.LETTER]
    return {
        "letter": letter.id, "obstacle": held.obstacle.number, "governorate": held.governorate, "as_of": letter.as_of.isoformat(),
        "known_at": told.known_at.isoformat() if told.known_at else None, "level": told.level.value,
        "sender": "unit" if letter.central else "committee", "sites": held.number_of_sites, "site_days": held.site_days, "age": held.age,
        "letters": letters, "reply_due_on": letter.reply_due_on.isoformat() if letter.reply_due_on else None,
        "held": [[site.code, site.stage, site.since.isoformat()] for site in held.sites],
    }
