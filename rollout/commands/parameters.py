"""Days and moments as people type them on the command line."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import click

from rollout.errors import RolloutError, Unreadable
from rollout.text import _

CAIRO = ZoneInfo("Africa/Cairo")


def today() -> date:
    """The day it is in Egypt."""
    return datetime.now(CAIRO).date()


def read_moment(typed: str) -> datetime:
    """A moment: an ISO date and time (Cairo's clock unless it says otherwise), or a day, which stands for its last instant in Cairo."""
    from rollout.arabic import Digits, clean, parse_date, to_digits

    text = to_digits(clean(typed), Digits.WESTERN)
    try:
        moment = datetime.fromisoformat(text) if ":" in text else None
    except ValueError:
        raise Unreadable(typed, _("a moment such as 2023-07-31T18:00")) from None
    if moment is None:
        moment = datetime.combine(parse_date(typed), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=CAIRO)


class Day(click.ParamType):
    """A date in any spelling that a committee uses, in any digits."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from rollout.arabic import parse_date

        try:
            return value if isinstance(value, date) else parse_date(value)
        except RolloutError as refused:
            self.fail(str(refused), param, ctx)


class Moment(click.ParamType):
    """A point in time, for what was known then."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else read_moment(value)
        except RolloutError as refused:
            self.fail(str(refused), param, ctx)
