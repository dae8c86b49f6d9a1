"""The training of the demo programme: the published figure on its day, and sessions as Saqqara holds them."""

from collections import Counter
from datetime import date

import pytest

from rollout.demo import tellings
from rollout.demo.places import enlarged, register
from rollout.demo.telling import Telling
from rollout.demo.training import BESIDE, PUBLISHED, PUBLISHED_ON, School, courses, is_session_day, school, session_day
from rollout.training.courses import A_WEEK, SAQQARA, week_of
from rollout.works.training import COVERED, NOT_COVERED

TARGETED = {course["code"] for course in courses() if course["counts_to_target"]}


@pytest.fixture(scope="module")
def told() -> list[Telling]:
    return list(tellings(register()))


@pytest.fixture(scope="module")
def held(told: list[Telling]) -> School:
    return school(told)


def trained(told: list[Telling], held: School, until: date) -> int:
    """People that the target covers, whose session had ended."""
    of_sites = sum(count.trained.people for one in told for count in one.counts if count.trained.on <= until)
    more = (one for one in held.more if one.held.course in TARGETED and one.body in dict(COVERED) and one.held.ends_on <= until)
    return of_sites + sum(one.persons for one in more)


def test_the_published_figures(told: list[Telling], held: School) -> None:
    assert trained(told, held, PUBLISHED_ON) == PUBLISHED == 5_400
    assert PUBLISHED < trained(told, held, date(2023, 9, 30)) <= 10_000
    eight = [one for one in held.held if one.course not in TARGETED]
    assert (len(eight), sum(one.taken for one in eight)) == (8, BESIDE)


def test_no_session_takes_more_than_it_holds(told: list[Telling], held: School) -> None:
    seats: Counter[int] = Counter()
    for one in told:
        for count in one.counts:
            seats[id(held.seats[id(count)])] += count.trained.seats
            assert held.seats[id(count)].ends_on == count.trained.on
    for more in held.more:
        seats[id(more.held)] += more.seats
        assert more.persons <= more.seats >= more.certified
    assert {id(one): one.taken for one in held.held if one.taken} == dict(seats)
    assert all(one.taken <= one.capacity for one in held.held)
    assert not any(one.taken for one in held.held if one.cancelled)


def test_saqqara_holds_two_sessions_a_week(held: School) -> None:
    here = [one for one in held.held if one.place == SAQQARA]
    assert all(is_session_day(one.ends_on) for one in here)
    assert max(Counter(week_of(one.ends_on) for one in here).values()) == A_WEEK
    assert {one.cancelled for one in here} == {True, False}


def test_staff_of_other_bodies_stand_beside(held: School) -> None:
    bodies = Counter(one.body for one in held.more)
    assert all(bodies[body] for body, _label in (*COVERED[:1], *NOT_COVERED))
    assert all(one.site for one in held.more if one.body in dict(NOT_COVERED))


def test_further_copies_keep_the_figure_to_the_first() -> None:
    copies = [one for one in tellings(enlarged(800)) if one.place.copy]
    assert copies
    assert not [one for one in school(copies).more if one.site is None]


def test_the_last_session_up_to_a_day() -> None:
    assert session_day(date(2023, 6, 28)) == date(2023, 6, 27)
    assert session_day(date(2023, 6, 29)) == date(2023, 6, 29)
