"""The page of a paper and what follows from it: from the delivery through part of an inspection to the replacement of two desks."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContractLine, Evidence, Paper, Site, Store, Supplier
from rollout.ledger.figures import figures
from rollout.supply.states import Measure
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.views.counting import statements
from tests.views.supplying import TODAY, Goods, filled, goods, minutes, next_form
from tests.views.telling import a_photo
from tests.views.visiting import House, Visitor
from tests.views.widening import also_sees

pytestmark = pytest.mark.on_day(TODAY)

HEAD_OF_STORES = {"name-authority": "سعاد حلمي"}
TWO_DESKS = ({"accepted": "8", "rejected": "2", "reason": "كسر في القرص"}, {"accepted": "6"})


@pytest.fixture
def officer(house: House, receipt: Goods) -> Visitor:
    return house.member(ASSIUT)


@pytest.fixture
def receipt(house: House) -> Goods:
    return goods(house)


def last(receipt: Goods, kind: str) -> Paper:
    return receipt.papers(kind)[-1]


def totals(receipt: Goods, line: str = "I-1") -> list[Any]:
    return receipt.world(lambda session: [figures(session, None, TODAY)[line].units[measure] for measure in Measure])


def address_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_the_whole_path_of_a_delivery_of_which_two_desks_are_rejected(officer: Visitor, receipt: Goods) -> None:
    inspection = address_of(minutes(officer, receipt, *TWO_DESKS))
    page = officer.get(inspection).text
    assert [mark in page for mark in ("مقبول جزئيًا", "كسر في القرص", "١٢/٢٠٢٣/٠٠٠١")] == [True] * 3
    number = int(inspection.rpartition("/")[2])
    assert re.findall(r'href="/papers/\d+/next/(\w+)"', page) == ["addition", "rejection", "counter"]

    added = address_of(next_form(officer, number, "addition"))
    assert [line.quantity for line in last(receipt, "addition").lines] == [8, 6]
    assert "next/addition" not in officer.get(inspection).text

    assert next_form(officer, number, "rejection").status_code == 422, "a letter is signed by somebody"
    address_of(next_form(officer, number, "rejection", **HEAD_OF_STORES))
    letter = last(receipt, "rejection")
    assert letter.day == last(receipt, "inspection").day
    assert (letter.due_on - letter.day).days == 7
    assert letter.supplier_id is not None
    address_of(next_form(officer, letter.id, "withdrawal", **{"name-supplier": "عادل سمير"}))
    address_of(next_form(officer, letter.id, "replacement", own_number="ب-٧"))
    note = last(receipt, "replacement")
    assert [(line.quantity, line.drawn, line.about_id) for line in note.lines] == [(2, "withdrawn", letter.lines[0].id)]
    assert totals(receipt) == [100, 10, 8, 8, 2 - 2, 0, 8]
    assert f'href="/papers/{letter.id}"' in officer.get(f"/papers/{note.id}").text
    assert f'href="/papers/{note.id}"' in officer.get(f"/papers/{letter.id}").text

    issued = address_of(next_form(officer, int(added.rpartition("/")[2]), "issue", **{"name-receiver": "نبيل فهمي"}))
    installed = address_of(next_form(
        officer, int(issued.rpartition("/")[2]), "installation", **{"name-supplier": "عادل سمير", "name-site_manager": "هالة رشدي"},
    ))
    address_of(next_form(officer, int(installed.rpartition("/")[2]), "service"))
    assert totals(receipt)[5] == 8
    assert "next/service" not in officer.get(installed).text


def test_correction_takes_back_part_of_what_was_accepted(officer: Visitor, receipt: Goods) -> None:
    number = int(address_of(minutes(officer, receipt, *TWO_DESKS)).rpartition("/")[2])
    page = officer.get(f"/papers/{number}/next/counter")
    assert filled(page.text)["day"] == TODAY.isoformat(), "a correction is of the day on which it is made"
    cells = {name: value for name, value in filled(page.text).items() if name.endswith("-quantity")}
    line = last(receipt, "inspection").lines[0].id
    assert set(cells.values()) == {""}
    assert {f"{line}.accepted-quantity", f"{line}.rejected-quantity"} < set(cells)
    answer = next_form(officer, number, "counter", **{f"{line}.accepted-quantity": "3", "name-authority": "وكيل الوزارة"})
    address_of(answer)
    assert totals(receipt)[:4] == [100, 10, 10, 5]
    [told] = last(receipt, "counter").lines
    assert (told.quantity, told.drawn, told.about_id) == (3, "accepted", line)


def test_every_fault_of_a_next_paper_stands_at_its_row(officer: Visitor, receipt: Goods) -> None:
    number = int(address_of(minutes(officer, receipt, *TWO_DESKS)).rpartition("/")[2])
    first, second = (line.id for line in last(receipt, "inspection").lines)
    answer = next_form(officer, number, "addition", **{
        f"{first}-quantity": "9", f"{second}-quantity": "سبعة", "name-storekeeper": "", "day": "2023-07-04",
    })
    assert answer.status_code == 422
    assert [f'id="r-{line}-error"' in answer.text for line in (first, second)] == [True, True]
    assert 'id="p-name-storekeeper-error"' in answer.text
    assert filled(answer.text)[f"{second}-quantity"] == "سبعة"
    assert receipt.papers("addition") == []


def test_a_paper_that_cannot_follow_is_not_there(officer: Visitor, receipt: Goods) -> None:
    number = int(address_of(minutes(officer, receipt, *TWO_DESKS)).rpartition("/")[2])
    assert officer.get(f"/papers/{number}/next/withdrawal").status_code == 404
    assert officer.get(f"/papers/{number}/next/nothing").status_code == 404
    assert officer.get(f"/papers/{receipt.receipt}/next/inspection").location == f"/inspections/new/{receipt.receipt}"


def test_a_draft_is_dropped_and_stays_on_file(officer: Visitor, receipt: Goods) -> None:
    minutes(officer, receipt, {"accepted": "1"}, do="save")
    draft = last(receipt, "inspection")
    assert officer.post(f"/papers/{draft.id}/drop", {"version": "99"}).status_code == 409
    assert officer.post(f"/papers/{draft.id}/drop", {"version": str(draft.row_version)}).status_code == 303
    assert last(receipt, "inspection").state == "dropped"
    assert f"/papers/{draft.id}" not in officer.get("/papers/").text
    assert f"/papers/{draft.id}" in officer.get("/papers/?state=dropped").text
    assert officer.post(f"/papers/{receipt.receipt}/drop", {"version": "1"}).status_code == 409


def test_a_scan_of_the_signed_paper_is_kept_once_and_leads_back_to_it(house: House, officer: Visitor, receipt: Goods) -> None:
    address = f"/papers/{receipt.receipt}"
    for _time in range(2):
        answer = officer.post(f"{address}/scans", {"evidence": (a_photo(), "إيصال.png")}, content_type="multipart/form-data")
        assert answer.location == f"{address}#scans"
    [scan] = receipt.world(lambda session: [(row.id, row.paper_id) for row in session.query(Evidence)])
    assert scan[1] == receipt.receipt
    assert "إيصال.png" in officer.get(address).text
    assert address in officer.get(f"/evidence/{scan[0]}/about").text
    answer = officer.post(f"/evidence/{scan[0]}/replace", {"evidence": (a_photo("blue"), "أوضح.png"), "reason": "غير مقروء"},
                          content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "أوضح.png" in officer.get(address).text
    assert officer.post(f"{address}/scans", {}, content_type="multipart/form-data").status_code == 422


@pytest.mark.parametrize(("asked", "found"), [
    ("kind=receipt", ["receipt"]), ("kind=inspection", []), ("governorate=EG-AST&kind=delivery", ["delivery"]),
    ("first=2023-07-01", ["receipt", "delivery"]), ("last=2023-06-03", ["order"]), ("number=1&kind=order", ["order"]),
    ("number=٢٠٢٣/٠٠٠١&kind=order", ["order"]), ("number=2022/1&kind=order", []), ("state=draft", []),
])
def test_papers_are_found_by_what_is_known_of_them(officer: Visitor, receipt: Goods, asked: str, found: list[str]) -> None:
    page = officer.get(f"/papers/?{asked}").text
    kinds = {paper.id: paper.kind for paper in receipt.papers()}
    assert [kinds[int(number)] for number in re.findall(r'href="/papers/(\d+)"', page)] == found


def test_papers_are_found_by_store_and_supplier(officer: Visitor, receipt: Goods) -> None:
    page = officer.get(f"/papers/?store={receipt.store}").text
    assert re.findall(r'href="/papers/(\d+)"', page) == [str(receipt.receipt)]
    [note] = receipt.papers("delivery")
    page = officer.get(f"/papers/?supplier={note.supplier_id}").text
    assert re.findall(r'href="/papers/(\d+)"', page) == [str(receipt.receipt), str(note.id)]
    assert officer.get("/papers/?supplier=999").status_code == 404
    assert officer.get("/papers/?kind=nothing").status_code == 400


def test_who_sees_a_paper_and_who_writes(house: House, receipt: Goods) -> None:
    [order] = receipt.papers("order")
    [signing] = receipt.papers("signing")
    answers = {member.name: [house.member(member).get(f"/papers/{number}").status_code for number in (order.id, signing.id)]
               for member in (MINISTRY, ASSIUT, QENA, READER)}
    assert answers == {"ministry": [200, 200], "assiut": [200, 404], "qena": [404, 404], "reader": [200, 404]}
    assert "next/counter" not in house.member(READER).get(f"/papers/{order.id}").text
    assert house.member(READER).get(f"/papers/{order.id}/next/counter").status_code == 403


def test_the_list_asks_the_database_as_often_for_many_papers_as_for_few(officer: Visitor, receipt: Goods) -> None:
    officer.get("/papers/")
    with statements() as few:
        officer.get("/papers/?kind=receipt")
    with statements() as many:
        officer.get("/papers/")
    assert len(few) == len(many) <= 25


def test_a_neighbour_who_only_looks_changes_nothing(house: House, officer: Visitor, receipt: Goods) -> None:
    address_of(minutes(officer, receipt, *TWO_DESKS))
    person = last(receipt, "inspection").signatories[0].id
    also_sees(house, QENA)
    neighbour, number = house.member(QENA), last(receipt, "inspection").id
    page = neighbour.get(f"/papers/{number}")
    assert (page.status_code, "/next/" in page.text, "/sign" in page.text) == (200, False, False)
    for address in (f"/papers/{number}/next/addition", f"/papers/signatories/{person}/sign", f"/inspections/new/{receipt.receipt}"):
        assert neighbour.get(address).status_code == 403
        assert neighbour.post(address).status_code == 403
    assert [neighbour.post(f"/papers/{number}/{what}").status_code for what in ("drop", "scans")] == [403, 403]


def test_the_page_of_a_paper_asks_as_often_for_many_rows_as_for_one(officer: Visitor, receipt: Goods) -> None:
    counts = []
    for rows in (({"accepted": "1"},), ({"accepted": "1"}, {"accepted": "1"})):
        address = address_of(minutes(officer, receipt, *rows))
        officer.get(address)
        with statements() as asked:
            officer.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


def test_the_page_of_a_closed_paper_keeps_its_names(officer: Visitor, receipt: Goods) -> None:
    inspection = address_of(minutes(officer, receipt, *TWO_DESKS))
    before = officer.get(inspection).text

    def rename(session: Session) -> None:
        for model in (ContractLine, Supplier, Site, Store):
            for row in session.scalars(select(model)):
                row.name_ar = "اسم آخر"
        session.commit()

    receipt.world(rename)
    assert officer.get(inspection).text.count("اسم آخر") == before.count("اسم آخر") == 0


def test_the_deadline_of_a_letter_follows_its_day_and_is_never_later(officer: Visitor, receipt: Goods) -> None:
    inspection = int(address_of(minutes(officer, receipt, *TWO_DESKS)).rpartition("/")[2])
    late = next_form(officer, inspection, "rejection", day="2023-07-06", due_on="2023-07-14", **HEAD_OF_STORES)
    assert late.status_code == 422
    assert "غايتها ١٣ يوليو ٢٠٢٣" in late.text
    address_of(next_form(officer, inspection, "rejection", day="2023-07-08", due_on="", **HEAD_OF_STORES))
    assert last(receipt, "rejection").due_on == date(2023, 7, 15)


def test_what_nobody_signed_by_hand_is_told_and_found(officer: Visitor, receipt: Goods) -> None:
    inspection = address_of(minutes(officer, receipt, *TWO_DESKS))
    assert "لم يوقّع بعد" in officer.get(inspection).text
    asked = "/papers/?kind=inspection&state=unsigned&number=12/2023/0001"
    assert f'href="{inspection}"' in officer.get(asked).text
    assert "<bdi>١٢/٢٠٢٣/٠٠٠١</bdi>" in officer.get(asked).text
    officer.post(f"{inspection}/scans", {"evidence": (a_photo(), "محضر.png")}, content_type="multipart/form-data")
    assert "لم يوقّع بعد" not in officer.get(inspection).text
    assert f'href="{inspection}"' not in officer.get(asked).text
