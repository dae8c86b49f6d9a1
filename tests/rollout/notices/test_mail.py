"""The e-mail of the day: one a user, in Arabic from right to left, sent once; and what happens where the server fails."""

import email
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import Governorate, Notice, OfficerGovernorate
from rollout.notices import digest
from rollout.notices.mail import Sent, send, site_of
from rollout.settings import Settings
from tests.cast import ASSIUT, QENA, Member, account, bring_in
from tests.rollout.notices.smtp import Post, post

DAY = date(2023, 11, 30)
FACTS = '{"is": "now", "place": {"ar": "أسيوط", "en": "Assiut"}, "day": "2023-11-30", "words": "<b>كهرباء</b>"}'


@pytest.fixture(autouse=True)
def _the_cast(session: Session) -> None:
    bring_in(session)
    session.commit()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url, work_folder=str(tmp_path / "work"), secret_key="x", trusted_hosts=("rollout.example",), https=True,
        mail_from="tashgheel@example.org", mail_starttls=False,
    )


@pytest.fixture
def office() -> Iterator[Post]:
    with post() as office:
        yield office


def through(settings: Settings, office: Post) -> Settings:
    return replace(settings, mail_host="127.0.0.1", mail_port=office.port)


def a_notice(session: Session, member: Member = ASSIUT, **more: object) -> Notice:
    number = len(session.scalars(select(Notice.id)).all())
    about = session.scalars(select(Governorate.id).where(Governorate.code == "EG-AST")).one() if member is ASSIUT else None
    values = {"kind": "raise", "mail": True, "address": f"/obstacles/{number}", "made_at": datetime.now(UTC), "about_id": about} | more
    notice = Notice(user_id=account(session, member).id, key=f"raise:{number}", facts=FACTS, on_day=DAY, **values)
    session.add(notice)
    session.commit()
    return notice


def files(settings: Settings) -> list[EmailMessage]:
    """The e-mails that were laid into the folder."""
    paths = sorted((Path(settings.work_folder) / "mail").glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]  # type: ignore[misc]


def test_without_a_server_it_is_a_file(session: Session, settings: Settings) -> None:
    a_notice(session)
    a_notice(session)
    assert send(session, settings) == Sent(1, 0)
    [message] = files(settings)
    assert message["To"] == "assiut@example.org"
    assert message["From"] == "tashgheel@example.org"
    assert "تنبيهان" in message["Subject"]
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("ar", "auto-generated")
    assert message.get_content_type() == "multipart/alternative"
    plain, html = (part.get_content() for part in message.iter_parts())
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert plain.count("أسيوط: معوق يلزم رفعه") == html.count("أسيوط: معوق يلزم رفعه") == 2
    assert "https://rollout.example/obstacles/0" in plain
    assert 'href="https://rollout.example/obstacles/1"' in html
    assert 'dir="rtl"' in html
    assert "<b>" not in html.replace("<body", "")
    assert "لأنك تتابع معوقات هذه المحافظة." in plain
    assert "https://rollout.example/notices/choices" in html


def test_one_a_day_and_nothing_where_there_is_nothing(session: Session, settings: Settings) -> None:
    assert send(session, settings) == Sent()
    first = a_notice(session)
    assert send(session, settings) == Sent(1, 0)
    second = a_notice(session)
    assert send(session, settings) == Sent(), "the next one comes tomorrow"
    session.execute(update(Notice).where(Notice.id == first.id).values(sent_at=datetime.now(UTC) - timedelta(days=1)))
    session.commit()
    assert send(session, settings) == Sent(1, 0)
    session.expire_all()
    assert second.sent_at is not None
    assert len(files(settings)) == 2
    assert "تنبيه واحد" in str(files(settings)[0]["Subject"])


@pytest.mark.parametrize("what", ["read", "old", "page only", "closed", "no address", "lost governorate", "no role"])
def test_what_is_not_sent(session: Session, settings: Settings, what: str) -> None:
    notice, user = a_notice(session), account(session, ASSIUT)
    if what == "read":
        notice.read_at = datetime.now(UTC)
    elif what == "old":
        notice.made_at = datetime.now(UTC) - digest.OLDEST - timedelta(minutes=1)
    elif what == "page only":
        notice.mail = False
    elif what == "closed":
        user.active = False
    elif what == "no address":
        user.email = "assiut@rollout.invalid"
    elif what == "lost governorate":
        given = session.scalars(select(OfficerGovernorate).where(OfficerGovernorate.user_id == user.id)).one()
        given.governorate_id = session.scalars(select(Governorate.id).where(Governorate.code == "EG-KN")).one()
    else:
        user.roles = []
    session.commit()
    assert send(session, settings) == Sent()
    assert files(settings) == []


def test_through_a_mail_server(session: Session, settings: Settings, office: Post) -> None:
    a_notice(session)
    a_notice(session, QENA)
    assert send(session, through(settings, office)) == Sent(2, 0)
    assert sorted(office.to) == ["assiut@example.org", "qena@example.org"]
    assert office.sender == {"tashgheel@example.org"}
    assert all("معوق" in part.get_content() for message in office.messages for part in message.iter_parts())
    assert send(session, through(settings, office)) == Sent()
    assert files(settings) == []


def test_a_refused_address_keeps_nobody_else_from_theirs(session: Session, settings: Settings, office: Post) -> None:
    a_notice(session)
    a_notice(session, QENA)
    office.refuses.add("assiut@example.org")
    assert send(session, through(settings, office)) == Sent(1, 1)
    office.refuses.clear()
    assert send(session, through(settings, office)) == Sent(1, 0), "tried again the next time"
    assert sorted(office.to) == ["assiut@example.org", "qena@example.org"]


def test_a_server_that_is_away(session: Session, settings: Settings, office: Post) -> None:
    a_notice(session)
    away = replace(settings, mail_host="127.0.0.1", mail_port=1)
    assert send(session, away) == Sent(0, 1)
    assert send(session, through(settings, office)) == Sent(1, 0)


def test_a_server_that_goes_away_in_the_middle(session: Session, settings: Settings, office: Post) -> None:
    a_notice(session)
    a_notice(session, QENA)
    office.hangs_up_after = 1
    assert send(session, through(settings, office)) == Sent(1, 1)
    office.hangs_up_after = None
    assert send(session, through(settings, office)) == Sent(1, 0)
    assert sorted(office.to) == ["assiut@example.org", "qena@example.org"]


def test_without_encryption_nothing_is_sent_where_it_is_asked_for(session: Session, settings: Settings, office: Post) -> None:
    a_notice(session)
    assert send(session, replace(through(settings, office), mail_starttls=True, mail_user="u", mail_password="p")) == Sent(0, 1)
    assert office.messages == []
    assert office.said.isdisjoint({"AUTH", "MAIL"}), "no password and no address went out in the open"


def test_an_account_at_the_server_is_used(session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch, office: Post) -> None:
    used: list[tuple[str, str]] = []
    monkeypatch.setattr(smtplib.SMTP, "login", lambda self, user, password: used.append((user, password)))
    a_notice(session)
    assert send(session, replace(through(settings, office), mail_user="tashgheel", mail_password="word")) == Sent(1, 0)
    assert used == [("tashgheel", "word")]


def test_more_than_a_page_is_counted(session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "MOST", 2)
    for _number in range(5):
        a_notice(session)
    send(session, settings)
    [message] = files(settings)
    plain = next(message.iter_parts()).get_content()
    assert plain.count("•") == 2
    assert "وغيرها ٣ في صفحة التنبيهات." in plain


def test_in_english_from_left_to_right(session: Session, settings: Settings) -> None:
    a_notice(session)
    send(session, replace(settings, language="en"))
    [message] = files(settings)
    assert "1 notice" in message["Subject"]
    assert 'dir="ltr"' in list(message.iter_parts())[1].get_content()


def test_where_its_links_lead(settings: Settings) -> None:
    assert site_of(settings) == "https://rollout.example"
    assert site_of(replace(settings, mail_site="https://a.example/rollout/")) == "https://a.example/rollout"
    assert site_of(replace(settings, trusted_hosts=(), https=False)) == "http://127.0.0.1:8080"
