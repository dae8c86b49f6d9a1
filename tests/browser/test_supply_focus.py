"""Where the keyboard goes on, in a real browser, after each answer of the server about a delivery."""

from playwright.sync_api import Page, expect

from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT
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
