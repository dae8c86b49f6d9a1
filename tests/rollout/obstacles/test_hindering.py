"""The rules of obstacles, without a database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from rollout.errors import Refused
from rollout.followup.hindering import Change, Did, Opening, broken_opening, broken_step, broken_story, steps_open_to
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep, standing
from tests.rollout.obstacles.telling import SINCE, TODAY

AT = datetime(2023, 7, 1, 9, tzinfo=UTC)
NAMED = {1: "AST-001", 2: "AST-002"}


@dataclass
class Event:
    """An event as the table keeps it."""

    id: int
    step: str
    happened_on: date
    level: str = ""
    expected_on: date | None = None
    body: str = ""
    post: str = ""
    note: str = ""
    needed: str = ""
    letter_id: int | None = None
    presented_on: date | None = None
    recorded_at: datetime = field(default=AT)


OPENED = Event(1, "opened", SINCE, level="committee", body="شركة الكهرباء", needed="إطلاق التيار")
HELD = Change(1, "utilities", True, 1)


def opening(**values: object) -> Opening:
    given = {
        "title": "غرف المحولات", "category": "meters", "body": "شركة الكهرباء", "post": "", "since": SINCE, "needed": "إطلاق التيار",
        "sites": ((1, "utilities"),), **values,
    }
    return Opening(**given)  # type: ignore[arg-type]


def about(faults: list[Refused]) -> list[str]:
    return sorted(fault.about for fault in faults)


def test_a_whole_obstacle_is_not_refused() -> None:
    assert list(broken_opening(opening(), TODAY, national=False)) == []


def test_everything_that_is_missing_is_said_at_once() -> None:
    nothing = opening(title="", category="", body="", needed="", since=None, sites=())
    assert about(list(broken_opening(nothing, TODAY, national=False))) == ["body", "category", "needed", "since", "sites", "title"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"since": date(2023, 8, 1)}, "since"), ({"since": date(2014, 1, 1)}, "since"), ({"expected_on": date(2023, 6, 30)}, "expected_on"),
        ({"presented_on": date(2023, 6, 30)}, "presented_on"), ({"presented_on": date(2024, 1, 1)}, "presented_on"),
        ({"level": Level.CABINET}, "level"), ({"level": Level.GOVERNOR}, "level"), ({"title": "ع" * 501}, "title"),
    ],
)
def test_what_an_obstacle_may_not_say(values: dict[str, object], field: str) -> None:
    assert about(list(broken_opening(opening(**values), TODAY, national=False))) == [field]


def test_the_ministry_records_an_obstacle_where_it_lies() -> None:
    assert not list(broken_opening(opening(level=Level.CABINET), TODAY, national=True))


def test_a_reason_has_at_least_one_word() -> None:
    for words in (".", "- 5 .", "ـــ", "س"):
        assert about(step(Did(ObstacleStep.NEWS, date(2023, 7, 2), note=words))) == ["note"], words
    assert not step(Did(ObstacleStep.NEWS, date(2023, 7, 2), note="كَتَبَ"))


def step(did: Did, *more: Event, changes: tuple[Change, ...] = (HELD,), national: bool = False) -> list[Refused]:
    return broken_step([OPENED, *more], changes, did, TODAY, national=national, named=NAMED)


@pytest.mark.parametrize(
    ("did", "fields"),
    [
        (Did(ObstacleStep.NEWS, date(2023, 7, 2)), ["note"]),
        (Did(ObstacleStep.NEWS, date(2023, 8, 1), note="خبر"), ["happened_on"]),
        (Did(ObstacleStep.EXPECTED, date(2023, 7, 2)), ["expected_on"]),
        (Did(ObstacleStep.EXPECTED, date(2023, 7, 2), expected_on=date(2023, 7, 1)), ["expected_on"]),
        (Did(ObstacleStep.ASSIGNED, date(2023, 7, 2)), ["body"]),
        (Did(ObstacleStep.ASSIGNED, date(2023, 7, 2), body="شركة الكهرباء"), ["body"]),
        (Did(ObstacleStep.ESCALATED, date(2023, 7, 2)), ["level"]),
        (Did(ObstacleStep.ESCALATED, date(2023, 7, 2), level=Level.MINISTRY), ["level"]),
        (Did(ObstacleStep.RESOLVED, date(2023, 7, 2)), ["note"]),
        (Did(ObstacleStep.REOPENED, date(2023, 7, 2), note="عاد"), ["step"]),
        (Did(ObstacleStep.SITES, date(2023, 7, 2)), ["sites"]),
        (Did(ObstacleStep.SITES, date(2023, 7, 2), changes=(Change(1, "utilities", True),)), ["sites"]),
        (Did(ObstacleStep.SITES, date(2023, 7, 2), changes=(Change(2, "utilities", False),)), ["sites"]),
        (Did(ObstacleStep.REPLY, date(2023, 7, 2), number="٥", letter_id=7), ["happened_on"]),
    ],
)
def test_what_a_step_may_not_say(did: Did, fields: list[str]) -> None:
    assert about(step(did)) == fields


def test_before_it_stood_in_the_way_nothing_happened_to_it() -> None:
    assert about(step(Did(ObstacleStep.NEWS, date(2023, 6, 30), note="خبر"))) == ["happened_on"]


def test_it_is_raised_step_by_step_and_only_the_ministry_turns_to_the_cabinet() -> None:
    governor = Event(2, "escalated", date(2023, 7, 3), level="governor")
    ministry = Event(3, "escalated", date(2023, 7, 4), level="ministry")
    assert not step(Did(ObstacleStep.ESCALATED, date(2023, 7, 5), level=Level.MINISTRY), governor)
    up = Did(ObstacleStep.ESCALATED, date(2023, 7, 5), level=Level.CABINET)
    assert about(step(up, governor, ministry)) == ["level"]
    assert not step(up, governor, ministry, national=True)
    assert about(step(Did(ObstacleStep.ESCALATED, date(2023, 7, 5), level=Level.GOVERNOR), governor, ministry)) == ["level"]


def test_what_is_resolved_must_be_opened_again_first() -> None:
    solved = Event(2, "resolved", date(2023, 7, 10), note="أُطلق التيار")
    assert about(step(Did(ObstacleStep.NEWS, date(2023, 7, 11), note="خبر"), solved)) == ["step"]
    assert not step(Did(ObstacleStep.REOPENED, date(2023, 7, 11), note="عاد العطل"), solved)
    assert not step(Did(ObstacleStep.NEWS, date(2023, 7, 9), note="خبر"), solved), "news of an earlier day are late, not wrong"


def test_an_earlier_day_may_not_make_a_later_one_wrong() -> None:
    news = Event(2, "news", date(2023, 7, 20), note="خبر")
    [fault] = step(Did(ObstacleStep.RESOLVED, date(2023, 7, 10), note="حُل"), news)
    assert fault.about == "happened_on"


def test_a_reply_comes_once_and_after_its_letter() -> None:
    sent = Event(2, "letter", date(2023, 7, 5), letter_id=7)
    answer = Did(ObstacleStep.REPLY, date(2023, 7, 6), number="٥", letter_id=7)
    assert not step(answer, sent)
    assert about(step(answer, sent, Event(3, "reply", date(2023, 7, 6), letter_id=7))) == ["letter"]
    assert not step(answer, sent, Event(3, "resolved", date(2023, 7, 6), note="حُل")), "an answer may come after all is solved"
    assert about(step(Did(ObstacleStep.LETTER, date(2023, 7, 7), letter_id=7), sent)) == ["letter"]


def test_the_story_names_the_event_that_does_not_follow() -> None:
    jump = Event(2, "escalated", date(2023, 7, 3), level="ministry")
    assert [event.id for event, _fault in broken_story([OPENED, jump], [HELD], NAMED)] == [2]
    assert [event.id for event, _fault in broken_story([Event(5, "news", SINCE)], [], NAMED)] == [5]


def test_at_the_top_of_the_ladder_it_is_not_raised() -> None:
    top = Event(2, "opened", SINCE, level="cabinet", body="ه")
    assert ObstacleStep.ESCALATED not in steps_open_to(standing([top], []))
    assert steps_open_to(standing([OPENED, Event(3, "resolved", SINCE, note="حُل")], [])) == (ObstacleStep.REOPENED,)
