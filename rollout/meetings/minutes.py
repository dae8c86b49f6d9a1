"""The minutes of a meeting: who came, what stood on the agenda, and the chair's own words for each part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from models import AgendaItem, Attendee, Meeting, Member
from rollout.arabic import fold, format_date
from rollout.errors import Refused, RefusedTogether
from rollout.meetings.committees import PARTS, SeatFault, seated
from rollout.meetings.planning import still
from rollout.meetings.wording import DRAFTED, WORDS, is_last
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.text import Text, _

CAME: dict[str, Text] = {"present": _("Present"), "excused": _("Excused"), "absent": _("Absent")}
MOST_POINTS = 40


@dataclass(frozen=True, slots=True)
class Came:
    """Who was expected at a meeting, or came to it, as entered."""

    name: str
    part: str = "member"
    capacity: str = ""
    body: str = ""
    came: str = "present"
    instead_of: str = ""
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda, and what was said about it."""

    title: str
    said: str = ""


def expected(meeting: Meeting, members: Sequence[Member]) -> list[Came]:
    """The members who sit on the committee on the day of the meeting, as those who come until somebody says otherwise."""
    return [Came(one.name, one.part, one.capacity, one.body, "present", "", one.id) for one in seated(members, meeting.held_on)]


def too_early(meeting: Meeting, today: date) -> Refused | None:
    """Why it cannot be known yet who came; None from the day of the meeting on."""
    if meeting.held_on <= today:
        return None
    sentence = _("The meeting is held on %(day)s, and today is %(today)s; the attendance is recorded from the day of the meeting on.")
    return Refused(sentence.with_values(day=format_date(meeting.held_on), today=format_date(today)), "attendance")


def attend(session: Session, meeting: Meeting, came: Sequence[Came], *, version: int, today: date) -> None:
    """Keep who came, in this order, in the place of what was kept before. Before the day of the meeting nobody has come. Flushes."""
    still(session, meeting, version, "planned", "open")
    faults = [fault for place, one in enumerate(came) for fault in _broken_came(place, one)]
    if came and (early := too_early(meeting, today)) is not None:
        faults.append(early)
    seen: dict[str, int] = {}
    for place, one in enumerate(came):
        key = f"{fold(one.name)}|{fold(one.body)}"
        if one.name and seen.setdefault(key, place) != place:
            faults.append(SeatFault(place, _("%(name)s stands in the list already.", name=one.name), "name"))
    if sum(one.part == "chair" and one.came == "present" for one in came) > 1:
        faults.append(Refused(_("A meeting has one chair."), "attendance"))
    if faults:
        raise RefusedTogether(faults)
    meeting.attendees = [
        Attendee(
            governorate_id=meeting.governorate_id, member_id=one.member_id, part=one.part, position=place, name=one.name,
            capacity=one.capacity, body=one.body, came=one.came, instead_of=one.instead_of,
        )
        for place, one in enumerate(came)
    ]
    _count(session, meeting)


def _broken_came(place: int, one: Came) -> list[Refused]:
    faults: list[Refused] = []
    if not one.name:
        faults.append(SeatFault(place, _("Give the name."), "name"))
    if one.part not in PARTS:
        faults.append(SeatFault(place, _("Not a valid choice."), "part"))
    if one.came not in CAME:
        faults.append(SeatFault(place, _("Not a valid choice."), "came"))
    if one.instead_of and one.came != "present":
        faults.append(SeatFault(place, _("Only somebody who is present stands in for another."), "instead_of"))
    faults += [
        SeatFault(place, _("At most %(number)s letters.", number=LONGEST_NAME), name)
        for name in ("name", "capacity", "body", "instead_of") if len(getattr(one, name)) > LONGEST_NAME
    ]
    return faults


def set_agenda(session: Session, meeting: Meeting, points: Sequence[Point], *, version: int) -> None:
    """Keep the agenda in this order, in the place of what was kept before. Flushes."""
    still(session, meeting, version, "planned", "open")
    faults: list[Refused] = []
    for place, point in enumerate(points):
        if not point.title:
            faults.append(SeatFault(place, _("Give the point a title."), "title"))
        if len(point.title) > LONGEST_LINE:
            faults.append(SeatFault(place, _("At most %(number)s letters.", number=LONGEST_LINE), "title"))
        if len(point.said) > LONGEST_NOTE:
            faults.append(SeatFault(place, _("At most %(number)s letters.", number=LONGEST_NOTE), "said"))
    if len(points) > MOST_POINTS:
        faults.append(Refused(_("At most %(number)s points.", number=MOST_POINTS)))
    if faults:
        raise RefusedTogether(faults)
    points = sorted(points, key=lambda point: is_last(point.title))  # whatever was added to it, other business comes last
    meeting.agenda = [
        AgendaItem(governorate_id=meeting.governorate_id, position=place, title=point.title, said=point.said)
        for place, point in enumerate(points)
    ]
    _count(session, meeting)


def write(session: Session, meeting: Meeting, words: Mapping[str, str], *, version: int) -> None:
    """Keep the chair's words. What only repeats the draft is not kept, so that it stays a draft. Flushes."""
    still(session, meeting, version, "open")
    faults = [
        Refused(_("At most %(number)s letters.", number=LONGEST_NOTE), part) for part, text in words.items() if len(text) > LONGEST_NOTE
    ]
    if faults:
        raise RefusedTogether(faults)
    own = {part: text for part, text in words.items() if part in WORDS and text and not _is_drafted(part, text)}
    meeting.words = {part: text for part, text in meeting.words.items() if part not in words} | own
    _count(session, meeting)


def _is_drafted(part: str, text: str) -> bool:
    return " ".join(text.split()) == str(DRAFTED[part])


def _count(session: Session, meeting: Meeting) -> None:
    """Where only the rows beside it changed, the meeting's own version must count on all the same."""
    flag_modified(meeting, "place")
    session.flush()
