"""What a document says, before anyone decides how it is printed.

A document is sections of paragraphs, key figures, tables, charts and signatures, with every number already written out. Each
printed text keeps the value behind it, so that a sheet can hold numbers where paper holds digits. A format (PDF now) is written
once, over these classes, and knows nothing of stages or governorates.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

Value = str | int | float | date | None


class Tone(StrEnum):
    """What a figure means for the reader; each format has one colour for each, and never colour alone."""

    PLAIN = "plain"
    CONFIRMED = "confirmed"
    REPORTED = "reported"
    STALE = "stale"
    MOVING = "moving"
    STALLED = "stalled"
    NONE = "none"


class ColumnKind(StrEnum):
    """How the cells of a column are set: where they stand and whether they read from left to right."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` is in millimetres of an A4 page; 0 takes what the others leave."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table: the text on paper and the value behind it."""

    text: str
    value: Value = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings that are repeated on each page. The last row is a total where `total` says so; `subtotals` are the places,
    from 0, of rows that sum those above them up to the one before."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    note: str = ""
    total: bool = False
    subtotals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two; an `item` stands in a list of its like, one that is `centred` is a greeting or a closing, a `strong` one names
    whom the paper is for, or what the next lines tell."""

    text: str
    item: bool = False
    centred: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that is read first, with the words under it that say how well it is known."""

    label: str
    text: str
    value: Value
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The row of boxes under the title."""

    figures: tuple[KeyFigure, ...]


class ChartForm(StrEnum):
    """How a chart is drawn."""

    STACKED = "stacked"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart, with a value and its printed label for each category."""

    name: str
    tone: Tone
    values: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers. `alt` says the same in words, `ends` are the labels at the far end of stacked bars,
    `ticks` are the marks of the value axis of lines; the axis runs from 0 to `top`."""

    form: ChartForm
    caption: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    top: float
    ends: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs, each with room for name, post, signature and date. `names` are those who are known already, one under each title."""

    titles: tuple[str, ...]
    lines: tuple[str, ...]
    closing: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is named once, above the rows of a paper: the parties, the papers that it follows. Each with its label."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signs, in which part, and what was drawn: lines of points between 0 and 1000. Without lines there is room for a pen."""

    part: str
    name: str
    capacity: str = ""
    strokes: tuple[tuple[tuple[int, int], ...], ...] = ()
    day: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """The table of those who sign a paper, under its headings: part, name, capacity, signature, day."""

    heads: tuple[str, ...]
    people: tuple[Signed, ...]


@dataclass(frozen=True, slots=True)
class Copies:
    """To whom copies of a paper go, under the signatures: the label, and one body on each line."""

    label: str
    to: tuple[str, ...]


Block = Paragraph | KeyFigures | Table | Chart | Signatures | Facts | Signing | Copies


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a document; a `wide` one needs pages on their side."""

    title: str
    blocks: tuple[Block, ...]
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes (from the state downwards) and the number and dates under which the paper is filed. The `logo` is a PNG picture in
    base64, or nothing for the emblem of the programme; `confidentiality` is printed on every page."""

    issuer: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    logo: str = ""
    confidentiality: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """Leads whoever holds the paper to the page that says whether it was issued: the address as a QR code, and words beside it."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Words:
    """The few words that a format itself prints on each page."""

    page: str
    of: str
    digits: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper. `notice` is printed on its every page, and `notice_line` once
    under the title (made-up data say so there). `footer` tells how complete the data are
    and up to which moment; `known_at` is that moment. `facts` are the bare numbers for machines, attached to the file.
    `watermark` lies behind every page of what is not in force. The title of a `form` and its issuers are words that people choose: they
    are set in the body's face, of which every letter can be searched."""

    reference: str
    title: str
    subtitle: str
    period: str
    letterhead: Letterhead
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    words: Words
    known_at: datetime
    notice: str = ""
    notice_line: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    watermark: str = ""
    form: bool = False
    seal: Seal | None = None


ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"


def apart(text: str) -> str:
    """A number or code that reads from left to right whatever stands around it, such as ``١٢/٢٠٢٣/٠٠٤٥``."""
    return f"{ISOLATE}{text}{END_OF_ISOLATE}" if text else ""
