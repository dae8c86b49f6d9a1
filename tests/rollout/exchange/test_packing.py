"""A supplier's packing list."""

import io
from datetime import date

import openpyxl
import pytest

from rollout.errors import Conflict, Refused
from rollout.exchange.packing import apply_packing, contract_of, read_packing
from rollout.exchange.packing_sheet import packing_workbook
from rollout.ledger.standing import TO_DISPATCH, open_units
from rollout.scope import everything
from tests.supplies import TODAY, ordered

HEADING = ["رقم إذن التسليم", "تاريخ إذن التسليم", "كود البند", "كود الموقع", "الكمية"]


@pytest.fixture
def world(session):
    with everything(session):
        yield ordered(session, 10)


def sheet(*rows, heading=HEADING):
    book = openpyxl.Workbook()
    for row in ([heading] if heading else []) + [list(row) for row in rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def code(world, at=0):
    return world.sites[at].code


def test_the_number_and_the_day_hold_for_the_rows_below_and_the_note_is_entered(world, session):
    data = sheet(["77", date(2023, 7, 1), "I-1", code(world), "٣"], [None, None, "I-2", code(world), 2])
    found = read_packing(session, world.contract, data, today=TODAY)
    assert not found.problems
    [note] = found.new
    assert (note.number, note.day, note.units, note.sites) == ("77", date(2023, 7, 1), 5, 1)
    [paper] = apply_packing(session, world.contract, data, found.fingerprint, today=TODAY)
    assert (paper.own_number, paper.state) == ("77", "closed")


def test_the_same_note_again_changes_nothing_and_another_one_under_its_number_is_refused(world, session):
    data = sheet(["77", date(2023, 7, 1), "I-1", code(world), 3])
    found = read_packing(session, world.contract, data, today=TODAY)
    apply_packing(session, world.contract, data, found.fingerprint, today=TODAY)
    again = read_packing(session, world.contract, data, today=TODAY)
    assert (again.new, again.problems, len(again.notices)) == ([], [], 1)
    assert apply_packing(session, world.contract, data, again.fingerprint, today=TODAY) == []
    other = read_packing(session, world.contract, sheet(["77", date(2023, 7, 1), "I-1", code(world), 4]), today=TODAY)
    assert len(other.problems) == 1


def test_a_note_in_another_spelling_is_the_same_note(world, session):
    data = sheet(["A-٧٧", date(2023, 7, 1), "I-1", code(world), 3])
    found = read_packing(session, world.contract, data, today=TODAY)
    apply_packing(session, world.contract, data, found.fingerprint, today=TODAY)
    again = read_packing(session, world.contract, sheet(["a 077", date(2023, 7, 1), "I-1", code(world), 3]), today=TODAY)
    assert (again.new, again.problems, len(again.notices)) == ([], [], 1)
    other = read_packing(session, world.contract, sheet(["a 077", date(2023, 7, 1), "I-1", code(world), 4]), today=TODAY)
    assert len(other.problems) == 1


@pytest.mark.parametrize("number", ["12\u202e34", "\u206712", "9" * 201])
def test_a_number_that_misleads_or_is_too_long_is_refused_and_not_cut(world, session, number):
    found = read_packing(session, world.contract, sheet([number, date(2023, 7, 1), "I-1", code(world), 3]), today=TODAY)
    assert [problem.cell for problem in found.problems] == ["A2"]
    fits = read_packing(session, world.contract, sheet(["9" * 200, date(2023, 7, 1), "I-1", code(world), 3]), today=TODAY)
    assert not fits.problems


def test_every_fault_is_told_and_nothing_is_entered(world, session):
    data = sheet(
        ["77", date(2023, 7, 1), "I-9", code(world), 3], ["77", None, "I-1", "X-1", 3], ["77", "غدًا", "I-1", code(world), 3],
        ["78", date(2023, 7, 1), "I-1", code(world), "كثير"], ["78", None, "I-1", code(world), 11], [None, None, "I-2", code(world), 1.5],
    )
    found = read_packing(session, world.contract, data, today=TODAY)
    assert [problem.cell for problem in found.problems] == ["C2", "D3", "B4", "E5", "E7", "E6"]
    with pytest.raises(Refused):
        apply_packing(session, world.contract, data, found.fingerprint, today=TODAY)


def test_two_notes_share_what_is_open(world, session):
    data = sheet(["1", date(2023, 7, 1), "I-1", code(world), 6], ["2", date(2023, 7, 1), "I-1", code(world), 6])
    [problem] = read_packing(session, world.contract, data, today=TODAY).problems
    assert (problem.sheet, problem.cell) == ("Sheet", "E3")


def test_a_note_goes_to_one_governorate_and_names_an_item_once_for_a_site(world, session):
    data = sheet(["1", date(2023, 7, 1), "I-1", code(world), 1], ["1", None, "I-1", code(world), 1], ["1", None, "I-1", code(world, 2), 1])
    assert [p.cell for p in read_packing(session, world.contract, data, today=TODAY).problems] == ["E3", "D4"]


def test_what_changed_meanwhile_is_not_entered(world, session):
    data = sheet(["1", date(2023, 7, 1), "I-1", code(world), 6])
    with pytest.raises(Conflict):
        apply_packing(session, world.contract, data, "other", today=TODAY)


def test_a_file_without_a_packing_list_says_so(world, session):
    [problem] = read_packing(session, world.contract, sheet(["a", "b"], heading=None), today=TODAY).problems
    assert problem.row == 0
    [empty] = read_packing(session, world.contract, sheet(["1", date(2023, 7, 1), "I-1", code(world), None]), today=TODAY).problems
    assert empty.row == 0


def test_the_workbook_that_is_given_out_is_read_back(world, session):
    data = packing_workbook(open_units(session, world.contract.id, TO_DISPATCH))
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book.active
    assert page.sheet_view.rightToLeft
    page["A2"], page["B2"], page["I2"] = "5", date(2023, 7, 1), 4
    out = io.BytesIO()
    book.save(out)
    found = read_packing(session, world.contract, out.getvalue(), today=TODAY)
    assert not found.problems
    assert [note.units for note in found.new] == [4]


def test_the_contract_is_named_where_there_is_none(session, world):
    assert contract_of(session) is world.contract
    with pytest.raises(Refused):
        contract_of(session, "C-9")
