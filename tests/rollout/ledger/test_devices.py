"""Devices with serial numbers."""

import pytest
from sqlalchemy import select

from models import Asset
from rollout.ledger.checking import surplus_devices
from rollout.ledger.devices import by_tag, devices, expected, register, serials_in
from rollout.ledger.drafting import Row
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import Scope, everything, limited
from tests.supplies import ordered, received, verdict


@pytest.fixture
def world(session):
    world = ordered(session, 10)
    world.lines[1].has_serials = True
    session.flush()
    return world


def test_only_rows_with_serial_numbers_are_asked_for(world, session):
    paper = received(world, 4, 3)
    with everything(session):
        [one] = expected(session, paper)
        assert (one.line.line_id, one.wanted, one.missing) == (world.lines[1].id, 3, 3)


def test_each_device_gets_the_next_tag_of_its_item_at_its_site(world, session):
    paper = received(world, 4, 3)
    with everything(session):
        [one] = expected(session, paper)
        register(session, paper, {one.line.id: ["SN-1", "SN-2"]})
        [third] = register(session, paper, {one.line.id: ["SN-3"]})
        assert third.tag == f"{world.sites[0].code}-I-2-003"
        assert by_tag(session, third.tag) is third
        assert expected(session, paper)[0].missing == 0
        assert [asset.serial for asset in devices(session, words="sn-٢")[0]] == ["SN-2"]
        assert devices(session, paper_id=paper.id, most=1)[1] == 3


def test_every_fault_is_told_by_its_row_and_nothing_is_registered(world, session):
    paper = received(world, 4, 3)
    with everything(session):
        [one] = expected(session, paper)
        register(session, paper, {one.line.id: ["A1"]})
        with pytest.raises(RefusedPaper) as refused:
            register(session, paper, {one.line.id: ["A1", "B1", "B1"]})
        assert [fault.position for fault in refused.value.faults] == [one.line.position] * 3
        assert len(session.scalars(select(Asset)).all()) == 1


def test_devices_of_a_paper_that_brings_none_are_refused(world, session):
    with everything(session), pytest.raises(RefusedPaper):
        register(session, world.posted[-1], {1: ["A1"]})


def test_a_pasted_list_is_read_in_any_shape():
    assert serials_in("sn١\r\nSN2\tSN3; SN4،SN5\n\n") == ["SN1", "SN2", "SN3", "SN4", "SN5"]


def serials(session, paper, *given):
    """Register these serial numbers for the first row of a paper that asks for some."""
    with everything(session):
        return register(session, paper, {expected(session, paper)[0].line.id: list(given)})


def gone(session):
    with everything(session):
        return sorted(session.scalars(select(Asset.serial).where(Asset.left_on.is_not(None))))


def agrees(session):
    with everything(session):
        return surplus_devices(session)[1] == []


def test_the_same_units_are_not_registered_again_from_another_paper(world, session):
    paper = received(world, 4, 3)
    serials(session, paper, "A1", "A2", "A3")
    minutes = world.follow("inspection", paper, verdict(4), verdict(3))
    with everything(session):
        [one] = expected(session, minutes)
        assert (one.wanted, one.missing, one.registered) == (3, 0, 3)
        with pytest.raises(RefusedPaper) as refused:
            register(session, minutes, {one.line.id: ["B1", "B2"]})
        assert "2 too many" in refused.value.faults[0].message.source % refused.value.faults[0].message.values
        assert session.query(Asset).count() == 3


def rejected(world, session):
    """A rejection letter for one of three devices, all registered."""
    paper = received(world, 4, 3)
    serials(session, paper, "A1", "A2", "A3")
    minutes = world.follow("inspection", paper, verdict(4), verdict(2, 1))
    line = world.lines_of(minutes)[1]
    return world.post("rejection", Row(line.line_id, line.site_id, 1, about_id=line.id), about_id=minutes.id, store_id=minutes.store_id)


def withdrawn(world, letter, *tags):
    line = world.lines_of(letter)[0]
    return world.follow("withdrawal", letter, Row(line.line_id, line.site_id, 1, facts={"devices": list(tags)} if tags else {}))


def test_a_withdrawal_names_the_devices_that_go_and_they_are_counted_no_more(world, session):
    letter = rejected(world, session)
    with pytest.raises(RefusedPaper) as refused:
        withdrawn(world, letter)
    assert "tick the 1 that go" in refused.value.faults[0].message.source % refused.value.faults[0].message.values
    with pytest.raises(RefusedPaper):
        withdrawn(world, letter, "AST-999-I-2-001")
    withdrawn(world, letter, f"{world.sites[0].code}-I-2-002")
    assert gone(session) == ["A2"]
    assert agrees(session)


def test_a_withdrawal_that_is_taken_back_brings_its_devices_back(world, session):
    letter = rejected(world, session)
    paper = withdrawn(world, letter, f"{world.sites[0].code}-I-2-002")
    line = world.lines_of(paper)[0]
    world.post("counter", Row(line.line_id, line.site_id, 1, drawn="withdrawn", about_id=line.id), about_id=paper.id)
    assert gone(session) == []
    assert agrees(session)


def test_devices_leave_with_a_receipt_that_is_taken_back_whole_and_may_come_back(world, session):
    paper = received(world, 4, 3)
    serials(session, paper, "A1", "A2", "A3")
    line = world.lines_of(paper)[1]
    with pytest.raises(RefusedPaper):
        world.post("counter", Row(line.line_id, line.site_id, 1, drawn="custody", about_id=line.id), about_id=paper.id)
    world.post("counter", Row(line.line_id, line.site_id, 3, drawn="custody", about_id=line.id), about_id=paper.id)
    assert gone(session) == ["A1", "A2", "A3"]
    assert agrees(session)
    with everything(session):
        assert expected(session, paper) == []
        assert by_tag(session, f"{world.sites[0].code}-I-2-002").left_on == paper.day
    again = received(world, 1, 3)
    assert [asset.tag[-3:] for asset in serials(session, again, "A2", "B1")] == ["002", "004"]
    assert gone(session) == ["A1", "A3"]


def test_a_serial_number_that_is_taken_says_where(world, session):
    paper = received(world, 4, 3)
    serials(session, paper, "A1")
    with pytest.raises(RefusedPaper) as refused:
        serials(session, paper, "A1")
    assert world.sites[0].name_ar in str(refused.value.faults[0].message)
    assert f"{world.sites[0].code}-I-2-001" in str(refused.value.faults[0].message)


def test_of_another_governorates_device_nothing_is_told_but_that_its_number_is_taken(world, session):
    serials(session, received(world, 4, 3), "A1")
    there = Row(world.lines[1].id, world.sites[2].id, 3)
    world.post("allotment", there)
    world.post("order", there, governorate="EG-KN")
    note = world.post("delivery", Row(there.line_id, there.site_id, 3, drawn="ordered"), governorate="EG-KN")
    paper = world.follow("receipt", note, 3, governorate="EG-KN")
    home = frozenset({world.sites[2].governorate_id})
    with limited(session, Scope(home, home)):
        [one] = expected(session, paper)
        with pytest.raises(RefusedPaper) as refused:
            register(session, paper, {one.line.id: ["A1"]})
    assert "مسجَّل من قبل." in str(refused.value.faults[0].message)
    assert world.sites[0].code not in str(refused.value.faults[0].message)


def test_an_inspection_that_finds_registered_devices_missing_leads_to_the_receipt(world, session):
    paper = received(world, 4, 3)
    serials(session, paper, "A1", "A2", "A3")
    with pytest.raises(RefusedPaper) as refused:
        world.follow("inspection", paper, verdict(4), verdict(2, 0, 1))
    assert "back from the receipt" in refused.value.faults[0].message.source
