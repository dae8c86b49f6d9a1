"""The rules of decisions: what may be decided, what may happen afterwards, and everything wrong told at once."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from rollout.followup.deciding import Did, Outcome, Wanted, broken_step, broken_story, broken_wanted, outcome, steps_open_to
from rollout.followup.decisions import DecisionStep, standing
from rollout.followup.levels import Level

TAKEN, DUE = date(2023, 7, 6), date(2023, 7, 13)
TODAY = date(2023, 7, 31)


@dataclass
class Event:
    step: str
    happened_on: date
    id: int = 0
    level: str = ""
    due_on: date | None = None
    body: str = ""
    post: str = ""
    note: str = ""
    recorded_at: datetime = datetime(2023, 7, 6, tzinfo=UTC)


STORY = [Event("taken", TAKEN, 1, "committee", DUE, "شركة الكهرباء", "رئيس القطاع")]
DONE = [*STORY, Event("done", date(2023, 7, 12), 2, note="تم")]


def told(step: str, day: date = date(2023, 7, 12), **more: Any) -> Did:
    return Did(DecisionStep(step), day, **more)


def about(events: list[Event], did: Did, documents: int = 0) -> list[str]:
    return sorted(refused.about for refused in broken_step(events, did, TODAY, documents))


@pytest.mark.parametrize(("did", "fields"), [
    (told("progress"), ["note"]),
    (told("progress", note="جارٍ"), []),
    (told("done"), ["note"]),
    (told("done", note="تم"), []),
    (told("done", date(2023, 8, 1), note="تم"), ["happened_on"]),
    (told("done", date(2023, 7, 5), note="تم"), ["happened_on"]),
    (told("extended", date(2023, 7, 5), due_on=DUE, note="طلب"), ["due_on", "happened_on"]),
    (told("extended"), ["due_on", "note"]),
    (told("extended", due_on=DUE, note="طلب"), ["due_on"]),
    (told("extended", date(2023, 7, 30), due_on=date(2023, 7, 20), note="طلب"), ["due_on"]),
    (told("extended", due_on=date(2023, 7, 20), note="طلب"), []),
    (told("assigned"), ["body", "post"]),
    (told("assigned", body="شركة الكهرباء", post="رئيس القطاع"), ["post"]),
    (told("assigned", body="شركة الكهرباء", post="مدير الشبكات"), []),
    (told("escalated", note="تعذر"), ["level"]),
    (told("escalated", level=Level.COMMITTEE, note="تعذر"), ["level"]),
    (told("escalated", level=Level.GOVERNOR), ["note"]),
    (told("escalated", level=Level.GOVERNOR, note="تعذر"), []),
    (told("escalated", level=Level.MINISTRY, note="تعذر"), ["level"]),
    (told("cancelled"), ["note"]),
    (told("cancelled", note="زال السبب"), []),
    (told("reopened", note="عاد"), ["step"]),
    (told("taken"), ["step"]),
])
def test_each_step_needs_what_it_changes(did: Did, fields: list[str]) -> None:
    assert about(STORY, did) == fields


def test_a_document_proves_without_words() -> None:
    assert about(STORY, told("done"), documents=1) == []
    assert about(STORY, told("progress"), documents=1) == ["note"]


def test_what_is_closed_is_only_opened_again() -> None:
    later = date(2023, 7, 14)
    for step in ("progress", "done", "cancelled", "escalated", "extended", "assigned"):
        did = told(step, later, note="خبر", due_on=date(2023, 8, 1), body="أ", post="ب", level=Level.GOVERNOR)
        assert about(DONE, did) == ["step"], step
    assert about(DONE, told("reopened", later)) == ["note"]
    assert about(DONE, told("reopened", later, note="توقف")) == []
    assert steps_open_to(standing(DONE)) == (DecisionStep.REOPENED,)
    assert DecisionStep.REOPENED not in steps_open_to(standing(STORY))


def test_a_step_told_late_may_not_break_what_follows_it() -> None:
    assert about(DONE, told("progress", date(2023, 7, 10), note="جارٍ")) == []
    assert about(DONE, told("done", date(2023, 7, 10), note="تم")) == ["happened_on"]
    extended = [*STORY, Event("extended", date(2023, 7, 13), 2, due_on=date(2023, 7, 20), note="طلب")]
    assert about(extended, told("extended", date(2023, 7, 12), due_on=date(2023, 7, 25), note="طلب")) == ["happened_on"]


def test_what_was_broken_before_is_not_held_against_a_new_step() -> None:
    twice = [*DONE, Event("done", date(2023, 7, 13), 3, note="تم")]
    assert about(twice, told("reopened", date(2023, 7, 20), note="توقف")) == []


def test_at_the_top_of_the_ladder_nothing_is_raised() -> None:
    top = [Event("taken", TAKEN, 1, "cabinet", DUE, "أ", "ب")]
    assert DecisionStep.ESCALATED not in steps_open_to(standing(top))
    assert DecisionStep.ESCALATED in steps_open_to(standing(STORY))


def test_only_the_ministry_turns_to_the_cabinet() -> None:
    ministry = [Event("taken", TAKEN, 1, "ministry", DUE, "أ", "ب")]
    up = told("escalated", level=Level.CABINET, note="تعذر")
    assert [refused.about for refused in broken_step(ministry, up, TODAY)] == ["level"]
    assert broken_step(ministry, up, TODAY, national=True) == []
    assert DecisionStep.ESCALATED not in steps_open_to(standing(ministry))
    assert DecisionStep.ESCALATED in steps_open_to(standing(ministry), national=True)


def test_a_step_that_was_skipped_before_this_was_a_rule_stays_right() -> None:
    skipped = [*STORY, Event("escalated", date(2023, 7, 10), 2, "cabinet", note="تعذر")]
    assert list(broken_story(skipped)) == []
    down = [*skipped, Event("escalated", date(2023, 7, 11), 3, "governor", note="تعذر")]
    assert [refused.about for _event, refused in broken_story(down)] == ["level"]


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.COMMITTEE])
def test_a_committee_decides_on_its_own_level(level: Level) -> None:
    above = Wanted("سداد المقايسات", "المحافظة", "السكرتير العام", TAKEN, level)
    assert [refused.about for refused in broken_wanted(above, TAKEN)] == ["level"]


def test_a_decision_has_words_an_owner_and_a_day() -> None:
    nothing = {refused.about for refused in broken_wanted(Wanted("", "", "", None), TAKEN)}
    assert nothing == {"words", "body", "post", "due_on"}
    assert not list(broken_wanted(Wanted("سداد المقايسات", "المحافظة", "السكرتير العام", TAKEN), TAKEN))
    [early] = broken_wanted(Wanted("سداد المقايسات", "المحافظة", "السكرتير العام", date(2023, 7, 5)), TAKEN)
    assert early.about == "due_on"
    assert {r.about for r in broken_wanted(Wanted("س" * 4001, "ا" * 201, "ب" * 201, TAKEN), TAKEN)} == {"words", "body", "post"}


def test_what_came_of_a_promise() -> None:
    day = date(2023, 7, 20)
    more = Event("extended", DUE, 2, due_on=date(2023, 7, 18), note="طلب")
    assert outcome(standing(STORY), TAKEN) is Outcome.OPEN
    assert outcome(standing(STORY), day) is Outcome.LATE
    assert outcome(standing(DONE), day) is Outcome.KEPT
    assert outcome(standing([*STORY, Event("done", date(2023, 7, 14), 2)]), day) is Outcome.KEPT_LATE
    assert outcome(standing([*STORY, more, Event("done", date(2023, 7, 17), 3)]), day) is Outcome.KEPT_EXTENDED
    assert outcome(standing([*STORY, Event("cancelled", date(2023, 7, 14), 2)]), day) is Outcome.CANCELLED


def test_a_story_that_does_not_follow_is_told() -> None:
    assert not list(broken_story(DONE))
    twice = [*DONE, Event("done", date(2023, 7, 15), 3)]
    assert [event.id for event, _refused in broken_story(twice)] == [3]
    assert [event.id for event, _refused in broken_story([Event("progress", TAKEN, 9)])] == [9]


def test_nothing_is_due_in_a_far_year() -> None:
    wanted = Wanted("تركيب العداد", "شركة الكهرباء", "رئيس القطاع", date(2099, 1, 1))
    assert [fault.about for fault in broken_wanted(wanted, date(2023, 7, 6))] == ["due_on"]
    assert not list(broken_wanted(replace(wanted, due_on=date(2028, 12, 31)), date(2023, 7, 6)))
