"""What people do in a browser again and again, for tests that tell their story there."""

import re
import subprocess
from pathlib import Path

from playwright.sync_api import Page

from tests.cast import Member
from tests.serving import Server

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def sign_in(page: Page, server: Server, member: Member) -> None:
    """Come in by the front door, as `member`."""
    page.goto(f"{server.url}/login/")
    page.fill("input[name=username]", member.name)
    page.fill("input[name=password]", member.password)
    page.click("form:has(input[name=password]) [type=submit]")
    page.wait_for_url(lambda address: "/login" not in address)


def printed(page: Page, path: Path) -> str:
    """The words of the paper that the page shows, as it is printed, without the marks that tell their direction."""
    with page.expect_download() as download:
        page.locator("a[href$='.pdf']").first.click()
    download.value.save_as(path)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(re.sub("[\u202a-\u202e\u2066-\u2069]", " ", text).split())


def fits(page: Page) -> None:
    """Nothing is left to scroll for sideways."""
    wide, screen = page.locator("html").evaluate("page => [page.scrollWidth, page.clientWidth]")
    assert wide <= screen, f"{page.url} is {wide} pixels wide on a screen of {screen}"


def send(page: Page, name: str) -> None:
    """Press the button that closes the paper, and the one that confirms it where a sheet asks again."""
    page.get_by_role("button", name=name).last.click()
    again = page.locator("dialog[open] button[value=yes], dialog[open] [data-confirmed]")
    if again.count():
        again.first.click()
