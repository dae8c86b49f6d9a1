"""The stage matrix: every site of a governorate with every stage, and news recorded in place."""

from dataclasses import replace
from typing import Any, NamedTuple

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Governorate, Site
from rollout import register
from rollout.position import Position, SitePosition, position
from rollout.scope import scope_of
from rollout.stages import Kind
from rollout.summary import summaries
from rollout.text import Text, _
from views.frame.asof import AsOf, Compared, as_of, compared_with
from views.frame.chosen import chosen_kind
from views.frame.words import kept_query, local_name, short_day
from views.news.rows import RowMaker
from views.security.access import guarded, may
from views.security.current import database
from views.security.view import SecureView
from views.sites.filter import SiteFilter, in_words, options, read_filter

AT_ONCE = 400
"""Sites on one page: more than any governorate has of a kind today."""


class MatrixView(SecureView):
    """Sites by stages, one governorate at a time."""

    route_base = "/matrix"
    class_permission_name = "matrix"
    method_permission_name = {"read": "read", "show": "read"}

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """The governorates to choose from, with what was asked for counted in each; whoever has only one goes straight there."""
        session, day = database(), as_of()
        places = {row.code: row for row in register.governorates(session)}
        if len(places) == 1:
            query = kept_query(request.args)
            return redirect(url_for("MatrixView.show", code=next(iter(places))) + (f"?{query}" if query else ""))
        compared = compared_with(day, None)
        found, *before = summaries(session, [day.day, *filter(None, [compared.day])])
        kind = chosen_kind(list(found.kinds))
        common = {"title": _("Stage matrix"), "day": day, "compared": compared}
        if kind is None:
            return self.render_template("matrix_choice.html", kind=None, wanted=None, **common)
        wanted = read_filter(request.args, kind, compared.argument)
        was = {code: wanted.number(group) for each in before for code, group in each.by_governorate(kind)}
        rows = []
        for code, group in found.by_governorate(kind):
            number = wanted.number(group)
            change = number - was.get(code, 0) if before else 0
            shown = max(change, 0) if wanted.changed else number
            rows.append((local_name(places[code]), group, shown, _address(code, kind, wanted, day), change))
        rows.sort(key=lambda row: (-row[2], row[0]))
        return self.render_template(
            "matrix_choice.html", kind=kind, kinds=found.kinds, rows=rows, wanted=wanted, said=in_words(wanted, kind), **common,
        )

    @expose("/<code>")
    @guarded
    def show(self, code: str) -> ResponseReturnValue:
        session, day = database(), as_of()
        governorate = session.scalar(select(Governorate).where(Governorate.code == code)) or abort(404)
        kinds = _kinds(session, governorate)
        kind = chosen_kind(list(kinds))
        compared = compared_with(day, None)
        common = {
            "title": _("Stage matrix"), "governorate": governorate, "name": local_name(governorate), "day": day, "kinds": kinds,
            "compared": compared,
        }
        if kind is None:
            return self.render_template("matrix.html", kind=None, wanted=None, **common)
        wanted = read_filter(request.args, kind, compared.argument)
        found = position(session, day.day, governorate=code, kind=kind)
        was = _were(session, found, compared, code, kind)
        chosen = wanted.choose(session, found, code, kind)
        moved = [site for site in chosen if was is not None and wanted.moved(site, was.get(site.id))]
        chosen = moved if wanted.changed else chosen
        start = min(request.args.get("from", 0, int), max(len(chosen) - 1, 0)) // AT_ONCE * AT_ONCE
        captures = may("entries", "can_write") and governorate.id in scope_of(session).capture
        maker = RowMaker(kind, day.day, found.patience, captures=captures, as_of_argument=day.argument, was=was)
        return self.render_template(
            "matrix.html", kind=kind, wanted=wanted, captures=captures, number=len(chosen), register=len(found.sites),
            rows=maker.rows(chosen[start : start + AT_ONCE]),
            chips=[*_chips(found, wanted, kind, day, code), *_changes(moved, wanted, kind, day, compared, code)],
            selects=options(register.marakez(session, code), found, kind, wanted),
            pages=_pages(len(chosen), start, kind, wanted, day, code),
            waived=any(row.waiver_by for site in chosen for row in site.stages.values()), **common,
        )


def _address(code: str, kind: Kind, wanted: SiteFilter, day: AsOf, **more: Any) -> str:
    return url_for("MatrixView.show", code=code, kind=kind.value, as_of=day.argument, **wanted.arguments, **more)


def _kinds(session: Any, governorate: Governorate) -> dict[Kind, int]:
    """The kinds of site that the governorate has, in the programme's order, with their numbers."""
    query = (
        select(Site.kind, func.count().label("sites"))
        .where(Site.governorate_id == governorate.id, Site.withdrawn_at.is_(None))
        .group_by(Site.kind)
    )
    numbers = {row.kind: row.sites for row in session.execute(query)}
    return {kind: numbers[kind] for kind in Kind if kind in numbers}


class Chip(NamedTuple):
    """A mark by which sites call for attention, with their number; pressed again, it lets go."""

    name: str
    label: Text
    number: int
    pressed: bool
    address: str


def _chips(found: Position, wanted: SiteFilter, kind: Kind, day: AsOf, code: str) -> list[Chip]:
    marks = (
        ("stalled", _("Stalled"), SiteFilter(stalled=True), replace(wanted, stalled=not wanted.stalled)),
        ("late", _("Behind the plan"), SiteFilter(late=True), replace(wanted, late=not wanted.late)),
        ("silent", _("No recent news"), SiteFilter(silent=True), replace(wanted, silent=not wanted.silent)),
    )
    return [
        Chip(name, label, sum(alone.keeps(site, found) for site in found.sites), getattr(wanted, name), _address(code, kind, other, day))
        for name, label, alone, other in marks
    ]


def _were(session: Session, found: Position, compared: Compared, code: str, kind: Kind) -> dict[int, SitePosition] | None:
    """Where the sites stood on the day that the page compares with, as it is known now; None where it compares with none."""
    if compared.day is None:
        return None
    before = position(session, compared.day, found.known_at, governorate=code, kind=kind, patience=found.patience)
    return {site.id: site for site in before.sites}


def _changes(
    moved: list[SitePosition], wanted: SiteFilter, kind: Kind, day: AsOf, compared: Compared, code: str
) -> list[Chip]:
    """The mark of the sites that stand otherwise than on the other day."""
    if compared.day is None:
        return []
    label = _("Changed since %(day)s", day=short_day(compared.day))
    other = _address(code, kind, replace(wanted, changed=not wanted.changed), day)
    return [Chip("changed", label, len(moved), wanted.changed, other)]


def _pages(number: int, start: int, kind: Kind, wanted: SiteFilter, day: AsOf, code: str) -> list[tuple[int, bool, str]]:
    """Where the further sites are, when there are more than a page holds."""
    if number <= AT_ONCE:
        return []
    starts = range(0, number, AT_ONCE)
    return [(page, at == start, _address(code, kind, wanted, day, **{"from": at})) for page, at in enumerate(starts, 1)]
