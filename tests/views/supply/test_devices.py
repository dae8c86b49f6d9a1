"""Devices with serial numbers by pages."""

import re

import pytest
from sqlalchemy import select

from models import Asset, PaperLine
from rollout.ledger.drafting import Row
from tests.cast import ASSIUT, QENA, READER
from tests.supplies import ordered, received, verdict


@pytest.fixture
def receipt(house):
    """A receipt of three devices in Assiut: its id, that of its row, and the code of the site."""
    with house.records() as session:
        world = ordered(session, 10)
        world.lines[1].has_serials = True
        paper = received(world, 4, 3)
        row = session.scalars(select(PaperLine).where(PaperLine.paper_id == paper.id, PaperLine.line_id == world.lines[1].id)).one()
        return paper.id, row.id, world.sites[0].code


def registered(house):
    with house.records() as session:
        return [asset.serial for asset in session.scalars(select(Asset).order_by(Asset.id))]


def test_a_pasted_list_registers_devices_and_leads_to_their_labels(house, receipt):
    paper, row, site = receipt
    visitor = house.member(ASSIUT)
    answer = visitor.post(f"/assets/new/{paper}", {f"s-{row}": "sn-١\r\nSN-2"})
    assert answer.status_code == 303
    labels = visitor.get(answer.location)
    assert labels.text.count("<svg") >= 2
    assert f"{site}-I-2-002" in labels.text
    assert registered(house) == ["SN-1", "SN-2"]


def test_faults_are_told_by_their_rows_and_nothing_is_registered(house, receipt):
    paper, row, _site = receipt
    answer = house.member(ASSIUT).post(f"/assets/new/{paper}", {f"s-{row}": "A\nA\nB\nC"})
    assert answer.status_code == 422
    assert f'id="e-{row}"' in answer.text
    assert registered(house) == []
    assert house.member(ASSIUT).post(f"/assets/new/{paper}", {}).status_code == 422


def test_the_code_of_a_label_leads_to_its_device_in_any_way_it_is_told(house, receipt):
    paper, row, site = receipt
    visitor = house.member(ASSIUT)
    visitor.post(f"/assets/new/{paper}", {f"s-{row}": "SN-1\nSN-2"})
    tag = f"{site}-I-2-001"
    page = visitor.get(f"/assets/{tag}")
    assert page.status_code == 200
    assert "SN-1" in page.text
    for told in (tag, f"http://localhost/assets/{tag}", "SN-1"):
        assert visitor.get("/assets/", query_string={"q": told}).location == f"/assets/{tag}"
    assert visitor.get("/assets/?q=I-2").status_code == 200
    assert house.member(QENA).get(f"/assets/{tag}").status_code == 404
    assert house.member(QENA).get(f"/assets/new/{paper}").status_code == 404


def test_accepted_devices_without_a_number_lead_to_where_it_is_entered(house):
    with house.records() as session:
        world = ordered(session, 10)
        world.lines[1].has_serials = True
        minutes = world.follow("inspection", received(world, 4, 3), verdict(4), verdict(2, 1))
        paper, row = minutes.id, world.lines_of(minutes)[1].id
    visitor = house.member(ASSIUT)
    assert "/assets/missing" in visitor.get("/assets/").text
    page = visitor.get("/assets/missing").text
    assert re.findall(rf'/assets/new/{paper}"[^>]*>([^<]+)<', page) == ["٢"]
    assert f"/assets/new/{paper}" not in house.member(READER).get("/assets/missing").text
    visitor.post(f"/assets/new/{paper}", {f"s-{row}": "SN-1\nSN-2"})
    assert "/assets/new/" not in visitor.get("/assets/missing").text
    assert "/assets/missing" not in visitor.get("/assets/").text


def test_labels_come_page_by_page(house, receipt, monkeypatch):
    monkeypatch.setattr("views.supply.stores.devices.LABELS", 2)
    paper, row, site = receipt
    visitor = house.member(ASSIUT)
    visitor.post(f"/assets/new/{paper}", {f"s-{row}": "SN-1\nSN-2\nSN-3"})
    first, second = visitor.get("/assets/labels").text, visitor.get("/assets/labels?from=2").text
    assert (first.count('class="label-tag"'), second.count('class="label-tag"')) == (2, 1)
    assert f"{site}-I-2-003" in second
    assert "from=2" in first


def test_the_devices_that_go_are_ticked_on_the_withdrawal(house):
    with house.records() as session:
        world = ordered(session, 10)
        world.lines[1].has_serials = True
        receipt = received(world, 4, 3)
        minutes = world.follow("inspection", receipt, verdict(4), verdict(2, 1))
        line, item = world.lines_of(minutes)[1], world.lines_of(receipt)[1].id
        told = Row(line.line_id, line.site_id, 1, about_id=line.id)
        letter = world.post("rejection", told, about_id=minutes.id, store_id=minutes.store_id)
        paper, about, row = receipt.id, letter.id, world.lines_of(letter)[0].id
    visitor = house.member(ASSIUT)
    visitor.post(f"/assets/new/{paper}", {f"s-{item}": "SN-1\nSN-2\nSN-3"})
    address = f"/papers/{about}/next/withdrawal"
    ticks = re.findall(r'name="(d\d+)"', visitor.get(address).text)
    assert len(ticks) == 3
    told = {"day": "2023-07-02", f"{row}-quantity": "1", f"{row}-drawn": "", "name-storekeeper": "حسن علي", "name-supplier": "سمير"}
    assert visitor.post(address, told).status_code == 422
    assert visitor.post(address, {**told, ticks[1]: "y"}).status_code == 303
    with house.records() as session:
        assert list(session.scalars(select(Asset.serial).where(Asset.left_on.is_not(None)))) == ["SN-2"]
