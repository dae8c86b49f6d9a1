"""The contract's pages: every number leads to its list, and an officer sees the own governorate's units alone."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from models import Contract, ContractLine, Kit, KitPart
from rollout.ledger.drafting import Row
from tests.cast import ADMINISTRATOR, ASSIUT, INSPECTOR, MINISTRY, QENA, READER, STOREKEEPER
from tests.supplies import ordered, received, verdict
from tests.views.counting import statements
from tests.views.visiting import House

DAY = "as_of=2023-11-30"
SHOW, LINE = f"/contract/C-1?{DAY}", f"/contract/C-1/lines/I-1?{DAY}"


@pytest.fixture
def supplied(house: House) -> House:
    """A hundred of each of two items (1500 and 4800 pounds); ten of each for a site of Assiut, two of the second rejected."""
    with house.records() as session:
        world = ordered(session)
        world.sites[0].code, world.sites[2].code = "AST-700", "KN-700"
        world.sites[0].name_ar = "مجمع الحواتكة"
        world.post("allotment", Row(world.lines[0].id, world.sites[2].id, 7), day=date(2023, 6, 5))
        receipt = received(world, 10, 10)
        minutes = world.follow("inspection", receipt, verdict(10), verdict(8, 2), day=date(2023, 7, 5))
        world.follow("addition", minutes, 10, 8, day=date(2023, 7, 6))
        wrong = world.lines_of(minutes)[1]
        world.post("counter", Row(wrong.line_id, wrong.site_id, 1, about_id=wrong.id, drawn="rejected"), day=date(2023, 7, 20),
                   store_id=receipt.store_id)
        world.contract.value_note = "نُشر ٦٦٠ مليونًا"
        kit = Kit(contract_id=world.contract.id, code="K-1", name_ar="شباك خدمة")
        session.add(kit)
        session.flush()
        session.add_all(KitPart(kit_id=kit.id, line_id=line.id, quantity=each) for line, each in zip(world.lines, (3, 1), strict=True))
    return house


def leads_of(page: str) -> list[tuple[str, str]]:
    """Every number of the page that leads somewhere, with where."""
    return [(number.strip(), address.replace("&amp;", "&"))
            for address, number in re.findall(r'class="lead-number[^"]*" href="([^"]+)">([^<]+)<', page)]


def test_the_waterfall_by_value_with_the_signed_value_and_what_was_published(supplied: House) -> None:
    page = supplied.member(MINISTRY).get(SHOW).text
    for value in ("٦٣٠٬٠٠٠ جنيه", "٦٣٬٠٠٠ جنيه", "٥٣٬٤٠٠ جنيه"):
        assert value in page
    assert "٠٫٦٣ مليون جنيه" in page
    assert "١٬٠٠٠٬٠٠٠ جنيه" in page, "the value in the signed paper"
    assert "٣٧٠٬٠٠٠ جنيه" in page, "by how much the lines differ from it"
    assert "نُشر ٦٦٠ مليونًا" in page


def test_differences_of_the_value_are_told_in_the_same_words_on_both_pages(supplied: House) -> None:
    with supplied.records() as session:
        session.scalars(select(Contract)).one().value = 66_100_000_000
    visitor = supplied.member(MINISTRY)
    told = [re.findall(r"<div><dt>(?:القيمة في العقد|مجموع البنود|المنشور|التفسير).*?</div>", visitor.get(page).text, re.DOTALL)
            for page in (SHOW, "/payments/")]
    assert told[0] == told[1]
    assert len(told[0]) == 5, "signed, by its lines, published twice, and why"


def test_a_paper_bears_the_number_under_which_it_is_filed_on_every_page(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    for page in ("/papers/", f"/contract/sites/AST-700?{DAY}", f"{LINE}&tab=papers", f"{LINE}&tab=movements"):
        assert "١٢/٢٠٢٣/٠٠٠١" in visitor.get(page).text, page


def test_every_number_leads_to_a_list_that_makes_it_up(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    found = leads_of(visitor.get(SHOW).text)
    assert len(found) > 12
    for number, address in found:
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        if "line=" in address:
            assert f"الوحدات: {number}" in answer.text, address


def test_an_officer_sees_the_own_governorate_and_no_other(supplied: House) -> None:
    assiut, qena = supplied.member(ASSIUT), supplied.member(QENA)
    for path in (SHOW, LINE, f"/contract/C-1/units?{DAY}", f"/contract/C-1/sites?{DAY}", f"{LINE}&tab=papers", f"{LINE}&tab=movements"):
        here, there = assiut.get(path), qena.get(path)
        assert (here.status_code, there.status_code) == (200, 200), path
        assert "KN-700" not in here.text, path
        assert "AST-700" not in there.text, path
        assert "الحواتكة" not in there.text, path
    assert "١٠٠" not in assiut.get(f"/contract/C-1/units?{DAY}&line=I-1").text, "the pool of the contract"
    assert "٦٣٬٠٠٠ جنيه" in assiut.get(SHOW).text, "ten of each item"
    assert "٦٣٠٬٠٠٠ جنيه" not in assiut.get(SHOW).text, "not those that are allotted to nobody"
    assert "١٠٬٥٠٠ جنيه" in qena.get(SHOW).text, "seven allotted"
    assert qena.get("/contract/sites/AST-700").status_code == 404
    assert qena.get(f"{SHOW}&governorate=EG-AST").status_code == 404
    assert assiut.get("/contract/sites/AST-700").status_code == 200


def test_payments_are_shown_to_those_who_read_them(supplied: House) -> None:
    for member in (MINISTRY, STOREKEEPER, ADMINISTRATOR, ASSIUT, READER, INSPECTOR):
        shown = member in (MINISTRY, STOREKEEPER, ADMINISTRATOR)
        assert ('class="fall-paid"' in supplied.member(member).get(SHOW).text) is shown, member.name


def test_an_earlier_day_and_an_earlier_knowledge(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    before = visitor.get("/contract/C-1/lines/I-2?as_of=2023-07-10").text
    after = visitor.get(f"/contract/C-1/lines/I-2?{DAY}").text
    assert "مرفوض" in before
    assert re.findall(r'state=rejected[^>]*>([^<]+)<', before) == ["٢"]
    assert re.findall(r'state=rejected[^>]*>([^<]+)<', after) == ["١"]
    nothing = visitor.get(f"{SHOW}&known_at=2023-07-10T10:00").text
    assert "٦٣٠٬٠٠٠ جنيه" not in nothing, "nothing was known in 2023"
    assert "known_at=2023-07-10T10" in nothing, "and the links keep to it"
    assert "لا يمكن عرض ما سيُعرف لاحقًا" in visitor.get(f"{SHOW}&known_at=2050-01-01T10:00").text


def test_a_line_has_its_papers_and_movements_with_what_took_them_back(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    papers = visitor.get("/contract/C-1/lines/I-2?as_of=2023-11-30&tab=papers").text
    assert papers.count("/papers/") >= 7
    moves = visitor.get("/contract/C-1/lines/I-2?as_of=2023-11-30&tab=movements").text
    assert "استُرد منها: ١" in moves
    assert "يصحح حركة سابقة" in moves


def test_the_site_has_got_waits_for_and_was_refused(supplied: House) -> None:
    page = supplied.member(ASSIUT).get(f"/contract/sites/AST-700?{DAY}").text
    rows = {name: re.findall(r'class="number[^"]*"[^>]*>\s*(?:<[^>]+>)?([^<]+)', row) for name, row in re.findall(
        r'<a class="list-link"[^>]*>(صنف \d)</a>(.*?)</tr>', page.split("الأطقم الكاملة")[0], re.DOTALL)}
    assert [cell.strip() for cell in rows["صنف 2"]] == ["١٠", "—", "١", "٨", "١", "—"]
    kits = page.split("الأطقم الكاملة")[1]
    assert re.findall(r'<td class="number"[^>]*>(?:<span[^>]*>)?([^<]+)<', kits)[:3] == ["٣", "٣", "—"], "ten of what three make a kit"


def test_a_site_of_which_nothing_is_told(supplied: House) -> None:
    code = supplied.member(MINISTRY).get("/contract/sites/KN-700?as_of=2023-06-01")
    assert code.status_code == 200
    assert "لم يُخصص شيء لهذا الموقع" in code.text


def test_the_pages_ask_little(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    visitor.get(SHOW)
    found = {}
    for path, most in ((SHOW, 20), (LINE, 15), (f"/contract/sites/AST-700?{DAY}", 22), (f"/contract/C-1/units?{DAY}", 11),
                       (f"{LINE}&tab=movements", 18), (f"/contract/C-1/sites?{DAY}", 10)):
        with statements() as asked:
            assert visitor.get(path).status_code == 200
        found[path] = len(asked), most
    assert all(number <= most for number, most in found.values()), found


def test_one_contract_is_shown_at_once_and_several_are_listed(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    assert visitor.get("/contract/").headers["Location"] == "/contract/C-1"
    with supplied.records() as session:
        session.add(Contract(code="C-2", number="٢", name_ar="عقد آخر", signed_on=date(2023, 8, 1), value=1))
    page = visitor.get("/contract/").text
    assert "عقد آخر" in page
    assert "/contract/C-2" in page


def test_before_any_contract(house: House) -> None:
    assert "لم يُسجل عقد بعد" in house.member(READER).get("/contract/").text


def test_in_english(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    visitor.post("/language/", {"language": "en", "next": "/"})
    page = visitor.get(SHOW).text
    assert 'lang="en"' in page
    assert "EGP 0.63 million" in page


def test_what_no_page_offers_is_refused(supplied: House) -> None:
    visitor = supplied.member(MINISTRY)
    for path in ("/contract/C-1/units?measure=stolen", "/contract/C-1/units?state=lost", "/contract/C-1/lines/I-1?tab=else"):
        assert visitor.get(path).status_code == 400
    for path in ("/contract/C-9", "/contract/C-1/lines/I-9", "/contract/sites/XX-1"):
        assert visitor.get(path).status_code == 404


def test_nobody_but_procurement_and_the_ministry_is_offered_the_work(supplied: House) -> None:
    for member, offered in ((MINISTRY, True), (STOREKEEPER, True), (ASSIUT, False), (READER, False)):
        assert ("/contract/C-1/variation" in supplied.member(member).get("/contract/C-1").text) is offered


def test_the_line_keeps_its_price_when_its_names_are_edited(supplied: House) -> None:
    with supplied.records() as session:
        line = session.scalars(select(ContractLine).where(ContractLine.code == "I-1")).one().id
    page = supplied.member(STOREKEEPER).get(f"/contract/items/edit/{line}").text
    assert 'name="unit_price"' not in page
    assert 'name="unit"' not in page


def test_whoever_sees_several_governorates_sees_no_pool_of_the_contract(supplied: House) -> None:
    visitor = supplied.member(INSPECTOR)
    page = visitor.get(SHOW).text
    assert "٧٣٬٥٠٠ جنيه" in page, "ten of each item in Assiut and seven of the first in Qena"
    assert "٦٣٠٬٠٠٠ جنيه" not in page
    assert "بلا موقع بعد" not in visitor.get(f"/contract/C-1/units?{DAY}").text


def test_a_site_may_be_asked_for_what_is_missing_alone(supplied: House) -> None:
    address = f"/contract/sites/AST-700?{DAY}"
    whole, missing = (supplied.member(ASSIUT).get(f"{address}{more}").text for more in ("", "&only=missing"))
    items = [re.findall(r"<summary><span>(صنف \d)</span>", page) for page in (whole, missing)]
    assert items[0] == ["صنف 1", "صنف 2"]
    assert items[1] == ["صنف 2"]
    assert supplied.member(ASSIUT).get(f"{address}&only=much").status_code == 400


def test_a_committee_reads_the_contract_apart_from_its_own_share(supplied: House) -> None:
    committee, ministry = (supplied.member(who).get(SHOW).text for who in (ASSIUT, MINISTRY))
    assert "نصيب المحافظة" in committee
    assert "العقد كله" in committee
    assert "نصيب المحافظة" not in ministry


def test_a_line_tells_its_movements_page_by_page(supplied: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("views.supply.contract.overview.AT_ONCE", 2)
    client = supplied.member(MINISTRY)
    pages, path = [], f"{LINE}&tab=movements"
    while path:
        page = client.get(path).text
        pages.append(re.findall(r'<tr id="m-(\d+)"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following.group(1).replace("&amp;", "&") if following else ""
    every = [one for page in pages for one in page]
    assert len(pages) > 1
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert len(every) == len(set(every))


def test_on_a_telephone_long_tables_are_folded(supplied: House) -> None:
    page = supplied.member(MINISTRY).get(SHOW).text
    assert 'id="items"' in page
    assert "folds" not in page, "two items need no fold"
    with supplied.records() as session:
        old = session.scalars(select(ContractLine)).first()
        assert old is not None
        session.add_all(
            ContractLine(contract_id=old.contract_id, lot_id=old.lot_id, code=f"F-{n}", name_ar=f"صنف {n}", unit=old.unit, unit_price=1,
                         position=n) for n in range(6))
    page = supplied.member(MINISTRY).get(SHOW).text
    assert '<section class="card folds" id="items">' in page
    assert re.search(r'class="fold-more[^>]*><a [^>]*href="#items">عرض الكل \(٨\)', page)
