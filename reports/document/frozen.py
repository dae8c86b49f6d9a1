"""A document as text that keeps for ever: canonical JSON, from which the very same document is read again.

What an issued report says is kept in this form, and the same text is attached to its PDF. A part that stands at its default is left
out, so a part that later versions add changes neither the text nor the hash of a document that does not use it.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

from reports.document import content
from reports.document.content import Document

_KIND = "block"
_DAY = "date"
_CLASSES: dict[str, Any] = {name.lower(): thing for name, thing in vars(content).items() if is_dataclass(thing)}
_PARTS: dict[type, Any] = {thing: fields(thing) for thing in _CLASSES.values()}
_AS_IT_IS = frozenset({str, int, float, bool, type(None)})
"""Tens of thousands of cells are of these: each is asked for its type once, not for all that it might be."""


def as_json(document: Document) -> str:
    """The document as JSON: keys in order, no blanks, letters as they are."""
    return json.dumps(_told(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Document:
    """The document that `as_json` wrote; equal to it in every part, so every format gives the same bytes."""
    document = _read(Document, json.loads(text))
    assert isinstance(document, Document)
    return document


def bare(thing: Any) -> Any:
    """Facts as JSON keeps them: days as text, keys as text, every sequence a list."""
    if type(thing) in _AS_IT_IS:
        return thing
    if isinstance(thing, Mapping):
        return {str(key): bare(part) for key, part in thing.items()}
    if isinstance(thing, (tuple, list)):
        return [bare(part) for part in thing]
    if isinstance(thing, (date, datetime)):
        return thing.isoformat()
    return thing.value if isinstance(thing, Enum) else thing


def _told(thing: Any) -> Any:
    kind = type(thing)
    if kind in _AS_IT_IS:
        return thing
    if kind in _PARTS:
        kept = {_KIND: kind.__name__.lower()}
        for each in _PARTS[kind]:
            value = getattr(thing, each.name)
            if not _at_default(each, value):
                kept[each.name] = _told(value)
        return kept
    if isinstance(thing, tuple):
        return [_told(part) for part in thing]
    if isinstance(thing, datetime):
        return thing.isoformat()
    # A day that stands where text may stand too says that it is one.
    return {_DAY: thing.isoformat()} if isinstance(thing, date) else bare(thing)


def _at_default(each: "Field[Any]", value: Any) -> bool:
    if each.default_factory is not MISSING:
        return bool(value == each.default_factory())
    return type(value) is type(each.default) and bool(value == each.default)


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(hint: Any, told: Any) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(told, dict) and origin is not Mapping:
        if _KIND not in told:
            return date.fromisoformat(told[_DAY])
        kind = _CLASSES[told[_KIND]]
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], part) for name, part in told.items() if name != _KIND})
    if origin is tuple:
        kinds = [inner[0]] * len(told) if inner[-1] is Ellipsis else inner
        return tuple(_read(kind, part) for kind, part in zip(kinds, told, strict=True))
    if isinstance(hint, type) and issubclass(hint, (Enum, datetime)):
        return hint.fromisoformat(told) if issubclass(hint, datetime) else hint(told)
    return told
