"""Which centre each complex is linked with: the technology centre of its markaz, or of the governorate's headquarters.

A pair speaks of how things are wired now; it has no history of its own, and every change of it counts the row's version up.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import CentrePair, Site
from rollout.errors import Conflict, Refused
from rollout.rules import LONGEST_LINE
from rollout.stages import Kind
from rollout.text import _
from rollout.works.discretion import secrets_in

CENTRES = (Kind.FIXED_CENTRE, Kind.HEADQUARTERS_CENTRE)
"""The kinds of site that a complex may be linked with."""

UNPAIRED = _("Choose first the centre of the markaz that the complex is linked with.")
_CHUNK = 5_000


def pair_of(session: Session, complex_id: int) -> CentrePair | None:
    """The pair of a complex with its centre, if one was chosen."""
    found: CentrePair | None = session.scalar(_pairs().where(CentrePair.complex_id == complex_id))
    return found


def pairs(session: Session, complex_ids: Collection[int] | None = None) -> dict[int, CentrePair]:
    """The pairs in scope by the complex's id, each with its centre."""
    if complex_ids is None:
        return {pair.complex_id: pair for pair in session.scalars(_pairs())}
    ids = list(complex_ids)
    return {
        pair.complex_id: pair
        for start in range(0, len(ids), _CHUNK)
        for pair in session.scalars(_pairs().where(CentrePair.complex_id.in_(ids[start : start + _CHUNK])))
    }


def _pairs() -> Any:
    return select(CentrePair).options(joinedload(CentrePair.centre))


def unpaired(session: Session, complex_ids: Iterable[int]) -> set[int]:
    """Those of these complexes that no centre was chosen for, or one that has left the register since."""
    asked = set(complex_ids)
    return asked - {number for number, pair in pairs(session, asked).items() if pair.centre.withdrawn_at is None} if asked else set()


def candidates(session: Session, site: Site) -> list[Site]:
    """The centres that a complex may be paired with: those of its governorate, of its own markaz first, the headquarters last."""
    query = select(Site).where(
        Site.governorate_id == site.governorate_id, Site.kind.in_([kind.value for kind in CENTRES]), Site.withdrawn_at.is_(None)
    ).options(joinedload(Site.markaz)).order_by(Site.sort_key, Site.id)
    return sorted(session.scalars(query), key=lambda centre: (not _of_its_markaz(site, centre), centre.kind == Kind.HEADQUARTERS_CENTRE))


def _of_its_markaz(site: Site, centre: Site) -> bool:
    return site.markaz_id is not None and centre.markaz_id == site.markaz_id


def pair(session: Session, site: Site, centre: Site, *, note: str = "", seen: int | None = None) -> CentrePair:
    """Link a complex with a centre, or with another one than before. `seen` is the version that the page showed; None for no pair.

    Raises Refused for what cannot be a pair, and Conflict where somebody else chose meanwhile. Flushes, the caller commits.
    """
    for refused in _broken(site, centre, note):
        raise refused
    found = pair_of(session, site.id)
    if (found.row_version if found else None) != seen:
        if found and (found.centre_id, found.note) == (centre.id, note):
            return found
        raise Conflict(_("Another user chose the centre meanwhile; look at it and choose again."))
    if found is None:
        found = CentrePair(complex_id=site.id, centre=centre, governorate_id=site.governorate_id, note=note)
        session.add(found)
    else:
        found.centre, found.note = centre, note
    session.flush()
    return found


def _broken(site: Site, centre: Site, note: str) -> Iterator[Refused]:
    if site.kind != Kind.COMPLEX:
        yield Refused(_("Only a complex is paired with a centre; %(site)s is none.", site=site.name_ar))
    if centre.kind not in CENTRES:
        yield Refused(_("A complex is paired with a fixed or headquarters centre; %(site)s is neither.", site=centre.name_ar), "centre")
    if centre.governorate_id != site.governorate_id:
        yield Refused(_("The complex and its centre must lie in one governorate."), "centre")
    if centre.withdrawn_at is not None:
        yield Refused(_("The site %(code)s was withdrawn from the register.", code=centre.code), "centre")
    if len(note) > LONGEST_LINE:
        yield Refused(_("The text is too long."), "note")
    for sentence in secrets_in(note):
        yield Refused(sentence, "note")
