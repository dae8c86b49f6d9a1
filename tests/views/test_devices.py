"""Devices with serial numbers by pages."""

import pytest
from sqlalchemy import select

from models import Asset, PaperLine
from tests.cast import ASSIUT, QENA
from tests.supplies import ordered, received


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
