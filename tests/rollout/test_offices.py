"""Offices as they are read: complexes by bodies, what is missing, and the sums of a body."""

from datetime import date

from sqlalchemy.orm import Session

from models import Site
from rollout.details.saving import Did, save_many
from rollout.journal import record_many
from rollout.offices import Complex, complexes, latest_of, sums
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.works.offices import PARTNERS, OfficeStatus
from tests.factories import a_governorate, a_site
from tests.rollout.details.making import did, path

DAY, OPENING, TODAY = date(2023, 5, 1), date(2023, 6, 1), date(2023, 7, 31)


def do(session: Session, site: Site, *dids: Did, area: str = "offices") -> None:
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)


def of(found: list[Complex], site: Site) -> Complex:
    return next(each for each in found if each.site.id == site.id)


def test_an_office_says_what_it_lacks_and_since_when_it_is_open(session: Session) -> None:
    site = a_site(session)
    do(session, site, *path("offices", "post", DAY), did("offices", "post", "opened", OPENING))
    do(session, site, did("offices", "justice", "space", DAY), did("offices", "justice", "nominated", DAY, count=4))
    here = of(complexes(session, TODAY), site)
    post, justice = here.offices["post"], here.offices["justice"]
    assert (post.status, post.opened_on, post.missing) == (OfficeStatus.OPENED, OPENING, [])
    assert [step.key for step in justice.missing] == ["furniture", "line", "devices", "trained", "letter"]
    assert (justice.nominated, justice.trained, justice.wanted) == (4, None, None)
    assert (here.ready, here.wanted, here.reported) == (1, 5, None)


def test_a_day_before_shows_the_day_before(session: Session) -> None:
    site = a_site(session)
    do(session, site, *path("offices", "post", DAY), did("offices", "post", "opened", OPENING))
    told = [of(complexes(session, day), site).offices["post"].status for day in (date(2023, 4, 30), DAY, OPENING)]
    assert told == [OfficeStatus.NOT_STARTED, OfficeStatus.READY, OfficeStatus.OPENED]


def test_wanted_staff_come_from_the_staffing_of_the_site(session: Session) -> None:
    site = a_site(session)
    do(session, site, did("training", "supply", "wanted", DAY, count=6), area="training")
    offices = of(complexes(session, TODAY), site).offices
    assert (offices["supply"].wanted, offices["post"].wanted, offices["local_unit"].wanted) == (6, None, None)


def test_ready_offices_are_those_of_the_position(session: Session) -> None:
    site = a_site(session)
    for body in PARTNERS[:3]:
        do(session, site, *path("offices", body, DAY))
    do(session, site, *path("offices", "local_unit", DAY))
    do(session, site, did("offices", PARTNERS[3], "space", DAY))
    do(session, site, did("offices", PARTNERS[4], "not_applicable", DAY))
    row = position(session, TODAY, site_ids=[site.id]).sites[0].stages["offices"]
    here = of(complexes(session, TODAY), site)
    assert (here.ready, here.wanted) == (row.done, row.wanted) == (3, 4)


def test_what_only_a_sheet_told_is_shown_beside(session: Session) -> None:
    site = a_site(session)
    record_many(session, [(site, News("offices", State.IN_PROGRESS, DAY, 3, 5))], today=TODAY, source="import")
    here = of(complexes(session, TODAY), site)
    assert (here.ready, here.reported) == (0, 3)


def test_the_sums_of_a_body_add_up_to_the_complexes(session: Session) -> None:
    ready, preparing, excused, untouched = (a_site(session) for _number in range(4))
    do(session, ready, *path("offices", "post", DAY))
    do(session, preparing, did("offices", "post", "space", DAY), did("offices", "post", "nominated", DAY, count=2))
    do(session, preparing, did("training", "post", "wanted", DAY, count=5), area="training")
    do(session, excused, did("offices", "post", "not_applicable", DAY))
    found = sums(each.offices["post"] for each in complexes(session, TODAY))
    assert untouched.id
    assert sum(found.by_status.values()) == found.offices == 4
    assert (found.applies, found.ready) == (3, 1)
    assert (found.wanted, found.nominated, found.trained) == (5, 5, 3)
    assert (found.lacking["letter"], found.lacking["space"], found.lacking["nominated"]) == (2, 1, 1)


def test_a_foreign_governorate_is_not_read(session: Session) -> None:
    here, there = a_site(session), a_site(session, governorate="EG-KN")
    a_site(session, kind=Kind.FIXED_CENTRE)
    assert [each.site.id for each in complexes(session, TODAY, governorate="EG-KN")] == [there.id]
    own = frozenset({a_governorate(session).id})
    with limited(session, Scope(own, own)):
        assert [each.site.id for each in complexes(session, TODAY)] == [here.id]
        assert complexes(session, TODAY, governorate="EG-KN") == []


def test_an_empty_register_has_no_offices(session: Session) -> None:
    assert complexes(session, TODAY) == []
    found = sums([])
    assert (found.offices, found.applies, found.ready, found.lacking) == (0, 0, 0, {})


def test_the_latest_entry_is_that_of_the_offices_alone(session: Session) -> None:
    site = a_site(session)
    assert latest_of(session, site.id) == 0
    do(session, site, did("offices", "post", "space", DAY))
    before = latest_of(session, site.id)
    do(session, site, did("linking", "line", "survey", DAY), area="linking")
    assert latest_of(session, site.id) == before > 0
