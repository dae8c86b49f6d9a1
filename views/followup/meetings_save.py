"""Saving what was typed about a committee or a meeting, with everything wrong told beside it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import abort
from sqlalchemy import select

from models import Governorate, Meeting
from rollout.arabic import format_date
from rollout.errors import Conflict, Refused
from rollout.meetings.planning import out_of_turn
from rollout.scope import scope_of
from rollout.text import _
from views.followup.meetings_typed import not_the_same, put, version
from views.frame.paper_typing import Typed
from views.security.current import database, say
from views.security.saving import NotSaved, saving


def own(meeting: Meeting) -> Meeting:
    """The same meeting, if the user reports for its governorate, else 403."""
    if meeting.governorate_id not in scope_of(database()).capture:
        abort(403)
    return meeting


def place_of(code: str) -> Governorate:
    """A governorate that the user sees, else 404."""
    return database().scalar(select(Governorate).where(Governorate.code == code[:20])) or abort(404)


def version_number(typed: Typed) -> int:
    found = version(typed)
    return -1 if found is None else found


def say_crossed(meeting: Meeting) -> None:
    """Tell whoever planned or moved a meeting that its number and its day are not in the same order as another one's."""
    other = out_of_turn(database(), meeting)
    if other is not None:
        say(_("Meeting %(number)s keeps its number, though meeting %(other)s is on %(day)s: a number is given when a meeting is planned, "
              "and stays.", number=meeting.number, other=other.number, day=format_date(other.held_on)), "warning")


def attempt(typed: Typed, act: Callable[[], Any], known: Iterable[str] = (), rows: Sequence[int] = ()) -> int:
    """Do it and save it. Gives 0, or the status of the refusal, which then stands in `typed`."""
    try:
        with saving(database()):
            act()
    except Conflict:
        not_the_same(typed)
        return 409
    except NotSaved as refusal:
        cause = refusal.__cause__
        put(typed, cause if isinstance(cause, Refused) else Refused(refusal.message), known, rows)
        return 422
    return 0
