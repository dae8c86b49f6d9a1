"""Signing, varying, allotting, kits and closing on the contract's pages."""

import io
import re
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Contract, ContractLine, Kit, KitPart, Lot, Paper
from rollout.clock import today
from rollout.ledger.varying import varied
from rollout.supply.variations import Varied
from tests.cast import ASSIUT, MINISTRY, READER, STOREKEEPER
from tests.supplies import ordered, received
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor

APPROVED = {"approval-authority": "مجلس الوزراء", "approval-number": "١٢٣", "approval-on": "2023-10-20"}
DAY = {"day": "2023-11-01", "note": "قرار رقم ٤"}


@pytest.fixture
def supplied(house: House) -> House:
    """A hundred of each of two items; ten of each ordered for the first site, AST-700."""
    with house.records() as session:
        world = ordered(session)
        world.sites[0].code, world.sites[1].code = "AST-700", "AST-701"
    return house


@pytest.fixture
def visitor(supplied: House) -> Visitor:
    return supplied.member(STOREKEEPER)


def lines(house: House) -> list[int]:
    with house.records() as session:
        return list(session.scalars(select(ContractLine.id).order_by(ContractLine.position, ContractLine.id)))


def papers(house: House, kind: str) -> list[Paper]:
    with house.records() as session:
        found = list(session.scalars(select(Paper).where(Paper.kind == kind).order_by(Paper.id)))
        session.expunge_all()
        return found


def now(house: House, line: int) -> Varied:
    with house.records() as session:
        contract = session.scalars(select(Contract.id)).first()
        assert contract is not None
        return varied(session, contract, today())[line]


def vary(visitor: Visitor, **more: Any) -> TestResponse:
    return visitor.post("/contract/C-1/variation", {**DAY, "kind": "increase", "nature": "supply", **more})


def test_a_variation_within_the_ceiling_is_posted_with_its_reason(supplied: House, visitor: Visitor) -> None:
    first = lines(supplied)[0]
    assert vary(visitor, **{f"q-{first}": "١٥"}).status_code == 303
    assert now(supplied, first) == Varied(100, 15)
    [paper] = papers(supplied, "increase")
    assert (paper.note, paper.facts) == ("قرار رقم ٤", {"nature": "supply", "ceiling": 15, "beyond": []})


def test_beyond_the_ceiling_it_is_written_who_approved_it(supplied: House, visitor: Visitor) -> None:
    first = lines(supplied)[0]
    refused = vary(visitor, **{f"q-{first}": "20"})
    assert refused.status_code == 422
    assert "تجاوز حد ١٥٪" in refused.text
    said = re.findall(r"<li>(صنف 1[^<]*)</li>", refused.text)
    assert len(said) == 1
    assert re.findall("[٠-٩]+٪?", said[0]) == ["٢٠٪", "٥"], "by how much, and how far over the ceiling"
    for name in APPROVED:
        assert vary(visitor, **{f"q-{first}": "20", **APPROVED, name: ""}).status_code == 422
    assert vary(visitor, **{f"q-{first}": "20", **APPROVED, "approval-on": "2023-11-02"}).status_code == 422
    hidden = vary(visitor, **{f"q-{first}": "20", **APPROVED, "approval-number": "١٢\u202e٣"})
    assert (hidden.status_code, "رموز غير مرئية" in hidden.text) == (422, True)
    assert papers(supplied, "increase") == []
    assert vary(visitor, **{f"q-{first}": "20", **APPROVED}).status_code == 303
    facts = papers(supplied, "increase")[0].facts
    assert facts["beyond"] == ["I-1"]
    assert facts["approval"] == {"authority": "مجلس الوزراء", "number": "١٢٣", "on": "2023-10-20"}
    assert "تجاوز" in visitor.get("/contract/C-1/lines/I-1").text


def test_the_ceilings_and_the_change_of_the_whole_contract_stand_beside_the_items(supplied: House, visitor: Visitor) -> None:
    first = lines(supplied)[0]
    assert vary(visitor, **{f"q-{first}": "10"}).status_code == 303
    page = visitor.get("/contract/C-1/variation").text
    assert re.findall(r"<option[^>]*>[^<]*حد (١٥٪|٢٥٪)", page) == ["١٥٪", "٢٥٪"]
    assert "٢٫٣٨٪" in page, "10 × 1500 of 100 × 1500 + 100 × 4800"
    assert "(١٠٪)" in page


def test_works_have_a_ceiling_of_their_own(supplied: House, visitor: Visitor) -> None:
    first = lines(supplied)[0]
    assert vary(visitor, **{f"q-{first}": "25", "nature": "works"}).status_code == 303
    assert now(supplied, first).added == 25


def test_a_decrease_takes_what_is_not_allotted(supplied: House, visitor: Visitor) -> None:
    first = lines(supplied)[0]
    assert vary(visitor, **{f"q-{first}": "10", "kind": "decrease"}).status_code == 303
    assert now(supplied, first) == Varied(100, 0, 10)
    refused = vary(visitor, **{f"q-{first}": "81", "kind": "decrease", **APPROVED})
    assert refused.status_code == 422
    assert "id=\"q-" in refused.text
    assert now(supplied, first).taken == 10


@pytest.mark.parametrize("sent", [{"q": "1.5"}, {"q": "-3"}, {"q": "كثير"}, {"q": ""}, {"q": "1", "note": ""}, {"q": "1", "day": ""},
                                  {"q": "1", "day": "2050-01-01"}])
def test_what_is_wrong_is_told_and_nothing_is_posted(supplied: House, visitor: Visitor, sent: dict[str, str]) -> None:
    first = lines(supplied)[0]
    answer = vary(visitor, **{f"q-{first}": sent["q"], **{name: value for name, value in sent.items() if name != "q"}})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert papers(supplied, "increase") == []


def test_a_new_item_is_signed_and_an_old_one_is_not_signed_twice(supplied: House, visitor: Visitor) -> None:
    assert "q-" not in visitor.get("/contract/C-1/signing").text.split("<form", 2)[-1].split("ask-words")[0]
    with supplied.records() as session:
        old = session.scalars(select(ContractLine)).first()
        assert old is not None
        session.add(ContractLine(contract_id=old.contract_id, lot_id=old.lot_id, code="I-3", position=3, name_ar="صنف جديد", unit="metre",
                                 unit_price=1_000))
    new = lines(supplied)[2]
    assert visitor.post("/contract/C-1/signing", {**DAY, f"q-{new}": "2.5"}).status_code == 303
    assert str(now(supplied, new).signed) == "2.500"


def sent_table(visitor: Visitor, text: str) -> TestResponse:
    return visitor.post("/contract/C-1/allotment", {"pasted": text, "day": "2023-11-01"})


TABLE = "كود الموقع\tI-1\tI-2\nAST-700\t12\t10\nAST-701\t٥\t"


def test_a_pasted_table_is_shown_first_and_then_taken_as_it_was_shown(supplied: House, visitor: Visitor) -> None:
    shown = sent_table(visitor, TABLE)
    assert shown.status_code == 200
    assert "التغييرات: ٢" in shown.text
    assert len(papers(supplied, "allotment")) == 1, "nothing is posted yet"
    assert visitor.post("/contract/C-1/allotment", {**hidden(shown), **DAY, "do": "confirm"}).status_code == 303
    assert len(papers(supplied, "allotment")) == 2
    assert "لن يتغير شيء" in sent_table(visitor, TABLE).text, "the same table twice changes nothing"


def test_a_workbook_is_taken_home_filled_in_and_sent_back(supplied: House, visitor: Visitor) -> None:
    book = load_workbook(io.BytesIO(visitor.get("/contract/C-1/allotment.xlsx").data))
    sheet = book.worksheets[0]
    heading = [cell.value for cell in sheet[1]]
    assert heading[-2:] == ["I-1", "I-2"]
    [row] = [row for row in sheet.iter_rows(min_row=2) if row[0].value == "AST-701"]
    row[heading.index("I-2")].value = 4
    out = io.BytesIO()
    book.save(out)
    shown = visitor.post("/contract/C-1/allotment", {"file": (io.BytesIO(out.getvalue()), "تخصيص.xlsx"), "day": "2023-11-01"},
                         content_type="multipart/form-data")
    assert "التغييرات: ١" in shown.text


def test_every_fault_of_a_table_is_told_at_once(supplied: House, visitor: Visitor) -> None:
    answer = sent_table(visitor, "كود الموقع\tI-1\tI-9\nXX-1\t4\t\nAST-700\tكثير\t")
    assert answer.status_code == 422
    assert answer.text.count("صف ") >= 3
    assert "fingerprint" not in answer.text
    assert visitor.post("/contract/C-1/allotment", {}).status_code == 422


def test_a_table_that_met_another_state_is_shown_again(supplied: House, visitor: Visitor) -> None:
    shown = hidden(sent_table(visitor, TABLE))
    other = sent_table(visitor, "كود الموقع\tI-1\nAST-701\t1")
    assert visitor.post("/contract/C-1/allotment", {**hidden(other), **DAY, "do": "confirm"}).status_code == 303
    answer = visitor.post("/contract/C-1/allotment", {**shown, **DAY, "do": "confirm"})
    assert answer.status_code == 409
    assert "تغير التخصيص" in answer.text


def test_a_contract_of_which_nothing_waits_ends_and_is_opened_again(supplied: House, visitor: Visitor) -> None:
    assert visitor.post("/contract/C-1/end", {"on": "2023-11-01"}).status_code == 303
    with supplied.records() as session:
        assert session.scalars(select(Contract.closed_on)).one() == date(2023, 11, 1)
    assert visitor.post("/contract/C-1/end", {"do": "open"}).status_code == 303
    with supplied.records() as session:
        assert session.scalars(select(Contract.closed_on)).one() is None


def test_it_says_how_much_stands_in_the_way(house: House) -> None:
    with house.records() as session:
        received(ordered(session), 3)
    answer = house.member(MINISTRY).post("/contract/C-1/end", {"on": "2023-11-01"})
    assert answer.status_code == 422
    assert "٣ وحدة" in answer.text
    assert "٤٬٥٠٠ جنيه" in answer.text


def test_a_kit_is_made_of_items_and_changed_by_one_person_at_a_time(supplied: House, visitor: Visitor) -> None:
    assert visitor.post("/contract/C-1/kits", {"code": "K-9", "name_ar": "شباك"}).status_code == 303
    assert visitor.post("/contract/C-1/kits", {"code": "K-9", "name_ar": "آخر"}).status_code == 422
    first, second = lines(supplied)
    seen = hidden(visitor.get("/contract/C-1/kits/K-9"))
    assert visitor.post("/contract/C-1/kits/K-9", {**seen, "name_ar": "شباك", f"q-{first}": "2", f"q-{second}": "1"}).status_code == 303
    late = visitor.post("/contract/C-1/kits/K-9", {**seen, "name_ar": "شباك", f"q-{first}": "3"})
    assert late.status_code == 409
    with supplied.records() as session:
        kit = session.scalars(select(Kit)).one()
        parts = session.execute(select(KitPart.line_id, KitPart.quantity).where(KitPart.kit_id == kit.id)).all()
        assert sorted(tuple(part) for part in parts) == [(first, 2), (second, 1)]
    assert visitor.post("/contract/C-1/kits/K-9", {**hidden(visitor.get("/contract/C-1/kits/K-9")), "name_ar": "شباك"}).status_code == 422


def test_contracts_are_typed_in_pounds_and_per_cent(house: House) -> None:
    visitor = house.member(STOREKEEPER)
    typed = {"code": "C-5", "number": "٥", "name_ar": "عقد", "signed_on": "2023-05-01", "value": "٦٦٢٬٠٠٠٬٠٠٠", "advance": "",
             "recovery": "10", "retention": "٢٫٥"}
    assert visitor.post("/contract/terms/add", typed).status_code in (302, 303)
    with house.records() as session:
        found = session.scalars(select(Contract)).one()
        assert (found.value, found.advance, found.recovery, found.retention) == (66_200_000_000, 0, 1_000, 250)
        assert found.signed_on == date(2023, 5, 1)
    for wrong in ({"code": "sites"}, {"code": "C 6"}, {"code": "C-6", "value": "0"}, {"code": "C-6", "ends_on": "2023-01-01"},
                  {"code": "C-6", "advance": "700000000"}, {"code": "C-6", "retention": "101"}):
        assert visitor.post("/contract/terms/add", {**typed, **wrong}).status_code == 422, wrong


def test_a_slip_in_a_price_or_in_the_value_is_refused(supplied: House, visitor: Visitor) -> None:
    with supplied.records() as session:
        contract, lot = session.scalars(select(Contract)).one(), session.scalars(select(Lot.id)).one()
        named, address = {"number": contract.number, "name_ar": contract.name_ar}, f"/contract/terms/edit/{contract.id}"
    item = {"lot": str(lot), "code": "I-9", "name_ar": "خزانة", "unit": "piece", "position": "9"}
    dear = visitor.post("/contract/items/add", {**item, "unit_price": "1000000.01"})
    assert (dear.status_code, "١٬٠٠٠٬٠٠٠ جنيه" in dear.text) == (422, True)
    assert visitor.post("/contract/items/add", {**item, "unit_price": "1000000"}).status_code in (302, 303)
    seen = hidden(visitor.get(address)) | named
    low = visitor.post(address, {**seen, "value": "629999.99"})
    assert (low.status_code, "٦٣٠٬٠٠٠ جنيه" in low.text) == (422, True)
    assert visitor.post(address, {**seen, "value": "630000"}).status_code in (302, 303)
    refused = visitor.post("/contract/C-1/signing", {**DAY, f"q-{lines(supplied)[-1]}": "1"})
    assert (refused.status_code, "وهذا يزيد على قيمة العقد بمقدار ١٬٠٠٠٬٠٠٠ جنيه" in refused.text) == (422, True)
    new = {f"q-{lines(supplied)[-1]}": "1"}
    assert "خزانة: بند مستجد" in vary(visitor, **new).text, "what was agreed later is a variation, which somebody approved"
    assert vary(visitor, **new, **APPROVED).status_code == 303
    assert "خزانة" in visitor.get("/contract/C-1/variation").text
    assert "خزانة" not in visitor.get("/contract/C-1/signing").text


def test_others_may_not(supplied: House) -> None:
    for member in (ASSIUT, READER):
        visitor = supplied.member(member)
        for page in ("signing", "variation", "allotment", "kits", "end"):
            assert visitor.get(f"/contract/C-1/{page}").status_code == 403
        assert visitor.get("/suppliers/add").status_code == 403
