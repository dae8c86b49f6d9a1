"""Taking back that nothing was new: by who said it, at all sites of the act or at none; what was known until then stays known so."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Affirmation, Site
from rollout.approvals.completeness import completeness
from rollout.bulk import QuietAct, carry_out, foresee
from rollout.errors import Refused
from rollout.journal import affirm, last_moment
from rollout.position import position
from rollout.register import withdraw
from rollout.scope import Scope, limited
from rollout.speaking import COUNT, STEP
from rollout.undoing import NotUndone, last_said, quiet, undo_together, undoes
from tests.cast import ASSIUT, QENA, Member, account
from tests.factories import DATABASE_EXAMPLES, a_site
from tests.rollout.approvals.weekly import WEEK, at
from tests.views.counting import statements

TODAY = date(2023, 7, 31)


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return account(session, ASSIUT).id


def made(session: Session, number: int = 3) -> list[Site]:
    return [a_site(session, code=f"AST-{place}") for place in range(number)]


def said(session: Session, sites: Sequence[Site], by: int | None, day: date = TODAY, source: str = "page") -> Affirmation:
    """Say of the sites that nothing is new; gives what was said of the last one."""
    affirm(session, sites, news_on=day, by=by, source=source)
    return session.scalars(select(Affirmation).order_by(Affirmation.id.desc()).limit(1)).one()


def take_back(session: Session, entry: Affirmation, by: int) -> list[Affirmation]:
    return [each for each in undo_together(session, entry, today=TODAY, by=by) if isinstance(each, Affirmation)]


def heard(session: Session, sites: Sequence[Site], known_at: datetime | None = None, day: date = TODAY) -> list[date | None]:
    found = {one.id: one.last_news_on for one in position(session, day, known_at, site_ids=[site.id for site in sites]).sites}
    return [found[site.id] for site in sites]


def rows(session: Session) -> int:
    return len(session.scalars(select(Affirmation.id)).all())


def test_it_is_as_if_it_was_never_said_and_nothing_is_erased(session: Session, by: int) -> None:
    sites = made(session)
    said(session, sites[:1], by, date(2023, 7, 3))
    before = heard(session, sites)
    entry = said(session, sites, by)
    known = last_moment(session)
    assert heard(session, sites) == [TODAY] * 3
    back = take_back(session, entry, by)
    assert heard(session, sites) == before == [date(2023, 7, 3), None, None]
    assert heard(session, sites, known) == [TODAY] * 3, "it was known so until then"
    assert [(each.site_id, each.news_on, each.recorded_by_id, undoes(each)) for each in back] == [
        (site.id, TODAY, by, True) for site in sites
    ]
    assert rows(session) == 7


def test_taken_back_twice_it_is_taken_back_once(session: Session, by: int) -> None:
    entry = said(session, made(session), by)
    assert take_back(session, entry, by) == take_back(session, entry, by)
    assert rows(session) == 6


def test_what_takes_back_is_not_taken_back_but_it_may_be_said_again(session: Session, by: int) -> None:
    sites = made(session)
    [back, *_others] = take_back(session, said(session, sites, by), by)
    with pytest.raises(Refused, match="إلا من سجّله"):
        take_back(session, back, by)
    said(session, sites, by)
    assert heard(session, sites) == [TODAY] * 3


@pytest.mark.parametrize("source", ["import", "demo", STEP, COUNT])
def test_only_what_was_said_on_a_page_is_taken_back(session: Session, by: int, source: str) -> None:
    with pytest.raises(Refused, match="إلا من سجّله"):
        take_back(session, said(session, made(session), by, source=source), by)
    assert rows(session) == 3


def test_nobody_else_takes_it_back_and_not_for_ever(session: Session, by: int, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = said(session, made(session), by)
    with pytest.raises(Refused, match="إلا من سجّله"):
        take_back(session, entry, account(session, QENA).id)
    monkeypatch.setattr(quiet, "WITHIN", timedelta(seconds=-1))
    with pytest.raises(Refused, match="دقيقة"):
        take_back(session, entry, by)
    assert rows(session) == 3


def test_what_others_said_of_the_same_sites_still_holds(session: Session, by: int) -> None:
    sites = made(session)
    said(session, sites[:1], account(session, QENA).id)
    take_back(session, said(session, sites, by), by)
    assert heard(session, sites) == [TODAY, None, None]


def test_a_part_out_of_sight_or_of_hand_or_withdrawn_keeps_the_whole(session: Session, by: int) -> None:
    far, near = a_site(session, governorate="EG-KFS", code="KFS-0"), made(session, 1)[0]
    entry_id, far_id = said(session, [far, near], by).id, far.id
    session.commit()
    home, both = frozenset({near.governorate_id}), frozenset({near.governorate_id, far.governorate_id})
    with limited(session, Scope(home, home)), pytest.raises(Refused, match="لم تعد ضمن"):
        take_back(session, session.get_one(Affirmation, entry_id), by)
    with limited(session, Scope(both, home)), pytest.raises(NotUndone) as refused:
        take_back(session, session.get_one(Affirmation, entry_id), by)
    assert [site.id for site, _why in refused.value.against] == [far_id]
    withdraw(session, session.get_one(Site, far_id))
    with pytest.raises(NotUndone) as refused:
        take_back(session, session.get_one(Affirmation, entry_id), by)
    assert [site.id for site, _why in refused.value.against] == [far_id]
    assert rows(session) == 2


def test_it_is_offered_for_what_was_said_last_of_just_these_sites(session: Session, by: int) -> None:
    sites = made(session)
    other = account(session, QENA).id
    assert last_said(session, sites, by) is None
    entry = said(session, sites, by)
    said(session, sites, by, source=COUNT)
    said(session, sites, other)
    assert last_said(session, sites, by) == entry.id
    assert last_said(session, sites[1:], by) is None, "the first one would be taken back with them"
    take_back(session, entry, by)
    assert last_said(session, sites, by) is None


def test_done_at_many_it_may_be_done_again_after_it_was_taken_back(session: Session, by: int) -> None:
    sites = made(session)

    def act() -> int:
        found = foresee(session, [each.id for each in sites], QuietAct(), today=TODAY, by=by)
        looked = {line.site.id: line.upon.seen for line in found.lines}
        done = carry_out(session, looked, QuietAct(), today=TODAY, by=by).record_id
        assert done is not None
        return done

    first = act()
    assert act() == first, "pressed once more it says nothing anew, and is undone by the same"
    take_back(session, session.get_one(Affirmation, first), by)
    assert heard(session, sites) == [None] * 3
    assert act() > first
    assert heard(session, sites) == [TODAY] * 3


def test_the_week_is_told_of_no_more_but_was_until_then(session: Session, by: int) -> None:
    site = a_site(session, recorded_at=at(1, month=1))
    entry = said(session, [site], by, WEEK.day)
    known = last_moment(session)
    take_back(session, entry, by)
    assert [completeness(session, WEEK, known_at=when)[0].received for when in (known, last_moment(session))] == [1, 0]


def test_the_database_lets_nothing_be_taken_back_twice_or_without_saying_so(session: Session, by: int) -> None:
    [site] = made(session, 1)
    entry = said(session, [site], by)
    take_back(session, entry, by)
    common = dict(site_id=site.id, governorate_id=site.governorate_id, news_on=TODAY, recorded_at=entry.recorded_at)
    for wrong in ({"source": "undo", "replaces_id": entry.id}, {"source": "page", "replaces_id": 2}, {"source": "undo"}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(Affirmation).values(**common, **wrong))


def test_more_sites_cost_no_more_statements(session: Session, by: int) -> None:
    sites = made(session, 12)
    asked = []
    for chosen in (sites[:2], sites[2:]):
        entry_id = said(session, chosen, by).id
        session.expunge_all()
        entry = session.get_one(Affirmation, entry_id)
        with statements() as seen:
            take_back(session, entry, by)
        asked.append(len(seen))
    assert asked[0] == asked[1]


@given(done=st.lists(st.tuples(st.sets(st.integers(0, 2), min_size=1), st.integers(1, 28), st.booleans(), st.booleans()), max_size=6),
       as_of=st.integers(1, 31))
@DATABASE_EXAMPLES
def test_a_position_of_any_moment_is_the_plain_fold_of_what_held_then(
    session: Session, by: int, done: list[tuple[set[int], int, bool, bool]], as_of: int
) -> None:
    """Each act speaks of some sites, by one of two people, and may be taken back at the end of all."""
    people = by, account(session, QENA).id
    with session.begin_nested() as example:
        sites = made(session)
        acts = [
            (said(session, [sites[place] for place in sorted(places)], people[other], date(2023, 7, day)), places, day, back)
            for places, day, other, back in done
        ]
        held = [(places, day) for _entry, places, day, _back in acts]
        moments = [(last_moment(session), list(held))]
        for entry, places, day, back in acts:
            if back:
                assert entry.recorded_by_id is not None
                take_back(session, entry, entry.recorded_by_id)
                held.remove((places, day))
                moments.append((last_moment(session), list(held)))
        day_of = date(2023, 7, as_of)
        for known, holding in moments:
            plain = [
                max((date(2023, 7, day) for places, day in holding if place in places and day <= as_of), default=None) for place in range(3)
            ]
            assert heard(session, sites, known, day_of) == plain
        assert heard(session, sites, None, day_of) == plain
        example.rollback()
        session.expunge_all()
