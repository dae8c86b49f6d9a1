"""The office's settings: read with their defaults, typed, and never silently overwritten by another form."""

import re
from datetime import date

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import OfficeSetting
from reports import committee_report
from rollout.arabic import Digits
from rollout.office import LABELS, Office, office
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY
from tests.reports.reading import pages
from tests.views.visiting import House, Visitor

TYPED = {
    "republic": Office.republic, "ministry": Office.ministry, "unit": Office.unit, "digits": "arab", "patience": "30",
}


def version(visitor: Visitor) -> str:
    found = re.search(r'name="row_version"[^>]*value="([^"]+)"', visitor.get("/office/").text)
    assert found
    return found[1]


def save(visitor: Visitor, seen: str | None = None, **values: str) -> TestResponse:
    return visitor.post("/office/", {**TYPED, "row_version": seen or version(visitor), **values})


def in_force(house: House) -> Office:
    with house.records() as session:
        return office(session)


def test_every_setting_has_a_field_and_the_letterhead_shows_them(house: House) -> None:
    page = house.member(MINISTRY).get("/office/").text
    for key in LABELS:
        assert f'name="{key}"' in page
    assert page.count(Office.ministry) == 2, "in the form and on the paper"


def test_what_is_saved_is_in_force_and_a_default_needs_no_row(house: House) -> None:
    ministry = house.member(ADMINISTRATOR)
    assert save(ministry, patience="٤٥", digits="latn").status_code == 303
    assert (in_force(house).patience, in_force(house).digits) == (45, Digits.WESTERN)
    with house.records() as session:
        assert set(session.scalars(select(OfficeSetting.key))) == {"patience", "digits"}
    assert save(ministry, patience="30", digits="latn").status_code == 303
    assert in_force(house).patience == 30


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("patience", "0"), ("patience", "366"), ("patience", "شهر"), ("patience", ""), ("digits", "roman"), ("unit", " "),
        ("unit", "و" * 200),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(house: House, field: str, value: str) -> None:
    answer = save(house.member(MINISTRY), **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert in_force(house) == Office()


def test_two_people_see_theirs_and_mine(house: House) -> None:
    ministry, administrator = house.member(MINISTRY), house.member(ADMINISTRATOR)
    seen = version(administrator)
    assert save(ministry, patience="20").status_code == 303
    late = save(administrator, seen, patience="60")
    assert late.status_code == 409
    assert re.search(r'name="_take_patience" value="theirs"', late.text)
    assert in_force(house).patience == 20
    assert save(administrator, patience="60", _take_patience="theirs", unit="وحدة المتابعة").status_code == 303
    assert (in_force(house).patience, in_force(house).unit) == (20, "وحدة المتابعة")


def test_committees_have_no_such_page(house: House) -> None:
    officer = house.member(ASSIUT)
    assert officer.get("/office/").status_code == 403
    assert officer.post("/office/", TYPED).status_code == 403
    assert "/office/" not in officer.get("/sites/").text


@pytest.mark.parametrize("digits", ["arab", "latn"])
def test_the_number_on_the_letterhead_is_written_as_on_paper(house: House, digits: str) -> None:
    ministry = house.member(MINISTRY)
    save(ministry, digits=digits)
    with house.records() as session:
        paper = committee_report(session, "EG-AST", date(2023, 7, 31))
    shown = re.search(r'class="letter-number">[^<]*<bdi dir="ltr">([^<]+)</bdi>', ministry.get("/office/").text)
    assert shown
    # A viewer gives letters and figures of one line in its own order, so the figures are looked for by themselves.
    assert shown[1].startswith("AST")
    assert shown[1].removeprefix("AST") in pages(paper)[0]
