"""Totals and gaps add up, and the sites follow, whatever is counted, corrected, moved or taken back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import Parameter, TrainingSession
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.saving import save_many
from rollout.errors import Refused
from rollout.journal import last_moment
from rollout.training.attendance import Count, current
from rollout.training.counts import Tally, added, totals
from rollout.training.courses import seats_taken
from rollout.training.gap import Need, needs, together
from rollout.training.holding import keep_session
from rollout.training.target import Target, target
from rollout.works.training import BODIES
from tests.factories import DATABASE_EXAMPLES, a_site
from tests.rollout.details.making import did
from tests.rollout.training.making import FIRST, TODAY, a_count, a_course, a_session, put

KEYS = [body for body, _label in BODIES]
BEFORE = FIRST - timedelta(days=30)

tables = st.lists(
    st.tuples(st.sampled_from(KEYS[:4]), st.integers(0, 3), st.booleans(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    min_size=1, max_size=6,
)
kinds_of_act = st.sampled_from(["count"] * 4 + ["move"] * 2 + ["cancel", "want"])
acts = st.lists(st.tuples(kinds_of_act, st.integers(0, 2), st.one_of(tables, st.just([]))), min_size=4, max_size=8)


# Few examples, each of many acts: a short one shows nothing that the next does not.
@settings(DATABASE_EXAMPLES, max_examples=20)
@given(told=acts)
def test_the_parts_add_up_to_the_country_and_the_sites_follow(session: Session, told) -> None:  # type: ignore[no-untyped-def]
    session.rollback()
    course = a_course(session)
    sites = [a_site(session, governorate=code) for code in ("EG-AST", "EG-AST", "EG-KN", "EG-KFS")]
    held = [a_session(session, FIRST + timedelta(days=7 * at), course=course, capacity=40) for at in range(3)]
    for what, which, table in told:
        try:
            with session.begin_nested():
                _carry_out(session, held[which], what, sites, table)
        except Refused:
            session.refresh(held[which])
    assert unfollowed(session)[1] == []
    assert broken_steps(session, TODAY)[1] == []
    rows = [row for one in held for row in current(session, one.id)]
    assert {(row.session_id, row.held_on) for row in rows} <= {(one.id, one.ends_on) for one in held if not one.cancelled}
    found = totals(session, TODAY)
    by_hand = added(Tally(row.persons, row.seats, row.certified) for row in rows)
    assert found.whole == by_hand == found.targeted + found.beside
    assert added(found.of(body=body) for body in KEYS) == by_hand
    assert added(found.of(governorate=code) for code in ("EG-AST", "EG-KN", "EG-KFS")) == by_hand
    assert added(totals(session, TODAY, governorate=code).whole for code in ("EG-AST", "EG-KN", "EG-KFS")) == by_hand
    trained = together(need for site in needs(session, TODAY) for need in site.bodies.values()).trained
    assert trained == sum(row.persons for row in rows if row.site_id is not None)
    assert all(taken <= 40 for taken in seats_taken(session, [one.id for one in held]).values())


def _carry_out(session: Session, held: TrainingSession, what: str, sites, table) -> None:  # type: ignore[no-untyped-def]
    if what == "count":
        counts: dict[object, Count] = {}
        for body, at, settled, persons, more, certified in table:
            count = a_count(sites[at], persons, persons + more, min(certified, persons + more), body)
            count = count if settled else replace(count, site_id=None)
            counts[count.key] = count
        put(session, held, *counts.values())
    elif what == "want":
        doings = [(sites[at], "training", did("training", body, "wanted", BEFORE, count=persons))
                  for body, at, _settled, persons, _m, _c in table]
        save_many(session, doings, today=TODAY, by=None) if doings else None
    else:
        with session.no_autoflush:
            if what == "cancel":
                held.cancelled = not held.cancelled
            else:
                held.starts_on, held.ends_on = held.starts_on + timedelta(days=1), held.ends_on + timedelta(days=1)
            keep_session(session, held, today=TODAY, by=None)


def test_counts_of_each_body_stand_apart(session: Session) -> None:
    site, course = a_site(session), a_course(session, counts_to_target=False)
    put(session, a_session(session), a_count(site, 5, 8, 4), a_count(site, 3, body="justice"))
    put(session, a_session(session, FIRST + timedelta(days=7), course=course), a_count(site, 2))
    found = totals(session, TODAY)
    assert found.targeted == Tally(5, 8, 4), "neither other bodies nor other courses count towards the target"
    assert found.beside == Tally(5, 5, 5)
    assert found.of(body="supply") == Tally(7, 10, 6)
    assert totals(session, FIRST + timedelta(days=8)).whole == Tally(8, 11, 7), "up to the day"
    assert totals(session, TODAY, since=FIRST + timedelta(days=2)).whole == Tally(2, 2, 2)
    assert totals(session, FIRST + timedelta(days=1)).whole == Tally(), "a session counts from its last day"


def test_totals_as_they_were_known(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 5))
    then = last_moment(session)
    put(session, held, a_count(site, 4))
    assert totals(session, TODAY, then).whole.persons == 5
    assert totals(session, TODAY).whole.persons == 4
    [need] = needs(session, TODAY, then)
    assert need.bodies["supply"].trained == 5


def test_one_too_many_here_fills_no_gap_there(session: Session) -> None:
    site, other = a_site(session), a_site(session)
    doings = [(place, "training", did("training", body, "wanted", BEFORE, count=4))
              for place, body in ((site, "supply"), (site, "justice"), (other, "supply"))]
    save_many(session, doings, today=TODAY, by=None)
    save_many(session, [(site, "training", did("training", "supply", "nominated", BEFORE, count=3))], today=TODAY, by=None)
    put(session, a_session(session), a_count(site, 6))
    first, second = needs(session, TODAY)
    assert first.bodies["supply"] == Need(4, 3, 6, 0)
    assert first.bodies["solidarity"] == Need()
    assert first.covered == Need(4, 3, 6, 0)
    assert first.others == Need(4, None, 0, 4)
    assert together([first.covered, second.covered]) == Need(8, 3, 6, 4)
    assert (first.bodies["supply"].unnamed, second.covered.unnamed) == (1, 4)
    assert [need.code for need in needs(session, TODAY, site_ids=[other.id])] == [other.code]
    assert needs(session, TODAY, governorate="EG-KN") == []


def a_target(persons: int, day: date, lately: int = 0, people: int = 10_000) -> Target:
    return Target(people, date(2023, 9, 30), day, Tally(persons, persons, persons), Tally(900, 900, 900), Tally(lately, lately, lately))


@pytest.mark.parametrize(
    ("found", "left", "needed", "late"),
    [
        (a_target(5_400, date(2023, 6, 30)), 4_600, 350, 0), (a_target(9_999, date(2023, 9, 29)), 1, 7, 0),
        (a_target(9_000, date(2023, 9, 30)), 1_000, None, 0), (a_target(9_000, date(2023, 10, 10)), 1_000, None, 10),
        (a_target(10_001, date(2023, 10, 10)), 0, None, 0), (a_target(10_000, date(2023, 8, 1)), 0, 0, 0),
    ],
)
def test_the_pace_that_is_needed(found: Target, left: int, needed: int | None, late: int) -> None:
    assert (found.left, found.pace_needed, found.days_late) == (left, needed, late)


def test_when_it_would_be_reached(session: Session) -> None:
    assert a_target(5_400, date(2023, 6, 30), 400).reached_on == date(2023, 6, 30) + timedelta(days=322)
    assert a_target(5_400, date(2023, 6, 30), 400).pace == 100
    assert a_target(5_400, date(2023, 6, 30)).reached_on is None
    assert a_target(10_500, date(2023, 6, 30), 400).reached_on is None
    assert a_target(0, date(2023, 6, 30), 1, people=2_000_000_000).reached_on is None, "a pace that no calendar reaches"
    assert a_target(0, date(2023, 6, 30), 1, people=2_000_000_000).out_of_reach
    assert not a_target(5_400, date(2023, 6, 30)).out_of_reach
    assert not a_target(5_400, date(2023, 6, 30), 400).out_of_reach
    assert (a_target(10_500, date(2023, 6, 30)).share, a_target(2_500, date(2023, 6, 30)).share) == (1.0, 0.25)


def test_the_target_is_read_where_the_ministry_sets_it(session: Session) -> None:
    put(session, a_session(session), a_count(a_site(session), 5), a_count(a_site(session), 3, body="post"))
    found = target(session, FIRST + timedelta(days=20))
    assert (found.people, found.due_on, found.reached.persons, found.beside.persons) == (10_000, date(2023, 9, 30), 5, 3)
    assert found.lately.persons == 5
    assert target(session, FIRST + timedelta(days=40)).lately.persons == 0
    moment = last_moment(session)
    session.add(Parameter(key="training.target", value=6, effective_on=date(2023, 6, 1), recorded_at=moment))
    session.flush()
    assert target(session, TODAY).people == 6
