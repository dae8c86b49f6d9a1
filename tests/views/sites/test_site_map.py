"""Where a site lies: the small drawing's numbers, and what the page says with and without coordinates."""

from math import cos, radians

import pytest
from sqlalchemy import select

from models import Site
from tests.cast import ASSIUT, READER
from tests.factories import a_site
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in
from tests.views.visiting import House
from views.sites.map import HEIGHT, KM_OF_A_DEGREE, MARGIN, WIDTH, Point, locator

HERE = Point("A", "أ", 27.0, 31.0)


def test_a_site_alone_lies_in_the_middle() -> None:
    drawn = locator(HERE, [])
    assert (drawn.here.x, drawn.here.y, drawn.others) == (WIDTH / 2, HEIGHT / 2, [])


def test_north_is_up_east_is_right_and_everything_lies_inside() -> None:
    others = [Point("N", "ن", 27.5, 31.0), Point("E", "ش", 27.0, 31.6), Point("S", "ج", 26.8, 30.9)]
    drawn = locator(HERE, others)
    north, east, south = drawn.others
    assert north.y < drawn.here.y < south.y
    assert south.x < drawn.here.x == north.x < east.x
    for dot in (drawn.here, *drawn.others):
        assert MARGIN <= dot.x <= WIDTH - MARGIN
        assert MARGIN <= dot.y <= HEIGHT - MARGIN


def test_a_kilometre_is_as_long_eastwards_as_northwards_and_as_the_bar_says() -> None:
    drawn = locator(HERE, [Point("N", "ن", 27.4, 31.0), Point("E", "ش", 27.0, 31.4)])
    north, east = drawn.others
    middle = radians(27.2)
    of_a_km = (drawn.here.y - north.y) / (0.4 * KM_OF_A_DEGREE)
    assert (east.x - drawn.here.x) / (0.4 * KM_OF_A_DEGREE * cos(middle)) == pytest.approx(of_a_km, rel=0.01)
    assert drawn.bar == pytest.approx(drawn.bar_km * of_a_km, rel=0.01)
    assert drawn.bar_km == 20


def test_two_sites_of_one_street_do_not_look_like_two_towns() -> None:
    drawn = locator(HERE, [Point("B", "ب", 27.001, 31.001)])
    assert abs(drawn.here.x - drawn.others[0].x) < 12
    assert drawn.bar_km == 2


def placed(house: House, code: str, latitude: float, longitude: float) -> None:
    with house.records() as session:
        site = session.scalars(select(Site).where(Site.code == code)).one()
        site.latitude, site.longitude = latitude, longitude


@pytest.mark.on_day(TODAY)
def test_the_page_shows_the_place_among_those_of_its_governorate_alone(house: House) -> None:
    code = code_in(house)
    visitor = house.member(ASSIUT)
    visitor.get(f"/sites/{code}")
    with statements() as without:
        page = visitor.get(f"/sites/{code}").text
    assert 'class="locator"' not in page
    assert "#latitude" in page, "who may edit the site may say where it lies"
    assert "#latitude" not in house.member(READER).get(f"/sites/{code}").text
    placed(house, code, 27.18096, 31.18368)
    placed(house, code_in(house, "EG-KN"), 26.16, 32.71)
    with house.records() as session:
        a_site(session, code="AST-N", name_ar="مجمع الجار", latitude=27.3, longitude=31.1)
    with statements() as with_place:
        page = visitor.get(f"/sites/{code}").text
    assert 'href="geo:27.18096,31.18368"' in page
    drawing = page.split('class="locator"')[1].split("</svg>")[0]
    assert drawing.count("locator-other") == 1
    assert "مجمع الجار" in drawing
    assert len(with_place) == len(without) + 1
    assert "http" not in drawing, "no map is asked of anybody"
