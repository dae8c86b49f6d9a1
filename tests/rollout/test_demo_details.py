"""The work behind the demo's complexes: full, believable, the same every time, and what the journal follows from."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Asset,
    Compensation,
    Contract,
    Evidence,
    Movement,
    Paper,
    PaperLine,
    ProgressEntry,
    SecurityEvent,
    Signature,
    Site,
    StepEntry,
    Store,
)
from rollout.database import engine_for, session_for
from rollout.demo import tellings
from rollout.demo.clockwork import LAST_DAY, day_of
from rollout.demo.papers import PAPERS
from rollout.demo.places import register
from rollout.demo.telling import Telling
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.following import follow
from rollout.exchange import Status, apply, plan_import
from rollout.ledger.figures import Figures, figures
from rollout.overdue import overdue
from rollout.scope import everything
from rollout.stages import Kind, State
from rollout.supply.states import Held, Measure
from rollout.works import AREAS, Happened, items_of
from rollout.works.handover import open_snags
from rollout.works.service import waivers
from tests.loading import Installation
from tests.rollout.exchange.sheets import saved

SAMPLE = Path(__file__).parents[1] / "data" / "register_sample.xlsx"
TODAY = date(2024, 1, 10)


@pytest.fixture(scope="module")
def told() -> list[Telling]:
    return [telling for telling in tellings(register()) if telling.place.kind is Kind.COMPLEX]


@pytest.fixture(scope="module")
def loaded(demo_template: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo, loaded once; each test rolls back what it does."""
    url = demo_template.copy(tmp_path_factory.mktemp("details")).database_url
    yield url
    engine_for(url).dispose()


@pytest.fixture
def demo(loaded: str) -> Iterator[Session]:
    with session_for(loaded) as session, everything(session):
        yield session
        session.rollback()


def in_force(telling: Telling, area: str) -> list[Happened]:
    gone = {id(step.corrects) for step in telling.steps if step.corrects}
    return [step.step for step in telling.steps if step.area == area and id(step) not in gone]


def test_each_of_332_complexes_has_the_work_behind_its_stages(told: list[Telling]) -> None:
    assert len(told) == 332
    for telling in told:
        derived = {entry.event.stage for entry in telling.entries if entry.source == "details"}
        assert derived - {"furnishing"} == {step.area for step in telling.steps} - {"furnishing"}
        assert "demo" not in {entry.source for entry in telling.entries}
    worked = Counter(area for telling in told for area in {step.area for step in telling.steps})
    assert set(worked) == set(AREAS)
    assert worked["handover"] > 320


def test_the_work_is_told_after_it_was_done_and_corrections_stay(told: list[Telling]) -> None:
    steps = [step for telling in told for step in telling.steps]
    assert all(step.step.on <= day_of(step.recorded_at) <= LAST_DAY for step in steps)
    corrections = [step for step in steps if step.corrects]
    assert len(corrections) > 20
    for step in corrections:
        assert step.corrects
        assert step.step.on < step.corrects.step.on
        assert step.recorded_at > step.corrects.recorded_at
        assert step.step.note


def test_meters_have_companies_payers_amounts_and_causes(told: list[Telling]) -> None:
    steps = [step.step for telling in told for step in telling.steps if step.area == "utilities"]
    assert len({step.body for step in steps if step.item == "electricity" and step.body}) >= 6
    assert {step.facts["payer"] for step in steps if step.step == "payment"} == {"governorate", "executing_body", "initiative"}
    assert all(step.number and step.amount for step in steps if step.step == "payment")
    excused = [step for step in steps if step.step == "not_applicable"]
    assert {step.item for step in excused} == {"gas"}
    assert all(step.person and step.note for step in excused)
    blocked = [step for step in steps if step.step == "blocked"]
    assert len({step.note for step in blocked}) > 1
    assert all(step.body for step in blocked)
    assert any(step.expected_on and step.expected_on < LAST_DAY for step in blocked)


def test_snags_have_deadlines_and_some_are_open_and_late(told: list[Telling]) -> None:
    late = closed = 0
    for telling in told:
        items = items_of(AREAS["handover"], in_force(telling, "handover"))
        closed += sum(step.step == "closed" for step in in_force(telling, "handover"))
        late += sum((snag.taken["listed"].expected_on or LAST_DAY) < LAST_DAY for snag in open_snags(items))
    assert closed > 100
    assert late > 10


def test_four_sites_opened_with_a_waiver_and_one_has_expired(told: list[Telling]) -> None:
    granted = []
    for telling in told:
        granted += waivers(items_of(AREAS["service"], in_force(telling, "service")))
    assert len(granted) == 4
    assert all(waiver.taken["granted"].person and waiver.taken["granted"].note for waiver in granted)
    expires = [waiver.taken["granted"].expected_on or date.max for waiver in granted if not waiver.finished]
    assert any(day < LAST_DAY for day in expires)


def test_openings_fall_on_days_of_their_own(told: list[Telling]) -> None:
    days = {(step.step.step, telling.place.code): step.step.on for telling in told for step in telling.steps if step.area == "service"}
    opened = {code for step, code in days if step == "opening"}
    assert 20 < len(opened) < 60
    assert all(days["opening", code] > days["in_service", code] for code in opened)


def test_the_bodies_that_link_have_what_they_need_where_the_link_is_live(told: list[Telling]) -> None:
    ready = live = 0
    for telling in told:
        linked = items_of(AREAS["linking"], in_force(telling, "linking"))["line"].finished
        offices = items_of(AREAS["offices"], in_force(telling, "offices"))
        bodies = [offices["planning"], offices["ict"]]
        if linked is None:
            assert not any(body.known for body in bodies)
        live += linked is not None
        ready += all(body.finished for body in bodies)
    assert 0.9 * live < ready <= live


def test_some_steps_are_proven_and_photos_say_where(demo: Session) -> None:
    papers = demo.scalars(select(Evidence)).all()
    of_steps = [paper for paper in papers if paper.step_id is not None]
    assert len(of_steps) > 500
    assert any(paper.entry_id is not None for paper in of_steps)
    located = [paper for paper in papers if paper.latitude is not None]
    assert located
    assert all(22 < (paper.latitude or 0) < 32 and 25 < (paper.longitude or 0) < 36 and paper.accuracy for paper in located)
    assert {paper.original_name for paper in located} == {f"{PAPERS['photo'][0]} - بيانات تجريبية.png"}


def test_following_the_details_once_more_adds_nothing(demo: Session) -> None:
    numbers = [demo.scalar(select(func.count(model.id))) for model in (ProgressEntry, Evidence)]
    sites = demo.scalars(select(Site).where(Site.kind == Kind.COMPLEX)).all()
    assert follow(demo, [(site, area) for site in sites for area in AREAS], today=TODAY, by=None) == set()
    assert [demo.scalar(select(func.count(model.id))) for model in (ProgressEntry, Evidence)] == numbers
    assert unfollowed(demo)[1] == broken_steps(demo, TODAY)[1] == []


def test_the_sample_register_is_imported_into_the_demo_and_the_journal_still_follows(demo: Session) -> None:
    for _again in range(2):
        plan = plan_import(demo, SAMPLE.read_bytes(), SAMPLE.name, today=TODAY)
        assert (plan.problems, plan.entries, plan.counts) == ([], 0, {Status.UNCHANGED: 49})
        apply(demo, plan, today=TODAY)
        assert unfollowed(demo)[1] == []


def test_what_a_sheet_says_otherwise_is_only_remarked(demo: Session) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    sheet = book.worksheets[0]
    told = next(row for row in range(4, 53) if isinstance(sheet.cell(row, 7).value, date))
    sheet.cell(told, 7).value -= timedelta(days=1)
    plan = plan_import(demo, saved(book), "changed.xlsx", today=TODAY)
    assert (plan.problems, plan.entries) == ([], 0)
    [remark] = [notice for notice in plan.notices if notice.row == told]
    assert (remark.cell, str(sheet.cell(told, 2).value) in str(remark.message)) == (f"G{told}", True)
    entries = demo.scalar(select(func.count(ProgressEntry.id)))
    apply(demo, plan, today=TODAY)
    assert demo.scalar(select(func.count(ProgressEntry.id))) == entries


def test_steps_name_no_particular_that_their_forms_lack(demo: Session) -> None:
    assert demo.scalar(select(func.count(StepEntry.id)).where(StepEntry.source != "demo")) == 0
    assert broken_steps(demo, LAST_DAY)[1] == []
    done = demo.scalars(select(ProgressEntry.state).where(ProgressEntry.source == "details").distinct()).all()
    assert set(done) == {State.IN_PROGRESS, State.STALLED, State.DONE}


def sums(demo: Session, day: date) -> Figures:
    contract = demo.scalars(select(Contract)).one()
    [found] = figures(demo, contract.id, day, by="contract").values()
    return found


def test_the_contract_is_worth_its_published_value_to_the_piastre(demo: Session) -> None:
    contract = demo.scalars(select(Contract)).one()
    lines = figures(demo, contract.id, LAST_DAY, by="line")
    assert contract.value == 66_200_000_000 == sum(line.value[Measure.CONTRACTED] for line in lines.values())
    assert len(lines) == 40
    assert "٦٦٠ مليون" in contract.value_note
    assert contract.is_demo
    assert 30_000 < (demo.scalar(select(func.count(Movement.id))) or 0) < 40_000
    allotted = select(func.count(PaperLine.id)).join(Paper, Paper.id == PaperLine.paper_id).where(Paper.kind == "allotment")
    assert demo.scalar(allotted) == 40 * 332
    assert demo.scalar(select(func.count(Store.governorate_id.distinct()))) == 20


def test_by_mid_2023_the_suppliers_have_begun_to_deliver(demo: Session) -> None:
    before, mid, end = (sums(demo, day).value[Measure.DELIVERED] for day in (date(2022, 10, 31), date(2023, 6, 30), LAST_DAY))
    assert before == 0 < mid < 66_200_000_000 // 5 < end < 66_200_000_000 // 2


def test_stock_was_taken_and_a_notice_corrected(demo: Session) -> None:
    """What was missing was found again, the minutes bear drawn signatures, and a correction names what it corrects."""
    query = select(Paper).where(Paper.kind.in_(("audit", "found", "counter"))).order_by(Paper.day)
    papers = {paper.kind: paper for paper in demo.scalars(query)}
    assert set(papers) == {"audit", "found", "counter"}
    assert all(paper.state == "closed" and paper.is_demo and "بيانات تجريبية" in paper.note for paper in papers.values())
    counted = select(func.sum(PaperLine.short)).where(PaperLine.paper_id == papers["audit"].id)
    assert (demo.scalar(counted), sums(demo, LAST_DAY).states.get(Held.UNEXPLAINED, 0)) == (1, 0)
    assert sums(demo, papers["audit"].day).states[Held.UNEXPLAINED] == 1
    assert len(demo.scalars(select(Signature)).all()) == 2
    assert [row.quantity for row in demo.scalars(select(Movement).where(Movement.corrects_id.is_not(None)))] == [1]


def test_some_matters_of_the_contract_are_open(demo: Session) -> None:
    now = sums(demo, LAST_DAY)
    for state in (Held.CUSTODY, Held.REJECTED, Held.SHORT, Held.SURPLUS, Held.STOCK, Held.INSTALLED, Held.IN_SERVICE, Held.CONTRACTED):
        assert now.states[state] > 0, state
    assert 0 < now.paid < now.certified <= now.value[Measure.PAYABLE]
    papers = dict(demo.execute(select(Paper.kind, func.count()).where(Paper.state == "closed").group_by(Paper.kind)).all())
    assert min(papers[kind] for kind in ("rejection", "withdrawal", "replacement", "issue", "service")) > 5
    assert demo.scalar(select(func.count(Paper.id)).where(Paper.state == "draft")) == 2
    soon = select(func.count(SecurityEvent.id)).where(SecurityEvent.expires_on < LAST_DAY + timedelta(days=30))
    assert demo.scalar(soon) == 1
    assert demo.scalar(select(func.count(Asset.id))) > 100
    assert demo.scalar(select(func.count(Compensation.id))) == 2
    assert {one.item for one in overdue(demo, LAST_DAY, areas=["furnishing"])} == {"furniture"}
