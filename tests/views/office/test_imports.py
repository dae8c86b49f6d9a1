"""A workbook's way through the pages: sent, checked, chosen from, imported, and sent again."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from models import ImportRun, Job, JobState, ProgressEntry, Site
from rollout.jobs import perform, workshop_of
from rollout.tasks import TASKS
from rollout.text import Text
from tests.cast import ASSIUT, MINISTRY, QENA, READER
from tests.factories import a_site
from tests.views.visiting import House, Visitor

HEADINGS = ["كود الموقع", "المحافظة", "المركز", "اسم المجمع", "استلام المبنى", "عدادات المرافق"]
TITLE = "موقف مجمعات الخدمات الحكومية حتى ٣١ يوليو ٢٠٢٣"


def workbook(*rows: list[object], title: str = TITLE) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "الموقف"
    for row in ([title], [], HEADINGS, *rows):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def row(number: int, *, handover: str = "١/٣/٢٠٢٣", utilities: str = "جارٍ", place: str = "أسيوط", code: str = "AST") -> list[object]:
    return [f"{code}-{number:03}", place, "", f"مجمع {number}", handover, utilities]


def said(source: str) -> str:
    """A sentence of the product as the Arabic page has it."""
    return str(Text(source))


@pytest.fixture
def house(house_on_each: House) -> House:
    """The furnished house with four more sites of Assiut, once on each kind of database."""
    with house_on_each.records() as session:
        for number in range(1, 5):
            a_site(session, code=f"AST-{number:03}", name_ar=f"مجمع {number}")
        a_site(session, code="KFS-001", governorate="EG-KFS", name_ar="مجمع 1")
    return house_on_each


def work(house: House) -> None:
    """Do what waits, as the worker would."""
    with house.records() as session:
        waiting = list(session.scalars(select(Job.id).where(Job.state == JobState.WAITING.value)))
    for job_id in waiting:
        perform(workshop_of(house.app.config["ROLLOUT"]), job_id, TASKS)


def send(visitor: Visitor, data: bytes, name: str = "سجل.xlsx") -> TestResponse:
    return visitor.post("/imports/", {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def checked(house: House, visitor: Visitor, data: bytes) -> str:
    """Send the file and have it checked; gives the address of its preview."""
    sent = send(visitor, data)
    assert sent.status_code == 303, sent.text
    work(house)
    return str(sent.headers["Location"])


def ticks(page: str, *, clean: bool = True) -> list[str]:
    boxes = re.findall(r'<input type="checkbox"[^>]*name="row" value="([^"]+)"([^>]*)>', page)
    return [value for value, more in boxes if ("checked" in more) is clean]


def confirm(visitor: Visitor, address: str, rows: list[str], **values: str) -> TestResponse:
    page = visitor.get(address).text
    found = re.search(r'name="fingerprint" value="([0-9a-f]+)"', page)
    assert found
    return visitor.post(address, {"fingerprint": found[1], "show": "changes", "page": "1", "row": rows, **values})


def entries(house: House) -> int:
    with house.records() as session:
        return session.scalar(select(func.count(ProgressEntry.id))) or 0


def test_a_file_is_shown_before_it_is_written_and_then_changes_nothing_more(house: House) -> None:
    officer, data = house.member(ASSIUT), workbook(*(row(n) for n in range(1, 5)))
    address = checked(house, officer, data)
    page = officer.get(address)
    assert page.status_code == 200
    assert len(ticks(page.text)) == 4
    for words in ("سجل.xlsx", "٣١ يوليو ٢٠٢٣", "بالكود", "AST-001", "استلام المبنى", "لم يبدأ", "تم الانتهاء"):
        assert words in page.text
    assert entries(house) == 0
    confirmed = confirm(officer, address, ticks(page.text))
    assert confirmed.status_code == 303
    assert entries(house) == 0, "the worker writes, not the page"
    work(house)
    done = officer.get(confirmed.headers["Location"])
    assert said("The register now says what the file says.") in done.text
    assert entries(house) == 8
    again = officer.get(checked(house, officer, data))
    assert ticks(again.text) == []
    assert said("There is nothing in this file that an import would take; importing it changes nothing.") in again.text
    assert entries(house) == 8
    with house.records() as session:
        runs = session.scalars(select(ImportRun)).all()
        assert [(run.entries_added, run.sites_added, run.rows_skipped) for run in runs] == [(8, 0, 0)]


def test_exactly_the_ticked_rows_are_written(house: House) -> None:
    officer = house.member(ASSIUT)
    address = checked(house, officer, workbook(*(row(n) for n in range(1, 5))))
    chosen = ticks(officer.get(address).text)[:1]
    confirm(officer, address, chosen)
    work(house)
    with house.records() as session:
        told = select(Site.code).join(ProgressEntry, ProgressEntry.site_id == Site.id).distinct()
        assert list(session.scalars(told)) == ["AST-001"]


def test_clean_rows_elsewhere_come_along_only_when_asked(house: House) -> None:
    officer = house.member(ASSIUT)
    address = checked(house, officer, workbook(row(1), row(2, handover="؟؟؟"), row(3)))
    assert confirm(officer, address, [], show="problems").status_code == 422
    assert confirm(officer, address, [], show="problems", rest="yes").status_code == 303
    work(house)
    assert entries(house) == 4


def test_rows_that_were_left_out_are_no_full_success(house: House) -> None:
    officer = house.member(ASSIUT)
    address = checked(house, officer, workbook(row(1), row(2, handover="؟؟؟"), row(3), row(4, utilities="؟؟؟")))
    assert said("rows with a problem are never imported; the others can be.") in officer.get(address).text
    confirmed = confirm(officer, address, ticks(officer.get(address).text))
    work(house)
    done = officer.get(confirmed.headers["Location"]).text
    assert "استُوردت الصفوف المختارة، وبقي بالملف صفان دون استيراد." in done
    assert "alert-success" not in done
    assert said("The register now says what the file says.") not in done


@pytest.mark.parametrize("nothing", [workbook(row(1, handover="؟؟؟")), b"a,b\n1,2\n"], ids=["problems alone", "no table"])
def test_where_there_is_nothing_to_import_the_rest_is_not_offered(house: House, nothing: bytes) -> None:
    officer = house.member(ASSIUT)
    page = officer.get(checked(house, officer, nothing)).text
    assert said("there is nothing to import until they are put right.") in page
    assert said("rows with a problem are never imported; the others can be.") not in page


def test_all_problems_are_told_at_once_with_their_cells(house: House) -> None:
    officer = house.member(ASSIUT)
    bad = [row(1, handover="؟؟؟"), row(2, handover="٣١/٢/٢٠٢٣", utilities="غدًا")]
    address = checked(house, officer, workbook(*bad, row(3), row(9, code="ZZ")))
    page = officer.get(address).text
    for words in ("E4", "؟؟؟", "E5", "F5", "غدًا"):
        assert words in page
    assert ticks(page) == ["6 الموقف", "7 الموقف"]
    remarks = officer.get(f"{address}/remarks")
    assert remarks.status_code == 200
    assert openpyxl.load_workbook(io.BytesIO(remarks.data)).active["E4"].value == "؟؟؟"
    refused = confirm(officer, address, ["4 الموقف"])
    assert refused.status_code == 409
    work(house)
    assert entries(house) == 0


def test_another_governorates_rows_cannot_be_imported(house: House) -> None:
    officer = house.member(ASSIUT)
    address = checked(house, officer, workbook(row(1, place="كفر الشيخ", code="KFS"), row(1)))
    assert ticks(officer.get(address).text) == ["5 الموقف"]
    confirm(officer, address, [], show="all", rest="yes")
    work(house)
    with house.records() as session:
        foreign = select(func.count(ProgressEntry.id)).join(Site, Site.id == ProgressEntry.site_id).where(Site.code == "KFS-001")
        assert session.scalar(foreign) == 0


def test_a_file_is_for_its_sender_alone(house: House) -> None:
    address = checked(house, house.member(ASSIUT), workbook(row(1)))
    for other in (QENA, MINISTRY):
        visitor = house.member(other)
        assert visitor.get(address).status_code == 404
        assert visitor.post(address, {"fingerprint": "0" * 64}).status_code == 404
        assert visitor.get(f"{address}/remarks").status_code == 404
    assert house.member(READER).get("/imports/").status_code == 403


def test_a_job_that_names_anothers_file_gets_nothing(house: House) -> None:
    """The spool is the user's own: to know a file's print is not to have it."""
    checked(house, house.member(ASSIUT), workbook(row(1)))
    qena = house.member(QENA)
    address = checked(house, qena, workbook(row(2)))
    with house.records() as session:
        first, last = session.scalars(select(Job).order_by(Job.id)).all()
        session.execute(update(Job).where(Job.id == last.id).values(params=first.params, state=JobState.WAITING.value))
    work(house)
    assert said("The uploaded file is no longer here; choose it again.") in qena.get(address).text


def test_a_tampered_confirmation_is_refused(house: House) -> None:
    officer = house.member(ASSIUT)
    address = checked(house, officer, workbook(row(1), row(2)))
    rows = ticks(officer.get(address).text)
    assert confirm(officer, address, rows, fingerprint="0" * 64).status_code == 409
    assert confirm(officer, address, ["999 الموقف"]).status_code == 409
    assert confirm(officer, address, ["nonsense"]).status_code == 409
    work(house)
    assert entries(house) == 0


def test_a_register_that_changed_meanwhile_stops_the_import(house: House) -> None:
    officer, data = house.member(ASSIUT), workbook(row(1), row(2))
    first, second = checked(house, officer, data), checked(house, officer, data)
    confirm(officer, first, ticks(officer.get(first).text))
    work(house)
    late = confirm(officer, second, ticks(officer.get(second).text))
    work(house)
    sentence = said("The register has changed since this file was checked. Look at the new result and confirm again.")
    assert sentence in officer.get(late.headers["Location"]).text
    assert entries(house) == 4


@pytest.mark.parametrize(("data", "name"), [(b"", "empty.xlsx"), (b"x" * (5 * 2**20 + 1), "large.xlsx")], ids=["empty", "large"])
def test_what_is_no_file_is_refused_at_the_door(house: House, data: bytes, name: str) -> None:
    answer = send(house.member(ASSIUT), data, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_a_file_that_cannot_be_read_is_told_in_one_sentence(house: House) -> None:
    officer = house.member(ASSIUT)
    page = officer.get(checked(house, officer, b"PK\x03\x04 broken"))
    assert page.status_code == 200
    assert "alert-danger" in page.text


def test_while_a_job_waits_its_page_asks_for_the_state(house: House) -> None:
    officer = house.member(ASSIUT)
    address = str(send(officer, workbook(row(1))).headers["Location"])
    bar = re.search(r'hx-get="(/jobs/\d+)"', officer.get(address).text)
    assert bar
    assert "hx-get" in officer.get(bar[1], headers={"HX-Request": "true"}).text
    assert officer.get(bar[1]).headers["Location"] == address
    assert house.member(QENA).get(bar[1]).status_code == 404
    work(house)
    over = officer.get(bar[1], headers={"HX-Request": "true"})
    assert (over.status_code, over.headers["HX-Redirect"]) == (204, address)


def test_the_plans_own_workbook_is_shown_its_way(house: House) -> None:
    officer = house.member(ASSIUT)
    page = officer.get(checked(house, officer, officer.get("/plan/workbook/export").data)).text
    assert 'href="/plan/workbook/"' in page.split('role="alert"')[1].split("</div>")[0]
    assert "مسجل من قبل" not in page
    assert 'name="fingerprint"' not in page


def test_a_register_sent_as_a_plan_is_shown_its_way(house: House) -> None:
    officer = house.member(ASSIUT)
    sent = {"file": (io.BytesIO(workbook(row(1))), "سجل.xlsx")}
    answer = officer.post("/plan/workbook/", sent, content_type="multipart/form-data")
    assert 'href="/imports/"' in answer.text.split('role="alert"')[1].split("</div>")[0]
