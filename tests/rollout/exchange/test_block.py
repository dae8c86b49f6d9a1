"""A block copied from a sheet."""

import pytest

from rollout.errors import Unreadable
from rollout.exchange.block import Names, outside, quantity_of, read_block, rows_of_text

ITEMS = Names([(1, "I-1", ("مكتب موظف", "Desk")), (2, "I-2", ("كرسي",)), (3, "I-3", ("كرسي",))])
SITES = Names([(10, "AST-01", ("مجمع خدمات صنبو",)), (11, "AST-02", ("مجمع خدمات بني محمد",))], places=True)


def read(text):
    return read_block(rows_of_text(text), ITEMS, SITES, "لصق")


def quantities(block):
    return {cell: put.quantity for cell, put in block.cells.items()}


def test_codes_and_names_and_digits_of_both_kinds_are_read():
    block = read(
        "الكود\tالصنف\tAST-01\tبني محمد\tالإجمالي\nI-1\tمكتب\t١٢\t3\t15\n\tمكتب موظف\t\t-\t\n"
        "I-2\tكرسي\t٠\t1,000\t\nالإجمالي\t\t12\t1003\t"
    )
    assert not block.problems
    assert quantities(block) == {(1, 10): 12, (1, 11): 3, (2, 11): 1000}


def test_every_fault_is_told_with_its_cell_what_was_read_and_what_was_expected():
    block = read("كود\tAST-01\tAST-77\tAST-01\nI-9\t4\t\t\nI-1\tكثير\t\t\nكرسي\t-3\t\t\nI-1\t5\t\t\nI-1\t6\t\t")
    assert [(p.cell, p.read) for p in block.problems] == [
        ("C1", "AST-77"), ("D1", "AST-01"), ("A2", "I-9"), ("B3", "كثير"), ("A4", "كرسي"), ("B4", "-3"), ("B6", "6"),
    ]
    assert all(str(p.expected) for p in block.problems)


def test_a_fault_names_its_item_and_site_and_repeats_what_was_typed():
    block = read("كود\tالصنف\tAST-01\tبني محمد\n\tمكتب موظف\t٧\t٧٫٧٧٧٧")
    [problem] = block.problems
    assert str(problem.field) == "مكتب موظف — بني محمد"
    assert problem.read == "٧٫٧٧٧٧"
    beyond = outside(block.cells[1, 10], 5)
    assert (str(beyond.field), beyond.read) == ("مكتب موظف — AST-01", "٧")


def test_a_block_without_its_sites_is_refused_as_a_whole():
    [problem] = read("I-1\t4\t5").problems
    assert problem.row == 1


def test_a_quantity_has_at_most_three_decimals():
    assert quantity_of("٢٫٥") == quantity_of(2.5)
    for wrong in ("2.0005", "-1", "كثير", True):
        with pytest.raises(Unreadable):
            quantity_of(wrong)


def test_a_list_of_items_sites_and_quantities_is_read_row_by_row():
    block = read(
        "الكود\tالصنف\tالموقع\tالوحدة\tالكمية\tالسعر\nI-1\tمكتب موظف\tبني محمد\tقطعة\t٣\t٩٠٠\n"
        "I-2\tكرسي\tAST-01\tقطعة\t4\t80\nالإجمالي\t\t\t\t7\t"
    )
    assert not block.problems
    assert quantities(block) == {(1, 11): 3, (2, 10): 4}, "the price behind the quantity is none"


def test_what_is_wrong_in_a_list_is_told_row_by_row():
    block = read("I-1\tAST-01\t3\nI-9\tAST-01\t3\nI-1\tAST-77\t3\nI-1\tAST-02\tكثير\nI-1\tAST-01\t5\n\tAST-01\t\n")
    assert [(p.cell, p.read) for p in block.problems] == [("A2", "I-9"), ("B3", "AST-77"), ("C4", "كثير"), ("C5", "5")]
    assert quantities(block) == {(1, 10): 3}
