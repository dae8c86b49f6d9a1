"""Two days compared on a page and as papers: progress and corrections apart, nobody else's sites, and a sentence for what cannot be."""

import re
from datetime import date, timedelta

import pytest

from models import Site
from rollout import clock
from rollout.journal import record
from rollout.rules import News
from rollout.stages import State
from tests.cast import ASSIUT, MINISTRY
from tests.views.conftest import FOREIGN, OWN
from tests.views.visiting import House

DAYS = {"first": "2023-08-01", "second": "2023-09-01"}


@pytest.fixture
def moved(house: House) -> House:
    """In two governorates a building received in August."""
    for place in (OWN, FOREIGN):
        with house.records() as session:
            site = session.get_one(Site, house.site_id(session, place))
            record(session, site, News("handover", State.DONE, date(2023, 8, 10)), today=date(2023, 12, 1))
    return house


def test_the_page_offers_what_was_known_then(moved: House) -> None:
    page = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS).text
    assert "known_first=2023-08-01" in page
    then = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS | {"known_first": "2023-08-01", "known_second": "2023-09-01"})
    assert "قارن ما كان معلومًا" in page
    assert "قارن ما كان معلومًا" not in then.text


def test_an_exact_moment_is_told_in_words_and_carried_on_as_it_is(moved: House) -> None:
    exact = "2023-08-01T09:12:33.123456+00:00"
    page = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS | {"known_first": exact, "known_second": "2023-09-01"}).text
    assert f'type="hidden" name="known_first" value="{exact}"' in page
    shown = re.sub(r'(?:value|href)="[^"]*"', "", page)
    assert "09:12:33" not in shown
    assert "<bdi>١ أغسطس ٢٠٢٣ ١٢:١٢</bdi>" in shown, "by Cairo's clock"
    [typed] = re.findall(r'id="f-known_second" name="known_second" value="([^"]+)"', page)
    assert typed == "١/٩/٢٠٢٣"
    again = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS | {"known_first": exact, "known_second": typed})
    assert again.status_code == 200


def test_the_page_tells_what_moved_site_by_site(moved: House) -> None:
    page = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS).text
    assert page.count('class="site-name"') == 2
    assert "تحركت المراحل في: موقعان" in page
    assert "لم يُصحح شيء عن التاريخ الأول" in page
    assert "٠ موقع" not in page, "what is nought is left out of the sum"
    own = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS | {"governorate": OWN}).text
    assert own.count('class="site-name"') == 1


def test_every_table_says_what_it_is(moved: House) -> None:
    page = moved.member(MINISTRY).get("/comparisons/", query_string=DAYS).text
    assert page.count("<table") == page.count('<caption class="visually-hidden">') >= 2


def test_what_was_learnt_later_is_told_apart(moved: House) -> None:
    days = {"first": "2023-09-01", "second": "2023-09-02", "known_first": "2023-01-01"}
    page = moved.member(MINISTRY).get("/comparisons/", query_string=days).text
    assert "لم تتحرك مرحلة في أي موقع" in page


def test_an_officer_compares_the_own_governorate_alone(moved: House) -> None:
    page = moved.member(ASSIUT).get("/comparisons/", query_string=DAYS).text
    assert page.count('class="site-name"') == 1
    assert moved.member(ASSIUT).get("/comparisons/", query_string=DAYS | {"governorate": FOREIGN}).status_code == 404
    assert moved.member(ASSIUT).get("/comparisons/differences.xlsx", query_string=DAYS | {"governorate": FOREIGN}).status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"first": "2023-09-01", "second": "2023-08-01"}, "بعد التاريخ الأول"), ({"first": "غدًا"}, "غدًا"),
     ({"second": (clock.today() + timedelta(days=2)).isoformat()}, "بين بداية البرنامج واليوم"),
     ({"known_first": "2099-01-01"}, "ما سيُعرف"), ({"known_first": "0001-01-01T00:00:00+14:00"}, "2023-07-31T18:00"),
     (DAYS | {"known_first": "2023-09-01", "known_second": "2023-08-01"}, "لحظة المعرفة")],
)
def test_what_cannot_be_compared_is_told(moved: House, typed: dict[str, str], sentence: str) -> None:
    answer = moved.member(MINISTRY).get("/comparisons/", query_string=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    paper = moved.member(MINISTRY).get("/comparisons/differences.pdf", query_string=typed)
    assert paper.status_code == 303


def test_the_differences_are_taken_home(moved: House) -> None:
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        answer = moved.member(ASSIUT).get(f"/comparisons/differences.{form}", query_string=DAYS)
        assert answer.status_code == 200
        assert answer.data.startswith(start)
