"""The governorates by name, for pages that show many rows: read once, for they change with an edition of the program."""

import time
from datetime import date
from typing import NamedTuple

from flask import abort, current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Site
from rollout.database import reading
from rollout.scope import everything, scope_of
from rollout.text import _, language, listed
from views.security.current import database

_FRESH_SECONDS = 60.0


class Place(NamedTuple):
    """A governorate."""

    id: int
    code: str
    name_ar: str
    name_en: str

    @property
    def name(self) -> str:
        return self.name_en if language() == "en" else self.name_ar


def places(session: Session) -> list[Place]:
    """The governorates that the user may view, in Arabic order."""
    ids = scope_of(session).view_ids
    return [place for place in _all(session) if ids is None or place.id in ids]


def seen_or_404(code: str) -> None:
    """A governorate that an address names by its code, if it names one, is not there where the user does not view it."""
    if code and code not in {place.code for place in places(database())}:
        abort(404)


def given_none() -> bool:
    """Whether the signed-in user sees no governorate at all, and so nothing of the programme."""
    return scope_of(database()).view_ids == []


def all_places() -> str:
    """Whose figures stand on a page that counts every governorate at hand: the country's, or those of the user by name."""
    seen = scope_of(database()).view_ids
    if seen is None:
        return str(_("All governorates"))
    return listed(place.name for place in _all(database()) if place.id in seen)


def place_names(session: Session) -> dict[str, str]:
    """The name of each governorate by its code, in the language of the page."""
    return {place.code: place.name for place in _all(session)}


def place_of(session: Session, governorate_id: int) -> str:
    """The name of one governorate, in the language of the page."""
    return next(place.name for place in _all(session) if place.id == governorate_id)


def waves(session: Session) -> list[date]:
    """The months for which sites are planned, the earliest first; asked again now and then, for each list offers them."""
    asked_at, known = current_app.extensions.get("waves", (-_FRESH_SECONDS, []))
    if time.monotonic() - asked_at > _FRESH_SECONDS:
        with reading(), Session(session.get_bind()) as own, everything(own):
            planned = select(Site.planned_on).where(Site.planned_on.is_not(None)).distinct().order_by(Site.planned_on)
            known = [day for day in own.scalars(planned) if day]
        current_app.extensions["waves"] = (time.monotonic(), known)
    return list(known)


def _all(session: Session) -> list[Place]:
    known: list[Place] | None = current_app.extensions.get("places")
    if not known:
        # A session of its own: widening and narrowing the request's would forget what the page has read.
        with reading(), Session(session.get_bind()) as own, everything(own):
            columns = (Governorate.id, Governorate.code, Governorate.name_ar, Governorate.name_en)
            known = [Place(*row) for row in own.execute(select(*columns).order_by(Governorate.sort_key))]
        current_app.extensions["places"] = known
    return known
