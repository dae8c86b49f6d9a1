"""The kinds of document that are issued, each with the letter that its number bears."""

from collections.abc import Mapping
from dataclasses import dataclass

from rollout.errors import Refused
from rollout.text import Text, _


@dataclass(frozen=True, slots=True)
class IssuedKind:
    """A kind of document. One that `counts` states figures of sites, which later news may restate, and one that `prices` also values of
    the contracts. What is not `repeated` is issued once for the same figures; what is, once in the same words. A `confidential` one of the
    whole country is for those alone who issue for all of it."""

    key: str
    letter: str
    label: Text
    counts: bool = True
    prices: bool = False
    repeated: bool = False
    confidential: bool = False


REPORT, NATIONAL, PACK, MINUTES, LETTER, MEMORANDUM, DIFFERENCES = (
    "report", "national", "pack", "minutes", "letter", "memorandum", "differences",
)

KINDS: Mapping[str, IssuedKind] = {
    kind.key: kind
    for kind in (
        IssuedKind(REPORT, "R", _("Governorate report"), prices=True),
        IssuedKind(NATIONAL, "N", _("National report"), prices=True),
        IssuedKind(PACK, "P", _("Meeting pack")),
        IssuedKind(MINUTES, "M", _("Minutes of a meeting"), repeated=True),
        IssuedKind(LETTER, "L", _("Letter"), counts=False, repeated=True),
        IssuedKind(MEMORANDUM, "B", _("Memorandum"), repeated=True, confidential=True),
        IssuedKind(DIFFERENCES, "D", _("Differences between two days"), repeated=True),
    )
}

CONFIDENTIAL = tuple(kind.key for kind in KINDS.values() if kind.confidential)
LETTERS: Mapping[str, IssuedKind] = {kind.letter: kind for kind in KINDS.values()}


def kind_of(key: str) -> IssuedKind:
    """The kind of this key or letter."""
    found = KINDS.get(key) or LETTERS.get(key)
    if found is None:
        raise Refused(_("Documents of the kind %(kind)s are not issued.", kind=key))
    return found
