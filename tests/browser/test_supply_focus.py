"""Where the keyboard goes on, in a real browser, after each answer of the server about a delivery."""

from playwright.sync_api import Page, expect

from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT, MINISTRY
from tests.serving import Server
from tests.supplies import ordered


def test_the_keyboard_goes_on_where_the_server_answered(page: Page, server: Server) -> None:
    with session_for(server.database_url) as session, everything(session):
        ordered(session, 10)
        session.commit()
    sign_in(page, server, ASSIUT)
    page.goto(f"{server.url}/deliveries/new")
    cells = page.locator("input[data-cell]")
    cells.first.fill("99")
    page.locator("[name=number]").fill("١٢")
    cells.first.press("Control+Enter")
    expect(page.locator("#content .alert-danger").first).to_be_focused()
    page.locator("button[value=clear]").press("Enter")
    expect(page.locator(".grid-box")).to_be_focused()
    page.locator("[name=day]").fill("2023-07-01")
    for cell in cells.all():
        cell.fill("10")
    cells.first.press("Control+Enter")
    page.locator("[name=do][value=enter]").press("Enter")
    expect(page.locator(".alert-success")).to_be_focused()
    page.locator("#way .list-tools a").press("Enter")
    expect(cells.first).to_be_focused()
    page.locator("button[value=fill]").press("Enter")
    expect(page.locator(".deliver-bar button")).to_be_focused()
    page.locator("[name=keeper]").fill("حسن علي")
    cells.first.fill("كثير")
    cells.first.press("Control+Enter")
    expect(page.locator(".fault-summary")).to_be_focused()
    page.locator(".fault-summary a[href^='#c-']").press("Enter")
    expect(cells.first).to_be_focused()
    cells.first.fill("8")
    cells.first.press("Control+Enter")
    expect(page.locator(".deliver-check h2")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flashes .alert").first).to_be_focused()


def test_what_the_arrows_chose_is_sent_when_the_keyboard_goes_on(page: Page, server: Server) -> None:
    with session_for(server.database_url) as session, everything(session):
        ordered(session, 10)
        session.commit()
    sign_in(page, server, MINISTRY)
    page.goto(f"{server.url}/deliveries/new")
    governorate = page.locator("#f-governorate")
    governorate.focus()
    for _ in range(40):
        if governorate.input_value() == "EG-AST":
            break
        page.keyboard.press("ArrowDown")
    assert page.url == f"{server.url}/deliveries/new", "the arrows only look through the list"
    page.keyboard.press("Tab")
    expect(page.locator("input[data-cell]").first).to_be_visible()
    assert "governorate=EG-AST" in page.url
    expect(page.locator("#f-of")).to_be_focused()


def test_a_filter_bar_goes_on_at_the_next_filter_of_its_answer(page: Page, server: Server) -> None:
    sign_in(page, server, MINISTRY)
    page.goto(f"{server.url}/obstacles/")
    first, following = page.locator("form.filter-bar select").nth(0), page.locator("form.filter-bar select").nth(1)
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.wait_for_url(f"**/obstacles/?{first.get_attribute('name')}=*")
    expect(following).to_be_focused()
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    assert page.url.count("=") == 1, "what was not changed is not sent anew"
