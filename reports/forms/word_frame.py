"""What stands around the text of a Word document: letterhead and title, the head and foot of each page, the watermark behind."""

from dataclasses import dataclass

from docx.document import Document as WordFile
from docx.oxml import parse_xml

from reports.document.content import Document, apart
from reports.forms import emblems
from reports.forms.word_blocks import Blocks
from reports.forms.word_parts import (
    EDGE,
    FONT,
    GAP,
    GREY,
    NAVY,
    SIDEWAYS_MM,
    SPACES,
    UPRIGHT_MM,
    cell,
    field,
    fit,
    grid,
    paragraph,
    row,
    ruled,
    run,
    runs,
    twips,
)

_AMBER, _AMBER_EDGE, _AMBER_TINT, _RED = "7A5410", "B8862F", "FFF1CC", "9C2F26"
_LOGO_MM, _CODE_MM = 19, 17
_REFERENCE_MM, _MARK_MM, _PAGE_MM = 32, 26, 30
"""The room at the left of heads and feet: of the number, of each mark beside it, of the number of the page."""
_PAGE = (210, 297)
_MARGIN = (_PAGE[0] - UPRIGHT_MM) / 2


def front(document: Document, blocks: Blocks) -> list[str]:
    """Letterhead and title block."""
    pieces = [_letterhead(document, blocks)]
    seal = document.seal
    pieces.append(paragraph(runs(f"{seal.words} {apart(seal.address)}", colour=GREY, size=7.5), align="end") if seal else GAP)
    pieces.append(paragraph(runs(document.title), "Title", keep=True))
    if document.subtitle:
        pieces.append(paragraph(runs(document.subtitle), "Subtitle", keep=True))
    if document.period:
        pieces.append(paragraph(runs(document.period), align="center"))
    if document.notice_line:
        pieces.append(paragraph(_pill(document.notice_line), align="center"))
    return pieces


def _pill(words: str) -> str:
    return runs(f" {words} ", bold=True, colour=_AMBER, shade=_AMBER_TINT, edge=_AMBER_EDGE)


def _closed(words: str) -> str:
    return runs(f" {words} ", bold=True, colour=_RED, edge=_RED)


def _letterhead(document: Document, blocks: Blocks) -> str:
    """Who writes at the right, the picture in the middle, the number and dates at the left, and the code beside them."""
    head, seal = document.letterhead, document.seal
    side = (UPRIGHT_MM - _LOGO_MM - 6) / 2
    widths = [side, _LOGO_MM + 6, side - (_CODE_MM + 4 if seal else 0)]
    logo = emblems.png(head.logo)
    across, down = emblems.size(logo)
    scale = _LOGO_MM / max(across, down)
    facts = "".join(paragraph(runs(f"{label} ", colour=GREY) + runs(value), "TableText") for label, value in head.facts)
    if head.confidentiality:
        facts += paragraph(_closed(head.confidentiality), "TableText")
    contents = [
        "".join(paragraph(runs(words, bold=True, colour=NAVY, size=9), "TableText") for words in head.issuer),
        paragraph(blocks.picture(logo, emblems.words(head.logo), across * scale, down * scale), "Drawing"), facts or GAP,
    ]
    if seal:
        widths.append(_CODE_MM + 4)
        contents.append(paragraph(blocks.picture(emblems.code_png(seal.address), seal.words, _CODE_MM, _CODE_MM), "Drawing"))
    sizes = [twips(width) for width in widths]
    cells = [cell(content, size) for content, size in zip(contents, sizes, strict=True)]
    return grid(sizes, [row(cells)], borders=ruled(bottom=(10, NAVY)))


@dataclass(frozen=True)
class Around:
    """The names of the heads and feet that the pages of one document use."""

    first: str
    heads: dict[bool, str]
    feet: dict[bool, str]

    def section(self, *, wide: bool, opens: bool) -> str:
        """The properties of a run of pages that stand or lie; the very first page has its letterhead for a head."""
        across, down = reversed(_PAGE) if wide else _PAGE
        names = [("header", "default", self.heads[wide]), ("footer", "default", self.feet[wide])]
        if opens:
            names += [("header", "first", self.first), ("footer", "first", self.feet[wide])]
        references = "".join(f'<w:{part}Reference w:type="{kind}" r:id="{name}"/>' for part, kind, name in names)
        turned = ' w:orient="landscape"' if wide else ""
        side, top, edge = twips(_MARGIN), twips(19), twips(8)
        return (
            f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz w:w="{twips(across)}" w:h="{twips(down)}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="{side}" w:bottom="{top}" w:left="{side}" w:header="{edge}" w:footer="{edge}" w:gutter="0"/>'
            f'<w:cols w:space="720"/>{"<w:titlePg/>" if opens else ""}<w:bidi/></w:sectPr>'
        )


def around(file: WordFile, document: Document) -> Around:
    """Put heads and feet into the file: of pages that stand, and of pages that lie where there are such."""
    shapes = sorted({False} | {section.wide for section in document.sections})
    watermark = _watermark(document.watermark)
    first = _part(file, "header", paragraph(watermark, "Header"))
    heads = {wide: _part(file, "header", _head(document, wide) + paragraph(watermark, "Gap")) for wide in shapes}
    return Around(first, heads, {wide: _part(file, "footer", _foot(document, wide) + GAP) for wide in shapes})


def _part(file: WordFile, kind: str, content: str) -> str:
    part, name = file.part.add_header_part() if kind == "header" else file.part.add_footer_part()
    element = part.element
    for old in list(element):
        element.remove(old)
    for piece in parse_xml(f"<w:body {SPACES}>{content}</w:body>"):
        element.append(piece)
    return name


def _beside(first: str, second: str, style: str, wide: bool, rule: str, left: float) -> str:
    """Words at the right of a page and words at the left, which take `left` millimetres, with a thin line over or under them."""
    whole = SIDEWAYS_MM if wide else UPRIGHT_MM
    widths = [twips(whole - left), twips(left)]
    cells = [
        cell(paragraph(content, style, align=align), width)
        for content, align, width in ((first, "start", widths[0]), (second, "end", widths[1]))
    ]
    return grid(widths, [row(cells)], borders=ruled(**{rule: (4, EDGE)}))


def _head(document: Document, wide: bool) -> str:
    told = " – ".join(part for part in (document.title, document.subtitle, document.period) if part)
    marks = [_closed(document.letterhead.confidentiality)] if document.letterhead.confidentiality else []
    marks += [_pill(document.notice)] if document.notice else []
    left = _REFERENCE_MM + _MARK_MM * len(marks)
    return _beside(runs(told), run("  ").join([*marks, runs(apart(document.reference))]), "Header", wide, "bottom", left)


def _foot(document: Document, wide: bool) -> str:
    words = document.words
    page = run(fit(f"{words.page} ")) + field("PAGE", words.digits) + run(fit(f" {words.of} ")) + field("NUMPAGES", words.digits)
    return _beside(runs("  |  ".join(document.footer)), page, "Footer", wide, "top", _PAGE_MM)


def _watermark(word: str) -> str:
    """A word behind the text, as Word itself makes them."""
    if not word:
        return ""
    look = (
        "position:absolute;margin-left:0;margin-top:0;width:340pt;height:130pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    shape_type = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>'
        '<v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    )
    return (
        f'<w:r><w:pict {spaces}>{shape_type}<v:shape id="watermark" type="#_x0000_t136" style="{look}" fillcolor="#e9edf0" stroked="f">'
        f'<v:textpath style="font-family:&quot;{FONT}&quot;;font-size:1pt" string="{fit(word)}"/></v:shape></w:pict></w:r>'
    )
