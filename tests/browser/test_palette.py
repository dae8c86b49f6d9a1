"""The palette by keyboard alone, in a real browser: opened, searched, gone through, left; what it remembers and when it forgets."""

import pytest
from playwright.sync_api import Page, expect

from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT
from tests.factories import a_site
from tests.serving import Server


@pytest.fixture
def register(server: Server) -> Server:
    with session_for(server.database_url) as session, everything(session):
        for number in range(7):
            a_site(session, code=f"AST-00{number}", name_ar=f"مجمع خدمات الزيات {number}")
        session.commit()
    return server


def test_finding_by_keyboard_alone(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/sites/")
    palette, field = page.locator("#palette"), page.locator("#palette-q")
    page.keyboard.press("/")
    expect(palette).to_be_visible()
    expect(field).to_be_focused()
    page.keyboard.type("زيات")
    options = palette.get_by_role("option")
    expect(options).to_have_count(6)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", str(options.nth(1).get_attribute("id")))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.nth(5)).to_have_attribute("aria-selected", "true")
    field.fill("لا شيء كهذا")
    expect(palette.locator("[data-none]")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(field).to_have_value("")
    page.keyboard.type("ast-٠٠٣")
    expect(options.nth(0)).to_contain_text("AST-003")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/AST-003")
    page.goto(f"{register.url}/overdue/")
    page.keyboard.press("Control+k")
    expect(options.nth(0)).to_contain_text("مجمع خدمات الزيات 3")
    keep = palette.locator("[data-keep-page]")
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    expect(palette.locator("#pg-kept")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('recent:')).length") == 1
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_url("**/login/**")
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('recent:')).length") == 0


def test_a_stroke_in_a_field_is_only_a_stroke(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/sites/")
    page.locator("#f-text").click()
    page.keyboard.type("1/2")
    expect(page.locator("#palette")).to_be_hidden()
    assert page.locator("#f-text").input_value() == "1/2"
