"""What a heading means: the field of the register, or the stage and which side of it, that the column below holds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from rollout.exchange.vocabulary import FIELD_LABELS, all_wordings, contains, words
from rollout.stages import CHAINS, Kind
from rollout.text import Text


class Sureness(StrEnum):
    """How a heading was understood: word for word, or because a known wording stands within it."""

    EXACT = "exact"
    INSIDE = "inside"


@dataclass(frozen=True)
class Meaning:
    """What a column holds: a field of the register, or a stage and (`side`) its state, date, units, percentage or note.

    An empty `side` is the stage's only column, in which committees write all of these.
    """

    field: str
    is_stage: bool = False
    side: str = ""

    @property
    def label(self) -> Text:
        return stage_label(self.field) if self.is_stage else FIELD_LABELS[self.field]


@dataclass(frozen=True)
class Reading:
    """The meanings that a heading admits: one when it is clear, several when it is not."""

    meanings: frozenset[Meaning]
    sureness: Sureness

    @property
    def only(self) -> Meaning | None:
        return next(iter(self.meanings)) if len(self.meanings) == 1 else None


@lru_cache
def stage_label(key: str) -> Text:
    return next(stage.label for chain in CHAINS.values() for stage in chain if stage.key == key)


_Words = tuple[str, ...]


def _raw(text: str) -> _Words:
    return words(text) or (text.strip(),)


@lru_cache(maxsize=64)
def _tables(kinds: frozenset[Kind]) -> tuple[dict[_Words, set[Meaning]], list[tuple[_Words, Meaning]]]:
    """The wordings that count for these kinds: those of whole headings, and those that may stand inside one."""
    whole: dict[_Words, set[Meaning]] = {}
    inside: list[tuple[_Words, Meaning]] = []
    for wording in all_wordings():
        if wording.of not in ("field", "stage") or not wording.kinds & kinds:
            continue
        meaning = Meaning(wording.name, wording.of == "stage", wording.side)
        for text in wording.texts:
            whole.setdefault(_raw(text), set()).add(meaning)
        if wording.inside:
            inside += [(words(text), meaning) for text in wording.texts]
    return whole, inside


@lru_cache
def _qualifiers() -> list[tuple[_Words, str]]:
    found = [(words(text), wording.side) for wording in all_wordings() if wording.of == "before" for text in wording.texts]
    return sorted(found, key=lambda pair: -len(pair[0]))


@lru_cache
def _sides() -> dict[_Words, str]:
    return {_raw(text): wording.side for wording in all_wordings() if wording.of == "under" for text in wording.texts}


def side_named(text: str) -> str | None:
    """Which side of a stage a heading under the stage's own names: its state, date, units done or wanted, percentage or note."""
    return _sides().get(_raw(text))


def read_heading(text: str, kinds: Collection[Kind] = tuple(Kind)) -> Reading | None:
    """What the heading says about sites of these kinds; None when nothing is recognised."""
    return _read(_raw(text), frozenset(kinds))


@lru_cache(maxsize=10_000)
def _read(heading: _Words, kinds: frozenset[Kind]) -> Reading | None:
    whole, inside = _tables(kinds)
    if heading in whole:
        return Reading(frozenset(whole[heading]), Sureness.EXACT)
    side, rest = "", heading
    for qualifier, name in _qualifiers():
        if heading[: len(qualifier)] == qualifier and len(heading) > len(qualifier):
            side, rest = name, heading[len(qualifier) :]
            break
    if side and rest in whole:
        stages = {_with(meaning, side) for meaning in whole[rest] if meaning.is_stage}
        if stages:
            return Reading(frozenset(stages), Sureness.EXACT)
    found = [(wording, meaning) for wording, meaning in inside if contains(heading, wording)]
    longest = {
        meaning for wording, meaning in found
        if not any(len(other) > len(wording) and contains(other, wording) for other, _meaning in found)
    }
    if not longest:
        return None
    return Reading(frozenset(_with(meaning, side) for meaning in longest), Sureness.INSIDE)


def _with(meaning: Meaning, side: str) -> Meaning:
    return Meaning(meaning.field, True, meaning.side or side) if meaning.is_stage else meaning


def closest_heading(text: str, kinds: Collection[Kind] = tuple(Kind)) -> Meaning | None:
    """The field whose heading is spelt nearest to this unknown one, to be suggested, never to be taken."""
    whole, _inside = _tables(frozenset(kinds))
    spelt = {" ".join(wording): meanings for wording, meanings in whole.items()}
    near = get_close_matches(" ".join(words(text)), spelt, n=1, cutoff=0.72)
    return min(spelt[near[0]], key=lambda meaning: meaning.field) if near else None


def likely_kinds(headings: Iterable[str]) -> frozenset[Kind]:
    """The kinds of site whose stages explain most of these headings; every kind when none does."""
    headings = list(headings)
    scores = {kind: len(_stages_of(headings, kind)) for kind in Kind}
    best = max(scores.values())
    return frozenset(kind for kind in Kind if scores[kind] == best)


def _stages_of(headings: Iterable[str], kind: Kind) -> set[str]:
    readings = (read_heading(text, (kind,)) for text in headings)
    return {reading.only.field for reading in readings if reading and reading.only and reading.only.is_stage}
