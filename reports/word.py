"""Word: a paper of supply as a document that can be edited, with the same content as its PDF.

Styles carry direction, complex-script font and size, so that whatever is typed into it later reads from right to left too. Nothing but
the document decides the bytes.
"""

import io
import zipfile
from itertools import count

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.content import Block, Document, Facts, Paragraph, Signing, Table, apart
from reports.word_parts import FONT, GREY, MAIN, NAVY, PAGE_MM, cell, drawing, field, fit, grid, paragraph, row, run, runs, table, twips

_DAWN = (1980, 1, 1, 0, 0, 0)
"""The earliest day that an archive can name; the true one stands in the document's properties."""

_SIZES = {
    "Normal": 11.0, "Title": 17.0, "Subtitle": 13.0, "Heading 1": 12.5, "TableText": 9.5, "TableHead": 9.0, "Header": 8.5, "Footer": 8.5,
}
_HEAVY = ("Title", "Subtitle", "Heading 1", "TableHead")
_MARGIN = (210 - PAGE_MM) / 2
_SIGNING = (33, 38, 38, 43, 24)


def render(document: Document) -> bytes:
    """The document as the bytes of a Word file; the same document gives the same bytes on any day."""
    file = docx.Document()
    _style(file)
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(_MARGIN)
    section.top_margin = section.bottom_margin = Mm(19)
    properties = section._sectPr
    properties.insert_element_before(parse_xml(f"<w:bidi {MAIN}/>"), "w:rtlGutter", "w:docGrid")
    body = file.element.body
    for piece in _pieces(document):
        body.insert(len(body) - 1, parse_xml(piece))
    _around(file, document)
    package = file.part.package
    for name, related in list(package.rels.items()):
        if related.reltype.endswith("/thumbnail"):  # a picture of the empty template
            package.rels.pop(name)
    told = file.core_properties
    told.title, told.author, told.language, told.comments = document.title, document.letterhead.issuer[1], "ar-EG", ""
    told.identifier, told.last_modified_by, told.keywords = document.reference, document.letterhead.issuer[1], document.notice
    told.created = told.modified = document.known_at.replace(tzinfo=None)
    return _packed(file)


def _pieces(document: Document) -> list[str]:
    """Letterhead, title and every block, each as one element of the body."""
    pieces = [_letterhead(document), paragraph(runs(document.title), "Title")]
    if document.subtitle:
        pieces.append(paragraph(runs(document.subtitle), "Subtitle"))
    if document.notice_line:
        pieces.append(paragraph(runs(document.notice_line, bold=True, colour="7A5410"), align="center"))
    signatures = count(1)
    for section in document.sections:
        if section.title:
            pieces.append(paragraph(runs(section.title), "Heading1", keep=True))
        for block in section.blocks:
            pieces.extend(_block(block, signatures))
    return pieces


def _block(block: Block, signatures: "count[int]") -> list[str]:
    """A block of a paper. Two tables that touched would become one, so each has a line after it."""
    if isinstance(block, Paragraph):
        return [paragraph(runs(block.text, bold=block.centred), align="center" if block.centred else "", keep=block.centred)]
    if isinstance(block, Facts):
        return [_facts(block), paragraph("")]
    if isinstance(block, Table):
        return [table(block), paragraph("")]
    if isinstance(block, Signing):
        return [_signing(block, signatures), paragraph("")]
    raise TypeError(f"papers of supply have no {type(block).__name__}")


def _letterhead(document: Document) -> str:
    widths = [twips(PAGE_MM / 2)] * 2
    issuer = "".join(paragraph(runs(line, bold=True, colour=NAVY)) for line in document.letterhead.issuer)
    facts = "".join(paragraph(runs(f"{label} ", colour=GREY) + runs(value)) for label, value in document.letterhead.facts)
    return grid(widths, [row([cell(issuer, widths[0]), cell(facts, widths[1])])], lines=False)


def _facts(block: Facts) -> str:
    """Labels and values in two pairs of columns."""
    width = twips(PAGE_MM / 2)
    cells = [cell(paragraph(runs(f"{label} ", colour=GREY) + runs(value, bold=True), "TableText"), width) for label, value in block.rows]
    if len(cells) % 2:
        cells.append(cell(paragraph("", "TableText"), width))
    return grid([width] * 2, [row(cells[n : n + 2]) for n in range(0, len(cells), 2)])


def _signing(block: Signing, signatures: "count[int]") -> str:
    widths = [twips(width) for width in _SIGNING]
    heads = [
        cell(paragraph(runs(head, colour="FFFFFF"), "TableHead"), width, shade=NAVY)
        for head, width in zip(block.heads, widths, strict=True)
    ]
    rows = [row(heads, head=True)]
    for person in block.people:
        drawn = drawing(person.strokes, next(signatures), person.alt) if person.strokes else ""
        texts = (runs(person.part, bold=True), runs(person.name), runs(person.capacity), drawn, runs(person.day))
        rows.append(row(
            (cell(paragraph(text, "TableText", align="center"), width) for text, width in zip(texts, widths, strict=True)), height=15,
        ))
    return grid(widths, rows)


def _around(file: WordFile, document: Document) -> None:
    """What stands on every page: number and notice above, standing and page below, the watermark behind."""
    section = file.sections[0]
    above = runs(f"{document.title} ") + runs(apart(document.reference), colour=GREY)
    if document.notice:
        above += runs(f"   {document.notice}", bold=True, colour="7A5410")
    head, foot = section.header, section.footer
    head.is_linked_to_previous = foot.is_linked_to_previous = False
    words = document.words
    below = runs("  |  ".join(document.footer), colour=GREY) + run(fit(f"    {words.page} "), colour=GREY) + field("PAGE")
    below += run(fit(f" {words.of} "), colour=GREY) + field("NUMPAGES")
    for part, content, style in ((head, above + _watermark(document.watermark), "Header"), (foot, below, "Footer")):
        for old in list(part._element):
            part._element.remove(old)
        part._element.append(parse_xml(paragraph(content, style)))


def _watermark(word: str) -> str:
    """A word behind the text, as Word itself makes them."""
    if not word:
        return ""
    look = (
        "position:absolute;margin-left:0;margin-top:0;width:420pt;height:170pt;rotation:315;z-index:-251658752;"
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
        f'<w:r><w:pict {spaces}>{shape_type}<v:shape id="watermark" type="#_x0000_t136" style="{look}" fillcolor="#d9dee3" stroked="f">'
        f'<v:textpath style="font-family:&quot;{FONT}&quot;;font-size:1pt" string="{fit(word)}"/></v:shape></w:pict></w:r>'
    )


def _style(file: WordFile) -> None:
    """Every style reads from right to left and names font and size for complex scripts, as Arabic is one."""
    for name in ("TableText", "TableHead"):
        style = file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = file.styles["Normal"]
    for language in file.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:bidi"), "ar-EG")
    defaults = file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for language in defaults.findall(qn("w:lang")):
        language.set(qn("w:bidi"), "ar-EG")
    for name, size in _SIZES.items():
        element = file.styles[name].element
        paragraphs, letters = element.get_or_add_pPr(), element.get_or_add_rPr()
        for looks in (paragraphs, letters):
            for each in list(looks):
                if each.tag not in (qn("w:keepNext"), qn("w:outlineLvl")):
                    looks.remove(each)
        heavy, centred = name in _HEAVY, name in ("Title", "Subtitle", "TableHead")
        space = {"Title": (120, 0), "Subtitle": (0, 120), "Normal": (40, 80), "Heading 1": (160, 80)}.get(name, (20, 20))
        outline = [each for each in paragraphs if each.tag == qn("w:outlineLvl")]
        for made in (
            f"<w:bidi {MAIN}/>",
            f'<w:spacing {MAIN} w:before="{space[0]}" w:after="{space[1]}" w:line="276" w:lineRule="auto"/>',
            f'<w:jc {MAIN} w:val="{"center" if centred else "start"}"/>',
        ):
            paragraphs.append(parse_xml(made))
        paragraphs.extend(outline)  # the schema wants it last
        half = round(size * 2)
        fonts = " ".join(f'w:{part}="{FONT}"' for part in ("ascii", "hAnsi", "eastAsia", "cs"))
        looks = [f"<w:rFonts {MAIN} {fonts}/>", *([f"<w:b {MAIN}/>", f"<w:bCs {MAIN}/>"] if heavy else [])]
        if heavy and name != "TableHead":
            looks.append(f'<w:color {MAIN} w:val="{NAVY}"/>')
        looks += [f'<w:sz {MAIN} w:val="{half}"/>', f'<w:szCs {MAIN} w:val="{half}"/>', f'<w:lang {MAIN} w:val="en-US" w:bidi="ar-EG"/>']
        for made in looks:
            letters.append(parse_xml(made))


def _packed(file: WordFile) -> bytes:
    """The file without the moment at which it was packed."""
    made, out = io.BytesIO(), io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as loose, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(loose.namelist()):
            packed.writestr(zipfile.ZipInfo(part, _DAWN), loose.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
