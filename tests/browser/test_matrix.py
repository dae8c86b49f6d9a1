"""The matrix by keyboard alone, in a real browser: to a cell, into its form and back, what was told undone, sites ticked."""

import pytest
from playwright.sync_api import Page, expect

from rollout.database import session_for
from rollout.scope import everything
from rollout.stages import Kind
from tests.browsing import sign_in
from tests.cast import ASSIUT
from tests.factories import a_site
from tests.serving import Server

PLACE = """() => {
  const cell = document.activeElement.closest("td, th");
  return [cell.parentElement.sectionRowIndex, cell.cellIndex];
}"""


@pytest.fixture
def register(server: Server) -> Server:
    with session_for(server.database_url) as session, everything(session):
        for number in range(3):
            a_site(session, kind=Kind.MISR_CENTRE, code=f"AST-M0{number}", name_ar=f"مركز مصر {number}")
        session.commit()
    return server


def test_entry_in_place_by_keyboard_alone(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/matrix/EG-AST?kind=misr_centre")
    stops = page.locator(".matrix tbody :is(a, button, input):not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    stops.focus()
    for key, place in (
        ("End", [0, 10]), ("Home", [0, 0]), ("ArrowLeft", [0, 0]), ("ArrowLeft", [0, 2]), ("ArrowDown", [1, 2]), ("ArrowLeft", [1, 3]),
        ("ArrowRight", [1, 2]), ("Control+End", [2, 10]), ("Control+Home", [0, 0]), ("PageDown", [2, 0]), ("PageUp", [0, 0]),
    ):
        page.keyboard.press(key)
        assert page.evaluate(PLACE) == place, key
        expect(stops).to_have_count(1)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    sheet = page.locator("dialog#entry[open]")
    expect(sheet.locator("input[name=state]").first).to_be_focused()
    sheet.locator("input[value=done]").press("Space")
    page.keyboard.press("Enter")
    expect(sheet).to_have_count(0)
    row = page.locator("tr[data-site='AST-M00']")
    expect(row.locator("td").nth(1).locator("a")).to_have_class("cell state-done")
    assert page.evaluate(PLACE) == [0, 2], "back on the cell"
    said = page.locator("#said")
    expect(said).to_contain_text("مركز مصر 0")
    said.get_by_role("button", name="تراجع").press("Enter")
    expect(row.locator("td").nth(1).locator("a")).to_have_class("cell state-not_started")
    expect(said).to_contain_text("تم التراجع")
    expect(said.get_by_role("button")).to_be_hidden()
    assert page.evaluate(PLACE) == [0, 2]
    expect(stops).to_have_count(1)


def test_a_sheet_of_steps_opens_on_its_heading_and_a_second_key_begins_nothing(server: Server, page: Page) -> None:
    with session_for(server.database_url) as session, everything(session):
        a_site(session, code="AST-C01", name_ar="مجمع القوصية")
        session.commit()
    sign_in(page, server, ASSIUT)
    page.goto(f"{server.url}/matrix/EG-AST?kind=complex")
    cell = page.locator("tr[data-site='AST-C01'] a.cell[href*='handover']")
    cell.focus()
    page.keyboard.press("Enter")
    sheet = page.locator("dialog#entry[open]")
    expect(sheet.locator("#entry-title")).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet.locator(".sheet-items")).to_be_visible()
    expect(sheet.locator("form")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(cell).to_be_focused()


def test_sites_are_ticked_and_edited_together(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/matrix/EG-AST?kind=misr_centre")
    page.locator("tr[data-site='AST-M01'] input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-ticked]")).to_have_text("٢")
    page.locator("#bulk button").first.press("Enter")
    expect(page.locator("input[name=site]:checked")).to_have_count(2)
    page.locator("#what").select_option("quiet")
    page.locator("form.form-card button").first.click()
    page.locator("button[formaction='/bulk/preview']").click()
    expect(page.locator(".bulk-table tbody tr")).to_have_count(2)
    page.locator("form[action='/bulk/confirm'] button").click()
    page.wait_for_url("**/matrix/EG-AST?kind=misr_centre")
    expect(page.locator(".flashes")).to_contain_text("سُجِّل في موقعين")


def test_paper_takes_the_whole_matrix_and_nothing_to_press(register: Server, page: Page) -> None:
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/matrix/EG-AST?kind=misr_centre")
    page.set_viewport_size({"width": 1032, "height": 90})  # as wide as a sheet that lies; too low for the box that scrolls on a screen
    cut = "box => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1"
    assert page.locator(".matrix-box").evaluate(cut)
    page.emulate_media(media="print")
    assert not page.locator(".matrix-box").evaluate(cut)
    assert page.locator("main :is(button, .btn, input):visible").count() == 0
    assert page.locator(".matrix tbody tr:visible").count() == 3
