"""The page of the forms: everybody reads the headings, the ministry and procurement change them, and none is forgotten."""

import pytest

from rollout.ledger.forms import default, form_of, history
from rollout.supply.kinds import KINDS
from tests.cast import ASSIUT, MINISTRY, READER, STOREKEEPER
from tests.views.visiting import House

NEW = "/forms/inspection/new"
GIVEN = {"title": "محضر لجنة الفحص", "form": "نموذج ١٣ مخازن"}


def test_all_forms_are_listed_with_their_numbers(house: House) -> None:
    page = house.member(READER).get("/forms/").text
    assert page.count('class="card term"') == len(KINDS)
    assert "نموذج ١٢ مخازن حكومة" in page
    assert "/new" not in page


@pytest.mark.parametrize("member", [MINISTRY, STOREKEEPER], ids=lambda member: member.name)
def test_a_new_heading_holds_from_now_on_and_the_old_one_stays_in_the_history(house: House, member: object) -> None:
    visitor = house.member(member)  # type: ignore[arg-type]
    assert 'value="محضر فحص واستلام"' in visitor.get(NEW).text
    assert visitor.post(NEW, GIVEN).status_code == 303
    page = visitor.get("/forms/").text
    assert "محضر لجنة الفحص" in page
    assert "محضر فحص واستلام" in page
    with house.records() as session:
        now = form_of(session, "inspection")
        assert (now.title, now.form) == tuple(GIVEN.values())
        assert now.numbered(2023, 45) == "١٣/٢٠٢٣/٠٠٤٥"
        assert now.recorded_at is not None
        assert form_of(session, "inspection", now.recorded_at.replace(year=2020)) == default("inspection")
        told = history(session)["inspection"]
        assert [one.title for one in told] == ["محضر لجنة الفحص", "محضر فحص واستلام"]
        assert told[0].by


@pytest.mark.parametrize("values", [
    {"title": "  "}, {"title": "م" * 201}, {"form": "١" * 201}, {"title": "محضر فحص واستلام", "form": "نموذج ١٢ مخازن حكومة"},
])
def test_what_is_wrong_is_told(house: House, values: dict[str, str]) -> None:
    answer = house.member(MINISTRY).post(NEW, GIVEN | values)
    assert answer.status_code == 422
    assert 'class="field-error"' in answer.text
    with house.records() as session:
        assert form_of(session, "inspection") == default("inspection")


def test_others_only_read_and_an_unknown_form_is_not_there(house: House) -> None:
    assert house.member(ASSIUT).get(NEW).status_code == 403
    assert house.member(READER).post(NEW, GIVEN).status_code == 403
    assert house.member(MINISTRY).get("/forms/moon/new").status_code == 404


def test_a_form_without_a_number_runs_by_year() -> None:
    assert default("order").numbered(2023, 7) == "٢٠٢٣/٠٠٠٧"
    assert default("issue").numbered(2023, 7) == "١١١/٢٠٢٣/٠٠٠٧"
    assert default("addition").numbered(2023, None) == "١/٢٠٢٣/—"
