"""The pictures of a letterhead: the emblem or the office's own logo, and the code that leads to the page of verification.

Typst takes files of text only, so a logo of dots is wrapped into an SVG there; Word takes it as it is.
"""

import base64
import io
import struct
from functools import lru_cache
from pathlib import Path

import segno

_FOLDER = Path(__file__).resolve().parent.parent / "typst"
_QUIET = 2
"""The empty edge of a code, in its modules; the paper around it is empty too."""


def svg(logo: str) -> bytes:
    """The picture of the letterhead as SVG."""
    if not logo:
        return (_FOLDER / "emblem.svg").read_bytes()
    width, height = size(png(logo))
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    picture = f'<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{logo}"/>'
    return f'<svg {spaces} viewBox="0 0 {width} {height}" width="{width}" height="{height}">{picture}</svg>'.encode()


def png(logo: str) -> bytes:
    """The picture of the letterhead as PNG."""
    return base64.b64decode(logo) if logo else (_FOLDER / "emblem.png").read_bytes()


def words(logo: str) -> str:
    """What the picture shows, for whoever cannot see it."""
    return "شعار الجهة" if logo else "شعار الوثيقة: مبنى خدمات داخل دائرة"


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG, in dots."""
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@lru_cache(maxsize=64)
def code_svg(address: str) -> bytes:
    """The QR code of an address as SVG."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", border=_QUIET, xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
    return out.getvalue()


@lru_cache(maxsize=64)
def code_png(address: str) -> bytes:
    """The QR code of an address as PNG."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", border=_QUIET, scale=10)
    return out.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
