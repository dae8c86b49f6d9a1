"""The plan as a workbook: out and back again, with everything that can be wrong said at once and nothing half applied."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from models import Promise, Site
from rollout.errors import Conflict, Refused
from rollout.plan import OFFERED, Offer, give, outlook, promises
from rollout.plan.sheet import A_DAY_OR_MONTH, apply_plan, read_plan
from rollout.plan.workbook import COLUMNS, plan_workbook
from rollout.scope import Scope, limited
from rollout.text import speaking
from tests.factories import a_governorate, a_site
from tests.rollout.exchange.sheets import SANABO, saved, workbook
from tests.rollout.plan.making import TODAY, a_planned_site

JULY, SEPTEMBER, DECEMBER = date(2023, 7, 31), date(2023, 9, 30), date(2023, 12, 31)
PLACE = {column.key: number for number, column in enumerate(COLUMNS, 1)}
CONTRACTOR = str(next(reason.label for reason in OFFERED if reason.key == "contractor"))
Edit = Callable[[Any], None]


def exported(session: Session) -> bytes:
    return plan_workbook(outlook(session, TODAY), {"EG-AST": "أسيوط"})


def edited(data: bytes, *cells: tuple[int, str, object]) -> bytes:
    """The workbook with these cells filled in: row, column, value."""
    book = load_workbook(io.BytesIO(data))
    for row, column, value in cells:
        book.worksheets[0].cell(row, PLACE[column]).value = value  # type: ignore[union-attr,assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def applied(session: Session, data: bytes) -> int:
    shown = read_plan(session, data, today=TODAY, name="هاني")
    return apply_plan(session, data, shown.fingerprint, today=TODAY, name="هاني")


def test_the_workbook_reads_from_the_right_and_holds_real_dates(session: Session) -> None:
    a_planned_site(session, JULY, SEPTEMBER, code="AST-1", name_ar="=مجمع")
    a_site(session, code="AST-2")
    sheet = load_workbook(io.BytesIO(exported(session))).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    rows = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["AST-1"][1] == "أسيوط"
    assert [cell and cell.date() for cell in rows["AST-1"][5:8] if isinstance(cell, datetime)] == [JULY, SEPTEMBER, SEPTEMBER]
    assert rows["AST-2"][5:8] == (None, None, None)
    assert {cell.data_type for cell in sheet["D"]} == {"s"}, "a name that begins like a formula is no formula"


def test_a_withdrawn_site_is_promised_nothing_and_a_hidden_sheet_is_not_read(session: Session) -> None:
    a_planned_site(session, JULY, code="AST-1")
    gone = a_planned_site(session, JULY, code="AST-2")
    data = exported(session)
    gone.withdrawn_at = gone.recorded_at
    session.flush()
    [problem] = read_plan(session, data, today=TODAY).problems
    assert (problem.cell, problem.read) == ("A3", "AST-2")
    book = load_workbook(io.BytesIO(workbook(SANABO)))
    book.worksheets[0].sheet_state = "hidden"
    book.create_sheet("أخرى").append(["لا شيء"])
    hidden = saved(book)
    assert not read_plan(session, hidden, today=TODAY).is_register


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_sent_back_as_it_was_changes_nothing(session: Session, language: str) -> None:
    a_planned_site(session, JULY, SEPTEMBER)
    a_site(session)
    with speaking(language):
        data = exported(session)
    found = read_plan(session, data, today=TODAY)
    assert (found.rows, found.changes, found.problems) == (2, [], [])
    assert applied(session, data) == 0


def test_a_new_date_with_its_reason_is_promised_once(session: Session) -> None:
    site, other = a_planned_site(session, JULY, code="AST-1"), a_site(session, code="AST-2")
    rows = {row.site.code: number for number, row in enumerate(outlook(session, TODAY), 2)}
    data = edited(
        exported(session), (rows["AST-1"], "due_on", date(2023, 12, 31)), (rows["AST-1"], "reason", CONTRACTOR),
        (rows["AST-1"], "note", "تأخر"), (rows["AST-2"], "due_on", "٣١/١٢/٢٠٢٣"),
    )
    assert applied(session, data) == 2
    found = promises(session)
    last = found[site.id, "service"][-1]
    assert (last.due_on, last.reason, last.note, last.given_by, last.given_on, last.source) == (
        DECEMBER, "contractor", "تأخر", "هاني", TODAY, "workbook",
    )
    assert [(one.due_on, one.reason) for one in found[other.id, "service"]] == [(DECEMBER, "first")]
    assert site.planned_on == date(2023, 12, 1)
    assert applied(session, data) == 0, "the same file a second time changes nothing"
    assert promises(session) == found


@pytest.mark.parametrize("month", ["فبراير ٢٠٢٤", "2/2024", "Feb 2024"])
def test_a_month_alone_stands_for_its_last_day_as_on_the_page(session: Session, month: str) -> None:
    site = a_planned_site(session, JULY)
    assert applied(session, edited(exported(session), (2, "due_on", month), (2, "reason", CONTRACTOR))) == 1
    assert promises(session)[site.id, "service"][-1].due_on == date(2024, 2, 29)
    again = edited(exported(session), (2, "due_on", month))
    assert read_plan(session, again, today=TODAY).changes == [], "the month that is promised already is nothing new"


@pytest.mark.parametrize("value", ["قريبًا", "٣٠ فبراير ٢٠٢٤", "فبراير", True])
def test_what_is_neither_a_day_nor_a_month_is_told_which_forms_are_taken(session: Session, value: object) -> None:
    a_planned_site(session, JULY)
    [problem] = read_plan(session, edited(exported(session), (2, "due_on", value), (2, "reason", CONTRACTOR)), today=TODAY).problems
    assert problem.expected is A_DAY_OR_MONTH


@pytest.mark.parametrize(
    ("column", "value", "blamed"),
    [
        ("due_on", "قريبًا", "due_on"), ("due_on", None, "due_on"), ("due_on", date(2101, 5, 1), "due_on"),
        ("due_on", date(2023, 11, 1), "due_on"), ("reason", None, "reason"), ("reason", "مزاج", "reason"), ("seen", "x", "seen"),
        ("code", "AST-99", "code"), ("reason", "other", "note"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_with_what_was_read_and_expected(
    session: Session, column: str, value: object, blamed: str
) -> None:
    a_planned_site(session, JULY, code="AST-1", name_ar="أ")
    a_planned_site(session, JULY, code="AST-2", name_ar="ب")
    changed = edited(exported(session), *((row, key, new) for row in (2, 3) for key, new in (("due_on", DECEMBER), ("reason", CONTRACTOR))))
    data = edited(changed, (2, column, value))
    found = read_plan(session, data, today=TODAY)
    [problem] = found.problems
    assert (problem.row, problem.cell) == (2, f"{'ABCDEFGHIJKL'[PLACE[blamed] - 1]}2")
    assert str(problem.field)
    assert str(problem.expected)
    with pytest.raises(Refused):
        apply_plan(session, data, found.fingerprint, today=TODAY)
    assert session.query(Promise).count() == 2, "nothing half applied"


def test_every_problem_is_named_at_once(session: Session) -> None:
    for number in range(3):
        a_planned_site(session, JULY, code=f"AST-{number}")
    wrong = ((2, "due_on", "؟"), (2, "reason", "؟"), (3, "due_on", DECEMBER), (4, "code", "X"), (5, "code", "AST-1"))
    data = edited(exported(session), *wrong)
    assert [one.cell for one in read_plan(session, data, today=TODAY).problems] == ["H2", "I2", "I3", "A4", "A5"]


def test_whoever_comes_second_is_told_and_what_they_left_alone_stays(session: Session) -> None:
    touched, left = a_planned_site(session, JULY, code="AST-1", name_ar="أ"), a_planned_site(session, JULY, code="AST-2", name_ar="ب")
    data = edited(exported(session), (2, "due_on", DECEMBER), (2, "reason", CONTRACTOR))
    for site in (touched, left):
        give(session, [(site, Offer("service", SEPTEMBER, date(2023, 7, 20), "utilities"))], today=TODAY)
    found = read_plan(session, data, today=TODAY)
    assert [(one.row, one.cell) for one in found.problems] == [(2, "H2")]
    assert [one.row for one in found.notices if one.row] == [3]
    assert found.changes == []


def test_what_is_applied_is_exactly_what_was_shown(session: Session) -> None:
    a_planned_site(session, JULY)
    data = edited(exported(session), (2, "due_on", DECEMBER), (2, "reason", CONTRACTOR))
    shown = read_plan(session, data, today=TODAY)
    other = replace(shown.changes[0], offer=replace(shown.changes[0].offer, due_on=SEPTEMBER))
    with pytest.raises(Conflict):
        apply_plan(session, data, type(shown)(changes=[other]).fingerprint, today=TODAY)
    assert apply_plan(session, data, shown.fingerprint, today=TODAY) == 1


def test_a_committee_promises_for_its_own_governorate_and_another_site_is_as_good_as_none(session: Session) -> None:
    a_planned_site(session, JULY, code="AST-1")
    a_planned_site(session, JULY, code="KN-1", governorate="EG-KN")
    data = edited(exported(session), *((row, key, new) for row in (2, 3) for key, new in (("due_on", DECEMBER), ("reason", CONTRACTOR))))
    own, other = a_governorate(session).id, a_governorate(session, "EG-KN").id
    session.commit()
    with limited(session, Scope(frozenset({own}), frozenset({own}))):
        found = read_plan(session, data, today=TODAY)
        assert ([one.code for one in found.changes], [one.read for one in found.problems]) == (["AST-1"], ["KN-1"])
    with limited(session, Scope(frozenset({own, other}), frozenset({own}))):
        found = read_plan(session, data, today=TODAY)
        assert ([one.code for one in found.changes], [one.read for one in found.problems]) == (["AST-1"], ["KN-1"])
    assert session.get_one(Site, 1).planned_on == date(2023, 7, 1)


def test_a_workbook_without_a_plan_says_so(session: Session) -> None:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["كود", "شيء"])  # type: ignore[union-attr]
    book.save(out)
    found = read_plan(session, out.getvalue(), today=TODAY)
    assert len(found.problems) == 1
    assert found.rows == 0
