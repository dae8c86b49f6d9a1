"""The reports page: whose report, for which day, and every report at once."""

import io
import re
import zipfile
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from models import Governorate, Job, JobState, Officer, OfficerGovernorate
from reports.progress.tables import key_figures
from reports.readings.figures import figures
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.clock import today
from rollout.jobs import perform, workshop_of
from rollout.position import position
from rollout.roles import ROLES
from rollout.stages import Kind
from rollout.tasks import TASKS
from rollout.text import speaking
from tests.cast import ADMINISTRATOR, ASSIUT, CAST, INSPECTOR, MINISTRY, QENA, READER, STOREKEEPER, Member, account
from tests.factories import a_site
from tests.views.telling import code_in, told
from tests.views.visiting import House

DAY = "2023-07-31"
NATIONAL = (MINISTRY, STOREKEEPER, ADMINISTRATOR)


def offered(page: str) -> list[str]:
    return re.findall(r'<option value="(EG[^"]*)"', page)


def test_an_officer_is_offered_the_own_governorate_only(house: House) -> None:
    page = house.member(ASSIUT).get(f"/reports/?as_of={DAY}")
    assert offered(page.text) == []
    assert "/reports/EG-AST.pdf" in page.text
    assert set(offered(house.member(INSPECTOR).get("/reports/").text)) == {"EG-AST", "EG-KN"}


def test_national_roles_are_offered_everything(house: House) -> None:
    for member in NATIONAL:
        page = house.member(member).get("/reports/").text
        assert len(offered(page)) == 28, member.name
        assert "/reports/all" in page


def test_the_report_is_downloaded_under_its_name(house: House) -> None:
    answer = house.member(ASSIUT).get(f"/reports/EG-AST.pdf?as_of={DAY}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=EG-AST_{DAY}.pdf"
    assert answer.data.startswith(b"%PDF-")


@pytest.mark.parametrize(("form", "media_type"), [("docx", "wordprocessingml.document"), ("xlsx", "spreadsheetml.sheet")])
def test_the_report_is_offered_as_a_text_and_as_a_workbook_too(house: House, form: str, media_type: str) -> None:
    officer = house.member(ASSIUT)
    assert f"/reports/EG-AST.{form}" in officer.get(f"/reports/?as_of={DAY}").text
    answer = officer.get(f"/reports/EG-AST.{form}?as_of={DAY}")
    assert (answer.status_code, answer.mimetype) == (200, f"application/vnd.openxmlformats-officedocument.{media_type}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=EG-AST_{DAY}.{form}"
    assert answer.data.startswith(b"PK")
    assert officer.get(f"/reports/EG-KN.{form}?as_of={DAY}").status_code == 404
    assert officer.get(f"/reports/EG-AST.odt?as_of={DAY}").status_code == 404


def test_the_day_may_be_written_in_any_digits(house: House) -> None:
    officer = house.member(ASSIUT)
    one = officer.get("/reports/EG-AST.pdf?as_of=٣١/٧/٢٠٢٣&known_at=٢٠٢٣-١٢-٣١").data
    other = officer.get("/reports/EG-AST.pdf?as_of=2023-07-31&known_at=2023-12-31").data
    assert one == other


@pytest.mark.parametrize("member", [ASSIUT, QENA, READER, INSPECTOR], ids=lambda member: member.name)
def test_foreign_reports_are_not_there(house: House, member: Member) -> None:
    visitor = house.member(member)
    for code in ("EG-KFS", "EG", "EG-XX"):
        assert visitor.get(f"/reports/{code}.pdf").status_code == 404
        assert visitor.get(f"/reports/?governorate={code}").status_code == 404
    assert visitor.post("/reports/all", {"as_of": DAY}).status_code == 404


@pytest.mark.parametrize(
    "asked", ["as_of=tomorrow", "as_of=0001-01-01", "as_of=9999-12-31", "known_at=9999-12-31", "known_at=x", "known_at=0001-01-01T00:00"]
)
def test_a_day_that_cannot_be_is_refused_with_a_sentence(house: House, asked: str) -> None:
    officer = house.member(ASSIUT)
    page = officer.get(f"/reports/?{asked}")
    assert page.status_code == 422
    assert "field-error" in page.text
    assert "/reports/EG-AST.pdf" not in page.text
    sent_back = officer.get(f"/reports/EG-AST.pdf?{asked}")
    assert sent_back.status_code == 303
    assert officer.get(sent_back.headers["Location"]).status_code == 422


def test_tomorrow_has_no_report(house: House) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert house.member(ASSIUT).get(f"/reports/?as_of={tomorrow}").status_code == 422


def do(house: House) -> int:
    with house.records() as session:
        job_id = session.scalars(select(Job.id).order_by(Job.id.desc())).first()
    assert job_id
    perform(workshop_of(house.app.config["ROLLOUT"]), job_id, TASKS)
    return job_id


def test_all_reports_come_as_one_file_to_who_asked(house: House) -> None:
    ministry = house.member(MINISTRY)
    assert ministry.post("/reports/all", {"as_of": DAY}).status_code == 303
    assert "hx-get" in ministry.get("/reports/").text
    job_id = do(house)
    page = ministry.get("/reports/").text
    assert f"/jobs/{job_id}/file" in page
    answer = ministry.get(f"/jobs/{job_id}/file")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=Tashgheel_{DAY}.zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert len(names) == 28
        assert {f"EG_{DAY}.pdf", f"EG-AST_{DAY}.pdf"} < set(names)
        single = ministry.get(f"/reports/EG-AST.pdf?as_of={DAY}").data
        assert archive.read(f"EG-AST_{DAY}.pdf") == single
    assert house.member(STOREKEEPER).get(f"/jobs/{job_id}/file").status_code == 404


def test_all_reports_come_in_the_forms_that_are_ticked(house: House) -> None:
    ministry = house.member(MINISTRY)
    assert ministry.post("/reports/all", {"as_of": DAY, "forms": ["xlsx", "docx", "exe"]}).status_code == 303
    job_id = do(house)
    answer = ministry.get(f"/jobs/{job_id}/file")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert (len(names), {name.rsplit(".", 1)[1] for name in names}) == (56, {"docx", "xlsx"})
        assert archive.read(f"EG-AST_{DAY}.docx") == ministry.get(f"/reports/EG-AST.docx?as_of={DAY}").data
    with house.records() as session:
        job = session.get(Job, job_id)
        assert job is not None
        assert (job.outcome["reports"], job.outcome["forms"], job.total) == (28, ["docx", "xlsx"], 56)
    assert "Word + Excel" in ministry.get("/reports/").text


@pytest.mark.parametrize("code", ["EG", "EG-AST"])
def test_the_page_says_what_the_first_page_of_the_paper_says(house: House, code: str) -> None:
    with house.records() as session:
        for number in range(3):
            late = date(2023, 1, 1)
            a_site(session, code=f"M-{number}", kind=Kind.MOBILE_CENTRE, planned_on=late, name_ar=f"سيارة {number}")
    told(house, code_in(house), day=date(2023, 7, 20))
    with house.records() as session:
        found = figures(position(session, date.fromisoformat(DAY), governorate=None if code == "EG" else code))
        with speaking("ar"):
            boxes = key_figures(Phrases(Digits.ARABIC), found.of(Kind.COMPLEX), Kind.COMPLEX).figures
        assert len(found.late) == 3
    page = house.member(MINISTRY).get(f"/reports/?governorate={code}&as_of={DAY}").text
    shown = page.split('class="report-kind">')
    assert shown[1].startswith(f"{Kind.COMPLEX.plural}<")
    assert re.findall(r"<dd>([^<]+)</dd>", shown[1]) == [box.text for box in boxes]
    assert f"{Kind.MOBILE_CENTRE.plural}: <strong>٣</strong>" in shown[2]


def test_the_chosen_place_and_day_outlive_the_writing_of_all_reports(house: House) -> None:
    ministry = house.member(MINISTRY)
    chosen = f"governorate=EG-KN&as_of={DAY}"
    page = ministry.get(f"/reports/?{chosen}").text
    form = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.split('action="/reports/all"')[1].split("</form>")[0]))
    back, twice = (ministry.post("/reports/all", form).headers["Location"] for _time in range(2))
    assert parse_qs(urlsplit(back).query) == parse_qs(chosen)
    assert twice == back
    with house.records() as session:
        assert len(session.scalars(select(Job)).all()) == 1, "pressed twice, they are written once"
    job_id = do(house)
    over = ministry.get(f"/jobs/{job_id}", headers={"HX-Request": "true"})
    assert over.headers.get("HX-Refresh") == "true", "the page is loaded anew where it stands"
    assert "HX-Redirect" not in over.headers
    assert f"as_of={DAY}" in ministry.get(f"/jobs/{job_id}").headers["Location"]


def test_a_day_that_cannot_be_keeps_the_place_too(house: House) -> None:
    ministry = house.member(MINISTRY)
    back = ministry.post("/reports/all", {"as_of": "x", "governorate": "EG-KN"}).headers["Location"]
    page = ministry.get(back)
    assert page.status_code == 422
    assert '<option value="EG-KN" selected' in page.text
    assert ministry.post("/reports/all", {"as_of": DAY, "governorate": "EG-XX"}).status_code == 404


def test_who_sees_the_country_no_more_does_not_get_its_reports(house: House) -> None:
    ministry = house.member(MINISTRY)
    ministry.post("/reports/all", {"as_of": DAY})
    with house.records() as session:
        job = session.scalars(select(Job)).one()
        job.state, job.file_name, job_id = JobState.DONE.value, "reports.zip", job.id
    path = workshop_of(house.app.config["ROLLOUT"]).room(job_id) / "reports.zip"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"PK")
    assert ministry.get(f"/jobs/{job_id}/file").status_code == 200
    with house.records() as session:
        user = account(session, MINISTRY)
        user.roles = account(session, ASSIUT).roles
        assiut = session.scalars(select(Governorate.id).where(Governorate.code == "EG-AST")).one()
        session.add(OfficerGovernorate(user_id=user.id, governorate_id=assiut, capture=True))
        session.execute(update(Officer).where(Officer.user_id == user.id).values(capacity="committee"))
    assert ministry.get(f"/jobs/{job_id}/file").status_code == 404


def test_the_cast_covers_national_roles() -> None:
    assert {member.role for member in NATIONAL} == {key for key, role in ROLES.items() if role.national}
    assert {member.name for member in NATIONAL} < set(CAST)
    assert date.fromisoformat(DAY) < today()
