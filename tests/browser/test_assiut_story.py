"""Assiut's officer records the work of a stage on a phone, and everybody sees what they may: in a real browser, on the real server."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models import Markaz
from rollout.arabic import format_date
from rollout.clock import today
from rollout.database import session_for
from rollout.scope import everything
from rollout.stages import Kind
from tests.browsing import sign_in
from tests.cast import ASSIUT, MINISTRY, QENA, Member
from tests.factories import a_site
from tests.serving import Server

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def centre(register: Server) -> Server:
    """The same with a technology centre in Assiut, whose stages are told as a whole."""
    with session_for(register.database_url) as session, everything(session):
        a_site(session, code="AST-F", kind=Kind.FIXED_CENTRE, name_ar="المركز التكنولوجي بمنفلوط")
        session.commit()
    return register


@pytest.fixture
def register(server: Server) -> Server:
    """Two sites in Assiut and one in Qena."""
    with session_for(server.database_url) as session, everything(session):
        markaz = session.scalars(select(Markaz).where(Markaz.name_ar == "منفلوط")).one()
        a_site(session, code="AST-001", name_ar="مجمع خدمات الحواتكة", markaz_id=markaz.id)
        a_site(session, code="AST-002", name_ar="مجمع خدمات بني زيد", markaz_id=markaz.id)
        a_site(session, governorate="EG-KN", code="KN-001", name_ar="مجمع خدمات نقادة")
        session.commit()
    return server


@pytest.fixture
def people(browser: Browser, register: Server) -> Iterator[Any]:
    """Opens a browser for one of the cast, signed in; whatever a script or the content policy complains of fails the test."""
    contexts, problems = [], []

    def enter(member: Member, screen: dict[str, int], **more: Any) -> Page:
        context = browser.new_context(locale="ar-EG", timezone_id="Africa/Cairo", viewport=screen, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
        sign_in(page, register, member)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "واجهة المجمع.png"
    Image.new("RGB", (320, 240), "#c58f5a").save(path)
    return path


def is_laid_out_for_a_reader_of_arabic(page: Page) -> None:
    """From right to left, and nothing to scroll for sideways."""
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= screen, f"{page.url} is {wide} pixels wide on a screen of {screen}"


def text_of(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def the_report(page: Page, server: Server, path: Path) -> str:
    """Download the report from its page, as people do; gives its text."""
    page.goto(f"{server.url}/reports/")
    is_laid_out_for_a_reader_of_arabic(page)
    with page.expect_download() as download:
        page.click("a[download][href*='EG-AST']")
    download.value.save_as(path)
    return text_of(path)


def cell(page: Page, site: str, stage: str) -> Any:
    return page.locator(f'tr[data-site="{site}"] a.cell[href*="{stage}"]')


MINUTES = {
    "number": "١٢", "executing_party": "م. أحمد سالم", "executing_capacity": "مدير المشروع", "consultant_party": "م. هشام فؤاد",
    "consultant_capacity": "مهندس استشاري", "receiving_party": "أ. سعيد محمود", "receiving_capacity": "رئيس الوحدة المحلية",
}


def test_the_work_of_a_stage_is_recorded_with_a_photo_and_everybody_sees_what_they_may(
    people: Any, register: Server, photo: Path, tmp_path: Path
) -> None:
    page = people(ASSIUT, PHONE)
    is_laid_out_for_a_reader_of_arabic(page)
    page.get_by_role("link", name="الموقف العام").first.click()
    page.wait_for_url("**/position")
    is_laid_out_for_a_reader_of_arabic(page)
    expect(page.locator(".tile-number strong").first).to_have_text("٠")
    before = the_report(page, register, tmp_path / "before.pdf")

    page.goto(f"{register.url}/matrix/")
    is_laid_out_for_a_reader_of_arabic(page)
    expect(cell(page, "AST-001", "handover")).to_have_text("—")
    cell(page, "AST-001", "handover").click()
    sheet = page.locator("dialog#entry")
    expect(sheet.locator(".sheet-item", has_text="المبنى")).to_be_visible()
    is_laid_out_for_a_reader_of_arabic(page)
    sheet.get_by_role("link", name="كل التفاصيل والخطوات الأخرى").click()
    page.wait_for_url("**/works/AST-001/handover")
    is_laid_out_for_a_reader_of_arabic(page)
    building = page.locator("#item-building")
    building.locator("summary", has_text="خطوة أخرى").click()
    building.get_by_role("link", name="الاستلام الابتدائي").click()
    expect(sheet).to_be_visible()
    is_laid_out_for_a_reader_of_arabic(page)
    for name, value in MINUTES.items():
        sheet.locator(f"input[name={name}]").fill(value)
    sheet.locator("label", has=page.locator("input[name=decision][value=accepted]")).click()
    sheet.locator("#evidence").set_input_files(photo)
    expect(sheet.locator("[data-file-names]").last).to_have_text(photo.name)
    sheet.locator("textarea[name=note]").fill("محضر استلام ابتدائي رقم ١٢")
    sheet.locator("button[type=submit]").click()

    expect(sheet).not_to_be_visible()
    expect(page.locator(".works-state")).to_contain_text("مؤيد بمستند")
    page.goto(f"{register.url}/matrix/")
    expect(cell(page, "AST-001", "handover")).to_have_class("cell state-done is-confirmed")
    expect(cell(page, "AST-002", "handover")).to_have_text("—")

    page.click("text=مجمع خدمات الحواتكة")
    page.wait_for_url("**/sites/AST-001")
    is_laid_out_for_a_reader_of_arabic(page)
    expect(page.locator(".track-step").first).to_contain_text(format_date(today()))
    expect(page.locator(".track-step").first).to_contain_text("مؤيد بمستند")
    expect(page.locator("#history")).to_contain_text("استلام المبنى")
    picture = page.locator(".pictures img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 320)
    with page.expect_download() as download:
        page.click(".story-files a")
    assert download.value.suggested_filename == photo.name
    assert Image.open(io.BytesIO(Path(download.value.path()).read_bytes())).size == (320, 240)

    after = the_report(page, register, tmp_path / "after.pdf")
    assert "AST-001" in before
    assert before != after
    assert "تم استلام مجمع واحد" in " ".join(after.split())
    page.goto(f"{register.url}/sites/AST-001")
    evidence = register.url + str(page.locator(".story-files a").get_attribute("href"))

    foreign = people(QENA, PHONE)
    assert "الحواتكة" not in foreign.content()
    for address in (
        "/matrix/EG-AST", "/sites/AST-001", "/entries/new?site=AST-001&stage=handover", "/works/AST-001/handover", "/reports/EG-AST.pdf",
    ):
        assert foreign.request.get(register.url + address).status == 404, address
    assert foreign.request.get(evidence).status == 404
    foreign.goto(f"{register.url}/matrix/")
    expect(foreign.locator("tr[data-site]")).to_have_count(1)
    expect(foreign.locator("tr[data-site]")).to_have_attribute("data-site", "KN-001")

    ministry = people(MINISTRY, DESK)
    is_laid_out_for_a_reader_of_arabic(ministry)
    expect(ministry.locator(".tile-number strong").first).to_have_text("١")
    for governorate, site in (("أسيوط", "AST-001"), ("قنا", "KN-001")):
        ministry.goto(register.url)
        ministry.click(f".heat-table a:has-text('{governorate}')")
        expect(ministry.locator(f'tr[data-site="{site}"]')).to_be_visible()
    assert ministry.request.get(evidence).status == 200


def test_what_was_typed_and_chosen_survives_a_refusal(people: Any, centre: Server, photo: Path) -> None:
    page = people(ASSIUT, DESK)
    page.goto(f"{centre.url}/matrix/EG-AST?kind=fixed_centre")
    cell(page, "AST-F", "network").click()
    sheet = page.locator("dialog#entry")
    sheet.locator("label.state-choice-done").click()
    sheet.locator("input[type=file]").set_input_files(photo)
    sheet.locator("textarea[name=note]").fill("تم توريد الأجهزة")
    sheet.locator("button[type=submit]").click()
    expect(sheet.locator("#state-error")).to_contain_text("تجهيز المقر")
    expect(sheet.locator("textarea[name=note]")).to_have_value("تم توريد الأجهزة")
    expect(sheet.locator("[data-file-names]")).to_have_text(photo.name)
    sheet.locator("input[name=waiver_by]").fill("السكرتير العام")
    sheet.locator("input[name=waiver_reason]").fill("التوريد سابق على نهو الأعمال")
    sheet.locator("button[type=submit]").click()
    expect(cell(page, "AST-F", "network")).to_have_class(re.compile("state-done is-confirmed"))


def test_the_matrix_is_worked_by_keyboard_alone(people: Any, centre: Server) -> None:
    page = people(ASSIUT, DESK)
    page.goto(f"{centre.url}/matrix/EG-AST?kind=fixed_centre")
    cell(page, "AST-F", "premises").focus()
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "AST-F", "network")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    sheet = page.locator("dialog#entry")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).not_to_be_visible()
    expect(cell(page, "AST-F", "premises")).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet.locator("input[name=state]").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(sheet).not_to_be_visible()
    expect(cell(page, "AST-F", "premises")).to_have_class("cell state-in_progress")


def test_nothing_new_is_one_press(people: Any, register: Server) -> None:
    page = people(ASSIUT, PHONE)
    page.goto(f"{register.url}/matrix/EG-AST")
    row = page.locator('tr[data-site="AST-002"]')
    expect(row.locator(".tag-silent")).to_be_visible()
    row.locator("button").click()
    expect(page.locator("#said")).to_contain_text("تم التسجيل")
    expect(row.locator(".tag-silent")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/steps?show=silent"])
def test_the_number_of_silent_sites_follows_what_is_tapped(people: Any, register: Server, path: str) -> None:
    page = people(ASSIUT, PHONE)
    page.goto(f"{register.url}{path}")
    numbers = page.locator("[data-silent]")
    before = int(numbers.first.get_attribute("data-silent") or 0)
    assert before > 0
    page.locator(".desk-row[data-quiet] .post-button button").first.click()
    expect(page.locator(".desk-row[data-quiet].is-told")).to_have_count(1)
    for number in numbers.all():
        expect(number).to_have_text(str(before - 1).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))


def test_recording_works_without_scripts(people: Any, centre: Server, photo: Path) -> None:
    page = people(ASSIUT, PHONE, java_script_enabled=False)
    page.goto(f"{centre.url}/matrix/EG-AST?kind=fixed_centre")
    cell(page, "AST-F", "premises").click()
    page.wait_for_url("**/entries/new?**")
    page.locator("label.state-choice-in_progress").click()
    page.set_input_files("input[type=file]", photo)
    page.click("form.entry-form button[type=submit]")
    page.wait_for_url("**/matrix/EG-AST**")
    expect(cell(page, "AST-F", "premises")).to_have_class("cell state-in_progress")
    expect(cell(page, "AST-F", "premises")).to_have_attribute("title", re.compile("مؤيد بمستند"))
