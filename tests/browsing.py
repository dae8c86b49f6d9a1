"""What people do in a browser again and again, for tests that tell their story there."""

from playwright.sync_api import Page

from tests.cast import Member
from tests.serving import Server


def sign_in(page: Page, server: Server, member: Member) -> None:
    """Come in by the front door, as `member`."""
    page.goto(f"{server.url}/login/")
    page.fill("input[name=username]", member.name)
    page.fill("input[name=password]", member.password)
    page.click("form:has(input[name=password]) [type=submit]")
    page.wait_for_url(lambda address: "/login" not in address)
