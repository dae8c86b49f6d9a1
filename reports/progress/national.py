"""The ministry's report: all governorates side by side."""

from itertools import count as count_from

from reports.document.content import Block, Cell, Chart, Column, ColumnKind, Document, Paragraph, Section, Table, Tone
from reports.progress.committee import main_kind, summary
from reports.progress.curve import curve_chart, sentence
from reports.progress.followup_sections import asked_blocks, restated_sections, week_blocks
from reports.progress.followup_sections import national_blocks as followed_blocks
from reports.progress.followup_tables import restated_table
from reports.progress.paper import Sheet, document
from reports.progress.ranking import ranking, ranking_blocks
from reports.progress.supply_sections import national_blocks
from reports.progress.tables import (
    certainty_table,
    column,
    count,
    done,
    execution_table,
    figure_caption,
    history_chart,
    numbers,
    share,
    stacked,
    stage_chart,
    waiting_table,
)
from reports.progress.work_national import work_blocks
from reports.readings.figures import Figures, Site
from reports.readings.history import Point
from reports.words.followup_words import obstacles
from reports.words.headings import CAPTIONS, SERIES, TITLES
from reports.words.phrases import ALL_SITES, NO_WAVE, TOTAL, Phrases
from reports.words.waivers import waiver_note
from rollout.plan.curve import curve
from rollout.stages import Kind, State


def national_document(sheet: Sheet, history: tuple[Point, ...], names: dict[str, str]) -> Document:
    """The report of the whole country; `names` gives each governorate's name by its code, in the order of print."""
    kind = main_kind(sheet.found)
    if kind is None:
        empty = Paragraph(sheet.book.no_sites(sheet.place, sheet.as_of))
        return document(sheet, ALL_SITES, [("summary", (empty,))], [])
    book, found, charts = sheet.book, sheet.found.of(kind), count_from(4)
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("summary", _summary(sheet, found, kind)),
        ("stages", (
            execution_table(book, found, kind, CAPTIONS["execution"]), stage_chart(book, found, kind, 1),
            certainty_table(book, found, kind), history_chart(book, history, 2),
        )),
        ("governorates", (
            _results(book, found, names), _stages_done(book, found, kind, names), governorate_chart(book, found, names, 3),
        )),
        *([("ranking", ranked)] if (ranked := _ranking(sheet, names)) else []),
        ("waves", (_waves(book, found), *_curve(sheet, next(charts)))),
        ("obstacles", (Paragraph(book.next_steps(found.waiting, kind.noun)), waiting_table(book, found))),
        ("national_followup", followed_blocks(book, sheet.followed, names, next(charts))),
        ("asked", asked_blocks(book, sheet.followed)),
        *([("work", behind)] if (behind := work_blocks(book, sheet.work, names)) else []),
        *([("work_furnishing", national_blocks(book, sheet.supply, names, next(charts)))] if sheet.supply.signed else []),
        ("completeness", (_completeness(book, sheet.found, names), *week_blocks(book, sheet.followed, names))),
        *restated_sections(book, sheet.followed, annex=1),
    ]
    others = sheet.found.kinds[1:]
    if others:
        sections.append(("other_kinds", tuple(block for other in others for block in _other(sheet, other, names))))
    return document(sheet, str(kind.plural), sections, _annexes(sheet, names))


def _annexes(sheet: Sheet, names: dict[str, str]) -> list[Section]:
    """The approved figures that changed: of which governorate, which, by whom and why needs a page on its side."""
    restated = sheet.followed.restated
    title = TITLES["restated_annex"].format(number=sheet.book.number(1))
    return [Section(title, (restated_table(sheet.book, restated, names),), wide=True)] if restated else []


def _ranking(sheet: Sheet, names: dict[str, str]) -> tuple[Block, ...]:
    """The governorates with complexes in their order, under the formula; nothing where there is none."""
    if sheet.work.terms is None:
        return ()
    ranked = ranking(sheet.work.by_governorate(), sheet.supply.by_governorate(), sheet.followed, sheet.work.terms)
    return ranking_blocks(sheet.book, ranked, names, sheet.work.terms)


def _curve(sheet: Sheet, number: int) -> tuple[Block, ...]:
    """Plan against what came, by month; nothing where nothing was promised."""
    found = curve(sheet.work.planned)
    if found is None:
        return ()
    return Paragraph(sentence(sheet.book, sheet.work), item=True), curve_chart(sheet.book, found, number)


def _summary(sheet: Sheet, found: Figures, kind: Kind) -> tuple[Block, ...]:
    others = (sheet.book.register(other, sheet.found.of(other), sheet.place) for other in sheet.found.kinds[1:])
    return summary(sheet, found, kind, obstacles(sheet.book, sheet.followed.held)[0], *others)


def _rows(found: Figures, names: dict[str, str]) -> list[tuple[str, Figures]]:
    """The governorates that have such sites, by name, and all of them together at the end."""
    groups = found.by_governorate()
    return [*((name, groups[code]) for code, name in names.items() if code in groups), (TOTAL, found)]


def _by_governorate(book: Phrases, found: Figures, names: dict[str, str]) -> list[tuple[tuple[Cell, Cell], Figures]]:
    rows = _rows(found, names)
    return [
        ((Cell("" if n == len(rows) else book.number(n), None if n == len(rows) else n), Cell(name)), group)
        for n, (name, group) in enumerate(rows, 1)
    ]


_GOVERNORATE = (column("number", ColumnKind.NUMBER, 9), column("governorate"))


def _results(book: Phrases, found: Figures, names: dict[str, str]) -> Table:
    rows = [
        (
            *head, count(book, g.register), done(book, g.served, Tone.CONFIRMED), share(book, g.in_service / g.register),
            share(book, g.readiness), count(book, len(g.late), Tone.STALLED), count(book, len(g.stalled), Tone.MOVING),
            count(book, len(g.silent), Tone.STALE),
        )
        for head, g in _by_governorate(book, found, names)
    ]
    columns = (*_GOVERNORATE, *numbers(("register", "in_service", "share", "readiness", "late", "stalled", "silent"), 17))
    return Table(columns, tuple(rows), CAPTIONS["by_result"], note=waiver_note([found.served]), total=True)


def _stages_done(book: Phrases, found: Figures, kind: Kind, names: dict[str, str]) -> Table:
    rows = [
        (*head, count(book, g.register), *(done(book, g.totals[kind, stage.key]) for stage in kind.stages))
        for head, g in _by_governorate(book, found, names)
    ]
    stages = (Column(str(stage.label), ColumnKind.NUMBER, 16) for stage in kind.stages)
    columns = (*_GOVERNORATE, column("register", ColumnKind.NUMBER, 16), *stages)
    note = waiver_note([found.totals[kind, stage.key] for stage in kind.stages])
    return Table(columns, tuple(rows), CAPTIONS["by_stage"], note=note, total=True)


def governorate_chart(book: Phrases, found: Figures, names: dict[str, str], number: int) -> Chart:
    """A bar for each governorate: its sites in service, late, under way and untouched; each site is counted once."""
    groups = _rows(found, names)[:-1]
    parts = [
        (SERIES["served"], Tone.CONFIRMED, [g.in_service for _, g in groups]),
        (SERIES["late"], Tone.STALLED, [len(g.late) for _, g in groups]),
        (SERIES["moving"], Tone.MOVING, [sum(_moving(s) for s in g.sites) for _, g in groups]),
        (SERIES["untouched"], Tone.NONE, [sum(_untouched(s) for s in g.sites) for _, g in groups]),
    ]
    told = "؛ ".join(f"{name} {book.number(g.in_service)} من {book.number(g.register)}" for name, g in groups)
    longest = max(g.register for _, g in groups)
    ends = [book.percent(g.in_service / g.register) for _, g in groups]
    caption = figure_caption(book, number, "governorate_chart")
    return stacked(book, caption, told, [name for name, _ in groups], parts, top=longest, ends=ends)


def _started(site: Site) -> bool:
    return any(state is not State.NOT_STARTED for state in site.position.states.values())


def _moving(site: Site) -> bool:
    return not site.position.in_service and not site.late and _started(site)


def _untouched(site: Site) -> bool:
    return not site.position.in_service and not site.late and not _started(site)


def _waves(book: Phrases, found: Figures) -> Table:
    """Each planned month: what it promised, what serves the public by now, what is late."""
    rows = []
    for month, group in found.by_wave().items():
        rows.append((
            Cell(book.month(month) if month else NO_WAVE, month), count(book, group.register),
            done(book, group.served, Tone.CONFIRMED), count(book, group.register - group.in_service),
            count(book, len(group.late), Tone.STALLED), share(book, group.in_service / group.register),
        ))
    rows.append((
        Cell(TOTAL), count(book, found.register), done(book, found.served), count(book, found.register - found.in_service),
        count(book, len(found.late)), share(book, found.in_service / found.register),
    ))
    columns = (column("planned"), *numbers(("register", "in_service", "left", "late", "share"), 25))
    return Table(columns, tuple(rows), note=waiver_note([found.served]), total=True)


def _completeness(book: Phrases, found: Figures, names: dict[str, str]) -> Table:
    """Who was heard and who was not, over sites of every kind."""
    rows = []
    for head, group in _by_governorate(book, found, names):
        heard = [site.position.last_news_on for site in group.sites if site.position.last_news_on]
        last = max(heard, default=None)
        rows.append((
            *head, count(book, group.register), count(book, group.heard), count(book, len(group.silent), Tone.STALE),
            share(book, group.heard / group.register), Cell(book.short(last), last),
        ))
    columns = (*_GOVERNORATE, *numbers(("register", "heard", "silent", "completeness"), 24), column("last_news", ColumnKind.MARK, 28))
    return Table(columns, tuple(rows), total=True)


def _other(sheet: Sheet, kind: Kind, names: dict[str, str]) -> tuple[Block, ...]:
    """Another kind of site: its stages, then its governorates."""
    book, found = sheet.book, sheet.found.of(kind)
    rows = [
        (
            *head, count(book, g.register), done(book, g.served, Tone.CONFIRMED), count(book, g.register - g.in_service),
            count(book, len(g.stalled), Tone.STALLED), share(book, g.readiness),
        )
        for head, g in _by_governorate(book, found, names)
    ]
    columns = (*_GOVERNORATE, *numbers(("register", "in_service", "left", "stalled", "readiness"), 22))
    return (
        execution_table(book, found, kind, str(kind.plural)),
        Table(columns, tuple(rows), CAPTIONS["of_kind"].format(kind=kind.plural), note=waiver_note([found.served]), total=True),
        Paragraph(book.register(kind, found, sheet.place), item=True),
    )
