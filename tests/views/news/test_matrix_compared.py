"""The matrix beside an earlier day: what stands otherwise is marked, counted and can be looked at alone."""

from datetime import date

import pytest

from rollout.stages import State
from tests.cast import ASSIUT, MINISTRY
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def test_what_moved_since_the_day_is_marked_and_says_how_it_was(house: House) -> None:
    told(house, code_in(house), state=State.IN_PROGRESS, day=date(2023, 7, 1))
    told(house, code_in(house), day=date(2023, 7, 20))
    visitor = house.member(ASSIUT)
    page = visitor.get("/matrix/EG-AST?compare=2023-07-10").text
    assert page.count("is-moved") == 1
    assert "قبل ذلك: جارٍ" in page
    assert "تغيرت منذ" in page
    assert "is-moved" not in visitor.get("/matrix/EG-AST?compare=2023-07-25").text
    assert "is-moved" not in visitor.get("/matrix/EG-AST").text


def test_the_sites_that_moved_can_be_looked_at_alone_in_the_stage_that_is_asked_for(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20))
    visitor = house.member(ASSIUT)
    asked = "/matrix/EG-AST?kind=complex&state=done&compare=2023-07-10&changed=1&stage="
    assert f'data-site="{code_in(house)}"' in visitor.get(asked + "handover").text
    assert "data-site=" not in visitor.get(asked + "utilities").text
    assert "data-site=" not in visitor.get(asked.replace("07-10", "07-25") + "handover").text


def test_every_link_of_the_page_keeps_to_the_comparison(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20), state=State.STALLED)
    page = house.member(ASSIUT).get("/matrix/EG-AST?compare=2023-07-10").text
    chips = [part.split('"')[0] for part in page.split('class="chip chip-')[1:]]
    assert "stalled" in chips
    for part in page.split('class="chip chip-')[1:]:
        assert "compare=2023-07-10" in part.split(">")[0]
    assert '<input type="hidden" name="compare" value="2023-07-10">' in page


def test_the_choice_of_a_governorate_tells_how_much_has_changed_in_each(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 20))
    page = house.member(MINISTRY).get("/matrix/?kind=complex&stage=handover&state=done&compare=2023-07-10").text
    assert page.count("+١ منذ") == 1
    assert page.count("لا تغيير منذ") == 2


def test_the_first_page_leads_from_a_change_to_the_sites_that_made_it(house: House) -> None:
    told(house, code_in(house), day=date(2023, 7, 28))
    visitor = house.member(MINISTRY)
    page = visitor.get("/").text
    choice = visitor.get(page.split("+١ خلال أسبوع")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")).text
    cards = choice.split('class="card choice')[1:]
    assert sorted("مجمع واحد" in card for card in cards) == [False, False, True]
    address = next(card for card in cards if "مجمع واحد" in card).split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert f'data-site="{code_in(house)}"' in visitor.get(address).text


def test_comparing_costs_one_position_more(house: House) -> None:
    visitor = house.member(ASSIUT)
    visitor.get("/matrix/EG-AST")
    with statements() as alone:
        visitor.get("/matrix/EG-AST")
    with statements() as both:
        visitor.get("/matrix/EG-AST?compare=2023-07-10")
    assert len(both) == len(alone) + 1
