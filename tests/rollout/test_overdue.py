"""What is open and what is overdue, of every site at once, on any day, as it was known then."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from models import CentrePair, Site
from rollout.details.reading import steps_of
from rollout.details.saving import Did, save_many
from rollout.journal import record
from rollout.overdue import UNNAMED, OpenItem, open_items, overdue, still_open
from rollout.parameters import parameters
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.works import AREAS, items_of
from rollout.works.offices import PARTNERS
from tests.factories import a_governorate, a_site
from tests.rollout.details.making import did, path
from tests.views.counting import statements

TODAY = date(2023, 12, 1)
DAY = date(2023, 11, 1)
RECEIVED = date(2023, 7, 10)


def received(session: Session, **values: str) -> Site:
    site = a_site(session, **values)  # type: ignore[arg-type]
    say(session, site, "handover", path("handover", "building", RECEIVED, until="provisional"))
    return site


def say(session: Session, site: Site, area: str, dids: Sequence[Did]) -> None:
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)


def by_item(found: list[OpenItem]) -> dict[str, OpenItem]:
    return {one.item: one for one in found}


def test_the_meters_of_a_received_building_are_overdue_after_a_month(session: Session) -> None:
    site = received(session)
    found = by_item(overdue(session, DAY, areas=["utilities"]))
    assert set(found) == {"electricity", "water", "sewerage", "gas", "telephone", "internet"}
    water = found["water"]
    assert (water.site, water.due_on, water.days_late) == (site.code, date(2023, 8, 9), (DAY - date(2023, 8, 9)).days)
    assert (water.step, water.since, water.directive) == ("request", RECEIVED, True)
    assert not overdue(session, date(2023, 8, 9), areas=["utilities"]), "on its last day it is not late yet"
    assert len(overdue(session, date(2023, 8, 10), areas=["utilities"])) == 6


def test_a_building_that_is_not_received_makes_nothing_else_late(session: Session) -> None:
    a_site(session)
    assert {one.area for one in overdue(session, DAY)} == {"training"}, "the day of the training target stands by itself"
    assert not [one for one in open_items(session, DAY, areas=["utilities", "linking", "offices"]) if one.due_on]


def test_what_is_finished_or_does_not_apply_is_not_open(session: Session) -> None:
    site = received(session)
    say(session, site, "utilities", path("utilities", "water", date(2023, 8, 1)))
    say(session, site, "utilities", [did("utilities", "gas", "not_applicable", date(2023, 8, 1))])
    assert set(by_item(open_items(session, DAY, areas=["utilities"]))) == {"electricity", "sewerage", "telephone", "internet"}


def test_it_says_what_stops_an_item_and_until_when(session: Session) -> None:
    site = received(session)
    say(session, site, "utilities", [
        did("utilities", "water", "request", date(2023, 8, 1)),
        did("utilities", "water", "blocked", date(2023, 8, 3), note="لا شبكة بالقرية", body="شركة المياه", expected_on=date(2023, 12, 1)),
    ])
    water = by_item(open_items(session, DAY, areas=["utilities"]))["water"]
    assert (water.blocked, water.owner, water.expected_on) == ("لا شبكة بالقرية", "شركة المياه", date(2023, 12, 1))
    assert (water.since, water.waiting_days, water.step) == (date(2023, 8, 1), 92, "inspection")
    assert water.due_on == date(2023, 8, 9), "what somebody expects moves no deadline"


def test_what_was_refused_says_why_and_asks_for_a_new_inspection(session: Session) -> None:
    site = a_site(session)
    say(session, site, "handover", [
        did("handover", "building", "appointment", date(2023, 5, 1), expected_on=date(2023, 5, 9)),
        did("handover", "building", "rejected", date(2023, 5, 9), note="تسرب بالسقف"),
    ])
    found = by_item(open_items(session, date(2023, 7, 1), areas=["handover"]))["building"]
    assert (found.step, found.blocked, found.since) == ("appointment", "تسرب بالسقف", date(2023, 5, 9))


def test_an_earlier_day_and_an_earlier_knowledge_see_what_was_open_then(session: Session) -> None:
    site = received(session)
    before = datetime.now(UTC)
    say(session, site, "utilities", path("utilities", "water", date(2023, 8, 20)))
    assert "water" not in by_item(overdue(session, DAY, areas=["utilities"]))
    assert "water" in by_item(overdue(session, date(2023, 8, 19), areas=["utilities"]))
    assert "water" in by_item(overdue(session, DAY, before, areas=["utilities"]))


def test_what_a_sheet_reported_without_details_is_not_asked_for_again(session: Session) -> None:
    whole, part = received(session), received(session)
    record(session, whole, News("utilities", State.DONE, date(2023, 8, 1), 6, 6), today=TODAY, source="import")
    record(session, part, News("utilities", State.IN_PROGRESS, date(2023, 8, 1), 4, 6), today=TODAY, source="import")
    found = overdue(session, DAY, areas=["utilities"])
    assert [(one.site, one.item) for one in found] == [(part.code, UNNAMED)]
    assert found[0].item_label.values == {"number": 2}


def test_the_warranty_and_a_late_snag_of_a_received_building(session: Session) -> None:
    site = received(session)
    say(session, site, "handover", [did("handover", "snag-1", "listed", RECEIVED, expected_on=date(2023, 8, 1))])
    found = by_item(open_items(session, DAY, areas=["handover"]))
    assert (found["snag-1"].days_late, found["building"].due_on) == (92, date(2024, 7, 10))
    assert found["building"].days_late == 0


def test_the_first_step_of_operation_is_asked_for_when_the_gates_are_open(session: Session) -> None:
    received(session)
    assert not open_items(session, DAY, areas=["service"])
    site = received(session)
    for stage in ("utilities", "linking", "furnishing", "training"):
        record(session, site, News(stage, State.DONE, date(2023, 8, 1)), today=TODAY, source="import")
    [found] = open_items(session, DAY, areas=["service"])
    assert (found.site, found.step, found.due_on) == (site.code, "check", None)


def test_one_governorate_or_one_area_only(session: Session) -> None:
    received(session)
    other = received(session, governorate="EG-KN")
    assert {one.site for one in overdue(session, DAY, governorate="EG-KN")} == {other.code}
    assert {one.area for one in overdue(session, DAY, areas=["linking"])} == {"linking"}
    assert {one.site for one in open_items(session, DAY, site_ids=[other.id])} == {other.code}


def test_nobody_sees_what_is_overdue_elsewhere(session: Session) -> None:
    received(session)
    code = received(session, governorate="EG-KN").code
    place = frozenset({a_governorate(session, "EG-KN").id})
    session.commit()
    with limited(session, Scope(view=place, capture=frozenset())):
        assert {one.site for one in overdue(session, DAY)} == {code}


def test_a_withdrawn_site_is_not_asked_for(session: Session) -> None:
    site = received(session)
    site.withdrawn_at = datetime.now(UTC) - timedelta(seconds=1)
    session.flush()
    assert not overdue(session, DAY)


def test_the_longest_overdue_come_first_in_as_many_statements_for_any_number_of_sites(session: Session) -> None:
    def asked() -> int:
        with statements() as seen:
            found = overdue(session, DAY)
        assert [one.days_late for one in found] == sorted((one.days_late for one in found), reverse=True)
        return len(seen)

    received(session)
    few = asked()
    for _number in range(5):
        received(session)
    assert asked() == few <= 12


def test_leaving_out_how_finished_items_got_there_changes_nothing(session: Session) -> None:
    site, other = received(session), received(session)
    centre = a_site(session, kind=Kind.FIXED_CENTRE)
    session.add(CentrePair(complex_id=site.id, centre_id=centre.id, governorate_id=site.governorate_id))
    for area, item, until in (
        ("utilities", "water", None), ("utilities", "electricity", "payment"), ("linking", "line", None), ("offices", "post", None),
        ("offices", "justice", "line"),
    ):
        say(session, site, area, path(area, item, date(2023, 8, 1), until=until))
    say(session, site, "utilities", [did("utilities", "gas", "not_applicable", date(2023, 8, 1))])
    say(session, site, "linking", [did("linking", f"fault-{n}", "opened", date(2023, 8, 2)) for n in (1, 2)])
    say(session, site, "linking", [did("linking", "fault-1", "repaired", date(2023, 8, 3))])
    say(session, other, "handover", [
        *(did("handover", f"snag-{n}", "listed", RECEIVED, expected_on=date(2023, 8, 1)) for n in (1, 2)),
        did("handover", "snag-1", "closed", date(2023, 8, 2)),
    ])
    final = a_site(session)
    say(session, final, "handover", [
        did("handover", "building", "provisional", RECEIVED, count=1),
        *(did("handover", "building", step, date(2023, 9, 1)) for step in ("transfer", "final")),
    ])
    ready = received(session)
    say(session, ready, "offices", [one for body in PARTNERS for one in path("offices", body, date(2023, 8, 1))])
    say(session, ready, "offices", path("offices", "planning", date(2023, 8, 1))[:1])
    sites = position(session, DAY, kind=Kind.COMPLEX).sites
    items = {key: items_of(AREAS[key[1]], steps) for key, steps in steps_of(session, as_of=DAY).items()}
    whole = list(still_open(sites, AREAS.values(), items, parameters(session, DAY), DAY))
    found = open_items(session, DAY)
    assert [(one.site, one.area, one.item, one.step, one.owner, one.due_on) for one in found] == [
        (one.site, one.area, one.item, one.step, one.owner, one.due_on) for one in whole
    ]
    open_here = {(one.site, one.item) for one in found}
    assert {(site.code, "fault-2"), (site.code, "justice"), (other.code, "snag-2"), (other.code, "building")} <= open_here
    assert (ready.code, "planning") not in open_here, "the stage is over"
    assert not {(site.code, "fault-1"), (site.code, "water"), (final.code, "building"), (other.code, "snag-1")} & open_here
