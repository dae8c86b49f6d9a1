"""The holes of APIs over one table, each as it was probed."""

from typing import Any

import pytest

from models import LocalUnit, Markaz, Programme, Site
from tests.cast import ASSIUT, MINISTRY, READER
from tests.factories import a_markaz
from tests.views.conftest import FOREIGN, OWN
from tests.views.visiting import House, Visitor


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


def put(visitor: Visitor, key: int, body: Any, version: str | None = "1") -> Any:
    headers = {} if version is None else {"If-Match": f'"{version}"'}
    return visitor.send("PUT", f"/api/v1/sites/{key}", json=body, headers=headers)


def test_r01_the_list_holds_own_rows_only(house: House, officer: Visitor) -> None:
    answer = officer.get("/api/v1/sites/").json
    assert answer["ids"] == [house.site(OWN)]
    assert answer["count"] == 1
    assert {row["governorate.code"] for row in answer["result"]} == {OWN}


def test_r02_a_foreign_row_is_not_there(house: House, officer: Visitor) -> None:
    foreign = house.site(FOREIGN)
    assert officer.get(f"/api/v1/sites/{foreign}").status_code == 404
    assert put(officer, foreign, {"name_en": "x"}).status_code == 404


def test_r04_a_foreign_key_must_lie_in_scope(house: House, officer: Visitor) -> None:
    assert put(officer, house.site(OWN), {"markaz_id": house.markaz(FOREIGN)}).status_code == 422
    assert put(officer, house.site(OWN), {"markaz_id": "1 or 1=1"}).status_code == 422
    assert put(officer, house.site(OWN), {"markaz_id": house.markaz(OWN)}).status_code == 200


def test_r23_an_object_in_an_object_creates_nothing(house: House, officer: Visitor) -> None:
    with house.records() as session:
        before = session.query(Markaz).count(), session.query(Programme).count()
    nested = {"id": 5000, "name_ar": "x", "code": "x"}
    for name in ("markaz", "programme", "markaz_id", "programme_id", "governorate"):
        assert put(officer, house.site(OWN), {name: nested}).status_code == 422
        assert put(officer, house.site(OWN), {name: [nested]}).status_code == 422
    with house.records() as session:
        assert (session.query(Markaz).count(), session.query(Programme).count()) == before


@pytest.mark.parametrize("field", ["id", "governorate_id", "row_version", "folded", "code", "is_demo", "created_by"])
def test_r11_only_named_columns_are_taken(house: House, officer: Visitor, field: str) -> None:
    assert put(officer, house.site(OWN), {field: 1}).status_code == 422


def test_r10_no_answer_holds_more_than_the_named_columns(officer: Visitor, house: House) -> None:
    answer = officer.get(f"/api/v1/sites/{house.site(OWN)}").json["result"]
    assert not [name for name in answer if "password" in name or name in ("folded", "governorate")]


@pytest.mark.parametrize(("version", "status"), [(None, 428), ("7", 412), ("1", 200)])
def test_a_change_says_which_version_it_was_made_from(house: House, officer: Visitor, version: str | None, status: int) -> None:
    key = house.site(OWN)
    assert officer.get(f"/api/v1/sites/{key}").headers["ETag"] == '"1"'
    assert put(officer, key, {"name_en": "New"}, version).status_code == status
    with house.records() as session:
        assert (session.get_one(Site, key).name_en == "New") is (status == 200)


def test_r14_a_cookie_alone_changes_nothing(house: House, officer: Visitor) -> None:
    answer = officer.client.put(f"/api/v1/sites/{house.site(OWN)}", json={"name_en": "x"}, headers={"If-Match": '"1"'})
    assert answer.status_code == 400
    with house.records() as session:
        assert session.get_one(Site, house.site(OWN)).name_en != "x"


@pytest.mark.parametrize("body", [None, [], "x", 1, {"name_en": "\0"}, {"name_en": "a\u202eb"}, {"name_en": 5}, {"planned_on": "31/2/2023"},
                                  {"latitude": "Infinity"}, {"latitude": "NaN"}, {"programme_id": 2**63}, {"programme_id": True}])
def test_a_body_that_makes_no_sense_is_refused(house: House, officer: Visitor, body: Any) -> None:
    assert put(officer, house.site(OWN), body).status_code == 422


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name_ar": ""}, "name_ar"), ({"name_ar": "  "}, "name_ar"), ({"name_ar": "\u200b"}, "name_ar"),
        ({"notes": "ن" * 20_001}, "notes"),
        ({"planned_on": "0001-01-01"}, "planned_on"), ({"planned_on": "9999-12-31"}, "planned_on"),
        ({"planned_on": "2023-08-15"}, "planned_on"), ({"latitude": 27.2}, "latitude"),
        ({"latitude": 27.2, "longitude": 1e308}, "longitude"), ({"latitude": 1e308, "longitude": 31}, "latitude"),
    ],
)
def test_the_rules_of_the_form_bind_programs_too(house: House, officer: Visitor, body: Any, field: str) -> None:
    key = house.site(OWN)
    answer = put(officer, key, body)
    assert answer.status_code == 422
    assert list(answer.json["message"]) == [field]
    with house.records() as session:
        assert session.get_one(Site, key).row_version == 1


def test_a_local_unit_of_another_markaz_is_refused(house: House, officer: Visitor) -> None:
    with house.records() as session:
        own = session.get_one(Markaz, house.markaz(OWN))
        other = a_markaz(session, OWN, "مركز آخر للاختبار")
        units = [LocalUnit(markaz_id=markaz.id, governorate_id=own.governorate_id, name_ar="بني محمد") for markaz in (own, other)]
        session.add_all(units)
        session.flush()
        inside, outside = (unit.id for unit in units)
    key = house.site(OWN)
    refused = put(officer, key, {"local_unit_id": outside})
    assert (refused.status_code, list(refused.json["message"])) == (422, ["local_unit_id"])
    assert put(officer, key, {"local_unit_id": inside}).status_code == 200


def test_a_program_changes_what_the_form_would_change(house: House, officer: Visitor) -> None:
    key = house.site(OWN)
    body = {"name_ar": " مجمع\u200b جديد ", "planned_on": "2023-08-01", "latitude": 27.2, "longitude": 31}
    answer = put(officer, key, body)
    assert answer.status_code == 200, answer.json
    assert answer.json["result"]["name_ar"] == "مجمع جديد"
    with house.records() as session:
        site = session.get_one(Site, key)
        assert (str(site.planned_on), site.latitude, site.longitude) == ("2023-08-01", 27.2, 31)


def test_half_a_character_is_refused(house: House, officer: Visitor) -> None:
    answer = officer.send(
        "PUT", f"/api/v1/sites/{house.site(OWN)}", data=b'{"name_en": "\\ud800"}', content_type="application/json",
        headers={"If-Match": '"1"'},
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("q", ["(order_column:created_by.password,order_direction:asc)", "(filters:!((col:folded,opr:zz,value:a)))", "((((",
                               "(page_size:100000000)", "(page:-5)", "(filters:!((col:notes,opr:ct,value:a)))", '{"page":1}',
                               "(filters:!((col:code,opr:ct,value:(a:b))))", "(page:99999999999999999999)",
                               "(columns:!(governorate.password))"])
def test_r08_r21_a_strange_question_is_no_fault(officer: Visitor, q: str) -> None:
    assert officer.get("/api/v1/sites/", query_string={"q": q}).status_code in (200, 400)


@pytest.mark.parametrize(
    "asked", ["col:folded,opr:zz,value:a", "col:code,opr:sw,value:a", "col:code,value:a", "col:nothing,opr:eq,value:a"]
)
def test_a_filter_that_is_not_offered_is_told(officer: Visitor, asked: str) -> None:
    assert officer.get("/api/v1/sites/", query_string={"q": f"(filters:!(({asked})))"}).status_code == 400


def test_a_filter_that_is_offered_narrows(officer: Visitor) -> None:
    for value, count in (("مجمع", 1), ("سراب", 0)):
        answer = officer.get("/api/v1/sites/", query_string={"q": f"(filters:!((col:folded,opr:ct,value:{value})))"})
        assert answer.json["count"] == count


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_body_nested_without_end_is_refused(house: House, officer: Visitor, opening: str) -> None:
    body = {"data": opening * 50_000, "content_type": "application/json", "headers": {"If-Match": '"1"'}}
    assert officer.send("PUT", f"/api/v1/sites/{house.site(OWN)}", **body).status_code == 422
    assert house.visitor().client.post("/api/v1/security/login", **body | {"data": opening * 3_000}).status_code == 400
    assert house.visitor().client.post("/api/v1/security/login", **body).status_code == 413


@pytest.mark.parametrize("wrong", [{"username": "a\ud800"}, {"password": "a\udfff"}, {"username": "a\0"}])
def test_half_a_character_signs_nobody_in(house: House, wrong: dict[str, str]) -> None:
    given = {"username": "assiut", "password": "wrong password", **wrong}
    assert house.visitor().client.post("/api/v1/security/login", json=given).status_code == 400


def test_r24_a_reader_changes_nothing(house: House) -> None:
    assert put(house.member(READER), house.site(OWN), {"name_en": "x"}).status_code == 403


def test_errors_are_json(house: House) -> None:
    for visitor, path, status in ((house.visitor(), "/api/v1/sites/", 401), (house.member(MINISTRY), "/api/v1/nothing", 404)):
        answer = visitor.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "application/json")
        assert answer.json["message"]
