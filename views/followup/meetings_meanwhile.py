"""Two people who write at one committee or at one list of who came: their rows are laid beside each other, each with its own."""

from collections.abc import Mapping
from typing import Any

from rollout.meetings.committees import PARTS, weekdays
from rollout.meetings.minutes import CAME as CAME_WORDS
from rollout.text import Text, _
from views.followup.meetings_typed import CAME, MOST_ROWS, SEAT
from views.frame.meanwhile import Rows, aligned, put_together
from views.frame.paper_typing import Typed, join

_WHO = ("name", "capacity", "body")
"""What makes a row one: the rest of an empty row has what the form proposes."""
_HEAD: dict[str, Text] = {
    "name_ar": _("Name of the committee"), "formed_by": _("Formed by"), "decision_number": _("Number of the formation decision"),
    "decision_on": _("Day of the decision"), "cut_off_weekday": _("Cut-off: weekday"), "cut_off_at": _("Cut-off: hour"),
    "meets_weekday": _("It usually meets on"), "meets_at": _("Hour of the meeting"), "place": _("Place of the meeting"),
}
_COLUMNS: dict[str, Text] = {
    "part": _("Part"), "name": _("Name"), "capacity": _("Capacity"), "body": _("Body"), "since": _("Since"), "until": _("Until"),
    "user_id": _("Account of the member"), "came": _("Attendance"), "instead_of": _("Standing in for"),
}


def meet_committee(mine: Typed, theirs: Typed, accounts: Mapping[int, str]) -> None:
    """Put together what two people changed of a committee: of its head, and of each seat. `accounts` are those that the form offers."""
    rows = Rows(range(MOST_ROWS), _WHO, (*SEAT, "user_id") if accounts else SEAT, ("id",))
    beside = aligned(theirs, mine, rows, lambda typed, place: typed.text(place, "id"))
    names = {"user_id": {str(key): name for key, name in accounts.items()}}
    put_together(mine, beside, _HEAD | _labels(mine, beside, rows), lambda name, text: _in_words(name, text, names))


def meet_attendance(mine: Typed, theirs: Typed) -> None:
    """The same for who came to a meeting. A member is known by the seat, a guest by the name."""
    rows = Rows(range(MOST_ROWS), _WHO, CAME, ("member_id",))
    beside = aligned(theirs, mine, rows, lambda typed, place: typed.text(place, "member_id") or typed.text(place, "name").strip())
    put_together(mine, beside, _labels(mine, beside, rows), in_words)


def attendance_labels(typed: Typed) -> dict[str, Any]:
    """What each part of the list of who came is called, by its name."""
    return _labels(typed, Typed(), Rows(range(MOST_ROWS), _WHO, CAME, ()))


def in_words(name: str, text: str) -> str:
    """A part of the list as a person reads it."""
    return _in_words(name, text, {})


def _labels(mine: Typed, theirs: Typed, rows: Rows) -> dict[str, Any]:
    """Each part of each row of which either speaks, under the name of its person."""
    spoken = sorted({*rows.of(mine), *rows.of(theirs)})
    return {
        join(place, name): f"{theirs.text(place, 'name') or mine.text(place, 'name')} — {_COLUMNS[name]}"
        for place in spoken for name in rows.columns
    }


def _in_words(name: str, text: str, more: Mapping[str, Mapping[str, str]]) -> str:
    column = name.rpartition("-")[2]
    if column in more:
        return more[column].get(text, "")
    known: dict[str, Mapping[Any, Text]] = {"part": PARTS, "came": CAME_WORDS}
    if column in known:
        return str(known[column].get(text, text))
    return weekdays()[int(text)] if column.endswith("weekday") and text in set("0123456") else text
