"""Two moments side by side: whatever the history, the difference leads from the one to the other, and corrections are told apart."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import Site
from rollout.comparison import Comparison, Point, compare
from rollout.errors import Refused
from rollout.position import position
from rollout.register import withdraw
from rollout.scope import everything
from rollout.snapshots import snapshot
from rollout.stages import Kind, State
from tests.factories import DATABASE_EXAMPLES, a_governorate, a_site, entry_values, write_entries
from tests.rollout.test_position import MOMENT, START, Told, histories, moment_of, three_sites, write

points = st.tuples(st.integers(0, 25), st.integers(0, 60))


def point(days: int, known: int) -> Point:
    return Point(START + timedelta(days=days), moment_of(known))


@DATABASE_EXAMPLES
@given(told=histories(), one=points, other=points)
def test_whatever_happened_the_difference_leads_from_the_first_to_the_second(
    session: Session, told: list[Told], one: tuple[int, int], other: tuple[int, int]
) -> None:
    sites = three_sites(session)
    write(session, sites, told, list(range(len(told))))
    sites[2].withdrawn_at = moment_of(30)
    a_site(session, code="P-later", recorded_at=moment_of(40))
    session.flush()
    first, second = point(min(one[0], other[0]), min(one[1], other[1])), point(max(one[0], other[0]), max(one[1], other[1]))
    with everything(session):
        found = compare(session, first, second)
        assert found.after == snapshot(position(session, second.as_of, second.known_at))
    assert found.total.applied(found.before) == found.after
    assert found.progress.applied(found.corrected.applied(found.before)) == found.after
    for stages in found.stages.values():
        for key, count in stages.items():
            assert count.after - count.before == count.forward - count.back, key
            assert count.before == sum(dict(site.stages)[key].state == "done" for site in found.before.values())


def entry(session: Session, site: Site, moment: int, day: int, state: State, replaces: int | None = None) -> int:
    values = entry_values(
        site, id=20_000 + moment, stage="handover", state=state.value, effective_on=START + timedelta(days=day),
        news_on=START + timedelta(days=day), recorded_at=moment_of(moment), replaces_id=replaces,
    )
    write_entries(session, [values])
    return 20_000 + moment


@pytest.fixture
def corrected(session: Session) -> Comparison:
    """A stage told as done on the 3rd, corrected later to the 5th; another done between the two days; compared from the 4th to the 8th."""
    one, two = (a_site(session, code=f"P-{n}", recorded_at=MOMENT - timedelta(days=1)) for n in (1, 2))
    wrong = entry(session, one, 1, 3, State.DONE)
    entry(session, one, 5, 5, State.DONE, wrong)
    entry(session, two, 6, 7, State.DONE)
    with everything(session):
        return compare(session, point(4, 2), point(8, 9))


def test_what_was_learnt_later_about_the_first_day_is_no_progress(corrected: Comparison) -> None:
    assert [change.code for change in corrected.corrected.moved] == ["P-1"]
    assert [change.code for change in corrected.progress.moved] == ["P-1", "P-2"]
    [moved] = corrected.total.changed[0].stages
    assert (moved.before.effective_on, moved.after.effective_on) == (date(2023, 1, 4), date(2023, 1, 6))
    count = corrected.stages["complex"]["handover"]
    assert (count.before, count.after, count.forward, count.back, count.net) == (1, 2, 1, 0, 1)


def test_sites_come_and_go(session: Session) -> None:
    stays, goes = (a_site(session, code=f"P-{n}", recorded_at=MOMENT) for n in (1, 2))
    with everything(session):
        withdraw(session, goes)
        session.flush()
        assert goes.withdrawn_at is not None
        last = goes.withdrawn_at + timedelta(seconds=1)
        a_site(session, code="P-3", recorded_at=last)
        found = compare(session, Point(date(2023, 7, 1), MOMENT), Point(date(2023, 7, 1), last))
    assert [site.code for site in found.total.new] == ["P-3"]
    assert [site.code for site in found.total.gone] == ["P-2"]
    assert set(found.before) == {stays.code, goes.code}


def test_time_does_not_run_backwards(session: Session) -> None:
    with everything(session):
        with pytest.raises(Refused, match="بعد التاريخ الأول"):
            compare(session, point(5, 1), point(4, 1))
        with pytest.raises(Refused, match="لحظة المعرفة"):
            compare(session, point(4, 5), point(5, 1))


def test_only_one_governorate(session: Session) -> None:
    a_site(session, code="P-1", recorded_at=MOMENT)
    a_site(session, code="P-2", governorate="EG-KN", recorded_at=MOMENT)
    assert a_governorate(session, "EG-KN").code == "EG-KN"
    with everything(session):
        found = compare(session, Point(START, MOMENT), Point(START, moment_of(9)), governorate="EG-KN")
    assert set(found.after) == {"P-2"}


def test_every_kind_of_which_something_moved_has_its_sums(session: Session) -> None:
    quiet, moved = a_site(session), a_site(session, kind=Kind.FIXED_CENTRE)
    a_site(session, kind=Kind.HEADQUARTERS_CENTRE)
    for site, day in ((quiet, 1), (moved, 5)):
        first = next(iter(Kind(site.kind).stages)).key
        begun = entry_values(
            site, stage=first, state="in_progress", effective_on=START + timedelta(days=day), recorded_at=moment_of(day)
        )
        write_entries(session, [begun])
    found = compare(session, Point(START + timedelta(days=3)), Point(START + timedelta(days=9)))
    assert [change.code for change in found.progress.staged] == [moved.code]
    assert list(found.moving) == [quiet.kind, moved.kind], "begun is moved, though nothing is finished"
