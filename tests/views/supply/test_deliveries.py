"""Orders, delivery notes and receipts by pages."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from models import Account, Paper, PaperLine
from rollout import clock
from tests.cast import ASSIUT, MINISTRY, QENA, READER, STOREKEEPER
from tests.supplies import Row, Supplies, ordered
from tests.views.telling import hidden
from tests.views.visiting import House, Visitor


@pytest.fixture
def world(house: House) -> Supplies:
    """A contract with ten of each of two items ordered for a site of Assiut, and five more allotted there."""
    with house.records() as session:
        world = ordered(session, 10)
        world.post("allotment", Row(world.lines[0].id, world.sites[0].id, 5))
        session.commit()
        for row in (*world.lines, *world.sites, world.supplier, world.contract, *world.stores):
            session.refresh(row)
        session.expunge_all()
    return world


def of(world: Supplies, *, lot: bool = False) -> str:
    return f"{world.contract.id}-{world.supplier.id}" + (f"-{world.lines[0].lot_id}" if lot else "")


def cell(world: Supplies, line: int = 0) -> str:
    return f"q-{world.lines[line].id}-{world.sites[0].id}"


def note(visitor: Visitor, world: Supplies, cells: dict[str, str], do: str = "enter", **more: str) -> Any:
    """Send a note as the page does: shown first, then entered with the print of what was shown."""
    address = f"/deliveries/new?governorate=EG-AST&of={of(world)}"
    data = {"number": "١٢", "day": "2023-07-01", **cells, **more}
    shown = visitor.post(address, {**data, "do": "preview"})
    if do == "preview" or shown.status_code != 200:
        return shown
    return visitor.post(address, {**data, "do": "enter", "fingerprint": hidden(shown).get("fingerprint", "")})


def papers(house: House, kind: str) -> list[Paper]:
    with house.records() as session:
        found = list(session.scalars(select(Paper).where(Paper.kind == kind).order_by(Paper.id)))
        session.expunge_all()
        return found


def test_a_note_is_shown_and_then_entered_as_it_was_shown(house, world):
    visitor = house.member(STOREKEEPER)
    assert note(visitor, world, {cell(world): "٣"}, do="preview").status_code == 200
    assert not papers(house, "delivery")
    assert "برقم \u2068٢٠٢٣/٠٠٠١\u2069" in visitor.get(note(visitor, world, {cell(world): "٣"}).location).text
    [paper] = papers(house, "delivery")
    assert (paper.own_number, paper.state, paper.supplier_id) == ("١٢", "closed", world.supplier.id)


def test_what_was_not_shown_is_shown_before_it_is_entered(house, world):
    visitor = house.member(STOREKEEPER)
    shown = note(visitor, world, {cell(world): "3"}, do="preview")
    address = f"/deliveries/new?governorate=EG-AST&of={of(world)}"
    data = {"number": "١٢", "day": "2023-07-01", cell(world): "4", "do": "enter", "fingerprint": hidden(shown)["fingerprint"]}
    assert visitor.post(address, data).status_code == 200
    assert not papers(house, "delivery")


def test_every_wrong_cell_is_told_at_once(house, world):
    answer = note(house.member(STOREKEEPER), world, {cell(world): "99", cell(world, 1): "كثير"})
    assert answer.status_code == 422
    assert answer.text.count('aria-invalid="true"') == 2
    assert not papers(house, "delivery")


def test_the_same_note_is_refused_with_a_sentence_about_it(house, world):
    visitor = house.member(STOREKEEPER)
    note(visitor, world, {cell(world): "3"})
    again = note(visitor, world, {cell(world): "3"})
    assert again.status_code == 422
    assert 'id="number-error"' in again.text
    assert len(papers(house, "delivery")) == 1


def test_a_block_from_a_sheet_fills_the_grid_or_says_all_that_is_wrong(house, world):
    visitor = house.member(STOREKEEPER)
    address = f"/deliveries/new?governorate=EG-AST&of={of(world)}"
    block = f"كود\t{world.sites[0].code}\nI-1\t٧\nصنف 2\t2"
    filled = visitor.post(address, {"do": "paste", "pasted": block})
    assert filled.status_code == 200
    assert f'name="{cell(world)}" value="٧"' in filled.text
    wrong = visitor.post(address, {"do": "paste", "pasted": f"كود\t{world.sites[0].code}\nI-9\t٧\nI-1\t11\nI-2\tx"})
    assert wrong.status_code == 422
    for place in ("A2", "B3", "B4"):
        assert f">{place}<" in wrong.text
    assert f'name="{cell(world)}" value=""' in wrong.text


def test_everything_that_is_open_is_taken_over_at_once(house, world):
    page = house.member(STOREKEEPER).post(f"/deliveries/new?governorate=EG-AST&of={of(world)}", {"do": "fill"})
    assert page.text.count('value="١٠"') == 2


def test_an_order_takes_what_is_allotted_and_not_ordered(house, world):
    visitor = house.member(MINISTRY)
    address = f"/deliveries/order?governorate=EG-AST&of={of(world, lot=True)}"
    page = visitor.get(address)
    assert 'data-open="5"' in page.text
    data = {"day": "2023-08-01", "due_on": "2023-09-30", "notified_on": "2023-08-02", "authority": "السكرتير العام", cell(world): "5"}
    assert visitor.post(address, {**data, "notified_on": "2023-07-01", "do": "preview"}).status_code == 422
    shown = visitor.post(address, {**data, "do": "preview"})
    assert visitor.post(address, {**data, "do": "enter", "fingerprint": hidden(shown)["fingerprint"]}).status_code == 303
    order = papers(house, "order")[-1]
    assert order.facts == {"notified_on": "2023-08-02"}


def count(house: House, world: Supplies, **data: str) -> Any:
    visitor = house.member(ASSIUT)
    note(visitor, world, {cell(world): "5", cell(world, 1): "4"})
    paper = papers(house, "delivery")[0]
    with house.records() as session:
        lines = list(session.scalars(select(PaperLine.id).where(PaperLine.paper_id == paper.id).order_by(PaperLine.position)))
    head = {"day": "2023-07-02", "store": str(world.stores[0].id), "keeper": "حسن علي", "do": "enter"}
    rows = {name.replace("first", str(lines[0])).replace("second", str(lines[1])): value for name, value in data.items()}
    sent = {**head, **{name.replace("_", "-"): value for name, value in rows.items()}}
    shown = visitor.post(f"/deliveries/{paper.id}/receipt", {**sent, "do": "preview"})
    if shown.status_code != 200:
        return shown
    return visitor.post(f"/deliveries/{paper.id}/receipt", {**sent, "fingerprint": hidden(shown).get("fingerprint", "")})


def test_what_was_counted_goes_into_custody_and_the_rest_is_short(house, world):
    assert count(house, world, c_first="3", c_second="٤").status_code == 303
    with house.records() as session:
        held = {row.state: row.balance for row in session.scalars(select(Account).where(Account.line_id == world.lines[0].id))}
    assert (held["custody"], held["short"]) == (3, 2)


def test_a_receipt_is_shown_with_what_is_short_and_beyond_before_it_is_entered(house, world):
    visitor = house.member(ASSIUT)
    note(visitor, world, {cell(world): "5", cell(world, 1): "4"})
    paper = papers(house, "delivery")[0]
    with house.records() as session:
        first, second = session.scalars(select(PaperLine.id).where(PaperLine.paper_id == paper.id).order_by(PaperLine.position))
    address = f"/deliveries/{paper.id}/receipt"
    data = {"day": "2023-07-02", "store": str(world.stores[0].id), "keeper": "حسن علي", f"c-{first}": "3", f"c-{second}": "6"}
    shown = visitor.post(address, {**data, "do": "enter"})
    assert shown.status_code == 200
    assert not papers(house, "receipt")
    check = shown.text.split("deliver-check")[1].split("</section>")[0]
    assert check.count("<b>قطعتان</b>") == 2
    changed = visitor.post(address, {**data, f"c-{first}": "4", "do": "enter", "fingerprint": hidden(shown)["fingerprint"]})
    assert changed.status_code == 200
    assert not papers(house, "receipt")
    entered = visitor.post(address, {**data, "do": "enter", "fingerprint": hidden(shown)["fingerprint"]})
    told = visitor.get(entered.location).text
    assert "\u2068٢٠٢٣/٠٠٠١\u2069" in told
    assert f"{world.lines[0].name_ar}: ٢" in told
    assert f"{world.lines[1].name_ar}: ٢" in told
    assert told.count('class="alert alert-warning"') == 2, "what is short or beyond the note is no success"
    page = visitor.get(f"/papers/{papers(house, 'receipt')[0].id}").text
    for kind in ("surplus_back", "surplus_kept"):
        address = f"/handlings/{kind}/{world.sites[0].code}?store={world.stores[0].id}"
        assert address in page
        assert visitor.get(address).status_code == 200


def test_enter_in_a_field_shows_the_paper_and_presses_no_other_button(house, world):
    visitor = house.member(ASSIUT)
    grid = visitor.get(f"/deliveries/new?governorate=EG-AST&of={of(world)}").text
    note(visitor, world, {cell(world): "5"})
    for page in (grid, visitor.get(f"/deliveries/{papers(house, 'delivery')[0].id}/receipt").text):
        assert re.findall(r'<button type="submit"[^>]*name="do" value="(\w+)"', page)[0] == "preview"


def test_quantities_of_different_kinds_are_not_added(house, world):
    visitor = house.member(STOREKEEPER)
    shown = note(visitor, world, {cell(world): "7", cell(world, 1): "6"}, do="preview")
    assert f'data-rows-site="{world.sites[0].id}">٢<' in shown.text
    assert ">١٣<" not in shown.text
    note(visitor, world, {cell(world): "7", cell(world, 1): "6"})
    assert ">١٣<" not in visitor.get("/deliveries/").text


def test_a_count_that_cannot_be_read_and_one_that_does_not_fit_are_told_by_their_rows(house, world):
    answer = count(house, world, c_first="خمسة", c_second="2", s_second="9")
    assert answer.status_code == 422
    assert not papers(house, "receipt")
    assert "count-wrong" in answer.text


def test_a_row_beyond_the_note_is_refused_by_the_ledger_in_its_row(house, world):
    answer = count(house, world, c_first="5", c_second="2", s_second="9")
    assert answer.status_code == 422
    assert answer.text.count("count-wrong") == 1


def test_a_count_that_the_ledger_would_refuse_is_refused_before_it_is_looked_at(house, world):
    visitor = house.member(ASSIUT)
    note(visitor, world, {cell(world): "5"})
    paper = papers(house, "delivery")[0]
    with house.records() as session:
        line = session.scalars(select(PaperLine.id).where(PaperLine.paper_id == paper.id)).one()
    data = {"day": "2023-07-02", "store": "", "keeper": "حسن علي", f"c-{line}": "4", f"s-{line}": "2", "do": "preview"}
    answer = visitor.post(f"/deliveries/{paper.id}/receipt", data)
    assert answer.status_code == 422
    assert "deliver-check" not in answer.text
    assert answer.text.count("count-wrong") == 1
    shown = visitor.post(f"/deliveries/{paper.id}/receipt", {**data, f"s-{line}": "1"})
    assert "deliver-check" in shown.text
    assert not papers(house, "receipt")


def test_the_overview_tells_what_waits(house, world):
    visitor = house.member(ASSIUT)
    note(visitor, world, {cell(world): "5"})
    page = visitor.get("/deliveries/")
    assert page.status_code == 200
    paper = papers(house, "delivery")[0]
    assert f"/deliveries/{paper.id}/receipt" in page.text
    assert visitor.get("/deliveries/?supplier=S-1&as_of=2023-07-31").status_code == 200
    assert visitor.get("/deliveries/?supplier=S-9").status_code == 400
    kept = {"page": "DeliveriesView.index", "name": "مورد الأثاث", "query": "supplier=S-1"}
    assert visitor.post("/views/keep", kept).location == "/deliveries/?supplier=S-1"
    assert 'aria-current="page"><bdi>مورد الأثاث</bdi>' in visitor.get("/deliveries/?supplier=S-1").text


def test_after_a_receipt_the_list_is_asked_what_it_was_asked_before(house, world):
    visitor = house.member(STOREKEEPER)
    note(visitor, world, {cell(world): "5"})
    paper = papers(house, "delivery")[0]
    asked = "governorate=EG-AST&amp;supplier=S-1"
    receipt = re.search(rf'href="(/deliveries/{paper.id}/receipt[^"]*)"', visitor.get("/deliveries/?governorate=EG-AST&supplier=S-1").text)
    assert receipt is not None
    assert receipt[1].endswith(asked)
    page = visitor.get(receipt[1].replace("&amp;", "&"))
    [action] = re.findall(rf'action="(/deliveries/{paper.id}/receipt[^"]*)"', page.text)
    line = re.search(r'name="c-(\d+)"', page.text)
    assert line is not None
    data = {"day": "2023-07-02", "store": "", "keeper": "حسن علي", f"c-{line[1]}": "5"}
    shown = visitor.post(action.replace("&amp;", "&"), {**data, "do": "preview"})
    entered = visitor.post(action.replace("&amp;", "&"), {**data, "do": "enter", "fingerprint": hidden(shown)["fingerprint"]})
    assert entered.location == "/deliveries/?governorate=EG-AST&supplier=S-1"


def test_an_order_leads_to_the_note_of_what_is_still_to_come_of_it(house, world):
    [order] = papers(house, "order")
    visitor, address = house.member(ASSIUT), f"/deliveries/new?order={order.id}"
    for page in (f"/papers/{order.id}", "/deliveries/"):
        assert address in visitor.get(page).text
        assert address not in house.member(READER).get(page).text
    note(visitor, world, {cell(world): "4"})
    page = visitor.get(address).text
    assert f'name="{cell(world)}" value="٦"' in page
    assert f'name="{cell(world, 1)}" value="١٠"' in page
    assert visitor.get("/deliveries/new?order=999999").status_code == 404
    note(visitor, world, {cell(world): "6", cell(world, 1): "10"}, number="١٣")
    assert address not in visitor.get(f"/papers/{order.id}").text


def test_a_governorate_is_entered_by_its_own_committee_only(house, world):
    qena = house.member(QENA)
    assert qena.get(f"/deliveries/new?governorate=EG-AST&of={of(world)}").status_code == 404
    assert house.member(READER).get("/deliveries/new").status_code == 403
    note(house.member(ASSIUT), world, {cell(world): "5"})
    paper = papers(house, "delivery")[0]
    assert qena.get(f"/deliveries/{paper.id}/receipt").status_code == 404


def test_without_a_contract_the_pages_say_so(house):
    visitor = house.member(STOREKEEPER)
    for path in ("/deliveries/", "/deliveries/new", "/deliveries/order", "/deliveries/packing"):
        assert visitor.get(path).status_code == 200
    assert visitor.post("/deliveries/new", {"do": "enter"}).status_code == 303


def test_the_cursor_stands_where_one_types_and_the_day_is_given(house, world):
    visitor = house.member(STOREKEEPER)
    assert re.search(r'id="f-governorate"[^>]* autofocus', visitor.get("/deliveries/new").text)
    page = visitor.get(f"/deliveries/new?governorate=EG-AST&of={of(world)}").text
    assert not re.search(r"<select[^>]* autofocus", page)
    assert re.search(r'<input[^>]*autofocus[^>]*name="number"', page)
    assert re.search(rf'name="day"[^>]*value="{clock.today().isoformat()}"', page)
    shown = note(visitor, world, {cell(world): "3"}, do="preview").text
    assert re.search(r'value="enter" autofocus', shown)
    assert not re.search(r'<input[^>]*autofocus[^>]*name="number"', shown)


def test_a_list_of_items_and_sites_is_pasted(house, world):
    visitor = house.member(STOREKEEPER)
    rows = "\n".join(f"{line.code}\t{world.sites[0].code}\t{quantity}" for line, quantity in zip(world.lines, (3, 4), strict=False))
    address = f"/deliveries/new?governorate=EG-AST&of={of(world)}"
    page = visitor.post(address, {"number": "١٢", "day": "2023-07-01", "pasted": rows, "do": "paste"}).text
    assert f'name="{cell(world)}" value="٣"' in page
    assert f'name="{cell(world, 1)}" value="٤"' in page
    assert re.search(r'value="preview" autofocus', page)
