"""The pages of letters and of those to whom they go."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Addressee, Evidence, IssuedDocument, Letter, Obstacle, ObstacleEvent
from reports.document.content import Document
from reports.issue import issuing
from rollout.followup.obstacles import ObstacleStep
from rollout.obstacles.letters import send
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.rollout.obstacles.telling import TODAY, it_happens
from tests.views.obstructed import a_draft, an_addressee_of, an_obstacle_of
from tests.views.telling import a_photo, code_in, hidden, told
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)
PLACE, FOREIGN = "EG-AST", "EG-KFS"


def kept(house: House, number: int) -> Letter:
    with house.records() as session:
        found = session.get_one(Letter, number)
        session.expunge_all()
        return found


def sent(house: House) -> int:
    number = a_draft(house, PLACE)
    with house.records() as session:
        send(session, session.get_one(Letter, number), None, today=TODAY, by=None)
    return number


def chosen(page: str) -> str:
    """What the list of addressees of a page begins with."""
    listed = re.search(r'<select[^>]*name="addressee".*?</select>', page, re.DOTALL)
    options = re.findall(r"<option[^>]*>", listed[0]) if listed else []
    return next((re.findall(r'value="([^"]*)"', option)[0] for option in options if "selected" in option), "")


def save(visitor: Visitor, number: int, **typed: Any) -> TestResponse:
    opened = hidden(visitor.get(f"/letters/{number}"))
    return visitor.post(f"/letters/{number}/save", opened | typed)


def test_a_letter_is_drafted_in_official_words_and_kept(house: House) -> None:
    number, to, visitor = an_obstacle_of(house, PLACE), an_addressee_of(house), house.member(ASSIUT)
    address = f"/letters/new?obstacle={number}"
    page = visitor.get(address).text
    assert "في إطار تنفيذ توجيهات السيد رئيس مجلس الوزراء" in page
    assert "يصدر باسم لجنة المتابعة بالمحافظة" in page
    assert "السيد المهندس / رئيس مجلس إدارة شركة الكهرباء" in page
    answer = visitor.post(address, {"addressee": str(to), "subject": "موضوعي", "words": "كلامي"})
    assert answer.status_code == 303, answer.text
    letter = kept(house, int(answer.location.rpartition("/")[2]))
    assert (letter.subject, letter.words, letter.state, letter.as_of) == ("موضوعي", "كلامي", "draft", TODAY)
    assert "كلامي" in visitor.get(answer.location).text
    assert visitor.post(address, {"addressee": str(to), "subject": "", "words": ""}).status_code == 422


def test_nobody_is_chosen_whom_the_owner_does_not_name(house: House) -> None:
    number, to, visitor = an_obstacle_of(house, PLACE), an_addressee_of(house), house.member(ASSIUT)
    address = f"/letters/new?obstacle={number}"
    assert chosen(visitor.get(address).text) == "__None"
    answer = visitor.post(address, {"addressee": "__None", "subject": "موضوعي", "words": "كلامي"})
    assert answer.status_code == 422
    with house.records() as session:
        session.get_one(Addressee, to).body_ar = "شركة مصر الوسطى لتوزيع الكهرباء"
    assert chosen(visitor.get(address).text) == str(to)


def test_a_committee_neither_changes_nor_sends_a_letter_of_the_ministrys_unit(house: House) -> None:
    number, assiut, ministry = a_draft(house, PLACE, central=True), house.member(ASSIUT), house.member(MINISTRY)
    page = assiut.get(f"/letters/{number}").text
    assert "يصدر باسم الوحدة المركزية بالوزارة" in page
    assert f"/letters/{number}/send" not in page
    assert assiut.post(f"/letters/{number}/send").status_code == 422
    assert kept(house, number).state == "draft"
    assert ministry.post(f"/letters/{number}/send").status_code == 303


def test_the_words_are_drafted_again_for_another_addressee(house: House) -> None:
    number, visitor = an_obstacle_of(house, PLACE), house.member(ASSIUT)
    an_addressee_of(house)
    with house.records() as session:
        body = Addressee(code="z", post_ar="هيئة المجتمعات", honorific="السادة", gender="body")
        session.add(body)
        session.flush()
        other = body.id
    typed = {"addressee": str(other), "subject": "", "words": "", "do": "again"}
    page = visitor.post(f"/letters/new?obstacle={number}", typed)
    assert page.status_code == 200
    assert "نعرض عليكم" in page.text


def test_a_draft_is_previewed_with_the_mark_of_a_draft(house: House) -> None:
    number, visitor = a_draft(house, PLACE), house.member(ASSIUT)
    answer = visitor.get(f"/letters/{number}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert visitor.get(f"/letters/{number}.docx").data.startswith(b"PK")
    assert visitor.get(f"/letters/{sent(house)}.pdf").status_code == 404, "what was sent is among the issued documents"


def test_a_letter_is_issued_once_and_its_answer_awaited(house: House) -> None:
    number, visitor = a_draft(house, PLACE), house.member(ASSIUT)
    assert visitor.post(f"/letters/{number}/send").status_code == 303
    with house.records() as session:
        document = session.scalars(select(IssuedDocument)).one()
        assert (document.reference, document.kind, document.as_of) == ("AST-L-2023-001", "letter", TODAY)
        assert session.get_one(Letter, number).document_id == document.id
    page = visitor.get(f"/letters/{number}").text
    assert "AST-L-2023-001" in page
    assert "الرد مطلوب في موعد غايته" in page
    assert visitor.post(f"/letters/{number}/send").status_code == 422
    assert save(visitor, number, addressee=str(an_addressee_of(house)), subject="غيره", words="غيره").status_code in (409, 422)
    assert kept(house, number).subject == "موضوع"


def test_an_answer_is_recorded_with_its_scan(house: House) -> None:
    number, visitor = sent(house), house.member(ASSIUT)
    assert visitor.post(f"/letters/{number}/reply", {"happened_on": "2023-07-31"}).status_code == 422, "neither number nor words"
    typed = {"happened_on": "2023-07-31", "number": "٣٣٤", "note": "جارٍ اتخاذ اللازم", "evidence": (a_photo(), "scan.png")}
    assert visitor.post(f"/letters/{number}/reply", typed, content_type="multipart/form-data").status_code == 303
    page = visitor.get(f"/letters/{number}").text
    assert "جارٍ اتخاذ اللازم" in page
    with house.records() as session:
        event = session.scalars(select(ObstacleEvent).where(ObstacleEvent.step == "reply")).one()
        assert session.scalars(select(Evidence.obstacle_event_id)).all() == [event.id]
    assert f"/letters/{number}" in visitor.get("/letters/?state=answered").text
    assert f"/letters/{number}" not in visitor.get("/letters/?state=awaited").text


@pytest.mark.on_day(TODAY.replace(month=9, day=1))
def test_an_answer_that_does_not_come_is_late(house: House) -> None:
    number, visitor = sent(house), house.member(ASSIUT)
    assert "تأخر الرد ٢٢ يومًا" in visitor.get("/letters/?state=late").text
    assert f"/letters/{number}" not in visitor.get("/letters/?state=late&as_of=2023-08-01").text
    assert f"/letters/{number}" in visitor.get("/letters/?as_of=2023-07-31").text
    assert f"/letters/{number}" not in visitor.get("/letters/?as_of=2023-07-30").text, "it was not written yet"


@pytest.mark.on_day(TODAY.replace(month=9, day=1))
def test_nobody_waits_for_an_answer_about_what_is_resolved(house: House) -> None:
    number, visitor = sent(house), house.member(ASSIUT)
    with house.records() as session:
        about = session.get_one(Obstacle, session.get_one(Letter, number).obstacle_id)
        it_happens(session, about, ObstacleStep.RESOLVED, TODAY, note="حُل")
    for state in ("late", "awaited"):
        assert f"/letters/{number}" not in visitor.get(f"/letters/?state={state}").text
    assert "حُل المعوق ولا يُنتظر رد" in visitor.get("/letters/").text


def test_two_who_change_a_draft_do_not_write_over_each_other(house: House) -> None:
    number, visitor, to = a_draft(house, PLACE), house.member(ASSIUT), str(an_addressee_of(house))
    opened = hidden(visitor.get(f"/letters/{number}"))
    assert visitor.post(f"/letters/{number}/save", opened | {"addressee": to, "subject": "أول", "words": "أول"}).status_code == 303
    assert visitor.post(f"/letters/{number}/save", opened | {"addressee": to, "subject": "ثانٍ", "words": "ثانٍ"}).status_code == 409
    assert kept(house, number).subject == "أول"


def test_a_draft_is_given_up(house: House) -> None:
    number, visitor = a_draft(house, PLACE), house.member(ASSIUT)
    assert visitor.post(f"/letters/{number}/drop").status_code == 303
    assert f"/letters/{number}" not in visitor.get("/letters/").text


def test_letters_of_others_are_not_there(house: House) -> None:
    number, about = a_draft(house, PLACE), an_obstacle_of(house, PLACE)
    qena, reader = house.member(QENA), house.member(READER)
    assert qena.get(f"/letters/{number}").status_code == 404
    assert qena.get(f"/letters/{number}.pdf").status_code == 404
    assert qena.get(f"/letters/new?obstacle={about}").status_code == 404
    assert qena.post(f"/letters/{number}/send").status_code == 404
    assert f"/letters/{number}" not in qena.get("/letters/").text
    assert reader.get(f"/letters/{number}").status_code == 200
    assert reader.post(f"/letters/{number}/send").status_code == 403


def test_the_ministry_keeps_the_addressees_and_committees_read_them(house: House) -> None:
    ministry, assiut = house.member(MINISTRY), house.member(ASSIUT)
    typed = {"code": "minister", "honorific": "السيدة الدكتورة", "post_ar": "وزيرة التنمية المحلية", "gender": "f"}
    assert ministry.post("/addressees/add", typed).status_code == 303
    assert "وزيرة التنمية المحلية" in assiut.get("/addressees/list/").text
    assert assiut.get("/addressees/add").status_code == 403
    assert ministry.post("/addressees/add", typed | {"code": "x", "gender": "other"}).status_code == 422


def while_it_is_printed(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """What happens beside a letter while its paper is made."""
    usual = issuing.render

    def render(document: Document, form: str = "pdf") -> bytes:
        if form == "pdf":
            happens()
        return usual(document, form)

    monkeypatch.setattr(issuing, "render", render)


def test_others_record_while_a_letter_is_printed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    number, visitor = a_draft(house, PLACE), house.member(ASSIUT)
    while_it_is_printed(monkeypatch, lambda: told(house, code_in(house)))
    assert visitor.post(f"/letters/{number}/send").status_code == 303
    assert kept(house, number).state == "sent"


def test_a_draft_that_was_changed_while_it_was_printed_is_not_sent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    number, visitor = a_draft(house, PLACE), house.member(ASSIUT)

    def change() -> None:
        with house.records() as session:
            session.get_one(Letter, number).words = "كلام آخر"

    while_it_is_printed(monkeypatch, change)
    answer = visitor.post(f"/letters/{number}/send")
    assert answer.status_code == 422
    assert "غيّر أحدهم هذه المسودة أثناء إعدادها" in answer.text
    assert kept(house, number).state == "draft"
    with house.records() as session:
        assert session.scalars(select(IssuedDocument)).all() == []
