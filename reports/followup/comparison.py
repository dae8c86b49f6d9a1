"""The paper of differences: what happened at the sites between two moments, and what was learnt later about the first of them."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Site
from reports.document.content import Block, Cell, Column, ColumnKind, Document, Paragraph, Section, Table, Tone
from reports.progress.official import Around, Heading, official
from reports.words.headings import HEADS
from reports.words.phrases import DASH, EVERYWHERE, GOVERNORATE, NATIONWIDE, WITHIN, Phrases
from rollout.comparison import Comparison, Point, StageCount, compare
from rollout.errors import Refused
from rollout.followup.difference import Difference, Moved, SiteChange, SiteValue, StageValue
from rollout.office import Office, office
from rollout.stages import Kind, State
from rollout.text import _, speaking

TITLE = "بيان الفروق بين موقفين"
SUBTITLE = "{place}: من {first} إلى {second}"
SECTIONS = {
    "sums": "الملخص حسب المرحلة", "progress": "ما تحرك بين التاريخين", "corrected": "ما صُحح عن التاريخ الأول",
    "came": "مواقع مضافة ومستبعدة", "planned": "مواعيد تشغيل تغيرت",
}
_HEADS = {
    "before": "قبل", "after": "بعد", "forward": "تقدم", "back": "تراجع", "net": "الصافي", "was": "كان", "became": "أصبح",
    "change": "البيان",
}
ADDED, REMOVED = "أُضيف إلى السجل", "استُبعد من السجل"
NOTHING = "لا توجد فروق بين الموقفين."
ONLY_DAYS = "لم تتحرك مرحلة ولم يُصحح شيء؛ وتغيرت مواعيد أو بيانات أخرى."
NO_PROGRESS, NO_CORRECTION = "لم تتحرك مرحلة في أي موقع بين التاريخين.", "لم يُصحح شيء عن التاريخ الأول."
CORRECTED_NOTE = "ما يأتي لم يحدث بين التاريخين، بل عُلم لاحقًا عن التاريخ الأول نفسه؛ فلا يُعد إنجازًا للفترة."
KNOWN = "الموقف الأول حتى {first} كما كان معلومًا في {first_known}، والموقف الثاني حتى {second} كما كان معلومًا في {second_known}."
MOVED, CORRECTED = "تحركت مراحل في {sites} خلال الفترة", "صُحح الموقف السابق في {sites}"
CAME, WENT = "أُضيف إلى السجل {sites}", "استُبعد منه {sites}"


def comparison_document(session: Session, first: Point, second: Point, governorate: str | None = None) -> Document:
    """What lies between two points, in the scope of the session or in one governorate of it, as an official paper."""
    name = None
    if governorate is not None:
        name = session.scalar(select(Governorate.name_ar).where(Governorate.code == governorate))
        if name is None:
            raise Refused(_("There is no governorate with the code %(code)s.", code=governorate))
    found = compare(session, first, second, governorate=governorate)
    demo = session.scalar(select(Site.id).where(Site.is_demo, Site.code.in_(list(found.after)[:1]))) is not None
    with speaking("ar"):
        return comparison_paper(found, office(session, printing=True), name, governorate or "EG", demo=demo)


def comparison_paper(found: Comparison, settings: Office, name: str | None, code: str, *, demo: bool = False) -> Document:
    """The paper of a comparison; `name` is the governorate's, None for the whole country."""
    book = Phrases(settings.digits)
    around = Around(book, settings, found.second.as_of, found.second.known_at, demo, facts=_bare(found))
    issuer = (settings.republic, settings.ministry, GOVERNORATE.format(name=name) if name else settings.unit)
    place = GOVERNORATE.format(name=name) if name else NATIONWIDE
    subtitle = SUBTITLE.format(place=place, first=book.day(found.first.as_of), second=book.day(found.second.as_of))
    number = f"{code.removeprefix('EG-')}/{found.first.as_of.isoformat()}/{found.second.as_of.isoformat()}"
    heading = Heading(issuer, TITLE, number, found.second.as_of, subtitle)
    parts = dict(_parts(book, found, WITHIN.format(name=name) if name else EVERYWHERE))
    sections = [Section(f"{book.ordinal(n)}: {SECTIONS[key]}", blocks) for n, (key, blocks) in enumerate(parts.items(), 1)]
    return official(around, heading, sections)


def _parts(book: Phrases, found: Comparison, place: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
    yield "sums", (*_opening(book, found, place), *_sums(book, found))
    moved = found.progress.staged
    yield "progress", (stages_table(book, moved),) if moved else (Paragraph(NO_PROGRESS),)
    corrected = found.corrected.staged
    yield "corrected", (
        (Paragraph(CORRECTED_NOTE), stages_table(book, corrected)) if corrected else (Paragraph(NO_CORRECTION),)
    )
    if found.total.new or found.total.gone:
        yield "came", (came_table(book, found.total),)
    if found.total.replanned:
        yield "planned", (_planned_table(book, found.total.replanned),)


def _opening(book: Phrases, found: Comparison, place: str) -> Iterator[Block]:
    first, second = found.first, found.second
    if first.known_at and second.known_at:
        yield Paragraph(KNOWN.format(
            first=book.day(first.as_of), first_known=book.clock(first.known_at), second=book.day(second.as_of),
            second_known=book.clock(second.known_at),
        ))
    total = found.total
    if not (total.new or total.gone or total.moved):
        yield Paragraph(NOTHING)
        return
    moved, corrected = (len(part.staged) for part in (found.progress, found.corrected))
    counted = (
        (MOVED, moved, book.of), (CORRECTED, corrected, book.of), (CAME, len(total.new), book.subject),
        (WENT, len(total.gone), book.subject),
    )
    said = "، و".join(words.format(sites=write(number, "site")) for words, number, write in counted if number)
    yield Paragraph(f"{place}: {said}." if said else f"{place}: {ONLY_DAYS}")


def _sums(book: Phrases, found: Comparison) -> Iterator[Table]:
    """The sites that had each stage behind them before and after: of the first kind, and of every other of which something moved."""
    for kind, stages in found.moving.items():
        rows = tuple(_sum(book, Kind(kind), key, counted) for key, counted in stages.items())
        columns = (
            Column(HEADS["stage"]),
            *(Column(_HEADS[name], ColumnKind.NUMBER, 20) for name in ("before", "forward", "back", "after", "net")),
        )
        yield Table(columns, rows, str(Kind(kind).plural))


def _sum(book: Phrases, kind: Kind, key: str, counted: StageCount) -> tuple[Cell, ...]:
    def cell(value: int, tone: Tone = Tone.PLAIN) -> Cell:
        return Cell(book.number(value), value, tone if value else Tone.NONE)

    return (
        Cell(str(kind.stage(key).label), key), cell(counted.before), cell(counted.forward, Tone.CONFIRMED),
        cell(counted.back, Tone.STALLED), cell(counted.after), cell(counted.net),
    )


def stages_table(book: Phrases, changes: Iterable[SiteChange]) -> Table:
    """Every stage that is different, with what was and what became of it."""
    told = [(change, moved) for change in changes for moved in change.stages]
    rows = tuple(
        (
            Cell(book.number(n), n), Cell(change.code), Cell(change.after.name_ar), Cell(_stage(change.after, moved), moved.name),
            value_cell(book, moved.before), value_cell(book, moved.after),
        )
        for n, (change, moved) in enumerate(told, 1)
    )
    columns = (
        Column(HEADS["number"], ColumnKind.NUMBER, 9), Column(HEADS["code"], ColumnKind.CODE, 19), Column(HEADS["site"]),
        Column(HEADS["stage"], width=34), Column(_HEADS["was"], width=34), Column(_HEADS["became"], width=34),
    )
    return Table(columns, rows)


def _stage(site: SiteValue, moved: Moved) -> str:
    return str(Kind(site.kind).stage(moved.name).label)


def value_cell(book: Phrases, value: StageValue | None) -> Cell:
    """A stage in few words: its state, the units done, since when, and whether a document proves it."""
    if value is None or value.state == State.NOT_STARTED:
        return Cell(str(State.NOT_STARTED.label) if value else DASH, value.state if value else None, Tone.NONE)
    words = [str(State(value.state).label)]
    if value.wanted is not None and value.done is not None and value.wanted != 1:
        words.append(f"{book.number(value.done)} من {book.number(value.wanted)}")
    if value.effective_on:
        words.append(book.short(value.effective_on))
    if value.proved:
        words.append(HEADS["confirmed"])
    tones = {State.DONE: Tone.CONFIRMED if value.proved else Tone.REPORTED, State.STALLED: Tone.STALLED, State.IN_PROGRESS: Tone.MOVING}
    return Cell("، ".join(words), value.state, tones.get(State(value.state), Tone.PLAIN))


def came_table(book: Phrases, found: Difference) -> Table:
    """Sites that only one of the two moments knows."""
    told = [*((site, ADDED) for site in found.new), *((site, REMOVED) for site in found.gone)]
    rows = tuple(
        (Cell(book.number(n), n), Cell(site.code), Cell(site.name_ar), Cell(site.markaz_ar or DASH), Cell(words))
        for n, (site, words) in enumerate(told, 1)
    )
    columns = (
        Column(HEADS["number"], ColumnKind.NUMBER, 9), Column(HEADS["code"], ColumnKind.CODE, 19), Column(HEADS["site"]),
        Column(HEADS["markaz"], width=34), Column(_HEADS["change"], width=40),
    )
    return Table(columns, rows)


def _planned_table(book: Phrases, told: Iterable[tuple[SiteChange, Moved]]) -> Table:
    rows = tuple(
        (
            Cell(book.number(n), n), Cell(change.code), Cell(change.after.name_ar), Cell(book.month(moved.before), moved.before),
            Cell(book.month(moved.after), moved.after),
        )
        for n, (change, moved) in enumerate(told, 1)
    )
    columns = (
        Column(HEADS["number"], ColumnKind.NUMBER, 9), Column(HEADS["code"], ColumnKind.CODE, 19), Column(HEADS["site"]),
        Column(_HEADS["was"], ColumnKind.MARK, 34), Column(_HEADS["became"], ColumnKind.MARK, 34),
    )
    return Table(columns, rows)


def _bare(found: Comparison) -> dict[str, object]:
    """The comparison for a machine."""
    return {
        "from": [found.first.as_of.isoformat(), found.first.known_at.isoformat() if found.first.known_at else None],
        "to": [found.second.as_of.isoformat(), found.second.known_at.isoformat() if found.second.known_at else None],
        "stages": {
            kind: {key: [count.before, count.after, count.forward, count.back] for key, count in stages.items()}
            for kind, stages in found.stages.items()
        },
        "new": [site.code for site in found.total.new], "gone": [site.code for site in found.total.gone],
        "moved": [[change.code, moved.name] for change in found.progress.moved for moved in change.stages],
        "corrected": [[change.code, moved.name] for change in found.corrected.moved for moved in change.stages],
    }

