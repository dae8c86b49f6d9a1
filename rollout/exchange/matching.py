"""Which site of the register a line of a file speaks of, and how surely that is known.

A code decides; else the name, folded, within governorate and markaz. A name that is merely similar is proposed to the user and never
taken silently; a line whose parts contradict each other is a problem.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rollout.errors import Refused
from rollout.exchange.known import KnownGovernorate, KnownPlace, KnownSite, Register
from rollout.exchange.names import core_name, folded, likeness, place_name, without_joined_preposition
from rollout.text import Text, _, listed

_STRONGLY_DIFFERENT = 0.6
_SIMILAR = 0.78
_CLOSE_SPELLING = 0.8


class Certainty(StrEnum):
    """How a line was matched to a site."""

    CODE = "code"
    NAME = "name"
    ALIAS = "alias"
    SIMILAR = "similar"
    NEW = "new"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Certainty.CODE: _("by code"), Certainty.NAME: _("by name"), Certainty.ALIAS: _("by another name"), Certainty.SIMILAR: _("similar name"),
    Certainty.NEW: _("new site"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """The site that a line speaks of; None and `NEW` for one that the register does not have. `score` is 1 unless names only resemble."""

    site: KnownSite | None
    certainty: Certainty
    score: float = 1.0
    remark: Text | None = None


class Unmatched(Refused):
    """The line cannot be matched; `field` is the column to blame."""

    def __init__(self, field: str, read: str, expected: Text, message: Text) -> None:
        super().__init__(message)
        self.field, self.read, self.expected = field, read, expected


@dataclass(frozen=True, slots=True)
class Claim:
    """What a line says about which site it means."""

    code: str
    name: str
    governorate: KnownGovernorate | None
    markaz: KnownPlace | None
    markaz_name: str


def find_governorate(register: Register, text: str) -> KnownGovernorate | None:
    """The governorate that a cell, a title or a sheet's name gives by name or code."""
    name = folded(text)
    return register.governorate_by_name.get(name) or register.governorate_by_name.get(name.removeprefix("محافظه "))


def governorate_within(register: Register, text: str) -> KnownGovernorate | None:
    """The one governorate that a title line names; None when it names none or several."""
    padded = f" {folded(text)} "
    named = {g.code: f"محافظه {folded(g.name_ar)} " for g in register.governorates}
    # «بمحافظة», «لمحافظة»: a preposition may be joined to the word.
    found = {g.code: g for g in register.governorates if any(f" {joined}{named[g.code]}" in padded for joined in ("", "ب", "ل", "و"))}
    return next(iter(found.values())) if len(found) == 1 else None


def closest_governorate(register: Register, text: str) -> KnownGovernorate | None:
    bare = folded(text).removeprefix("محافظه ")
    best = max(register.governorates, key=lambda g: likeness(folded(g.name_ar), bare), default=None)
    return best if best and likeness(folded(best.name_ar), bare) >= 0.6 else None


def close_spelling(places: list[KnownPlace], name: str) -> KnownPlace | None:
    """A place whose name is spelt so nearly like `name` that it is probably meant."""
    best = max(places, key=lambda place: likeness(place_name(place.name_ar), place_name(name)), default=None)
    return best if best and likeness(place_name(best.name_ar), place_name(name)) >= _CLOSE_SPELLING else None


def match(register: Register, claim: Claim) -> Match:
    """The site that the line means; raises Unmatched where it cannot be told."""
    if claim.code:
        site = register.sites.get(claim.code)
        return _by_code(register, claim, site) if site else _new(register, claim)
    if claim.governorate is None:
        expected = _("a site code, or a governorate with the site's name")
        message = _("“%(name)s” has neither a code nor a governorate to look it up in.", name=claim.name)
        raise Unmatched("governorate", claim.name, expected, message)
    return _by_name(register, claim)


def _by_code(register: Register, claim: Claim, site: KnownSite) -> Match:
    governorate = register.governorate_by_id[site.governorate_id]
    if claim.governorate and claim.governorate.id != site.governorate_id:
        message = _(
            "The code %(code)s belongs to a site of %(known)s, the line says %(read)s.",
            code=site.code, known=governorate.name_ar, read=claim.governorate.name_ar,
        )
        raise Unmatched("governorate", claim.governorate.name_ar, Text(governorate.name_ar), message)
    markaz = register.marakez.by_id.get(site.markaz_id or 0)
    if markaz and claim.markaz_name and claim.markaz is not markaz:
        message = _(
            "The code %(code)s belongs to a site of markaz %(known)s, the line says %(read)s.",
            code=site.code, known=markaz.name_ar, read=claim.markaz_name,
        )
        raise Unmatched("markaz", claim.markaz_name, Text(markaz.name_ar), message)
    score = _name_score(site, claim.name)
    if score < _STRONGLY_DIFFERENT:
        message = _(
            "The code %(code)s belongs to “%(known)s”, the line says “%(read)s”.", code=site.code, known=site.name_ar, read=claim.name
        )
        raise Unmatched("name", claim.name, Text(site.name_ar), message)
    remark = None
    if score < 1:
        remark = _("The register's name is kept: “%(known)s”; the file says “%(read)s”.", known=site.name_ar, read=claim.name)
    return Match(site, Certainty.CODE, 1.0, remark)


def _name_score(site: KnownSite, name: str) -> float:
    if not name:
        return 1.0
    known = [core_name(n) for n in (site.name_ar, *site.aliases.splitlines()) if n.strip()]
    spellings = _spellings(name)
    if any(one in spellings for one in known) or folded(site.name_en) == folded(name):
        return 1.0
    return max(likeness(one, spelling) for one in known for spelling in spellings)


def _spellings(name: str) -> tuple[str, ...]:
    core = core_name(name)
    bare = without_joined_preposition(core) if core != folded(name) else core
    return (core,) if bare == core else (core, bare)


def _new(register: Register, claim: Claim) -> Match:
    if claim.code in register.withdrawn:
        message = _("The site %(code)s was withdrawn from the register.", code=claim.code)
        raise Unmatched("code", claim.code, _("a site of the register"), message)
    if claim.governorate is None:
        expected = _("a code of the register, or a governorate for a new site")
        message = _("The code %(code)s is not known and the line names no governorate for a new site.", code=claim.code)
        raise Unmatched("code", claim.code, expected, message)
    if claim.code in register.taken:
        message = _("The code %(code)s cannot be used for a new site here; ask the central unit.", code=claim.code)
        raise Unmatched("code", claim.code, _("a code of your own governorate"), message)
    if not claim.name:
        message = _("The code %(code)s is not known, and a new site needs a name.", code=claim.code)
        raise Unmatched("name", "", _("the site's name"), message)
    same = list(_named(register, claim))
    if same:
        message = _(
            "The register knows “%(name)s” with the code %(known)s; the line says %(code)s.",
            name=same[0].name_ar, known=same[0].code, code=claim.code,
        )
        raise Unmatched("code", claim.code, Text(same[0].code), message)
    return Match(None, Certainty.NEW)


def _named(register: Register, claim: Claim) -> Iterator[KnownSite]:
    """The sites that bear the name, in the line's markaz where it gives one."""
    assert claim.governorate
    for spelling in _spellings(claim.name):
        found = [site for site in register.by_name.get((claim.governorate.id, spelling), ()) if _same_markaz(site, claim)]
        if found:
            yield from found
            return


def _same_markaz(site: KnownSite, claim: Claim) -> bool:
    if not claim.markaz_name or site.markaz_id is None:
        return True
    return claim.markaz is not None and claim.markaz.id == site.markaz_id


def _by_name(register: Register, claim: Claim) -> Match:
    assert claim.governorate
    found = list(_named(register, claim))
    certainty = Certainty.NAME
    if not found:
        certainty = Certainty.ALIAS
        found = [
            site for spelling in _spellings(claim.name)
            for site in register.by_alias.get((claim.governorate.id, spelling), ()) if _same_markaz(site, claim)
        ]
    if len(found) == 1:
        return Match(found[0], certainty)
    if len(found) > 1:
        raise _ambiguous(claim, found)
    return _similar(register, claim)


def _similar(register: Register, claim: Claim) -> Match:
    assert claim.governorate
    candidates = [site for site in register.by_governorate.get(claim.governorate.id, ()) if _same_markaz(site, claim)]
    scored = sorted(((_name_score(site, claim.name), site) for site in candidates), key=lambda pair: -pair[0])
    near = [(score, site) for score, site in scored if score >= _SIMILAR]
    if not near:
        message = _(
            "No site named “%(name)s” is known in %(governorate)s. Give the code of the site, or a new code to add it.",
            name=claim.name, governorate=claim.governorate.name_ar,
        )
        raise Unmatched("name", claim.name, _("a site of the register, or a code for a new one"), message)
    if len(near) > 1 and near[1][0] > near[0][0] - 0.05:
        raise _ambiguous(claim, [site for _score, site in near[:3]])
    score, site = near[0]
    remark = _(
        "“%(read)s” resembles “%(known)s” (%(code)s); accept the line to take it so.", read=claim.name, known=site.name_ar, code=site.code
    )
    return Match(site, Certainty.SIMILAR, score, remark)


def _ambiguous(claim: Claim, found: list[KnownSite]) -> Unmatched:
    sites = listed(f"{site.name_ar} ({site.code})" for site in found)
    message = _("“%(name)s” may mean several sites: %(sites)s. Give the code.", name=claim.name, sites=sites)
    return Unmatched("name", claim.name, _("the code of one of them"), message)
