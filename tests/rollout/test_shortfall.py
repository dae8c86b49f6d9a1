"""Who misses a wave, what holds each site and whose that is; by governorate and by cause the same sites are counted."""

from collections import Counter
from datetime import date

from sqlalchemy.orm import Session

from rollout.overdue import open_items
from rollout.plan import outlook
from rollout.plan.course import course
from rollout.plan.waves import in_wave, left_wave
from rollout.shortfall import Short, by_cause, by_governorate, shortfall
from rollout.stages import Kind, State
from rollout.summary import summaries
from tests.rollout.plan.making import TODAY, a_planned_site, served, told

OCTOBER, DECEMBER = date(2023, 10, 31), date(2023, 12, 31)


def found_of(session: Session, month: date, day: date = TODAY) -> tuple[list[Short], list[str]]:
    rows = outlook(session, day)
    here, gone = in_wave(rows, month), left_wave(rows, month)
    return shortfall(here, gone, open_items(session, day)), [row.site.code for row in here]


def test_a_site_misses_it_by_the_stage_that_holds_it_and_its_owner(session: Session) -> None:
    stopped = a_planned_site(session, OCTOBER)
    told(session, stopped, handover=State.DONE, utilities=State.IN_PROGRESS, training=State.STALLED)
    waits = a_planned_site(session, OCTOBER)
    told(session, waits, handover=State.DONE)
    served(session, a_planned_site(session, OCTOBER), date(2023, 10, 20))
    found, here = found_of(session, date(2023, 10, 1))
    assert len(here) == 3
    told_of = {one.row.site.code: one for one in found}
    assert set(told_of) == {stopped.code, waits.code}, "what serves the public misses nothing"
    assert (told_of[stopped.code].stage.key, told_of[stopped.code].note) == ("training", "توقف"), "a stop comes before what is only open"
    assert told_of[waits.code].stage.key == "utilities"
    assert all(one.owner and str(one.step) for one in found)


def test_the_longest_waiting_item_of_the_stage_names_the_step_and_the_owner(session: Session) -> None:
    site = a_planned_site(session, OCTOBER)
    rows = outlook(session, TODAY)
    items = open_items(session, TODAY)
    stage = rows[0].first_lack
    assert stage is not None
    [one] = shortfall(rows, [], items)
    theirs = [item for item in items if item.site == site.code and item.area == stage[0].key]
    assert one.owner in {item.owner for item in theirs}
    [alone] = shortfall(rows, [], [])
    assert str(alone.step) == str(stage[0].action), "without items the stage speaks"


def test_a_site_that_was_put_off_is_told_apart(session: Session) -> None:
    stays, left = a_planned_site(session, OCTOBER), a_planned_site(session, OCTOBER, DECEMBER)
    late = a_planned_site(session, OCTOBER, DECEMBER)
    served(session, late, date(2023, 11, 20))
    found, _here = found_of(session, date(2023, 10, 1))
    assert [(one.row.site.code, one.left) for one in found] == [(stays.code, False), (left.code, True)]
    assert found[1].row.month == date(2023, 12, 1)


def test_causes_and_governorates_count_the_same_sites_and_the_worst_leads(session: Session) -> None:
    for governorate, number in (("EG-KN", 1), ("EG-AST", 2)):
        for _each in range(number):
            a_planned_site(session, OCTOBER, governorate=governorate)
    stopped = a_planned_site(session, OCTOBER, governorate="EG-KN")
    told(session, stopped, handover=State.STALLED)
    served(session, a_planned_site(session, OCTOBER, governorate="EG-KN"), date(2023, 10, 1))
    rows = outlook(session, TODAY)
    found = shortfall(rows, [], [])
    places = by_governorate(found, rows)
    assert [(place.governorate, place.missing, place.planned) for place in places] == [("EG-AST", 2, 2), ("EG-KN", 2, 3)]
    causes = by_cause(found)
    assert sum(len(cause.sites) for cause in causes) == sum(place.missing for place in places) == len(found) == 4
    assert [len(cause.sites) for cause in causes] == sorted((len(cause.sites) for cause in causes), reverse=True)
    assert causes[0].governorates == ["EG-AST", "EG-KN"]


def test_it_counts_as_the_first_page_does(session: Session) -> None:
    for due in (DECEMBER, DECEMBER, OCTOBER):
        a_planned_site(session, due)
    [now] = summaries(session, [TODAY])
    ahead = course(session, now, Kind.COMPLEX)
    assert ahead.wave is not None
    found, here = found_of(session, date(2023, 12, 1))
    assert Counter(one.row.site.governorate for one in found) == {one.governorate: one.sites for one in ahead.missing}
    assert ahead.wave.planned == len(here)
    assert {one.stage.key for one in found} == {one.lack for one in ahead.missing}
