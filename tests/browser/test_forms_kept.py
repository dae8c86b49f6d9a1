"""A form that loses nothing, in a real browser: what is typed comes back, also over the door, and is saved once."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from models import SignIn, Site
from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT, MINISTRY
from tests.factories import a_site
from tests.serving import Server

RESTORED = "استُعيد ما كتبته ولم يُحفظ"


@pytest.fixture
def register(server: Server) -> Server:
    with session_for(server.database_url) as session, everything(session):
        a_site(session, code="AST-001", name_ar="مجمع خدمات الزيات")
        session.commit()
    return server


def drafts(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"))


def end_sessions(server: Server) -> None:
    with session_for(server.database_url) as session:
        session.execute(update(SignIn).values(ended_at=datetime.now(UTC)))
        session.commit()


def open_form(page: Page, server: Server) -> str:
    with session_for(server.database_url) as session, everything(session):
        number = session.scalars(select(Site.id).where(Site.code == "AST-001")).one()
    address = f"{server.url}/sites/edit/{number}"
    page.goto(address)
    return address


def test_what_is_typed_comes_back_and_goes_with_the_save(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    address = open_form(page, register)
    page.fill("#notes", "كتب نصفها ثم انقطع")
    page.goto(f"{register.url}/sites/")
    page.goto(address)
    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.locator("#notes")).to_have_value("كتب نصفها ثم انقطع")
    page.locator(".draft-note button").click()
    expect(page.locator("#notes")).to_have_value("")
    assert drafts(page) == 0
    page.fill("#notes", "كتبت كلها")
    page.fill("#name_ar", "")
    page.click("form.site-form [type=submit]")
    expect(page.locator(".fault-summary")).to_be_focused()
    page.locator(".fault-summary a").first.click()
    expect(page.locator("#name_ar")).to_be_focused()
    assert drafts(page) == 1
    page.fill("#name_ar", "مجمع خدمات الزيات")
    page.click("form.site-form [type=submit]")
    page.wait_for_url("**/sites/**")
    expect(page.locator(".alert-success")).to_be_visible()
    assert drafts(page) == 0


def test_the_door_leads_back_to_the_form_with_what_was_typed(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    address = open_form(page, register)
    page.fill("#notes", "لا تضيع")
    end_sessions(register)
    page.click("form.site-form [type=submit]")
    page.wait_for_url("**/login/**")
    expect(page.locator(".alert-warning")).to_be_visible()
    page.fill("input[name=username]", ASSIUT.name)
    page.fill("input[name=password]", ASSIUT.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(address)
    expect(page.get_by_text(RESTORED)).to_be_visible()
    expect(page.locator("#notes")).to_have_value("لا تضيع")
    assert "password" not in page.evaluate("JSON.stringify(localStorage)")
    page.locator("form[action$='/logout/'] button").click()
    page.wait_for_url("**/login/**")
    assert drafts(page) == 0


def test_a_second_press_saves_nothing_twice(register: Server, page: Page) -> None:
    sign_in(page, register, MINISTRY)
    page.goto(f"{register.url}/addressees/add")
    for name, words in (("code", "GOV-1"), ("honorific", "السيد اللواء"), ("post_ar", "محافظ أسيوط"), ("body_ar", "محافظة أسيوط")):
        page.fill(f"[name={name}]", words)
    page.evaluate("() => { const form = document.querySelector('form[data-draft]'); form.requestSubmit(); form.requestSubmit(); }")
    page.wait_for_url("**/addressees/list/**")
    expect(page.locator("tbody tr", has_text="محافظ أسيوط")).to_have_count(1)
