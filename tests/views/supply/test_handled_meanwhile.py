"""Two people who write short papers about one site: papers are added, so nothing is put together, but all that happened is told."""

from datetime import date

import pytest

from rollout.supply.states import Held
from tests.cast import MINISTRY
from tests.views.met import filled
from tests.views.stocking import Stock, units
from tests.views.supply.test_handlings import address, typed
from tests.views.visiting import House, Visitor

TODAY = date(2024, 1, 31)
pytestmark = pytest.mark.on_day(TODAY)


def opened(visitor: Visitor, there: Stock) -> dict[str, str]:
    return {name: value for name, value in filled(visitor.get(address(there))).items() if name == "opened"}


def test_what_was_closed_meanwhile_is_named_and_what_was_typed_stays(house: House, officer: Visitor, there: Stock) -> None:
    mine = typed(there, **opened(officer, there), **{f"{there.chairs}.stock-quantity": "8"})
    other = house.member(MINISTRY).post(address(there), typed(there))
    assert other.status_code == 303, other.text
    answer = officer.post(address(there), mine)
    assert answer.status_code == 422
    assert f'href="{other.location}"' in answer.text
    assert "منذ أن فتحت النموذج" in answer.text
    assert f'name="{there.chairs}.stock-quantity"' in answer.text
    assert 'value="8"' in answer.text
    again = officer.post(address(there), mine | {name: value for name, value in filled(answer).items() if name == "opened"})
    assert "منذ أن فتحت النموذج" not in again.text, "it is told once"
    assert units(house, there.site_ids[1], Held.STOCK) == {there.chairs: 4}


def test_a_fault_of_ones_own_names_nobody_elses_paper(house: House, officer: Visitor, there: Stock) -> None:
    house.member(MINISTRY).post(address(there), typed(there))
    for said in (opened(officer, there), {"opened": "x"}, {"opened": "2024-01-01"}, {}):
        answer = officer.post(address(there), typed(there, **said, **{f"{there.chairs}.stock-quantity": "80"}))
        assert answer.status_code == 422
        assert "منذ أن فتحت النموذج" not in answer.text


def test_a_row_that_went_meanwhile_is_not_left_out_in_silence(house: House, officer: Visitor, there: Stock) -> None:
    mine = typed(there, **opened(officer, there), **{f"{there.screens}.stock-quantity": "3"})
    every = {f"d{device}-stock": "y" for device in there.devices.values()}
    taken = typed(there, **every, **{f"{there.chairs}.stock-quantity": None, f"{there.screens}.stock-quantity": "3"})
    assert house.member(MINISTRY).post(address(there), taken).status_code == 303
    answer = officer.post(address(there), mine)
    assert answer.status_code == 422
    assert "لم يعد هنا شيء من هذا الصنف: شاشة" in answer.text
    assert units(house, there.site_ids[1], Held.STOCK)[there.screens] == 3
    assert there.chairs not in units(house, there.site_ids[1], Held.STOCK)


def test_where_nothing_is_left_all_that_was_typed_is_shown(house: House, officer: Visitor, there: Stock) -> None:
    mine = typed(there, **opened(officer, there), note="إلى المخزن الجديد")
    every = {f"d{device}-stock": "y" for device in there.devices.values()}
    taken = typed(there, **every, **{f"{there.chairs}.stock-quantity": "10", f"{there.screens}.stock-quantity": "3"})
    assert house.member(MINISTRY).post(address(there), taken).status_code == 303
    answer = officer.post(address(there), mine)
    assert answer.status_code == 409
    for words in ("لم يعد في الموقع شيء", "إلى المخزن الجديد", "كرسي", "فاطمة كامل"):
        assert words in answer.text, words
