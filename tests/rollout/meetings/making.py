"""A committee with its members, and meetings at any stage, for tests."""

from datetime import date, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendee, Committee, Decision, DecisionEvent, Meeting, Member
from rollout.followup.deciding import Did, Wanted
from rollout.followup.decisions import DecisionStep
from rollout.followup.levels import Level
from rollout.meetings.committees import Entered, Seat, committee_of, save
from rollout.meetings.decisions import happen, take
from rollout.meetings.pack import meeting_of
from rollout.meetings.planning import Plan, close, plan, take_pack
from tests.factories import a_governorate

CHAIR = Seat("محمود عبد الله", "chair", "السكرتير العام", "ديوان عام المحافظة")
SEATS = (
    CHAIR, Seat("هالة فاروق", "rapporteur", "مدير وحدة حياة كريمة", "ديوان عام المحافظة"),
    Seat("سامح رمزي", "member", "رئيس القطاع", "شركة توزيع الكهرباء"),
)
FIRST, SECOND, THIRD = date(2023, 7, 6), date(2023, 7, 13), date(2023, 7, 20)
"""Thursdays; the week ends on the Wednesday before each."""
LATER = date(2023, 8, 31)


def a_committee(session: Session, governorate: str = "EG-AST", **more: Any) -> Committee:
    """The committee of a governorate, with a chair, a rapporteur and a member."""
    found = committee_of(session, governorate)
    if found is not None:
        return found
    place = a_governorate(session, governorate)
    values = {"name_ar": f"لجنة متابعة {place.name_ar}", "formed_by": "محافظ الإقليم", "decision_number": "512", "seats": SEATS, **more}
    save(session, place, Entered(**values), version=None, by=None)
    made = committee_of(session, governorate)
    assert made is not None
    return made


def a_meeting(session: Session, governorate: str = "EG-AST", day: date = FIRST, state: str = "planned", by: int | None = None) -> Meeting:
    """A meeting of the committee, brought as far as asked."""
    committee = a_committee(session, governorate)
    meeting = plan(session, committee, Plan(day, time(11)), today=LATER, by=by)
    if state in ("open", "closed"):
        take_pack(session, meeting, version=meeting.row_version, today=LATER)
    if state == "closed":
        came(session, meeting)
        close(session, meeting, ["افتتاح"], version=meeting.row_version, next_on=None, today=LATER, by=by)
    found = meeting_of(session, meeting.id)
    assert found is not None
    return found


def came(session: Session, meeting: Meeting, how: str = "present", part: str = "chair") -> None:
    """Somebody's attendance."""
    session.add(Attendee(meeting_id=meeting.id, governorate_id=meeting.governorate_id, part=part, name="محمود عبد الله", came=how))
    session.flush()


def a_decision(session: Session, meeting: Meeting, words: str = "سداد قيمة المقايسات", due: date = SECOND, **more: Any) -> Decision:
    values = {"body": "شركة توزيع الكهرباء", "post": "رئيس القطاع", "level": Level.COMMITTEE, **more}
    return take(session, meeting, Wanted(words, values.pop("body"), values.pop("post"), due, **values), by=None)


def happened(session: Session, decision: Decision, step: str, on: date, note: str = "تم", **more: Any) -> DecisionEvent:
    return happen(session, decision, Did(DecisionStep(step), on, note, **more), seen=None, today=LATER, by=None)


def members(session: Session, committee: Committee) -> list[Member]:
    return list(session.scalars(select(Member).where(Member.committee_id == committee.id).order_by(Member.position)))
