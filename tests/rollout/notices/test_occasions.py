"""When there is something to tell: what falls due soon or is late since a few days, and not what is old or far away."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import Meeting
from rollout.app import create_app
from rollout.database import engine_for, reading, session_for
from rollout.notices.kinds import KINDS
from rollout.notices.occasions import Occasion, occasions
from rollout.notices.sentences import sentence
from rollout.scope import everything
from rollout.settings import Settings
from rollout.text import LANGUAGES, speaking
from tests.cast import bring_in
from tests.factories import a_site, entry_values, write_entries
from tests.loading import Installation
from tests.rollout.meetings.making import FIRST, a_committee, a_decision, a_meeting, happened
from tests.serving import SECRET_KEY


@pytest.fixture
def register(session: Session) -> Session:
    """The cast, and a site of which something is known."""
    bring_in(session)
    site = a_site(session, recorded_at=datetime(2023, 6, 1, tzinfo=UTC))
    write_entries(session, [entry_values(site)])
    return session


def found(session: Session, day: date, kind: str) -> list[tuple[str, str]]:
    """What is told of a kind on a day: how it stands, and the page."""
    return [(one.facts["is"], one.address) for one in occasions(session, day) if one.kind == kind]


@pytest.mark.parametrize(
    ("days", "how"),
    [(-30, None), (-7, None), (-6, "late"), (-1, "late"), (0, "due"), (3, "due"), (4, None)],
)
def test_a_decision_near_its_day_or_late_since_a_few(register: Session, days: int, how: str | None) -> None:
    due = FIRST + timedelta(days=40)
    decision = a_decision(register, a_meeting(register, "EG-AST", FIRST, "open"), due=due)
    register.flush()
    assert found(register, due - timedelta(days=days), "decision") == ([(how, f"/decisions/{decision.id}")] if how else [])


def test_a_decision_that_is_done_is_no_news(register: Session) -> None:
    due = FIRST + timedelta(days=20)
    decision = a_decision(register, a_meeting(register, "EG-AST", FIRST, "open"), due=due)
    happened(register, decision, "done", FIRST + timedelta(days=2))
    assert found(register, due, "decision") == []


@pytest.mark.parametrize(("days", "how"), [(-2, None), (-1, "tomorrow"), (0, "today"), (1, None)])
def test_a_meeting_tomorrow_and_today(register: Session, days: int, how: str | None) -> None:
    meeting = a_meeting(register, "EG-AST", FIRST, "planned")
    assert found(register, FIRST + timedelta(days=days), "meeting") == ([(how, f"/meetings/{meeting.id}")] if how else [])


def test_a_meeting_that_is_cancelled_is_none(register: Session) -> None:
    meeting = a_meeting(register, "EG-AST", FIRST, "planned")
    register.execute(update(Meeting).where(Meeting.id == meeting.id).values(state="cancelled"))
    assert found(register, FIRST, "meeting") == []


def test_the_pack_is_told_of_for_a_week(register: Session) -> None:
    meeting = a_meeting(register, "EG-AST", FIRST, "open")
    assert meeting.known_at is not None
    taken = meeting.known_at.date()
    assert found(register, taken + timedelta(days=2), "pack") == [("taken", f"/meetings/{meeting.id}")]
    assert found(register, taken + timedelta(days=30), "pack") == []


def test_the_cut_off_with_sites_without_news(register: Session) -> None:
    committee = a_committee(register)
    day = date(2023, 11, 20) + timedelta(days=committee.cut_off_weekday)
    for each in range(7):
        here = found(register, day + timedelta(days=each), "cut-off")
        assert here == ([("today", f"/approvals/EG-AST/{day}")] if each == 0 else [])


def test_the_same_day_has_the_same_keys(register: Session) -> None:
    a_decision(register, a_meeting(register, "EG-AST", FIRST, "open"), due=FIRST + timedelta(days=9))
    day = FIRST + timedelta(days=8)
    first, second = ([one.key for one in occasions(register, day)] for _time in range(2))
    assert first == second
    assert len(first) == len(set(first)) > 0


@pytest.fixture(scope="module")
def told(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Occasion]]:
    """What is told of the demo programme on a few days of its year."""
    url = demo_template.copy(tmp_path_factory.mktemp("told")).database_url
    with reading(), session_for(url) as session, everything(session):
        yield [one for day in (date(2023, 9, 30), date(2023, 10, 11), date(2023, 10, 25)) for one in occasions(session, day)]
    engine_for(url).dispose()


def test_the_demo_has_something_of_nearly_every_kind(told: list[Occasion]) -> None:
    assert {one.kind for one in told} >= KINDS.keys() - {"pack", "meeting", "job"}


def test_every_address_leads_to_a_page(told: list[Occasion], tmp_path: Path) -> None:
    pages = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}", secret_key=SECRET_KEY)).url_map.bind("localhost")
    assert {pages.match(one.address.partition("?")[0], method="GET")[0] for one in told} == {
        "DecisionsView.show", "PlanView.read", "ApprovalsView.show", "ApprovalsView.restated", "PapersView.show", "SecuritiesView.show",
        "ObstaclesView.show", "LettersView.show",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_occasion_is_one_line(told: list[Occasion], language: str) -> None:
    with speaking(language):
        said = [sentence(one.kind, one.facts) for one in told]
    assert all(said)
    assert not [one for one in said if "\n" in one or "%" in one or len(one) > 260]


def test_only_what_is_of_the_contract_is_of_no_governorate(told: list[Occasion]) -> None:
    assert {one.kind for one in told if one.governorate_id is None} == {"security"}
