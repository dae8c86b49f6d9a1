"""The words of committees' sheets: which headings mean which field or stage, which words mean which kind of site.

The headings stand in one table, `headings.csv` beside this file. To teach the import a new one, add it to its row there. Spelling
variants need no entry: letters are folded, the article and a lone و are taken off before words are compared. The table's columns:

- ``of``: a ``field`` of the register, a ``stage``, or words that stand ``under`` or ``before`` a stage's own name;
- ``kinds``: the kinds of site for which the wording counts;
- ``side``: what of the stage the column holds (state, date, done, wanted, percent, note, planned); empty for all in one column;
- ``place``: ``inside`` wordings are known within a longer heading too, ``alone`` ones only when they are the whole of it.
"""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rollout.arabic import fold
from rollout.stages import CHAINS, Kind
from rollout.text import Text, _, speaking

FIELD_LABELS: dict[str, Text] = {
    "serial": _("Serial"),
    "code": _("Site code"),
    "governorate": _("Governorate"),
    "markaz": _("Markaz"),
    "village": _("Local unit"),
    "name": _("Site name"),
    "kind": _("Kind of site"),
    "planned": _("Planned wave"),
    "executing": _("Executing body"),
    "latitude": _("Latitude"),
    "longitude": _("Longitude"),
    "programme": _("Programme"),
    "name_en": _("English name"),
    "aliases": _("Other names"),
    "notes": _("Notes"),
    "remarks": _("Review remarks"),
}

_KIND_GROUPS = {
    "all": frozenset(Kind),
    "complex": frozenset({Kind.COMPLEX}),
    "centre": frozenset({Kind.FIXED_CENTRE, Kind.HEADQUARTERS_CENTRE}),
    "mobile": frozenset({Kind.MOBILE_CENTRE}),
    "misr": frozenset({Kind.MISR_CENTRE}),
}

# The article must stay where it is part of the word.
_WHOLE_WORDS = ("الكترون",)


@lru_cache(maxsize=100_000)
def words(text: str) -> tuple[str, ...]:
    """A text as bare words: folded, without the article, a joined و or ل before it, and a lone و between them."""
    return tuple(bare for word in fold(text).split() if (bare := _bare(word)) != "و")


def _bare(word: str) -> str:
    for prefix in ("وال", "بال", "لل", "ال"):
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) > 2 and not word.startswith(_WHOLE_WORDS):
            return rest
    return word


def listed(text: str) -> tuple[str, ...]:
    """The entries of a list written as ``one | two | three``."""
    return tuple(entry.strip() for entry in text.split("|"))


@dataclass(frozen=True)
class Wording:
    """The headings under which one field, or one stage of some kinds of site, goes in committees' sheets."""

    of: str
    name: str
    kinds: frozenset[Kind]
    side: str
    inside: bool
    texts: tuple[str, ...]


@lru_cache(maxsize=1)
def all_wordings() -> tuple[Wording, ...]:
    """Every wording of the table, and the names that our own pages and exports give to fields and stages in both languages."""
    with Path(__file__).with_name("headings.csv").open(encoding="utf-8", newline="") as table:
        found = [
            Wording(
                row["of"], row["name"], frozenset().union(*(_KIND_GROUPS[group] for group in row["kinds"].split())), row["side"],
                row["place"] == "inside", listed(row["wordings"]),
            )
            for row in csv.DictReader(table)
        ]
    found += [Wording("field", name, _KIND_GROUPS["all"], "", False, _both(label)) for name, label in FIELD_LABELS.items()]
    for kind, chain in CHAINS.items():
        found += [Wording("stage", stage.key, frozenset({kind}), "", False, _both(stage.label)) for stage in chain]
    return tuple(found)


def _both(label: Text) -> tuple[str, ...]:
    with speaking("ar"):
        arabic = str(label)
    return (arabic, label.source)


_KIND_WORDS = (
    (Kind.MISR_CENTRE, ("خدمات مصر",)),
    (Kind.MOBILE_CENTRE, ("متنقل", "متنقلة", "سيارة", "سيارات", "مركبة")),
    (Kind.HEADQUARTERS_CENTRE, ("ديوان", "بديوان", "دواوين", "بدواوين")),
    (Kind.COMPLEX, ("مجمع", "مجمعات", "complex", "complexes")),
    (Kind.FIXED_CENTRE, ("مركز تكنولوجي", "مراكز تكنولوجية", "ثابت", "ثابتة")),
)


_KINDS_BY_KEY = {fold(kind.value): (kind,) for kind in Kind}


@lru_cache(maxsize=10_000)
def kinds_named(text: str) -> tuple[Kind, ...]:
    """The kinds of site that a title, a sheet's name or a cell speaks of."""
    heading = words(text)
    found = [kind for kind, wordings in _KIND_WORDS if any(contains(heading, words(wording)) for wording in wordings)]
    found += [kind for kind in _KINDS_BY_KEY.get(fold(text), ()) if kind not in found]
    # A mobile or headquarters centre is called a technology centre as well; only the word “fixed” makes a second kind of it.
    special = {Kind.MISR_CENTRE, Kind.MOBILE_CENTRE, Kind.HEADQUARTERS_CENTRE}
    if special & set(found) and not any(contains(heading, (word,)) for word in ("ثابت", "ثابته")):
        found = [kind for kind in found if kind is not Kind.FIXED_CENTRE]
    return tuple(found)


def contains(heading: tuple[str, ...], wording: tuple[str, ...]) -> bool:
    """Whether the words of `wording` stand together, in order, within the heading."""
    size = len(wording)
    return bool(size) and any(heading[i : i + size] == wording for i in range(len(heading) - size + 1))
