"""An officer on site records a meter with a telephone: its number, a photo and the place, in a few presses."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from models import Evidence, Markaz, Site, StepEntry
from rollout.clock import today
from rollout.database import session_for
from rollout.details.saving import save_many
from rollout.scope import everything
from tests.browsing import sign_in
from tests.cast import ASSIUT
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.serving import Server

HERE = {"latitude": 27.3102, "longitude": 30.9676, "accuracy": 9}


@pytest.fixture
def register(server: Server) -> Server:
    """A complex of which one meter is in service, and the electricity wants its meter."""
    before = today() - timedelta(days=20)
    with session_for(server.database_url) as session, everything(session):
        markaz = session.scalars(select(Markaz).where(Markaz.name_ar == "منفلوط")).one()
        site = a_site(session, code="AST-001", name_ar="مجمع خدمات الحواتكة", markaz_id=markaz.id)
        a_site(session, code="AST-002", name_ar="مجمع خدمات بني زيد", markaz_id=markaz.id)
        session.flush()
        steps = [
            *path("utilities", "water", before), *path("utilities", "electricity", before, until="works"),
            *path("utilities", "internet", before, until="works"),
        ]
        received = [(site, "handover", did("handover", "building", "provisional", before))]
        save_many(session, received + [(site, "utilities", step) for step in steps], today=today(), by=None)
        session.commit()
    return server


@pytest.fixture
def phone(browser: Browser, register: Server) -> Iterator[Page]:
    """A telephone whose holder lets the program know where it is; what a script or the content policy complains of fails the test."""
    problems: list[str] = []
    context = browser.new_context(
        locale="ar-EG", timezone_id="Africa/Cairo", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True,
        geolocation=HERE, permissions=["geolocation"],
    )
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if "Content Security Policy" in message.text else None)
    sign_in(page, register, ASSIUT)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    made = tmp_path / "عداد الكهرباء.jpg"
    Image.new("RGB", (1200, 1600), "#7a8b99").save(made)
    return made


def fits(page: Page) -> None:
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= screen, f"{page.url} is {wide} pixels wide on a screen of {screen}"


def test_a_meter_is_recorded_on_the_spot(phone: Page, register: Server, photo: Path) -> None:
    phone.goto(f"{register.url}/sites/")
    phone.get_by_role("link", name="مجمع خدمات الحواتكة").tap()
    phone.wait_for_url("**/sites/AST-001")
    fits(phone)
    utilities = phone.locator("details.stage-fold").filter(has=phone.locator(".stage-fold-name", has_text="عدادات المرافق"))
    if utilities.get_attribute("open") is None:
        utilities.locator("summary").tap()
    utilities.get_by_role("link", name="تفاصيل المرحلة").tap()
    phone.wait_for_url("**/works/AST-001/utilities")
    fits(phone)
    expect(phone.locator(".works-state")).to_contain_text("١ من ٦")
    electricity = phone.locator("#item-electricity")
    taken = electricity.locator(".path-step.is-taken")
    expect(taken).to_have_count(6)

    electricity.get_by_role("link", name="تسجيل: تركيب العداد").tap()
    sheet = phone.locator("dialog#entry")
    expect(sheet).to_be_visible()
    fits(phone)
    expect(sheet.locator("input[name=number]")).to_be_focused()
    sheet.locator("input[name=number]").fill("٨٨٤٢١٠٧")
    sheet.locator("#camera").set_input_files(photo)
    expect(sheet.locator(".pick-camera [data-file-names]")).to_have_text(photo.name)
    expect(sheet.locator("[data-place-said]")).to_contain_text("أُضيف المكان بدقة ٩ م")
    sheet.get_by_role("button", name="تسجيل").tap()

    expect(sheet).not_to_be_visible()
    expect(taken).to_have_count(7)
    expect(electricity).to_contain_text("٨٨٤٢١٠٧")
    expect(phone.locator("#said")).to_contain_text("تم التسجيل: الكهرباء — تركيب العداد.")
    with session_for(register.database_url) as session, everything(session):
        query = select(Evidence).join(StepEntry, StepEntry.id == Evidence.step_id).join(Site, Site.id == StepEntry.site_id)
        [kept] = session.scalars(query.where(Site.code == "AST-001", StepEntry.step == "meter", StepEntry.number == "٨٨٤٢١٠٧"))
        assert (kept.latitude, kept.longitude, kept.accuracy) == (HERE["latitude"], HERE["longitude"], HERE["accuracy"])
        assert (kept.original_name, kept.media_type) == (photo.name, "image/jpeg")

    electricity.get_by_role("link", name="تسجيل: إطلاق الخدمة").tap()
    sheet.get_by_role("button", name="تسجيل").tap()
    expect(phone.locator(".works-state")).to_contain_text("٢ من ٦")


def test_a_meter_told_from_the_matrix_keeps_the_place_of_its_photo(phone: Page, register: Server, photo: Path) -> None:
    phone.goto(f"{register.url}/matrix/EG-AST")
    phone.locator("tr[data-site='AST-001'] a.cell[href*='utilities']").tap()
    sheet = phone.locator("dialog#entry")
    sheet.locator(".sheet-item", has_text="الكهرباء").get_by_role("link", name="تركيب العداد").tap()
    sheet.locator("input[name=number]").fill("٨٨٤٢١٠٧")
    expect(sheet.locator("[data-place-drop]")).to_be_hidden()
    sheet.locator("#camera").set_input_files(photo)
    expect(sheet.locator("[data-place-said]")).to_contain_text("أُضيف المكان بدقة ٩ م")
    fits(phone)
    sheet.get_by_role("button", name="تسجيل").tap()
    expect(sheet).not_to_be_visible()
    expect(phone.locator("#said")).to_contain_text("تم التسجيل: الكهرباء — تركيب العداد.")
    with session_for(register.database_url) as session, everything(session):
        [kept] = session.scalars(select(Evidence).where(Evidence.original_name == photo.name))
        assert (kept.latitude, kept.longitude, kept.accuracy) == (HERE["latitude"], HERE["longitude"], HERE["accuracy"])


def test_the_place_is_given_up_again_at_a_press(phone: Page, register: Server) -> None:
    phone.goto(f"{register.url}/works/new?site=AST-001&area=utilities&item=electricity&step=meter")
    place = phone.locator("input[name=latitude]")
    assert place.input_value() == "", "nothing is asked of the device before its holder does something"
    phone.locator("[data-place-add]").tap()
    expect(place).to_have_value(str(HERE["latitude"]))
    phone.locator("[data-place-drop]").tap()
    expect(place).to_have_value("")
    expect(phone.locator("[data-place-add]")).to_be_visible()


def test_a_refusal_keeps_what_was_typed_and_the_photo(phone: Page, register: Server, photo: Path) -> None:
    phone.goto(f"{register.url}/works/AST-001/utilities")
    phone.locator("#item-electricity .work-tools .btn-primary").tap()
    sheet = phone.locator("dialog#entry")
    sheet.locator("#camera").set_input_files(photo)
    sheet.locator("input[name=reading]").fill("١٢")
    sheet.get_by_role("button", name="تسجيل").tap()
    expect(sheet.locator("#number-error")).to_be_visible()
    expect(sheet.locator("input[name=reading]")).to_have_value("١٢")
    expect(sheet.locator(".pick-camera [data-file-names]")).to_have_text(photo.name)
    sheet.locator("input[name=number]").fill("٧٧")
    sheet.get_by_role("button", name="تسجيل").tap()
    expect(phone.locator("#item-electricity .path-step.is-taken")).to_have_count(7)
    expect(phone.locator("#item-electricity .story-files").first).to_contain_text(photo.name)


def test_a_further_step_is_chosen_from_the_menu(phone: Page, register: Server) -> None:
    phone.goto(f"{register.url}/works/AST-001/utilities")
    card = phone.locator("#item-gas")
    card.locator("summary", has_text="خطوة أخرى").tap()
    card.get_by_role("link", name="متوقف").tap()
    sheet = phone.locator("dialog#entry")
    sheet.locator("textarea[name=note]").fill("لا يوجد اعتماد")
    sheet.locator("input[name=body]").fill("المحافظة")
    sheet.get_by_role("button", name="تسجيل").tap()
    expect(card.locator(".work-stop")).to_contain_text("لا يوجد اعتماد")


def test_recording_works_without_scripts(browser: Browser, register: Server, photo: Path) -> None:
    context = browser.new_context(locale="ar-EG", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, register, ASSIUT)
    page.goto(f"{register.url}/works/AST-001/utilities")
    page.click("#item-electricity .work-tools .btn-primary")
    page.wait_for_url("**/works/new?**")
    page.fill("input[name=number]", "٩٩")
    page.set_input_files("#evidence", photo)
    page.click("form.entry-form button[type=submit]")
    page.wait_for_url("**/works/AST-001/utilities#item-electricity")
    expect(page.locator("#item-electricity .path-step.is-taken")).to_have_count(7)
    context.close()


def test_a_photo_is_made_smaller_on_the_telephone_before_it_is_sent(phone: Page, register: Server, tmp_path: Path) -> None:
    large = tmp_path / "واجهة.png"
    Image.effect_noise((2400, 1200), 60).convert("RGB").save(large)
    phone.goto(f"{register.url}/works/AST-001/utilities")
    phone.locator("#item-electricity").get_by_role("link", name="تسجيل: تركيب العداد").tap()
    sheet = phone.locator("dialog#entry")
    sheet.locator("input[name=number]").fill("٧٧٧")
    sheet.locator("#camera").set_input_files(large)
    sheet.get_by_role("button", name="تسجيل").tap()
    expect(sheet).not_to_be_visible()
    with session_for(register.database_url) as session, everything(session):
        query = select(Evidence).join(StepEntry, StepEntry.id == Evidence.step_id)
        [kept] = session.scalars(query.where(StepEntry.number == "٧٧٧"))
        assert (kept.original_name, kept.media_type) == ("واجهة.jpg", "image/jpeg")
        assert kept.size < large.stat().st_size / 2
