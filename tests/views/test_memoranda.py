"""The memorandum before it is a paper: what the figures of its day say, on the page."""

import re

from sqlalchemy import select

from models import Addressee, IssuedDocument
from tests.cast import MINISTRY
from tests.views.visiting import House

DAY = "2023-07-31"


def test_a_memorandum_shows_the_points_that_the_figures_give(house: House) -> None:
    with house.records() as session:
        session.add(Addressee(code="minister", post_ar="وزير التنمية المحلية"))
    ministry = house.member(MINISTRY)
    page = ministry.get(f"/memoranda/new?as_of={DAY}").text
    [points] = re.findall(r'<ul lang="ar" dir="rtl">(.*?)</ul>', page, re.DOTALL)
    assert "مجمع" in points
    assert "٣١ يوليو ٢٠٢٣" in page
    addressee = re.findall(r'<option[^>]*value="(\d+)"', page)[0]
    shown = ministry.post("/memoranda/new", {"addressee": addressee, "as_of": "2022-01-31", "do": "show"})
    assert (shown.status_code, "٣١ يناير ٢٠٢٢" in shown.text) == (200, True)
    assert ministry.post("/memoranda/new", {"addressee": addressee, "as_of": "2099-01-01", "do": "show"}).status_code == 422
    with house.records() as session:
        assert session.scalars(select(IssuedDocument)).all() == []
