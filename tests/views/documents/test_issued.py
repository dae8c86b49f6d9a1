"""Issued documents on pages: issued knowingly, listed, shown with what became of them, and verified by anybody."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from models import Addressee, Committee, IssuedDocument, ProgressEntry, Site
from reports.document.content import Document
from reports.issue import issuing
from reports.issue.issuing import issue_report
from rollout.evidence import store_for
from rollout.issued.content import unpacked
from rollout.journal import last_moment, record
from rollout.rules import News
from rollout.stages import State
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.rollout.meetings.making import SECOND, a_meeting
from tests.views.telling import code_in, told
from tests.views.visiting import House
from views.documents import offers

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
    with house.records() as session:
        a_site(session, governorate="EG-KN")
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


def test_nothing_is_issued_that_is_restated_already(house: House) -> None:
    officer = house.member(ASSIUT)
    form = hidden_of(officer.get(f"/issued/new?governorate=EG-AST&as_of={DAY}").text)
    learn(house)
    refused = officer.post("/issued/new", form)
    assert (refused.status_code, "وردت بيانات أحدث عن هذا اليوم" in refused.text) == (422, True)
    anew = hidden_of(refused.text)
    assert officer.post("/issued/new", anew).status_code == 303, "the page offers the latest moment"
    assert "عُدلت أرقامها لاحقًا" not in officer.get(f"/issued/{NUMBER}").text


def test_an_old_day_is_told_and_one_before_all_news_refused(house: House) -> None:
    learn(house)
    officer, address = house.member(ASSIUT), "/issued/new?governorate=EG-AST&as_of="
    with house.records() as session:
        first, last = session.execute(select(func.min(ProgressEntry.effective_on), func.max(ProgressEntry.news_on))).one()
        site, later = session.get_one(Site, house.site_id(session, "EG-AST")), last + timedelta(days=63)
        record(session, site, News("utilities", State.IN_PROGRESS, later), today=later, by=None)
    assert "تاريخ قديم" in officer.get(f"{address}{last}").text
    assert "تاريخ قديم" not in officer.get(f"{address}{last + timedelta(days=1)}").text
    early = officer.get(f"{address}{first - timedelta(days=1)}").text
    assert "لا يصدر تقرير عن يوم قبله" in early
    answer = officer.post("/issued/new", hidden_of(early))
    assert (answer.status_code, "لا يصدر تقرير عن يوم قبله" in answer.text) == (422, True)


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
