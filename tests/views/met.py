"""What tests of meetings share: an open meeting of a governorate, a decision that it took, and sending a form as it stands."""

import re
from datetime import date
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Decision, Governorate, Meeting
from tests.rollout.meetings.making import FIRST, a_decision, a_meeting
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor


def an_open_meeting(house: House, place: str) -> int:
    with house.records() as session:
        query = select(Meeting.id).join(Governorate, Governorate.id == Meeting.governorate_id).where(Governorate.code == place)
        found = session.scalar(query.where(Meeting.state == "open"))
        return found if found is not None else a_meeting(session, place, FIRST, "open").id


def an_open_decision(house: House, place: str) -> int:
    number = an_open_meeting(house, place)
    with house.records() as session:
        found = session.scalar(select(Decision.id).where(Decision.meeting_id == number))
        return found if found is not None else a_decision(session, session.get_one(Meeting, number)).id


def filled(page: TestResponse) -> dict[str, str]:
    """Everything that the form of a page would send as it stands."""
    found = hidden(page)
    for tag in re.findall(r"<input[^>]*>", page.text):
        name, value, kind = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value", "type"))
        ticked = kind is None or kind[1] not in ("checkbox", "radio") or " checked" in tag
        if name and name[1] not in found and ticked and (kind is None or kind[1] != "file"):
            found[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page.text):
        found[name] = text
    for name, inside in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(r'<option value="([^"]*)"', inside)
        found[name] = chosen[1] if chosen else ""
    return found


def send(visitor: Visitor, path: str, **typed: Any) -> TestResponse:
    """Open a form, change what is typed, and send it."""
    page = visitor.get(path)
    assert page.status_code == 200, page.text
    return visitor.post(path, filled(page) | {name.replace("__", "-"): value for name, value in typed.items()})


def attended(page: TestResponse, **typed: str) -> dict[str, str]:
    """The form of who came, every member of whom nothing is said yet there."""
    found = filled(page)
    members = [name.partition("-")[0] for name, value in found.items() if name.endswith("-member_id") and value]
    return {f"{place}-came": "present" for place in members} | found | {name.replace("__", "-"): value for name, value in typed.items()}


def met(house: House, state: str = "planned", day: date = FIRST, place: str = "EG-AST") -> int:
    """A meeting of a governorate, brought as far as asked."""
    with house.records() as session:
        return a_meeting(session, place, day, state).id


def act(visitor: Visitor, number: int, what: str, **typed: str) -> TestResponse:
    """Do something to a meeting from its page."""
    page = visitor.get(f"/meetings/{number}")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    return visitor.post(f"/meetings/{number}/{what}", {"version": version[1] if version else "", **typed})


MET: dict[tuple[str, str], Any] = {
    ("MeetingPapersView", "form"): lambda house, place: "xlsx",
    ("MeetingPapersView", "kind"): lambda house, place: "pack",
    ("MeetingPapersView", "meeting"): an_open_meeting,
    ("MeetingsView", "code"): lambda house, place: place,
    ("MeetingsView", "meeting"): an_open_meeting,
    ("MeetingFormsView", "code"): lambda house, place: place,
    ("MeetingFormsView", "meeting"): an_open_meeting,
    ("DecisionsView", "decision"): an_open_decision,
    ("DecisionsView", "step"): lambda house, place: "done",
}
