"""Which sites are to be edited together: those that were ticked in a list, or all that its filters find; and the way back to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import abort, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from models import Site
from rollout.bulk.looking import MOST
from rollout.position import position
from rollout.register import matching
from rollout.stages import Kind
from views.frame.asof import as_of
from views.frame.words import kept_query
from views.news.back import ASKED, LONGEST
from views.security.interface import as_key
from views.sites.filter import read_filter
from views.sites.register import FILTERS, search_of

_KEPT = {"matrix": ("kind", *ASKED, "as_of"), "sites": (*FILTERS, "page", "columns", "order", "as_of", "compare")}
"""What each list may have been asked."""


@dataclass(frozen=True)
class Origin:
    """The list from which somebody came, with what it asked for."""

    page: str
    code: str
    asked: dict[str, str]

    @property
    def address(self) -> str:
        there = url_for("MatrixView.show", code=self.code) if self.page == "matrix" and self.code else url_for("SitesView.list")
        query = kept_query(self.asked)
        return f"{there}?{query}" if query else there

    @property
    def fields(self) -> dict[str, str]:
        """As the hidden parts of a form carry it on."""
        return {"list": self.page, "place": self.code, "kept": kept_query(self.asked)}


def origin_of(values: Mapping[str, str]) -> Origin:
    """Where a form says that it came from; 400 for what no list of ours sends."""
    page, kept = values.get("list", "") or "sites", values.get("kept", "")
    if page not in _KEPT or len(kept) > LONGEST:
        abort(400)
    return Origin(page, values.get("place", "")[:20], {name: value for name, value in parse_qsl(kept) if name in _KEPT[page]})


def chosen_ids(session: Session, values: MultiDict[str, str], origin: Origin) -> list[int]:
    """The ids of the chosen sites, whoever's they are: what the user may not see is left out where they are read."""
    if values.get("all") == "1":
        return _of_matrix(session, origin) if origin.page == "matrix" else _of_sites(session, origin)
    parts = [*values.getlist("site"), *filter(None, values.get("sites", "").split(","))]
    ids = [as_key(part) for part in parts[: MOST + 1]]
    return [number if number is not None else abort(400) for number in dict.fromkeys(ids)]


def _of_matrix(session: Session, origin: Origin) -> list[int]:
    kind = next((kind for kind in Kind if kind.value == origin.asked.get("kind")), None) or abort(400)
    wanted = read_filter(origin.asked, kind)
    if origin.asked.get("changed"):  # who has changed is known to the page that compares, and ticked there
        abort(400)
    found = position(session, as_of(origin.asked.get("as_of", "")).day, governorate=origin.code, kind=kind)
    return [site.id for site in wanted.choose(session, found, origin.code, kind)]


def _of_sites(session: Session, origin: Origin) -> list[int]:
    query = matching(search_of(origin.asked)).order_by(None).with_only_columns(Site.id).limit(MOST + 1)
    return list(session.scalars(select(query.subquery().c.id)))
