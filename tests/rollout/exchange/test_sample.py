"""The sample register: what is imported is what an independent reading of the sheet counts."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.errors import Conflict
from rollout.exchange import Certainty, Status, apply
from rollout.position import position
from tests.rollout.exchange.sheets import TODAY, planned, row_counts, told

SAMPLE = Path(__file__).parents[2] / "data" / "register_sample.xlsx"
COLUMNS = {"handover": 7, "utilities": 8, "linking": 9, "furnishing": 10, "training": 11, "service": 12}
WORDS = {"لم يبدأ": "not_started", "جارٍ": "in_progress", "متعثر": "stalled"}
DAY = date(2023, 7, 31)


@pytest.fixture
def data() -> bytes:
    return SAMPLE.read_bytes()


def counted_by_hand() -> tuple[Counter[tuple[str, str, str]], dict[tuple[str, str], date]]:
    """The states by governorate and stage, and the day of each finished stage, read with another library and without our code."""
    sheet = openpyxl.load_workbook(SAMPLE).worksheets[0]
    states: Counter[tuple[str, str, str]] = Counter()
    days = {}
    for row in sheet.iter_rows(min_row=4, values_only=True):
        for stage, column in COLUMNS.items():
            value = row[column - 1]
            finished = isinstance(value, datetime)
            states[str(row[2]), stage, "done" if finished else WORDS[str(value)]] += 1
            if finished:
                days[str(row[1]), stage] = value.date()
    return states, days


def test_the_sample_imports_without_a_problem_and_its_position_is_the_sheet(country: Session, data: bytes) -> None:
    plan = planned(country, data)
    assert (plan.problems, plan.position_on, plan.counts) == ([], DAY, {Status.NEW: 49})
    run = apply(country, plan, today=TODAY)
    country.commit()
    assert (run.sites_added, run.rows_skipped) == (49, 0)

    states, days = counted_by_hand()
    names = {"EG-AST": "أسيوط", "EG-KN": "قنا", "EG-KFS": "كفر الشيخ"}
    there = position(country, DAY)
    assert len(there.sites) == 49
    found = Counter((names[row.governorate], row.stage, row.state.value) for row in there.rows if row.stage in COLUMNS)
    assert found == states
    assert {(row.site, row.stage): row.effective_on for row in there.rows if row.state.value == "done"} == days
    assert {site.last_news_on for site in there.sites} == {DAY}
    assert not [row for row in there.rows if row.stage == "offices" and row.state.value != "not_started"]


def test_places_names_waves_and_notes_come_with_the_sites(country: Session, data: bytes) -> None:
    apply(country, planned(country, data), today=TODAY)
    before = row_counts(country)
    assert before["markaz"] == 52  # every markaz of the sample is one of the shipped ones
    site = country.scalars(select(Site).where(Site.code == "AST-010")).one()
    assert (site.name_ar, site.planned_on, site.notes) == ("مجمع خدمات الحواتكة", date(2023, 7, 1), "عداد الكهرباء متأخر")
    assert site.local_unit_id
    assert site.markaz_id


def test_importing_the_same_file_again_changes_nothing_and_says_so(country: Session, data: bytes) -> None:
    apply(country, planned(country, data), today=TODAY)
    country.commit()
    before = row_counts(country)
    for today in (TODAY, date(2024, 3, 1)):
        again = planned(country, data, today=today)
        assert (again.entries, again.affirmations, again.edits, again.changes_nothing) == (0, 0, 0, True)
        assert {row.match.certainty for row in again.rows if row.match} == {Certainty.CODE}
        assert any("لا يغير شيئًا" in line for line in told(again))
        assert apply(country, again, today=today).id is None
        country.commit()
        assert row_counts(country) == before


def test_a_plan_is_confirmed_only_while_the_register_is_as_it_was_shown(country: Session, data: bytes) -> None:
    shown = planned(country, data)
    planned(country, data).must_be(shown.fingerprint)
    apply(country, shown, today=TODAY)
    with pytest.raises(Conflict, match="تغيّرت البيانات"):
        planned(country, data).must_be(shown.fingerprint)


def test_sites_of_a_sheet_that_says_its_data_are_made_up_say_so_too(country: Session, data: bytes) -> None:
    apply(country, planned(country, data), today=TODAY)
    assert all(country.scalars(select(Site.is_demo)))
