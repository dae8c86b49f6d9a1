"""No script of ours changes a page that somebody already sees."""

import re

from rollout.frontend import ROOT
from tests.views.visiting import House


def test_a_page_waits_for_its_scripts(house: House) -> None:
    page = house.visitor().get("/login/").text
    assert re.findall(r"<script[^>]*js/[^>]*>", page) != []
    assert [tag for tag in re.findall(r"<script[^>]*>", page) if 'defer blocking="render"' not in tag] == []


def test_every_template_asks_for_its_scripts_in_one_way() -> None:
    """Those of other houses change nothing before somebody has pressed something, and nobody waits for them."""
    written = {tag for path in (ROOT / "views" / "templates").rglob("*.html") for tag in
               re.findall(r"<script[^>]*>", path.read_text(encoding="utf-8"))}
    assert written == {"""<script src="{{ asset('vendor/htmx.min.js') }}" defer>"""}
