"""Where decisions and obstacles stand follows from their events alone, in whatever order these are read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import permutations

from rollout.clock import CAIRO
from rollout.followup import decisions, obstacles
from rollout.followup.decisions import DecisionStep
from rollout.followup.levels import Level
from rollout.followup.weeks import CutOff

FIRST = date(2023, 7, 5)


@dataclass
class Event:
    step: str
    happened_on: date
    id: int = 0
    level: str = ""
    due_on: date | None = None
    expected_on: date | None = None
    presented_on: date | None = None
    body: str = ""
    post: str = ""
    needed: str = ""
    note: str = ""
    recorded_at: datetime = datetime(2023, 7, 5, tzinfo=UTC)


@dataclass
class Site:
    event_id: int
    site_id: int
    stage: str
    held: bool = True


def test_a_decision_is_late_against_its_latest_day_and_kept_against_its_first() -> None:
    events = [
        Event("taken", FIRST, 1, "committee", date(2023, 7, 12), body="شركة الكهرباء", post="رئيس القطاع"),
        Event("extended", date(2023, 7, 13), 2, due_on=date(2023, 7, 20), note="عدم توافر العدادات"),
        Event("done", date(2023, 7, 19), 3, note="تم التركيب"),
    ]
    for order in permutations(events):
        found = decisions.standing(order)
        assert (found.first_due_on, found.due_on, found.extensions) == (date(2023, 7, 12), date(2023, 7, 20), 1)
        assert found.closed_by is DecisionStep.DONE
        assert not found.open
        assert not found.kept()
        assert found.days_late(date(2023, 8, 1)) == 0
    assert decisions.standing(events[:1]).days_late(date(2023, 7, 15)) == 3
    assert decisions.standing([events[0], Event("done", date(2023, 7, 12), 3)]).kept()
    reopened = decisions.standing([*events, Event("reopened", date(2023, 7, 25), 4, note="توقف العداد")])
    assert reopened.open
    assert reopened.days_late(date(2023, 7, 26)) == 6


def test_an_obstacle_counts_the_waiting_of_each_site_once() -> None:
    events = [
        Event("opened", FIRST, 1, "committee", body="شركة الكهرباء", needed="توريد العدادات"),
        Event("sites", date(2023, 7, 15), 2),
        Event("escalated", date(2023, 7, 20), 3, "governor"),
        Event("letter", date(2023, 7, 21), 4),
        Event("reply", date(2023, 7, 25), 5),
    ]
    held = [Site(1, 7, "utilities"), Site(1, 7, "linking"), Site(1, 8, "utilities"), Site(2, 8, "utilities", held=False),
            Site(2, 9, "utilities")]
    for order in permutations(events):
        found = obstacles.standing(order, held)
        assert found.sites == {7, 9}
        assert found.site_days(date(2023, 7, 25)) == 20 + 10
        assert (found.level, found.days_on_step(date(2023, 7, 25))) == (Level.GOVERNOR, 5)
        assert (found.letters, found.unanswered_since) == (1, None)
    assert obstacles.standing(events[:4], held).unanswered_since == date(2023, 7, 21)
    resolved = obstacles.standing([*events, Event("resolved", date(2023, 7, 30), 6)], held)
    assert (resolved.held, resolved.site_days(date(2023, 8, 9)), resolved.age(date(2023, 8, 9))) == ((), 0, 25)


def test_the_first_step_of_the_ladder_begins_when_it_is_told() -> None:
    opened = Event("opened", date(2023, 5, 1), 1, "committee", body="شركة الكهرباء")
    found = obstacles.standing([opened], [])
    assert (found.since, found.level_since) == (date(2023, 5, 1), FIRST)
    assert (found.age(FIRST), found.days_on_step(FIRST)) == (65, 0)
    opened.presented_on = date(2023, 6, 1)
    assert obstacles.standing([opened], []).level_since == date(2023, 6, 1), "the day that was told, though it was recorded later"


def test_the_ladder_ends_with_the_cabinet() -> None:
    assert [level.above for level in Level] == [Level.GOVERNOR, Level.MINISTRY, Level.CABINET, None]


def test_the_cut_off_belongs_to_the_week_that_it_ends() -> None:
    cut_off = CutOff(2, time(15, 0))
    on_time = datetime(2023, 7, 5, 15, 0, tzinfo=CAIRO)
    assert cut_off.week_of(on_time).day == FIRST
    assert cut_off.week_of(on_time.replace(minute=1)).day == date(2023, 7, 12)
    assert cut_off.week_of(datetime(2023, 7, 6, 1, tzinfo=CAIRO)).day == date(2023, 7, 12)
    week = cut_off.week_ending(date(2023, 7, 6))
    assert (week.day, week.starts_on, week.before.day) == (date(2023, 7, 12), date(2023, 7, 6), FIRST)
    assert week.ends_at == datetime(2023, 7, 12, 12, 0, tzinfo=UTC)
