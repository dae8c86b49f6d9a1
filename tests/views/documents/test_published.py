"""The register of published figures: the central unit's alone, with our own figure beside each, and an explanation that two may edit."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import PublishedFigure
from tests.cast import ASSIUT, MINISTRY, STOREKEEPER
from tests.views.visiting import House

FIGURE = {
    "source": "بيان ٥", "words_ar": "مجمعات دخلت الخدمة", "value": "٢٠", "unit_ar": "مجمع", "qualifier": "about", "sort": "actual",
    "as_of": "2023-07-31", "indicator": "complexes.in_service", "scope_ar": "", "note": "",
}


@pytest.fixture
def figure(house: House) -> int:
    with house.records() as session:
        return session.scalars(select(PublishedFigure.id).where(PublishedFigure.source == "000", PublishedFigure.position == 16)).one()


def test_only_the_central_unit_sees_it(house: House, figure: int) -> None:
    for role in (ASSIUT, STOREKEEPER):
        assert house.member(role).get("/published/").status_code in (403, 404)
        assert house.member(role).get(f"/published/{figure}").status_code in (403, 404)
    page = house.member(MINISTRY).get("/published/").text
    assert "٦٦٢٬٠٠٠٬٠٠٠" in page
    assert "قيمة عقد توريد وتركيب الأثاث والتجهيزات" in page
    assert "ولا تدخل فيه المستهدفات" in page, "the count of differing says what it leaves out"


def test_what_differs_and_what_nobody_measures(house: House) -> None:
    visitor = house.member(MINISTRY)
    assert visitor.get("/published/", query_string={"show": "all"}).text.count('id="figure-') == 124
    assert visitor.get("/published/", query_string={"show": "nothing"}).status_code == 400
    assert "complexes.in_service" in visitor.get("/published/definitions").text


def send(house: House, **changes: Any) -> Any:
    return house.member(MINISTRY).post("/published/new", data=FIGURE | changes)


def test_a_figure_is_added_once(house: House) -> None:
    assert send(house).status_code == 303
    with house.records() as session:
        kept = session.scalars(select(PublishedFigure).where(PublishedFigure.source == "بيان ٥")).one()
        assert (kept.position, kept.value, kept.as_of, kept.qualifier) == (1, 20, date(2023, 7, 31), "about")
    again = send(house)
    assert again.status_code == 422
    assert "مسجل من قبل" in again.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"value": "كثير"}, "كثير"), ({"value": "-4"}, "لا يقل الرقم المنشور عن صفر"), ({"value": "1,2345"}, ""),
     ({"as_of": "2099-01-01"}, ""),
     ({"indicator": "no.such"}, ""), ({"words_ar": " "}, "مطلوب"), ({"source": "ا" * 41}, ""), ({"value": "9" * 30}, "")],
)
def test_what_cannot_be_kept_is_told_beside_its_field(house: House, changes: dict[str, str], sentence: str) -> None:
    answer = send(house, **changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "is-invalid" in answer.text


def test_two_people_explain_one_figure(house: House, figure: int) -> None:
    first, second = house.member(MINISTRY), house.member(MINISTRY)
    form = first.get(f"/published/{figure}").text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', form)
    assert seen
    told = {"explanation": "قيمة مقربة", "indicator": "contract.value", "seen": seen[1]}
    assert first.post(f"/published/{figure}", data=told).status_code == 303
    late = second.post(f"/published/{figure}", data=told | {"explanation": "غيره"})
    assert late.status_code == 409
    assert "غيره" in late.text
    with house.records() as session:
        assert session.get_one(PublishedFigure, figure).explanation == "قيمة مقربة"
    assert first.get("/published/999999").status_code == 404
    for seen_there in ("²", "9" * 5_000, "-1"):
        assert first.post(f"/published/{figure}", data=told | {"seen": seen_there}).status_code in (409, 422)
