"""Paper: a document as a tagged PDF/A-3a and PDF/UA-1 file, set by Typst in this process.

Nothing but the document decides the bytes: fonts are our own, the file's date is the moment of its data, and whatever Typst warns of
is an error. The document itself is attached as JSON, for the exact text that no reader can restore from a page for certain.
"""

import io
import json
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pikepdf
import typst

from reports.document import content, frozen, unprintable
from reports.document.content import Chart, Document, Signing, Table, Tone
from reports.document.palette import COLOURS, INK, TINTS
from reports.document.typeface import BODY_FILE, FOLDER, font_file, printable
from reports.forms import charts, emblems, handwriting

_TYPST = Path(__file__).resolve().parent.parent / "typst"
_STANDARDS = ["a-3a", "ua-1"]
_FOR_MACHINES = {"value", "values", "labels", "ticks", "ends", "categories", "top", "known_at", "strokes", "logo"}
_SHOWN: dict[type, tuple[str, ...]] = {
    kind: tuple(each.name for each in fields(kind) if each.name not in _FOR_MACHINES)
    for kind in vars(content).values() if isinstance(kind, type) and is_dataclass(kind)
} | {Table: ("caption", "note", "total", "subtotals")}
"""What of each part of a document the paper shows."""
_ATTACHMENT = "بيانات التقرير ونصه الكامل"


class NotSet(RuntimeError):
    """Typst set the document but warned of something: the template is at fault, never the data."""


def render(document: Document) -> bytes:
    """The document as the bytes of a PDF file; the same document gives the same bytes on any day."""
    blocks = [block for section in document.sections for block in section.blocks]
    drawn = [block for block in blocks if isinstance(block, Chart)]
    signed = [person for block in blocks if isinstance(block, Signing) for person in block.people if person.strokes]
    names = {id(chart): f"chart{number}.svg" for number, chart in enumerate(drawn, 1)}
    names |= {id(person): f"signature{number}.svg" for number, person in enumerate(signed, 1)}
    names[id(document.letterhead)], pictures = "emblem.svg", {"emblem.svg": emblems.svg(document.letterhead.logo)}
    if document.seal:
        names[id(document.seal)], pictures["seal.svg"] = "seal.svg", emblems.code_svg(document.seal.address)
    pictures |= {names[id(chart)]: charts.draw(chart) for chart in drawn}
    pictures |= {names[id(person)]: handwriting.svg(person.strokes) for person in signed}
    # Whatever is given as a file is read as a template first, a picture like any other; what is given as a word is not.
    given = {name: picture.decode() for name, picture in pictures.items()} | {
        "data.json": json.dumps(_sheet(document, names), ensure_ascii=False, separators=(",", ":")),
        "source.json": frozen.as_json(document),
    }
    made, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # its types know no files in memory
        {"main.typ": (_TYPST / "report.typ").read_bytes()}, sys_inputs=given, font_paths=_fonts(), ignore_system_fonts=True,
        pdf_standards=_STANDARDS, timestamp=int(document.known_at.timestamp()),
    )
    if warnings:
        raise NotSet("; ".join(str(w) for w in warnings))
    unprintable.note(document)
    return _packed(made)


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    font_file(BODY_FILE)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


def _sheet(document: Document, names: dict[int, str]) -> dict[str, Any]:
    """What the template places: the document in letters that it can draw, cut into parts of upright and sideways pages."""
    sheet: dict[str, Any] = _plain(document, names)
    sections = sheet.pop("sections")
    sheet["parts"] = [{"wide": wide, "sections": list(run)} for wide, run in groupby(sections, key=lambda s: s["wide"])]
    del sheet["facts"]
    sheet["letterhead"]["emblem"] = emblems.words(document.letterhead.logo)
    return sheet | {"colours": COLOURS, "tints": TINTS, "ink": INK, "attachment": _ATTACHMENT}


def _plain(thing: Any, names: dict[int, str]) -> Any:
    """Dataclasses as dictionaries, each with the name of its class and of its file: every text is made printable, and what only
    machines read is left out."""
    if isinstance(thing, str):
        return printable(thing)
    kind: type[Any] = type(thing)
    if parts := _SHOWN.get(kind):
        plain = {name: _plain(getattr(thing, name), names) for name in parts}
        plain |= {"block": kind.__name__.lower()} | (_lines(thing) if kind is Table else {})
        if id(thing) in names:
            plain["file"] = names[id(thing)]
        return plain
    return [_plain(part, names) for part in thing] if isinstance(thing, (tuple, list)) else thing


def _lines(table: Table) -> dict[str, Any]:
    """The cells of a table: a word each, with its tone where it has one. There are thousands, so nothing more is said of any."""
    return {
        "kinds": [column.kind for column in table.columns], "widths": [column.width for column in table.columns],
        "titles": [printable(column.title) for column in table.columns],
        "rows": [
            [printable(cell.text) if cell.tone is Tone.PLAIN else [printable(cell.text), cell.tone] for cell in row] for row in table.rows
        ],
    }


def _packed(made: bytes) -> bytes:
    """The same file with its objects in compressed streams: a third of the size."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True, fix_metadata_version=False)
    return out.getvalue()
