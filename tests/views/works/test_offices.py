"""The pages of the partner offices: the matrix, the page of a body, the files, and ticking off."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import func, select

from models import Site, StepEntry
from rollout.approvals.approving import approve, submit
from rollout.approvals.authority import SignedPaper
from rollout.arabic import format_number
from rollout.journal import record_many
from rollout.offices import BODIES
from rollout.rules import News
from rollout.stages import State
from tests.cast import ADMINISTRATOR, ASSIUT, INSPECTOR, MINISTRY, QENA, READER, Member, account
from tests.factories import a_governorate, a_site
from tests.rollout.details.making import did, path
from tests.views.telling import TODAY, code_in, hidden
from tests.views.visiting import House, Visitor
from tests.views.widening import also_sees
from tests.views.working import took

pytestmark = pytest.mark.on_day(TODAY)

DAY, OPENING = date(2023, 6, 25), date(2023, 7, 2)


@pytest.fixture
def site(house: House) -> str:
    """The test's complex in Assiut: Post is open, Justice lacks much, Supply is stopped, Interior has no office here."""
    code = code_in(house)
    took(house, code, "offices", *path("offices", "post", DAY), did("offices", "post", "opened", OPENING))
    took(house, code, "offices", did("offices", "justice", "space", DAY), did("offices", "justice", "nominated", DAY, count=4))
    took(house, code, "offices", did("offices", "supply", "blocked", DAY, note="لم يرد خطاب المديرية", body="مديرية التموين"))
    took(house, code, "offices", did("offices", "interior", "not_applicable", DAY, note="سجل مدني قائم بالقرية"))
    took(house, code, "training", did("training", "justice", "wanted", DAY, count=6))
    return code


def row_of(page: str, code: str) -> str:
    return next(row for row in page.split("<tr>") if f">{code}<" in row)


def cell(page: str, code: str, body: str) -> str:
    return row_of(page, code).split(f"/works/{code}/offices")[1:][[
        "justice", "interior", "solidarity", "supply", "post",
    ].index(body) + 1].split("</td>")[0]


def test_a_cell_says_state_and_what_is_missing(house: House, site: str) -> None:
    page = house.member(ASSIUT).get("/offices/").text
    assert "تم الافتتاح" in cell(page, site, "post")
    assert "٢ يوليو ٢٠٢٣" in cell(page, site, "post")
    justice = cell(page, site, "justice")
    assert all(words in justice for words in ("جارٍ التجهيز", ">٥<", "ينقص: الأثاث، الخط، الأجهزة، تدريب الموظفين، كتاب الموافقة"))
    assert "لم يرد خطاب المديرية" in cell(page, site, "supply")
    assert "سجل مدني قائم بالقرية" in cell(page, site, "interior")
    assert "لم يبدأ" in cell(page, site, "solidarity")
    assert "١ من ٤" in row_of(page, site)


def test_the_governorates_add_up_to_a_total(house: House, site: str) -> None:
    page = house.member(MINISTRY).get("/offices/").text
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    total = page.split("<tfoot>")[1].split("</tfoot>")[0]
    assert len(rows) > 1
    for body, wanted in (("البريد", len(rows)), ("الداخلية", len(rows) - 1)):
        assert f'data-label="{body}">{format_number(int(body == "البريد"))} من {format_number(wanted)}<' in total


def test_an_earlier_day_shows_an_earlier_matrix(house: House, site: str) -> None:
    visitor = house.member(ASSIUT)
    assert "جاهز" in cell(visitor.get("/offices/?as_of=2023-07-01").text, site, "post")
    assert "لم يبدأ" in cell(visitor.get("/offices/?as_of=2023-06-24").text, site, "post")


def test_what_only_a_sheet_told_stands_beside(house: House) -> None:
    code = code_in(house)
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == code)).one()
        record_many(session, [(found, News("offices", State.IN_PROGRESS, DAY, 3, 5))], today=TODAY, source="import")
    row = row_of(house.member(ASSIUT).get("/offices/").text, code)
    assert "٠ من ٥" in row
    assert "بإفادة مجملة: ٣" in row


@pytest.mark.parametrize(("asked", "found"), [
    ("body=post&status=opened", True), ("body=justice&status=opened", False), ("status=stopped", True), ("status=ready", False),
    ("body=justice&lacks=line", True), ("body=justice&lacks=space", False), ("body=interior&lacks=line", False),
    ("q=مجمع", True), ("q=لا شيء", False), ("markaz=ديروط", False),
])
def test_filters_keep_what_they_say(house: House, site: str, asked: str, found: bool) -> None:
    assert (f">{site}<" in house.member(ASSIUT).get(f"/offices/?{asked}").text) == found


@pytest.mark.parametrize("asked", ["status=none", "body=none", "lacks=none", "q=" + "س" * 101])
def test_what_no_page_offers_is_refused(house: House, asked: str) -> None:
    assert house.member(ASSIUT).get(f"/offices/?{asked}").status_code == 400


def test_the_country_is_shown_by_governorate_first(house: House, site: str) -> None:
    page = house.member(MINISTRY).get("/offices/").text
    assert "governorate=EG-AST" in page
    assert "<strong>١</strong> جاهز من ٣" in page, "Post: one of the three complexes of the tests"
    assert "<strong>٠</strong> جاهز من ٢" in page, "Interior: one of the three has none"
    assert site not in page


@pytest.mark.parametrize("path", ["/offices/", "/offices/export", "/offices/post", "/offices/post/export"])
def test_a_foreign_governorate_is_not_there(house: House, site: str, path: str) -> None:
    assert house.member(QENA).get(f"{path}?governorate=EG-AST").status_code == 404
    assert site not in house.member(QENA).get(path).text
    assert site in house.member(MINISTRY).get(f"{path}?governorate=EG-AST").text


def test_an_empty_register_says_so(house: House) -> None:
    with house.records() as session:
        for each in session.scalars(select(Site)):
            each.withdrawn_at = each.recorded_at
    for member in (MINISTRY, ASSIUT):
        for address in ("/offices/", "/offices/post"):
            assert "لا توجد مجمعات بعد" in house.member(member).get(address).text
    assert len(rows_in(house.member(ASSIUT), "/offices/export")) == 0


def test_a_body_sees_all_its_offices_and_their_sums(house: House, site: str) -> None:
    with house.records() as session:
        a_site(session, name_ar="مجمع ثان")
    page = house.member(READER).get("/offices/justice").text
    assert "مجمع ثان" in page
    row = row_of(page, site)
    assert row.count("has-it") == 2
    assert row.count("has-not") == 5
    assert "— من ٤" in row
    assert "المطلوب: ٦" in row
    staff = page.split('<dl class="staff">')[1].split("</dl>")[0]
    assert [words.split("</dd>")[0] for words in staff.split("<dd>")[1:]] == ["٦", "٤", "٠"]


def test_a_body_sees_why_an_office_is_stopped(house: House, site: str) -> None:
    row = row_of(house.member(READER).get("/offices/supply").text, site)
    assert "لم يرد خطاب المديرية" in row
    assert "مديرية التموين" in row


@pytest.mark.parametrize("address", ["/offices/none", "/offices/none/export"])
def test_an_unknown_body_is_not_there(house: House, address: str) -> None:
    assert house.member(MINISTRY).get(address).status_code == 404


def rows_in(visitor: Visitor, address: str) -> list[dict[str, str]]:
    answer = visitor.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_matrix_is_downloaded_as_it_is_seen(house: House, site: str) -> None:
    visitor = house.member(ASSIUT)
    [row] = rows_in(visitor, "/offices/export")
    assert (row["الكود"], row["البريد"], row["العدل"], row["الداخلية"]) == (site, "تم الافتتاح", "جارٍ التجهيز", "لا ينطبق")
    assert row["العدل: ما ينقص"] == "الأثاث، الخط، الأجهزة، تدريب الموظفين، كتاب الموافقة"
    assert rows_in(visitor, "/offices/export?body=post&status=ready") == []


def test_the_offices_of_a_body_are_downloaded(house: House, site: str) -> None:
    visitor = house.member(ASSIUT)
    [row] = rows_in(visitor, "/offices/justice/export")
    assert (row["المكان"], row["الأثاث"], row["الموظفون المطلوبون"], row["الموظفون المرشحون"]) == ("2023-06-25", "", "6", "4")
    assert rows_in(visitor, "/offices/justice/export?lacks=space") == []


def test_a_cell_of_the_file_is_never_a_formula(house: House) -> None:
    code = code_in(house)
    took(house, code, "offices", did("offices", "supply", "blocked", DAY, note="=1+1", body="@sum"))
    [row] = rows_in(house.member(ASSIUT), "/offices/supply/export")
    assert (row["سبب التوقف"], row["من بيده رفع التوقف"]) == ("'=1+1", "'@sum")


def ticking(visitor: Visitor, code: str) -> dict[str, str]:
    page = visitor.get(f"/offices/site/{code}")
    assert page.status_code == 200, page.text
    return {**hidden(page), "on": "2023-07-10"}


def told_of(house: House) -> int:
    with house.records() as session:
        return session.scalar(select(func.count()).select_from(StepEntry).where(StepEntry.area == "offices")) or 0


def test_one_screen_tells_of_all_bodies(house: House, site: str) -> None:
    visitor, before = house.member(ASSIUT), told_of(house)
    ticks = {
        "justice.furniture": "y", "justice.line": "y", "justice.space": "y", "justice.nominated": "4", "post.space": "y",
        "solidarity.nominated": "٣", "solidarity.trained": "2", "solidarity.letter": " ١٢/٢٠٢٣ ",
    }
    answer = visitor.post(f"/offices/site/{site}", {**ticking(visitor, site), **ticks})
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        steps = session.scalars(select(StepEntry).where(StepEntry.area == "offices").order_by(StepEntry.id.desc()).limit(5))
        new = {(step.item, step.step): (step.count, step.number, step.happened_on) for step in steps}
    day = date(2023, 7, 10)
    assert new == {
        ("justice", "furniture"): (None, "", day), ("justice", "line"): (None, "", day), ("solidarity", "nominated"): (3, "", day),
        ("solidarity", "trained"): (2, "", day), ("solidarity", "letter"): (None, "١٢/٢٠٢٣", day),
    }, "what was told already is not told again"
    assert told_of(house) == before + 5


@pytest.mark.parametrize(("ticks", "words"), [
    ({"solidarity.space": "y", "solidarity.nominated": "3", "solidarity.trained": "4"}, "عدد المدربين أكبر من عدد المرشحين"),
    ({"solidarity.space": "y", "solidarity.nominated": "كثير"}, "كثير"),
    ({"solidarity.space": "y", "solidarity.nominated": "0"}, "موظف واحد على الأقل"),
    ({"solidarity.space": "y", "solidarity.letter": "١٢\u202e٣"}, "رموز غير مرئية"),
    ({"solidarity.space": "y", "on": "2023-08-01"}, "التاريخ"),
    ({"solidarity.space": "y", "on": ""}, "هذا الحقل مطلوب"),
    ({}, "لم يُحدد جديد"),
])
def test_all_of_it_is_recorded_or_nothing(house: House, site: str, ticks: dict[str, str], words: str) -> None:
    visitor, before = house.member(ASSIUT), told_of(house)
    answer = visitor.post(f"/offices/site/{site}", {**ticking(visitor, site), **ticks})
    assert answer.status_code == 422
    assert words in answer.text
    assert told_of(house) == before
    if "solidarity.space" in ticks:
        assert 'name="solidarity.space" value="y" checked' in answer.text, "what was ticked is still ticked"


def test_what_changes_approved_figures_is_recorded_with_a_word(house: House, site: str) -> None:
    with house.records() as session:
        place, by = a_governorate(session), account(session, ASSIUT).id
        seen = submit(session, place, date(2023, 7, 26), today=date(2023, 7, 31), by=by).sha256
        paper = SignedPaper("412", date(2023, 7, 27))
        approve(session, place, date(2023, 7, 26), seen=seen, today=date(2023, 7, 31), by=by, capacity="رئيس اللجنة", paper=paper)
    visitor, before = house.member(ASSIUT), told_of(house)
    ready = {f"solidarity.{step.key}": "3" for step in BODIES["solidarity"].path}
    refused = visitor.post(f"/offices/site/{site}", ticking(visitor, site) | ready)
    assert (refused.status_code, 'id="note-error"' in refused.text, told_of(house)) == (422, True, before)
    told = ticking(visitor, site) | ready | {"note": "ورد الكشف متأخرًا"}
    assert visitor.post(f"/offices/site/{site}", told).status_code == 303


def test_nothing_is_recorded_over_somebodys_head(house: House, site: str) -> None:
    visitor = house.member(ASSIUT)
    form = ticking(visitor, site)
    took(house, site, "offices", did("offices", "solidarity", "space", DAY))
    before = told_of(house)
    answer = visitor.post(f"/offices/site/{site}", {**form, "solidarity.furniture": "y"})
    assert answer.status_code == 409
    assert told_of(house) == before
    again = visitor.post(f"/offices/site/{site}", {**form, **hidden(answer), "solidarity.furniture": "y"})
    assert again.status_code == 303


def test_who_reports_elsewhere_ticks_nothing_here(house: House, site: str) -> None:
    also_sees(house, QENA)
    visitor = house.member(QENA)
    assert visitor.get(f"/offices/site/{site}").status_code == 403
    assert "/offices/site/" not in visitor.get("/offices/?governorate=EG-AST").text


@pytest.mark.parametrize("member", [READER, INSPECTOR, ADMINISTRATOR])
def test_who_only_reads_ticks_nothing(house: House, site: str, member: Member) -> None:
    visitor = house.member(member)
    assert visitor.get(f"/offices/site/{site}").status_code == 403
    assert "/offices/site/" not in visitor.get("/offices/?governorate=EG-AST").text
