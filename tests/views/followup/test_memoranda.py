"""The memorandum before it is a paper: what the figures of its day say, on the page."""

import re

import pytest
from sqlalchemy import select

from models import Addressee, IssuedDocument, IssuedFile
from rollout.issued.warnings import ReasonsMissing
from rollout.text import Text
from tests.cast import MINISTRY, STOREKEEPER
from tests.views.visiting import House
from views.followup import memoranda

DAY = "2023-07-31"


def test_a_memorandum_shows_the_points_that_the_figures_give(house: House) -> None:
    with house.records() as session:
        session.add(Addressee(code="minister", post_ar="وزير التنمية المحلية"))
    ministry = house.member(MINISTRY)
    page = ministry.get(f"/memoranda/new?as_of={DAY}").text
    points, *_annex = re.findall(r'<ul lang="ar" dir="rtl">(.*?)</ul>', page, re.DOTALL)
    assert "مجمع" in points
    assert "٣١ يوليو ٢٠٢٣" in page
    addressee = re.findall(r'<option[^>]*value="(\d+)"', page)[0]
    shown = ministry.post("/memoranda/new", {"addressee": addressee, "as_of": "2022-01-31", "do": "show"})
    assert (shown.status_code, "٣١ يناير ٢٠٢٢" in shown.text) == (200, True)
    assert ministry.post("/memoranda/new", {"addressee": addressee, "as_of": "2099-01-01", "do": "show"}).status_code == 422
    with house.records() as session:
        assert session.scalars(select(IssuedDocument)).all() == []


def test_what_its_author_adds_is_shown_before_it_is_issued_as_a_paper_and_a_text(house: House) -> None:
    with house.records() as session:
        session.add(Addressee(code="minister", post_ar="وزير التنمية المحلية"))
    ministry = house.member(MINISTRY)
    addressee = re.findall(r'<option[^>]*value="(\d+)"', ministry.get("/memoranda/new").text)[0]
    words = {"addressee": addressee, "as_of": DAY, "points": "نقطة أضافها كاتبها", "asked": "طلب أضافه كاتبها"}
    page = ministry.post("/memoranda/new", {**words, "do": "show"}).text
    shown = re.findall(r'<ul lang="ar" dir="rtl">(.*?)</ul>', page, re.DOTALL)
    assert ["<li>نقطة أضافها كاتبها</li>" in shown[0], "<li>طلب أضافه كاتبها</li>" in shown[1]] == [True, True]
    assert ministry.post("/memoranda/new", {**words, "do": "issue"}).status_code == 303
    with house.records() as session:
        assert sorted(session.scalars(select(IssuedFile.form))) == ["docx", "pdf"]


def test_a_memorandum_is_seen_by_those_alone_who_issue_for_the_whole_country(house: House) -> None:
    with house.records() as session:
        session.add(Addressee(code="minister", post_ar="وزير التنمية المحلية"))
    ministry, stores = house.member(MINISTRY), house.member(STOREKEEPER)
    addressee = re.findall(r'<option[^>]*value="(\d+)"', ministry.get("/memoranda/new").text)[0]
    made = ministry.post("/memoranda/new", {"addressee": addressee, "as_of": DAY, "do": "issue"})
    reference = made.location.rsplit("/", 1)[-1]
    for visitor, status in ((ministry, 200), (stores, 404)):
        assert visitor.get(f"/issued/{reference}").status_code == status
        assert visitor.get(f"/issued/{reference}.pdf").status_code == status
        for page in ("/issued/", f"/search/?q={reference}"):
            assert (f"/issued/{reference}" in visitor.get(page).text) is (status == 200), page


def test_the_page_leads_from_restatements_without_a_reason_to_where_it_is_given(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memoranda, "warnings", lambda *_found: [ReasonsMissing("Twelve lack a reason.", "EG-AST"), Text("Of the week.")])
    page = house.member(MINISTRY).get("/memoranda/new").text
    assert re.findall(r'<li>(.*?)</li>', page.partition("issued-warnings")[2].partition("</section>")[0], re.DOTALL) == [
        'Twelve lack a reason. <a href="/approvals/restated?governorate=EG-AST&amp;state=open">بيان الأسباب</a>', "Of the week.",
    ]
