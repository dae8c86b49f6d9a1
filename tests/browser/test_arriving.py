"""Over a slow line: a page is shown when it is whole, and letters that come later leave it as it is."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from rollout.database import session_for
from rollout.scope import everything
from tests.browsing import PHONE, sign_in
from tests.cast import MINISTRY
from tests.factories import a_site
from tests.serving import Server

SITES = 40
WATCH = """window.shifts = 0; window.first = "";
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; })
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => { window.first = document.readyState; });"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ar-EG", timezone_id="Africa/Cairo", viewport=PHONE)  # type: ignore[arg-type]
    context.add_init_script(WATCH)
    yield context.new_page()
    context.close()


def test_nothing_is_shown_of_a_page_of_which_half_has_come(page: Page, server: Server) -> None:
    with session_for(server.database_url) as session, everything(session):
        for number in range(SITES):
            a_site(session, code=f"AST-{number:03}", name_ar=f"مجمع خدمات الزيات {number}")
        session.commit()
    sign_in(page, server, MINISTRY)
    page.goto(f"{server.url}/sites/")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": 20, "downloadThroughput": 10_000, "uploadThroughput": 10_000,
    })
    page.goto(f"{server.url}/sites/")
    assert page.locator("tbody tr").count() == SITES
    assert page.evaluate("window.first") != "loading"
    assert page.evaluate("window.shifts") < 0.001


def test_letters_that_come_late_move_nothing(page: Page, server: Server) -> None:
    def late(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    page.route("**/*.woff2", late)
    page.goto(f"{server.url}/login/")
    assert page.evaluate("[...document.fonts].map((one) => one.status)") == ["loaded", "loaded"]
    assert page.evaluate("window.shifts") < 0.001
