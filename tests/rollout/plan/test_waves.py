"""Waves: every site in exactly one, each with its prospect, and who could take the place of one that fails."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from rollout.plan import Prospect, late, outlook
from rollout.plan.outlook import needed_days, prospect
from rollout.plan.waves import candidates, in_wave, left_wave, total, waves
from rollout.stages import Kind, State
from tests.factories import a_site
from tests.rollout.plan.making import TODAY, a_planned_site, served, told

JULY, SEPTEMBER, DECEMBER = date(2023, 7, 31), date(2023, 9, 30), date(2023, 12, 31)
ALL_BUT_SERVICE = {"handover": State.DONE, "utilities": State.DONE, "linking": State.DONE, "furnishing": State.DONE,
                   "training": State.DONE, "offices": State.DONE}


def test_every_site_is_in_one_wave_and_every_total_adds_up(session: Session) -> None:
    a_planned_site(session, JULY, done=date(2023, 7, 20))
    a_planned_site(session, JULY)
    a_planned_site(session, JULY, SEPTEMBER, DECEMBER)
    ready = a_planned_site(session, DECEMBER)
    told(session, ready, **ALL_BUT_SERVICE)
    a_site(session)
    rows = outlook(session, TODAY)
    found = waves(rows)
    assert [(one.month, one.planned, one.first, one.pushed, one.arrived) for one in found] == [
        (date(2023, 7, 1), 2, 3, 1, 0), (date(2023, 9, 1), 0, 0, 1, 0), (date(2023, 12, 1), 2, 1, 0, 1), (None, 1, 0, 0, 0),
    ]
    whole = total(found)
    assert whole.planned == len(rows) == 5
    assert {key.value: number for key, number in whole.counts.items()} == {
        "done": 1, "late": 1, "at_risk": 1, "on_way": 1, "undated": 1,
    }


def test_a_wave_shows_who_is_in_and_who_left_it(session: Session) -> None:
    stays, left, nearer = (
        a_planned_site(session, JULY), a_planned_site(session, JULY, SEPTEMBER), a_planned_site(session, SEPTEMBER, JULY),
    )
    rows = outlook(session, TODAY)
    assert {row.site.code for row in in_wave(rows, date(2023, 7, 1))} == {stays.code, nearer.code}
    assert [row.site.code for row in left_wave(rows, date(2023, 7, 1))] == [left.code]
    assert left_wave(rows, date(2023, 9, 1)) == [], "it was drawn nearer, not put off"


def test_what_had_been_promised_later_is_not_known_on_the_day(session: Session) -> None:
    a_planned_site(session, JULY, DECEMBER)
    [then] = outlook(session, date(2023, 7, 1))
    [now] = outlook(session, TODAY)
    assert (then.due, now.due) == (JULY, DECEMBER)
    assert (now.lateness.late_first, now.lateness.late_latest) == (122, 0)


def test_what_is_late_against_either_date_is_listed_the_longest_first(session: Session) -> None:
    pushed, never, done, in_time = (
        a_planned_site(session, SEPTEMBER, DECEMBER), a_planned_site(session, JULY),
        a_planned_site(session, JULY, done=date(2023, 8, 3)), a_planned_site(session, JULY, done=JULY),
    )
    found = [row.site.code for row in late(outlook(session, TODAY))]
    assert found == [never.code, pushed.code, done.code]
    assert in_time.code not in found


def test_the_needed_days_follow_the_longest_way_through_what_is_open() -> None:
    complexes = Kind.COMPLEX
    assert needed_days(complexes, {}) == 28 + 60 + 14
    assert needed_days(complexes, {"handover": State.DONE, "linking": State.DONE, "furnishing": State.NOT_APPLICABLE}) == 30 + 14
    assert needed_days(complexes, {stage.key: State.DONE for stage in complexes.stages}) == 0


@given(st.none() | st.dates(date(2023, 1, 1), date(2024, 12, 31)), st.integers(0, 200), st.booleans(), st.booleans())
def test_a_prospect_is_what_its_parts_say(due: date | None, needed: int, done: bool, held: bool) -> None:
    found = prospect(due, needed, done, held, TODAY)
    assert (found is Prospect.DONE) == done
    if not done:
        assert (found is Prospect.UNDATED) == (due is None)
        assert (found is Prospect.LATE) == (due is not None and due < TODAY)
        if due and due >= TODAY:
            assert (found is Prospect.AT_RISK) == (held or TODAY + timedelta(days=needed) > due)


def test_candidates_make_the_wave_and_those_of_the_same_governorate_lead(session: Session) -> None:
    failing = a_planned_site(session, DECEMBER, code="AST-1")
    later = date(2024, 2, 29)
    ready, stopped, _far = (a_planned_site(session, later, code=code) for code in ("AST-2", "AST-3", "AST-4"))
    abroad = a_planned_site(session, later, governorate="EG-KN", code="AAA-1")
    a_site(session, code="AST-5")
    for site in (ready, abroad):
        told(session, site, **ALL_BUT_SERVICE)
    told(session, stopped, **(ALL_BUT_SERVICE | {"offices": State.STALLED}))
    a_planned_site(session, JULY, code="AST-6")
    a_planned_site(session, later, code="AST-7", kind=Kind.MOBILE_CENTRE)
    served(session, a_planned_site(session, later, code="AST-8"), JULY)
    rows = outlook(session, TODAY)
    [replaced] = [row for row in rows if row.site.code == failing.code]
    found = candidates(rows, date(2023, 12, 1), {Kind.COMPLEX}, TODAY, replaced=replaced)
    assert [(one.row.site.code, one.same_governorate) for one in found.in_time] == [("AST-2", True), ("AAA-1", False)]
    anywhere = candidates(rows, date(2023, 12, 1), {Kind.COMPLEX}, TODAY)
    assert [(one.row.site.code, one.same_governorate) for one in anywhere.in_time] == [("AAA-1", None), ("AST-2", None)]
    assert anywhere.nearest is None


def test_where_no_site_makes_the_wave_the_nearest_is_named(session: Session) -> None:
    later = date(2024, 2, 29)
    a_planned_site(session, TODAY, code="AST-1")
    near, stopped = a_planned_site(session, later, code="AST-2"), a_planned_site(session, later, code="AST-3")
    a_planned_site(session, later, code="AST-4")
    told(session, near, **ALL_BUT_SERVICE)
    told(session, stopped, **(ALL_BUT_SERVICE | {"offices": State.STALLED}))
    found = candidates(outlook(session, TODAY), date(2023, 11, 1), {Kind.COMPLEX}, TODAY)
    assert found.in_time == []
    assert found.nearest
    assert (found.nearest.row.site.code, found.nearest.row.needed, found.nearest.left) == ("AST-2", 14, 0)
    assert candidates(outlook(session, TODAY), date(2024, 2, 1), {Kind.COMPLEX}, TODAY).nearest is None, "there is no later wave"


def test_a_candidate_is_of_the_kind_and_of_no_earlier_wave_or_of_none(session: Session) -> None:
    later = date(2024, 2, 29)
    same, first, second = a_planned_site(session, DECEMBER, code="AST-1"), a_site(session, code="AST-2"), a_site(session, code="AST-3")
    for site in (same, first, second):
        told(session, site, **ALL_BUT_SERVICE)
    centre = a_planned_site(session, later, code="AST-4", kind=Kind.MOBILE_CENTRE)
    told(session, centre, **{stage.key: State.DONE for stage in Kind.MOBILE_CENTRE.stages[:-1]})
    rows = outlook(session, TODAY)
    month = date(2023, 12, 1)
    assert [one.row.site.code for one in candidates(rows, month, {Kind.COMPLEX}, TODAY).in_time] == ["AST-2", "AST-3"]
    assert [one.row.site.code for one in candidates(rows, month, {Kind.COMPLEX}, TODAY, most=1).in_time] == ["AST-2"]
    assert [one.row.site.code for one in candidates(rows, month, {Kind.MOBILE_CENTRE}, TODAY).in_time] == ["AST-4"]
    just, too_late = (candidates(rows, month, {Kind.COMPLEX}, DECEMBER - timedelta(days=days)) for days in (14, 13))
    assert (len(just.in_time), too_late.in_time) == (2, [])


def test_the_nearest_has_not_come_to_a_stop_and_of_equals_the_readier_leads(session: Session) -> None:
    stopped, bare, readier = (a_site(session, code=code) for code in ("AST-1", "AST-2", "AST-3"))
    told(session, stopped, **(ALL_BUT_SERVICE | {"service": State.STALLED}))
    told(session, bare, handover=State.DONE)
    told(session, readier, handover=State.DONE, utilities=State.DONE)
    rows = outlook(session, TODAY)
    assert {row.site.code: row.needed for row in rows} == {"AST-1": 14, "AST-2": 74, "AST-3": 74}
    nearest = candidates(rows, date(2023, 11, 1), {Kind.COMPLEX}, TODAY).nearest
    assert nearest
    assert nearest.row.site.code == "AST-3"
