"""The one statement that folds the journal into positions: for every site in question, what is in force of each of its stages."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select, union_all
from sqlalchemy.sql.selectable import CTE

from models import Affirmation, Evidence, Governorate, Markaz, ProgressEntry, Promise, Site
from rollout.reasons import REGISTER
from rollout.speaking import still_said
from rollout.stages import Kind

_site, _entry, _evidence, _affirmation, _promise = (m.__table__ for m in (Site, ProgressEntry, Evidence, Affirmation, Promise))
_FINAL = tuple({kind.final.key for kind in Kind})
_governorate, _markaz = Governorate.__table__, Markaz.__table__

_AS_OF = bindparam("as_of", type_=_entry.c.effective_on.type)
_KNOWN_AT = bindparam("known_at", type_=_entry.c.recorded_at.type)
_NARROWED: dict[str, ColumnElement[bool]] = {
    "scope": _site.c.governorate_id.in_(bindparam("scope", expanding=True)),
    "governorate": _site.c.governorate_id.in_(select(_governorate.c.id).where(_governorate.c.code == bindparam("governorate"))),
    "kind": _site.c.kind == bindparam("kind"),
    "sites": _site.c.id.in_(bindparam("sites", expanding=True)),
}
# A column as it is leads SQLite to an index, from which it takes the sites for so few that it looks through all that was told of all
# of them once for each. As the value of a function it does not, and SQLite makes itself the index that the joins need.
_LOOKED_THROUGH: dict[str, ColumnElement[bool]] = {
    "scope": func.coalesce(_site.c.governorate_id, 0).in_(bindparam("scope", expanding=True)),
    "governorate": _governorate.c.code == bindparam("governorate"),
    "kind": func.coalesce(_site.c.kind, "") == bindparam("kind"),
}


@lru_cache
def statement(narrowed: frozenset[str]) -> Select[Any]:
    """The one statement, for each way of narrowing the sites. Put together once: that costs more than a page's worth of rows."""
    few = "sites" in narrowed
    known = [_site.c.recorded_at <= _KNOWN_AT, or_(_site.c.withdrawn_at.is_(None), _site.c.withdrawn_at > _KNOWN_AT)]
    narrowing = [_NARROWED[name] for name in sorted(narrowed)]
    sites = [*known, *(narrowing if few else (_LOOKED_THROUGH[name] for name in sorted(narrowed)))]
    chosen = select(_site.c.id).where(*known, *narrowing) if narrowed else None
    current, news, planned, first = _current(chosen), _news(chosen), _planned(chosen, few), _first_planned(chosen, few)
    proof = select(_evidence.c.id).where(_evidence.c.entry_id == current.c.id, _evidence.c.recorded_at <= _KNOWN_AT)
    return (
        select(
            _site.c.id, _site.c.code, _site.c.name_ar, _site.c.name_en, _site.c.kind, _site.c.governorate_id,
            func.coalesce(planned.c.due_on, case((first.c.reason == REGISTER, first.c.due_on))).label("planned_on"),
            _site.c.executing_body, _site.c.is_demo, _governorate.c.code.label("governorate"), _markaz.c.name_ar.label("markaz_ar"),
            news.c.day.label("last_news_on"),
            _entry.c.id.label("entry_id"), _entry.c.stage, _entry.c.state, _entry.c.done, _entry.c.wanted, _entry.c.effective_on,
            _entry.c.news_on, _entry.c.recorded_at, _entry.c.note, _entry.c.reason, _entry.c.waiver_by,
            _entry.c.waiver_reason,
            proof.exists().label("has_evidence"),
        )
        .join(_governorate, _governorate.c.id == _site.c.governorate_id)
        .outerjoin(_markaz, _markaz.c.id == _site.c.markaz_id)
        .outerjoin(current, (current.c.site_id == _site.c.id) & (current.c.place == 1))
        .outerjoin(_entry, _entry.c.id == current.c.id)
        .outerjoin(news, news.c.site_id == _site.c.id)
        .outerjoin(planned, (planned.c.site_id == _site.c.id) & (planned.c.place == 1))
        .outerjoin(first, (first.c.site_id == _site.c.id) & (first.c.place == 1))
        .where(*sites)
        .order_by(_governorate.c.code, _site.c.sort_key, _site.c.id)
    )


def _known(table: Any, chosen: Select[Any] | None) -> list[Any]:
    """What was known by then; of the chosen sites only, so that one site's page does not read the whole journal."""
    return [table.c.recorded_at <= _KNOWN_AT, *([] if chosen is None else [table.c.site_id.in_(chosen)])]


def _current(chosen: Select[Any] | None) -> CTE:
    """The entry in force for each site and stage: the latest effective one that was not replaced, the later recorded of two of one day.

    Only its id: carrying whole entries through the window costs more than looking them up afterwards.
    """
    later = _entry.alias("later")
    replaced = select(later.c.id).where(later.c.replaces_id == _entry.c.id, later.c.recorded_at <= _KNOWN_AT)
    newest_first = (_entry.c.effective_on.desc(), _entry.c.recorded_at.desc(), _entry.c.id.desc())
    place = func.row_number().over(partition_by=(_entry.c.site_id, _entry.c.stage), order_by=newest_first)
    return (
        select(_entry.c.id, _entry.c.site_id, place.label("place"))
        .where(_entry.c.effective_on <= _AS_OF, ~replaced.exists(), *_known(_entry, chosen))
        .cte("current")
    )


def _news(chosen: Select[Any] | None) -> CTE:
    """The last day, up to `as_of`, that somebody spoke for each site; what was undone does not count.

    An entry speaks from its effective day to the day of its news.
    """
    spoken_for = case((_entry.c.news_on > _AS_OF, _AS_OF), else_=_entry.c.news_on)
    told = union_all(
        select(_entry.c.site_id, func.max(spoken_for).label("day"))
        .where(_entry.c.effective_on <= _AS_OF, still_said(_entry, _KNOWN_AT), *_known(_entry, chosen))
        .group_by(_entry.c.site_id),
        select(_affirmation.c.site_id, func.max(_affirmation.c.news_on).label("day"))
        .where(_affirmation.c.news_on <= _AS_OF, still_said(_affirmation, _KNOWN_AT), *_known(_affirmation, chosen))
        .group_by(_affirmation.c.site_id),
    ).subquery("told")
    return select(told.c.site_id, func.max(told.c.day, type_=_entry.c.news_on.type).label("day")).group_by(told.c.site_id).cte("news")


def _of_chosen(chosen: Select[Any] | None, few: bool) -> list[Any]:
    """Promises are few enough to be looked through where many sites are chosen."""
    if chosen is None:
        return []
    return [(_promise.c.site_id if few else func.coalesce(_promise.c.site_id, 0)).in_(chosen)]


def _planned(chosen: Select[Any] | None, few: bool) -> CTE:
    """The latest promise, given by the day, that each site serves the public."""
    newest_first = (_promise.c.given_on.desc(), _promise.c.recorded_at.desc(), _promise.c.id.desc())
    place = func.row_number().over(partition_by=_promise.c.site_id, order_by=newest_first)
    return (
        select(_promise.c.site_id, _promise.c.due_on, place.label("place"))
        .where(_promise.c.stage.in_(_FINAL), _promise.c.given_on <= _AS_OF, *_known(_promise, None), *_of_chosen(chosen, few))
        .cte("planned")
    )


def _first_planned(chosen: Select[Any] | None, few: bool) -> CTE:
    """Each site's first promise. Where the register itself made it, nobody kept its day: it counts for the days before, too."""
    oldest_first = (_promise.c.given_on, _promise.c.recorded_at, _promise.c.id)
    place = func.row_number().over(partition_by=_promise.c.site_id, order_by=oldest_first)
    return (
        select(_promise.c.site_id, _promise.c.due_on, _promise.c.reason, place.label("place"))
        .where(_promise.c.stage.in_(_FINAL), *_of_chosen(chosen, few))
        .cte("first_planned")
    )
