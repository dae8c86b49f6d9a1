"""Where trainees will serve: a site by its code or name, or a governorate while the site is not settled."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendance, Governorate, Site
from rollout.arabic import fold
from rollout.errors import Unreadable
from rollout.exchange.names import core_name, normal_code
from rollout.register import governorates
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.text import _
from views.frame.words import local_name

_COLUMNS = (Site.id, Site.code, Site.name_ar, Site.name_en, Site.governorate_id)
_OFFERED = 400


def reported_for(session: Session) -> list[Governorate]:
    """The governorates for which this person reports."""
    capture = scope_of(session).capture
    return [place for place in governorates(session) if place.id in capture]


def unsettled(governorate: Governorate) -> str:
    return str(_("%(governorate)s, site not settled", governorate=local_name(governorate)))


class Destinations:
    """What typed words may mean; the words are given beforehand, so that one or two statements answer for all of them.

    The code of a site that was withdrawn means nothing any more, but for those `kept` in the table.
    """

    def __init__(self, session: Session, words: Sequence[str], kept: Collection[int] = ()) -> None:
        self.own = reported_for(session)
        self._governorates = {fold(name): place for place in self.own for name in (place.code, place.name_ar, place.name_en)}
        self._governorates |= {fold(f"محافظة {place.name_ar}"): place for place in self.own}
        sought = {word for word in words if word and fold(word) not in self._governorates}
        known = select(*_COLUMNS).where(Site.withdrawn_at.is_(None))
        coded = select(*_COLUMNS).where(Site.withdrawn_at.is_(None) | Site.id.in_(kept))
        by_code = session.execute(coded.where(Site.code.in_(sought | {normal_code(word) for word in sought}))) if sought else ()
        self._by_code: dict[str, Any] = {normal_code(row.code): row for row in by_code}
        self._by_name: dict[str, list[Any]] = {}
        named = {core_name(word) for word in sought if normal_code(word) not in self._by_code}
        for row in session.execute(known.where(Site.governorate_id.in_([place.id for place in self.own]))) if named else ():
            for name in {core_name(row.name_ar), core_name(row.name_en)} & named:
                self._by_name.setdefault(name, []).append(row)

    def find(self, typed: str) -> tuple[int, int | None, str]:
        """The governorate, the site if one is named, and the words that say so."""
        place = self.own[0] if not typed and len(self.own) == 1 else self._governorates.get(fold(typed))
        if place is not None:
            return place.id, None, unsettled(place)
        by_code = self._by_code.get(normal_code(typed))
        found = [by_code] if by_code is not None else self._by_name.get(core_name(typed), []) if typed else []
        if len(found) > 1:
            raise Unreadable(typed, _("the site's code, for %(number)s sites have this name", number=len(found)))
        if not found:
            raise Unreadable(typed, _("the code or name of a site, or a governorate while the site is not settled"))
        return found[0].governorate_id, found[0].id, local_name(found[0])


class Whereto:
    """The words for the destinations of counts that are recorded."""

    def __init__(self, session: Session, rows: Sequence[Attendance]) -> None:
        ids = {row.site_id for row in rows if row.site_id is not None}
        self._sites = {row.id: row for row in session.execute(select(*_COLUMNS).where(Site.id.in_(ids)))} if ids else {}
        self._governorates = {place.id: place for place in governorates(session)}

    def typed(self, row: Attendance) -> str:
        """As somebody would type it."""
        return local_name(self._governorates[row.governorate_id]) if row.site_id is None else str(self._sites[row.site_id].code)

    def name(self, row: Attendance) -> str:
        return unsettled(self._governorates[row.governorate_id]) if row.site_id is None else local_name(self._sites[row.site_id])

    def code(self, row: Attendance) -> str | None:
        return None if row.site_id is None else str(self._sites[row.site_id].code)


def offered(session: Session) -> list[tuple[str, str]]:
    """What a browser may complete: the complexes of the governorates reported for, and those themselves, as typed and in words."""
    own = reported_for(session)
    query = select(Site.code, Site.name_ar, Site.name_en).where(
        Site.governorate_id.in_([place.id for place in own]), Site.withdrawn_at.is_(None), Site.kind == Kind.COMPLEX.value
    )
    sites = session.execute(query.order_by(Site.code).limit(_OFFERED))
    return [(local_name(place), unsettled(place)) for place in own] + [(row.code, local_name(row)) for row in sites]
