"""The keyboard of a phone: its “next” goes on to the next field and never sends a form that is half filled; numbers open its digits."""

import pytest
from playwright.sync_api import Browser, Page, expect

from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import DESK, PHONE, sign_in
from tests.cast import ASSIUT
from tests.factories import a_site
from tests.serving import Server


@pytest.fixture
def register(server: Server) -> Server:
    with session_for(server.database_url) as session, everything(session):
        a_site(session, code="AST-001", name_ar="مجمع خدمات الزيات")
        session.commit()
    return server


def opened(browser: Browser, register: Server, *, touch: bool) -> Page:
    """The form of a paid request for a meter, by finger or at a desk."""
    page = browser.new_context(viewport=PHONE if touch else DESK, has_touch=touch, is_mobile=touch, locale="ar-EG").new_page()
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/works/new?site=AST-001&area=utilities&item=electricity&step=payment")
    return page


def test_next_goes_on_and_sends_nothing(browser: Browser, register: Server) -> None:
    page = opened(browser, register, touch=True)
    number, amount = page.locator("#number"), page.locator("#amount")
    assert (number.get_attribute("enterkeyhint"), amount.get_attribute("enterkeyhint")) == ("next", "next")
    assert amount.get_attribute("inputmode") == "decimal"
    number.fill("12")
    number.press("Enter")
    expect(number).not_to_be_focused()
    assert page.evaluate("document.activeElement.matches('input, select, textarea, button')")
    expect(page).to_have_url(f"{register.url}/works/new?site=AST-001&area=utilities&item=electricity&step=payment")
    page.context.close()


def test_at_a_desk_enter_saves_as_ever(browser: Browser, register: Server) -> None:
    page = opened(browser, register, touch=False)
    page.locator("#number").press("Enter")
    expect(page.locator(".fault-summary, .field-error").first).to_be_visible()
    page.context.close()
