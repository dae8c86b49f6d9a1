"""A notice in one line, in the language of whoever reads it, from the bare values that were kept with it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rollout.arabic import Digits, counted, format_date, to_digits
from rollout.meetings.naming import decision_number, meeting_name
from rollout.notices.kinds import KINDS
from rollout.text import language

LONGEST_WORDS = 110


def sentence(kind: str, facts: Mapping[str, Any]) -> str:
    """What is told; nothing of a kind that the program no longer knows."""
    known = KINDS.get(kind)
    says = known.says.get(str(facts.get("is"))) if known else None
    if says is None:
        return ""
    return str(says.with_values(**{name: write(facts[name]) for name, write in _WRITTEN.items() if name in facts}))


def counted_notices(number: int) -> str:
    return counted(number, "notice", _digits())


def _digits() -> Digits:
    return Digits.ARABIC if language() == "ar" else Digits.WESTERN


def _place(names: Mapping[str, str]) -> str:
    return names["en"] if language() == "en" and names.get("en") else names["ar"]


def _words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_WORDS else line[: LONGEST_WORDS - 1].rstrip() + "…"


def _isolated(text: str) -> str:
    """Numbers with strokes and names of either script keep their order, whatever stands around them."""
    return f"\u2068{text}\u2069"


def _of(noun: str) -> Callable[[int], str]:
    return lambda number: counted(number, noun, _digits(), oblique=True)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "place": _place,
    "day": lambda day: format_date(date.fromisoformat(day), _digits()),
    "hour": lambda hour: _isolated(to_digits(hour, _digits())),
    "sites": _of("site"),
    "items": _of("item"),
    "values": _of("value"),
    "decision": lambda parts: str(decision_number(tuple(parts), _digits())),
    "meeting": lambda parts: str(meeting_name(parts[0], parts[1], _digits())),
    "number": lambda number: _isolated(to_digits(str(number), _digits()) if isinstance(number, int) else number),
    "words": lambda text: _isolated(_words(text)),
}
