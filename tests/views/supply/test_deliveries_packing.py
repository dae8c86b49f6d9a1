"""A supplier's packing list by pages."""

import io
from datetime import date

import openpyxl
import pytest
from sqlalchemy import func, select

from models import Paper
from tests.cast import STOREKEEPER
from tests.supplies import ordered
from tests.views.telling import hidden
from views.security import protection


@pytest.fixture
def world(house):
    with house.records() as session:
        world = ordered(session, 10)
        session.commit()
        world.code = world.sites[0].code
    return world


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in (["رقم إذن التسليم", "تاريخ إذن التسليم", "كود البند", "كود الموقع", "الكمية"], *rows):
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(visitor, data):
    return visitor.post("/deliveries/packing", {"file": (io.BytesIO(data), "قائمة.xlsx")}, content_type="multipart/form-data")


def notes(house):
    with house.records() as session:
        return session.scalar(select(func.count()).select_from(Paper).where(Paper.kind == "delivery"))


def test_a_list_is_shown_entered_and_known_when_it_comes_again(house, world):
    visitor, data = house.member(STOREKEEPER), sheet(["٥", date(2023, 7, 1), "I-1", world.code, 4])
    shown = send(visitor, data)
    assert (shown.status_code, notes(house)) == (200, 0)
    parts = hidden(shown)
    answer, twice = (visitor.post("/deliveries/packing/confirm", {name: parts[name] for name in ("sha256", "fingerprint", "once")})
                     for _time in range(2))
    assert (answer.status_code, twice.status_code, notes(house)) == (303, 303, 1)
    again = send(visitor, data)
    assert "fingerprint" not in hidden(again)


def test_a_list_that_is_too_large_is_read_to_its_end_so_that_the_answer_is_seen(house, world, monkeypatch):
    monkeypatch.setattr(protection, "UPLOAD_LIMIT", 1_000)
    sent = io.BytesIO(b"x" * 300_000)
    client = house.member(STOREKEEPER).client
    answer = client.post("/deliveries/packing", input_stream=sent, content_length=300_000, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert "dir=" in answer.text
    assert sent.tell() == 300_000


def test_a_list_with_a_fault_cannot_be_confirmed(house, world):
    visitor = house.member(STOREKEEPER)
    shown = send(visitor, sheet(["٥", date(2023, 7, 1), "I-1", world.code, 4], [None, None, "I-2", world.code, 40]))
    assert ">E3<" in shown.text
    assert "<bdi>٥</bdi>" not in shown.text  # what would be entered, where nothing is
    assert "fingerprint" not in hidden(shown)
    assert visitor.post("/deliveries/packing", {}, content_type="multipart/form-data").status_code == 422
    assert visitor.post("/deliveries/packing/confirm", {"sha256": "0" * 64}).status_code == 422


def test_the_workbook_to_fill_in_holds_what_is_open(house, world):
    answer = house.member(STOREKEEPER).get("/deliveries/packing/template?governorate=EG-AST")
    page = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert page.sheet_view.rightToLeft
    assert [row[7] for row in page.iter_rows(min_row=2, values_only=True)] == [10, 10]
