"""Paper and page count alike: each area of every governorate's report against the reading that the area's page takes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Contract, Governorate, Site
from reports.document.content import Document, Table
from reports.document.frozen import as_json, bare, from_json
from reports.issue import reports as issue
from reports.words.headings import TITLES
from rollout import golive, handover, linking
from rollout.database import engine_for, session_for
from rollout.ledger.figures import figures
from rollout.ledger.money.delays import proposals
from rollout.ledger.waiting import waiting
from rollout.meters import meters, totals
from rollout.offices import complexes, sums
from rollout.overdue import overdue
from rollout.parameters import parameters
from rollout.scope import everything
from rollout.supply.quantities import worth
from rollout.supply.states import Measure
from rollout.text import speaking
from rollout.training.counts import COVERED_BODIES
from rollout.training.gap import needs, together
from rollout.works import AREAS
from rollout.works.offices import PARTNERS
from tests.loading import Installation

DAY = date(2023, 11, 30)


@pytest.fixture(scope="module")
def demo(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demo, loaded once and only read."""
    url = demo_template.copy(tmp_path_factory.mktemp("numbers")).database_url
    with session_for(url) as session, everything(session), speaking("ar"):
        yield session
    engine_for(url).dispose()


@pytest.fixture(scope="module")
def made(demo: Session) -> dict[str, Document]:
    return issue._all(demo, DAY, None)


@pytest.fixture(scope="module")
def papers(demo: Session, made: dict[str, Document]) -> dict[str, Document]:
    """The report of every governorate that has complexes; two of them also read alone, as the command does."""
    alone = {code: issue._committee(demo, code, DAY, None) for code in ("EG-AST", "EG-KN")}
    assert all(made[code] == paper for code, paper in alone.items())
    return {code: made[code] for code in demo.scalars(select(Governorate.code)) if made[code].facts["work"]}


def table(paper: Document, area: str) -> Table:
    [found] = [section for section in paper.sections if section.title.endswith(f": {TITLES[f'work_{area}']}")]
    return next(block for block in found.blocks if isinstance(block, Table))


def line(paper: Document, area: str) -> dict[str, Any]:
    shown = table(paper, area)
    return {column.title: cell.value for column, cell in zip(shown.columns, shown.rows[0], strict=True)}


def under_labels(counted: Any) -> dict[str, int]:
    return {str(status.label): number for status, number in counted.items()}


def test_every_governorate_with_complexes_is_compared(papers: dict[str, Document]) -> None:
    assert len(papers) > 15
    assert any(sum(paper.facts["work"]["untold"].values()) for paper in papers.values()), "some complexes have no details"


def test_handover(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        seen = handover.handovers(demo, DAY, governorate=code).counted()
        told = paper.facts["work"]["handover"]
        assert told == {status.value: number for status, number in seen.by_status.items()} | {"not_applicable": seen.not_applicable}, code
        assert under_labels(seen.by_status).items() <= line(paper, "handover").items(), code


def test_linking(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        seen = linking.by_status(linking.links(demo, DAY, governorate=code))
        assert paper.facts["work"]["linking"] == {status.value: number for status, number in seen.items()}, code
        assert under_labels(seen).items() <= line(paper, "linking").items(), code


def test_going_live(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        seen = golive.count(golive.going_live(demo, DAY, governorate=code))
        told = paper.facts["work"]["service"]
        assert told == {phase.value: number for phase, number in seen.by_phase.items()} | {"not_applicable": seen.not_applicable}, code
        assert under_labels(seen.by_phase).items() <= line(paper, "service").items(), code


def test_meters(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        seen = {key: counted.numbers for key, counted in totals(meters(demo, DAY, code)).items()}
        whole = sum((Counter({status.value: n for status, n in numbers.items()}) for numbers in seen.values()), Counter[str]())
        assert Counter(paper.facts["work"]["utilities"]) == whole, code
        shown = table(paper, "utilities")
        for row in shown.rows:
            told = {column.title: cell.value for column, cell in zip(shown.columns, row, strict=True)}
            assert under_labels(seen[str(row[0].value)]).items() <= told.items(), (code, row[0].text)


def test_partner_offices(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        found = complexes(demo, DAY, governorate=code)
        seen = {body: sums(each.offices[body] for each in found).by_status for body in PARTNERS}
        assert paper.facts["work"]["offices"] == {body: {s.value: n for s, n in numbers.items()} for body, numbers in seen.items()}, code
        shown = table(paper, "offices")
        for row in shown.rows:
            told = {column.title: cell.value for column, cell in zip(shown.columns, row, strict=True)}
            assert under_labels(seen[str(row[0].value)]).items() <= told.items(), (code, row[0].text)


def test_training(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        sites = needs(demo, DAY, governorate=code)
        covered = together(site.covered for site in sites)
        told = paper.facts["work"]["training"]
        assert told == {key: getattr(covered, key) or 0 for key in ("wanted", "nominated", "trained", "short")}, code
        rows = {row[0].text: row for row in table(paper, "training").rows}
        sum_of = rows["جملة المشمول بالمستهدف"]
        assert [sum_of[n].value for n in (3, 4, 5, 6)] == [told[key] for key in ("wanted", "nominated", "trained", "short")], code
        assert len(COVERED_BODIES) == 3 < len(rows)


def test_furniture_and_equipment(demo: Session, papers: dict[str, Document]) -> None:
    """Against what the pages of the contract, of inspection and of payments read."""
    seen = figures(demo, None, DAY, by="governorate", at_sites=True)
    terms = parameters(demo, DAY)
    places = select(Site.id, Governorate.code).join(Governorate, Governorate.id == Site.governorate_id)
    homes: dict[int, str] = {row.id: row.code for row in demo.execute(places)}
    late: Counter[str] = Counter()
    for contract in demo.scalars(select(Contract)):
        for one in proposals(demo, contract.id, DAY, terms):
            late[homes[one.site_id]] += worth(one.unit_price, one.late.missing)
    assert late.total()
    for code, paper in papers.items():
        told = paper.facts["supply"]
        assert told["value"] == {measure.value: seen[code].value[measure] for measure in Measure}, code
        waits = waiting(demo, DAY, governorate=code)
        assert sorted(value for _number, _since, value in told["waiting"]) == sorted(one.value for one in waits), code
        assert sum(one.value for one in waits) == sum(
            seen[code].value[measure] * sign for measure, sign in ((Measure.DELIVERED, 1), (Measure.ACCEPTED, -1), (Measure.REJECTED, -1))
        ), code
        assert sum(value for _due, value in told["late"].values()) == late[code], code


def test_the_lots_of_the_country(demo: Session) -> None:
    lots = issue._all(demo, DAY, None, only_national=True)[issue.NATIONAL].facts["supply"]["lots"]
    [contract] = demo.scalars(select(Contract))
    seen = figures(demo, contract.id, DAY, by="contract")[contract.id]
    assert sum(lot["contracted"] for lot in lots) == seen.value[Measure.CONTRACTED] == contract.value
    assert [sum(lot[key] for lot in lots) for key in ("certified", "paid")] == [seen.certified, seen.paid]


def test_overdue(demo: Session, papers: dict[str, Document]) -> None:
    for code, paper in papers.items():
        seen = Counter((one.area, one.site, one.days_late) for one in overdue(demo, DAY, governorate=code))
        assert Counter((late["area"], late["code"], late["days"]) for late in paper.facts["overdue"]) == seen, code
        assert {area for area, _code, _days in seen} <= set(AREAS)


def test_every_report_comes_back_from_its_frozen_text(made: dict[str, Document]) -> None:
    assert len(made) == 28
    for code, paper in made.items():
        assert from_json(as_json(paper)) == replace(paper, facts=bare(paper.facts)), code
