"""What somebody asks for, and how a column is looked through for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, true

from models import Governorate
from rollout.arabic import BARE, BEFORE_WAW, LOOSE, fold, search_words

LONGEST = 100
_LARGEST = 2**31
_FIRST_YEAR = 1990
_NOUNS: Mapping[str, frozenset[str]] = {
    "meetings": frozenset({"محضر", "اجتماع", "جلسه", "meeting", "minutes"}),
    "decisions": frozenset({"قرار", "decision"}),
    "obstacles": frozenset({"معوق", "عقبه", "obstacle"}),
    "letters": frozenset({"خطاب", "letter"}),
    "contracts": frozenset({"عقد", "contract"}),
    "papers": frozenset({"مستند", "paper"}),
}
"""What a kind is called, folded and without its article: a word that says which kind is meant, and is not looked for in it."""

_LINKING = frozenset({"رقم", "لسنه", "سنه", "no", "number", "of"})


_WRITTEN, _HEARD = "جخاوي", "حح"
"""What near spellings differ in; the letters without a fellow, the long vowels, are left out."""
_SOUND = str.maketrans(_WRITTEN[: len(_HEARD)], _HEARD, _WRITTEN[len(_HEARD) :])
_FEWEST = 3
"""Letters that must be left to go by."""


@dataclass(frozen=True)
class Question:
    """A search as it was typed, with the governorates whose names may be a part of it, and the kinds of document not to be found."""

    typed: str
    places: Sequence[Governorate] = ()
    without: Sequence[str] = ()

    @cached_property
    def text(self) -> str:
        return fold(self.typed)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(search_words(self.typed))

    @property
    def says_something(self) -> bool:
        """Whether there is enough to look for: two letters, or any figure."""
        return len(self.text) > 1 or self.text.isdigit()

    def about(self, kind: str) -> "Asked":
        """The question as one kind understands it."""
        nouns = _NOUNS.get(kind, frozenset())
        named = any(word in nouns for word in self.words)
        words = tuple(word for word in self.words if word not in nouns)
        numbered = tuple(word for word in words if word not in _LINKING)
        return Asked(words, tuple(int(word) for word in numbered if _is_number(word)), self._where(numbered), named)

    def _where(self, words: Sequence[str]) -> "tuple[int, ...] | None":
        """The governorates that the words beside the figures name: all of them where there are no words, none where one names no place."""
        names = [word for word in words if not _is_number(word)]
        if not names:
            return None
        return tuple(place.id for place in self.places if all(_names(word, place) for word in names))


@dataclass(frozen=True)
class Asked:
    """The words to look for, the figures among them, the governorates that the others name (None: any), and whether the kind was named."""

    words: tuple[str, ...]
    figures: tuple[int, ...]
    where: tuple[int, ...] | None
    named: bool

    @property
    def of_all(self) -> bool:
        """Whether only the kind was named: «محضر» asks for the latest."""
        return self.named and not self.words

    def numbered(self, *columns: Any, within: Any) -> ColumnElement[bool] | None:
        """That a row has these figures as its number and its year, in either order, in the governorate that is named. None: impossible.

        The year is the last of the columns.
        """
        if self.where == () or len(self.figures) > len(columns) or not (self.figures or self.named):
            return None
        alike = [columns[: len(self.figures)]]
        if len(self.figures) == 2 and len(columns) == 2:
            alike.append(columns[::-1])
        if len(self.figures) == 1 and len(columns) > 1 and self.figures[0] >= _FIRST_YEAR:
            alike.append(columns[-1:])
        found: ColumnElement[bool] = true()
        if self.figures:
            ways = [and_(*(column == figure for column, figure in zip(way, self.figures, strict=True))) for way in alike]
            found = or_(*ways)
        return found & within.in_(self.where) if self.where else found


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and int(word) < _LARGEST


def _names(word: str, place: Governorate) -> bool:
    return any(part.startswith(word) for part in search_words(f"{place.name_ar} {place.name_en}"))


def folded(*columns: Any) -> ColumnElement[str]:
    """Columns as `fold` would have them, so far as letters go; for tables small enough to be read through."""
    joined: Any = columns[0]
    for column in columns[1:]:
        joined = joined + literal(" ") + column
    for seat in BEFORE_WAW:
        joined = func.replace(joined, seat, "وو")
    found: ColumnElement[str] = func.lower(func.translate(joined, LOOSE, BARE))
    return found


def holds(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """That every word occurs in the folded column."""
    return and_(*(column.contains(word, autoescape=True) for word in words))


def sounds(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """That every word begins a word of the folded column when neither is held to its long vowels, nor to the dots of ج and خ."""
    bare = [word.translate(_SOUND) for word in words]
    if sum(len(word) for word in bare if not word.isdigit()) < _FEWEST or not all(bare):
        return false()
    heard = literal(" ") + func.translate(column, _WRITTEN, _HEARD)
    return and_(*(heard.contains(f" {word}", autoescape=True) | heard.contains(f" ل{word}", autoescape=True) for word in bare))


def rank(column: Any, text: str, words: Sequence[str]) -> ColumnElement[int]:
    """0 for what begins as it was typed, 1 where each word begins a word, with its article or without, 2 for the rest."""
    begins = [
        column.startswith(word, autoescape=True) | column.startswith(f"ال{word}", autoescape=True)
        | column.contains(f" {word}", autoescape=True) | column.contains(f" ال{word}", autoescape=True)
        for word in words
    ]
    return case((column.startswith(text, autoescape=True), 0), (and_(true(), *begins), 1), else_=2)
