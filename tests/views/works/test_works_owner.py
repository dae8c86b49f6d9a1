"""Whose step it is, as a site's card and the form of a stop propose it: the company that was named, not its kind."""

import re

from tests.cast import ASSIUT
from tests.rollout.details.making import did
from tests.views.telling import code_in
from tests.views.visiting import House
from tests.views.working import DAY, address, received, took

COMPANY = "شركة مصر الوسطى لتوزيع الكهرباء"


def test_a_stop_proposes_the_company_that_was_named(house: House) -> None:
    site, visitor = code_in(house), house.member(ASSIUT)
    received(house, site)
    took(house, site, "utilities", did("utilities", "electricity", "request", DAY, body=COMPANY))
    page = visitor.get("/works/new", **address(site, step="blocked")).text
    field = re.search(r'<input[^>]*name="body"[^>]*>', page)
    assert field is not None
    assert f'value="{COMPANY}"' in field[0]
    card = visitor.get(f"/works/{site}/utilities").text
    assert f"المسئول عن الخطوة التالية: {COMPANY}" in card


def test_where_none_was_named_the_kind_of_company_stands(house: House) -> None:
    site, visitor = code_in(house), house.member(ASSIUT)
    received(house, site)
    took(house, site, "utilities", did("utilities", "electricity", "inspection", DAY))
    page = visitor.get("/works/new", **address(site, step="blocked")).text
    assert 'value="شركة توزيع الكهرباء"' in page
