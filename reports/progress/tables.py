"""The tables and charts that several reports share, built from figures in the words of the phrase book."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from reports.document.content import Cell, Chart, ChartForm, Column, ColumnKind, KeyFigure, KeyFigures, Series, Table, Tone
from reports.readings.figures import Figures, Site
from reports.readings.history import Point
from reports.words.headings import CAPTIONS, HEADS, KEY_FIGURES, SERIES
from reports.words.phrases import CONFIRMED_MARK, DASH, LATE, LATE_AND_STALLED, NEVER_HEARD, STALE_MARK, STALLED, WAIVER_MARK, Phrases
from reports.words.waivers import approver, through_waivers, waiver_mark, waiver_note
from rollout.position import Row
from rollout.stages import Kind, Standing, State
from rollout.totals import Total

_LONGEST_NOTE = 120
TONES = {
    Standing.CONFIRMED: Tone.CONFIRMED, Standing.REPORTED: Tone.REPORTED, Standing.STALE: Tone.STALE, Standing.NONE: Tone.NONE,
}


def column(key: str, kind: ColumnKind = ColumnKind.TEXT, width: int = 0) -> Column:
    return Column(HEADS.get(key) or SERIES[key], kind, width)


def numbers(keys: Iterable[str], width: int) -> list[Column]:
    return [column(key, ColumnKind.NUMBER, width) for key in keys]


def count(book: Phrases, value: int, tone: Tone = Tone.PLAIN) -> Cell:
    """A number in a table; nothing to report is a pale zero, and keeps its tone only where there is something."""
    return Cell(book.number(value), value, tone if value else Tone.NONE)


def done(book: Phrases, total: Total, tone: Tone = Tone.PLAIN) -> Cell:
    """How many are done; where some are through a waiver, their number stands beside it with the mark that the notes explain."""
    cell = count(book, total.done, tone)
    return replace(cell, text=f"{cell.text}{waiver_mark(book, total)}")


def share(book: Phrases, value: float) -> Cell:
    return Cell(book.percent(value), value)


def key_figures(book: Phrases, found: Figures, kind: Kind) -> KeyFigures:
    """The five numbers that are read first."""
    service = found.totals.get((kind, kind.final.key), Total())
    silent, late, stalled = len(found.silent), len(found.late), len(found.stalled)
    return KeyFigures((
        KeyFigure(KEY_FIGURES["register"], book.number(found.register), found.register, book.heard(found.heard)),
        KeyFigure(
            KEY_FIGURES["in_service"], book.number(found.in_service), found.in_service,
            "، ".join(filter(None, (book.known(service)[1:-1], through_waivers(book, service)))), Tone.CONFIRMED,
        ),
        KeyFigure(KEY_FIGURES["readiness"], book.percent(found.readiness), found.readiness),
        KeyFigure(KEY_FIGURES["late"], book.number(late), late, "", Tone.STALLED),
        KeyFigure(KEY_FIGURES["stalled"], book.number(stalled), stalled, "", Tone.MOVING),
        KeyFigure(KEY_FIGURES["silent"], book.number(silent), silent, "", Tone.STALE),
    ))


def execution_table(book: Phrases, found: Figures, kind: Kind, caption: str) -> Table:
    """For each stage, how many sites are in each state; what is done is split by how well it is known."""
    keys = ("register", "done", "done_confirmed", "done_reported", "done_stale", "in_progress", "stalled", "not_started", "not_applicable")
    rows = []
    for stage in kind.stages:
        total = found.totals[kind, stage.key]
        rows.append((
            Cell(str(stage.label), stage.key), count(book, total.register), done(book, total),
            count(book, total.done_confirmed, Tone.CONFIRMED), count(book, total.done_reported, Tone.REPORTED),
            count(book, total.done_stale, Tone.STALE), count(book, total.in_progress, Tone.MOVING),
            count(book, total.stalled, Tone.STALLED), count(book, total.not_started), count(book, total.not_applicable),
            share(book, total.share),
        ))
    columns = (column("stage"), *numbers(keys, 13), column("share", ColumnKind.NUMBER, 15))
    note = waiver_note([found.totals[kind, stage.key] for stage in kind.stages])
    return Table(columns, tuple(rows), caption, note=note)


def certainty_table(book: Phrases, found: Figures, kind: Kind) -> Table:
    """For each stage, how well its state is known; the four parts make the whole register."""
    rows = []
    for stage in kind.stages:
        total = found.totals[kind, stage.key]
        rows.append((
            Cell(str(stage.label), stage.key), count(book, total.confirmed, Tone.CONFIRMED), count(book, total.reported, Tone.REPORTED),
            count(book, total.stale, Tone.STALE), count(book, total.none), count(book, total.register),
        ))
    heads = numbers(("confirmed", "reported", "stale", "not_started", "register"), 26)
    return Table((column("stage"), *heads), tuple(rows), CAPTIONS["certainty"])


def stage_chart(book: Phrases, found: Figures, kind: Kind, number: int) -> Chart:
    """A bar for each stage, as long as the sites to which it applies."""
    labels = [str(stage.label) for stage in kind.stages]
    counted = [found.totals[kind, stage.key] for stage in kind.stages]
    parts = [
        (SERIES["done_confirmed"], Tone.CONFIRMED, [t.done_confirmed for t in counted]),
        (SERIES["done_reported"], Tone.REPORTED, [t.done_reported for t in counted]),
        (SERIES["done_stale"], Tone.STALE, [t.done_stale for t in counted]),
        (str(State.IN_PROGRESS.label), Tone.MOVING, [t.in_progress for t in counted]),
        (str(State.STALLED.label), Tone.STALLED, [t.stalled for t in counted]),
        (str(State.NOT_STARTED.label), Tone.NONE, [t.not_started for t in counted]),
    ]
    told = "؛ ".join(
        f"{label} {book.number(t.done)} من {book.number(t.register - t.not_applicable)}" for label, t in zip(labels, counted, strict=True)
    )
    caption = figure_caption(book, number, "stage_chart")
    return stacked(book, caption, told, labels, parts, top=found.register, ends=[book.percent(t.share) for t in counted])


def stacked(
    book: Phrases, caption: str, told: str, labels: Sequence[str], parts: list[tuple[str, Tone, list[int]]], *, top: int, ends: list[str]
) -> Chart:
    """Stacked bars of whole numbers; a part that is nowhere is left out of the legend."""
    series = tuple(
        Series(name, tone, tuple(map(float, values)), tuple(book.number(v) if v else "" for v in values))
        for name, tone, values in parts if any(values)
    )
    return Chart(ChartForm.STACKED, caption, f"{caption}: {told}.", tuple(labels), series, float(max(top, 1)), tuple(ends))


def history_chart(book: Phrases, points: Sequence[Point], number: int) -> Chart:
    """Two lines over the last months; the axis ends at the quarter above the highest point."""
    caption = figure_caption(book, number, "history_chart")
    highest = max((max(p.stages_done, p.in_service) for p in points), default=0.0)
    quarters = max(1, min(4, int(highest * 4 + 0.999)))
    lines = ((SERIES["stages_done"], Tone.PLAIN, [p.stages_done for p in points]),
             (SERIES["in_service"], Tone.CONFIRMED, [p.in_service for p in points]))
    told = "؛ ".join(
        f"{book.month(p.day)}: {book.percent(p.stages_done)} و{book.percent(p.in_service)}" for p in points
    )
    return Chart(
        ChartForm.LINES, caption, f"{caption}: {told}.", tuple(book.month(p.day) for p in points),
        tuple(Series(name, tone, tuple(values), tuple(book.percent(v) for v in values)) for name, tone, values in lines),
        quarters / 4, ticks=tuple((q / 4, book.percent(q / 4)) for q in range(quarters + 1)),
    )


def figure_caption(book: Phrases, number: int, key: str) -> str:
    return CAPTIONS["figure"].format(number=book.number(number), what=CAPTIONS[key])


def mark(book: Phrases, row: Row) -> Cell:
    """A stage of a site in one short word: the day it was done, the units done so far, or its state."""
    tone = TONES[row.standing]
    if row.state is State.DONE:
        text = book.short(row.effective_on)
    elif row.state is State.NOT_STARTED:
        return Cell(DASH if row.heard else DASH + STALE_MARK, row.state.value, Tone.NONE)
    elif row.state is State.IN_PROGRESS:
        units = row.done is not None and row.wanted
        text = f"{book.number(row.done or 0)} من {book.number(row.wanted or 0)}" if units else str(row.state.label)
        tone = Tone.MOVING
    else:
        text, tone = str(row.state.label), Tone.STALLED if row.state is State.STALLED else Tone.NONE
    if row.has_evidence:
        text += CONFIRMED_MARK
    if row.state is State.DONE and row.waiver_by:
        text += WAIVER_MARK
    if row.standing is Standing.STALE:
        text, tone = text + STALE_MARK, Tone.STALLED if row.state is State.STALLED else Tone.STALE
    value = row.effective_on if row.state is State.DONE else row.state.value
    return Cell(text, value, tone)


def site_cells(book: Phrases, number: int, site: Site) -> tuple[Cell, Cell, Cell]:
    return Cell(book.number(number), number), Cell(site.position.code), Cell(site.position.name_ar)


SITE_COLUMNS = (column("number", ColumnKind.NUMBER, 9), column("code", ColumnKind.CODE, 19), column("site"))


def sites_table(book: Phrases, found: Figures, kind: Kind) -> Table:
    """Every site with all its stages, for a page on its side."""
    rows = []
    for number, site in enumerate(found.sites, 1):
        stages = site.position.stages
        rows.append((
            *site_cells(book, number, site), Cell(site.position.markaz_ar or DASH),
            *(mark(book, stages[stage.key]) for stage in kind.stages), share(book, site.position.readiness),
        ))
    width = 140 // len(kind.stages)
    columns = (
        *SITE_COLUMNS, column("markaz", width=24), *(Column(str(stage.label), ColumnKind.MARK, width) for stage in kind.stages),
        column("readiness", ColumnKind.NUMBER, 15),
    )
    return Table(columns, tuple(rows), note=book.notes())


def waiting_table(book: Phrases, found: Figures) -> Table:
    """Whose step is next, what it is, and for how many sites."""
    rows = []
    for waiting in found.waiting:
        sites = waiting.sites
        steps = "، ".join(f"{action} ({book.number(n)})" for action, n in waiting.steps.items())
        rows.append((
            Cell(waiting.body), Cell(steps), count(book, len(sites)), count(book, sum(s.stalled for s in sites), Tone.STALLED),
            count(book, sum(s.late for s in sites), Tone.STALLED), Cell(book.short(waiting.since), waiting.since),
        ))
    columns = (
        column("body", width=44), column("step"), *numbers(("waiting", "stalled", "late"), 15), column("oldest", ColumnKind.MARK, 20),
    )
    return Table(columns, tuple(rows), CAPTIONS["by_body"])


def attention_table(book: Phrases, sites: Sequence[Site]) -> Table:
    """The late and the stalled, each with the step that would move it and whose it is."""
    rows = []
    for number, site in enumerate(sites, 1):
        status = LATE_AND_STALLED if site.late and site.stalled else LATE if site.late else STALLED
        step = str(site.next.action) if site.next else DASH
        obstacle = shortened(site.obstacle)
        planned, since = site.position.planned_on, site.waiting_since
        rows.append((
            *site_cells(book, number, site), Cell(book.month(planned), planned), Cell(f"{step}: {obstacle}" if obstacle else step),
            Cell(str(site.next.body) if site.next else DASH), Cell(book.short(since), since),
            Cell(status, status, Tone.STALLED if site.stalled else Tone.MOVING),
        ))
    columns = (
        column("number", ColumnKind.NUMBER, 7), column("code", ColumnKind.CODE, 17), column("site"),
        column("planned", ColumnKind.MARK, 19), column("step", width=38), column("body", width=25),
        column("since", ColumnKind.MARK, 17), column("status", ColumnKind.MARK, 16),
    )
    return Table(columns, tuple(rows), CAPTIONS["late_sites"])


def waiver_table(book: Phrases, sites: Sequence[Site]) -> Table:
    """Every stage that was done before its turn: who answered for that, and why; no rows where there is none."""
    waived = [
        (site, stage, site.position.stages[stage.key])
        for site in sites for stage in site.position.kind.stages
        if site.position.states[stage.key] is State.DONE and site.position.stages[stage.key].waiver_by
    ]
    rows = tuple(
        (*site_cells(book, number, site), Cell(str(stage.label), stage.key), Cell(approver(row)), Cell(shortened(row.waiver_reason)))
        for number, (site, stage, row) in enumerate(waived, 1)
    )
    columns = (*SITE_COLUMNS, column("stage", width=30), column("approver", width=34), column("waiver_reason", width=48))
    return Table(columns, rows, CAPTIONS["waivers"])


def shortened(note: str) -> str:
    """The beginning of a note, cut between words where it would fill a table."""
    note = " ".join(note.split())
    return note if len(note) <= _LONGEST_NOTE else note[:_LONGEST_NOTE].rsplit(" ", 1)[0] + "…"


def silent_table(book: Phrases, sites: Sequence[Site]) -> Table:
    """Who has gone silent, the longest silence first."""
    rows = []
    for number, site in enumerate(sites, 1):
        heard: date | None = site.position.last_news_on
        silence = site.position.days_silent
        rows.append((
            *site_cells(book, number, site), Cell(site.position.markaz_ar or DASH),
            Cell(book.short(heard) if heard else NEVER_HEARD, heard), Cell(book.number(silence) if silence is not None else DASH, silence),
        ))
    columns = (
        *SITE_COLUMNS, column("markaz", width=34), column("last_news", ColumnKind.MARK, 30), column("silence", ColumnKind.NUMBER, 26),
    )
    return Table(columns, tuple(rows))
