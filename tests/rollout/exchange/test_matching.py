"""Which site a line means: by code, by name, by proposal, or not at all; and never one that the user does not report for."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate, Markaz, Site
from rollout.database import session_for
from rollout.errors import Refused
from rollout.exchange import Certainty, Status, apply
from rollout.exchange.names import core_name, normal_code
from rollout.scope import Scope, open_scope
from tests.rollout.exchange.sheets import SANABO, TODAY, imported, planned, row_counts, states, told, workbook

HEADINGS = ("الكود", "المحافظة", "المركز", "اسم المجمع", "الاستلام")


def sheet(*rows: tuple[object, ...]) -> bytes:
    return workbook(*rows, headings=HEADINGS, titles=("موقف المجمعات حتى ٣١ يوليو ٢٠٢٣",))


@pytest.fixture
def register(country: Session) -> Session:
    """Three sites of Assiut and one of Qena."""
    imported(country, sheet(
        ("AST-001", "أسيوط", "ديروط", "مجمع خدمات صنبو", "جارٍ"), ("AST-002", "أسيوط", "ديروط", "مجمع خدمات أبو كريم", "جارٍ"),
        ("AST-003", "أسيوط", "أبنوب", "مجمع خدمات صنبو", "جارٍ"), ("KN-001", "قنا", "دشنا", "مجمع خدمات السمطا", "جارٍ"),
    ))
    site = country.scalars(select(Site).where(Site.code == "AST-002")).one()
    site.aliases = "نزلة أبو كريم\nالكوم الأحمر"
    country.commit()
    return country


@pytest.mark.parametrize(("name", "markaz", "code", "certainty"), [
    ("مجمع خدمات صنبو", "ديروط", "AST-001", Certainty.NAME), ("صنبو", "مركز ديروط", "AST-001", Certainty.NAME),
    ("مجمع الخدمات الحكومية بقرية صنبو", "ديروط", "AST-001", Certainty.NAME), ("المجمع الحكومي بصنبو", "أبنوب", "AST-003", Certainty.NAME),
    ("مجمع خدمات ابو كريم", "ديروط", "AST-002", Certainty.NAME), ("الكوم الاحمر", "ديروط", "AST-002", Certainty.ALIAS),
    ("مجمع ابو كرم", "ديروط", "AST-002", Certainty.SIMILAR),
])
def test_a_line_without_a_code_is_matched_by_its_name(register: Session, name: str, markaz: str, code: str, certainty: Certainty) -> None:
    plan = planned(register, sheet((None, "أسيوط", markaz, name, "تم")))
    [row] = plan.rows
    assert plan.problems == []
    assert row.match
    assert row.match.site
    assert (row.match.site.code, row.match.certainty) == (code, certainty)


def test_a_similar_name_is_only_a_proposal(register: Session) -> None:
    plan = planned(register, sheet((None, "أسيوط", "ديروط", "مجمع ابو كرم", "تم")))
    [row] = plan.rows
    assert (row.status, row.match and 0.78 <= row.match.score < 1) == (Status.PROPOSAL, True)
    assert any("يشبه" in line for line in told(plan))
    before = row_counts(register)
    with pytest.raises(Refused, match="متشابهة"):
        apply(register, plan, today=TODAY)
    assert row_counts(register) == before
    apply(register, plan, accepted={row.key}, today=TODAY)
    assert states(register, "AST-002")["handover"] == ("done", date(2023, 7, 31))


@pytest.mark.parametrize(("line", "cell", "words"), [
    ((None, "أسيوط", None, "مجمع خدمات صنبو", "تم"), "D3", "أكثر من موقع"),
    (("AST-001", "أسيوط", "ديروط", "مجمع خدمات بانوب", "تم"), "D3", "الكود AST-001 للموقع «مجمع خدمات صنبو»"),
    (("AST-001", "قنا", "ديروط", "مجمع خدمات صنبو", "تم"), "B3", "بمحافظة أسيوط"),
    (("AST-001", "أسيوط", "أبنوب", "مجمع خدمات صنبو", "تم"), "C3", "بمركز ديروط"),
    (("AST-999", "أسيوط", "ديروط", "مجمع خدمات صنبو", "تم"), "A3", "مسجل بالكود AST-001"),
    ((None, "أسيوط", "ديروط", "مجمع خدمات بلوط الجديدة", "تم"), "D3", "لا يوجد موقع مسجل"),
    ((None, None, "ديروط", "مجمع خدمات صنبو", "تم"), "B3", "بلا كود وبلا محافظة"),
    (("AST-777", None, "ديروط", "مجمع جديد", "تم"), "A3", "لم تُذكر في الصف محافظة"),
    (("AST-777", "أسيوت", "ديروط", "مجمع جديد", "تم"), "B3", "ليس اسم محافظة"),
    (("AST-777", "أسيوط", "ديروط", None, "تم"), "D3", "يلزمه اسم"),
])
def test_contradictions_are_problems(register: Session, line: tuple[object, ...], cell: str, words: str) -> None:
    plan = planned(register, sheet(line))
    [problem] = plan.problems
    assert problem.cell == cell
    assert words in str(problem.message)
    assert not plan.rows[0].can_be_accepted


def test_a_slightly_different_name_keeps_the_registers_and_says_so(register: Session) -> None:
    plan = planned(register, sheet(("AST-002", "أسيوط", "ديروط", "مجمع خدمات أبو كرايم", "جارٍ")))
    assert (plan.problems, plan.edits) == ([], 0)
    assert any("يبقى الاسم المسجل" in line for line in told(plan))


def test_codes_are_read_however_they_are_typed(register: Session) -> None:
    plan = planned(register, sheet((" ast–٠٠١ ", "أسيوط", "ديروط", "صنبو", "جارٍ")))
    assert (plan.problems, plan.rows[0].code, plan.rows[0].status) == ([], "AST-001", Status.UNCHANGED)
    assert normal_code("kn 026") == "KN-026"


def test_an_unknown_markaz_is_added_once_and_announced(register: Session) -> None:
    before = row_counts(register)
    rows = [("AST-050", "أسيوط", "ساحل سليم", "مجمع الشامية", "تم"), ("AST-051", "أسيوط", "مركز ساحل سليم", "مجمع العونة", "تم")]
    plan = imported(register, sheet(*rows))
    announced = [line for line in told(plan) if "وسيُضاف" in line]
    assert announced == ["الورقة «Sheet»، الصف ٣: المركز «ساحل سليم» غير مسجل في محافظة أسيوط وسيُضاف."]
    assert row_counts(register)["markaz"] == before["markaz"] + 1
    assert register.scalars(select(Markaz.name_ar).where(Markaz.folded == "ساحل سليم")).one() == "ساحل سليم"
    assert planned(register, sheet(*rows)).changes_nothing


@pytest.fixture
def officer(register: Session, database_url: str) -> Iterator[Session]:
    """A session that works for Assiut's committee."""
    assiut = register.scalars(select(Governorate.id).where(Governorate.code == "EG-AST")).one()
    register.commit()
    with session_for(database_url) as session:
        open_scope(session, Scope(frozenset({assiut}), frozenset({assiut})))
        yield session


def test_a_foreign_governorate_is_a_problem_that_tells_nothing(officer: Session) -> None:
    lines = [
        ("AST-001", "أسيوط", "ديروط", "مجمع خدمات صنبو", "تم"), ("KN-001", "قنا", "دشنا", "مجمع خدمات السمطا", "تم"),
        (None, "قنا", "دشنا", "مجمع خدمات السمطا", "تم"), ("KN-001", None, None, None, "تم"), ("KN-999", None, None, None, "تم"),
    ]
    plan = planned(officer, sheet(*lines))
    messages = [str(problem.message) for problem in plan.problems]
    assert messages[:2] == ["لا تدخل محافظة قنا ضمن المحافظات المسندة إليك."] * 2
    # A code of another governorate answers exactly as one that nobody has.
    assert messages[2].replace("KN-001", "") == messages[3].replace("KN-999", "")
    assert "السمطا" not in "".join(messages)
    run = apply(officer, plan, accepted={("Sheet", 3)}, today=TODAY)
    assert run.entries_added == 1


def test_a_code_of_another_governorate_cannot_be_taken(officer: Session) -> None:
    [problem] = planned(officer, sheet(("KN-001", "أسيوط", "ديروط", "مجمع جديد", "تم"))).problems
    assert "لا يمكن استخدام الكود KN-001" in str(problem.message)


def test_an_officer_of_one_governorate_need_not_name_it(officer: Session) -> None:
    plan = planned(officer, workbook((*SANABO[:4], "تم", "-", "-"), titles=("حتى ٣١ يوليو ٢٠٢٣",)))
    assert (plan.problems, plan.rows[0].status) == ([], Status.CHANGED)
    assert any("أُخذت محافظة أسيوط المسندة إليك" in line for line in told(plan))


@pytest.mark.parametrize(("name", "core"), [
    ("مجمع خدمات صنبو", "صنبو"), ("مجمع الخدمات الحكومية بقرية صنبو", "صنبو"), ("المركز التكنولوجي لخدمة المواطنين بحي شرق", "شرق"),
    ("مجمع خدمات", "مجمع خدمات"), ("بني محمد", "بني محمد"),
])
def test_core_names(name: str, core: str) -> None:
    assert core_name(name) == core
