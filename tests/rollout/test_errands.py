"""What the sites of a governorate ask of their committee: the most urgent step of each, stops, silence, goods; kept while it holds."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from models import OfficeSetting, Site, Store
from rollout.database import reading, session_for
from rollout.details.saving import Did, save_many
from rollout.errands import Errands, errands
from rollout.journal import record
from rollout.overdue import outstanding
from rollout.rules import News
from rollout.scope import everything
from rollout.stages import Kind, State
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.supplies import ordered, received
from tests.views.counting import statements

HOME = "EG-AST"
TODAY = date(2023, 12, 1)
DAY = date(2023, 9, 1)
RECEIVED = date(2023, 7, 10)


def say(session: Session, site: Site, area: str, dids: Sequence[Did]) -> None:
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)


def a_building(session: Session, **values: str) -> Site:
    """A complex whose building was received in July, so that its meters were due in August."""
    site = a_site(session, **values)  # type: ignore[arg-type]
    say(session, site, "handover", path("handover", "building", RECEIVED, until="provisional"))
    return site


def test_each_site_stands_once_with_its_most_urgent_step_and_the_number_of_the_others(session: Session) -> None:
    first, second = a_building(session), a_building(session)
    say(session, second, "utilities", [did("utilities", "water", "request", date(2023, 7, 20))])
    found = errands(session, DAY, HOME)
    assert [one.site for one in found.late] == [first.code, second.code]
    one = found.late[0]
    assert (one.stage, one.step, one.due_on, one.days_late) == ("utilities", "request", date(2023, 8, 9), 23)
    assert one.owner
    assert one.more == 6, "the other meters are as late, and so is the target of training, whose day stands by itself"
    assert found.late_steps == sum(each.more + 1 for each in found.late)
    assert errands(session, DAY, "EG-KN") == Errands(), "nothing of another governorate"


def test_what_falls_due_within_a_week_stands_apart_from_what_is_late(session: Session) -> None:
    site = a_building(session)
    eve = date(2023, 8, 9)
    assert [one.site for one in errands(session, eve, HOME).soon] == [site.code]
    assert [one.due_on for one in errands(session, eve - timedelta(days=7), HOME).soon] == [eve]
    assert not errands(session, eve - timedelta(days=8), HOME).soon
    assert not errands(session, eve, HOME).late


def test_a_stage_that_is_told_as_a_whole_is_late_after_its_planned_month(session: Session) -> None:
    site = a_site(session, kind=Kind.MOBILE_CENTRE, planned_on=date(2023, 7, 1))
    [one] = errands(session, DAY, HOME).late
    assert (one.site, one.stage, one.step, one.item) == (site.code, Kind.MOBILE_CENTRE.stages[0].key, "", "")
    assert (one.due_on, one.days_late) == (date(2023, 7, 31), 32)


def test_what_is_refused_before_a_day_waits_for_it_behind_what_may_be_done_now(session: Session) -> None:
    site, alone = a_site(session), a_site(session)
    for each in (site, alone):
        say(session, each, "handover", path("handover", "building", date(2022, 9, 1), until="transfer"))
        for stage in ("utilities", "linking", "offices", "furnishing", "training", "service"):
            if each is alone or stage not in ("training", "service"):
                record(session, each, News(stage, State.DONE, date(2022, 9, 1)), today=TODAY, source="import")
    eve = DAY - timedelta(days=1)
    nexts = {one.site: one.next for one in errands(session, eve, HOME).quiet}
    now, waiting = nexts[site.code], nexts[alone.code]
    assert now
    assert waiting
    assert (now.stage, now.wait) == ("training", None)
    assert waiting.wait
    assert (waiting.step, waiting.wait.on) == ("final", DAY)
    assert ("final", DAY) in [(one.step, one.wait and one.wait.on) for one in errands(session, eve, HOME).soon]
    [waiting] = [one for one in errands(session, DAY, HOME).soon if one.site == alone.code]
    assert (waiting.step, waiting.wait) == ("final", None), "on the day itself it may be done"


def test_final_acceptance_gives_way_to_the_remarks_that_are_still_open(session: Session) -> None:
    site = a_site(session)
    say(session, site, "handover", path("handover", "building", date(2022, 7, 1), until="transfer"))
    listed = did("handover", "snag-1", "listed", date(2022, 7, 1), expected_on=date(2022, 8, 1))
    say(session, site, "handover", [listed])
    for stage in ("utilities", "linking", "offices", "furnishing", "training", "service"):
        record(session, site, News(stage, State.DONE, date(2022, 9, 1)), today=TODAY, source="import")
    [one] = errands(session, DAY, HOME).late
    assert (one.item, one.step, one.wait, one.more) == ("snag-1", "closed", None, 1)
    [final] = [each for each in outstanding(session, DAY, governorate=HOME) if each.step == "final"]
    assert final.wait
    assert final.wait.on is None
    say(session, site, "handover", [did("handover", "snag-1", "closed", date(2023, 8, 31))])
    [one] = errands(session, DAY, HOME).late
    assert (one.step, one.wait) == ("final", None)


def test_a_stop_is_told_with_its_reason(session: Session) -> None:
    site = a_site(session, kind=Kind.MOBILE_CENTRE)
    stage = Kind.MOBILE_CENTRE.stages[0].key
    record(session, site, News(stage, State.STALLED, date(2023, 8, 1), note="لم تصل السيارة"), today=TODAY)
    [one] = errands(session, DAY, HOME).still
    assert (one.site, one.stage, one.since, one.note) == (site.code, stage, date(2023, 8, 1), "لم تصل السيارة")


def test_the_longest_silence_comes_first_and_is_marked_beyond_the_patience(session: Session) -> None:
    heard, never, quiet = a_site(session), a_site(session), a_site(session)
    record(session, heard, News("handover", State.IN_PROGRESS, DAY - timedelta(days=1)), today=DAY - timedelta(days=1))
    record(session, quiet, News("handover", State.IN_PROGRESS, date(2023, 6, 1)), today=date(2023, 6, 1))
    found = errands(session, DAY, HOME).quiet
    assert [(one.site, one.long) for one in found] == [(never.code, True), (quiet.code, True), (heard.code, False)]
    [line] = errands(session, DAY, HOME).kinds.values()
    assert (line.register, line.in_service, line.silent) == (3, 0, 2)


def test_goods_that_wait_for_inspection_are_named_by_where_they_lie(session: Session) -> None:
    world = ordered(session, 10)
    paper = received(world, 10, day=date(2023, 7, 1))
    [one] = errands(session, date(2023, 7, 9), HOME).goods
    assert (one.paper, one.days) == (paper.id, 8)
    assert one.name_ar


def test_it_is_read_once_and_anew_when_anything_changes(database_url: str) -> None:
    with session_for(database_url) as session, everything(session):
        site = a_building(session)
        session.commit()
        code = site.code

    def asked() -> tuple[Errands, int]:
        with reading(), session_for(database_url) as session, everything(session), statements() as seen:
            return errands(session, DAY, HOME), len(seen)

    assert asked()[1] > 2
    found, cost = asked()
    assert (found.late[0].site, cost) == (code, 2)
    with session_for(database_url) as session, everything(session):
        session.add(OfficeSetting(key="patience", value="365"))
        session.commit()
    assert not asked()[0].quiet[0].long, "the office's patience is not dated by the journal"
    with session_for(database_url) as session, everything(session):
        here = session.query(Site).filter_by(code=code).one()
        here.name_ar = "مجمع آخر"
        session.commit()
    assert asked()[0].late[0].name_ar == "مجمع آخر"
    with session_for(database_url) as session, everything(session):
        received(ordered(session, 10), 10, day=date(2023, 7, 1))
        session.commit()
    before = asked()[0].goods[0].name_ar
    with session_for(database_url) as session, everything(session):
        session.query(Store).one().name_ar = "مخزن آخر"
        session.commit()
    assert asked()[0].goods[0].name_ar == "مخزن آخر" != before
