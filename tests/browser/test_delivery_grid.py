"""A delivery note entered by keyboard alone in a real browser: the grid is walked, summed, shown and entered."""

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from models import Paper, PaperLine
from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT
from tests.serving import Server
from tests.supplies import Row, ordered


def test_a_note_is_entered_without_the_mouse(page: Page, server: Server) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    with session_for(server.database_url) as session, everything(session):
        world = ordered(session, 10)
        further = [Row(line.id, world.sites[1].id, 6) for line in world.lines]
        world.post("allotment", *further)
        world.post("order", *further)
        session.commit()
    sign_in(page, server, ASSIUT)
    page.goto(f"{server.url}/deliveries/new")
    cells = page.locator("input[data-cell]")
    expect(cells).to_have_count(4)
    page.locator("[name=number]").focus()
    page.keyboard.type("١٢")
    page.locator("[name=day]").fill("2023-07-01")
    cells.first.focus()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('١\\t٢\\n٤\\t')")
    page.keyboard.press("Control+v")  # bare numbers spread from the cell
    assert [cell.input_value() for cell in cells.all()] == ["١", "٢", "٤", ""]
    cells.first.focus()
    page.keyboard.type("٣")
    page.keyboard.press("Enter")
    page.keyboard.press("+")
    expect(cells.nth(1)).to_be_focused()  # all that is open was taken, and the hand goes on: below the last cell comes the next column
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")  # right to left: the next site lies to the left
    page.keyboard.press("ArrowDown")
    page.keyboard.type("2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("5")
    expect(page.locator("[data-rows-all]")).to_have_text("٤")
    expect(page.locator("[data-left]").first).to_have_text("٧")
    cells.nth(2).press("Enter")
    expect(cells.nth(1)).to_be_focused()  # below the last cell of a column comes the next column
    cells.last.press("Enter")
    expect(page.locator(".deliver-bar button")).to_be_focused()
    page.get_by_role("button", name="عرض قبل التسجيل").press("Enter")
    expect(page.locator(".deliver-check")).to_contain_text(re.compile(r"البنود\s*٤"))
    page.get_by_role("button", name="تسجيل إذن التسليم").press("Enter")
    expect(page.locator("#way")).to_contain_text("إذن تسليم")
    with session_for(server.database_url) as session, everything(session):
        note = session.scalars(select(Paper).where(Paper.kind == "delivery")).one()
        rows = session.scalars(select(PaperLine).where(PaperLine.paper_id == note.id).order_by(PaperLine.position))
        assert [row.quantity for row in rows] == [3, 5, 10, 2]
    assert problems == []
