"""The day that a page speaks of: Cairo's today, or the earlier one that its address asks for."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from flask import Response, abort, g, request

from rollout import clock
from rollout.arabic import format_date, parse_date
from rollout.errors import Unreadable
from rollout.rules import EARLIEST
from rollout.text import Text, _


@dataclass(frozen=True)
class AsOf:
    """The day a page shows, and what was wrong with the one that was asked for."""

    day: date
    today: date
    problem: Text | None = None

    @property
    def is_today(self) -> bool:
        return self.day == self.today

    @property
    def argument(self) -> str | None:
        """What an address must carry to stay on this day; nothing for today, so that the address keeps meaning today."""
        return None if self.is_today else self.day.isoformat()


@dataclass(frozen=True)
class KnownAt:
    """The moment as of whose knowledge a page speaks; None for now. `typed` is what the address asked for."""

    moment: datetime | None = None
    typed: str = ""
    problem: Text | None = None

    @property
    def argument(self) -> str | None:
        """What an address must carry to keep to the moment."""
        return self.typed if self.moment else None


_FILE = re.compile(r"(/export|\.(csv|xlsx|docx|pdf|png|svg|json))$")


def _told(problem: Text) -> Text:
    """What was wrong with a day, for the page to tell. A file cannot: it is refused, for nobody would see that it speaks of another day."""
    if _FILE.search(request.path) or request.args.get("form") == "xlsx":
        abort(Response(str(problem), 400, mimetype="text/plain"))
    return problem


def known_at() -> KnownAt:
    """The moment that the address asks for, in Cairo's time; one that has not come is told and not taken."""
    typed = request.args.get("known_at", "").strip()[:40]
    if not typed:
        return KnownAt()
    try:
        moment = clock.read_moment(typed)
    except Unreadable as unreadable:
        return KnownAt(problem=_told(unreadable.message))
    if moment > datetime.now(UTC) and moment.date() > today():
        return KnownAt(problem=_told(_("What will be known later cannot be shown.")))
    return KnownAt(moment, typed)


def today() -> date:
    """Today in Cairo, the same through the whole request."""
    if "today" not in g:
        g.today = clock.today()
    day: date = g.today
    return day


def as_of(raw: str | None = None) -> AsOf:
    """The day asked for in `raw`, or in the address: as the browser's calendar sends it, or in any digits as people write dates."""
    now = today()
    raw = (request.args.get("as_of", "") if raw is None else raw).strip()
    if not raw:
        return AsOf(now, now)
    try:
        day = parse_date(raw)
    except Unreadable as unreadable:
        return AsOf(now, now, _told(unreadable.message))
    if not EARLIEST <= day <= now:
        first, last = format_date(EARLIEST), format_date(now)
        return AsOf(now, now, _told(_("The position is known for days from %(first)s to %(last)s.", first=first, last=last)))
    return AsOf(day, now)


WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Compared:
    """The day that a page compares the `shown` one with, and what was wrong with the one that was asked for.

    `day` is None where it compares with none, which an `optional` comparison does until somebody asks for it.
    """

    shown: date
    day: date | None
    usual: bool = True
    optional: bool = False
    problem: Text | None = None

    @property
    def argument(self) -> str | None:
        """What an address must carry to keep comparing with this day; nothing where the page does so by itself."""
        return None if self.usual or self.day is None else self.day.isoformat()

    @property
    def latest(self) -> date:
        return self.shown - timedelta(days=1)

    @property
    def offers(self) -> list[tuple[Text, date]]:
        """The days that people mostly compare with."""
        first = self.shown.replace(day=1)
        quarter = first.replace(year=first.year - (first.month <= 3), month=(first.month - 4) % 12 + 1)
        return [
            (_("A week before"), self.shown - WEEK), (_("The end of last month"), first - timedelta(days=1)),
            (_("Three months earlier"), quarter),
        ]


def compared_with(shown: AsOf, usually: timedelta | None = WEEK, raw: str | None = None) -> Compared:
    """The day, in `raw` or in the address, with which to compare `shown`; else the one so long before it, or none."""
    usual = shown.day - usually if usually is not None else None
    nothing = Compared(shown.day, usual, optional=usually is None)
    raw = (request.args.get("compare", "") if raw is None else raw).strip()
    if not raw:
        return nothing
    try:
        day = parse_date(raw)
    except Unreadable as unreadable:
        return replace(nothing, problem=_told(unreadable.message))
    if not EARLIEST <= day < shown.day:
        return replace(nothing, problem=_told(_("Compare with a day before the one that is shown.")))
    return replace(nothing, day=day, usual=day == usual)
