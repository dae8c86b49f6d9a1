"""What an issued document says, as it is kept: canonical JSON, compressed; and the print of its bare numbers."""

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from typing import Any

_PLAIN = re.compile(r"[A-Za-z0-9_.:+-]+")
"""Codes, days and the keys of states. Whatever else is text are words: names, and numbers as forms print them."""

_NOT_COUNTED = ("known_at",)
"""When the numbers were known says nothing of what they are."""


def packed(text: str) -> bytes:
    return zlib.compress(text.encode(), 9)


def unpacked(content: bytes) -> str:
    return zlib.decompress(content).decode()


def print_of(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def numbers_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The bare numbers of a document, without the words among them and in no order: a name that is corrected changes no figure."""
    return {str(key): _number(part) for key, part in facts.items() if key not in _NOT_COUNTED}


def figures_print(facts: Mapping[str, Any]) -> str:
    """The SHA-256 of the bare numbers."""
    return print_of(_text(numbers_of(facts)))


def contradictions(frozen: Any, found: Any, path: str = "") -> list[str]:
    """Where numbers found now differ from those that were frozen, by their place. What later versions count besides is no contradiction."""
    if not (isinstance(frozen, dict) and isinstance(found, dict)):
        return [] if frozen == found else [path]
    places: list[str] = []
    for key, part in frozen.items():
        place = f"{path}.{key}" if path else key
        places += contradictions(part, found[key], place) if key in found else [place]
    return places


def _number(part: Any) -> Any:
    if isinstance(part, Mapping):
        return numbers_of(part)
    if isinstance(part, (tuple, list)):
        return sorted((_number(each) for each in part), key=_text)
    return "" if isinstance(part, str) and not _PLAIN.fullmatch(part) else part


def _text(part: Any) -> str:
    return json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
