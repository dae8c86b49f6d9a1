"""The paper of differences is issued from the page that compares two days, by those alone who issue for its place."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from models import IssuedDocument, Site
from reports.document.frozen import from_json
from rollout.issued.content import unpacked
from rollout.journal import last_moment, record
from rollout.rules import News
from rollout.stages import State
from tests.cast import ASSIUT, MINISTRY, READER
from tests.factories import a_site
from tests.views.conftest import FOREIGN, OWN
from tests.views.visiting import House, Visitor

DAYS = {"first": "2023-08-01", "second": "2023-09-01"}


@pytest.fixture
def moved(house: House) -> House:
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, OWN))
        record(session, site, News("handover", State.DONE, date(2023, 8, 10)), today=date(2023, 12, 1))
    return house


def offered(visitor: Visitor, **typed: str) -> tuple[str, dict[str, str]]:
    """The address of the page that issues, as the comparison names it, and what its form holds."""
    page = visitor.get("/comparisons/", query_string=DAYS | typed).text
    [address] = re.findall(r'href="(/comparisons/issue[^"]*)"', page)
    address = address.replace("&amp;", "&")
    return address, dict(re.findall(r'type="hidden" name="(offer)" value="([^"]*)"', visitor.get(address).text))


def test_differences_are_issued_as_known_when_the_page_was_shown(moved: House) -> None:
    officer = moved.member(ASSIUT)
    address, form = offered(officer)
    assert "لم يعتمد رئيس اللجنة" in officer.get(address).text, "what to know first"
    with moved.records() as session:
        shown = last_moment(session)
        a_site(session, code="AST-900")
    answer = officer.post(address, form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/issued/AST-D-2023-001")
    with moved.records() as session:
        row = session.scalars(select(IssuedDocument)).one()
        assert (row.kind, row.as_of, row.known_at) == ("differences", date(2023, 9, 1), shown)
        facts = from_json(unpacked(row.content)).facts
        assert facts["from"] == ["2023-08-01", shown.isoformat() if shown else None]
        assert len(facts["moved"]) == 1
    assert officer.get("/issued/AST-D-2023-001.xlsx").status_code == 200
    again = officer.post(address, form)
    assert again.status_code == 422
    assert "AST-D-2023-001" in again.text


def test_each_day_may_be_as_it_was_known_then(moved: House) -> None:
    later = {"known_first": "2099-08-01"}
    assert moved.member(ASSIUT).get("/comparisons/issue", query_string=DAYS | later).status_code == 303
    address, form = offered(moved.member(ASSIUT), known_first="2023-08-01")
    assert moved.member(ASSIUT).post(address, form).status_code == 303
    with moved.records() as session:
        row = session.scalars(select(IssuedDocument)).one()
        assert from_json(unpacked(row.content)).facts["from"][1].startswith("2023-08-01T")


def test_an_offer_holds_for_its_own_two_points(moved: House) -> None:
    officer = moved.member(ASSIUT)
    _address, form = offered(officer)
    other = officer.post("/comparisons/issue", form, query_string=DAYS | {"first": "2023-08-02"})
    assert other.status_code == 422


def test_only_who_issues_for_a_place_issues_its_differences(moved: House) -> None:
    officer, ministry, reader = moved.member(ASSIUT), moved.member(MINISTRY), moved.member(READER)
    assert officer.get("/comparisons/issue", query_string=DAYS | {"governorate": FOREIGN}).status_code == 404
    assert reader.get("/comparisons/issue", query_string=DAYS).status_code == 403
    assert "/comparisons/issue" not in reader.get("/comparisons/", query_string=DAYS).text
    address, form = offered(ministry)
    assert ministry.post(address, form).headers["Location"] == "/issued/EG-D-2023-001"
    assert ministry.get("/comparisons/issue", query_string=DAYS | {"governorate": FOREIGN}).status_code == 200
