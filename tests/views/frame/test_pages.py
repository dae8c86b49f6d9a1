"""The pages of a long list: fifty rows at once, and the way to the pages before and after."""

import pytest
from flask import Flask

from views.frame.chosen import AT_ONCE, cut


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/late", "late", lambda: "")
    return app


@pytest.mark.parametrize(("asked", "first", "page", "before", "after"), [
    ("", 0, 1, "", "/late?supplier=S&from=50"),
    ("?from=50", 50, 2, "/late?supplier=S", "/late?supplier=S&from=100"),
    ("?from=77", 50, 2, "/late?supplier=S", "/late?supplier=S&from=100"),
    ("?from=100", 100, 3, "/late?supplier=S&from=50", ""),
    ("?from=900", 100, 3, "/late?supplier=S&from=50", ""),
    ("?from=-3", 0, 1, "", "/late?supplier=S&from=50"),
])
def test_a_page_knows_its_neighbours(app: Flask, asked: str, first: int, page: int, before: str, after: str) -> None:
    with app.test_request_context(f"/late{asked}"):
        found = cut(range(120), "late", {"supplier": "S"})
    assert (found.start, found.rows, found.number) == (first, list(range(first, min(first + AT_ONCE, 120))), 120)
    assert found.pages is not None
    assert (found.pages.page, found.pages.last, found.pages.before, found.pages.after) == (page, 3, before, after)


def test_a_short_list_has_no_pages(app: Flask) -> None:
    with app.test_request_context("/late"):
        found = cut(range(AT_ONCE), "late", {})
    assert (found.pages, len(found.rows)) == (None, AT_ONCE)
