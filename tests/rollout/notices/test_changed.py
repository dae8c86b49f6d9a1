"""Decisions, obstacles and letters that changed after they were told of: nobody goes on reading what no longer holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, Letter, Notice, Obstacle
from rollout.followup.hindering import Did
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep
from rollout.notices import Way, choose, make, mark_read, tell_anew
from rollout.obstacles.letters import draft, reply, send
from rollout.obstacles.opening import happen
from rollout.obstacles.reading import obstacle
from tests.cast import ASSIUT, account, bring_in
from tests.factories import a_site, entry_values, write_entries
from tests.rollout.meetings.making import FIRST, a_decision, a_meeting, happened
from tests.rollout.obstacles.telling import an_addressee, an_obstacle

BOTH = Way(page=True, mail=True)
EVE, DAY = FIRST + timedelta(days=6), FIRST + timedelta(days=7)
SENT = date(2023, 7, 10)


def unread(session: Session) -> list[str]:
    """The keys of what the officer of Assiut has not read, the first first."""
    mine = select(Notice.key).where(Notice.user_id == account(session, ASSIUT).id, Notice.read_at.is_(None))
    return list(session.scalars(mine.order_by(Notice.id)))


@pytest.fixture(autouse=True)
def _told_of_all(session: Session) -> None:
    bring_in(session)
    choose(session, account(session, ASSIUT).id, ["committee"], dict.fromkeys(("decision", "raise", "letter"), BOTH))


@pytest.fixture
def decision(session: Session) -> Decision:
    write_entries(session, [entry_values(a_site(session, recorded_at=datetime(2023, 6, 1, tzinfo=UTC)))])
    found = a_decision(session, a_meeting(session, "EG-AST", FIRST, "open"), due=DAY)
    make(session, EVE)
    assert unread(session) == [f"decision:{found.id}:{DAY}:due"]
    return found


def becomes(session: Session, one: Decision, step: str, on: date = EVE, **more: Any) -> list[str]:
    happened(session, one, step, on, **more)
    tell_anew(session, "decision", one.id, EVE)
    return unread(session)


@pytest.mark.parametrize("step", ["done", "cancelled"])
def test_a_decision_that_is_over_is_told_of_no_more(session: Session, decision: Decision, step: str) -> None:
    assert becomes(session, decision, step) == []
    assert becomes(session, decision, "reopened") == [f"decision:{decision.id}:{DAY}:due"]


def test_a_day_that_is_near_is_told_once_and_one_that_is_far_is_not(session: Session, decision: Decision) -> None:
    near, far = DAY + timedelta(days=1), DAY + timedelta(days=30)
    told = [f"decision:{decision.id}:{near}:due"]
    assert becomes(session, decision, "extended", due_on=near) == told
    make(session, EVE)
    assert unread(session) == told
    assert becomes(session, decision, "extended", due_on=far) == []


def test_what_holds_still_and_what_was_read_stays(session: Session, decision: Decision) -> None:
    late, me = f"decision:{decision.id}:{DAY}:late", account(session, ASSIUT).id
    mark_read(session, me)
    make(session, DAY + timedelta(days=1))
    assert unread(session) == [late]
    happened(session, decision, "progress", DAY + timedelta(days=2))
    tell_anew(session, "decision", decision.id, DAY + timedelta(days=20))
    assert unread(session) == [late], "it is late since long, and is so still"
    mark_read(session, me)
    assert becomes(session, decision, "done", DAY + timedelta(days=3)) == []
    assert len(session.scalars(select(Notice.id).where(Notice.user_id == me)).all()) == 2


@pytest.fixture
def held(session: Session) -> tuple[Obstacle, Letter, date]:
    """An obstacle that is to be raised, a letter about it without an answer, and the day on which both are told."""
    found = an_obstacle(session, today=SENT, presented_on=SENT)
    now = obstacle(session, found.id, SENT)
    assert now is not None
    letter = draft(session, now, an_addressee(session), "موضوع", "نص", as_of=SENT, by=None)
    letter.central = False  # the committee wrote it
    send(session, letter, None, today=SENT, by=None)
    assert now.escalate_on is not None
    assert letter.reply_due_on is not None
    day = max(now.escalate_on, letter.reply_due_on + timedelta(days=1))
    for each in (now.escalate_on, letter.reply_due_on + timedelta(days=1)):
        make(session, each)
    assert sorted(unread(session)) == [f"letter:{letter.id}", f"raise:{found.id}:committee:{now.escalate_on}"]
    return found, letter, day


def test_an_obstacle_that_is_solved_or_raised_is_not_to_be_raised(session: Session, held: tuple[Obstacle, Letter, date]) -> None:
    found, letter, day = held
    happen(session, found, Did(ObstacleStep.ESCALATED, day, level=Level.GOVERNOR, note="رُفع"), today=day, by=None)
    tell_anew(session, "obstacle", found.id, day)
    assert unread(session) == [f"letter:{letter.id}"]
    happen(session, found, Did(ObstacleStep.RESOLVED, day, note="حُل"), today=day, by=None)
    tell_anew(session, "obstacle", found.id, day)
    assert unread(session) == [], "nobody waits for an answer about what is solved"


def test_a_promised_day_changes_neither(session: Session, held: tuple[Obstacle, Letter, date]) -> None:
    found, _letter, day = held
    before, later = unread(session), day + timedelta(days=30)
    happen(session, found, Did(ObstacleStep.EXPECTED, later, expected_on=later + timedelta(days=9), note="وعد"), today=later, by=None)
    tell_anew(session, "obstacle", found.id, later)
    assert unread(session) == before, "it holds still, though it is no news any more"


def test_an_answered_letter_is_awaited_no_more(session: Session, held: tuple[Obstacle, Letter, date]) -> None:
    found, letter, day = held
    other = an_obstacle(session, title="أخرى", today=SENT)
    reply(session, letter, "١٥", day, "تم", today=day, by=None)
    tell_anew(session, "obstacle", other.id, day)
    assert f"letter:{letter.id}" in unread(session), "another obstacle's change is nothing to it"
    tell_anew(session, "obstacle", found.id, day)
    assert f"letter:{letter.id}" not in unread(session)
