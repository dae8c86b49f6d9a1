"""Furniture and equipment in reports: the ledger's own values, on the day and at the moment, and nothing where there is no contract."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import reports
from reports.document.content import Chart, Document, Paragraph, Section, Table
from reports.issue import reports as issue
from reports.progress.supply_sections import receipts
from reports.words.headings import TITLES
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.database import engine_for, session_for
from rollout.journal import last_moment
from rollout.ledger.figures import figures
from rollout.scope import everything
from rollout.supply.states import Measure
from rollout.text import speaking
from tests.reports import reading
from tests.reports.made_papers import here
from tests.supplies import Supplies, ordered, received, verdict

DAY = date(2023, 8, 31)
PRICES = (150_000, 480_050)


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supplies]:
    """Ten desks and ten chairs: seven desks and nine chairs came, of these two desks were rejected; what else came waits."""
    path = tmp_path_factory.mktemp("supply") / "supply.db"
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    with session_for(url) as session, everything(session), speaking("ar"):
        world = ordered(session, prices=PRICES)
        first = received(world, 7, 5, day=date(2023, 7, 1))
        inspected = world.follow("inspection", first, verdict(5, 2), verdict(5), day=date(2023, 7, 5))
        world.follow("addition", inspected, 5, 5, day=date(2023, 7, 6))
        world.post("issue", here(world, 0, 5), here(world, 1, 5), store_id=world.stores[0].id, day=date(2023, 7, 7))
        world.post("installation", here(world, 0, 4, drawn="issued"), day=date(2023, 7, 8))
        second = world.post("delivery", here(world, 1, 4, drawn="ordered"), day=date(2023, 8, 1))
        world.follow("receipt", second, 4, store_id=world.stores[0].id)
        yield world
    engine_for(url).dispose()


def section(paper: Document) -> Section:
    return next(found for found in paper.sections if TITLES["work_furnishing"] in found.title)


def committee(world: Supplies, day: date = DAY, code: str = "EG-AST") -> Document:
    return issue._committee(world.session, code, day, None)


def words(found: Section) -> str:
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(zip((column.title for column in table.columns), (cell.text for cell in row), strict=True)) for row in table.rows]


def table(found: Section, caption: str) -> list[dict[str, str]]:
    return cells(next(block for block in found.blocks if isinstance(block, Table) and block.caption.startswith(caption)))


def test_the_values_are_those_of_the_ledger(world: Supplies) -> None:
    told = committee(world).facts["supply"]["value"]
    [seen] = [found for code, found in figures(world.session, None, DAY, by="site").items() if code == world.sites[0].code]
    assert told == {measure.value: seen.value[measure] for measure in Measure}
    assert told["contracted"] == 10 * sum(PRICES)
    assert told["installed"] == 4 * PRICES[0]
    [row, total] = table(section(committee(world)), "موقف توريد الأثاث")
    assert (row["الكود"], row["المخصص"], row["المقبول"]) == (world.sites[0].code, "٦٣٬٠٠٥", "٣١٬٥٠٢٫٥٠")
    assert [total[key] for key in ("المخصص", "المقبول", "المركب")] == [row[key] for key in ("المخصص", "المقبول", "المركب")]


def test_the_chart_parts_what_was_delivered(world: Supplies) -> None:
    [chart] = [block for block in section(committee(world)).blocks if isinstance(block, Chart)]
    values = {series.name: series.values for series in chart.series}
    delivered = sum(series.values[1] for series in chart.series)
    assert delivered == 7 * PRICES[0] + 9 * PRICES[1]
    assert values["الوارد المنتظر للفحص"] == (0, 4 * PRICES[1], 0, 0)
    assert values["الوارد المرفوض ولم يُستبدل"] == (0, 2 * PRICES[0], 0, 0)
    assert chart.top == 10 * sum(PRICES)
    assert chart.ends[0] == "١٠٠٪"


def test_what_waits_is_told_since_when(world: Supplies) -> None:
    found = section(committee(world))
    [row] = table(found, "ما ينتظر الفحص")
    assert row["إيصال الاستلام المؤقت"] == "٢٠٢٣/٠٠٠٢"
    assert row["في الانتظار منذ"] == "١/٨/٢٠٢٣"
    assert row["المدة (يوم)"] == "٣٠"
    assert "بإيصال استلام مؤقت واحد منذ ٣٠ يومًا" in words(found)


def test_nothing_is_late_before_its_day_and_rejected_goods_are_late_after_it(world: Supplies) -> None:
    assert "لا يوجد توريد متأخر" in words(section(committee(world)))
    after = committee(world, date(2024, 1, 10))
    [row] = table(section(after), "ما تأخر توريده")
    missing = 5 * PRICES[0] + 1 * PRICES[1]
    assert (row["القيمة"], row["التأخير (يوم)"], row["عدد البنود"]) == ("١٢٬٣٠٠٫٥٠", "١٠", "٢")
    assert after.facts["supply"]["late"] == {world.sites[0].code: ["2023-12-31", missing]}


def test_an_earlier_day_has_what_lay_there_then(world: Supplies) -> None:
    found = section(committee(world, date(2023, 7, 3)))
    assert table(found, "موقف توريد")[0]["المقبول"] == "٠"
    assert table(found, "ما ينتظر الفحص")[0]["المدة (يوم)"] == "٢"
    assert "لم يُسجل عقد لتوريد الأثاث والتجهيزات" in words(section(committee(world, date(2023, 5, 1)))), "nothing was signed yet"


def test_a_governorate_without_allotment_says_so(world: Supplies) -> None:
    assert "لم تُخصص لمواقع المحافظة" in words(section(committee(world, code="EG-KN")))


def test_the_country_is_told_by_governorate_and_by_lot(world: Supplies) -> None:
    made = issue._all(world.session, DAY, None)
    assert made["EG-AST"] == committee(world)
    found = section(made[issue.NATIONAL])
    [row, total] = table(found, "موقف توريد الأثاث")
    assert (row["المحافظة"], row["الوارد"]) == ("أسيوط", total["الوارد"])
    [lot, _total] = table(found, "موقف مجموعات العقد")
    assert (lot["المجموعة"], lot["المتعاقد عليه"]) == ("أثاث مكتبي", "٦٣٠٬٠٥٠")
    assert "ولم تُعتمد مستخلصات بعد" in words(found)


def test_what_was_learnt_later_changes_no_report(world: Supplies) -> None:
    session: Session = world.session
    moment = last_moment(session)
    assert moment is not None
    before = reports.committee_report(session, "EG-AST", DAY, moment, today=DAY + timedelta(days=200))
    with session.begin_nested() as step:
        world.post("installation", here(world, 1, 5, drawn="issued"), day=date(2023, 7, 9))
        assert committee(world).facts["supply"]["value"]["installed"] == 4 * PRICES[0] + 5 * PRICES[1]
        assert reports.committee_report(session, "EG-AST", DAY, moment, today=DAY + timedelta(days=200)) == before
        step.rollback()
    assert reading.claims(before)["pdfa"] == "3A"
    assert "الأثاث والتجهيزات" in reading.text(before)


def test_one_receipt_that_waits_is_told_as_one() -> None:
    book = Phrases(Digits.ARABIC)
    assert [receipts(book, number) for number in (1, 3)] == [
        "بإيصال استلام مؤقت واحد", "بعدد ٣ من إيصالات الاستلام المؤقت، أقدمها",
    ]
