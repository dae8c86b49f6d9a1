"""Evidence files: to whom they are handed out, and how, so that no browser ever runs one."""

import io
from typing import Any

import pytest
from sqlalchemy import select

from models import Evidence, Governorate, OfficerGovernorate, ProgressEntry
from tests.cast import ASSIUT, MINISTRY, QENA, READER, account
from tests.papers import a_pdf, a_telephone_photo
from tests.views.telling import TODAY, a_photo, code_in, told
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(TODAY)

PDF = a_pdf()


def proven(house: House, file: io.BytesIO, name: str, stage: str = "handover") -> int:
    """The record of a file that Assiut's officer has added."""
    entry = told(house, code_in(house), stage)
    answer = house.member(ASSIUT).post(f"/entries/{entry}/documents", {"evidence": (file, name)}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        return session.scalars(select(Evidence.id).where(Evidence.entry_id == entry)).one()


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


def replacing(house: House, member: Any, number: int, reason: str = "غير مقروء", **file: Any) -> Any:
    sent = {"evidence": (io.BytesIO(a_pdf(note="better")), "محضر جديد.pdf"), **file}
    return house.member(member).post(f"/evidence/{number}/replace", {"reason": reason, **sent}, content_type="multipart/form-data")


def test_any_photo_is_shown_small_and_without_its_owner(house: House) -> None:
    for form, name in (("JPEG", "أ.jpg"), ("HEIF", "ب.heic")):
        house_photo = io.BytesIO(a_telephone_photo(form))
        number = proven(house, house_photo, name, stage="handover" if form == "JPEG" else "furnishing")
        answer = house.member(READER).get(f"/evidence/{number}/small")
        assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
        assert b"TELEPHONE-MAKER" not in answer.data
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"].startswith("private")
        assert house.member(QENA).get(f"/evidence/{number}/small").status_code == 404


def test_what_is_no_photo_has_no_small_picture(house: House) -> None:
    number = proven(house, io.BytesIO(PDF), "محضر.pdf")
    assert house.member(ASSIUT).get(f"/evidence/{number}/small").status_code == 404
    claimed = again(house, number, media_type="image/jpeg")
    assert house.member(ASSIUT).get(f"/evidence/{claimed}/small").status_code == 404


def test_the_page_about_a_document_says_what_is_known_of_it(house: House) -> None:
    number = proven(house, a_photo(), "الموقع.png")
    placed = again(house, number, latitude=27.18096, longitude=31.18368, accuracy=14.2)
    page = house.member(READER).get(f"/evidence/{placed}/about")
    assert page.status_code == 200
    for words in ("الموقع.png", "استلام المبنى", "27.18096, 31.18368", "١٤ متر", "هذا الملف يثبت أيضًا", f"/evidence/{number}/about"):
        assert words in page.text, words
    with house.records() as session:
        assert session.get_one(Evidence, number).sha256 in page.text
    assert "/replace" not in page.text, "a reader replaces nothing"
    assert "http" not in page.text.split("<main")[1].split("</main")[0], "nothing leads outside"


def test_the_same_file_of_a_foreign_governorate_is_not_told(house: House) -> None:
    own = proven(house, a_photo(), "الموقع.png")
    foreign = proven_in(house, "EG-KFS", own)
    assert f"/evidence/{foreign}/about" in house.member(MINISTRY).get(f"/evidence/{own}/about").text
    page = house.member(ASSIUT).get(f"/evidence/{own}/about").text
    assert f"/evidence/{foreign}/about" not in page
    assert "لا يوجد استخدام آخر" in page


def proven_in(house: House, governorate: str, like: int) -> int:
    """A record of the same file in another governorate."""
    entry = told(house, code_in(house, governorate))
    with house.records() as session:
        place = session.scalars(select(ProgressEntry.governorate_id).where(ProgressEntry.id == entry)).one()
    return again(house, like, entry_id=entry, governorate_id=place)


def test_a_document_is_replaced_with_a_reason_and_stays(house: House) -> None:
    old = proven(house, a_photo(), "الموقع.png")
    answer = replacing(house, ASSIUT, old)
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        new = session.scalars(select(Evidence).where(Evidence.replaces_id == old)).one()
        assert (new.reason, new.original_name, new.recorded_by_id is None) == ("غير مقروء", "محضر جديد.pdf", False)
        number = new.id
    assert house.member(READER).get(f"/evidence/{old}").status_code == 200, "the old one is still handed out"
    page = house.member(ASSIUT).get(f"/evidence/{old}/about").text
    assert "تم استبدال هذا المستند: غير مقروء" in page
    assert f"/evidence/{number}/about" in page
    assert f"/evidence/{old}/replace" not in page, "once is enough"
    assert f"/evidence/{old}/about" in house.member(ASSIUT).get(f"/evidence/{number}/about").text
    site = house.member(ASSIUT).get(f"/sites/{code_in(house)}").text
    assert site.count("is-replaced") == 1
    again_answer = replacing(house, ASSIUT, old)
    assert again_answer.headers["Location"].endswith(f"/evidence/{number}/about"), "a second one is led to the first"


@pytest.mark.parametrize(("reason", "file", "words"), [
    ("", {}, "هذا الحقل مطلوب"), ("سبب", {"evidence": (io.BytesIO(b""), "")}, "يرجى اختيار ملف"),
    ("سبب", {"evidence": (io.BytesIO(b"<svg onload=alert(1)>"), "a.pdf")}, "لا يُقبل"),
])
def test_a_replacement_that_breaks_a_rule_is_refused(house: House, reason: str, file: dict[str, Any], words: str) -> None:
    old = proven(house, a_photo(), "الموقع.png")
    answer = replacing(house, ASSIUT, old, reason, **file)
    assert answer.status_code == 422
    assert words in answer.text
    with house.records() as session:
        assert session.scalars(select(Evidence.id)).all() == [old]


def test_only_who_reports_for_the_site_replaces_its_documents(house: House) -> None:
    old = proven(house, a_photo(), "الموقع.png")
    assert replacing(house, QENA, old).status_code == 404
    assert replacing(house, READER, old).status_code in (302, 403)
    with house.records() as session:
        assert session.scalars(select(Evidence.id)).all() == [old]


def test_a_neighbour_who_only_looks_may_see_a_document_and_not_replace_it(house: House) -> None:
    old = proven(house, a_photo(), "الموقع.png")
    with house.records() as session:
        place = session.scalars(select(Governorate.id).where(Governorate.code == "EG-AST")).one()
        session.add(OfficerGovernorate(user_id=account(session, QENA).id, governorate_id=place, capture=False))
    neighbour = house.member(QENA)
    page = neighbour.get(f"/evidence/{old}/about")
    assert page.status_code == 200
    assert f"/evidence/{old}/replace" not in page.text
    assert neighbour.get(f"/evidence/{old}/replace").status_code == 403
    assert replacing(house, QENA, old).status_code == 403
    with house.records() as session:
        assert session.scalars(select(Evidence.id)).all() == [old]
