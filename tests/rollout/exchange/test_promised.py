"""Planned waves in a sheet beside the ledger of promises."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from rollout.errors import Conflict, Refused
from rollout.exchange import Plan, Status, apply
from rollout.exchange.account import keep, recall
from rollout.plan import Offer, give, outlook, promises, unprojected
from rollout.plan.ledger import Promised
from rollout.plan.sheet import read_plan
from rollout.plan.workbook import plan_workbook
from rollout.register import site_by_code
from rollout.text import speaking
from tests.rollout.exchange.sheets import fill, imported, planned, row_counts, saved, told, workbook

TODAY = date(2023, 10, 10)
HEADINGS = ("الكود", "المحافظة", "المركز", "اسم المجمع", "الدفعة المخططة", "التدريب")


def sheet(wave: str, day: str = "٣١ يوليو ٢٠٢٣", training: str = "جارٍ") -> bytes:
    row = ("AST-001", "أسيوط", "ديروط", "مجمع خدمات صنبو", wave, training)
    return workbook(row, titles=(f"الموقف حتى {day}",), headings=HEADINGS)


def ledger(session: Session) -> list[Promised]:
    site = site_by_code(session, "AST-001")
    assert site
    return list(promises(session, site_ids=[site.id]).get((site.id, "service"), ()))


def redated(session: Session, due: date, given_on: date) -> None:
    site = site_by_code(session, "AST-001")
    assert site
    give(session, [(site, Offer("service", due, given_on, "contractor"))], today=TODAY)
    session.commit()


@pytest.fixture
def one_site(country: Session) -> Session:
    imported(country, sheet("يوليو ٢٠٢٣"), today=TODAY)
    country.commit()
    return country


def test_a_sheet_promises_the_first_wave_on_its_own_day_and_is_its_source(one_site: Session) -> None:
    [promise] = ledger(one_site)
    assert (promise.due_on, promise.given_on, promise.reason, promise.source) == (
        date(2023, 7, 31), date(2023, 7, 31), "register", "import",
    )
    assert promise.note == "موقف.xlsx — Sheet"


def test_a_sheet_of_an_earlier_day_undoes_no_promise(one_site: Session) -> None:
    redated(one_site, date(2023, 11, 30), date(2023, 9, 1))
    before = row_counts(one_site)
    plan = planned(one_site, sheet("يوليو ٢٠٢٣"), today=TODAY)
    assert (plan.counts, plan.edits) == ({Status.UNCHANGED: 1}, 0)
    [line] = [line for line in told(plan) if "AST-001" in line]
    for part in ("الصف ٣", "الدفعة المخططة", "يوليو ٢٠٢٣", "٣٠ نوفمبر ٢٠٢٣", "١ سبتمبر ٢٠٢٣", "E3"):
        assert part in line, line
    assert not any("لا يغير شيئًا" in line for line in told(plan))
    apply(one_site, plan, today=TODAY)
    assert row_counts(one_site) == before
    assert [one.due_on for one in ledger(one_site)] == [date(2023, 7, 31), date(2023, 11, 30)]
    assert unprojected(one_site)[1] == []


def test_what_else_an_earlier_sheet_tells_is_still_written(one_site: Session) -> None:
    redated(one_site, date(2023, 11, 30), date(2023, 9, 1))
    plan = imported(one_site, sheet("يوليو ٢٠٢٣", "٣١ أغسطس ٢٠٢٣", "متعثر"), today=TODAY)
    assert (plan.counts, plan.entries) == ({Status.CHANGED: 1}, 1)
    assert len(ledger(one_site)) == 2


def moved(session: Session) -> Plan:
    redated(session, date(2023, 11, 30), date(2023, 9, 1))
    return planned(session, sheet("ديسمبر ٢٠٢٣", "١ أكتوبر ٢٠٢٣"), today=TODAY)


def test_a_newer_sheet_moves_a_promised_wave_only_when_it_is_accepted(one_site: Session) -> None:
    plan = moved(one_site)
    [row] = plan.rows
    assert (row.status, plan.proposals) == (Status.PROPOSAL, [row])
    with pytest.raises(Refused):
        apply(one_site, plan, today=TODAY)
    apply(one_site, plan, accepted=[row.key], today=TODAY)
    latest = ledger(one_site)[-1]
    assert (latest.due_on, latest.given_on, latest.reason, latest.note) == (
        date(2023, 12, 31), date(2023, 10, 1), "register", "موقف.xlsx — Sheet",
    )
    assert unprojected(one_site)[1] == []
    again = planned(one_site, sheet("ديسمبر ٢٠٢٣", "١ أكتوبر ٢٠٢٣"), today=TODAY)
    assert again.changes_nothing


def test_a_sheet_of_the_very_day_of_the_promise_moves_it_when_it_is_accepted(one_site: Session) -> None:
    redated(one_site, date(2023, 11, 30), date(2023, 9, 1))
    [row] = planned(one_site, sheet("ديسمبر ٢٠٢٣", "١ سبتمبر ٢٠٢٣"), today=TODAY).rows
    assert row.status is Status.PROPOSAL


def test_the_page_says_what_is_to_be_accepted(one_site: Session, tmp_path: Path) -> None:
    path = tmp_path / "account.json"
    keep(moved(one_site), path)
    [row] = recall(path).rows
    assert not row.is_clean
    assert "٣٠ نوفمبر ٢٠٢٣" in str(row.remark)


def test_a_promise_given_between_the_look_and_the_import_stops_it(one_site: Session) -> None:
    shown = moved(one_site).fingerprint
    redated(one_site, date(2024, 1, 31), date(2023, 9, 20))
    with pytest.raises(Conflict):
        planned(one_site, sheet("ديسمبر ٢٠٢٣", "١ أكتوبر ٢٠٢٣"), today=TODAY).must_be(shown)


def test_a_known_site_without_a_promise_gets_its_first_wave_as_any_other_field(country: Session) -> None:
    imported(country, sheet(""), today=TODAY)
    assert ledger(country) == []
    plan = imported(country, sheet("سبتمبر ٢٠٢٣", "٣١ أغسطس ٢٠٢٣"), today=TODAY)
    assert plan.counts == {Status.CHANGED: 1}
    assert [(one.due_on, one.given_on) for one in ledger(country)] == [(date(2023, 9, 30), date(2023, 8, 31))]


@pytest.mark.parametrize("spoken", ["ar", "en"])
def test_the_plans_own_workbook_is_refused_with_a_word_where_it_belongs(one_site: Session, tmp_path: Path, spoken: str) -> None:
    with speaking(spoken):
        data = plan_workbook(outlook(one_site, TODAY), {})
    plan = planned(one_site, data, today=TODAY)
    assert (plan.is_the_plan, plan.rows, told(plan)) == (True, [], [])
    assert ["هذا ملف الخطة" in str(problem.message) for problem in plan.problems] == [True]
    keep(plan, tmp_path / "account.json")
    assert recall(tmp_path / "account.json").is_the_plan
    with pytest.raises(Refused):
        apply(one_site, plan, today=TODAY)


def test_a_register_that_carries_the_plan_in_a_hidden_sheet_is_a_register(one_site: Session) -> None:
    book = load_workbook(io.BytesIO(plan_workbook(outlook(one_site, TODAY), {})))
    for hidden in book.worksheets:
        hidden.sheet_state = "hidden"
    fill(book.create_sheet("موقف"), ("AST-001", "أسيوط", "ديروط", "مجمع خدمات صنبو"), headings=HEADINGS[:4])
    book.active = len(book.worksheets) - 1
    assert not planned(one_site, saved(book), today=TODAY).is_the_plan


def test_a_register_is_not_taken_for_a_plan(one_site: Session) -> None:
    data = sheet("سبتمبر ٢٠٢٣")
    assert not planned(one_site, data, today=TODAY).is_the_plan
    found = read_plan(one_site, data, today=TODAY)
    assert (found.is_register, ["سجل مواقع" in str(problem.message) for problem in found.problems]) == (True, [True])
    [other] = read_plan(one_site, workbook((1, 2), titles=(), headings=("أ", "ب")), today=TODAY).problems
    assert "لا توجد خطة" in str(other.message) or "No plan" in other.message.source
