"""A site that went into service through a waiver says so wherever sites in service are counted or shown."""

from datetime import date, timedelta

import pytest

from rollout.details.saving import save_many
from rollout.journal import record_many
from rollout.rules import News
from rollout.stages import State
from rollout.works.service import GATES
from tests.cast import ASSIUT, MINISTRY
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.views.telling import TODAY
from tests.views.visiting import House

DAY = date(2023, 5, 1)


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: TODAY)


@pytest.fixture
def sites(house: House) -> None:
    """Two complexes in service through a waiver, of which one is over, and one that met every gate."""
    waivers = {"AST-LIVE": TODAY, "AST-OLD": DAY + timedelta(days=30), "AST-ALL": None}
    for code, until in waivers.items():
        with house.records() as session:
            site = a_site(session, code=code)
            met = [key for key, _label in GATES if until is None or key != "training"]
            record_many(session, [(site, News(key, State.DONE, DAY)) for key in met], today=TODAY, source="import")
            granted = [did("service", "waiver-1", "granted", DAY, gate="training", expected_on=until)] if until else []
            told = [*granted, did("service", "go_live", "in_service", DAY)]
            save_many(session, [(site, "service", one) for one in told], today=TODAY, by=None)


SAID = "منها ٢ باستثناء، انتهت مدته في ١ منها"


def test_the_first_page_says_so_in_the_tile_the_table_and_the_figures(house: House, sites: None) -> None:
    page = house.member(MINISTRY).get("/").text
    assert page.count(SAID) == 4, "the tile, the row of Assiut, the total, the figure beside it"
    assert "باستثناء" not in page.split("/matrix/EG-KN?")[1].split("</tr>")[0]
    before = house.member(MINISTRY).get(f"/?as_of={DAY + timedelta(days=30)}").text
    assert SAID not in before
    assert "منها ٢ باستثناء" in before


def test_the_number_leads_to_the_sites_that_it_counts(house: House, sites: None) -> None:
    officer = house.member(ASSIUT)
    for state, codes in (("done_waived", ["AST-LIVE", "AST-OLD"]), ("done_lapsed", ["AST-OLD"])):
        page = officer.get(f"/matrix/EG-AST?stage=service&state={state}").text
        assert [code for code in ("AST-ALL", "AST-LIVE", "AST-OLD") if f'data-site="{code}"' in page] == codes


def test_the_matrix_marks_its_cells_and_the_choice_of_a_governorate_says_so(house: House, sites: None) -> None:
    page = house.member(ASSIUT).get("/matrix/EG-AST").text
    rows = {code: page.split(f'data-site="{code}"')[1].split("</tr>")[0] for code in ("AST-ALL", "AST-LIVE", "AST-OLD")}
    assert ["is-waived" in row for row in rows.values()] == [False, True, False]
    assert ["is-lapsed" in row for row in rows.values()] == [False, False, True]
    assert "mark-waived" in page
    assert SAID in house.member(MINISTRY).get("/matrix/").text.split("/matrix/EG-AST?")[1].split("</a>")[0]


@pytest.mark.parametrize("address", ["/sites/{code}", "/sites/?text={code}"])
def test_a_site_says_so_itself(house: House, sites: None, address: str) -> None:
    officer = house.member(ASSIUT)
    said = {code: officer.get(address.format(code=code)).text for code in ("AST-ALL", "AST-LIVE", "AST-OLD")}
    assert [page.count("باستثناء انتهت مدته") for page in said.values()] == [0, 0, 1]
    assert "باستثناء" in said["AST-LIVE"]
    assert "باستثناء" not in said["AST-ALL"]


def test_the_page_of_reports_says_so(house: House, sites: None) -> None:
    assert SAID in house.member(ASSIUT).get("/reports/").text
