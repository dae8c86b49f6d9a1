"""The page of deadlines and targets: all read it, the ministry adds a value with its words and source, and nothing is edited."""

from datetime import date

import pytest
from sqlalchemy import func, select

from models import Parameter, Site
from rollout.details.saving import save_many
from rollout.parameters import PARAMETERS, parameters
from tests.cast import ASSIUT, MINISTRY, READER
from tests.rollout.details.making import path
from tests.views.conftest import OWN
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


def test_a_preview_says_how_many_items_would_move_and_keeps_nothing(house: House) -> None:
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, OWN))
        received = [("handover", one) for one in path("handover", "building", date(2023, 8, 15), until="provisional")]
        save_many(session, [(site, area, one) for area, one in received], today=date(2023, 12, 1), by=None)
    visitor, before = house.member(MINISTRY), rows(house)
    running = visitor.post(NEW, {"do": "preview", "value": "٤٥", "effective_on": "2023-09-01"})
    assert running.status_code == 200
    assert "بنود مفتوحة يتغير موعدها: ٧ بنود" in running.text, "six meters and the line"
    assert 'value="٤٥"' in running.text
    over = visitor.post(NEW, {"do": "preview", "value": "45", "effective_on": "2023-10-01"})
    assert "لا يتغير موعد أي بند مفتوح" in over.text
    wrong = visitor.post(NEW, {"do": "preview", "value": "0", "effective_on": "2023-09-01"})
    assert 'class="field-error"' in wrong.text
    assert "term-moved" not in wrong.text
    assert rows(house) == before
