"""Earlier days in one reading: the same states as a position of each day, whatever the history."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from rollout.earlier import earlier
from rollout.position import position
from rollout.scope import Scope, everything, limited
from rollout.stages import State
from tests.factories import DATABASE_EXAMPLES, a_governorate, a_site, entry_values, write_entries
from tests.rollout.test_position import START, Told, histories, moment_of, three_sites, write


@DATABASE_EXAMPLES
@given(told=histories(), days=st.lists(st.integers(0, 25), min_size=1, max_size=3), known=st.integers(0, 60))
def test_each_earlier_day_stands_as_a_position_of_it(session: Session, told: list[Told], days: list[int], known: int) -> None:
    write(session, three_sites(session), told, list(range(len(told))))
    with everything(session):
        now = position(session, START + timedelta(days=25), moment_of(known))
        found = list(earlier(session, now, [START + timedelta(days=day) for day in days]))
        assert [day for day, _sites in found] == [START + timedelta(days=day) for day in sorted(days)]
        for day, sites in found:
            whole = position(session, day, moment_of(known)).sites
            assert [(s.governorate, s.kind, s.states, s.in_service) for s in sites] == [
                (s.governorate, s.kind, s.states, s.in_service) for s in whole
            ]


def test_one_governorate_and_one_scope_read_their_own_entries(session: Session) -> None:
    here, there = a_site(session), a_site(session, governorate="EG-KN")
    write_entries(session, [entry_values(site, effective_on=START, news_on=START) for site in (here, there)])
    with limited(session, Scope(frozenset({a_governorate(session, "EG-KN").id}), frozenset())):
        now = position(session, START + timedelta(days=1))
        [(_day, [site])] = earlier(session, now, [START])
        assert State.DONE in site.states.values()
        [(_day, [site])] = earlier(session, now, [START], "EG-AST")
        assert State.DONE not in site.states.values()


def test_before_anything_is_recorded_there_are_no_earlier_days(session: Session) -> None:
    with everything(session):
        assert list(earlier(session, position(session, START), [date(2022, 1, 1)])) == []
