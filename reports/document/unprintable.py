"""Letters of a document that our paper cannot draw: told to whoever issues it, and noted once."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from reports.document.content import Document
from reports.document.typeface import lacking
from rollout.text import Text, _

_log = logging.getLogger(__name__)
_MOST = 20


def unprintable(said: Document | Iterable[str]) -> list[Text]:
    """A sentence that lists the letters of a document, or of what will stand in one, that will come out as question marks; none where
    there are no such letters."""
    found = _letters(said if isinstance(said, Document) else tuple(said))
    if not found:
        return []
    listed = "، ".join(f"{letter} (U+{ord(letter):04X})" for letter in found[:_MOST])
    return [_("The paper cannot draw these letters; each comes out as a question mark: %(letters)s.", letters=listed)]


def note(document: Document) -> None:
    """Say in the log, once for the document, which of its letters came out as question marks."""
    if found := _letters(document):
        codes = " ".join(f"U+{ord(letter):04X}" for letter in found)
        _log.warning("%s: not in the paper's font, printed as a question mark: %s", document.reference, codes)


def _letters(said: Document | tuple[str, ...]) -> list[str]:
    return sorted({letter for words in set(_words(said)) for letter in lacking(words)})


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for each in fields(thing):
            yield from _words(getattr(thing, each.name))
    elif isinstance(thing, (tuple, list)):
        for part in thing:
            yield from _words(part)
    elif isinstance(thing, Mapping):  # bare facts, which no paper prints
        return
