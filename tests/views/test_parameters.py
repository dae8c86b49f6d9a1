"""The page of deadlines and targets: all read it, the ministry adds a value with its words and source, and nothing is edited."""

from datetime import date

import pytest
from sqlalchemy import func, select

from models import Parameter
from rollout.parameters import PARAMETERS, parameters
from tests.cast import ASSIUT, MINISTRY, READER
from tests.views.visiting import House

NEW = "/parameters/new?key=deadline.utilities"
GIVEN = {
    "value": "٤٥", "effective_on": "2023-09-01", "words": "تُمد المهلة إلى خمسة وأربعين يومًا", "source": "كتاب دوري رقم ٣ لسنة ٢٠٢٣",
    "approved_by": "وزير التنمية المحلية",
}


def rows(house: House) -> int:
    with house.records() as session:
        return session.scalar(select(func.count(Parameter.id))) or 0


def test_everybody_reads_the_words_and_the_source(house: House) -> None:
    page = house.member(READER).get("/parameters/").text
    assert page.count('class="card term"') == len(PARAMETERS)
    assert "خلال شهر على الأكثر" in page
    assert "٣٠ يومًا" in page
    assert "٣٠ سبتمبر ٢٠٢٣" in page
    assert "/parameters/new" not in page


def test_the_ministry_sets_a_new_value_and_the_old_one_stays(house: House) -> None:
    visitor, before = house.member(MINISTRY), rows(house)
    assert visitor.post(NEW, GIVEN).status_code == 303
    assert rows(house) == before + 1
    with house.records() as session:
        assert parameters(session, date(2023, 8, 31)).value("deadline.utilities") == 30
        assert parameters(session, date(2023, 9, 1)).value("deadline.utilities") == 45
    page = visitor.get("/parameters/").text
    assert "٤٥ يومًا" in page
    assert "٣٠ يومًا" in page
    assert "كتاب دوري رقم ٣" in page
    assert "Ministry" in page, "who recorded it"


def test_a_day_is_set_as_a_day(house: House) -> None:
    sent = GIVEN | {"value": "2023-12-31"}
    assert house.member(MINISTRY).post("/parameters/new?key=training.target_day", sent).status_code == 303
    with house.records() as session:
        assert parameters(session, date(2023, 9, 2)).day("training.target_day") == date(2023, 12, 31)


@pytest.mark.parametrize(
    "values", [{"value": "0"}, {"value": "شهر"}, {"words": ""}, {"source": "  "}, {"approved_by": ""}, {"effective_on": "1999-01-01"}]
)
def test_what_is_missing_or_wrong_is_told(house: House, values: dict[str, str]) -> None:
    before = rows(house)
    answer = house.member(MINISTRY).post(NEW, GIVEN | values)
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.text
    assert rows(house) == before


def test_others_may_not(house: House) -> None:
    for member in (ASSIUT, READER):
        visitor, before = house.member(member), rows(house)
        assert visitor.get(NEW).status_code == 403
        assert visitor.post(NEW, GIVEN).status_code == 403
        assert rows(house) == before


def test_an_unknown_parameter_is_refused(house: House) -> None:
    assert house.member(MINISTRY).get("/parameters/new?key=moon").status_code == 400
