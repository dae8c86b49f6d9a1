"""Looking into a PDF as a reader, an archive and a screen reader would."""

import io
import json
import re
from collections import Counter
from typing import Any

import pikepdf
import pypdfium2


def pages(content: bytes) -> list[str]:
    """The text of each page as a browser's viewer finds it."""
    paper = pypdfium2.PdfDocument(content)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in paper]
    finally:
        paper.close()


def text(content: bytes) -> str:
    return " ".join(pages(content))


def attached(content: bytes) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return json.loads(pdf.attachments["source.json"].get_file().read_bytes())


def structure(content: bytes) -> Counter[str]:
    """How often each structure type occurs; a figure with words in place of its picture counts as ``Figure+Alt``."""
    found: Counter[str] = Counter()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        waiting = [pdf.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting.extend(list(node))
            elif isinstance(node, pikepdf.Dictionary):
                if "/S" in node:
                    name = str(node.S)[1:]
                    found[name] += 1
                    found[f"{name}+Alt"] += "/Alt" in node and bool(str(node.Alt))
                    found[f"{name}+Scope"] += _has_scope(node)
                if "/K" in node:
                    waiting.append(node.K)
    return found


def _has_scope(node: pikepdf.Dictionary) -> bool:
    attributes = node.get("/A")
    listed = list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]
    return any(isinstance(a, pikepdf.Dictionary) and "/Scope" in a for a in listed)


def claims(content: bytes) -> dict[str, str]:
    """What the file says it is."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        told = pdf.Root.Metadata.read_bytes().decode()
        found = {key: re.search(rf"pdfaid:{key}[^0-9A-Za-z]{{1,3}}([0-9A-Za-z]+)", told) for key in ("part", "conformance")}
        return {
            "pdfa": "".join(match[1] for match in found.values() if match),
            "pdfua": str(bool(re.search(r"pdfuaid:part[^0-9]{1,3}1", told))),
            "lang": str(pdf.Root.Lang),
            "marked": str(bool(pdf.Root.MarkInfo.Marked)),
            "direction": str(pdf.Root.ViewerPreferences.Direction),
        }


def loose_fonts(content: bytes) -> list[str]:
    """Fonts that the file names but does not carry."""
    loose = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                parts = font.get("/DescendantFonts")
                described = (parts[0] if parts else font).get("/FontDescriptor", {})
                if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                    loose.append(str(font.BaseFont))
    return loose


def boxes_without_a_glyph(content: bytes) -> int:
    """How many letters are drawn as the empty box that stands for a glyph the font lacks."""
    empty = 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("Tj", "TJ"):
                    shown = operands if str(operator) == "Tj" else operands[0]
                    for part in shown:
                        if isinstance(part, pikepdf.String):
                            raw = bytes(part)
                            empty += sum(raw[i : i + 2] == b"\0\0" for i in range(0, len(raw), 2))
    return empty
