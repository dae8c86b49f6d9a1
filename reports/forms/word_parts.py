"""Pieces of a Word document as XML: runs that read from right to left, paragraphs, tables, pictures, drawn signatures.

Every piece says its direction itself: Word takes the complex-script font, size and weight of a run only where it is marked `rtl`.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls

from reports.document.content import END_OF_ISOLATE, ISOLATE, Tone
from reports.document.palette import COLOURS, INK
from reports.forms.handwriting import Strokes, frame, from_edge

FONT = "Arial"
MAIN = nsdecls("w")
SPACES = nsdecls("w", "r", "wp", "a", "pic")
"""The names that the pieces of a body use."""
NAVY = COLOURS[Tone.PLAIN].lstrip("#")
GREY = "5B6872"
EDGE = "C3CCD3"
UPRIGHT_MM, SIDEWAYS_MM = 176, 263
"""How wide the text is on a page that stands and on one that lies."""
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
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


def run(text: str, *, rtl: bool = True, bold: bool = False, size: float = 0, colour: str = "", shade: str = "", edge: str = "") -> str:
    """A stretch of letters; sizes are in points, nothing said is what the style says. `edge` draws a line around it, `shade` fills it."""
    look = "<w:b/><w:bCs/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    look += f'<w:bdr w:val="single" w:sz="4" w:space="0" w:color="{edge}"/>' if edge else ""
    look += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
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


def field(code: str, shown: str = "1", *, colour: str = "") -> str:
    """A number that Word fills in, such as that of the page; `shown` stands there until it does."""
    marks = [f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")]
    inside = (marks[0], f'<w:instrText xml:space="preserve"> {code} </w:instrText>', marks[1], f"<w:t>{shown}</w:t>", marks[2])
    look = (f'<w:color w:val="{colour}"/>' if colour else "") + "<w:rtl/>"
    return "".join(f"<w:r><w:rPr>{look}</w:rPr>{each}</w:r>" for each in inside)


def paragraph(content: str, style: str = "Normal", *, align: str = "", keep: bool = False, more: str = "") -> str:
    """A paragraph of runs; `keep` holds it on one page with what follows, `more` is what the schema wants last."""
    looks = f'<w:pStyle w:val="{style}"/>' + ("<w:keepNext/>" if keep else "") + "<w:bidi/>"
    looks += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{looks}{more}</w:pPr>{content}</w:p>"


GAP = paragraph("", "Gap")
"""What stands between two tables, which would grow together without it."""


def line(side: str, size: int, colour: str, look: str = "single") -> str:
    """One side of a border; sizes are in eighths of a point, and a size of 0 draws nothing."""
    return f'<w:{side} w:val="{look if size else "nil"}" w:sz="{size}" w:space="0" w:color="{colour}"/>'


def cell(
    content: str, width: int, *, shade: str = "", middle: bool = True, wrap: bool = True, borders: str = "", columns: int = 1
) -> str:
    looks = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    looks += f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    looks += f"<w:tcBorders>{borders}</w:tcBorders>" if borders else ""
    looks += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    looks += "" if wrap else "<w:noWrap/>"
    looks += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, head: bool = False, height: float = 0) -> str:
    looks = "<w:cantSplit/>"
    looks += f'<w:trHeight w:val="{twips(height)}" w:hRule="atLeast"/>' if height else ""
    looks += "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr>{looks}</w:trPr>{''.join(cells)}</w:tr>"


def grid(widths: Sequence[int], rows: Iterable[str], *, borders: str | None = None, caption: str = "") -> str:
    """A table whose first column is at the right; `widths` are in twips. Without `borders` there is a thin line around every cell."""
    if borders is None:
        borders = "".join(line(side, 4, EDGE) for side in _SIDES)
    margins = '<w:tblCellMar><w:left w:w="45" w:type="dxa"/><w:right w:w="45" w:type="dxa"/></w:tblCellMar>'
    looks = (
        f'<w:tblStyle w:val="TableGrid"/><w:bidiVisual/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/>{margins}'
    )
    looks += f"<w:tblCaption w:val={quoteattr(fit(caption))}/>" if caption else ""
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"


def ruled(**sides: tuple[int, str]) -> str:
    """The borders of a table that only places things: none but those that are named, each by its size and colour."""
    return "".join(line(side, *sides.get(side, (0, "auto"))) for side in _SIDES)


def image(relation: str, number: int, alt: str, width: float, height: float) -> str:
    """A picture of the package in a run of its own; sizes are in millimetres."""
    wide, high = round(width * _EMU), round(height * _EMU)
    name, words = quoteattr(f"picture {number}"), quoteattr(fit(alt))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{100 + number}" name={name} descr={words}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>'
        '</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{100 + number}" name={name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


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
    either = f'<mc:AlternateContent {spaces}><mc:Choice Requires="wps">{drawn}</mc:Choice>{spoken}</mc:AlternateContent>'
    return f"<w:r><w:rPr><w:rtl/></w:rPr>{either}</w:r>"
