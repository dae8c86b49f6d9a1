"""The blocks of a document as Word has them: boxes, tables, charts, places to sign. Each may be typed over, moved and sorted."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Protocol

from reports.document.content import (
    Block,
    Cell,
    Chart,
    Column,
    ColumnKind,
    Copies,
    Facts,
    KeyFigures,
    Paragraph,
    Signatures,
    Signing,
    Table,
    Tone,
    apart,
)
from reports.document.palette import COLOURS, TINTS
from reports.forms import charts
from reports.forms.word_parts import GAP, GREY, NAVY, cell, drawing, grid, image, line, paragraph, row, ruled, run, runs, twips

_PALE, _BAND, _SUM, _WHITE = "F5F8FA", "F6F8FA", "DFE8EF", "FFFFFF"
_SIGNING = (33, 38, 38, 43, 24)
_NARROWEST = 15
_LABEL_MM = 16
_SHORT = 9
"""A table of so many rows moves to the next page whole."""


class Pictures(Protocol):
    """Where the pictures of a file are kept: gives the name by which its text refers to one."""

    def __call__(self, png: bytes) -> str: ...


class Blocks:
    """Writes blocks on pages of a width in millimetres; pictures and drawings are numbered through the whole file."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._numbers: Iterator[int] = count(1)
        self.width: float = 0

    def write(self, block: Block, *, leads: bool = False) -> list[str]:
        """The block as elements of a body; one that `leads` stays with what follows it."""
        if isinstance(block, Paragraph):
            style = "ListBullet" if block.item else "Normal"
            look = {"align": "center"} if block.centred else {}
            heavy = block.centred or block.strong
            return [paragraph(runs(block.text, bold=heavy), style, keep=leads or heavy, **look)]
        if isinstance(block, Chart):
            return self._chart(block, leads)
        if isinstance(block, Table):
            return table(block, self.width, leads=leads)
        if isinstance(block, KeyFigures):
            return [self._boxes(block), GAP]
        if isinstance(block, Signatures):
            return self._signatures(block, leads)
        if isinstance(block, Facts):
            return [self._facts(block), GAP]
        if isinstance(block, Signing):
            return [self._signing(block), GAP]
        assert isinstance(block, Copies)
        heading = paragraph(runs(block.label, bold=True), keep=True)
        return [heading, *(paragraph(runs(each), "ListBullet", keep=leads or n < len(block.to)) for n, each in enumerate(block.to, 1))]

    def picture(self, png: bytes, alt: str, width: float, height: float) -> str:
        return image(self._pictures(png), next(self._numbers), alt, width, height)

    def _boxes(self, block: KeyFigures) -> str:
        """A heading row of labels over the numbers, each under a bar in the colour of its meaning."""
        width = twips(self.width / len(block.figures))
        sides = line("left", 24, _WHITE) + line("right", 24, _WHITE)
        labels = row((
            cell(
                paragraph(runs(figure.label, colour=GREY), "BoxLabel", keep=True), width, shade=_PALE,
                borders=line("top", 18, _colour(figure.tone)) + sides,
            ) for figure in block.figures
        ), head=True)
        texts = [figure.text for figure in block.figures], [figure.note for figure in block.figures]
        numbers, notes = (
            row(cell(paragraph(runs(text), style, keep=style == "BoxNumber"), width, shade=_PALE, borders=sides) for text in line_of)
            for style, line_of in zip(("BoxNumber", "BoxLabel"), texts, strict=True)
        )
        return grid([width] * len(block.figures), [labels, numbers, notes], borders=ruled())

    def _chart(self, block: Chart, leads: bool) -> list[str]:
        legend = "".join(
            run("■ ", colour=_colour(series.tone)) + runs(series.name) + (run("     ") if n < len(block.series) else "")
            for n, series in enumerate(block.series, 1)
        )
        wide, high = charts.size(block)
        drawn = self.picture(charts.picture(block), block.alt, self.width, high * self.width / wide)
        return [
            paragraph(legend, "Caption", keep=True), paragraph(drawn, "Drawing", keep=True),
            paragraph(runs(block.caption), "Caption", keep=leads),
        ]

    def _signatures(self, block: Signatures, leads: bool) -> list[str]:
        """Under each title a line to write on for each part of a signature; the parts need no room of their own where none is named."""
        whole, named = twips(self.width / len(block.titles)), any(block.lines)
        label = twips(_LABEL_MM) if named else 0
        widths = [label, whole - label] if named else [whole]
        dots = line("bottom", 6, GREY, "dotted")
        names = [*block.names, *[""] * (len(block.titles) - len(block.names))] if any(block.names) else []
        rows = [
            row((cell(paragraph(runs(each), "SignTitle", keep=True), whole, columns=len(widths)) for each in texts), head=n == 0)
            for n, texts in enumerate((block.titles, names)) if texts
        ]
        for n, words in enumerate(block.lines, 1):
            more = leads or n < len(block.lines)
            empty = cell(paragraph("", "SignLine", keep=more), whole - label, borders=dots)
            cells = [cell(paragraph(runs(words), "SignLine", keep=more), label), empty] if named else [empty]
            rows.append(row(cells * len(block.titles), height=8))
        closing = [paragraph(runs(block.closing), align="center", keep=True)] if block.closing else []
        return [*closing, grid(widths * len(block.titles), rows, borders=ruled()), _gap(leads)]

    def _facts(self, block: Facts) -> str:
        """Labels and values in two pairs of columns."""
        width = twips(self.width / 2)
        texts = [runs(f"{label} ", colour=GREY) + runs(value, bold=True) for label, value in block.rows]
        cells = [cell(paragraph(text, "TableText"), width) for text in texts]
        if len(cells) % 2:
            cells.append(cell(paragraph("", "TableText"), width))
        return grid([width] * 2, [row(cells[n : n + 2]) for n in range(0, len(cells), 2)])

    def _signing(self, block: Signing) -> str:
        widths = [twips(width * self.width / sum(_SIGNING)) for width in _SIGNING]
        rows = [_heads(block.heads, widths)]
        for n, person in enumerate(block.people, 1):
            drawn = drawing(person.strokes, next(self._numbers), person.alt) if person.strokes else ""
            texts = (runs(person.part, bold=True), runs(person.name), runs(person.capacity), drawn, runs(person.day))
            more = n < len(block.people)
            rows.append(row((
                cell(paragraph(text, "TableText", align="center", keep=more), width) for text, width in zip(texts, widths, strict=True)
            ), height=15))
        return grid(widths, rows)


def table(block: Table, width: float, *, leads: bool = False) -> list[str]:
    """Its caption as a heading, the rows under headings that repeat on every page, and its note. The last row is never alone on a page."""
    widths = [twips(each) for each in _widths(block.columns, width)]
    short, held = len(block.rows) <= _SHORT, leads or bool(block.note)
    rows = [_heads([column.title for column in block.columns], widths)]
    for n, cells in enumerate(block.rows, 1):
        last = n == len(block.rows)
        total = block.total and last
        heavy = total or n - 1 in block.subtotals
        band = _SUM if total else "" if n % 2 else _BAND
        keep = held if last else short or n == len(block.rows) - 1
        rows.append(row(
            _field(field, column.kind, wide, band, total=heavy, keep=keep)
            for field, column, wide in zip(cells, block.columns, widths, strict=True)
        ))
    caption = [paragraph(runs(block.caption), "Heading2", keep=True)] if block.caption else []
    note = paragraph(runs(block.note), "TableNote", keep=leads) if block.note else _gap(leads)
    return [*caption, grid(widths, rows, caption=block.caption), note]


def _gap(keep: bool) -> str:
    return paragraph("", "Gap", keep=True) if keep else GAP


def _widths(columns: Sequence[Column], width: float) -> list[float]:
    """In millimetres: what each column asks for, and the rest shared by those that ask for nothing."""
    fixed, free = sum(column.width for column in columns), sum(not column.width for column in columns)
    share = min(1.0, (width - free * _NARROWEST) / fixed) if fixed else 1.0
    rest = (width - fixed * share) / free if free else 0
    return [column.width * share if column.width else rest for column in columns]


def _heads(titles: Iterable[str], widths: Sequence[int]) -> str:
    return row((
        cell(paragraph(runs(title, colour=_WHITE), "TableHead", keep=True), width, shade=NAVY)
        for title, width in zip(titles, widths, strict=True)
    ), head=True)


def _field(field: Cell, kind: ColumnKind, width: int, band: str, *, total: bool, keep: bool) -> str:
    """One cell: the colour of its meaning lies under words that say the same."""
    shade = band if total or field.tone in (Tone.PLAIN, Tone.NONE) else TINTS[field.tone].lstrip("#")
    colour = GREY if field.tone is Tone.NONE and not total else ""
    code = kind is ColumnKind.CODE
    look = {} if kind is ColumnKind.TEXT else {"align": "center"}
    words = runs(apart(field.text) if code else field.text, bold=total, colour=colour)
    return cell(paragraph(words, "TableText", keep=keep, **look), width, shade=shade, wrap=not code)


def _colour(tone: Tone) -> str:
    return COLOURS[tone].lstrip("#")

