"""The report of a governorate's follow-up committee."""

from reports.content import Block, Document, Paragraph, Section
from reports.figures import Figures, Site
from reports.headings import CAPTIONS, TITLES
from reports.history import Point
from reports.paper import Sheet, document
from reports.phrases import ALL_SITES
from reports.tables import (
    attention_table,
    certainty_table,
    execution_table,
    history_chart,
    key_figures,
    silent_table,
    sites_table,
    stage_chart,
    waiting_table,
    waiver_table,
)
from reports.work_sections import work_sections
from rollout.stages import Kind


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
    sections: list[tuple[str, tuple[Block, ...]]] = [
        ("summary", _summary(sheet, found, kind)),
        ("stages", (
            execution_table(sheet.book, found, kind, CAPTIONS["execution"]), stage_chart(sheet.book, found, kind, 1),
            certainty_table(sheet.book, found, kind), *([waivers] if waivers.rows else []), history_chart(sheet.book, history, 2),
        )),
        ("attention", _attention(sheet, found, kind)),
        *work_sections(sheet.book, sheet.work, [site.position.code for site in found.late]),
        ("silent", _silent(sheet)),
    ]
    others = sheet.found.kinds[1:]
    if others:
        sections.append(("others", tuple(block for other in others for block in _other(sheet, other))))
    annex = Section(TITLES["annex"].format(number=sheet.book.number(1)), (sites_table(sheet.book, found, kind),), wide=True)
    return document(sheet, str(kind.plural), sections, [annex])


def _summary(sheet: Sheet, found: Figures, kind: Kind) -> tuple[Block, ...]:
    book = sheet.book
    said = [
        book.register(kind, found, sheet.place),
        book.readiness(found.readiness),
        *(book.stage(kind, stage, found.totals[kind, stage.key]) for stage in kind.stages[:-1]),
        book.late(found, kind.noun),
        book.stalled(len(found.stalled), kind.noun),
        book.next_steps(found.waiting, kind.noun),
        book.silent(found, kind.noun, sheet.patience),
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


def _silent(sheet: Sheet) -> tuple[Block, ...]:
    """Each kind in a sentence, then all silent sites together."""
    book, found = sheet.book, sheet.found
    sentences = [
        Paragraph(f"{kind.plural}: {book.silent(found.of(kind), kind.noun, sheet.patience)}", item=True) for kind in found.kinds
    ]
    sites: tuple[Site, ...] = found.silent
    return (*sentences, silent_table(book, sites)) if sites else tuple(sentences)


def _other(sheet: Sheet, kind: Kind) -> tuple[Block, ...]:
    """Another kind of site in brief: what the register says in two sentences, and its stages in one table."""
    book, found = sheet.book, sheet.found.of(kind)
    return (
        execution_table(book, found, kind, str(kind.plural)),
        Paragraph(book.register(kind, found, sheet.place), item=True),
        Paragraph(book.next_steps(found.waiting, kind.noun), item=True),
    )
