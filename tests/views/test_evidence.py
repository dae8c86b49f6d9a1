"""Evidence files: to whom they are handed out, and how, so that no browser ever runs one."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from models import Evidence
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.views.telling import TODAY, a_photo, code_in, told
from tests.views.visiting import House

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


def proven(house: House, file: io.BytesIO, name: str) -> int:
    """The record of a file that Assiut's officer has added."""
    entry = told(house, code_in(house))
    answer = house.member(ASSIUT).post(f"/entries/{entry}/documents", {"evidence": (file, name)}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        return session.scalars(select(Evidence.id)).one()


def test_a_document_is_handed_out_as_it_came(house: House) -> None:
    number = proven(house, io.BytesIO(PDF), "محضر الاستلام.pdf")
    answer = house.member(READER).get(f"/evidence/{number}")
    assert answer.data == PDF
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "UTF-8''" in answer.headers["Content-Disposition"], "the Arabic name is kept"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert house.member(READER).get(f"/evidence/{number}/picture").status_code == 404, "a PDF is no picture"


def test_a_photo_may_be_shown(house: House) -> None:
    number = proven(house, a_photo(), "الموقع.png")
    answer = house.member(ASSIUT).get(f"/evidence/{number}/picture")
    assert (answer.status_code, answer.content_type) == (200, "image/png")
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def again(house: House, number: int, **other: Any) -> int:
    """Another record of the same file, which says something else of it."""
    with house.records() as session:
        first = session.get_one(Evidence, number)
        names = ("entry_id", "governorate_id", "sha256", "original_name", "media_type", "size", "recorded_at")
        record = Evidence(**{name: getattr(first, name) for name in names} | other)
        session.add(record)
        session.flush()
        return record.id


def test_what_is_recorded_as_a_photo_and_is_none_is_not_shown(house: House) -> None:
    number = again(house, proven(house, io.BytesIO(PDF), "محضر.pdf"), media_type="image/png")
    assert house.member(ASSIUT).get(f"/evidence/{number}/picture").status_code == 404


def test_a_type_that_browsers_might_run_is_handed_out_as_bytes(house: House) -> None:
    number = again(house, proven(house, io.BytesIO(PDF), "محضر.pdf"), media_type="text/html")
    assert house.member(ASSIUT).get(f"/evidence/{number}").content_type == "application/octet-stream"


@pytest.mark.parametrize(("member", "status"), [(ASSIUT, 200), (READER, 200), (MINISTRY, 200), (QENA, 404)])
def test_evidence_is_as_visible_as_its_site(house: House, member: Any, status: int) -> None:
    number = proven(house, a_photo(), "a.png")
    visitor = house.member(member)
    assert visitor.get(f"/evidence/{number}").status_code == status
    assert visitor.get(f"/evidence/{number}/picture").status_code == status
    assert house.visitor().get(f"/evidence/{number}").status_code == 302


def test_a_file_that_the_store_has_lost_is_not_there(house: House) -> None:
    number = again(house, proven(house, a_photo(), "a.png"), sha256="0" * 64)
    assert house.member(ASSIUT).get(f"/evidence/{number}").status_code == 404
    assert house.member(ASSIUT).get("/evidence/99999999999").status_code == 404
