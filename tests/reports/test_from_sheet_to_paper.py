"""From a committee's workbook to the 28 reports: the numbers on paper are those that another reader counts in the sheet."""

import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import reports
from rollout.arabic import format_number
from rollout.database import session_for
from rollout.exchange import apply, plan_import
from rollout.position import position
from rollout.reference import load_reference
from rollout.scope import everything
from rollout.stages import Kind
from rollout.totals import totals_by_governorate
from tests.reports import reading

SAMPLE = Path(__file__).parents[1] / "data" / "register_sample.xlsx"
DAY = date(2023, 7, 31)
COLUMNS = {"handover": 7, "utilities": 8, "linking": 9, "furnishing": 10, "training": 11, "offices": None, "service": 12}
WORDS = {"جارٍ": "moving", "متعثر": "stalled", "لم يبدأ": "untouched", None: "untouched"}
CODES = {"أسيوط": "EG-AST", "قنا": "EG-KN", "كفر الشيخ": "EG-KFS"}


def counted_in_the_sheet() -> dict[str, Counter[tuple[str, str]]]:
    """By governorate's code (and ``EG`` for all): how many sites have each stage finished, moving, stalled or untouched."""
    found: dict[str, Counter[tuple[str, str]]] = {code: Counter() for code in (*CODES.values(), "EG")}
    for row in openpyxl.load_workbook(SAMPLE).worksheets[0].iter_rows(min_row=4, values_only=True):
        for stage, column in COLUMNS.items():
            value = row[column - 1] if column else None
            state = "done" if isinstance(value, datetime) else WORDS[value]  # type: ignore[index]  # the sheet holds nothing else
            for code in (CODES[str(row[2])], "EG"):
                found[code][stage, state] += 1
                found[code][stage, "all"] += 1
    return found


@pytest.fixture
def papers(sqlite_url: str, tmp_path: Path) -> Path:
    with session_for(sqlite_url) as session, everything(session):
        load_reference(session)
        apply(session, plan_import(session, SAMPLE.read_bytes(), SAMPLE.name, today=date(2023, 8, 1)), today=date(2023, 8, 1))
        session.commit()
        reports.write_all(session, DAY, tmp_path / "out", today=date(2023, 8, 1))
    return tmp_path / "out"


def numbers_after(label: str, text: str) -> list[str]:
    """The figures of a stage's line in the table of execution: all, done, confirmed, reported, stale, moving, stalled, untouched."""
    line = re.search(rf"{label} ((?:[٠-٩٬–-]+ ){{8}})", text)
    assert line, label
    return ["٠" if figure in ("–", "-") else figure for figure in line[1].split()]


def test_every_paper_holds_what_the_sheet_holds(papers: Path, sqlite_url: str) -> None:
    names = sorted(path.name for path in papers.iterdir())
    assert len(names) == 28
    assert {"EG_2023-07-31.pdf", "EG-AST_2023-07-31.pdf", "EG-C_2023-07-31.pdf"} <= set(names)
    with session_for(sqlite_url) as session, everything(session):
        known = totals_by_governorate(position(session, DAY).rows)
    for code, counts in counted_in_the_sheet().items():
        text = reading.text((papers / reports.file_name(code, DAY)).read_bytes())
        for stage in Kind.COMPLEX.stages:
            expected = [counts[stage.key, state] for state in ("all", "done", "moving", "stalled", "untouched")]
            figures = numbers_after(str(stage.label), text)
            assert [figures[i] for i in (0, 1, 5, 6, 7)] == [format_number(n) for n in expected], (code, stage.key)
            assert figures[2:5] == ["٠", format_number(counts[stage.key, "done"]), "٠"], "reported by the committee, proven by nothing"
            if code != "EG":
                total = known[code, Kind.COMPLEX, stage.key]
                assert [total.register, total.done, total.in_progress, total.stalled, total.not_started] == expected
