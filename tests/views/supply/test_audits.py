"""The pages of stock-taking: the tick list, drafts, what the minutes do, and what stays unexplained."""

from typing import Any

import pytest
from sqlalchemy import select

from models import Asset, Paper
from rollout.supply.states import Held
from tests.cast import INSPECTOR, MINISTRY, QENA, STOREKEEPER
from tests.views.counting import statements
from tests.views.stocking import DAY, Stock, lost, units
from tests.views.telling import TODAY
from tests.views.visiting import House, Visitor

pytestmark = pytest.mark.on_day(TODAY)


def address(there: Stock, more: str = "") -> str:
    return f"/audits/sites/{there.sites[0]}{more}"


def typed(there: Stock, **values: Any) -> dict[str, Any]:
    """The form as it is sent: everything ticked but for what a test says otherwise."""
    people = {"name-chair": "محمود عبد الله", "name-storekeeper": "حسن علي", "day": DAY.isoformat(), "do": "close"}
    seen = {f"{there.chairs}-seen": "10", f"{there.screens}-seen": "3", f"{there.chairs}-all": "y", f"{there.screens}-all": "y"}
    return {name: value for name, value in (people | seen | values).items() if value is not None}


def papers(house: House) -> list[Paper]:
    with house.records() as session:
        found = list(session.scalars(select(Paper).where(Paper.kind == "audit").order_by(Paper.id)))
        session.expunge_all()
        return found


def test_the_list_says_what_should_be_here(officer: Visitor, there: Stock) -> None:
    page = officer.get(address(there)).text
    assert "كرسي" in page
    assert "رصيد بالمخزن ١٠" in page
    assert all(f"<bdi>SCR-{n}</bdi>" in page for n in (1, 2, 3))
    assert "SCR-4" not in page


def test_all_that_is_ticked_is_found(house: House, officer: Visitor, there: Stock) -> None:
    answer = officer.post(address(there), typed(there))
    assert answer.status_code == 303, answer.text
    assert papers(house)[0].state == "closed"
    assert lost(house) == 0
    assert "وُجد كل شيء" in officer.get(answer.headers["Location"]).text
    assert "state-not_started" not in officer.get("/audits/").text


def test_what_is_missing_is_unexplained_and_what_is_beyond_is_surplus(house: House, officer: Visitor, there: Stock) -> None:
    answer = officer.post(address(there), typed(there, **{
        f"{there.chairs}-all": None, f"{there.chairs}-found": "٧", f"{there.screens}-all": None,
        f"d{there.devices['SCR-1']}-here": "y", f"d{there.devices['SCR-1']}-condition": "damaged", f"d{there.devices['SCR-3']}-here": "y",
    }))
    assert answer.status_code == 303, answer.text
    assert units(house, there.site_ids[0], Held.UNEXPLAINED) == {there.chairs: 3, there.screens: 1}
    with house.records() as session:
        assert {one.tag: one.condition for one in session.scalars(select(Asset))}["SCR-1"] == "damaged"
    page = officer.get("/audits/unexplained").text
    assert "SCR-2" in page
    assert "SCR-3" not in page
    assert "٣١/٧/٢٠٢٣" in page


def test_a_row_of_which_nothing_is_said_is_named(house: House, officer: Visitor, there: Stock) -> None:
    answer = officer.post(address(there), typed(there, **{f"{there.chairs}-all": None, "name-chair": None}))
    assert answer.status_code == 422
    assert f'id="r-{there.chairs}-error"' in answer.text
    assert "p-name-chair-error" in answer.text
    assert f'id="r-{there.screens}-error"' not in answer.text
    assert papers(house) == []


def test_contradictions_are_told_beside_their_row(officer: Visitor, there: Stock) -> None:
    for wrong in (
        {f"{there.chairs}-found": "9"}, {f"{there.chairs}-found": "2.5", f"{there.chairs}-all": None}, {f"{there.chairs}-seen": "12"},
    ):
        answer = officer.post(address(there), typed(there, **wrong))
        assert answer.status_code == 422
        assert f'id="r-{there.chairs}-error"' in answer.text
    device = {f"{there.screens}-all": None, f"{there.screens}-found": "3", f"d{there.devices['SCR-1']}-here": "y"}
    assert f'id="r-{there.screens}-error"' in officer.post(address(there), typed(there, **device)).text


def test_chair_and_storekeeper_are_two_people(officer: Visitor, there: Stock) -> None:
    for people, wrong in (({"name-chair": "حسن علي"}, "storekeeper"), ({"name-chair": None}, "chair")):
        answer = officer.post(address(there), typed(there, **people))
        assert answer.status_code == 422
        assert f"p-name-{wrong}-error" in answer.text


def test_a_scanned_tag_ticks_its_device_and_another_sites_device_is_put_below(officer: Visitor, there: Stock) -> None:
    tags = "https://example.org/assets/SCR-2 SCR-4 X-9"
    page = officer.post(address(there), typed(there, tags=tags, do="scan", **{f"{there.screens}-all": None})).text
    assert f'name="d{there.devices["SCR-2"]}-here" value="y" checked' in page
    assert f'name="d{there.devices["SCR-1"]}-here" value="y" checked' not in page
    assert f'name="stray0-site" value="{there.sites[1]}"' in page
    assert "X-9" in page
    assert 'value="SCR-4"' in page


def test_everything_is_ticked_with_one_button_and_nothing_is_saved(house: House, officer: Visitor, there: Stock) -> None:
    sent = typed(there, do="all", **{f"{there.chairs}-all": None, f"{there.screens}-all": None, f"{there.chairs}-found": "9"})
    page = officer.post(address(there), sent).text
    assert f'name="{there.screens}-all" value="y" checked' in page
    assert f'name="{there.chairs}-all" value="y" checked' not in page
    assert papers(house) == []


def test_what_belongs_elsewhere_is_offered_as_a_transfer(officer: Visitor, there: Stock) -> None:
    stray = {"stray0-line": "I-2", "stray0-site": there.sites[1], "stray0-quantity": "1", "stray0-tag": "SCR-4"}
    answer = officer.post(address(there), typed(there, **stray))
    assert answer.status_code == 303, answer.text
    page = officer.get(answer.headers["Location"]).text
    assert f"/handlings/transfer/{there.sites[1]}?to={there.sites[0]}&amp;line=I-2&amp;quantity=1&amp;tag=SCR-4" in page


def test_what_is_in_nobodys_books_is_surplus(house: House, officer: Visitor, there: Stock) -> None:
    refused = officer.post(address(there), typed(there, **{"extra0-line": "I-1", "extra0-quantity": "2"}))
    assert refused.status_code == 422  # chairs stand in the list, where their number is told
    answer = officer.post(address(there), typed(there, **{f"{there.chairs}-all": None, f"{there.chairs}-found": "12"}))
    assert answer.status_code == 303
    assert units(house, there.site_ids[0], Held.SURPLUS) == {there.chairs: 2}


def test_a_draft_comes_back_as_it_was_left(house: House, officer: Visitor, there: Stock) -> None:
    sent = typed(there, do="save", **{
        f"{there.chairs}-all": None, f"{there.screens}-all": None, f"{there.chairs}-found": "8", f"{there.chairs}-note": "اثنان بالصيانة",
        "stray0-line": "I-2", "stray0-site": there.sites[1], "stray0-quantity": "1",
    })
    answer = officer.post(address(there), sent)
    assert answer.status_code == 303, answer.text
    page = officer.get(answer.headers["Location"]).text
    assert "اثنان بالصيانة" in page
    assert f'id="c-{there.chairs}-found" value="٨"' in page
    assert f'name="stray0-site" value="{there.sites[1]}"' in page
    [draft] = papers(house)
    closed = officer.post(address(there, f"?draft={draft.id}"), typed(there, version=str(draft.row_version)))
    assert closed.status_code == 303, closed.text
    assert papers(house)[0].state == "closed"
    assert officer.get(address(there, f"?draft={draft.id}")).status_code == 409


def test_who_takes_stock_and_who_only_reads(house: House, there: Stock) -> None:
    for member in (MINISTRY, STOREKEEPER):
        assert house.member(member).get(address(there)).status_code == 200
    reader = house.member(INSPECTOR)
    assert reader.get(address(there)).status_code == 403
    assert there.sites[0] in reader.get("/audits/").text
    assert "جرد الموقع" not in reader.get("/audits/").text
    far = house.member(QENA)
    assert far.get(address(there)).status_code == 404
    assert there.sites[0] not in far.get("/audits/").text


@pytest.mark.parametrize("quantity", ["-3", "0", "99999999999"])
def test_a_row_for_what_belongs_elsewhere_has_a_quantity_that_can_be(officer: Visitor, there: Stock, quantity: str) -> None:
    stray = {"stray0-line": "I-1", "stray0-site": there.sites[1], "stray0-quantity": quantity}
    answer = officer.post(address(there), typed(there, **stray))
    assert answer.status_code == 422
    assert 'name="stray0-quantity"' in answer.text


def test_the_rows_for_what_belongs_elsewhere_are_ours_however_many_were_sent(officer: Visitor, there: Stock) -> None:
    sent = {f"stray{n}-{name}": text for n in range(1_000) for name, text in
            {"line": "I-9", "site": there.sites[1], "quantity": "1", "tag": f"T-{n}"}.items()}
    with statements() as asked:
        answer = officer.post(address(there), typed(there, **sent))
    assert answer.status_code == 422
    assert answer.text.count("-line") < 200
    assert 'name="stray59-line"' in answer.text
    assert 'name="stray60-line"' not in answer.text
    assert len(asked) < 120


def test_more_than_was_ever_contracted_for_is_a_slip_of_the_pen(house: House, officer: Visitor, there: Stock) -> None:
    found = {f"{there.chairs}-all": None, f"{there.chairs}-found": "211"}
    answer = officer.post(address(there), typed(there, **found))
    assert answer.status_code == 422
    assert f'id="r-{there.chairs}-error"' in answer.text
    assert officer.post(address(there), typed(there, **(found | {f"{there.chairs}-found": "210"}))).status_code == 303
