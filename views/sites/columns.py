"""The columns of the list of sites: what each says, how the register is ordered by it, and what it is in a sheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import Governorate, LocalUnit, Markaz, Programme, Site
from rollout import clock
from rollout.office import Office
from rollout.outlook import days_late, waiting_since
from rollout.position import SitePosition, positions_of
from rollout.stages import Kind
from rollout.text import _, language, listed
from views.frame.words import local_name
from views.lists.listing import Column, Field, Shown
from views.sites.filter import has_moved

NAME, KIND, PLACE, WAVE, READY, NEXT = "name", "kind", "place", "wave", "ready", "next"
MORE = ("unit", "programme", "coordinates")
"""Columns of which the position knows nothing; they take a statement of their own where one of them is chosen."""

_AT_ONCE = 1_000


@dataclass(frozen=True)
class Seen:
    """A site as the list sees it: where it stands on the day, and what the register says beside that."""

    site: SitePosition
    as_of: date
    place: str
    more: Any = None
    was: SitePosition | None = None
    """Where it stood on the day that the list compares with."""

    @property
    def change(self) -> float | None:
        """How much readier than on the other day, to a hundredth; None where nothing changed or nothing is compared."""
        return round(self.site.readiness - self.was.readiness, 2) or None if self.was else None

    @property
    def moved(self) -> list[str]:
        """The stages that stand otherwise than on the other day."""
        if self.was is None:
            return []
        return [str(stage.label) for stage in self.site.kind.stages if has_moved(self.site.stages[stage.key], self.was.stages[stage.key])]

    @property
    def late(self) -> int | None:
        return days_late(self.site, self.as_of) or None

    @property
    def since(self) -> date | None:
        return waiting_since(self.site)

    @property
    def coordinates(self) -> str:
        known = self.more is not None and self.more.latitude is not None and self.more.longitude is not None
        return f"{self.more.latitude:.5f}, {self.more.longitude:.5f}" if known else ""

    @property
    def programme(self) -> str:
        return _named(self.more, "programme")

    @property
    def unit(self) -> str:
        return _named(self.more, "unit")


def _named(more: Any, what: str) -> str:
    if more is None:
        return ""
    english = getattr(more, f"{what}_en") if language() == "en" else ""
    return english or getattr(more, f"{what}_ar") or ""


def _next(name: str) -> Callable[[Seen], str]:
    def value(row: Seen) -> str:
        stage = row.site.next_stage
        return str(getattr(stage, name)) if stage else str(_("In service")) if name == "action" else ""
    return value


def _stage(key: str) -> Callable[[Seen], str]:
    return lambda row: str(row.site.stages[key].state.label) if key in row.site.stages else ""


def _extra(key: str, label: Any, value: Callable[[Seen], Any], width: int = 16, order: Any = None, share: bool = False) -> Column:
    return Column(key, label, (Field(label, value, width, share),), usual=False, order=order)


COLUMNS: tuple[Column, ...] = (
    Column(NAME, _("Site"), (
        Field(_("Site"), lambda row: local_name(row.site), 42), Field(_("Code"), lambda row: row.site.code, 12),
    ), always=True, order=(Site.sort_key,)),
    _extra("code", _("Code"), lambda row: row.site.code, 12, order=(Site.code,)),
    Column(KIND, _("Kind"), (Field(_("Kind"), lambda row: str(row.site.kind.label), 22),), order=(Site.kind,)),
    Column(PLACE, _("Markaz and governorate"), (
        Field(_("Governorate"), lambda row: row.place, 16), Field(_("Markaz"), lambda row: row.site.markaz_ar, 20),
    ), order=(Governorate.sort_key, Markaz.sort_key)),
    Column(WAVE, _("Wave"), (
        Field(_("Wave"), lambda row: row.site.planned_on, 12), Field(_("Days behind the plan"), lambda row: row.late, 10),
    ), order=(Site.planned_on,)),
    _extra("late", _("Days behind the plan"), lambda row: row.late, 10),
    Column(READY, _("Readiness"), (Field(_("Readiness"), lambda row: round(row.site.readiness, 4), 10, share=True),)),
    Column(NEXT, _("Next stage"), (
        Field(_("Next stage"), _next("action"), 34), Field(_("Body responsible for the stage"), _next("body"), 34),
    )),
    _extra("since", _("Waits since"), lambda row: row.since, 12),
    _extra("change", _("Change of readiness"), lambda row: row.change, 12, share=True),
    _extra("moved", _("Changed stages"), lambda row: listed(row.moved), 30),
    _extra("news", _("Last news"), lambda row: row.site.last_news_on, 12),
    *(_extra(f"stage_{stage.key}", stage.label, _stage(stage.key), 18) for stage in Kind.COMPLEX.stages),
    _extra("english", _("English name"), lambda row: row.site.name_en, 36, order=(Site.name_en,)),
    _extra("unit", _("Local unit"), lambda row: row.unit, 20),
    _extra("programme", _("Programme"), lambda row: row.programme, 20),
    _extra("body", _("Executing body"), lambda row: row.site.executing_body, 28, order=(Site.executing_body,)),
    _extra("coordinates", _("Coordinates"), lambda row: row.coordinates, 22),
)


def ordered(query: Select[Any], by: Column | None, falling: bool) -> Select[Any]:
    """The sites of a search by the column that is asked for; those without a value come last, whichever way round."""
    if by is None:
        return query
    if by.key == PLACE:
        query = query.join(Governorate, Governorate.id == Site.governorate_id).outerjoin(Markaz, Markaz.id == Site.markaz_id)
    ways = [(column.desc() if falling else column.asc()) for column in by.order]
    empty = [column.is_(None) for column in by.order if column is Site.planned_on]
    return query.order_by(None).order_by(*empty, *ways, Site.sort_key, Site.id)


def seen(
    session: Session, ids: Sequence[int], shown: Shown, places: Mapping[str, str], day: date | None = None, other: date | None = None
) -> Iterator[Seen]:
    """These sites in this order as of a day, beside the `other` one. How well a state is known is not shown, so the office's patience need
    not be asked for."""
    day = day or clock.today()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        by_id = positions_of(session, day, part, Office.patience)
        were = positions_of(session, other, part, Office.patience) if other else {}
        more = _more(session, part) if any(key in shown for key in MORE) else {}
        for site in (by_id[site_id] for site_id in part if site_id in by_id):
            yield Seen(site, day, places.get(site.governorate, site.governorate), more.get(site.id), were.get(site.id))


def _more(session: Session, ids: Iterable[int]) -> dict[int, Any]:
    query = (
        select(
            Site.id, Site.latitude, Site.longitude, Programme.name_ar.label("programme_ar"), Programme.name_en.label("programme_en"),
            LocalUnit.name_ar.label("unit_ar"), LocalUnit.name_en.label("unit_en"),
        )
        .outerjoin(Programme, Programme.id == Site.programme_id).outerjoin(LocalUnit, LocalUnit.id == Site.local_unit_id)
        .where(Site.id.in_(ids))
    )
    return {row.id: row for row in session.execute(query)}
