"""The guide of the first days on a telephone: each step says what it is about, on the first page and on its own."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import sign_in
from tests.cast import ASSIUT
from tests.serving import Server


@pytest.mark.parametrize("path", ["/", "/guide/"])
def test_each_step_is_explained(server: Server, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, server, ASSIUT)
    page.goto(f"{server.url}{path}")
    steps = page.locator(".guide-steps li")
    expect(steps).to_have_count(5)
    expect(page.locator(".guide-steps small:visible")).to_have_count(5)
