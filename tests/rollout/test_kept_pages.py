"""What is kept by place of follow-up, training, offices, meters and published figures is after every change what a fresh reading says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, Committee, Restatement, Site
from rollout import meters, offices, tallies
from rollout.approvals import completeness
from rollout.approvals.approving import send_back
from rollout.approvals.completeness import course, last_weeks
from rollout.approvals.periods import period
from rollout.approvals.restating import Restating, restatements, restating
from rollout.comparison import Comparison, Point, compare
from rollout.database import reading
from rollout.details.saving import save_many
from rollout.journal import affirm, next_moment, record
from rollout.position import position
from rollout.register import withdraw
from rollout.rules import News
from rollout.scope import Scope, everything, limited
from rollout.stages import Kind, State
from rollout.training import gap
from rollout.undoing import undo_together
from tests.cast import MINISTRY, account
from tests.factories import a_governorate, a_site
from tests.rollout.approvals.test_restating import approved
from tests.rollout.details.making import did, path
from tests.rollout.keeping import must_tell_each_change
from tests.rollout.training.making import a_count, a_session, put
from tests.views.counting import statements

BEFORE, DAY = date(2023, 11, 22), date(2023, 11, 30)
KNOWN = datetime(2023, 1, 2, 10, tzinfo=UTC)
PLACES = ("EG-AST", "EG-KN", "EG-SHG")
ASKED: list[tuple[str | None, date]] = [(None, DAY), ("EG-AST", DAY), (None, BEFORE)]


@pytest.fixture
def sites(session: Session, cast: object) -> list[Site]:
    made = [a_site(session, governorate=place, recorded_at=KNOWN) for place in PLACES for _number in range(2)]
    record(session, made[0], News("handover", State.IN_PROGRESS, effective_on=date(2023, 10, 1)), today=DAY)
    approved(session)
    return made


def told(session: Session, governorate: str | None = None, day: date = DAY) -> list[Any]:
    """What the pages show."""
    weeks = list(last_weeks(day, 4))
    return [
        _plain(compare(session, Point(BEFORE), Point(day), governorate=governorate)),
        course(session, weeks, governorate=governorate),
        restating(session),
        gap.needs(session, day, governorate=governorate),
        [(place.governorate, place.sums) for place in offices.places(session, day, governorate=governorate)],
        meters.places(session, day),
        tallies.tally(session, day), tallies.trained(session, day),
        [(place.governorate, place.covered, place.unsaid) for place in gap.place_needs(session, day, governorate=governorate)],
    ]


def _plain(found: Comparison) -> tuple[Any, ...]:
    return found, list(found.stages), list(found.before), list(found.after)


def changes(session: Session, sites: list[Site]) -> list[Callable[[], Any]]:
    by = account(session, MINISTRY).id

    def explained() -> None:
        [row] = [one for one in restatements(session) if not one.explained]
        session.add(Restatement(
            approval_id=row.period.submitted.id, site_id=row.site_id, governorate_id=sites[0].governorate_id, stage=row.stage,
            reason="وصل المحضر متأخرًا", recorded_at=next_moment(session),
        ))
        session.flush()

    def cut_off() -> None:
        values = {"cut_off_weekday": 0, "cut_off_at": time(9), "recorded_at": KNOWN}
        session.add(Committee(governorate_id=sites[0].governorate_id, name_ar="لجنة", **values))
        session.flush()

    def returned() -> None:
        place, by = a_governorate(session), account(session, MINISTRY).id
        found = period(session, place.code, BEFORE)
        assert found is not None
        send_back(session, place, BEFORE, seen=found.last.sha256, note="تراجع الأرقام", by=by)

    return [
        lambda: affirm(session, [sites[2]], news_on=DAY, by=by),
        lambda: undo_together(session, session.scalars(select(Affirmation)).one(), today=DAY, by=by),
        lambda: record(session, sites[0], News("handover", State.DONE, effective_on=date(2023, 11, 20)), today=DAY),
        explained,
        lambda: record(session, sites[4], News("handover", State.DONE, effective_on=date(2023, 11, 29)), today=DAY),
        lambda: save_many(session, [(sites[1], "training", did("training", "post", "wanted", DAY, count=6))], today=DAY, by=None),
        lambda: save_many(session, [(sites[3], "offices", did("offices", "post", "space", DAY))], today=DAY, by=None),
        lambda: save_many(session, [(sites[4], "utilities", did("utilities", "water", "in_service", DAY))], today=DAY, by=None),
        lambda: put(session, a_session(session, date(2023, 11, 5)), a_count(sites[1], 4, body="post")),
        cut_off,
        lambda: setattr(sites[3], "name_ar", "مجمع خدمات نجع حمادي"),
        lambda: withdraw(session, sites[5]),
        lambda: a_site(session, governorate="EG-KFS", recorded_at=next_moment(session)),
        returned,
    ]


def test_pages_show_after_every_change_what_a_fresh_reading_says(session: Session, sites: list[Site]) -> None:
    must_tell_each_change(session, changes(session, sites), lambda: [told(session, *asked) for asked in ASKED])


def test_while_nothing_changes_only_that_is_asked(session: Session, sites: list[Site]) -> None:
    session.commit()
    with reading():
        told(session)
        session.rollback()
        with statements() as sent:
            told(session)
        session.rollback()
    assert not [one for one in sent if "step_entry.item" in one or "WITH" in one or "site.code" in one or "figures" in one]


def test_where_a_moment_is_named_nothing_that_is_kept_is_told(session: Session, sites: list[Site]) -> None:
    code, earlier = sites[1].code, next_moment(session)
    record(session, sites[1], News("handover", State.DONE, effective_on=date(2023, 11, 20)), today=DAY)
    session.commit()
    with reading():
        now = compare(session, Point(BEFORE), Point(DAY))
        then = compare(session, Point(BEFORE, earlier), Point(DAY))
        assert not now.corrected.changed
        assert [change.code for change in then.corrected.changed] == [code]
        assert course(session, list(last_weeks(DAY, 4)), earlier) != course(session, list(last_weeks(DAY, 4)))
        session.rollback()


def test_the_cut_off_passes_by_itself(session: Session, sites: list[Site], monkeypatch: pytest.MonkeyPatch) -> None:
    session.commit()
    week = next(last_weeks(datetime.now(UTC).date() + timedelta(days=7), 1))

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return week.ends_at + timedelta(minutes=1)

    with reading():
        assert {one.over for of in course(session, [week]).values() for one in of} == {False}
        monkeypatch.setattr(completeness, "datetime", Later)
        assert {one.over for of in course(session, [week]).values() for one in of} == {True}
        session.rollback()


def test_an_officer_sees_only_the_own_governorate_even_after_the_ministry_asked(session: Session, sites: list[Site]) -> None:
    place, codes = sites[2].governorate_id, {sites[2].code, sites[3].code}
    session.commit()
    with reading():
        told(session)
        with limited(session, Scope(frozenset({place}), frozenset())):
            assert set(compare(session, Point(BEFORE), Point(DAY)).after) == codes
            assert list(course(session, list(last_weeks(DAY, 4)))) == ["EG-KN"]
            assert restating(session) == Restating()
            assert {one.governorate for one in gap.needs(session, DAY)} == {"EG-KN"}
            assert set(meters.places(session, DAY)) == {"EG-KN"}
            assert tallies.tally(session, DAY).sites[Kind.COMPLEX] == tallies.tally(session, DAY, KNOWN).sites[Kind.COMPLEX] == 2
            assert {one.governorate for one in offices.places(session, DAY)} == {"EG-KN"}
        session.rollback()


def test_the_offices_of_several_places_come_to_what_those_of_all_of_them_do(session: Session, sites: list[Site]) -> None:
    for number, site in enumerate(sites[:3]):
        save_many(session, [(site, "offices", one) for one in path("offices", "post", DAY)[: number + 1]], today=DAY, by=None)
    found = offices.places(session, DAY)
    every = [one for place in found for one in place.complexes]
    for body in offices.BODIES:
        assert offices.together(place.sums[body] for place in found) == offices.sums(one.offices[body] for one in every)


def test_the_figures_of_a_day_are_those_of_its_position(session: Session, sites: list[Site]) -> None:
    centres = [a_site(session, kind=Kind.FIXED_CENTRE, recorded_at=next_moment(session)) for _number in range(3)]
    stages = [stage.key for stage in Kind.FIXED_CENTRE.stages]
    for centre, number in zip(centres, (1, len(stages), 0), strict=True):
        for stage in stages[:number]:
            record(session, centre, News(stage, State.DONE, effective_on=BEFORE), today=DAY)
    then = next_moment(session)
    record(session, sites[1], News("handover", State.DONE, effective_on=BEFORE), today=DAY)
    withdraw(session, sites[0])
    with everything(session):
        moments = [None, then, KNOWN]
        found = [tallies.tally(session, DAY, moment) for moment in moments]
        assert found == [tallies.tally_of(position(session, DAY, moment)) for moment in moments]
    now, before, _first = found
    assert now.begun[Kind.FIXED_CENTRE] == 1
    assert now.done[Kind.FIXED_CENTRE, stages[-1]] == 1
    assert (before.sites[Kind.COMPLEX], now.sites[Kind.COMPLEX]) == (6, 5)


def test_what_was_known_then_is_counted_once_and_again_after_a_site_is_recorded_otherwise(session: Session, sites: list[Site]) -> None:
    then = next_moment(session)
    changes = [lambda: affirm(session, [sites[2]], news_on=DAY), lambda: None, lambda: setattr(sites[3], "kind", Kind.FIXED_CENTRE.value)]
    counted = []
    for change in changes:
        change()
        session.commit()
        with reading(), statements() as sent:
            found = tallies.tally(session, DAY, then)
            counted.append((found.sites[Kind.COMPLEX], sum("WITH" in one for one in sent)))
            session.rollback()
    assert counted == [(6, 1), (6, 0), (5, 1)]
