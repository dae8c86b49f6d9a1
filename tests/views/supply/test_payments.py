"""The pages of the money: what may be paid, the certificate and its cap, payments, securities and compensation for delay."""

import re

import pytest
from sqlalchemy import select

from models import Certificate, Compensation, Contract, Paper, Supplier
from rollout.ledger.money.invoices import enter
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY, STOREKEEPER, account
from tests.supplies import TODAY
from tests.views.paid import Money, money
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)


@pytest.fixture
def rows(house: House) -> Money:
    return money(house)


@pytest.fixture
def buyer(house: House, rows: Money) -> Visitor:
    return house.member(STOREKEEPER)


FORM = "/payments/certificates/new?supplier=S-1&governorate=EG-AST"


def asked(rows: Money, *quantities: str, **values: str) -> dict[str, str]:
    """The form of a certificate with so much of each line."""
    items = {f"q-{line}-{rows.site}": quantity for line, quantity in zip(rows.lines, quantities, strict=True)}
    return {"day": "2023-11-30", **items, **values}


def certificates(house: House) -> list[tuple[int, int]]:
    with house.records() as session:
        return [(one.number, one.gross) for one in session.scalars(select(Certificate).order_by(Certificate.number))]


def test_the_overview_shows_what_may_be_paid_and_what_runs_out(buyer: Visitor) -> None:
    page = buyer.get("/payments/").text
    assert "٢٣٬٧٠٠ جنيه" in page  # three of the first line and four of the second
    assert "متبقٍ" in page or "٢٠ يوم" in page
    assert "supplier=S-1" in page
    assert "كود" not in page.split("<main")[1].split("</main>")[0]


def test_committees_see_nothing_of_it(house: House, rows: Money) -> None:
    visitor = house.member(ASSIUT)
    for address in ("/payments/", f"/payments/certificates/{rows.certificate}", "/payments/compensation/"):
        assert visitor.get(address).status_code == 403
    assert "/payments/" not in visitor.get("/").text


def test_an_administrator_reads_and_writes_nothing(house: House, rows: Money) -> None:
    visitor = house.member(ADMINISTRATOR)
    assert "/certificates/new" not in visitor.get("/payments/").text
    assert visitor.get(FORM).status_code == 403


def test_the_form_proposes_all_that_may_be_paid(buyer: Visitor, rows: Money) -> None:
    page = buyer.get(FORM).text
    assert re.findall(r'data-left="(\d+)"', page) == ["3", "4"]
    assert 'data-retention="500"' in page
    assert 'data-advance="185000"' in page


def test_a_certificate_is_approved_and_read(house: House, buyer: Visitor, rows: Money) -> None:
    answer = buyer.post(FORM, asked(rows, "٢", "1"))
    assert answer.status_code == 303
    page = buyer.get(answer.location).text
    assert certificates(house) == [(1, 150_000), (2, 780_000)]
    assert "٧٬٨٠٠ جنيه" in page
    assert "Storekeeper" in page


def test_a_certificate_that_is_sent_twice_is_approved_once(house: House, buyer: Visitor, rows: Money) -> None:
    [after] = re.findall(r'name="after" value="(\d+)"', buyer.get(FORM).text)
    form = {**asked(rows, "1", "1"), "after": after}
    assert buyer.post(FORM, form).status_code == 303
    again = buyer.post(FORM, form)
    assert again.status_code == 422
    assert "اعتُمد مستخلص آخر" in again.text
    assert len(certificates(house)) == 2


def test_too_much_is_refused_beside_its_field(house: House, buyer: Visitor, rows: Money) -> None:
    answer = buyer.post(FORM, asked(rows, "5", "4"))
    assert answer.status_code == 422
    assert "بمقدار ٢" in answer.text
    assert buyer.post(FORM, asked(rows, "خمسة", "4")).status_code == 422
    assert len(certificates(house)) == 1


def test_whole_lines_are_taken_for_all_governorates(house: House, buyer: Visitor, rows: Money) -> None:
    answer = buyer.post("/payments/certificates/new?supplier=S-1", {"day": "2023-11-30", f"take-{rows.lines[1]}": "y"})
    assert answer.status_code == 303
    assert certificates(house)[-1] == (2, 4 * 480_000)


def test_whoever_accepted_is_told_why_not(house: House, rows: Money) -> None:
    with house.records() as session:
        by = account(session, MINISTRY).id
        paper = session.scalars(select(Paper).where(Paper.kind == "addition")).one()
        session.connection().exec_driver_sql("drop trigger paper_update_closed")
        paper.closed_by_id = by
    visitor = house.member(MINISTRY)
    page = visitor.get(FORM).text
    assert "لا يمكنك اعتماد هذا المستخلص" in page
    assert "disabled" in page
    assert visitor.post(FORM, asked(rows, "1", "1")).status_code == 422
    assert len(certificates(house)) == 1


def test_a_payment_is_kept_within_the_net(house: House, buyer: Visitor, rows: Money) -> None:
    address = f"/payments/certificates/{rows.certificate}"
    assert buyer.post(f"{address}/pay", {"amount": "1276", "paid_on": "2023-11-30"}).status_code == 422
    assert buyer.post(f"{address}/pay", {"amount": "١٠٠٠", "paid_on": "2023-11-30", "reference": "٥٥"}).status_code == 303
    page = buyer.get(address).text
    assert "المتبقي صرفه: ٢٧٥ جنيهًا" in page


def test_a_certificate_is_taken_back_with_a_reason(house: House, buyer: Visitor, rows: Money) -> None:
    address = f"/payments/certificates/{rows.certificate}"
    assert buyer.post(f"{address}/back", {"day": "2023-11-30"}).status_code == 422
    answer = buyer.post(f"{address}/back", {"day": "2023-11-30", "note": "خطأ في السعر"})
    assert answer.status_code == 303
    assert "خطأ في السعر" in buyer.get(answer.location).text
    assert certificates(house) == [(1, 150_000), (2, -150_000)]


def test_a_letter_of_guarantee_comes_and_goes(buyer: Visitor, rows: Money) -> None:
    with_number = {
        "purpose": "advance", "bank": "البنك الأهلي", "value": "2 مليون", "happened_on": "2023-07-01", "expires_on": "2024-07-01",
    }
    page = buyer.get("/payments/securities/new").text
    [supplier] = re.findall(r'<option (?:selected )?value="(\d+)"', page)[:1]
    answer = buyer.post("/payments/securities/new", {**with_number, "supplier": supplier, "number": "٧"})
    assert answer.status_code == 303
    assert buyer.post("/payments/securities/new", {**with_number, "supplier": supplier, "number": "7"}).status_code == 422
    told = buyer.post(f"{answer.location}/tell", {"event": "reduced", "happened_on": "2023-08-01", "value": "500000"})
    assert told.status_code == 303
    assert "٥٠٠٬٠٠٠ جنيه" in buyer.get(answer.location).text
    assert buyer.post(f"{answer.location}/tell", {"event": "extended", "happened_on": "2023-08-01"}).status_code == 422


def test_an_invoice_is_entered_once(buyer: Visitor) -> None:
    [supplier] = re.findall(r'<option (?:selected )?value="(\d+)"', buyer.get("/payments/invoices/new").text)[:1]
    invoice = {"supplier": supplier, "number": "ف-٩", "dated": "2023-08-01", "amount": "1000"}
    assert buyer.post("/payments/invoices/new", invoice).status_code == 303
    assert buyer.post("/payments/invoices/new", invoice).status_code == 422
    assert "ف-٩" in buyer.get("/payments/").text


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two weeks after the orders were due."""
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY.replace(year=2024, month=1, day=14))


def decided(house: House) -> list[tuple[int, int]]:
    with house.records() as session:
        return [(row.proposed, row.decided) for row in session.scalars(select(Compensation).order_by(Compensation.id))]


def test_proposals_are_decided_together_as_they_are(house: House, buyer: Visitor, rows: Money, late: None) -> None:
    page = buyer.get("/payments/compensation/").text
    chosen = re.findall(r'name="item" value="([^"]+)"', page)
    assert len(chosen) == 2
    form = {"item": chosen, "decided_by": "وزير التنمية المحلية", "decided_on": "2024-01-14"}
    assert buyer.post("/payments/compensation/confirm", form).status_code == 303
    assert decided(house) == [(4 * 480_000 * 2 // 100,) * 2, (4 * 150_000 * 2 // 100,) * 2]
    assert 'name="item"' not in buyer.get("/payments/compensation/").text


def test_a_long_list_of_proposals_is_paged_and_says_so(
    house: House, buyer: Visitor, rows: Money, late: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.supply.payments.compensation.PAGE_SIZE", 1)
    pages = [buyer.get(f"/payments/compensation/?from={start}").text for start in (0, 1)]
    assert ["المعروض هنا من ١ إلى ١ من إجمالي ٢" in page for page in pages] == [True, False]
    assert "المعروض هنا من ٢ إلى ٢ من إجمالي ٢" in pages[1]
    [second] = re.findall(r'name="item" value="([^"]+)"', pages[1])
    address = re.findall(r'action="([^"]*confirm[^"]*)"', pages[1])[0].replace("&amp;", "&")
    refused = buyer.post(address, {"item": second, "decided_by": "", "decided_on": "2024-01-14"})
    assert (refused.status_code, f'value="{second}"' in refused.text) == (422, True)
    form = {"item": second, "decided_by": "الوزير", "decided_on": "2024-01-14"}
    assert buyer.post(address, form).status_code == 303
    assert len(decided(house)) == 1


def test_one_is_waived_with_a_reason_and_decided_anew(house: House, buyer: Visitor, rows: Money, late: None) -> None:
    address = f"/payments/compensation/{rows.order_line}/{rows.site}"
    page = buyer.get(address).text
    assert "١٢٠ جنيهًا" in page
    form = {"decided": "0", "decided_by": "الوزير", "decided_on": "2024-01-14"}
    assert buyer.post(address, form).status_code == 422
    assert buyer.post(address, {**form, "reason": "قوة قاهرة"}).status_code == 303
    assert buyer.post(address, {**form, "reason": "قوة قاهرة"}).status_code == 409
    [first] = re.findall(r'name="replaces"[^>]*value="(\d+)"', buyer.get(address).text)
    assert buyer.post(address, {**form, "decided": "60", "reason": "نصف المدة", "replaces": first}).status_code == 303
    assert decided(house) == [(12_000, 0), (12_000, 6_000)]


def test_an_invoice_that_is_used_up_is_not_offered(house: House, buyer: Visitor, rows: Money) -> None:
    with house.records() as session:
        contract = session.scalars(select(Contract).where(Contract.code == rows.contract)).one()
        supplier = session.scalars(select(Supplier).where(Supplier.code == rows.supplier)).one()
        used, free = (
            enter(session, contract, supplier.id, number, TODAY, 150_000, today=TODAY, by=None).id for number in ("ف-١", "ف-٢")
        )
    assert buyer.post(FORM, asked(rows, "1", "0", invoice=str(used))).status_code == 303
    page = buyer.get(FORM).text
    assert "ف-٢" in page
    assert "ف-١" not in page
    assert buyer.post(FORM, asked(rows, "2", "0", invoice=str(free))).status_code == 422
    assert len(certificates(house)) == 2


def test_the_form_warns_of_a_letter_that_runs_out_while_an_advance_is_left(buyer: Visitor) -> None:
    assert "بنك مصر" in buyer.get(FORM).text


def test_certificates_have_a_list_and_what_is_retained_its_sum(buyer: Visitor) -> None:
    answer = buyer.get("/payments/certificates/")
    assert answer.location.endswith("#certificates")
    page = buyer.get(answer.location).text
    assert "إجمالي المحتجز حتى الآن" in page
    assert 'id="certificates"' in page
    assert "المتاح صرفه الآن" in page
