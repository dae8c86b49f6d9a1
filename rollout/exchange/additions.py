"""New places and sites of an import, in one statement for thousands of them.

The ORM would insert row by row to learn each id, which took longer than all the rest. These inserts go by the scope's gate, so each
first asks it, as the journal's do.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import LocalUnit, Markaz, Site
from models.places import search_text
from rollout.arabic import fold, sort_key
from rollout.errors import OutOfScope
from rollout.exchange.names import place_name
from rollout.exchange.planned import PlacedIn
from rollout.journal import next_moment
from rollout.plan.projection import Registered, follow_register
from rollout.scope import scope_of

PlaceIds = dict[PlacedIn, tuple[int | None, int | None]]

_CHUNK = 1_000
_FIELDS: dict[str, Any] = {
    "planned_on": None, "executing_body": "", "latitude": None, "longitude": None, "programme_id": None, "name_en": "", "aliases": "",
    "notes": "",
}


def add_places(session: Session, wanted: Collection[PlacedIn]) -> PlaceIds:
    """The ids of markaz and local unit of each place, after adding those that the register lacks."""
    marakez = {(p.governorate_id, place_name(p.markaz_name)): p.markaz_name for p in reversed(list(wanted)) if p.markaz_name}
    _insert(session, Markaz, [dict(governorate_id=key[0], **_named(name)) for key, name in marakez.items()])
    added = _ids(session, Markaz, Markaz.governorate_id, {governorate_id for governorate_id, _name in marakez})
    in_markaz = {
        place: added[place.governorate_id, fold(marakez[place.governorate_id, place_name(place.markaz_name)])]
        if place.markaz_name else place.markaz_id
        for place in wanted
    }
    units: dict[tuple[int, str], tuple[int, str]] = {}
    for place, markaz_id in in_markaz.items():
        if place.unit_name and markaz_id:
            units.setdefault((markaz_id, place_name(place.unit_name)), (place.governorate_id, place.unit_name))
    rows = [dict(governorate_id=one[0], markaz_id=key[0], **_named(one[1])) for key, one in units.items()]
    _insert(session, LocalUnit, rows)
    added = _ids(session, LocalUnit, LocalUnit.markaz_id, {markaz_id for markaz_id, _name in units})
    return {
        place: (markaz_id, added[markaz_id, fold(units[markaz_id, place_name(place.unit_name)][1])])
        if place.unit_name and markaz_id else (markaz_id, place.unit_id)
        for place, markaz_id in in_markaz.items()
    }


def add_sites(
    session: Session, sites: Iterable[dict[str, Any]], sources: Mapping[str, tuple[date, str]] | None = None
) -> dict[str, int]:
    """Add these sites, all at one moment of the journal; gives the id of each by its code.

    `sources` say by code on which day a sheet planned the site's wave, and which sheet; otherwise it is planned today.
    """
    rows, moment = [], next_moment(session)
    for site in sites:
        row = {**_FIELDS, **site, "recorded_at": moment}
        row["folded"] = search_text(row["code"], row["name_ar"], row["name_en"], row["aliases"])
        row["sort_key"] = sort_key(row["name_ar"])[:200]
        rows.append(row)
    _insert(session, Site, rows)
    codes = [row["code"] for row in rows]
    found: dict[str, int] = {}
    for start in range(0, len(codes), _CHUNK):
        query = select(Site.code, Site.id).where(Site.code.in_(codes[start : start + _CHUNK]))
        found.update((code, key) for code, key in session.execute(query))
    dated = [row for row in rows if row["planned_on"]]
    told = sources or {}
    follow_register(session, [
        Registered(found[row["code"]], row["governorate_id"], row["kind"], row["planned_on"], *told.get(row["code"], ())) for row in dated
    ])
    return found


def _named(name: str) -> dict[str, str]:
    return dict(name_ar=name, folded=fold(name), sort_key=sort_key(name)[:200])


def _ids(session: Session, model: type[Markaz] | type[LocalUnit], parent: Any, parents: set[int]) -> dict[tuple[int, str], int]:
    query = select(parent, model.folded, model.id).where(parent.in_(sorted(parents)))
    return {(of, folded): key for of, folded, key in session.execute(query)} if parents else {}


def _insert(session: Session, model: type[Markaz] | type[LocalUnit] | type[Site], rows: list[dict[str, Any]]) -> None:
    capture = scope_of(session).capture
    if any(row["governorate_id"] not in capture for row in rows):
        raise OutOfScope
    session.flush()
    if rows:
        session.execute(insert(model.__table__), rows)
