"""Obstacles in the database: opened, changed and read, on both kinds."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Obstacle, ObstacleEvent, Site
from rollout.errors import OutOfScope, RefusedTogether
from rollout.evidence import Stored
from rollout.followup.hindering import Did
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep
from rollout.journal import last_moment, record
from rollout.obstacles.grouping import by_age, by_owner
from rollout.obstacles.opening import Overtaken, happen, known_sites, open_obstacle
from rollout.obstacles.reading import Held, holding, obstacle, obstacles
from rollout.register import withdraw
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import State
from rollout.text import speaking
from tests.factories import a_governorate, a_markaz, a_site
from tests.rollout.obstacles.telling import SINCE, TODAY, added, an_obstacle, an_opening, freed, it_happens


def only(session: Session, **more: object) -> Held:
    [found] = obstacles(session, TODAY, **more)  # type: ignore[arg-type]
    return found


def test_an_obstacle_holds_its_sites_since_its_day(session: Session) -> None:
    markaz = a_markaz(session)
    one, two = a_site(session, markaz_id=markaz.id), a_site(session)
    an_obstacle(session, one, two)
    found = only(session)
    assert (found.obstacle.number, found.governorate, found.standing.level) == (1, "EG-AST", Level.COMMITTEE)
    assert {(site.code, site.stage, site.since) for site in found.sites} == {(one.code, "utilities", SINCE), (two.code, "utilities", SINCE)}
    assert next(site for site in found.sites if site.id == one.id).markaz_ar == "ديروط"
    assert (found.number_of_sites, found.site_days, found.age) == (2, 60, 30)


def test_the_most_site_days_come_first_and_the_solved_last(session: Session) -> None:
    sites = [a_site(session) for _ in range(3)]
    few = an_obstacle(session, sites[0], title="قليل")
    many = an_obstacle(session, *sites, title="كثير")
    solved = an_obstacle(session, *sites, title="محلول", since=SINCE - timedelta(days=90))
    it_happens(session, solved, ObstacleStep.RESOLVED, SINCE, note="حُل")
    assert [one.id for one in obstacles(session, TODAY, open_only=False)] == [many.id, few.id, solved.id]
    assert [one.id for one in obstacles(session, TODAY)] == [many.id, few.id]


def test_numbers_run_on_in_each_governorate(session: Session) -> None:
    first, second = an_obstacle(session), an_obstacle(session, title="آخر")
    elsewhere = an_obstacle(session, governorate=a_governorate(session, "EG-KN"))
    assert [first.number, second.number, elsewhere.number] == [1, 2, 1]
    assert [one.id for one in obstacles(session, TODAY, governorate="EG-KN")] == [elsewhere.id]


def test_the_same_sent_again_is_recorded_once_and_the_same_title_is_refused(session: Session) -> None:
    place, site = a_governorate(session), a_site(session)
    first = open_obstacle(session, place, an_opening([site]), today=TODAY, by=None)
    assert open_obstacle(session, place, an_opening([site]), today=TODAY, by=None).id == first.id
    with pytest.raises(RefusedTogether) as refused:
        open_obstacle(session, place, an_opening([site], needed="شيء آخر", title="غرف المحولات لم تطلق"), today=TODAY, by=None)
    assert [fault.about for fault in refused.value.faults] == ["title"]


@pytest.mark.parametrize(
    "values",
    [
        {"level": Level.MINISTRY}, {"expected_on": TODAY}, {"note": "ملاحظة"}, {"presented_on": SINCE}, {"post": "آخر"},
        {"title": "غرف المحولات لم تطلق"}, {"sites": ()}, {},
    ],
)
def test_what_differs_in_one_field_is_no_repetition_and_not_lost_without_a_word(session: Session, values: dict[str, object]) -> None:
    place, site, other = a_governorate(session), a_site(session), a_site(session)
    paper = Stored("f" * 64, "application/pdf", 10, "خطاب.pdf")
    open_obstacle(session, place, an_opening([site]), today=TODAY, by=None)
    if "sites" in values:
        values = {"sites": ((site.id, "utilities"), (other.id, "utilities"))}
    with pytest.raises(RefusedTogether) as refused:
        open_obstacle(session, place, an_opening([site], **values), [] if values else [paper], today=TODAY, by=None)
    assert [fault.about for fault in refused.value.faults] == ["title"]


def test_a_committee_opens_on_its_own_level_and_the_ministry_where_it_lies(session: Session) -> None:
    place, site = a_governorate(session), a_site(session)
    home = frozenset({place.id})
    with pytest.raises(RefusedTogether) as refused, limited(session, Scope(home, home)):
        open_obstacle(session, place, an_opening([site], level=Level.MINISTRY), today=TODAY, by=None)
    assert [fault.about for fault in refused.value.faults] == ["level"]
    open_obstacle(session, place, an_opening([site], level=Level.MINISTRY), today=TODAY, by=None)
    assert only(session).standing.level is Level.MINISTRY


@pytest.mark.parametrize("language", ["ar", "en"])
def test_bodies_are_kept_by_their_arabic_name(session: Session, language: str) -> None:
    with speaking(language):
        told = an_obstacle(session, body="Post")
        it_happens(session, told, ObstacleStep.ASSIGNED, date(2023, 7, 11), body="Supply", post="وكيل المديرية")
    assert list(session.scalars(select(ObstacleEvent.body).order_by(ObstacleEvent.id))) == ["البريد", "التموين"]


def test_sites_join_and_are_freed(session: Session) -> None:
    one, two = a_site(session), a_site(session)
    told = an_obstacle(session, one)
    it_happens(session, told, ObstacleStep.SITES, date(2023, 7, 11), changes=added(two))
    assert only(session).site_days == 30 + 20
    it_happens(session, told, ObstacleStep.SITES, date(2023, 7, 20), changes=freed(one))
    assert [site.code for site in only(session).sites] == [two.code]
    assert only(session).site_days == 20
    assert obstacles(session, date(2023, 7, 15))[0].number_of_sites == 2, "on an earlier day it still held both"


def test_sites_of_others_and_stages_that_are_done_are_refused_together(session: Session) -> None:
    mine, done, foreign = a_site(session), a_site(session), a_site(session, governorate="EG-KN")
    record(session, done, News("handover", State.DONE, date(2023, 6, 1)), today=TODAY)
    with pytest.raises(RefusedTogether) as refused:
        an_obstacle(session, sites=((mine.id, "handover"), (done.id, "handover"), (foreign.id, "handover"), (mine.id, "no_stage")))
    assert len(refused.value.faults) == 3
    assert session.query(Obstacle).count() == 0


def test_codes_of_other_governorates_are_unknown(session: Session) -> None:
    mine, foreign = a_site(session), a_site(session, governorate="EG-KN")
    found, unknown = known_sites(session, mine.governorate_id, [f" {mine.code.lower()} ", foreign.code, "NO-1", ""])
    assert [site.id for site in found.values()] == [mine.id]
    assert unknown == [foreign.code, "NO-1"]


def test_what_was_known_then_is_told_again(session: Session) -> None:
    told = an_obstacle(session)
    before = last_moment(session)
    it_happens(session, told, ObstacleStep.RESOLVED, date(2023, 7, 10), note="حُل")
    assert obstacles(session, TODAY) == []
    assert only(session, known_at=before).standing.open


def test_a_site_that_left_the_register_is_held_by_nothing(session: Session) -> None:
    one, two = a_site(session), a_site(session)
    an_obstacle(session, one, two)
    before = last_moment(session)
    withdraw(session, two)
    session.flush()
    assert [site.code for site in only(session).sites] == [one.code]
    assert only(session, known_at=before).number_of_sites == 2


def test_the_clock_of_the_ladder(session: Session) -> None:
    told = an_obstacle(session)
    event = session.query(ObstacleEvent).one()
    heard = max(SINCE, event.recorded_at.date())
    assert abs((only(session).escalate_on - (heard + timedelta(days=14))).days) <= 1  # type: ignore[operator]
    it_happens(session, told, ObstacleStep.ESCALATED, date(2023, 7, 2), level=Level.GOVERNOR)
    found = only(session)
    assert found.escalate_on == date(2023, 7, 16)
    assert found.days_overdue == 15
    it_happens(session, told, ObstacleStep.RESOLVED, date(2023, 7, 20), note="حُل")
    assert obstacle(session, told.id, TODAY).escalate_on is None  # type: ignore[union-attr]


def test_nobody_speaks_over_somebody_else(session: Session) -> None:
    told = an_obstacle(session)
    seen = session.query(ObstacleEvent).one().id
    news = Did(ObstacleStep.NEWS, SINCE, note="خبر")
    first = happen(session, told, news, today=TODAY, by=None, seen=seen)
    assert happen(session, told, news, today=TODAY, by=None, seen=seen).id == first.id, "sent twice, recorded once"
    with pytest.raises(Overtaken):
        happen(session, told, Did(ObstacleStep.NEWS, SINCE, note="غيره"), today=TODAY, by=None, seen=seen)


def test_only_who_reports_for_a_governorate_tells_of_its_obstacles(session: Session) -> None:
    told = an_obstacle(session)
    place, site = a_governorate(session, "EG-AST"), a_site(session)
    elsewhere = frozenset({a_governorate(session, "EG-KN").id})
    opening = an_opening([site], title="جديد")
    with limited(session, Scope(elsewhere, elsewhere)):
        assert obstacles(session, TODAY, open_only=False) == []
        with pytest.raises(OutOfScope):
            happen(session, told, Did(ObstacleStep.NEWS, SINCE, note="خبر"), today=TODAY, by=None)
        with pytest.raises(OutOfScope):
            open_obstacle(session, place, opening, today=TODAY, by=None)


def test_what_holds_a_site(session: Session) -> None:
    one, two = a_site(session), a_site(session)
    first, second = an_obstacle(session, one, two), an_obstacle(session, two, title="آخر")
    assert [told.id for told, _stands in holding(session, two.id, TODAY)] == [first.id, second.id]
    it_happens(session, first, ObstacleStep.SITES, date(2023, 7, 11), changes=freed(two))
    it_happens(session, second, ObstacleStep.RESOLVED, date(2023, 7, 12), note="حُل")
    assert holding(session, two.id, TODAY) == []
    assert [told.id for told, _stands in holding(session, two.id, date(2023, 7, 10))] == [first.id, second.id]


def test_owners_and_ages_add_up(session: Session) -> None:
    one, two = a_site(session), a_site(session, governorate="EG-KN")
    an_obstacle(session, one)
    an_obstacle(session, two, governorate=a_governorate(session, "EG-KN"), body="شركه مصر الوسطى لتوزيع الكهرباء")
    an_obstacle(session, one, title="مقايسات", body="المحافظة", since=date(2023, 4, 1))
    found = obstacles(session, TODAY)
    owners = by_owner(found)
    assert [(owner.number, owner.sites, owner.site_days, owner.oldest) for owner in owners] == [(1, 1, 121, 121), (2, 2, 60, 30)]
    assert [code for code, _part in owners[1].by_governorate] == ["EG-AST", "EG-KN"]
    ages = by_age(found)
    assert [age.number for age in ages] == [0, 2, 0, 0, 1]
    assert sum(age.site_days for age in ages) == sum(one.site_days for one in found)


def test_reading_many_costs_as_many_statements_as_reading_one(session: Session) -> None:
    sites: list[Site] = [a_site(session) for _ in range(4)]
    for number in range(4):
        an_obstacle(session, *sites, title=f"معوق {number}")
    session.flush()
    asked: list[str] = []
    listening.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert len(obstacles(session, TODAY)) == 4
    assert len(asked) == 3
