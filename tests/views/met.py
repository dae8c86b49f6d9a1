"""Rows of meetings for the battery: an open meeting of a governorate and a decision that it took."""

from typing import Any

from sqlalchemy import select

from models import Decision, Governorate, Meeting
from tests.rollout.meetings.making import FIRST, a_decision, a_meeting
from tests.views.visiting import House


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


MET: dict[tuple[str, str], Any] = {
    ("MeetingsView", "code"): lambda house, place: place,
    ("MeetingsView", "meeting"): an_open_meeting,
    ("MeetingFormsView", "code"): lambda house, place: place,
    ("MeetingFormsView", "meeting"): an_open_meeting,
    ("DecisionsView", "decision"): an_open_decision,
    ("DecisionsView", "step"): lambda house, place: "done",
}
