"""Browsers for the people of a story, who all work with one server."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import sign_in
from tests.cast import Member
from tests.serving import Server


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Any]:
    """Opens a browser for one of the cast, signed in, or for a stranger.

    Whatever a script or the content policy complains of fails the test.
    """
    contexts, problems = [], []

    def enter(member: Member | None, screen: dict[str, int]) -> Page:
        context = browser.new_context(locale="ar-EG", timezone_id="Africa/Cairo", viewport=screen)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
        page.on("dialog", lambda dialog: dialog.accept())
        if member is not None:
            sign_in(page, server, member)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert problems == []
