"""Training: the target, the calendar of sessions, who attended, and the staff that each site still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from models import Attendance, Course, Site, TrainingSession
from rollout.arabic import parse_month
from rollout.errors import Unreadable
from rollout.rules import EARLIEST
from rollout.scope import ALL, scope_of
from rollout.text import Text, _
from rollout.training.calendar import Held, held_between, next_month, weeks
from rollout.training.counts import COVERED_BODIES, Tally, Totals, added, in_force, totals
from rollout.training.gap import Need, PlaceNeed, SiteNeed, needs, place_needs, together
from rollout.training.target import target
from rollout.works.training import BODIES, COVERED, NOT_COVERED
from views.frame.asof import AsOf, as_of, today
from views.frame.chosen import cut, places
from views.frame.words import month
from views.security.access import guarded, may
from views.security.current import database
from views.security.view import SecureView
from views.training.session import record

_NEAR = 14
_MOST_NEAR = 10
_LATEST = date(2099, 12, 1)
_GAPS = ("short", "unsaid")


@dataclass(frozen=True)
class PlaceRow:
    """A governorate of the tables: what was attended, and what its complexes want."""

    code: str
    name: str
    targeted: Tally
    beside: Tally
    sites: int
    need: Need
    unsaid: int


class TrainingView(SecureView):
    """The pages of training. Sessions and the target are national; counts and gaps are those of the user's governorates."""

    route_base = "/training"
    class_permission_name = "training"
    method_permission_name = {"read": "read", "calendar": "read", "gap": "read", "site": "read", "record": "write"}
    takes_files = frozenset({"record"})

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        """The target, the three counts by body and governorate, and the sessions around the day."""
        session, day, where = database(), as_of(), places()
        found, sites = totals(session, day.day), place_needs(session, day.day)
        national = scope_of(session).view is ALL
        return self.render_template(
            "training/overview.html", title=_("Training"), day=day, national=national, totals=found, goal=target(session, day.day, found),
            covered=[(key, label, found.of(body=key, targeted=True)) for key, label in COVERED],
            others=_beside(found),
            rows=_place_rows(sites, where.names, found), need=together(place.covered for place in sites),
            sites=sum(len(place.sites) for place in sites),
            near=_near(session, day.day), plans=may("training", "can_add"),
        )

    @expose("/calendar")
    @guarded
    def calendar(self) -> ResponseReturnValue:
        """The sessions of a month, week by week."""
        first, problem = _month(request.args.get("month", "").strip()[:40])
        return self.render_template(
            "training/calendar.html", title=_("Training calendar"), month=first, problem=problem, weeks=weeks(database(), first),
            today=today(), before=next_month(first, -1), after=next_month(first), plans=may("training", "can_add"),
        )

    @expose("/counts", methods=["POST"])
    @guarded
    def record(self) -> ResponseReturnValue:
        return record(self)

    @expose("/gap")
    @guarded
    def gap(self) -> ResponseReturnValue:
        """Wanted, nominated and trained: by governorate, or site by site in one of them."""
        session, day, where = database(), as_of(), places()
        asked = request.args.get("state", "")
        if asked not in ("", *_GAPS):
            abort(400)
        several = place_needs(session, day.day, governorate=where.code)
        every = [site for place in several for site in place.sites]
        shown = [site for site in every if not asked or _is(site, asked)]
        arguments = {"governorate": where.argument, "state": asked or None, "as_of": day.argument}
        return self.render_template(
            "training/gap.html", title=_("Staffing gap"), day=day, where=where, asked=asked, bodies=BODIES, covered=COVERED_BODIES,
            rows=_place_rows(several, where.names) if where.chosen is None else [], page=cut(shown, "TrainingView.gap", arguments),
            need=together(place.covered for place in several), sites=len(every),
            numbers={"": len(every)} | {key: sum(_is(site, key) for site in every) for key in _GAPS},
        )

    @expose("/gap/<path:code>")
    @guarded
    def site(self, code: str) -> ResponseReturnValue:
        """The staff of one complex, and the sessions in which they were trained."""
        session, day = database(), as_of()
        site = session.scalar(select(Site).where(Site.code == code, Site.withdrawn_at.is_(None))) or abort(404)
        found = needs(session, day.day, site_ids=[site.id])
        if not found:
            abort(404)
        return self.render_template(
            "training/site.html", title=site, site=site, day=day, need=found[0], bodies=BODIES, covered=COVERED_BODIES,
            attended=_attended(session, site.id, day), labels=dict(BODIES),
        )


def _near(session: Session, day: date) -> list[Held]:
    """The sessions of two weeks before and after a day, those nearest to it where there are too many."""
    found = held_between(session, day - timedelta(days=_NEAR), day + timedelta(days=_NEAR))
    nearest = sorted(found, key=lambda held: abs((held.session.ends_on - day).days))[:_MOST_NEAR]
    return [held for held in found if held in nearest]


def _beside(found: Totals) -> list[tuple[str, Text, Tally]]:
    """Who stands beside the target: the bodies that it does not cover, and its own staff at courses that do not count towards it."""
    others = [(key, label, found.of(body=key, targeted=False)) for key, label in NOT_COVERED]
    own = added(found.of(body=key, targeted=False) for key in COVERED_BODIES)
    return [*others, ("", _("Staff of the covered bodies at other courses"), own)] if own.seats else others


def _place_rows(found: Sequence[PlaceNeed], names: dict[str, str], counted: Totals | None = None) -> list[PlaceRow]:
    """One row for each governorate that has complexes or trainees, in Arabic order."""
    places = {place.governorate: place for place in found}
    rows = [
        PlaceRow(
            code, name, counted.of(governorate=code, targeted=True) if counted else Tally(),
            counted.of(governorate=code, targeted=False) if counted else Tally(),
            *((len(place.sites), place.covered, place.unsaid) if (place := places.get(code)) else (0, together(()), 0)),
        )
        for code, name in names.items()
    ]
    return [row for row in rows if row.sites or row.targeted.seats or row.beside.seats]


def _is(site: SiteNeed, state: str) -> bool:
    """Whether staff of the covered bodies is still to be trained, or nobody has said yet how many are wanted."""
    need = site.covered
    return need.short > 0 if state == "short" else need.wanted is None


def _month(raw: str) -> tuple[date, Text | None]:
    """The first day of the month that the address asks for; else that of the day, and what was wrong with the one asked for."""
    usual = as_of().day.replace(day=1)
    if not raw:
        return usual, None
    try:
        first = parse_month(raw)
    except Unreadable as unreadable:
        return usual, unreadable.message
    if EARLIEST <= first <= _LATEST:
        return first, None
    return usual, Unreadable(raw, _("a month from %(first)s to %(last)s", first=month(EARLIEST), last=month(_LATEST))).message


def _attended(session: Session, site_id: int, day: AsOf) -> list[tuple[Attendance, TrainingSession]]:
    """The counts bound for a site, the latest session first."""
    query = (
        select(Attendance, TrainingSession)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .options(contains_eager(TrainingSession.course))
        .where(Attendance.site_id == site_id, in_force(), Attendance.seats > 0, Attendance.held_on <= day.day)
        .order_by(Attendance.held_on.desc(), Attendance.id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]

