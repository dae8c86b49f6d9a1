"""Devices with serial numbers."""

import pytest
from sqlalchemy import select

from models import Asset
from rollout.ledger.devices import by_tag, devices, expected, register, serials_in
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import everything
from tests.supplies import ordered, received


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
        assert [asset.serial for asset in devices(session, words="sn-٢")] == ["SN-2"]
        assert len(devices(session, paper_id=paper.id)) == 3


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
