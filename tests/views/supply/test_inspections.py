"""Inspection minutes: what waits, parts of a receipt, every fault at its row, two people at one draft, and who may not close."""

import re

import pytest
from sqlalchemy import text

from tests.cast import ASSIUT, MINISTRY, QENA, READER, STOREKEEPER, account
from tests.supplies import ordered, received
from tests.views.counting import statements
from tests.views.supplying import COMMITTEE, TODAY, Goods, filled, goods, minutes
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)

EVERYTHING = {"accepted": 10}


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def receipt(house: House) -> Goods:
    return goods(house)


def test_what_waits_is_listed_with_its_place_supplier_and_days(officer: Visitor, receipt: Goods) -> None:
    page = officer.get("/inspections/?as_of=2023-07-11").text
    assert "مخزن أسيوط" in page
    assert "الشركة الموردة" in page
    assert "١٠ أيام" in page
    assert f"/inspections/new/{receipt.receipt}" in page
    assert "لا شيء ينتظر الفحص" in officer.get("/inspections/?as_of=2023-06-30").text


def test_what_waited_on_a_past_day_is_what_was_not_inspected_by_then(officer: Visitor, receipt: Goods) -> None:
    assert minutes(officer, receipt, EVERYTHING, {"accepted": 7}, day="2023-07-20").status_code == 303
    before, after = (officer.get(f"/inspections/?as_of={day}").text for day in ("2023-07-19", "2023-07-21"))
    assert "<b>١٠</b>" in before
    assert re.findall(r'<span class="waits-item">(.*?) <b>(.*?)</b>', after) == [("صنف 2", "٣")]


def test_the_list_asks_the_database_as_often_for_many_receipts_as_for_one(house: House, officer: Visitor) -> None:
    counts = []
    with house.records() as session:
        world = ordered(session)
        for _receipt in range(3):
            received(world, 2, 2)
            session.commit()
            officer.get("/inspections/")
            with statements() as asked:
                officer.get("/inspections/")
            counts.append(len(asked))
    assert counts[0] == counts[2] <= 25


def test_part_of_a_receipt_is_inspected_and_the_rest_goes_on_waiting(officer: Visitor, receipt: Goods) -> None:
    answer = minutes(officer, receipt, {"inspected": "٦", "accepted": "٤", "rejected": "٢", "reason": "خدوش"})
    assert answer.status_code == 303, answer.text
    [closed] = receipt.papers("inspection")
    assert (closed.state, closed.number, closed.facts) == ("closed", 1, {"decision": "٤٥", "decided_on": "2023-06-20"})
    [line] = closed.lines
    assert (line.quantity, line.accepted, line.rejected, line.short, line.reason) == (6, 4, 2, 0, "خدوش")
    form = officer.get(f"/inspections/new/{receipt.receipt}").text
    assert re.findall(r'data-waits="(\d+)"', form) == ["٤", "١٠"]


def test_what_was_inspected_is_the_sum_of_its_parts_where_it_is_not_typed(officer: Visitor, receipt: Goods) -> None:
    assert minutes(officer, receipt, {}, {"accepted": "7", "short": "1"}).status_code == 303
    [line] = receipt.papers("inspection")[0].lines
    assert (line.quantity, line.accepted, line.rejected, line.short) == (8, 7, 0, 1)


def test_accepting_all_fills_the_empty_rows_and_closes_nothing(officer: Visitor, receipt: Goods) -> None:
    answer = minutes(officer, receipt, {"inspected": "3", "accepted": "3"}, do="accept_all")
    assert answer.status_code == 200
    cells = filled(answer.text)
    assert [cells[f"{line}-accepted"] for line in receipt.lines] == ["3", "١٠"]
    assert receipt.papers("inspection") == []


def test_every_fault_stands_at_its_row_and_nothing_that_was_typed_is_lost(officer: Visitor, receipt: Goods) -> None:
    answer = minutes(
        officer, receipt, {"inspected": "6", "accepted": "3", "rejected": "2"}, {"inspected": "12", "accepted": "12"},
        decision="", **{"name-technical": "محمود عبد الله"},
    )
    assert answer.status_code == 422
    first, second = (re.search(rf'id="r-{line}-error".*?</p>', answer.text, re.DOTALL) for line in receipt.lines)
    assert first is not None
    assert "المقبول ٣ والمرفوض ٢" in first[0] or "٣" in first[0]
    assert "سبب" in first[0]
    assert second is not None
    assert "٢" in second[0]
    assert 'id="p-decision-error"' in answer.text
    assert 'id="p-name-technical-error"' in answer.text
    cells = filled(answer.text)
    assert (cells[f"{receipt.lines[0]}-accepted"], cells[f"{receipt.lines[1]}-inspected"]) == ("3", "12")
    assert receipt.papers("inspection") == []


@pytest.mark.parametrize("typed", ["خمسة", "2.5", "-1"])
def test_a_number_that_cannot_be_is_refused_at_its_row(officer: Visitor, receipt: Goods, typed: str) -> None:
    answer = minutes(officer, receipt, {"accepted": typed}, {"accepted": "11"})
    assert answer.status_code == 422
    assert all(f'id="r-{line}-error"' in answer.text for line in receipt.lines)
    assert filled(answer.text)[f"{receipt.lines[0]}-accepted"] == typed


def test_a_draft_is_kept_and_finished_later_by_somebody_else(house: House, officer: Visitor, receipt: Goods) -> None:
    answer = minutes(officer, receipt, {"inspected": "5", "accepted": "5"}, do="save", decision="")
    [draft] = receipt.papers("inspection")
    assert (answer.status_code, answer.location, draft.state) == (303, f"/papers/{draft.id}", "draft")
    assert f"/inspections/{draft.id}" in officer.get("/inspections/").text
    ministry = house.member(MINISTRY)
    page = ministry.get(f"/inspections/{draft.id}")
    form = {**filled(page.text), "decision": "٤٦", "do": "close"}
    assert ministry.post(f"/inspections/{draft.id}", form).status_code == 303
    [closed] = receipt.papers("inspection")
    assert (closed.id, closed.state, closed.facts["decision"]) == (draft.id, "closed", "٤٦")


def test_whoever_entered_the_receipt_cannot_close_its_minutes(house: House, officer: Visitor, receipt: Goods) -> None:
    with house.records() as session:  # as the officer himself had entered it
        session.execute(text("drop trigger paper_update_closed"))
        session.execute(text("update paper set recorded_by_id = :by where id = :id"),
                        {"by": account(session, ASSIUT).id, "id": receipt.receipt})
    page = officer.get(f"/inspections/new/{receipt.receipt}").text
    assert 'value="close"' not in page
    assert "ويقفله حساب آخر من لجنة المحافظة أو حساب الوزارة" in page
    answer = minutes(officer, receipt, EVERYTHING)
    assert answer.status_code == 422
    assert "من سجل إيصال" in answer.text or "إيصال" in answer.text
    assert receipt.papers("inspection") == []
    assert house.member(MINISTRY).get(f"/inspections/new/{receipt.receipt}").text.count('value="close"') == 1


def test_a_committee_of_another_governorate_does_not_see_the_receipt(house: House, receipt: Goods) -> None:
    assert house.member(QENA).get(f"/inspections/new/{receipt.receipt}").status_code == 404
    assert house.member(READER).get(f"/inspections/new/{receipt.receipt}").status_code == 403
    assert house.member(STOREKEEPER).get(f"/inspections/new/{receipt.receipt}").status_code == 403


def test_the_members_of_the_last_minutes_are_proposed(officer: Visitor, receipt: Goods) -> None:
    minutes(officer, receipt, EVERYTHING)
    cells = filled(officer.get(f"/inspections/new/{receipt.receipt}").text)
    assert {name: cells[name] for name in COMMITTEE} == COMMITTEE


def test_a_receipt_of_which_nothing_waits_leads_to_its_page(officer: Visitor, receipt: Goods) -> None:
    minutes(officer, receipt, EVERYTHING, EVERYTHING)
    answer = officer.get(f"/inspections/new/{receipt.receipt}")
    assert (answer.status_code, answer.location) == (303, f"/papers/{receipt.receipt}")


def test_a_committee_formed_after_the_minutes_is_refused(officer: Visitor, receipt: Goods) -> None:
    answer = minutes(officer, receipt, EVERYTHING, decided_on="2023-07-06")
    assert answer.status_code == 422
    assert 'id="p-decided_on-error"' in answer.text
    assert receipt.papers("inspection") == []
