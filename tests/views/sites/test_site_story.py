"""A site's history in sentences: who recorded, corrected, took back, brought in and promised what, and why."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import ImportRun, Site
from rollout.clock import CAIRO
from rollout.details.saving import Did, save_many
from rollout.journal import affirm, next_moment, record, record_many
from rollout.plan import Offer, give
from rollout.rules import News
from rollout.stages import Kind, State
from rollout.undoing import undo
from tests.cast import ASSIUT, READER, Member
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.rollout.training.making import a_count, a_session, put
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House
from tests.views.working import DAY, took

pytestmark = pytest.mark.on_day(TODAY)
STAGE = "approval"
NAMED = Kind.MISR_CENTRE.stage(STAGE).label


@pytest.fixture
def site(house: House) -> str:
    """A site of whose stages nothing follows from details."""
    with house.records() as session:
        return a_site(session, kind=Kind.MISR_CENTRE, code="AST-MISR", name_ar="مركز مصر").code


def number_of(house: House, member: Member) -> int:
    with house.records() as session:
        return session.scalars(select(User.id).where(User.username == member.name)).one()


def said(house: House, site: str, query: str = "") -> list[str]:
    """The sentences of the history, the latest first, without the marks that keep names apart."""
    page = house.member(READER).get(f"/sites/{site}{query}").text
    found = re.findall(r'class="story-(?:what|so|why)">(.*?)</p>', page, re.DOTALL)
    return [re.sub(r"[\u2066-\u2069]", "", re.sub(r"<[^>]+>", "", one)).strip() for one in found]


def by_officer(house: House, site: str, *news: News) -> None:
    by = number_of(house, ASSIUT)
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        for one in news:
            record(session, found, one, today=TODAY, by=by)


def test_news_say_who_told_them(house: House, site: str) -> None:
    by_officer(house, site, News(STAGE, State.STALLED, date(2023, 7, 1), note="نزاع على الأرض"))
    assert said(house, site)[0] == f"سجّل Assiut: {NAMED}: متعثر اعتبارًا من ١ يوليو ٢٠٢٣"
    assert "نزاع على الأرض" in house.member(READER).get(f"/sites/{site}").text


@pytest.mark.parametrize(("change", "words"), [
    ({"effective_on": date(2023, 7, 5)}, "صحّح Assiut تاريخ «{stage}» من ١ يوليو ٢٠٢٣ إلى ٥ يوليو ٢٠٢٣"),
    ({"state": State.IN_PROGRESS}, "صحّح Assiut موقف «{stage}» من «متعثر» إلى «جارٍ التنفيذ»"),
    ({"note": "الأرض مخصصة"}, "صحّح Assiut بيانات: {stage}: متعثر اعتبارًا من ١ يوليو ٢٠٢٣"),
])
def test_a_correction_says_what_it_corrects(house: House, site: str, change: dict[str, Any], words: str) -> None:
    first = told(house, site, STAGE, State.STALLED, date(2023, 7, 1))
    given = {"state": State.STALLED, "effective_on": date(2023, 7, 1), **change}
    by_officer(house, site, News(STAGE, given.pop("state"), given.pop("effective_on"), replaces_id=first, **given))
    assert said(house, site)[0] == words.format(stage=NAMED)
    wrong = f"<del>تم تسجيل: {NAMED}: متعثر"
    assert wrong in house.member(READER).get(f"/sites/{site}").text, "what was wrong is told as it was, struck out"


def test_what_was_undone_at_once_is_told_so(house: House, site: str) -> None:
    by = number_of(house, ASSIUT)
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        entry = record(session, found, News(STAGE, State.DONE, date(2023, 7, 1)), today=TODAY, by=by)
        undo(session, found, entry, today=TODAY, by=by)
    assert said(house, site)[0].startswith("تراجع Assiut عن: ")
    assert "٢٠٢٣" in said(house, site)[0], "what was undone is said"
    page = house.member(ASSIUT).get(f"/sites/{site}").text
    assert ("تم التراجع عنه" in page, "تم تصحيحه" in page) == (True, False)
    assert "correct=1" not in page, "an entry that undoes is not corrected; one tells what holds"


def test_what_a_workbook_brought_names_the_file(house: House, site: str) -> None:
    by = number_of(house, ASSIUT)
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        run = ImportRun(sha256="0" * 64, original_name="متابعة يوليو.xlsx", recorded_at=next_moment(session), recorded_by_id=by)
        session.add(run)
        session.flush()
        news = News(STAGE, State.DONE, date(2023, 7, 1))
        record_many(session, [(found, news)], today=TODAY, by=by, source="import", import_run=run)
    assert said(house, site)[0].startswith("استورد Assiut من ملف «متابعة يوليو.xlsx»: ")


def test_a_step_tells_what_followed_from_it_and_a_withdrawal_why(house: House) -> None:
    site, by = code_in(house), number_of(house, ASSIUT)
    step = took(house, site, "utilities", did("utilities", "electricity", "request", DAY), by=by)
    first, followed = said(house, site)[:2]
    assert first == "سجّل Assiut: الكهرباء: طلب التوصيل في ١٠ يوليو ٢٠٢٣"
    assert followed.startswith("وبذلك عدادات المرافق: جار")
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        back = Did("electricity", "request", DAY, note="سُجل بالخطأ", replaces_id=step, withdrawn=True)
        save_many(session, [(found, "utilities", back)], today=TODAY, by=by)
    sentences = said(house, site)
    assert sentences[0] == "سحب Assiut القيد: الكهرباء: طلب التوصيل في ١٠ يوليو ٢٠٢٣"
    assert "السبب: سُجل بالخطأ" in sentences


def test_a_date_that_is_promised_anew_says_both_dates_and_why(house: House, site: str) -> None:
    final = Kind.MISR_CENTRE.final.key
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        give(session, [(found, Offer(final, date(2023, 9, 30), date(2023, 6, 1), given_by="المحافظ"))], today=TODAY)
        later = Offer(final, date(2023, 12, 31), date(2023, 7, 1), "contractor", "المحافظ")
        give(session, [(found, later)], today=TODAY)
    sentences = said(house, site)
    assert any("سُجل تعديل موعد" in one and "من ٣٠ سبتمبر ٢٠٢٣ إلى ٣١ ديسمبر ٢٠٢٣، بتعهد من المحافظ" in one for one in sentences), sentences
    page = house.member(READER).get(f"/sites/{site}").text
    assert "٣١/١٢/٢٠٢٣" in page.split('class="track"')[1].split("</ol>")[0], "the track shows what was promised last"
    assert "٣٠/٩/٢٠٢٣" in page.split('class="track"')[1].split("</ol>")[0]


def test_who_entered_a_date_and_who_promised_it_are_told_apart(house: House, site: str) -> None:
    final, by, company = Kind.MISR_CENTRE.final.key, number_of(house, ASSIUT), "الشركة المصرية للاتصالات"
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        give(session, [(found, Offer(final, date(2023, 9, 30), date(2023, 6, 1), given_by=company))], today=TODAY, by=by)
        later = Offer(final, date(2023, 12, 31), date(2023, 7, 1), "contractor", company)
        give(session, [(found, later)], today=TODAY, by=by)
        give(session, [(found, replace(later, due_on=date(2024, 1, 31), given_by="Assiut"))], today=TODAY, by=by)
    own, anew, first = (one for one in said(house, site) if "موعد" in one)
    assert own.startswith("عدّل Assiut موعد"), "whoever promises it and enters it is named once"
    assert anew.startswith("سجّل Assiut تعديل موعد")
    assert anew.endswith(f"إلى ٣١ ديسمبر ٢٠٢٣، بتعهد من {company}")
    assert first.startswith("سجّل Assiut موعد")
    assert first.endswith(f"في ٣٠ سبتمبر ٢٠٢٣، بتعهد من {company}")
    page = house.member(READER).get(f"/sites/{site}").text
    recorded = page.split("آخر من سجّل")[1].split("</dd>")[0]
    assert "Assiut" in recorded
    assert company not in recorded


def test_weeks_without_news_stand_together(house: House, site: str) -> None:
    by = number_of(house, ASSIUT)
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        for day in (3, 10, 17):
            affirm(session, [found], news_on=date(2023, 7, day), by=by)
    assert said(house, site) == ["أفاد Assiut ٣ مرات بأنه لا جديد، من ٣ يوليو ٢٠٢٣ إلى ١٧ يوليو ٢٠٢٣"]


def test_a_step_that_changes_no_stage_is_not_told_as_nothing_new(house: House) -> None:
    site = code_in(house)
    took(house, site, "handover", did("handover", "building", "provisional", DAY))
    before = len(said(house, site))
    took(house, site, "handover", did("handover", "building", "transfer", DAY))
    here = said(house, site)
    assert len(here) == before + 1
    assert "لا جديد" not in " ".join(here)


def test_a_count_of_trainees_is_not_told_as_nothing_new(house: House) -> None:
    with house.records() as session:
        found = a_site(session, code="AST-T", name_ar="مجمع التدريب")
        save_many(session, [(found, "training", did("training", "supply", "wanted", DAY, count=4))], today=TODAY, by=None)
        held = a_session(session, first=date(2023, 6, 1))
        put(session, held, a_count(found, 3), today=TODAY)
        put(session, held, a_count(found, 3, seats=5), today=TODAY)
    told = said(house, "AST-T")
    assert told[0] == "سُجل حضور تدريب من عاملي الموقع"
    assert not any("لا جديد" in one for one in told)


def test_the_latest_twenty_are_shown_until_all_are_asked_for(house: House, site: str) -> None:
    for day in range(1, 26):
        told(house, site, STAGE, State.IN_PROGRESS, date(2023, 7, day))
    assert len(said(house, site)) == 20
    assert "?history=all#history" in house.member(READER).get(f"/sites/{site}").text
    assert len(said(house, site, "?history=all")) == 25


def test_the_history_is_grouped_by_the_day_of_its_recording(house: House, site: str) -> None:
    by_officer(house, site, *(News(STAGE, State.IN_PROGRESS, date(2023, 7, day)) for day in (1, 2)))
    with house.records() as session:
        recorded = next_moment(session).astimezone(CAIRO).date()
    page = house.member(READER).get(f"/sites/{site}").text
    assert page.count('class="story-day"') == 1, recorded


def test_the_people_are_the_officer_and_who_recorded_last(house: House, site: str) -> None:
    by_officer(house, site, News(STAGE, State.DONE, date(2023, 7, 1)))
    people = house.member(READER).get(f"/sites/{site}").text.split('class="people"')[1].split("</dl>")[0]
    assert people.count("Assiut") == 2
    assert "Qena" not in people
    assert "Reader" not in people, "who only reads does not report"


def test_each_database_tells_the_same(house_on_each: House) -> None:
    site = code_in(house_on_each)
    took(house_on_each, site, "utilities", did("utilities", "electricity", "request", DAY))
    with house_on_each.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        affirm(session, [found], news_on=TODAY)
        give(session, [(found, Offer("service", date(2023, 9, 30), date(2023, 6, 1)))], today=TODAY)
    told_here = " ".join(said(house_on_each, site))
    for words in ("الكهرباء: طلب التوصيل", "لا جديد", "٣٠ سبتمبر ٢٠٢٣"):
        assert words in told_here, words
