"""Pieces of a Word document as XML: runs that read from right to left, paragraphs, tables, drawn signatures.

Every piece says its direction itself: Word takes the complex-script font, size and weight of a run only where it is marked `rtl`.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

from reports.content import END_OF_ISOLATE, ISOLATE, ColumnKind, Table, Tone
from reports.handwriting import Strokes, frame, from_edge
from reports.palette import COLOURS, INK

FONT = "Arial"
MAIN = nsdecls("w")
NAVY = COLOURS[Tone.PLAIN].lstrip("#")
GREY = "5B6872"
PAGE_MM = 176
_EDGE = "C3CCD3"
_TWIPS = 1440 / 25.4
_EMU = 36_000
_APART = re.compile(f"({ISOLATE}[^{ISOLATE}{END_OF_ISOLATE}]*{END_OF_ISOLATE})")
# What XML cannot hold, and marks that would turn the words around them.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LEFT_TO_RIGHT = "\u200e"


def twips(millimetres: float) -> int:
    return round(millimetres * _TWIPS)


def fit(text: str) -> str:
    """The text as XML may hold it."""
    return escape(_UNFIT.sub("", text))


def run(text: str, *, rtl: bool = True, bold: bool = False, size: float = 0, colour: str = "") -> str:
    """A stretch of letters; sizes are in points, nothing said is what the style says."""
    look = "<w:b/><w:bCs/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    look += "<w:rtl/>" if rtl else ""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def runs(text: str, **look: bool | float | str) -> str:
    """The runs of a text: what stands apart between its marks gets one of its own, which reads from left to right."""
    found = []
    for part in _APART.split(text):
        apart = part.startswith(ISOLATE) and part.endswith(END_OF_ISOLATE)
        inner = fit(part)
        if inner:
            inner = f"{_LEFT_TO_RIGHT}{inner}{_LEFT_TO_RIGHT}" if apart else inner
            found.append(run(inner, rtl=not apart, **look))  # type: ignore[arg-type]  # the look is passed on as it came
    return "".join(found)


def field(code: str) -> str:
    """A number that Word fills in, such as that of the page."""
    marks = [f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")]
    inside = (marks[0], f'<w:instrText xml:space="preserve"> {code} </w:instrText>', marks[1], "<w:t>1</w:t>", marks[2])
    return "".join(f"<w:r><w:rPr><w:rtl/></w:rPr>{each}</w:r>" for each in inside)


def paragraph(content: str, style: str = "Normal", *, align: str = "", keep: bool = False) -> str:
    """A paragraph of runs; `keep` holds it on one page with what follows."""
    looks = f'<w:pStyle w:val="{style}"/>' + ("<w:keepNext/>" if keep else "") + "<w:bidi/>"
    looks += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p {MAIN}><w:pPr>{looks}</w:pPr>{content}</w:p>"


def cell(content: str, width: int, *, shade: str = "", middle: bool = True) -> str:
    looks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    looks += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    looks += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, head: bool = False, height: float = 0) -> str:
    looks = "<w:cantSplit/>"
    looks += f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>' if height else ""
    looks += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cells)}</w:tr>"


def grid(widths: Sequence[int], rows: Iterable[str], *, lines: bool = True, caption: str = "") -> str:
    """A table whose first column is at the right; `widths` are in twips."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="{"single" if lines else "nil"}" w:sz="4" w:space="0" w:color="{_EDGE}"/>' for side in sides)
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    looks = (
        f'<w:tblStyle w:val="TableGrid"/><w:bidiVisual/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{margins}'
    )
    looks += f"<w:tblCaption w:val={quoteattr(fit(caption))}/>" if caption else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl {MAIN}><w:tblPr>{looks}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def table(content: Table) -> str:
    """A table of rows under headings that repeat on every page."""
    fixed = sum(column.width for column in content.columns)
    free = sum(column.width == 0 for column in content.columns)
    rest = (PAGE_MM - fixed) / free if free else 0
    widths = [twips(column.width or rest) for column in content.columns]
    kinds = [column.kind for column in content.columns]
    heads = [
        cell(paragraph(runs(column.title, colour="FFFFFF"), "TableHead"), width, shade=NAVY)
        for column, width in zip(content.columns, widths, strict=True)
    ]
    rows = [row(heads, head=True)]
    for n, line in enumerate(content.rows, 1):
        total = content.total and n == len(content.rows)
        shade = "DFE8EF" if total else "" if n % 2 else "F6F8FA"
        rows.append(row(
            cell(
                paragraph(runs(_text(each.text, kind), bold=total), "TableText", align="start" if kind is ColumnKind.TEXT else "center"),
                width, shade=shade,
            )
            for each, kind, width in zip(line, kinds, widths, strict=True)
        ))
    return grid(widths, rows, caption=content.caption)


def _text(text: str, kind: ColumnKind) -> str:
    return f"{ISOLATE}{text}{END_OF_ISOLATE}" if kind is ColumnKind.CODE and text else text


def drawing(strokes: Strokes, number: int, alt: str, height: float = 11) -> str:
    """A signature as a drawn shape, which stays lines at any size; a program without such shapes shows its words instead."""
    at = frame(strokes)
    high = round(height * _EMU)
    wide = min(round(high * at.width / at.height), 38 * _EMU)
    lines = "".join(
        "".join(f'<a:{"lnTo" if n else "moveTo"}><a:pt x="{x}" y="{y}"/></a:{"lnTo" if n else "moveTo"}>' for n, (x, y) in enumerate(line))
        for line in from_edge(strokes)
    )
    name, words = quoteattr(f"signature {number}"), quoteattr(fit(alt))
    drawn = (
        f'<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f"<wp:docPr id=\"{100 + number}\" name={name} descr={words}/><wp:cNvGraphicFramePr/><a:graphic>"
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>'
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path w="{at.width}" h="{at.height}" fill="none">{lines}</a:path></a:pathLst>'
        '</a:custGeom><a:noFill/><a:ln w="12700" cap="rnd">'
        f'<a:solidFill><a:srgbClr val="{INK.lstrip("#")}"/></a:solidFill><a:round/></a:ln>'
        "</wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    spaces = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" ' + nsdecls("wp", "a")
    )
    spoken = f"<mc:Fallback><w:t>{fit(alt)}</w:t></mc:Fallback>"
    return f'<w:r><mc:AlternateContent {spaces}><mc:Choice Requires="wps">{drawn}</mc:Choice>{spoken}</mc:AlternateContent></w:r>'
