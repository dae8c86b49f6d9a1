"""A week of Assiut's committee in a real browser: meeting, promises, decision, papers, a correction, and what the ministry issues of it."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from rollout.database import session_for
from rollout.journal import record
from rollout.rules import News
from rollout.scope import everything
from rollout.stages import Kind, State
from tests.browsing import DESK, PHONE, fits, printed, send
from tests.cast import ASSIUT, MINISTRY
from tests.factories import a_site
from tests.rollout.meetings.making import FIRST, SECOND, THIRD, a_decision, a_meeting, came
from tests.rollout.obstacles.telling import an_addressee, an_obstacle
from tests.serving import Server

WEEK = "2023-07-12"
PROMISES = ("سداد قيمة المقايسات", "تسليم غرفة المحول")


@dataclass(frozen=True)
class Told:
    """What stands in the register before the week begins: a centre whose training is told of, and the open promises."""

    site: str
    promises: list[int]


@pytest.fixture
def week(server: Server) -> Told:
    """The committee of Assiut has met once and decided two things; an obstacle holds its complex."""
    with session_for(server.database_url) as session, everything(session):
        centre = a_site(session, name_ar="المركز التكنولوجي بمنفلوط", kind=Kind.FIXED_CENTRE)
        record(session, centre, News("training", State.IN_PROGRESS, date(2023, 7, 5), 8, 10), today=FIRST)
        an_obstacle(session, a_site(session, name_ar="مجمع خدمات بني زيد"))
        an_addressee(session, post_ar="وزير التنمية المحلية", honorific="السيد اللواء")
        meeting = a_meeting(session, day=FIRST, state="open")
        promises = [a_decision(session, meeting, words, date(2023, 7, 12)).id for words in PROMISES]
        came(session, meeting)
        meeting.state, meeting.closed_at = "closed", meeting.known_at
        session.commit()
        return Told(centre.code, promises)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "غرفة المحول.jpg"
    Image.new("RGB", (320, 240), "#c58f5a").save(path)
    return path


def says(page: Page, *words: str) -> None:
    """The page fits its screen and says all of this."""
    for each in words:
        expect(page.locator("main")).to_contain_text(each)
    fits(page)


def plan(page: Page, server: Server, day: date) -> str:
    """Plan the committee's meeting of a day, from the list of meetings; gives its address."""
    page.goto(f"{server.url}/meetings/")
    fits(page)
    page.locator("main a[href$='/committees/EG-AST/plan']").first.click()
    page.locator("[name=held_on]").fill(day.isoformat())
    fits(page)
    send(page, "تخطيط الاجتماع")
    says(page, "تم تخطيط الاجتماع", "لم يُؤخذ ملف الاجتماع بعد")
    return page.url


def prepare(page: Page, meeting: str) -> None:
    """Who is to come, and what will be spoken of: both stand there already."""
    for part, button in (("attendance", "حفظ الحضور"), ("agenda", "حفظ جدول الأعمال")):
        page.goto(f"{meeting}/{part}")
        fits(page)
        if part == "attendance":
            send(page, "الكل حاضر")
            says(page, "لم يُحفظ شيء بعد")
        send(page, button)
        page.wait_for_url(meeting)
        expect(page.locator("[role=status], .alert").first).to_be_in_viewport()


def keep(page: Page, server: Server, promise: int, day: str, photo: Path | None = None) -> None:
    """Record that a decision was carried out."""
    page.goto(f"{server.url}/decisions/{promise}")
    fits(page)
    page.locator("a[href*='/record/done']").click()
    fits(page)
    page.locator("[name=happened_on]").fill(day)
    page.locator("[name=note]").fill("تم التنفيذ وسُلِّم المستند")
    if photo:
        page.locator("#evidence").set_input_files(photo)
    send(page, "تسجيل")
    says(page, "تم التسجيل", *([photo.name] if photo else []))


def decide(page: Page, meeting: str, words: str) -> None:
    page.goto(f"{meeting}/decide")
    fits(page)
    for name, value in {"words": words, "body": "شركة توزيع الكهرباء", "post": "رئيس القطاع"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=obstacle]").select_option(index=1)
    send(page, "تسجيل القرار")
    page.wait_for_url(meeting)
    says(page, words)


def issue(page: Page, folder: Path) -> tuple[str, str]:
    """Issue the paper that the page offers; gives its number and what is printed on it."""
    page.locator("form.issued-tools button.btn-primary, form.memorandum-form button[value=issue]").click()
    page.wait_for_url(re.compile(r"/issued/[A-Z]+-"))
    says(page, "صدرت الوثيقة برقم")
    number = page.locator(".issued-number").inner_text().strip()
    return number, printed(page, folder / f"{number}.pdf")


def approve(page: Page, server: Server) -> None:
    """Submit the figures of the week and record their approval from the paper that the chair signed: the committee has one account."""
    page.goto(f"{server.url}/approvals/EG-AST/{WEEK}")
    fits(page)
    send(page, "تقديم البيانات")
    says(page, "قُدمت")
    page.locator("[name=capacity]").fill("رئيس لجنة المتابعة")
    page.locator("[name=paper_number]").fill("٤١٢")
    page.locator("[name=paper_on]").fill(SECOND.isoformat())
    send(page, "تسجيل الاعتماد من الورقة الموقعة")
    says(page, "كما اعتُمد", "من الورقة الموقعة من رئيس اللجنة: رقم ٤١٢")


def correct(page: Page, server: Server, site: str, reason: str) -> None:
    """Eight were told of as trained where there are five."""
    page.goto(f"{server.url}/entries/new?site={site}&stage=training&correct=1&back=site")
    says(page, "هذا يغير بيانات معتمدة")
    page.locator("[name=done]").fill("٥")
    page.locator("[name=note]").fill(reason)
    page.get_by_role("button", name="تسجيل").first.click()
    page.wait_for_url(f"**/sites/{site}*")


def test_the_week_is_met_about_minuted_reported_corrected_and_told_to_the_minister(
    people: Any, server: Server, week: Told, photo: Path, tmp_path: Path
) -> None:
    officer = people(ASSIUT, PHONE)
    meeting = plan(officer, server, SECOND)
    prepare(officer, meeting)
    keep(officer, server, week.promises[0], "2023-07-11", photo)
    keep(officer, server, week.promises[1], "2023-07-12")
    officer.goto(meeting)
    send(officer, "أخذ الملف وفتح الاجتماع")
    says(officer, "أُخذ ملف الاجتماع", "نُفِّذ ٢ من ٢")
    decide(officer, meeting, "إطلاق التيار لغرفة محول بني زيد")
    officer.goto(meeting)
    send(officer, "إقفال المحضر")
    says(officer, "أُقفل المحضر")

    officer.locator("a[href$='/minutes/issue']").click()
    _number, minutes = issue(officer, tmp_path)
    assert all(words in minutes for words in (*PROMISES, "إطلاق التيار لغرفة محول بني زيد", "محمود عبد الله")), minutes
    approve(officer, server)
    officer.goto(f"{server.url}/reports/?governorate=EG-AST&as_of={WEEK}")
    fits(officer)
    officer.locator("main a[href*='/issued/new']").first.click()
    fits(officer)
    number, report = issue(officer, tmp_path)
    assert "مجمع خدمات بني زيد" in report, report
    report_page = officer.url

    correct(officer, server, week.site, "محضر الجرد")
    officer.goto(report_page)
    says(officer, "عُدلت أرقامها")
    next_one = plan(officer, server, THIRD)
    says(officer, "البيانات المعتمدة التي عُدلت", "محضر الجرد", week.site)
    send(officer, "أخذ الملف وفتح الاجتماع")
    says(officer, "أُخذ ملف الاجتماع")
    officer.goto(f"{next_one}/pack/issue")
    _number, pack = issue(officer, tmp_path)
    assert all(words in pack for words in ("محضر الجرد", "المركز التكنولوجي بمنفلوط")), pack

    ministry = people(MINISTRY, DESK)
    ministry.goto(f"{server.url}/issued/new?governorate=EG&as_of={WEEK}")
    fits(ministry)
    national, paper = issue(ministry, tmp_path)
    assert "أسيوط" in paper, paper
    ministry.goto(f"{server.url}/memoranda/new?as_of={WEEK}")
    fits(ministry)
    ministry.locator("[name=addressee]").select_option(index=0)
    _number, memorandum = issue(ministry, tmp_path)
    assert all(words in memorandum for words in ("وزير التنمية المحلية", "الموضوع", "رأي السيد")), memorandum

    anybody = people(None, PHONE)
    for held, restated in ((national, False), (number, True)):
        anybody.goto(f"{server.url}/verify")
        anybody.locator("#print-file").set_input_files(tmp_path / f"{held}.pdf")
        send(anybody, "التحقق من الملف")
        says(anybody, "صادر بعينه", held)
        assert (anybody.locator(".verify-restated").count() == 1) == restated
