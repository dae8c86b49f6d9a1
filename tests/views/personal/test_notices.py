"""One's own notices on their page, the bell on every page, and the choice of what to hear of."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from models import Governorate, Notice, NoticeChoice, OfficerGovernorate
from rollout.notices import KINDS
from rollout.notices.making import tell
from rollout.notices.occasions import Occasion
from tests.cast import ADMINISTRATOR, ASSIUT, INSPECTOR, MINISTRY, QENA, Member, account
from tests.views.counting import statements
from tests.views.looking import looking_as
from tests.views.visiting import House, Visitor

DAY = date(2023, 11, 30)


def a_notice(house: House, member: Member = ASSIUT, code: str | None = "EG-AST", **more: Any) -> int:
    with house.records() as session:
        about = session.scalar(select(Governorate.id).where(Governorate.code == code)) if code else None
        facts = '{"is": "now", "place": {"ar": "أسيوط", "en": "Assiut"}, "day": "2023-11-30", "words": "<b>كهرباء</b>"}'
        values = {"kind": "raise", "address": "/marakez/list/", "facts": facts, "on_day": DAY, "made_at": datetime.now(UTC)} | more
        notice = Notice(user_id=account(session, member).id, key=f"raise:{len(session.scalars(select(Notice.id)).all())}", about_id=about,
                        **values)
        session.add(notice)
        session.flush()
        return notice.id


def number_at_the_bell(visitor: Visitor) -> str:
    page = visitor.get("/marakez/list/").text
    found = re.findall(r'class="bell-number" aria-hidden="true">\s*([^<]+?)\s*</span>', page)
    assert len(set(found)) <= 1
    return found[0] if found else ""


def is_read(house: House, number: int) -> bool:
    with house.records() as session:
        return session.get_one(Notice, number).read_at is not None


@pytest.fixture
def house(house_on_each: House) -> House:
    return house_on_each


def test_a_notice_from_the_bell_to_the_page_that_shows_more(house: House) -> None:
    visitor, number = house.member(ASSIUT), a_notice(house)
    assert number_at_the_bell(visitor) == "١"
    page = visitor.get("/notices/").text
    assert '<span class="visually-hidden">تنبيه واحد غير مقروء</span>' in page
    assert "أسيوط: معوق يلزم رفعه" in page
    assert "&lt;b&gt;كهرباء&lt;/b&gt;" in page
    assert "لأنك تتابع معوقات هذه المحافظة." in page
    assert not is_read(house, number), "to look at the list reads nothing"
    answer = visitor.post(f"/notices/{number}/open")
    assert (answer.status_code, answer.location) == (303, "/marakez/list/")
    assert is_read(house, number)
    assert number_at_the_bell(visitor) == ""


def test_marking_one_and_all(house: House) -> None:
    visitor, first, second, others = house.member(ASSIUT), a_notice(house), a_notice(house), a_notice(house, QENA, "EG-KN")
    assert visitor.post(f"/notices/{first}/seen").location == "/notices/"
    assert [is_read(house, number) for number in (first, second)] == [True, False]
    assert visitor.post("/notices/seen").location == "/notices/"
    assert is_read(house, second)
    assert not is_read(house, others)


def test_what_is_not_ones_own_is_not_there(house: House) -> None:
    visitor, number = house.member(QENA), a_notice(house)
    for path in (f"/notices/{number}/open", f"/notices/{number}/seen"):
        assert visitor.post(path).status_code == 404
    assert not is_read(house, number)
    assert number_at_the_bell(visitor) == ""


def test_the_bell_does_not_count_what_is_not_shown(house: House) -> None:
    visitor, number = house.member(ASSIUT), a_notice(house)
    a_notice(house, page=False, mail=True)
    a_notice(house, read_at=datetime.now(UTC))
    a_notice(house, code=None)
    assert number_at_the_bell(visitor) == "٢"
    with house.records() as session:
        given = session.scalars(select(OfficerGovernorate).where(OfficerGovernorate.user_id == account(session, ASSIUT).id)).one()
        given.governorate_id = session.scalars(select(Governorate.id).where(Governorate.code == "EG-KN")).one()
    assert number_at_the_bell(visitor) == "١"
    assert visitor.get("/notices/").text.count("notice-open") == 1
    assert visitor.post(f"/notices/{number}/open").status_code == 404


def test_a_national_post_counts_every_governorate(house: House) -> None:
    a_notice(house, MINISTRY, "EG-KFS")
    assert number_at_the_bell(house.member(MINISTRY)) == "١"


def test_many_are_told_as_many(house: House) -> None:
    visitor = house.member(ASSIUT)
    for _number in range(3):
        a_notice(house)
    visitor.post("/language/", {"language": "en", "next": "/"})
    assert "3 unread notices" in visitor.get("/notices/").text


def test_the_bell_asks_nothing_more(house: House) -> None:
    visitor, counts = house.member(ASSIUT), []
    for _time in range(2):
        visitor.get("/notices/")
        with statements() as seen:
            visitor.get("/notices/")
        counts.append(len(seen))
        assert sum("notice" in statement for statement in seen) == 2, "once beside the user, once for the list"
        for _number in range(20):
            a_notice(house)
    assert counts[0] == counts[1]


def test_choosing(house: House) -> None:
    visitor = house.member(ASSIUT)
    page = visitor.get("/notices/choices").text
    ticked = set(re.findall(r'name="(\w+)" value="([\w-]+)" checked', page))
    assert ticked == {
        (way, kind.key) for kind in KINDS.values() for way in ("page", "mail") if getattr(kind.hears.get("committee"), way, False)
    }
    assert 'value="security"' not in page
    assert visitor.post("/notices/choices", {"page": ["pack", "security"], "mail": ["letter"]}).location == "/notices/choices"
    page = visitor.get("/notices/choices").text
    assert set(re.findall(r'name="(\w+)" value="([\w-]+)" checked', page)) == {("page", "pack"), ("mail", "letter")}
    with house.records() as session:
        assert {row.kind for row in session.scalars(select(NoticeChoice))} == {k.key for k in KINDS.values() if "committee" in k.hears}
        place = session.scalar(select(Governorate.id).where(Governorate.code == "EG-AST"))
        assert tell(session, [Occasion("pack", "pack:1", "/meetings/1", {"is": "taken"}, place)], DAY) == 1


def test_who_is_told_nothing_has_nothing_to_choose(house: House) -> None:
    visitor = house.member(INSPECTOR)
    assert "لا توجد تنبيهات لدورك" in visitor.get("/notices/choices").text
    assert "لا جديد يخصك" in visitor.get("/notices/").text


def test_an_account_without_e_mail_is_told_so(house: House) -> None:
    visitor = house.member(ASSIUT)
    assert "assiut@example.org" in visitor.get("/notices/choices").text
    with house.records() as session:
        account(session, ASSIUT).email = "assiut@rollout.invalid"
    page = visitor.get("/notices/choices").text
    assert "assiut@rollout.invalid" not in page
    assert "ليس لحسابك بريد إلكتروني" in page


def test_looking_as_the_user_shows_their_notices_and_leaves_them_unread(house: House) -> None:
    number = a_notice(house)
    assert number_at_the_bell(house.member(ADMINISTRATOR)) == ""
    visitor = looking_as(house, ASSIUT)
    assert number_at_the_bell(visitor) == "١"
    assert '<a class="notice-open" href="/marakez/list/">' in visitor.get("/notices/").text
    assert visitor.post(f"/notices/{number}/open").status_code == 403
    assert visitor.post("/notices/seen").status_code == 403
    assert not is_read(house, number)


def test_an_address_from_elsewhere_is_not_followed(house: House) -> None:
    number = a_notice(house, address="//evil.example/")
    assert house.member(ASSIUT).post(f"/notices/{number}/open").location == "/"
