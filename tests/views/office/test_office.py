"""The office's settings: read with their defaults, typed, and never silently overwritten by another form."""

import io
import re
from base64 import b64decode
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import OfficeSetting
from reports import committee_report
from reports.forms.emblems import code_png, size
from rollout.arabic import Digits
from rollout.errors import Refused
from rollout.office import LABELS, MOST_LOGO_BYTES, Hijri, Office, office, read_logo
from tests.cast import ADMINISTRATOR, ASSIUT, MINISTRY
from tests.reports.reading import attached, pages, structure
from tests.views.visiting import House, Visitor

TYPED = {
    "republic": Office.republic, "ministry": Office.ministry, "unit": Office.unit, "digits": "arab", "patience": "30",
    "hijri": "never", "confidentiality": "", "copies": "", "verification": "",
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
    assert page.count(Office.ministry) == 3, "in the form, in what it began with and on the paper"


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
        ("hijri", "2"), ("confidentiality", "س" * 200), ("copies", "س" * 2000), ("verification", "tashgheel"),
        ("verification", "javascript:alert(1)"), ("verification", "https://tashgheel.gov.eg/verify?x=1"), ("verification", "https://a b"),
        ("verification", "ftp://tashgheel.gov.eg"),
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


def test_what_is_set_stands_on_the_papers(house: House) -> None:
    ministry = house.member(MINISTRY)
    values = {
        "hijri": "-1", "confidentiality": "سري", "copies": "مكتب السيد الوزير\n\n السيد المحافظ ", "verification": "https://tashgheel.gov.eg/verify",
    }
    assert save(ministry, **values).status_code == 303
    assert in_force(house).hijri is Hijri.EARLIER
    with house.records() as session:
        paper = committee_report(session, "EG-AST", date(2023, 7, 31))
    first, last = pages(paper)[0], " ".join(pages(paper))
    assert "الموافق: ١٢ محرم ١٤٤٥ هـ" in first
    assert "درجة الحفظ: سري" in first
    assert "صورة إلى: مكتب السيد الوزير السيد المحافظ" in last.replace("- ", "")
    page = ministry.get("/office/").text
    assert 'data-filled="confidentiality">' in page
    assert 'data-value="-1">' in page


def test_a_page_can_be_seen_before_anything_is_saved(house: House) -> None:
    ministry = house.member(MINISTRY)
    values = {**TYPED, "unit": "وحدة المتابعة", "copies": "الأرشيف", "verification": "https://tashgheel.gov.eg/v"}
    answer = ministry.post("/office/sample", values)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    [typed] = pages(answer.data)
    assert "وحدة المتابعة" in typed
    assert "صورة إلى: الأرشيف" in typed.replace("- ", "")
    assert structure(answer.data)["Figure+Alt"] == 2, "the emblem and the code"
    assert in_force(house) == Office()
    [stored] = pages(ministry.get("/office/sample.pdf").data)
    assert "وحدة المتابعة" not in stored
    assert Office.unit.replace("«", "").split()[0] in stored
    refused = ministry.post("/office/sample", {**TYPED, "patience": "0"})
    assert (refused.status_code, 'id="patience-error"' in refused.text) == (422, True)


def test_a_picture_takes_the_place_of_the_emblem(house: House) -> None:
    ministry = house.member(MINISTRY)
    assert ministry.get("/office/logo.png").status_code == 404
    assert ministry.post("/office/logo", {"logo": (io.BytesIO(code_png("شعار")), "شعار.png")}).status_code == 303
    shown = ministry.get("/office/logo.png")
    assert (shown.status_code, shown.mimetype, shown.data[:4]) == (200, "image/png", b"\x89PNG")
    assert 'src="/office/logo.png"' in ministry.get("/office/").text
    with house.records() as session:
        assert office(session).logo == "", "pages do not carry the picture about"
        paper = committee_report(session, "EG-AST", date(2023, 7, 31))
    assert attached(paper)["letterhead"]["logo"]
    assert save(ministry, patience="20").status_code == 303
    assert ministry.get("/office/logo.png").status_code == 200, "saving the form leaves the picture"
    assert ministry.post("/office/logo/remove").status_code == 303
    assert ministry.get("/office/logo.png").status_code == 404


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"<svg onload=alert(1)>", code_png("x")[:60], b"\x89PNG" + b"0" * MOST_LOGO_BYTES],
    ids=["nothing", "another kind", "a page", "a half", "too large"],
)
def test_what_is_no_picture_is_refused(house: House, data: bytes) -> None:
    ministry = house.member(MINISTRY)
    answer = ministry.post("/office/logo", {"logo": (io.BytesIO(data), "logo.png")})
    assert answer.status_code == 422
    assert 'id="logo-error"' in answer.text
    assert ministry.get("/office/logo.png").status_code == 404
    assert ministry.post("/office/logo", {}).status_code == 422


def test_a_large_picture_is_made_small_and_a_huge_one_refused() -> None:
    out = io.BytesIO()
    Image.new("RGB", (2000, 1000), "navy").save(out, "PNG")
    assert size(b64decode(read_logo(out.getvalue()))) == (480, 240)
    out = io.BytesIO()
    Image.new("1", (5000, 5000)).save(out, "PNG")
    with pytest.raises(Refused):
        read_logo(out.getvalue())
