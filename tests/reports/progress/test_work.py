"""The sections about the work behind the stages: they add up to the register, tell all that is overdue, and never change afterwards."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

import reports
from models import Parameter, Site
from reports.document.content import Document, Paragraph, Section, Signatures, Table
from reports.issue import reports as issue
from reports.words.headings import TITLES
from rollout.details.saving import Did, save_many
from rollout.journal import last_moment, record
from rollout.overdue import overdue
from rollout.plan import Offer, give
from rollout.rules import News
from rollout.stages import State
from rollout.text import speaking
from rollout.works import AREAS
from rollout.works.handover import HandoverStatus
from tests.factories import a_site
from tests.laying import lay_reference
from tests.reports import reading
from tests.rollout.details.making import did, path

TODAY, DAY = date(2023, 12, 1), date(2023, 11, 1)
RECEIVED = date(2023, 7, 10)
SECTIONS = [f"work_{area}" for area in (*AREAS, "plan")]


@pytest.fixture
def world(session: Session) -> Session:
    lay_reference(session)
    return session


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def say(session: Session, site: Site, area: str, dids: Sequence[Did]) -> None:
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)


def received(session: Session, **values: Any) -> Site:
    site = a_site(session, **values)
    say(session, site, "handover", path("handover", "building", RECEIVED, until="provisional"))
    return site


def a_governorate_at_work(session: Session) -> list[Site]:
    """Five complexes: with all their meters, with some, with none, reported as done by a sheet, and never spoken for."""
    whole, some, none = received(session), received(session), received(session)
    for kind in AREAS["utilities"].kinds:
        say(session, whole, "utilities", path("utilities", kind.key, RECEIVED))
    say(session, some, "utilities", path("utilities", "water", RECEIVED))
    say(session, some, "utilities", [did("utilities", "electricity", "blocked", RECEIVED, note="لم تسدد", body="المحافظة")])
    say(session, some, "offices", path("offices", "justice", RECEIVED))
    say(session, some, "training", [did("training", "supply", "wanted", RECEIVED, count=12)])
    say(session, whole, "linking", path("linking", "line", RECEIVED, until="fibre"))
    reported = a_site(session)
    record(session, reported, News("handover", State.DONE, RECEIVED), today=TODAY)
    return [whole, some, none, reported, a_site(session)]


def committee(session: Session, day: date = DAY, known_at: datetime | None = None, code: str = "EG-AST") -> Document:
    return issue._committee(session, code, day, known_at)


def section(paper: Document, key: str) -> Section:
    return next(found for found in paper.sections if found.title.endswith(f": {TITLES[key]}"))


def words(found: Section) -> str:
    return " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))


def tables(found: Section) -> list[Table]:
    return [block for block in found.blocks if isinstance(block, Table)]


def cells(table: Table) -> list[dict[str, str]]:
    return [dict(zip((column.title for column in table.columns), (cell.text for cell in row), strict=True)) for row in table.rows]


def test_every_area_has_its_section(world: Session) -> None:
    a_governorate_at_work(world)
    titles = [found.title.partition(": ")[2] for found in committee(world).sections]
    assert [TITLES[key] for key in SECTIONS] == [title for title in titles if title in {TITLES[key] for key in SECTIONS}]


@pytest.mark.parametrize("key", [key for key in SECTIONS if key not in ("work_training", "work_furnishing")])
def test_the_counts_of_each_line_add_up_to_the_register(world: Session, key: str) -> None:
    a_governorate_at_work(world)
    table = tables(section(committee(world), key))[0]
    for row in table.rows:
        numbers = [int(cell.value) for cell in row if isinstance(cell.value, int)]
        assert sum(numbers[:-1]) == numbers[-1] == 5, key


def test_training_counts_sites_with_and_without_a_wanted_number(world: Session) -> None:
    a_governorate_at_work(world)
    rows = cells(tables(section(committee(world), "work_training"))[0])
    supply = next(row for row in rows if row["الجهة"] == "التموين")
    assert (supply["مواقع حُدد احتياجها"], supply["مواقع لم يُحدد"], supply["المطلوب"], supply["العجز"]) == ("١", "٤", "١٢", "١٢")
    assert rows[-1]["المطلوب"] == "١٢"


def test_sites_without_details_are_called_so(world: Session) -> None:
    a_governorate_at_work(world)
    handover = section(committee(world), "work_handover")
    assert "لم تُسجل تفاصيل هذا المجال عن مجمعين، منهما مجمع واحد تمت بها المرحلة بإفادة اللجنة." in words(handover)
    [row] = cells(tables(handover)[0])
    assert (row[str(HandoverStatus.NOT_NOTIFIED.label)], row[str(HandoverStatus.PROVISIONAL.label)]) == ("١", "٤")
    assert "تم استلام ٤ مجمعات من إجمالي ٥ مجمعات" in words(handover)


def annex(paper: Document) -> list[Table]:
    return tables(next(found for found in paper.sections if found.title == TITLES["overdue_annex"].format(number="٢")))


def test_all_that_is_overdue_is_counted_and_listed_in_the_annex(world: Session) -> None:
    a_governorate_at_work(world)
    paper = committee(world)
    listed = {table.caption: table for table in annex(paper)}
    for area in AREAS:
        found, late = section(paper, f"work_{area}"), overdue(world, DAY, governorate="EG-AST", areas=[area])
        assert len(tables(found)) == (area != "furnishing"), "no contract is signed"
        if not late:
            assert "لا يوجد متأخر عن موعده في هذا المجال حتى تاريخه." in words(found)
            assert TITLES[f"work_{area}"] not in listed
            continue
        assert "والبيان بملحق (٢)." in words(found)
        rows = listed[TITLES[f"work_{area}"]].rows
        days = [int(str(row[-1].value)) for row in rows]
        assert days == sorted(days, reverse=True)
        assert days[0] == late[0].days_late
        assert {row[0].text for row in rows} == {one.site for one in late}
        assert all(any(str(one.item_label) in row[2].text for row in rows if row[0].text == one.site) for one in late)
    facts = [(late["area"], late["code"], late["item"], late["days"]) for late in paper.facts["overdue"]]
    every = [(one.area, one.site, str(one.item_label), one.days_late) for one in overdue(world, DAY, governorate="EG-AST")]
    assert sorted(facts) == sorted(every), "the attached data hold the whole list"
    assert any(area == "utilities" for area, *_rest in facts)


def test_whose_step_it_is_is_said(world: Session) -> None:
    a_governorate_at_work(world)
    paper = committee(world)
    assert "المحافظة (" in words(section(paper, "work_utilities"))
    [table] = [table for table in annex(paper) if table.caption == TITLES["work_utilities"]]
    assert any("المحافظة" in row["المسئول عن الخطوة التالية"] for row in cells(table))


def test_items_that_wait_for_the_same_step_share_a_line(world: Session) -> None:
    received(world)
    paper = committee(world)
    lines = cells(next(table for table in annex(paper) if table.caption == TITLES["work_utilities"]))
    assert len(lines) == 1, "six requests that the governorate has not made"
    assert lines[0]["البنود: الخطوة التالية"].startswith("الكهرباء، مياه الشرب، الصرف الصحي")
    said = words(section(paper, "work_utilities"))
    assert "بلغ المتأخر عن موعده ٦ بنود في مجمع واحد، والمسئول عن الخطوات التالية فيها: المحافظة (٦)." in said


def test_a_day_before_the_deadlines_has_nothing_overdue(world: Session) -> None:
    a_governorate_at_work(world)
    paper = committee(world, RECEIVED + timedelta(days=5))
    assert not paper.facts["overdue"]
    assert all("لا يوجد متأخر" in words(section(paper, f"work_{area}")) for area in AREAS)


def test_what_was_learnt_later_changes_no_report(world: Session) -> None:
    sites = a_governorate_at_work(world)
    give(world, [(sites[2], Offer("service", date(2023, 9, 30), date(2023, 7, 1)))], today=TODAY)
    world.flush()
    moment = last_moment(world)
    assert moment is not None
    before = reports.committee_report(world, "EG-AST", DAY, moment, today=TODAY)
    say(world, sites[2], "utilities", path("utilities", "gas", RECEIVED))
    give(world, [(sites[2], Offer("service", date(2023, 11, 30), date(2023, 10, 1), "contractor"))], today=TODAY)
    late = datetime.now(UTC) + timedelta(seconds=1)
    world.add(Parameter(key="deadline.utilities", value=90, effective_on=date(2023, 6, 30), words="س", source="س", recorded_at=late))
    world.flush()
    assert reports.committee_report(world, "EG-AST", DAY, moment, today=TODAY) == before
    newest = committee(world)
    assert reading.attached(before)["facts"]["overdue"] != newest.facts["overdue"]


def test_steps_after_the_day_are_not_told(world: Session) -> None:
    site = received(world)
    say(world, site, "linking", path("linking", "line", date(2023, 11, 20), until="fibre"))
    said = "لم تُسجل تفاصيل هذا المجال عن أي مجمع."
    assert said in words(section(committee(world), "work_linking"))
    assert said not in words(section(committee(world, date(2023, 11, 30)), "work_linking"))


def test_promises_stand_against_first_and_latest_date(world: Session) -> None:
    pushed, undated = received(world), received(world)
    give(world, [(pushed, Offer("service", date(2023, 8, 31), date(2023, 7, 1)))], today=TODAY)
    give(world, [(pushed, Offer("service", date(2023, 12, 31), date(2023, 8, 20), "contractor"))], today=TODAY)
    plan = section(committee(world), "work_plan")
    assert "تأخر عن أول موعد محدد ١ وعن آخر موعد محدد ٠ من إجمالي مجمعين" in words(plan)
    assert "وأُرجئت المواعيد مرة واحدة بإجمالي ١٢٢ يومًا" in words(plan)
    assert "ولم يُحدد موعد لعدد مجمع واحد" in words(plan)
    assert undated.code not in str(tables(plan))


def test_a_missed_promise_counts_once_and_stands_in_the_table_of_late_sites(world: Session) -> None:
    site = received(world, planned_on=date(2023, 9, 1))
    paper = committee(world)
    assert [late["area"] for late in paper.facts["overdue"] if late["promised"]] == ["service"]
    service = words(section(paper, "work_service"))
    assert "بلغ المتأخر عن موعده بندًا واحدًا في مجمع واحد" in service
    assert "وبيان ما تجاوز منها موعد التشغيل وعدده ١ بجدول المواقع المتأخرة أو المتعثرة." in service
    assert site.code in str(section(paper, "attention").blocks)
    assert TITLES["work_service"] not in {table.caption for table in annex(paper)}
    assert "بلغ المتأخر" not in words(section(paper, "work_plan"))


def test_a_sentence_comes_last_before_the_signatures(world: Session) -> None:
    a_governorate_at_work(world)
    paper = committee(world)
    end = next(n for n, found in enumerate(paper.sections) if isinstance(found.blocks[0], Signatures))
    before = paper.sections[end - 1]
    assert tables(before), "the sites of which nothing was heard"
    assert isinstance(before.blocks[-1], Paragraph)


def test_where_there_is_no_complex_nothing_is_said_of_the_work(world: Session) -> None:
    a_governorate_at_work(world)
    titles = " ".join(found.title for found in committee(world, code="EG-C").sections)
    assert not any(TITLES[key] in titles for key in SECTIONS)


def test_the_national_tables_hold_the_same_overdue_by_area_governorate_and_owner(world: Session) -> None:
    a_governorate_at_work(world)
    received(world, governorate="EG-KN")
    paper = issue._all(world, DAY, None, only_national=True)[reports.NATIONAL]
    areas, governorates, owners = tables(section(paper, "work"))
    every = len(overdue(world, DAY))
    assert sum(int(str(row[5].value)) for row in areas.rows) == every
    assert int(str(governorates.rows[-1][-1].value)) == every == int(str(owners.rows[-1][-1].value))
    for table in (governorates, owners):
        for column in range(2 if table is governorates else 1, len(table.columns)):
            values = [int(str(row[column].value)) for row in table.rows]
            assert sum(values[:-1]) == values[-1]
    assert [row["المحافظة"] for row in cells(governorates)] == ["أسيوط", "قنا", "الإجمالي"]
    alone = issue._committee(world, "EG-KN", DAY, None)
    assert len(alone.facts["overdue"]) == sum(late["governorate"] == "EG-KN" for late in paper.facts["overdue"])
