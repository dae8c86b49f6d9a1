"""Links as they are read: by day, by governorate, with and without details; and how a markaz is wired."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from models import Site
from rollout.details.saving import Did, save_many
from rollout.journal import record_many
from rollout.linking import Link, by_status, links, topologies
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.works import ItemState
from rollout.works.linking import LINKING, LinkStatus
from tests.factories import a_governorate, a_markaz, a_pair, a_site
from tests.rollout.details.making import did, path

DAY, FAULT_DAY, TODAY = date(2023, 5, 1), date(2023, 6, 1), date(2023, 7, 31)


def do(session: Session, site: Site, *dids: Did) -> None:
    save_many(session, [(site, "linking", one) for one in dids], today=TODAY, by=None)


def received(session: Session) -> Site:
    """A complex whose building was received, for only such a one is linked."""
    site = a_site(session)
    save_many(session, [(site, "handover", did("handover", "building", "provisional", DAY))], today=TODAY, by=None)
    return site


def a_live_line(session: Session) -> Site:
    site = received(session)
    a_pair(session, site)
    said = {
        "order": did("linking", "line", "order", DAY, speed="30", medium="fibre", body="المصرية للاتصالات"),
        "test": did("linking", "line", "test", DAY, measured="20.5", number="12/2023"),
    }
    do(session, site, *(said.get(one.step, one) for one in path("linking", "line", DAY)))
    return site


def of(found: list[Link], site: Site) -> Link:
    return next(link for link in found if link.site.id == site.id)


def test_a_line_is_read_with_its_particulars(session: Session) -> None:
    site = a_live_line(session)
    link = of(links(session, TODAY), site)
    assert (link.status, link.live_on, link.provider, link.medium, link.minutes) == (
        LinkStatus.LINKED, DAY, "المصرية للاتصالات", "fibre", "12/2023",
    )
    assert (link.contracted, link.measured, link.slow, link.next) == (Decimal(30), Decimal("20.5"), True, None)
    assert link.centre is not None
    assert not link.reported


def test_enough_is_not_slow(session: Session) -> None:
    site = a_site(session)
    do(session, site, did("linking", "line", "order", DAY, speed="30"), did("linking", "line", "test", DAY, measured="24"))
    assert not of(links(session, TODAY), site).slow


def test_a_blocker_is_no_provider(session: Session) -> None:
    site = a_site(session)
    do(session, site, did("linking", "line", "survey", DAY, body="المصرية للاتصالات"))
    do(session, site, did("linking", "line", "blocked", FAULT_DAY, body="المحافظة"))
    link = of(links(session, TODAY), site)
    assert link.provider == "المصرية للاتصالات"
    assert link.line.blocked


def test_every_day_has_its_own_status(session: Session) -> None:
    site = a_live_line(session)
    do(session, site, did("linking", "fault-1", "opened", FAULT_DAY))
    do(session, site, did("linking", "fault-1", "repaired", date(2023, 6, 3), hours="40"))
    told = [of(links(session, day), site) for day in (date(2023, 4, 30), DAY, FAULT_DAY, TODAY)]
    assert [link.status for link in told] == [
        LinkStatus.NOT_REQUESTED, LinkStatus.LINKED, LinkStatus.FAULTY, LinkStatus.LINKED,
    ]
    assert [len(link.open_faults) for link in told] == [0, 0, 1, 0]
    assert [link.hours_down for link in told] == [0, 0, 0, 40]


def test_what_only_a_sheet_told_counts_and_says_so(session: Session) -> None:
    site = received(session)
    record_many(session, [(site, News("linking", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    link = of(links(session, TODAY), site)
    assert (link.status, link.reported, link.live_on, link.number) == (LinkStatus.LINKED, True, DAY, "")


def test_the_numbers_are_those_of_the_position(session: Session) -> None:
    a_live_line(session)
    do(session, faulty := a_live_line(session), did("linking", "fault-1", "opened", FAULT_DAY))
    do(session, a_site(session), did("linking", "line", "order", DAY))
    reported = received(session)
    record_many(session, [(reported, News("linking", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    a_site(session)
    a_site(session, kind=Kind.FIXED_CENTRE)
    assert of(links(session, TODAY), faulty).status is LinkStatus.FAULTY
    sites = position(session, TODAY, kind=Kind.COMPLEX).sites
    numbers = by_status(links(session, TODAY))
    assert sum(numbers.values()) == len(sites) == 5
    assert numbers[LinkStatus.LINKED] + numbers[LinkStatus.FAULTY] == sum(site.states["linking"] is State.DONE for site in sites) == 3


def test_a_governorate_is_read_alone_and_a_foreign_one_not_at_all(session: Session) -> None:
    here, there = a_site(session), a_site(session, governorate="EG-KN")
    assert [link.site.id for link in links(session, TODAY, governorate="EG-KN")] == [there.id]
    own = frozenset({a_governorate(session).id})
    with limited(session, Scope(own, own)):
        assert [link.site.id for link in links(session, TODAY)] == [here.id]
        assert links(session, TODAY, governorate="EG-KN") == []


def test_an_empty_register_has_no_links(session: Session) -> None:
    assert links(session, TODAY) == []
    assert topologies([]) == []


def test_a_markaz_is_wired_with_its_centres(session: Session) -> None:
    markaz, other = a_markaz(session, name="ديروط"), a_markaz(session, name="القوصية")
    first, second, third = (a_site(session, markaz_id=markaz.id) for _number in range(3))
    elsewhere, lost = a_site(session, markaz_id=other.id), a_site(session, markaz_id=other.id)
    centre = a_site(session, kind=Kind.FIXED_CENTRE)
    for site in (first, second, elsewhere):
        a_pair(session, site, centre)
    gone = a_pair(session, lost)
    gone.centre.withdrawn_at = gone.centre.recorded_at
    session.flush()
    by_name = {topology.markaz: topology for topology in topologies(links(session, TODAY))}
    assert {name: [len(hub.links) for hub in one.hubs] for name, one in by_name.items()} == {"ديروط": [2], "القوصية": [1]}
    assert [link.site.id for link in by_name["ديروط"].unpaired] == [third.id]
    assert [link.site.id for link in by_name["القوصية"].unpaired] == [lost.id]


def a_link(number: int, markaz: str, centre: int | None) -> Link:
    site = SimpleNamespace(id=number, governorate="EG-AST", markaz_ar=markaz)
    pair = SimpleNamespace(centre=SimpleNamespace(id=centre, withdrawn_at=None)) if centre is not None else None
    line = ItemState("line", LINKING.kinds[0])
    return Link(cast(Any, site), LinkStatus.REQUESTED, line, [], Decimal(0), reported=False, pair=cast(Any, pair))


@given(st.lists(st.tuples(st.sampled_from(["", "ديروط", "أبنوب"]), st.sampled_from([None, 1, 2, 3]))))
def test_every_complex_stands_in_one_drawing_once(wired: list[tuple[str, int | None]]) -> None:
    found = [a_link(number, *each) for number, each in enumerate(wired)]
    drawn = topologies(found)
    assert sorted(link.site.id for topology in drawn for link in topology.links) == list(range(len(found)))
    for topology in drawn:
        assert all(link.site.markaz_ar == topology.markaz for link in topology.links)
        assert all(link.centre is None for link in topology.unpaired)
        assert len({hub.centre.id for hub in topology.hubs}) == len(topology.hubs)
        assert all(link.centre is not None and link.centre.id == hub.centre.id for hub in topology.hubs for link in hub.links)
