"""Lines are allotted to sites from a table: all faults at once, nothing until it was seen, and the same table twice changes nothing."""

import pytest
from sqlalchemy.orm import Session

from rollout.errors import Conflict, Refused
from rollout.ledger.allotting import Allotting, allotted, apply_allotment, cells_of, read_allotment
from rollout.ledger.drafting import Row
from rollout.scope import everything
from tests.supplies import TODAY, Supplies, ordered, supplies


@pytest.fixture
def world(session: Session) -> Supplies:
    """A hundred of each line contracted for; ten of each allotted to the first site and ordered for it."""
    return ordered(session)


def read(world: Supplies, text: str) -> Allotting:
    with everything(world.session):
        return read_allotment(world.session, world.contract, cells_of(text))


def apply(world: Supplies, text: str, fingerprint: str | None = None) -> list[str]:
    shown = read(world, text)
    with everything(world.session):
        done = apply_allotment(world.session, world.contract, cells_of(text), fingerprint or shown.fingerprint, on=TODAY, note="خطة",
                               today=TODAY, by=None)
    return [paper.kind for paper in done]


def has(world: Supplies, line: int, site: int) -> object:
    with everything(world.session):
        found = allotted(world.session, [world.lines[line].id])
    return found.get((world.lines[line].id, world.sites[site].id), 0)


def wide(world: Supplies, *rows: tuple[int, str, str]) -> str:
    lines = [f"{world.sites[site].code}\t{one}\t{other}" for site, one, other in rows]
    return "\n".join(["كود الموقع\tI-1\tI-2", *lines])


def test_a_table_of_sites_and_lines_sets_what_each_site_is_allotted_in_all(world: Supplies) -> None:
    table = wide(world, (0, "٢٥", "10"), (1, "5", ""), (2, "–", "7"))
    shown = read(world, table)
    assert not shown.problems
    assert [(one.line.code, one.before, one.after) for one in shown.changes] == [("I-1", 10, 25), ("I-1", 0, 5), ("I-2", 0, 7)]
    assert apply(world, table) == ["allotment"]
    assert [has(world, 0, 0), has(world, 1, 0), has(world, 0, 1), has(world, 1, 2)] == [25, 10, 5, 7]


def test_three_columns_without_a_heading_are_site_item_and_quantity(world: Supplies) -> None:
    site, other = world.sites[1].code, world.sites[2].code
    for table in (f"{site}\tI-1\t٥\n{other}\tI-2\t7\n", f"I-1\t{site}\t٥\nI-2\t{other}\t7"):
        shown = read(world, table)
        assert not shown.problems
        assert [(one.line.code, one.site.code, one.after) for one in shown.changes] == [("I-1", site, 5), ("I-2", other, 7)]
    wrong = read(world, f"{site}\tI-9\tx\nZZ-1\tI-2\t-3\n{other}\tI-2\t2.5")
    assert [(one.row, one.column) for one in wrong.problems] == [(1, 3), (1, 3), (2, 3), (2, 3), (3, 3)]
    assert len(read(world, f"?\tI-1\tI-2\n{site}\t5\t7").problems) == 1


def test_the_same_table_twice_changes_nothing(world: Supplies) -> None:
    table = wide(world, (0, "25", "10"), (1, "5", "3"))
    apply(world, table)
    assert read(world, table).changes == []
    assert apply(world, table) == []


def test_fewer_than_before_is_a_withdrawal(world: Supplies) -> None:
    apply(world, wide(world, (1, "30", "8")))
    assert apply(world, wide(world, (1, "12", "9"))) == ["deallotment", "allotment"]
    assert (has(world, 0, 1), has(world, 1, 1)) == (12, 9)


def test_a_long_table_names_line_and_quantity_in_columns(world: Supplies) -> None:
    code = world.sites[1].code
    table = f"site,item,quantity\n{code},I-1,4\n{code},i-2,6"
    assert [(one.line.code, one.after) for one in read(world, table).changes] == [("I-1", 4), ("I-2", 6)]


def test_every_fault_is_told_at_once_with_its_cell(world: Supplies) -> None:
    code = world.sites[1].code
    table = f"الكود\tI-1\tI-9\nAST-999\t4\t\n{code}\tكثير\t1\n{code}\t2.5\t\n\t3\t"
    found = read(world, table)
    assert [(wrong.row, wrong.column) for wrong in found.problems] == [(1, 3), (5, 1), (2, 2), (3, 2), (4, 2)]
    assert "I-9" in str(found.problems[0].message)
    assert "AST-999" in str(found.problems[2].message)
    with pytest.raises(Refused):
        apply(world, table)


def test_a_site_twice_is_refused(world: Supplies) -> None:
    [wrong] = read(world, wide(world, (1, "4", ""), (1, "5", ""))).problems
    assert (wrong.row, wrong.column) == (3, 2)


def test_no_more_than_the_contract_has_left(world: Supplies) -> None:
    [wrong] = read(world, wide(world, (1, "60", ""), (2, "31", ""))).problems
    assert "٩٠" in str(wrong.message)
    assert "١" in str(wrong.message)


def test_what_was_ordered_already_is_not_taken_from_a_site(world: Supplies) -> None:
    [wrong] = read(world, wide(world, (0, "9", ""))).problems
    assert "١٠" in str(wrong.message)


def test_columns_beside_the_quantities_are_passed_over(world: Supplies) -> None:
    table = f"كود الموقع\tاسم الموقع\tالمحافظة\tI-1\n{world.sites[1].code}\tمجمع\tأسيوط\t4"
    assert [one.after for one in read(world, table).changes] == [4]


def test_without_a_heading_nothing_is_read(world: Supplies) -> None:
    assert len(read(world, "AST-1\t4").problems) == 1


def test_a_table_that_meets_another_state_than_was_seen_is_refused(world: Supplies) -> None:
    table = wide(world, (1, "20", ""))
    seen = read(world, table).fingerprint
    world.post("allotment", Row(world.lines[0].id, world.sites[1].id, 5))
    with pytest.raises(Conflict):
        apply(world, table, seen)


def test_measures_come_in_parts(session: Session) -> None:
    world = supplies(session, unit="metre")
    world.post("signing", *(Row(line.id, None, 100) for line in world.lines))
    apply(world, wide(world, (0, "٢٫٥", "1")))
    assert str(has(world, 0, 0)) == "2.500"
