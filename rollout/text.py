"""Words for people, translated at the moment they are read.

``_("…")`` marks an English source sentence and gives a ``Text``: it is looked up in the catalogue of the
current language only when it becomes a ``str``. So rules and tables can be written at import time, by code that knows
neither a web request nor a user, and still speak Arabic on a page, on paper and in the terminal.
"""

import gettext as _gettext
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import escape

CATALOGUES = Path(__file__).resolve().parent.parent / "translations"
DOMAIN = "messages"
LANGUAGES = ("ar", "en")
_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

_language: ContextVar[str] = ContextVar("language", default="ar")


@lru_cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, str(CATALOGUES), [language], fallback=True)


def language() -> str:
    """The language in which sentences come out just now: ``ar`` or ``en``."""
    return _language.get()


def use_language(code: str) -> None:
    """Speak `code` from here on, in this thread or request."""
    _language.set(code if code in LANGUAGES else "ar")


def name_of(row: Any) -> str:
    """The name of a row of the register in the language of the moment; the Arabic one where there is none in English."""
    return str((row.name_en if language() == "en" else "") or row.name_ar)


def listed(parts: Iterable[object]) -> str:
    """Parts of a sentence, one after the other, with the language's own comma."""
    return ("، " if language() == "ar" else ", ").join(str(part) for part in parts)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `code` inside the block; reports name their language this way and never take it from a request."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def _written(value: object) -> str:
    number = isinstance(value, int) and not isinstance(value, bool)
    return str(value).translate(_DIGITS) if number and language() == "ar" else str(value)


class Text:
    """A sentence that waits for its language.

    Values for its ``%(name)s`` places may themselves be ``Text``; they are translated together. A value that is a number stands
    in the digits of the language; what is already written, as a code or a cell of a sheet, stays as it is.
    """

    __slots__ = ("source", "values")

    def __init__(self, source: str, **values: object) -> None:
        self.source = source
        self.values = values

    def with_values(self, **values: object) -> "Text":
        return Text(self.source, **{**self.values, **values})

    def __str__(self) -> str:
        sentence = _catalogue(language()).gettext(self.source)
        return sentence % {k: _written(v) for k, v in self.values.items()} if self.values else sentence

    def __repr__(self) -> str:
        return f"Text({self.source!r}, {self.values!r})"

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __mod__(self, values: dict[str, object]) -> "Text":
        return self.with_values(**values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.source, self.values) == (other.source, other.values)

    def __hash__(self) -> int:
        return hash(self.source)

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)


def _(source: str, **values: object) -> Text:
    """Mark `source` for the catalogue."""
    return Text(source, **values)
