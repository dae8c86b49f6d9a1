"""Four whole jobs, each by the hands of the one whose job it is, on the demo programme: told once for the tests and for the measuring."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect
from sqlalchemy import select

from models import Governorate, Meeting
from rollout.database import session_for
from rollout.meetings.planning import cancel
from rollout.scope import everything
from tests.browsing import DESK, PHONE, sign_in
from tests.cast import Member
from tests.hands import Hands
from tests.serving import Server

LINES = 40
PATIENCE = 60_000
"""Milliseconds to wait for an answer over the slow network: a photo takes its time."""
EVE = "2023-09-30"
"""The day on which the ministry asks who will miss October."""


@dataclass(frozen=True)
class Office:
    """Where the jobs are done: the served demo, the passwords of its people, and a folder with what they have at hand."""

    server: Server
    passwords: Mapping[str, str]
    folder: Path

    def come_in(self, context: BrowserContext, account: str, *, slow: bool) -> Hands:
        """Somebody at their first page."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        sign_in(page, self.server, Member(account, "", password=self.passwords[account]))
        return Hands(page, slow=slow)

    def open_anew(self, demo: Path) -> None:
        """Everything as it was when the demo was loaded: its rows are played back under the server that runs on."""
        own = self.server.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(demo)) as template, closing(sqlite3.connect(own, timeout=60)) as database:
            template.backup(database)


def at_hand(folder: Path) -> None:
    """What people bring to their jobs: the photo on the officer's telephone."""
    Image.effect_noise((1600, 1200), 60).convert("RGB").save(folder / "photo.jpg", quality=60)


def news(office: Office, context: BrowserContext, *, slow: bool = False) -> Hands:
    """Assiut's officer has heard of five sites: of two nothing new, of one a photo, of one a number, of one a note."""
    hands = office.come_in(context, "assiut", slow=slow)
    photo = office.folder / "photo.jpg"
    with hands.counting():
        hands.page.goto(office.server.url)
        silent = hands.page.locator("section:has(#head-silent)")
        for code in ("AST-004", "AST-019"):
            hands.tap(silent.locator(f"[data-told-of='{code}'] form button"))
            expect(silent.locator(f"[data-told-of='{code}'].is-told")).to_be_visible(timeout=PATIENCE)
        _tell(hands, "AST-007", lambda sheet: (
            hands.write(sheet.locator("[name=number]"), "123"), hands.pick(sheet.locator("#evidence"), photo),
        ))
        _tell(hands, "AST-042", lambda sheet: (hands.write(sheet.locator("[name=count]"), "4"), hands.press("Enter")))
        _tell(hands, "AST-TC01", lambda sheet: (
            hands.tap(sheet.locator(".chip-choice:has([value=in_progress])")), hands.write(sheet.locator("[name=note]"), "تمت المعاينة"),
        ))
    expect(silent.locator(".is-told")).to_have_count(5)
    return hands


def _tell(hands: Hands, code: str, fill: Callable[[Any], object]) -> None:
    """The next step of a site, in the sheet over the list. The Enter of a telephone leads on; what is typed is sent by its button."""
    row, sheet = hands.page.locator(f"section:has(#head-silent) [data-told-of='{code}']"), hands.page.locator("#entry")
    hands.tap(row.locator("a.desk-tell"))
    expect(sheet.locator("form")).to_be_visible(timeout=PATIENCE)
    fill(sheet)
    hands.tap(sheet.locator("footer [type=submit]"))
    expect(row).to_have_class(re.compile("is-told"), timeout=PATIENCE)


def unplan(office: Office) -> None:
    """The meeting of the week was called off; another is to be prepared."""
    with session_for(office.server.database_url) as session, everything(session):
        of_assiut = select(Meeting).join(Governorate, Governorate.id == Meeting.governorate_id).where(Governorate.code == "EG-AST")
        for meeting in session.scalars(of_assiut.where(Meeting.state == "planned")):
            cancel(session, meeting, "تعذر الانعقاد", version=meeting.row_version)
        session.commit()


def meeting(office: Office, context: BrowserContext, *, slow: bool = False) -> Hands:
    """Its secretary prepares the week's meeting: made, looked through, its pack taken, issued, and taken home as PDF and Word."""
    hands = office.come_in(context, "assiut", slow=slow)
    page = hands.page
    with hands.counting():
        page.goto(office.server.url)
        hands.go(page.locator(".week-tools .btn-primary"))
        seen = page.locator(".mt-jump")
        for part in ("changes", "position", "agenda"):
            expect(seen.locator(f"[href='#{part}'] .tabs-number")).to_be_in_viewport()
        hands.tap(page.locator("form[action$='/take'] button"))
        hands.go(page.locator("dialog[open] [value=yes], dialog[open] [data-confirmed]").first)
        hands.go(page.locator("a[href$='/pack/issue']"))
        hands.go(page.locator("form.issued-tools button.btn-primary"))
        for form in ("pdf", "docx"):
            hands.take(page.locator(f"a[href$='.{form}']").first).save_as(office.folder / f"pack.{form}")
    assert (office.folder / "pack.pdf").read_bytes().startswith(b"%PDF")
    assert (office.folder / "pack.docx").read_bytes().startswith(b"PK")
    return hands


def delivery(office: Office, context: BrowserContext, *, slow: bool = False, pasted: bool = False) -> Hands:
    """The storekeeper logs forty lines by keyboard alone: all that was open of each, or the list that the supplier sent."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    hands = Hands(page, slow=slow)
    page.goto(f"{office.server.url}/login/")
    expect(page.locator("input[name=username]")).to_be_focused(timeout=PATIENCE)
    with hands.counting():
        hands.type("stores")
        hands.press("Tab")
        hands.type(office.passwords["stores"])
        hands.lead("Enter")
        hands.press("Control+k")
        expect(page.locator("#palette input[type=search], #palette [role=combobox]").first).to_be_focused(timeout=PATIENCE)
        hands.type("إذن")
        expect(page.locator("#palette [aria-selected=true]")).to_contain_text("إذن تسليم", timeout=PATIENCE)
        hands.lead("Enter")
        expect(page.locator("#f-governorate")).to_be_focused(timeout=PATIENCE)
        hands.type("المنيا")
        hands.press("Tab", "ArrowDown")
        hands.lead("Enter")
        expect(page.locator("[name=number]")).to_be_focused(timeout=PATIENCE)
        hands.type("512")
        hands.press("Enter")
        cells = page.locator("input[data-cell]")
        expect(cells.first).to_be_focused(timeout=PATIENCE)
        if pasted:
            rows = cells.evaluate_all(_LIST, LINES)
            with page.expect_event("domcontentloaded"):
                hands.paste(rows)
        else:
            hands.press(*["+"] * LINES)
        expect(page.locator("[data-rows-all]")).to_have_text("٤٠", timeout=PATIENCE)
        hands.lead("Control+Enter")
        expect(page.locator("[name=do][value=enter]")).to_be_focused(timeout=PATIENCE)
        hands.lead("Enter")
    expect(page.locator("#way")).to_contain_text("٤٠", timeout=PATIENCE)
    return hands


_LIST = """(cells, most) => cells.slice(0, most).map((cell) => {
  const place = cell.closest("td"), head = cell.closest("table").tHead.rows[0].cells[place.cellIndex].querySelector("bdi");
  return [cell.closest("tr").dataset.code, head.textContent, cell.dataset.open].join("\\t");
}).join("\\n")"""


def october(office: Office, context: BrowserContext, *, slow: bool = False) -> Hands:
    """The ministry's analyst answers which governorates will miss October and why, and takes the answer home."""
    hands = office.come_in(context, "ministry", slow=slow)
    page = hands.page
    with hands.counting():
        page.goto(f"{office.server.url}/?as_of={EVE}")
        hands.go(page.locator("section:has(#head-risk) a[href$='#missing']"))
        taken = hands.take(page.locator("#missing a[download]"))
    missing = page.locator("#missing")
    expect(missing.locator(".missing-places")).to_be_in_viewport()
    assert missing.locator("tr[id^=missing-]").count() == missing.locator(".missing-places a").count() > 10
    for row in missing.locator("tr[id^=missing-]").all():
        assert row.locator(".missing-why > li > span bdi").first.inner_text(), "the owner of the cause"
        assert row.locator(".missing-sites a").count() > 0
    taken.save_as(office.folder / "october.xlsx")
    assert load_workbook(office.folder / "october.xlsx").active.max_row == 2 + missing.locator(".missing-table .missing-sites a").count()  # type: ignore[union-attr]
    return hands


@dataclass(frozen=True)
class Job:
    """A job, on which screen it is done, and the most that it may ask for."""

    name: str
    do: Callable[..., Hands]
    screen: Mapping[str, int]
    taps: int
    keys: int
    loads: int
    before: Callable[[Office], None] | None = None
    touch: bool = False

    def done(self, office: Office, browser: Browser, *, slow: bool = False) -> Hands:
        """Do it once, in a browser of its own."""
        if self.before:
            self.before(office)
        context = browser.new_context(
            locale="ar-EG", timezone_id="Africa/Cairo", viewport=self.screen, has_touch=self.touch, is_mobile=self.touch,  # type: ignore[arg-type]
        )
        try:
            return self.do(office, context, slow=slow)
        finally:
            context.close()


def _pasted(office: Office, context: BrowserContext, *, slow: bool = False) -> Hands:
    return delivery(office, context, slow=slow, pasted=True)


JOBS = (
    Job("news of five sites, on a telephone", news, PHONE, 12, 17, 1, touch=True),
    Job("the week's meeting and its pack, at a desk", meeting, DESK, 7, 0, 5, unplan),
    Job("a delivery of 40 lines, by keyboard", delivery, DESK, 0, 87, 5),
    Job("a delivery of 40 lines, pasted", _pasted, DESK, 0, 48, 6),
    Job("who will miss October and why, at a desk", october, DESK, 2, 0, 2),
)
