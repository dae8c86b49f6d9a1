"""The clock on the wall in Cairo: what day it is there, and moments as people type them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from rollout.arabic import Digits, clean, parse_date, to_digits
from rollout.errors import Unreadable
from rollout.text import _

CAIRO = ZoneInfo("Africa/Cairo")


_standing: list[date | None] = [None]


def stand_at(day: date | None) -> None:
    """Let `today` stand still at this day in this process, as a demo of past months needs it; None lets it go on."""
    _standing[0] = day


def standing() -> date | None:
    """The day at which the clock stands still; None while it goes."""
    return _standing[0]


def today() -> date:
    """The day it is in Egypt, or the one at which the clock stands. Moments of recording are always the true ones."""
    return _standing[0] or datetime.now(CAIRO).date()


def wall(moment: datetime) -> datetime:
    """A moment as the clock on the wall shows it: in Cairo, and where the clock stands, nothing is later than its day.

    For what is said of the issuing and closing of papers: so the day on a paper, the register and the page of verification agree.
    """
    there, stands = moment.astimezone(CAIRO), _standing[0]
    if stands is None or there.date() <= stands:
        return there
    return datetime.combine(stands, there.time(), CAIRO)


def day_of(moment: datetime) -> date:
    """The day of a moment as the clock on the wall shows it: `today` of what happens now."""
    return wall(moment).date()


def read_moment(typed: str) -> datetime:
    """A moment: an ISO date and time (Cairo's clock unless it says otherwise), or a day, which stands for its last instant in Cairo."""
    text = to_digits(clean(typed), Digits.WESTERN)
    try:
        moment = datetime.fromisoformat(text) if ":" in text else None
    except ValueError:
        raise Unreadable(typed, _("a moment such as 2023-07-31T18:00")) from None
    if moment is None:
        moment = datetime.combine(parse_date(typed), time.max)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=CAIRO)
    try:
        moment.astimezone(UTC)
    except OverflowError:  # the first hours of the year 1, and the last of 9999, are in no year elsewhere
        raise Unreadable(typed, _("a moment such as 2023-07-31T18:00")) from None
    return moment
