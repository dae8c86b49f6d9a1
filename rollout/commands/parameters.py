"""Days and moments as people type them on the command line."""

from datetime import date, datetime
from typing import Any

import click

from rollout.errors import RolloutError


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
        from rollout.clock import read_moment

        try:
            return value if isinstance(value, datetime) else read_moment(value)
        except RolloutError as refused:
            self.fail(str(refused), param, ctx)
