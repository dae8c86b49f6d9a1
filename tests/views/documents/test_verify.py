"""Verification on its public page: by code, by number, by the print of a file; and what waits for whoever guesses."""

import hashlib
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import select, update

from models import LoginFailure, Site
from tests.cast import ASSIUT, QENA
from tests.views.documents.test_issued import NUMBER, issued, learn
from tests.views.visiting import House
from views.security import throttle


def test_anybody_verifies_by_the_code_without_an_account(house: House) -> None:
    row = issued(house)
    visitor = house.visitor()
    told = visitor.get(f"/verify?code={row.code}")
    assert told.status_code == 200
    assert NUMBER in told.text
    assert "وفق البيانات المسجلة حتى" in told.text
    assert "لم تُعدل أرقامها لاحقًا" in told.text
    typed = {"reference": "ast-r-2023-001", "code": f"{row.code[:4]}-{row.code[4:8]}-{row.code[8:]}".lower()}
    assert visitor.post("/verify", typed).status_code == 200
    learn(house)
    assert "عُدلت أرقام ذلك اليوم لاحقًا" in visitor.get(f"/verify?code={row.code}").text


def test_a_number_in_the_address_belongs_to_its_code(house: House) -> None:
    row, other = issued(house), issued(house, day="2023-06-30")
    visitor = house.visitor()
    assert visitor.get(f"/verify?reference={row.reference}&code={row.code}").status_code == 200
    wrong = visitor.get(f"/verify?reference={other.reference}&code={row.code}")
    assert (wrong.status_code, row.reference in wrong.text) == (404, False)


def test_many_wrong_codes_have_to_wait(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FREE_CODES", 2)
    row, visitor = issued(house), house.visitor()
    answers = [visitor.get("/verify?code=AAAAAAAAAAAA") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 429]
    assert int(answers[-1].headers["Retry-After"]) <= throttle.LONGEST_FOR_CODES
    assert visitor.get(f"/verify?code={row.code}").status_code == 429
    with house.records() as session:
        session.execute(update(LoginFailure).values(blocked_until=datetime(2023, 1, 1, tzinfo=UTC)))
    assert visitor.get(f"/verify?code={row.code}").status_code == 200


def test_a_wrong_code_and_a_wrong_number_are_told_alike(house: House) -> None:
    row = issued(house)
    visitor = house.visitor()
    answers = [
        visitor.post("/verify", {"reference": NUMBER, "code": "AAAA-AAAA-AAAA"}),
        visitor.post("/verify", {"reference": "AST-R-2023-999", "code": row.code}),
        visitor.post("/verify", {"reference": NUMBER, "code": ""}),
        visitor.get("/verify?code=AAAAAAAAAAAA"),
    ]
    words = {re.search(r'class="alert alert-danger verify-no".*?<div>(.*?)</div>', answer.text)[1] for answer in answers}  # type: ignore[index]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len(words) == 1
    assert all("تقرير الموقف" not in answer.text for answer in answers)


def test_the_very_file_is_verified_and_one_changed_byte_is_not(house: House) -> None:
    row = issued(house)
    data = house.member(ASSIUT).get(f"/issued/{row.reference}.xlsx").data
    visitor = house.member(QENA)
    yes = visitor.post("/verify", {"file": (BytesIO(data), "تقرير.xlsx")}, content_type="multipart/form-data")
    assert yes.status_code == 200
    assert NUMBER in yes.text
    changed = data[:100] + bytes([data[100] ^ 1]) + data[101:]
    for content in (changed, b""):
        no = visitor.post("/verify", {"file": (BytesIO(content), "report.xlsx")}, content_type="multipart/form-data")
        assert no.status_code == 404
        assert NUMBER not in no.text
    large = visitor.post("/verify", {"file": (BytesIO(b"x" * (10 * 2**20 + 1)), "large.pdf")}, content_type="multipart/form-data")
    assert large.status_code == 404


def test_a_visitor_sends_the_print_of_a_file_and_never_the_file(house: House) -> None:
    row = issued(house)
    data = house.member(ASSIUT).get(f"/issued/{row.reference}.xlsx").data
    visitor = house.visitor()
    page = visitor.get("/verify").text
    assert 'name="fingerprint"' in page
    assert 'name="file"' not in page
    assert 'name="file"' in house.member(QENA).get("/verify").text
    yes = visitor.post("/verify", {"fingerprint": hashlib.sha256(data).hexdigest()})
    assert yes.status_code == 200
    assert NUMBER in yes.text
    shouted = visitor.post("/verify", {"fingerprint": hashlib.sha256(data).hexdigest().upper()})
    assert (shouted.status_code, NUMBER in shouted.text) == (200, True), "as other programs print it"
    for other in ("0" * 64, "", "x"):
        assert visitor.post("/verify", {"fingerprint": other}).status_code == 404
    small = visitor.post("/verify", {"file": (BytesIO(data[:9_000]), "report.xlsx")}, content_type="multipart/form-data")
    assert small.status_code == 404


def test_a_visitor_may_send_no_large_body_anywhere(house: House) -> None:
    visitor = house.visitor().client
    for path in ("/verify", "/login/", "/imports/", "/works/AST-001/handover"):
        body = BytesIO(b"x" * 1_000)
        answer = visitor.post(path, input_stream=body, environ_overrides={"CONTENT_LENGTH": "1000000"})
        assert (answer.status_code, body.tell()) == (413, 0), path
        chunked = visitor.post(path, input_stream=body, environ_overrides={"HTTP_TRANSFER_ENCODING": "chunked"})
        assert (chunked.status_code, body.tell()) == (413, 0), path


def test_verification_tells_nothing_of_what_the_document_says(house: House) -> None:
    row = issued(house)
    with house.records() as session:
        names = list(session.scalars(select(Site.name_ar)))
    page = house.visitor().get(f"/verify?code={row.code}").text
    assert not [name for name in names if name in page]
    assert "sha256" not in page.lower()
    assert row.code not in page
