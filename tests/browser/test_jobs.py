"""Four whole jobs done in a real browser: no more taps, keys and pages than they were brought down to, however fast the machine is."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import sign_in
from tests.cast import Member
from tests.jobs import JOBS, Job, Office, at_hand
from tests.loading import Installation
from tests.serving import serving
from tests.walking import DAY, passwords_of


@pytest.fixture(scope="module")
def office(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    here = demo_template.copy(tmp_path_factory.mktemp("jobs"))
    at_hand(here.folder)
    with serving(here.database_url, here.folder, today=DAY) as server:
        yield Office(server, passwords_of(here.folder), here.folder)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_a_job_asks_for_no_more_than_it_must(browser: Browser, office: Office, demo_template: Installation, job: Job) -> None:
    office.open_anew(demo_template.database)
    tally = job.done(office, browser).tally
    assert tally.taps <= job.taps, tally
    assert tally.keys <= job.keys, tally
    assert tally.loads <= job.loads, tally


def test_a_site_is_found_in_its_list_and_told_of_by_keyboard(page: Page, office: Office, demo_template: Installation) -> None:
    office.open_anew(demo_template.database)
    sign_in(page, office.server, Member("assiut", "", password=office.passwords["assiut"]))
    page.goto(f"{office.server.url}/steps?show=silent")
    rows = page.locator(".desk-row:visible")
    before = rows.count()
    page.locator("[data-find-rows]").fill("الاقادمه")
    assert 0 == rows.count() < before, "of this one news has come"
    page.locator("[data-find-rows]").fill("بنى محمد")
    expect(rows).to_have_count(1)
    rows.first.locator("a.desk-tell").press("Enter")
    expect(page.locator("#entry [name=number]")).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Control+Enter")
    expect(rows.first).to_have_class(re.compile("is-told"))
    assert page.url.endswith("/steps?show=silent")
