"""The day that a page speaks of: Cairo's today, or the earlier one that its address asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from flask import g, request

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


def known_at() -> KnownAt:
    """The moment that the address asks for, in Cairo's time; one that has not come is told and not taken."""
    typed = request.args.get("known_at", "").strip()[:40]
    if not typed:
        return KnownAt()
    try:
        moment = clock.read_moment(typed)
    except Unreadable as unreadable:
        return KnownAt(problem=unreadable.message)
    if moment > datetime.now(UTC) and moment.date() > today():
        return KnownAt(problem=_("What will be known later cannot be shown."))
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
        return AsOf(now, now, unreadable.message)
    if not EARLIEST <= day <= now:
        first, last = format_date(EARLIEST), format_date(now)
        return AsOf(now, now, _("The position is known for days from %(first)s to %(last)s.", first=first, last=last))
    return AsOf(day, now)


WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Compared:
    """The day that a page compares with, and what was wrong with the one that was asked for; `day` is None where it compares with none."""

    day: date | None
    usual: bool = True
    problem: Text | None = None

    @property
    def argument(self) -> str | None:
        """What an address must carry to keep comparing with this day; nothing where the page does so by itself."""
        return None if self.usual or self.day is None else self.day.isoformat()


def compared_with(shown: AsOf, usually: timedelta | None = WEEK) -> Compared:
    """The day that the address asks to compare `shown` with; else the one so long before it, or none."""
    usual = shown.day - usually if usually is not None else None
    raw = request.args.get("compare", "").strip()
    if not raw:
        return Compared(usual)
    try:
        day = parse_date(raw)
    except Unreadable as unreadable:
        return Compared(usual, problem=unreadable.message)
    if not EARLIEST <= day < shown.day:
        return Compared(usual, problem=_("Compare with a day before the one that is shown."))
    return Compared(day, day == usual)
