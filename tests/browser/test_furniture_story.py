"""Furniture from the supplier's lorry to the certificate, in a real browser: who counts, who inspects, what is printed and paid."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from models import Site
from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import DESK, PHONE, fits, printed, send
from tests.cast import ASSIUT, STOREKEEPER
from tests.serving import Server
from tests.supplies import ordered

COMMITTEE = {"decision": "٤٥", "name-chair": "محمود عبد الله", "name-technical": "سامي فؤاد", "name-storekeeper": "حسن علي"}
SIGNERS = {"storekeeper": "حسن علي", "supplier": "مندوب الشركة", "authority": "سكرتير عام المحافظة"}


@pytest.fixture
def site(server: Server) -> str:
    """Ten desks and ten cupboards are ordered for a complex of Assiut; gives its code."""
    with session_for(server.database_url) as session, everything(session):
        world = ordered(session, 10)
        world.sites[0].name_ar = "مجمع خدمات الحواتكة"
        for line, name in zip(world.lines, ("مكتب موظف", "دولاب ملفات"), strict=True):
            line.name_ar = name
        session.commit()
        return session.scalars(select(Site.code).where(Site.id == world.sites[0].id)).one()


def signed(page: Page) -> None:
    """Name whoever must sign."""
    for part, name in SIGNERS.items():
        field = page.locator(f"input[name=name-{part}]")
        if field.count():
            field.fill(name)


def count_in(page: Page, server: Server, day: str) -> None:
    """Count everything of the note that is on the way, as noted."""
    page.goto(f"{server.url}/deliveries/")
    page.locator("#way a[href$='/receipt']").first.click()
    page.get_by_role("button", name="الكل كما في الإذن").click()
    page.locator("[name=day]").fill(day)
    page.locator("[name=keeper]").fill(SIGNERS["storekeeper"])
    page.locator("[name=store]").select_option(index=1)
    page.get_by_role("button", name="عرض قبل التسجيل").click()
    page.get_by_role("button", name="تسجيل الإيصال").click()
    expect(page.locator("main")).to_contain_text("تم تسجيل إيصال الاستلام المؤقت")


def inspect(page: Page, server: Server, day: str, rows: list[dict[str, str]]) -> None:
    """Fill the minutes about the receipt that waits, and close them."""
    page.goto(f"{server.url}/inspections/")
    fits(page)
    page.locator("a[href*='/inspections/new/']").first.click()
    fits(page)
    page.locator("[name=day]").fill(day)
    page.locator("[name=decided_on]").fill("2023-06-20")
    for name, value in COMMITTEE.items():
        page.locator(f"[name={name}]").fill(value)
    for place, row in enumerate(rows):
        for part, value in row.items():
            page.locator(f"input[data-part={part}]").nth(place).fill(value)
    send(page, "إقفال المحضر")
    page.wait_for_url("**/papers/*")
    fits(page)


def follow(page: Page, kind: str, **fields: str) -> None:
    """Go on from the paper that the page shows to the one that follows it."""
    page.locator(f"a[href*='/next/{kind}']").first.click()
    page.wait_for_url(f"**/next/{kind}*")
    fits(page)
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    signed(page)
    send(page, "إقفال المستند")
    page.wait_for_url(lambda address: "/next/" not in address)
    fits(page)


def test_desks_are_delivered_rejected_replaced_and_paid(people: Any, server: Server, site: str, tmp_path: Path) -> None:
    stores, officer = people(STOREKEEPER, DESK), people(ASSIUT, PHONE)
    stores.goto(f"{server.url}/deliveries/new?governorate=EG-AST")
    cells = stores.locator("input[data-cell]")
    expect(cells).to_have_count(2)
    for place in range(2):
        cells.nth(place).fill("١٠")
    stores.locator("[name=number]").fill("٧٧")
    stores.locator("[name=day]").fill("2023-07-01")
    stores.get_by_role("button", name="عرض قبل التسجيل").click()
    stores.get_by_role("button", name="تسجيل إذن التسليم").click()
    count_in(stores, server, "2023-07-02")

    inspect(officer, server, "2023-07-05", [{"accepted": "٦", "rejected": "٢", "reason": "خدوش في السطح"}, {"accepted": "١٠"}])
    minutes = officer.url
    form_12 = printed(officer, tmp_path / "form12.pdf")
    assert all(words in form_12 for words in ("مخازن حكومة", "١٢/٢٠٢٣/٠٠٠١", "خدوش في السطح", "مكتب موظف")), form_12
    follow(officer, "addition", day="2023-07-06")
    form_1 = printed(officer, tmp_path / "form1.pdf")
    assert all(words in form_1 for words in ("إذن إضافة", "مخازن حكومة", "مكتب موظف", "دولاب ملفات")), form_1
    officer.goto(minutes)
    follow(officer, "rejection", day="2023-07-06", due_on="2023-07-13")
    letter = officer.url

    stores.goto(f"{server.url}/payments/certificates/new?governorate=EG-AST")
    desks = stores.locator("input[data-left]").first
    expect(desks).to_have_attribute("data-left", "6")
    desks.fill("8")
    stores.locator("[name=day]").fill("2023-07-10")
    stores.get_by_role("button", name="اعتماد المستخلص").click()
    expect(stores.locator(".field-error:visible").first).to_contain_text("٢")
    desks.fill("6")
    stores.get_by_role("button", name="اعتماد المستخلص").click()
    stores.wait_for_url("**/payments/certificates/*")
    expect(stores.locator("main")).to_contain_text("٥٧٬٠٠٠")

    stores.goto(letter)
    follow(stores, "replacement", day="2023-07-20", own_number="٧٨")
    count_in(stores, server, "2023-07-21")
    officer.goto(f"{server.url}/inspections/")
    expect(officer.locator("a[href*='/inspections/new/']")).to_have_count(2)
    officer.locator("a[href*='/inspections/new/']").last.click()
    officer.get_by_role("button", name="قبول كل ما ينتظر").click()
    officer.locator("[name=day]").fill("2023-07-22")
    officer.locator("[name=decided_on]").fill("2023-06-20")
    for name, value in COMMITTEE.items():
        officer.locator(f"[name={name}]").fill(value)
    send(officer, "إقفال المحضر")
    officer.wait_for_url("**/papers/*")

    officer.goto(f"{server.url}/contract/sites/{site}?as_of={date(2023, 7, 31)}")
    fits(officer)
    expect(officer.locator("main")).to_contain_text("٦٠٬٠٠٠ جنيه")
