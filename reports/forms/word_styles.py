"""The empty Word file: its styles read from right to left and name font, size and weight for complex scripts, as Arabic is one.

So whatever is typed into a document later looks and runs like what stands there already.
"""

import io
from dataclasses import dataclass
from functools import lru_cache

import docx
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from reports.document.palette import INK
from reports.forms.word_parts import FONT, GREY, MAIN, NAVY, line


@dataclass(frozen=True)
class _Look:
    """A style: size in points, space before and after in twentieths of one, weight, place and colour."""

    size: float
    space: tuple[int, int] = (20, 20)
    heavy: bool = False
    align: str = "start"
    colour: str = INK.lstrip("#")
    indent: int = 0
    under: bool = False


_STYLES = {
    "Normal": _Look(10.5, (40, 70)),
    "Title": _Look(17, (120, 0), heavy=True, align="center", colour=NAVY),
    "Subtitle": _Look(13, (0, 60), heavy=True, align="center"),
    "Heading 1": _Look(12.5, (240, 120), heavy=True, colour=NAVY, under=True),
    "Heading 2": _Look(10.5, (160, 80), heavy=True, colour=NAVY),
    "List Bullet": _Look(10.5, (20, 40), indent=300),
    "Caption": _Look(8.5, (40, 100), align="center", colour=GREY),
    "Header": _Look(8, (0, 0), colour=GREY),
    "Footer": _Look(8, (0, 0), colour=GREY),
    "TableText": _Look(8, (36, 36)),
    "TableHead": _Look(7.5, heavy=True, align="center"),
    "TableNote": _Look(8, (60, 140), colour=GREY),
    "BoxLabel": _Look(8, (40, 40), align="center"),
    "BoxNumber": _Look(16, (0, 0), heavy=True, align="center", colour=NAVY),
    "SignTitle": _Look(10, (120, 60), heavy=True, align="center", colour=NAVY),
    "SignLine": _Look(9, (60, 20)),
    "Drawing": _Look(9, (0, 0), align="center"),
    "Gap": _Look(5, (0, 0)),
}
_KEPT = (qn("w:keepNext"), qn("w:keepLines"), qn("w:numPr"), qn("w:outlineLvl"))


def blank() -> WordFile:
    """A file of our styles without a word in it."""
    return docx.Document(io.BytesIO(_template()))


@lru_cache(maxsize=1)
def _template() -> bytes:
    file = docx.Document()
    for name, look in _STYLES.items():
        _style(file, name, look)
    for language in file.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:bidi"), "ar-EG")
    defaults = file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for language in defaults.findall(qn("w:lang")):
        language.set(qn("w:bidi"), "ar-EG")
    package = file.part.package
    for name, related in list(package.rels.items()):
        if related.reltype.endswith("/thumbnail"):  # a picture of the empty template
            package.rels.pop(name)
    made = io.BytesIO()
    file.save(made)
    return made.getvalue()


def _style(file: WordFile, name: str, look: _Look) -> None:
    if name not in file.styles:
        file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = file.styles["Normal"]
    element = file.styles[name].element
    paragraphs, letters = element.get_or_add_pPr(), element.get_or_add_rPr()
    for looks in (paragraphs, letters):
        for each in list(looks):
            if each.tag not in _KEPT:
                looks.remove(each)
    outline = [each for each in paragraphs if each.tag == qn("w:outlineLvl")]
    before, after = look.space
    pieces = [f"<w:pBdr {MAIN}>{line('bottom', 8, NAVY)}</w:pBdr>"] if look.under else []
    pieces += [
        f"<w:bidi {MAIN}/>",
        f'<w:spacing {MAIN} w:before="{before}" w:after="{after}" w:line="{240 if name == "Gap" else 264}" w:lineRule="auto"/>',
    ]
    if look.indent:
        pieces.append(f'<w:ind {MAIN} w:left="{look.indent}" w:hanging="{look.indent - 80}"/>')
    pieces.append(f'<w:jc {MAIN} w:val="{look.align}"/>')
    for made in pieces:
        paragraphs.append(parse_xml(made))
    paragraphs.extend(outline)  # the schema wants it last
    half = round(look.size * 2)
    fonts = " ".join(f'w:{part}="{FONT}"' for part in ("ascii", "hAnsi", "eastAsia", "cs"))
    # A style that is based on a heavy one would inherit its weight, so each says which it is.
    weight = "" if look.heavy else ' w:val="0"'
    for made in (
        f"<w:rFonts {MAIN} {fonts}/>", f"<w:b {MAIN}{weight}/>", f"<w:bCs {MAIN}{weight}/>", f'<w:color {MAIN} w:val="{look.colour}"/>',
        f'<w:sz {MAIN} w:val="{half}"/>', f'<w:szCs {MAIN} w:val="{half}"/>', f'<w:lang {MAIN} w:val="en-US" w:bidi="ar-EG"/>',
    ):
        letters.append(parse_xml(made))
