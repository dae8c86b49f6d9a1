"""What somebody types into the forms of committees and meetings: lists of people and points, days and hours, the chair's words."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from models import Committee, Meeting
from rollout.arabic import Digits, to_digits
from rollout.errors import Refused, RefusedTogether
from rollout.followup.deciding import Wanted
from rollout.followup.levels import Level
from rollout.meetings.committees import Entered, Seat, SeatFault
from rollout.meetings.minutes import Came, Point
from rollout.meetings.planning import Plan
from rollout.meetings.wording import WORDS
from rollout.rules import LONGEST_LINE, LONGEST_NOTE
from rollout.text import Text, _, listed
from views.frame.paper_typing import Typed, join
from views.security.forms import REQUIRED
from views.security.interface import as_key

_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)

SPARE = 3
"""Empty rows that a list offers beyond those that are there."""
MOST_ROWS = 80

COMMITTEE = (
    "name_ar", "formed_by", "decision_number", "decision_on", "cut_off_weekday", "cut_off_at", "meets_weekday", "meets_at", "place",
)
SEAT = ("part", "name", "capacity", "body", "since", "until")
CAME = ("part", "name", "capacity", "body", "came", "instead_of")


def version(typed: Typed) -> int | None:
    """The version of the row from which the form was filled; None for one that is new, -1 for what no form of ours sends."""
    raw = typed.text("version").strip()
    return None if raw == "" else -1 if as_key(raw) is None else int(raw)


def hour(typed: Typed, *name: Any) -> time | None:
    """An hour, as the browser's clock sends it or in any digits."""
    raw = to_digits(typed.text(*name).strip(), Digits.WESTERN)
    if not raw:
        typed.refuse(join(*name), REQUIRED)
        return None
    told = _HOUR.fullmatch(raw)
    if told is None:
        typed.refuse(join(*name), _("An hour such as 11:00 is expected."))
        return None
    return time(int(told[1]), int(told[2]))


def weekday(typed: Typed, name: str) -> int:
    raw = typed.text(name)
    if raw not in {str(day) for day in range(7)}:
        typed.refuse(name, _("Not a valid choice."))
        return 0
    return int(raw)


def rows(typed: Typed, parts: Sequence[str]) -> list[int]:
    """The places of the rows that say something, in the order of the form; a row that is ticked to go says nothing any more."""
    return [
        place for place in range(MOST_ROWS)
        if not typed.text(place, "gone") and any(typed.text(place, part).strip() for part in parts)
    ]


def offered(typed: Typed, parts: Sequence[str]) -> list[int]:
    """The places that the form shows again: every row that says something, and a few empty ones."""
    last = max((place for place in range(MOST_ROWS) if any(typed.text(place, part).strip() for part in parts)), default=-1)
    return list(range(min(last + 1 + SPARE, MOST_ROWS)))


def committee_typed(committee: Committee | None, proposal: Entered) -> Typed:
    """The form as it opens: the committee as it is, or as one is usually formed."""
    found: Any = committee or proposal
    typed = Typed({name: _plain(getattr(found, name)) for name in COMMITTEE})
    typed.texts["version"] = str(committee.row_version) if committee else ""
    for place, member in enumerate(committee.members if committee else ()):
        typed.texts |= {join(place, name): _plain(getattr(member, name)) for name in SEAT} | {
            join(place, "id"): str(member.id), join(place, "user_id"): str(member.user_id or 0),
        }
    return typed


def committee_entered(typed: Typed, accounts: Collection[int] = ()) -> tuple[Entered, list[int]]:
    """The committee as it is typed, and the places of its seats on the form.

    Which account is whose is taken from those `accounts` alone that were offered, and left as it is where none was.
    """
    places = rows(typed, ("name", "capacity", "body"))
    seats = [
        Seat(
            typed.line(place, "name"), typed.text(place, "part") or "member", typed.line(place, "capacity"), typed.line(place, "body"),
            typed.day(place, "since"), typed.day(place, "until"), as_key(typed.text(place, "id")),
            _account(typed.text(place, "user_id"), accounts),
        )
        for place in places
    ]
    return Entered(
        typed.line("name_ar"), typed.line("formed_by"), typed.line("decision_number"), typed.day("decision_on"),
        weekday(typed, "cut_off_weekday"), hour(typed, "cut_off_at") or time(15), weekday(typed, "meets_weekday"),
        hour(typed, "meets_at") or time(11), typed.line("place"), seats,
    ), places


def _account(raw: str, offered: Collection[int]) -> int | None:
    if offered and raw == "0":
        return 0
    chosen = as_key(raw)
    return chosen if chosen in offered else None


def plan_typed(found: Plan, number: int | None = None) -> Typed:
    """The form of a meeting's day, hour and place."""
    typed = Typed({"held_on": found.held_on.isoformat(), "starts_at": _plain(found.starts_at), "place": found.place})
    typed.texts["version"] = "" if number is None else str(number)
    return typed


def planned(typed: Typed) -> Plan | None:
    """The plan as it is typed; None where it cannot be read."""
    day, at, place = typed.day("held_on", required=True), hour(typed, "starts_at"), typed.line("place")
    return None if day is None or at is None else Plan(day, at, place)


def attendance_typed(meeting: Meeting, expected: Iterable[Came]) -> Typed:
    """Those whose attendance was kept, else the members who are expected: of these nobody said yet whether they came."""
    typed = Typed({"version": str(meeting.row_version)})
    found: Iterable[Any] = meeting.attendees or (replace(one, came="") for one in expected)
    for place, one in enumerate(found):
        typed.texts |= {join(place, name): str(getattr(one, name)) for name in CAME}
        typed.texts[join(place, "member_id")] = "" if one.member_id is None else str(one.member_id)
    return typed


def all_present(typed: Typed) -> None:
    """Everybody who stands in the list is there, until somebody says otherwise."""
    typed.texts |= {join(place, "came"): "present" for place in rows(typed, ("name", "capacity", "body"))}


def attendance_entered(typed: Typed, known: Iterable[int]) -> tuple[list[Came], list[int]]:
    """Who came as it is typed. A row that names a member of another committee, or of none, is refused: nobody is made a guest unasked."""
    places, ids = rows(typed, ("name", "capacity", "body")), {*known}
    found = []
    for place in places:
        member, raw = as_key(typed.text(place, "member_id")), typed.text(place, "member_id").strip()
        if raw and member not in ids:
            typed.refuse(join(place, "name"), _NO_MEMBER)
        ids.discard(member)  # a member stands in the list once
        found.append(Came(
            typed.line(place, "name"), typed.text(place, "part"), typed.line(place, "capacity"), typed.line(place, "body"),
            typed.text(place, "came"), typed.line(place, "instead_of"), member,
        ))
    if left := [one.name for one in found if not one.came]:
        typed.refuse("", _("It was not said yet who came, was excused or was absent: %(names)s.", names=listed(left)))
    return found, places


def agenda_typed(meeting: Meeting, drafted: Iterable[Point]) -> Typed:
    """The points that were kept, else those of the draft."""
    typed = Typed({"version": str(meeting.row_version)})
    found: Iterable[Any] = meeting.agenda or drafted
    for place, point in enumerate(found):
        typed.texts |= {join(place, "title"): point.title, join(place, "said"): point.said}
    return typed


def agenda_entered(typed: Typed) -> tuple[list[Point], list[int]]:
    places = rows(typed, ("title", "said"))
    return [
        Point(" ".join(typed.line(place, "title", most=LONGEST_LINE).split()), typed.line(place, "said", most=LONGEST_NOTE))
        for place in places
    ], places


AGENDA: dict[str, Text] = {
    join(place, name): _("Row %(number)s: %(part)s", number=place + 1, part=part)
    for place in range(MOST_ROWS) for name, part in (("title", _("Point of the agenda")), ("said", _("What was said about it")))
}
"""The parts of the agenda's form, by their names."""


def words_typed(meeting: Meeting, said: Iterable[tuple[str, str]]) -> Typed:
    return Typed({"version": str(meeting.row_version)} | dict(said))


def words_entered(typed: Typed) -> dict[str, str]:
    return {part: typed.line(part, most=LONGEST_NOTE) for part in WORDS}


def decision_entered(typed: Typed) -> Wanted:
    """A decision as it is typed."""
    level = typed.text("level") or Level.COMMITTEE.value
    if level not in {each.value for each in Level}:
        typed.refuse("level", _("Not a valid choice."))
        level = Level.COMMITTEE.value
    return Wanted(
        typed.line("words", most=LONGEST_NOTE), typed.line("body"), typed.line("post"), typed.day("due_on"), Level(level),
        as_key(typed.text("obstacle")) if typed.text("obstacle") else None,
    )


def put(typed: Typed, refusal: Refused, known: Iterable[str] = (), places: Sequence[int] = ()) -> None:
    """Each fault beside the field of which it speaks, else above the form. What could not even be read is told already."""
    names = {*known}
    for fault in refusal.faults if isinstance(refusal, RefusedTogether) else (refusal,):
        if isinstance(fault, SeatFault) and fault.position < len(places):
            name = join(places[fault.position], fault.about)
        else:
            name = fault.about if fault.about in names else ""
        if name == "" or not typed.is_wrong(name):
            typed.refuse(name, fault.message)


def number_wrong(typed: Typed) -> int:
    return sum(len(sentences) for sentences in typed.wrong.values())


def not_the_same(typed: Typed) -> None:
    typed.refuse("", CHANGED)


_NO_MEMBER = _("This row names somebody who is no member of this committee. Open the page anew, or enter a guest in an empty row.")
CHANGED: Text = _("Somebody changed this meanwhile. What you typed is still here; open the page anew to see theirs.")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)
