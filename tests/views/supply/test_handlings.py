"""The short papers about what a site has, and the page of late deliveries."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import Asset
from rollout.supply.states import Held
from tests.cast import INSPECTOR, MINISTRY, QENA
from tests.views.stocking import DAY, Stock, units
from tests.views.visiting import House, Visitor

TODAY = date(2024, 1, 31)
"""A month after the orders of the tests were due."""
pytestmark = pytest.mark.on_day(TODAY)


def address(there: Stock, kind: str = "transfer") -> str:
    return f"/handlings/{kind}/{there.sites[0]}"


def typed(there: Stock, **values: Any) -> dict[str, Any]:
    told = {"day": DAY.isoformat(), "to_site": there.sites[1], "name-authority": "فاطمة كامل", f"{there.chairs}.stock-quantity": "4"}
    return {name: value for name, value in (told | values).items() if value is not None}


def test_a_transfer_moves_units_and_the_devices_that_are_ticked(house: House, officer: Visitor, there: Stock) -> None:
    answer = officer.post(address(there), typed(there, **{f"d{there.devices['SCR-2']}-stock": "y"}))
    assert answer.status_code == 303, answer.text
    assert units(house, there.site_ids[1], Held.STOCK) == {there.chairs: 4, there.screens: 1}
    with house.records() as session:
        moved = session.scalars(select(Asset.tag).where(Asset.site_id == there.site_ids[1]).order_by(Asset.tag))
        assert list(moved) == ["SCR-2", "SCR-4"]


def test_every_fault_stands_at_its_row(house: House, officer: Visitor, there: Stock) -> None:
    wrong = {f"{there.chairs}.stock-quantity": "11", f"{there.screens}.stock-quantity": "2", "name-authority": None}
    answer = officer.post(address(there), typed(there, **wrong))
    assert answer.status_code == 422
    assert f'id="r-{there.chairs}.stock-error"' in answer.text
    assert "p-name-authority-error" in answer.text
    right = {f"{there.screens}.stock-quantity": "2", "name-authority": None}
    answer = officer.post(address(there), typed(there, **right))
    assert f'id="r-{there.screens}.stock-error"' in answer.text  # which of the three devices is not said
    assert units(house, there.site_ids[1], Held.STOCK) == {}
    for missing in ({"to_site": ""}, {"to_site": "X-1"}, {"to_site": there.sites[0]}, {f"{there.chairs}.stock-quantity": None}):
        assert officer.post(address(there), typed(there, **missing)).status_code == 422


def test_between_governorates_only_a_national_post_transfers(house: House, officer: Visitor, there: Stock) -> None:
    away = typed(there, to_site=there.sites[2])
    refused = officer.post(address(there), away)
    assert refused.status_code == 422
    assert "p-to_site-error" in refused.text
    page = house.member(MINISTRY)
    assert f'value="{there.sites[2]}"' in page.get(address(there)).text
    assert f'value="{there.sites[2]}"' not in officer.get(address(there)).text
    assert page.post(address(there), away).status_code == 303
    assert units(house, there.site_ids[2], Held.STOCK) == {there.chairs: 4}


def test_return_and_restoration(house: House, officer: Visitor, there: Stock) -> None:
    sent = typed(there, to_site=None)
    assert officer.post(address(there, "return"), sent).status_code == 422
    assert officer.post(address(there, "return"), sent | {"note": "كسر في المسند"}).status_code == 303
    assert units(house, there.site_ids[0], Held.RETURNED) == {there.chairs: 4}
    page = officer.get(address(there, "restoration")).text
    assert '<option value="stock" selected>' in page
    back = {"day": DAY.isoformat(), f"{there.chairs}.returned-quantity": "3", f"{there.chairs}.returned-into": "installed"}
    assert officer.post(address(there, "restoration"), back).status_code == 303
    assert units(house, there.site_ids[0], Held.INSTALLED) == {there.chairs: 3}


def test_a_paper_for_which_nothing_lies_there_says_so(officer: Visitor, there: Stock) -> None:
    page = officer.get(address(there, "surplus_back"))
    assert page.status_code == 200
    assert f"/handlings/transfer/{there.sites[0]}" in page.text
    assert officer.get(address(there, "inspection")).status_code == 404


def test_only_those_who_report_for_the_site_may(house: House, there: Stock) -> None:
    assert house.member(INSPECTOR).get(address(there)).status_code == 403
    assert house.member(QENA).get(address(there)).status_code == 404


def test_late_deliveries_by_order_line_and_site(house: House, officer: Visitor, there: Stock) -> None:
    page = officer.get("/deliveries/late/").text
    assert page.count(f"/contract/sites/{there.sites[0]}") == 2  # ten chairs and seventeen devices are still to come
    assert "متأخر ٣١ يومًا" in page
    assert there.sites[0] not in house.member(QENA).get("/deliveries/late/").text
    assert "لا يوجد متأخر" in officer.get("/deliveries/late/?as_of=2023-12-31").text
    rows = officer.get("/deliveries/late/export").text.splitlines()
    assert [row.split(",")[-2:] for row in rows[1:]] == [["17", "8160000"], ["10", "1500000"]]
