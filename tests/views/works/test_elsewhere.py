"""Steps that are told elsewhere than at the site: shown there, without a form that nobody may send."""

import re

from tests.cast import ASSIUT
from tests.views.telling import code_in
from tests.views.visiting import House


def test_no_form_is_offered_for_what_the_papers_of_the_contract_tell(house: House) -> None:
    officer, code = house.member(ASSIUT), code_in(house)
    for area in ("furnishing", "offices"):
        page = officer.get(f"/works/{code}/{area}").text
        assert "path-name" in page, area
        offered = re.findall(r'href="(/works/new[^"]+)"', page)
        assert [address for address in offered if officer.get(address.replace("&amp;", "&")).status_code != 200] == []
