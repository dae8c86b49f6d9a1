"""The table of a session in a real browser: pasted from a spreadsheet, walked by keyboard, and recorded."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from models import Attendance
from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT
from tests.factories import a_site
from tests.rollout.training.making import a_session
from tests.serving import Server

PASTE = """text => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: clipboard, bubbles: true, cancelable: true}));
}"""


def test_rows_of_a_spreadsheet_are_pasted_and_recorded(page: Page, server: Server) -> None:
    with session_for(server.database_url) as session, everything(session):
        for number in range(8):
            a_site(session, code=f"AST-10{number}", name_ar=f"مجمع خدمات {number}")
        held = a_session(session).id
        session.commit()
    sign_in(page, server, ASSIUT)
    page.goto(f"{server.url}/training/sessions/{held}")
    rows = page.locator("[data-counts] tbody tr")
    before = rows.count()
    page.locator("[name=body]").first.focus()
    page.evaluate(PASTE, "\n".join(f"التموين\tAST-10{number}\t٣\t4\t٣\tورقة" for number in range(8)) + "\n")
    expect(rows).to_have_count(max(before, 8))
    page.locator("[name=persons]").nth(6).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=persons]").nth(7)).to_be_focused()
    page.locator("[name=persons]").nth(7).fill("2")
    page.get_by_role("button", name="تسجيل الأعداد").click()
    expect(page.locator(".session-seats, .session-head").first).to_contain_text("٣٢ من ٦٠ مقعدًا")
    with session_for(server.database_url) as session, everything(session):
        counts = [(row.body, row.persons, row.seats, row.note) for row in session.scalars(select(Attendance).order_by(Attendance.id))]
    assert counts == [("supply", 3, 4, "ورقة")] * 7 + [("supply", 2, 4, "ورقة")]
