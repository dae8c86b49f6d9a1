"""Word: any document as a file that can be edited, the twin of its PDF.

Styles carry direction, complex-script font and size, so that whatever is typed into it later reads from right to left too. Nothing but
the document decides the bytes.
"""

import io
import zipfile
from itertools import groupby, pairwise

from docx.document import Document as WordFile

from reports.document.content import Block, Document, Paragraph, Section, Signatures
from reports.forms.word_blocks import Blocks
from reports.forms.word_frame import Around, around, front
from reports.forms.word_parts import GAP, SIDEWAYS_MM, SPACES, UPRIGHT_MM, paragraph, runs
from reports.forms.word_styles import blank

_DAWN = (1980, 1, 1, 0, 0, 0)
"""The earliest day that an archive can name; the true one stands in the document's properties."""

_LONGEST = 255
"""The letters that a property of a file may have."""

_TEXT = "word/document.xml"
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def render(document: Document) -> bytes:
    """The document as the bytes of a Word file; the same document gives the same bytes on any day."""
    file = blank()

    def keep(png: bytes) -> str:
        return file.part.get_or_add_image(io.BytesIO(png))[0]

    pieces = _pieces(document, Blocks(keep), around(file, document))
    _tell(file, document)
    # The text is put into the file as it is written: taking it apart and together again would be half of the work.
    return _packed(file, f'{_DECLARED}<w:document {SPACES}><w:body>{"".join(pieces)}</w:body></w:document>'.encode())


def _pieces(document: Document, blocks: Blocks, frame: Around) -> list[str]:
    """Letterhead, title and every block, in runs of pages that stand or lie; each run ends with what shapes its pages."""
    shapes = [(wide, list(run)) for wide, run in groupby(document.sections, key=lambda section: section.wide)] or [(False, [])]
    if shapes[0][0]:
        shapes.insert(0, (False, []))  # the letterhead stands upright
    pieces = []
    for n, (wide, sections) in enumerate(shapes):
        blocks.width = SIDEWAYS_MM if wide else UPRIGHT_MM
        if n == 0:
            pieces.extend(front(document, blocks))
        pieces.extend(_sections(sections, blocks))
        shape = frame.section(wide=wide, opens=n == 0)
        if n + 1 == len(shapes):
            pieces.append(shape)
        else:
            # The last empty line carries the shape of the pages before it; one more would open a page of its own.
            if pieces[-1] == GAP:
                pieces.pop()
            pieces.append(paragraph("", "Gap", more=shape))
    return pieces


def _sections(sections: list[Section], blocks: Blocks) -> list[str]:
    """The sentence that introduces a table stays with it, and no page holds nothing but signatures."""
    pieces = []
    for section, following in pairwise([*sections, None]):
        assert section is not None
        if section.title:
            pieces.append(paragraph(runs(section.title), "Heading1", keep=True))
        signed = following is not None and _signs(following)
        for block, after in pairwise([*section.blocks, None]):
            assert block is not None
            leads = signed if after is None else _plain(block) and (_signs(section) or not _plain(after))
            pieces.extend(blocks.write(block, leads=leads))
    return pieces


def _plain(block: Block) -> bool:
    return isinstance(block, Paragraph) and not block.item


def _signs(section: Section) -> bool:
    """Whether it is the end of a paper: nothing but a few words, if any, and then whoever signs."""
    first = next((block for block in section.blocks if not isinstance(block, Paragraph)), None)
    return not section.title and isinstance(first, Signatures)


def _tell(file: WordFile, document: Document) -> None:
    """Title, author, number and day, for whoever looks for the file."""
    told = file.core_properties
    told.title, told.subject, told.identifier, told.keywords = (
        text[:_LONGEST] for text in (document.title, document.subtitle, document.reference, document.notice)
    )
    told.author = told.last_modified_by = document.letterhead.issuer[1][:_LONGEST]
    told.language, told.comments = "ar-EG", ""
    told.created = told.modified = document.known_at.replace(tzinfo=None)


def _packed(file: WordFile, text: bytes) -> bytes:
    """The file with its text, and without the moment at which it was packed."""
    made, out = io.BytesIO(), io.BytesIO()
    file.save(made)
    with zipfile.ZipFile(made) as loose, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sorted(loose.namelist()):
            content = text if part == _TEXT else loose.read(part)
            packed.writestr(zipfile.ZipInfo(part, _DAWN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
