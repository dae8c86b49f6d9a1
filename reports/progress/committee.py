"""The report of a governorate's follow-up committee."""

from reports.document.content import Block, Document, Paragraph, Section
from reports.progress.annex import annex_blocks
from reports.progress.followup_sections import committee_blocks, restated_sections
from reports.progress.paper import Sheet, document
from reports.progress.tables import (
    attention_table,
    certainty_table,
    execution_table,
    history_chart,
    key_figures,
    silent_table,
    stage_chart,
    waiting_table,
    waiver_table,
)
from reports.progress.work_late import late_tables, listed_late
from reports.progress.work_sections import work_sections
from reports.readings.figures import Figures, Site
from reports.readings.history import Point
from reports.words.headings import CAPTIONS, TITLES
from reports.words.phrases import ALL_SITES
from rollout.stages import Kind

_OVERDUE_ANNEX = 2
_SUPPLY_FIGURE = 3


def main_kind(found: Figures) -> Kind | None:
    """The kind of site that a governorate's report is about: complexes where it has them, else the first kind it has."""
    return found.kinds[0] if found.kinds else None


def committee_document(sheet: Sheet, history: tuple[Point, ...]) -> Document:
    """The report of one governorate; `history` is the way of its main kind."""
    kind = main_kind(sheet.found)
    if kind is None:
        empty = Paragraph(sheet.book.no_sites(sheet.place, sheet.as_of))
        return document(sheet, ALL_SITES, [("summary", (empty,))], [])
    found = sheet.found.of(kind)
    waivers = waiver_table(sheet.book, sheet.found.sites)
    above = {site.position.code for site in found.late}
    overdue = listed_late(sheet.work.late, above)
    others = sheet.found.kinds[1:]
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("summary", summary(sheet, found, kind)),
        ("stages", (
            execution_table(sheet.book, found, kind, CAPTIONS["execution"]), stage_chart(sheet.book, found, kind, 1),
            certainty_table(sheet.book, found, kind), *([waivers] if waivers.rows else []), history_chart(sheet.book, history, 2),
        )),
        ("attention", _attention(sheet, found, kind)),
        ("followup", committee_blocks(sheet.book, sheet.followed)),
        *restated_sections(sheet.book, sheet.followed),
        *work_sections(sheet.book, sheet.work, sheet.supply, above, _OVERDUE_ANNEX, _SUPPLY_FIGURE),
        ("silent", _silent(sheet, last=not others)),
    ]
    if others:
        sections.append(("others", tuple(block for other in others for block in _other(sheet, other))))
    annexes = [Section(TITLES["annex"].format(number=sheet.book.number(1)), annex_blocks(sheet.book, sheet.found), wide=True)]
    if overdue:
        title = TITLES["overdue_annex"].format(number=sheet.book.number(_OVERDUE_ANNEX))
        annexes.append(Section(title, late_tables(sheet.book, overdue)))
    return document(sheet, str(kind.plural), sections, annexes)


def summary(sheet: Sheet, found: Figures, kind: Kind, *more: str) -> tuple[Block, ...]:
    """What is said first: the figures of the main kind of site, each in a sentence, and whatever the report adds to them."""
    book = sheet.book
    said = [
        book.register(kind, found, sheet.place),
        book.readiness(found.readiness),
        *(book.stage(kind, stage, found.totals[kind, stage.key]) for stage in kind.stages[:-1]),
        book.late(found, kind.noun),
        book.stalled(len(found.stalled), kind.noun),
        book.next_steps(found.waiting, kind.noun),
        book.silent(found, kind.noun, sheet.patience),
        *more,
    ]
    opening = Paragraph(book.opening(kind, sheet.place, sheet.as_of))
    return (opening, key_figures(book, found, kind), *(Paragraph(sentence, item=True) for sentence in said))


def _attention(sheet: Sheet, found: Figures, kind: Kind) -> tuple[Block, ...]:
    book = sheet.book
    sites = tuple(site for site in found.sites if site.late or site.stalled)
    blocks: list[Block] = [Paragraph(f"{book.late(found, kind.noun)} {book.stalled(len(found.stalled), kind.noun)}")]
    if found.waiting:
        blocks.append(waiting_table(book, found))
    if sites:
        blocks.append(attention_table(book, sites))
    return tuple(blocks)


def _silent(sheet: Sheet, *, last: bool) -> tuple[Block, ...]:
    """Each kind in a sentence, and all silent sites together; before the signatures the sentences come `last`, which no page separates."""
    book, found = sheet.book, sheet.found
    sentences = [
        Paragraph(f"{kind.plural}: {book.silent(found.of(kind), kind.noun, sheet.patience)}", item=True) for kind in found.kinds
    ]
    sites: tuple[Site, ...] = found.silent
    table = [silent_table(book, sites)] if sites else []
    return (*table, *sentences) if last else (*sentences, *table)


def _other(sheet: Sheet, kind: Kind) -> tuple[Block, ...]:
    """Another kind of site in brief: what the register says, and while a step of any is left also its stages in one table."""
    book, found = sheet.book, sheet.found.of(kind)
    said = Paragraph(f"{book.register(kind, found, sheet.place)} {book.next_steps(found.waiting, kind.noun)}", item=True)
    return (execution_table(book, found, kind, str(kind.plural)), said) if found.waiting else (said,)
