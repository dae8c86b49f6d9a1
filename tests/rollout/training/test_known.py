"""What was known of the training at a moment stays as it was, whatever is said of its sessions and courses later."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendance, Evidence, TrainingSession
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.reading import steps_of
from rollout.errors import Refused
from rollout.evidence import Stored
from rollout.journal import last_moment
from rollout.training.attendance import current
from rollout.training.counts import Tally, totals
from rollout.training.holding import keep_course, keep_session
from tests.factories import a_site
from tests.rollout.training.making import FIRST, TODAY, a_count, a_course, a_session, put

ENDED, LATER = FIRST + timedelta(days=2), FIRST + timedelta(days=40)
SHEET = Stored("cd" * 32, "application/pdf", 10, "كشف حضور.pdf")


def move(session: Session, held: TrainingSession, last: date = LATER) -> None:
    with session.no_autoflush:
        held.starts_on, held.ends_on = last - timedelta(days=2), last
        keep_session(session, held, today=TODAY, by=None)


def test_a_session_that_moves_leaves_what_was_known_of_it(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 5), documents=[SHEET])
    known = last_moment(session)
    move(session, held)
    assert totals(session, ENDED, known).whole == totals(session, LATER).whole == Tally(5, 5, 5)
    assert totals(session, ENDED).whole == Tally()
    key = (site.id, "training")
    assert [step.on for step in steps_of(session, known_at=known)[key]] == [ENDED]
    assert [step.on for step in steps_of(session)[key]] == [LATER]
    [row] = current(session, held.id)
    assert (row.held_on, row.replaces_id is not None) == (LATER, True)
    assert session.scalars(select(Evidence).where(Evidence.attendance_id == row.id)).all(), "its sheet still proves it"
    assert unfollowed(session)[1] == broken_steps(session, TODAY)[1] == []


def test_a_session_that_stays_on_its_day_is_not_told_anew(session: Session) -> None:
    held = a_session(session)
    put(session, held, a_count(a_site(session), 5))
    with session.no_autoflush:
        held.notes = "نُقلت إلى القاعة الكبرى"
        keep_session(session, held, today=TODAY, by=None)
    assert len(session.scalars(select(Attendance)).all()) == 1


def test_a_session_that_is_cancelled_after_its_counts_were_taken_back_was_attended_as_known_then(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 5))
    known = last_moment(session)
    put(session, held)
    with session.no_autoflush:
        held.cancelled = True
        keep_session(session, held, today=TODAY, by=None)
    assert totals(session, TODAY, known).whole.persons == 5
    assert [step.count for step in steps_of(session, known_at=known)[site.id, "training"]] == [5]
    assert totals(session, TODAY).whole == Tally()


def test_what_a_course_counts_for_stays_once_people_were_counted_at_it(session: Session) -> None:
    course, site = a_course(session), a_site(session)
    held = a_session(session, course=course)
    course.counts_to_target = False
    keep_course(session, course)
    course.counts_to_target = True
    session.flush()
    put(session, held, a_count(site, 5))
    course.name_ar = "دورة أخرى"
    keep_course(session, course)
    with session.no_autoflush:
        course.counts_to_target = False
        with pytest.raises(Refused) as refused:
            keep_course(session, course)
        session.refresh(course)
    assert refused.value.about == "counts_to_target"


def test_a_session_that_turns_out_to_be_of_another_course_counts_for_what_that_one_does(session: Session) -> None:
    held = a_session(session)
    put(session, held, a_count(a_site(session), 5))
    known = last_moment(session)
    other = a_course(session, counts_to_target=False)
    with session.no_autoflush:
        held.course_id = other.id
        keep_session(session, held, today=TODAY, by=None)
    assert (totals(session, TODAY, known).targeted.persons, totals(session, TODAY).targeted.persons) == (5, 0)
    assert totals(session, TODAY).beside.persons == 5
