"""The meters of a governorate: what each site has, totals that add up, and the estimates that wait for whoever pays them."""

import re
from datetime import date

import pytest

from models import Site
from rollout.details.saving import save_many
from rollout.journal import record
from rollout.meters import meters, places, totals, unpaid_of
from rollout.rules import News
from rollout.stages import State
from rollout.works.utilities import MeterStatus
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.views.conftest import FOREIGN, OWN
from tests.views.visiting import House

DAY = date(2023, 9, 1)
ON = {"as_of": DAY.isoformat()}
TODAY = date(2023, 12, 1)


@pytest.fixture
def metered(house: House) -> House:
    """A received building of Assiut: water runs, gas does not apply, the electricity's estimate is unpaid, the telephone stands still."""
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, OWN))
        told = [("handover", one) for one in path("handover", "building", date(2023, 7, 10), until="provisional")]
        told += [("utilities", one) for one in (
            *path("utilities", "water", date(2023, 7, 20)), did("utilities", "gas", "not_applicable", date(2023, 7, 20)),
            did("utilities", "electricity", "estimate", date(2023, 7, 25), amount=12_345_600, payer="initiative", number="م/٧"),
            did("utilities", "telephone", "request", date(2023, 7, 25)), did("utilities", "telephone", "blocked", date(2023, 7, 26)),
        )]
        save_many(session, [(site, area, one) for area, one in told], today=TODAY, by=None)
    return house


def test_each_utility_counts_once_in_its_status(metered: House) -> None:
    with metered.records() as session:
        rows = meters(session, DAY, OWN)
        found = totals(rows)
        assert {key: meter.status for key, meter in rows[0].meters.items()} == {
            "electricity": MeterStatus.UNDER_WAY, "water": MeterStatus.IN_SERVICE, "sewerage": MeterStatus.NOT_STARTED,
            "gas": MeterStatus.NOT_APPLICABLE, "telephone": MeterStatus.STOPPED, "internet": MeterStatus.NOT_STARTED,
        }
        assert (rows[0].in_service, rows[0].wanted) == (1, 5)
        assert all(sum(count.numbers.values()) == len(rows) for count in found.values())
        assert {key for key, count in found.items() if count.late} == {"electricity", "sewerage", "telephone", "internet"}


def test_an_estimate_is_unpaid_until_something_follows_it(metered: House) -> None:
    with metered.records() as session:
        [owed] = unpaid_of(meters(session, DAY, OWN))
        assert (owed.item.key, owed.amount, owed.payer, owed.since) == ("electricity", 12_345_600, "initiative", date(2023, 7, 25))
        place = places(session, DAY)[OWN]
        assert (place.complexes, place.in_service, place.excused) == (1, {"water": 1}, {"gas": 1})
        assert (place.unpaid, place.owed) == (1, 12_345_600)
        site = session.get_one(Site, metered.site_id(session, OWN))
        paid = did("utilities", "electricity", "payment", date(2023, 8, 1), amount=12_345_600, number="٩")
        save_many(session, [(site, "utilities", paid)], today=TODAY, by=None)
        assert not unpaid_of(meters(session, DAY, OWN))
        assert places(session, DAY)[OWN].unpaid == 0
        assert places(session, date(2023, 7, 31))[OWN].unpaid == 1, "as of an earlier day it still waited"


def test_what_a_sheet_reported_is_counted_beside_and_not_late(house: House) -> None:
    with house.records() as session:
        site = a_site(session, governorate="EG-SHG")
        save_many(
            session, [(site, "handover", one) for one in path("handover", "building", date(2023, 7, 10), until="provisional")],
            today=TODAY, by=None,
        )
        record(session, site, News("utilities", State.IN_PROGRESS, date(2023, 8, 1), 4, 6), today=TODAY, source="import")
        [row] = meters(session, DAY, "EG-SHG")
        assert (row.in_service, row.reported) == (0, 4)
        assert not any(meter.days_late for meter in row.meters.values())


def test_the_page_of_a_governorate(metered: House) -> None:
    page = metered.member(MINISTRY).get(f"/meters/{OWN}", query_string=ON).text
    assert "١٢٣٬٤٥٦ جنيهًا" in page
    assert "ميزانية المبادرة" in page
    assert page.count("is-late") == 4
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    lines = [[int(n) for n in re.findall(r"<td[^>]*>([٠-٩]+)<", line)] for line in foot.split("</tr>")[:5]]
    assert all(sum(line[:6]) == line[6] for line in lines)
    assert [sum(line[at] for line in lines) for at in range(6)] == [1] * 6


@pytest.mark.parametrize(
    ("asked", "rows"),
    [({}, 1), ({"status": "late"}, 1), ({"status": "unpaid"}, 1), ({"status": "unpaid", "utility": "water"}, 0),
     ({"status": "in_service", "utility": "water"}, 1), ({"status": "in_service", "utility": "gas"}, 0), ({"markaz": "آخر"}, 0)],
)
def test_filters(metered: House, asked: dict[str, str], rows: int) -> None:
    assert metered.member(MINISTRY).get(f"/meters/{OWN}", query_string=ON | asked).text.count('class="site-name"') == rows


@pytest.mark.parametrize("asked", [{"status": "moon"}, {"utility": "moon"}])
def test_what_the_page_never_offers_is_refused(house: House, asked: dict[str, str]) -> None:
    assert house.member(MINISTRY).get(f"/meters/{OWN}", query_string=asked).status_code == 400


def test_whose_governorate_it_is(metered: House) -> None:
    assert metered.member(ASSIUT).get("/meters/", query_string=ON).location == f"/meters/{OWN}?as_of={DAY}"
    assert metered.member(QENA).get(f"/meters/{OWN}").status_code == 404
    assert metered.member(ASSIUT).get(f"/meters/{FOREIGN}").status_code == 404
    whole = metered.member(MINISTRY).get("/meters/", query_string=ON).text
    assert f'href="/meters/{OWN}?as_of=2023-09-01"' in whole
    assert "١٢٣٬٤٥٦" in whole


def test_only_who_reports_may_enter_a_reply(house: House) -> None:
    assert "/meters/reply" in house.member(ASSIUT).get(f"/meters/{OWN}").text
    assert "/meters/reply" not in house.member(READER).get(f"/meters/{OWN}").text
    assert house.member(READER).get("/meters/reply").status_code == 403
    assert "/meters/reply" in house.member(MINISTRY).get("/meters/").text
    assert "/meters/reply" not in house.member(INSPECTOR).get("/meters/").text, "the inspector sees two governorates and reports for none"
