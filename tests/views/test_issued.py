"""Issued documents on pages: issued knowingly, listed, shown with what became of them, and verified by anybody."""

import hashlib
import re
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select, update

from models import Addressee, Committee, IssuedDocument, Site
from reports import issuing
from reports.content import Document
from reports.issuing import issue_report
from rollout.evidence import store_for
from rollout.issued.content import unpacked
from rollout.journal import last_moment
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.rollout.meetings.making import SECOND, a_meeting
from tests.views.telling import code_in, told
from tests.views.visiting import House
from views import offers

DAY = "2023-07-31"
NUMBER = "AST-R-2023-001"


def issued(house: House, code: str = "EG-AST", day: str = DAY, form: str = "xlsx") -> IssuedDocument:
    """A report that the machine issued, in one form."""
    with house.records() as session:
        store = store_for(house.app.config["ROLLOUT"].files_url)
        row, _noted = issue_report(session, code, date.fromisoformat(day), store=store, by=None, forms=(form,))
        session.flush()
        session.expunge_all()
        return row


def learn(house: House) -> None:
    """Something more is told of the day of the reports."""
    told(house, code_in(house))


def test_a_report_is_issued_knowingly_from_its_page(house: House) -> None:
    officer = house.member(ASSIUT)
    learn(house)
    reports = officer.get(f"/reports/?as_of={DAY}").text
    [address] = re.findall(r'href="(/issued/new[^"]*)"', reports)
    page = officer.get(address.replace("&amp;", "&")).text
    assert "لم يعتمد رئيس اللجنة" in page
    form = hidden_of(page)
    with house.records() as session:
        shown = last_moment(session)
    learnt_later = {"name_ar": "مجمع جديد", "code": "AST-900"}
    with house.records() as session:
        a_site(session, **learnt_later)
    answer = officer.post("/issued/new", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/issued/{NUMBER}")
    with house.records() as session:
        row = session.scalars(select(IssuedDocument)).one()
        assert row.known_at == shown, "as known when the page was shown"
        assert row.issued_by_id is not None
    for kind in ("pdf", "docx", "xlsx"):
        file = officer.get(f"/issued/{NUMBER}.{kind}")
        assert file.status_code == 200
        assert f'filename="{NUMBER}.{kind}"' in file.headers["Content-Disposition"]
    assert officer.get("/issued/").text.count(NUMBER) >= 1
    again = officer.post("/issued/new", form)
    assert again.status_code == 422
    assert NUMBER in again.text


def hidden_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(governorate|as_of|offer)" value="([^"]*)"', page))


def test_the_moment_of_the_data_is_never_the_callers(house: House) -> None:
    officer, other = house.member(ASSIUT), house.member(MINISTRY)
    early = "2022-01-05T10:00:00+02:00"
    page = officer.get(f"/issued/new?governorate=EG-AST&as_of={DAY}&known_at={early.replace('+', '%2B')}").text
    form = hidden_of(page)
    foreign = hidden_of(other.get(f"/issued/new?governorate=EG-AST&as_of={DAY}").text)
    for forged in (
        {"offer": early}, {"offer": ""}, {"offer": foreign["offer"]}, {"as_of": "2023-06-30"}, {"offer": form["offer"][:-1] + "!"},
    ):
        assert officer.post("/issued/new", form | {"known_at": early} | forged).status_code == 422, forged
    assert officer.post("/issued/new", form | {"known_at": early}).status_code == 303
    with house.records() as session:
        assert session.scalars(select(IssuedDocument.known_at)).one() == last_moment(session)


def test_an_offer_ends_after_a_while(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = house.member(ASSIUT)
    form = hidden_of(officer.get(f"/issued/new?governorate=EG-AST&as_of={DAY}").text)
    monkeypatch.setattr(offers, "_AGE", -1)
    assert officer.post("/issued/new", form).status_code == 422


def test_others_record_while_a_document_is_printed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    officer, usual = house.member(ASSIUT), issuing.render

    def render(document: Document, form: str) -> bytes:
        with house.records() as session:
            a_site(session)
        return usual(document, "xlsx")

    monkeypatch.setattr(issuing, "render", render)
    form = hidden_of(officer.get(f"/issued/new?governorate=EG-AST&as_of={DAY}").text)
    assert officer.post("/issued/new", form).status_code == 303


def test_only_who_reports_for_a_governorate_issues_for_it(house: House) -> None:
    assert house.member(READER).get("/issued/new").status_code == 403
    officer = house.member(QENA)
    for code in ("EG", "EG-AST", "EG-XX"):
        assert officer.get(f"/issued/new?governorate={code}").status_code == 404
        assert officer.post("/issued/new", {"governorate": code, "as_of": DAY}).status_code == 404
    assert "/issued/new" not in house.member(INSPECTOR).get("/reports/").text
    assert house.member(MINISTRY).get("/issued/new?governorate=EG").status_code == 200


def test_foreign_documents_and_those_of_the_country_are_not_there(house: House) -> None:
    own, national = issued(house).reference, issued(house, "EG").reference
    qena, assiut, ministry = house.member(QENA), house.member(ASSIUT), house.member(MINISTRY)
    for path in (f"/issued/{own}", f"/issued/{own}.xlsx", f"/issued/{own}/against"):
        assert qena.get(path).status_code == 404
    assert assiut.get(f"/issued/{own}").status_code == 200
    assert assiut.get(f"/issued/{national}").status_code == 404
    assert ministry.get(f"/issued/{national}").status_code == 200
    assert own not in qena.get("/issued/").text
    listed = ministry.get("/issued/?governorate=EG").text
    assert national in listed
    assert own not in listed
    assert ministry.get("/issued/?kind=report&year=2023").text.count(own) > 0
    assert ministry.get("/issued/?kind=letters").status_code == 400


def test_what_is_learnt_later_of_the_day_is_told(house: House) -> None:
    named = issued(house).reference
    officer = house.member(ASSIUT)
    before = officer.get(f"/issued/{named}").text
    assert "أرقامها على حالها منذ الإصدار" in before
    learn(house)
    after = officer.get(f"/issued/{named}").text
    assert "عُدلت أرقامها لاحقًا" in after
    assert "استلام المبنى" in after.split('class="issued-changes"')[1], "the stage that moved"
    to = officer.get(f"/issued/{named}/against").headers["Location"]
    assert to.startswith(f"/comparisons/?first={DAY}")
    assert officer.get(to).status_code == 200


def test_two_documents_are_compared_the_earlier_first(house: House) -> None:
    later, earlier = issued(house).reference, issued(house, day="2023-06-30").reference
    officer = house.member(ASSIUT)
    assert f'value="{earlier}"' in officer.get(f"/issued/{later}").text
    to = officer.get(f"/issued/{later}/against?other={earlier}").headers["Location"]
    assert to.startswith("/comparisons/?first=2023-06-30")
    assert f"second={DAY}" in to


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


def test_a_pack_is_issued_once_it_was_taken(house: House) -> None:
    with house.records() as session:
        taken = a_meeting(session, state="open").id
        planned = a_meeting(session, day=SECOND).id
    officer = house.member(ASSIUT)
    for early in (f"/meetings/{planned}/pack/issue", f"/meetings/{taken}/minutes/issue"):
        assert (officer.get(early).status_code, officer.post(early).status_code) == (422, 422)
    assert officer.get(f"/meetings/{taken}/pack.xlsx").status_code == 200
    for member, status in ((QENA, 404), (READER, 403)):
        assert house.member(member).post(f"/meetings/{taken}/pack/issue").status_code == status
    answer = officer.post(f"/meetings/{taken}/pack/issue")
    assert answer.headers["Location"] == "/issued/AST-P-2023-001"
    assert "AST-P-2023-001" in officer.get(f"/meetings/{taken}").text
    assert officer.post(f"/meetings/{taken}/pack/issue").status_code == 422, "once"


def test_each_paper_of_a_meeting_is_issued_once_whatever_is_renamed_since(house: House) -> None:
    with house.records() as session:
        number = a_meeting(session, state="closed").id
    officer = house.member(ASSIUT)
    for kind, named in (("pack", "AST-P-2023-001"), ("minutes", "AST-M-2023-001")):
        assert officer.post(f"/meetings/{number}/{kind}/issue").headers["Location"] == f"/issued/{named}"
        with house.records() as session:
            session.execute(update(Committee).values(name_ar=f"لجنة أخرى {kind}"))
        again = officer.post(f"/meetings/{number}/{kind}/issue")
        assert (again.status_code, f"برقم {named}" in again.text) == (422, True), again.text


def test_the_ministry_issues_a_memorandum_in_its_own_words(house: House) -> None:
    with house.records() as session:
        session.add(Addressee(code="minister", post_ar="وزير التنمية المحلية"))
    ministry = house.member(MINISTRY)
    form = dict(re.findall(r'<option[^>]*value="(\d+)">([^<]*)</option>', ministry.get("/memoranda/new").text))
    [addressee] = form
    typed = {"addressee": addressee, "as_of": DAY, "points": "نقطة أولى\nنقطة ثانية"}
    draft = ministry.post("/memoranda/new", typed | {"do": "draft"})
    assert (draft.status_code, draft.mimetype) == (200, "application/pdf")
    answer = ministry.post("/memoranda/new", typed | {"do": "issue"})
    assert answer.headers["Location"] == "/issued/EG-B-2023-001"
    assert "نقطة ثانية" in unpacked(content_of(house, "EG-B-2023-001"))
    assert ministry.post("/memoranda/new", typed | {"as_of": "2099-01-01", "do": "issue"}).status_code == 422
    assert house.member(ASSIUT).get("/memoranda/new").status_code == 404


def content_of(house: House, named: str) -> bytes:
    with house.records() as session:
        return session.scalars(select(IssuedDocument.content).where(IssuedDocument.reference == named)).one()
