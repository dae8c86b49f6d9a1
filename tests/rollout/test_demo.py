"""The demo programme: the published figures on their days, a history that keeps every rule, and labels that nobody can miss."""

import hashlib
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from flask_appbuilder.security.sqla.models import User
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from models import Affirmation, Attendance, Evidence, Governorate, IssuedDocument, IssuedFile, ProgressEntry, Site, StepEntry
from rollout.clock import CAIRO
from rollout.database import engine_for, reading, session_for
from rollout.demo import load, people, tellings
from rollout.demo.clockwork import LAST_DAY, OPENED
from rollout.demo.places import JULY, NOTE, enlarged, register
from rollout.demo.telling import Telling
from rollout.errors import Refused
from rollout.evidence import store_for
from rollout.exchange import Status, plan_import
from rollout.initialise import initialise
from rollout.integrity import inspect
from rollout.journal import record
from rollout.position import position
from rollout.register import site_by_code
from rollout.rules import News
from rollout.scope import everything
from rollout.settings import Settings
from rollout.stages import Kind, State
from rollout.totals import totals
from tests.loading import Installation
from tests.postgres import run_on

SAMPLE = Path(__file__).parents[1] / "data" / "register_sample.xlsx"
TODAY = date(2026, 1, 1)
SHEET_DAY = date(2023, 7, 31)


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An installation with the demo loaded, once for all tests of this file; they only read, or roll back."""
    folder = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        copy: Installation = request.getfixturevalue("demo_template").copy(folder)
        yield Settings(database_url=copy.database_url, files_url=copy.files_url)
        engine_for(copy.database_url).dispose()
        return
    server: URL = request.getfixturevalue("postgres_server")
    run_on(server, f"create database demo template {request.getfixturevalue('postgres_template')} strategy file_copy")
    url = server.set(database="demo").render_as_string(hide_password=False)
    chosen = Settings(database_url=url, files_url=f"file://{folder / 'files'}")
    kept = people.VAR
    people.VAR = folder
    initialise(url)
    load(chosen)
    yield chosen
    people.VAR = kept
    engine_for(url).dispose()


@pytest.fixture
def demo(settings: Settings) -> Iterator[Session]:
    with session_for(settings.database_url) as session, everything(session):
        yield session
        session.rollback()


@pytest.fixture(scope="module")
def told() -> list[Telling]:
    return list(tellings(register()))


@pytest.mark.parametrize(
    ("day", "kind", "stage", "state", "number"),
    [
        (date(2023, 6, 30), Kind.COMPLEX, "handover", State.DONE, 299),
        (date(2021, 6, 30), Kind.FIXED_CENTRE, "service", State.DONE, 282),
        (date(2022, 6, 30), Kind.FIXED_CENTRE, "service", State.DONE, 305),
        (date(2023, 6, 30), Kind.FIXED_CENTRE, "service", State.DONE, 318),
        (date(2023, 11, 7), Kind.FIXED_CENTRE, "service", State.DONE, 318),
        (date(2023, 11, 7), Kind.FIXED_CENTRE, "service", State.IN_PROGRESS, 23),
        (date(2021, 6, 30), Kind.MOBILE_CENTRE, "service", State.DONE, 12),
        (date(2023, 11, 7), Kind.MOBILE_CENTRE, "service", State.DONE, 37),
        (date(2023, 11, 30), Kind.MISR_CENTRE, "service", State.DONE, 2),
        (date(2023, 11, 30), Kind.COMPLEX, "service", State.DONE, 60),
    ],
)
def test_the_position_gives_the_published_figure(
    demo: Session, day: date, kind: Kind, stage: str, state: State, number: int
) -> None:
    assert getattr(totals(position(demo, day).rows)[kind, stage], state.value) == number


def test_fewer_complexes_opened_than_were_planned_for_july(demo: Session) -> None:
    in_service = totals(position(demo, SHEET_DAY).rows)[Kind.COMPLEX, "service"].done
    assert 0 < in_service < 74 == sum(place.planned_on == JULY for place in register() if place.kind is Kind.COMPLEX)


def test_every_vehicle_of_fifty_is_under_way_or_in_service(demo: Session) -> None:
    vehicles = [site for site in position(demo, date(2023, 11, 7), kind=Kind.MOBILE_CENTRE).sites if not site.in_service]
    assert len(vehicles) == 13
    assert all(set(site.states.values()) != {State.NOT_STARTED} for site in vehicles)


def test_the_register_has_the_known_shape(demo: Session) -> None:
    counted = dict(demo.execute(select(Site.kind, func.count()).group_by(Site.kind)).all())
    assert counted == {"complex": 332, "fixed_centre": 341, "headquarters_centre": 24, "mobile_centre": 50, "misr_centre": 7}
    rows = demo.execute(select(Governorate.code, Site.kind).join(Governorate, Governorate.id == Site.governorate_id))
    complexes, fixed = Counter(), set()
    for code, kind in rows:
        complexes[code] += kind == Kind.COMPLEX
        if kind == Kind.FIXED_CENTRE:
            fixed.add(code)
    assert {code: complexes[code] for code in ("EG-ASN", "EG-SHG", "EG-KN", "EG-GZ", "EG-KFS")} == {
        "EG-ASN": 31, "EG-SHG": 30, "EG-KN": 19, "EG-GZ": 11, "EG-KFS": 5,
    }
    assert len(+complexes) == 20
    assert len(fixed) == 27
    assert len({(place.governorate, place.markaz_ar) for place in register() if place.kind is Kind.COMPLEX}) == 52


def test_codes_and_villages_are_not_given_twice() -> None:
    places = list(enlarged(2_000))
    assert len({place.code for place in places}) == 2_000
    villages = [(place.governorate, place.markaz_ar, place.village_ar) for place in places if place.kind is Kind.COMPLEX]
    assert len(set(villages)) == len(villages)


def test_the_integrity_check_finds_no_fault(demo: Session, settings: Settings) -> None:
    parts = list(inspect(demo, store_for(settings.files_url), today=TODAY))
    assert [str(fault) for part in parts for fault in part.faults] == []
    # Nobody closed the contract.
    assert sum(not part.count for part in parts) <= 1


def test_whatever_the_demo_issued_is_the_same_to_the_last_byte(demo: Session, demo_template: Installation) -> None:
    def issued(session: Session) -> list[tuple[str, str, str]]:
        query = select(IssuedDocument.reference, IssuedDocument.code, IssuedFile.sha256).join(IssuedFile.document)
        return [tuple(row) for row in session.execute(query.order_by(IssuedDocument.reference, IssuedFile.form))]

    with session_for(demo_template.database_url) as once, everything(once), reading():
        assert issued(demo) == issued(once)
    engine_for(demo_template.database_url).dispose()


def test_an_enlarged_register_keeps_the_rules_too(enlarged_template: Installation, tmp_path: Path) -> None:
    copy = enlarged_template.copy(tmp_path / "copy")
    with session_for(copy.database_url) as session, everything(session):
        sites, entries = map(int, copy.said.split())
        assert sites == 800 == session.scalar(select(func.count(Site.id)))
        assert entries == session.scalar(select(func.count(ProgressEntry.id))) > 8_000
        parts = list(inspect(session, store_for(f"file://{tmp_path}"), today=TODAY))
        assert [str(fault) for part in parts for fault in part.faults] == []
    engine_for(copy.database_url).dispose()


def test_everything_says_that_it_is_made_up(demo: Session) -> None:
    assert set(demo.scalars(select(Site.is_demo).distinct())) == {True}
    assert set(demo.scalars(select(ProgressEntry.source).distinct())) == {"demo", "details"}
    for told in (Affirmation, StepEntry, Attendance):
        assert set(demo.scalars(select(told.source).distinct())) == {"demo"}
    assert all(NOTE in name for name in demo.scalars(select(Evidence.original_name).distinct()))
    assert all(NOTE in account.capacity and "تجريبي" in account.last_name for account in people.ACCOUNTS)


def test_the_sites_of_the_sample_register_stand_exactly_where_it_says(demo: Session) -> None:
    """Read from the workbook itself, cell by cell, without the product's importer."""
    words = {"جارٍ": State.IN_PROGRESS, "متعثر": State.STALLED, "لم يبدأ": State.NOT_STARTED}
    sites = {site.code: site for site in position(demo, SHEET_DAY).sites}
    rows = CalamineWorkbook.from_path(str(SAMPLE)).get_sheet_by_index(0).to_python()[3:]
    assert len(rows) == 49
    for row in rows:
        site = sites[str(row[1])]
        assert (site.markaz_ar, site.name_ar) == (row[3], row[5])
        for stage, cell in zip(("handover", "utilities", "linking", "furnishing", "training", "service"), row[6:12], strict=True):
            told = site.stages[stage]
            expected = (State.DONE, cell) if isinstance(cell, date) else (words[str(cell)], None)
            assert (told.state, told.effective_on if isinstance(cell, date) else None) == expected, (site.code, stage)


def test_importing_the_sample_register_changes_no_stage(demo: Session) -> None:
    plan = plan_import(demo, SAMPLE.read_bytes(), SAMPLE.name, today=TODAY)
    assert plan.problems == []
    assert plan.counts == {Status.UNCHANGED: 49}
    assert (plan.entries, plan.edits) == (0, 0)


def test_news_is_told_on_working_evenings_after_it_came_true(demo: Session) -> None:
    entries = demo.execute(select(ProgressEntry.effective_on, ProgressEntry.news_on, ProgressEntry.recorded_at)).all()
    for entry in entries:
        local = entry.recorded_at.astimezone(CAIRO)
        assert entry.effective_on <= entry.news_on == local.date()
        assert local.strftime("%a") in ("Sun", "Mon", "Tue", "Wed", "Thu")
        assert 17 <= local.hour < 21
        assert OPENED <= local.date() <= LAST_DAY


def test_on_any_day_some_is_confirmed_some_reported_and_some_unheard_of(demo: Session) -> None:
    for day in (date(2022, 12, 31), SHEET_DAY, date(2023, 11, 30)):
        total = totals(position(demo, day).rows)[Kind.COMPLEX, "handover"]
        assert min(total.confirmed, total.reported, total.stale, total.none) > 0, day


def test_the_story_has_stalls_corrections_and_waivers(told: list[Telling]) -> None:
    entries = [entry for telling in told for entry in telling.entries]
    assert sum(entry.event.state is State.STALLED and bool(entry.event.note) for entry in entries) > 50
    assert sum(entry.corrects is not None for entry in entries) > 20
    assert sum(bool(entry.event.waiver_by and entry.event.waiver_reason) for entry in entries) == 4
    assert sum(entry.event.state is State.NOT_APPLICABLE and bool(entry.event.reason) for entry in entries) > 10
    finished = [entry for entry in entries if entry.event.state is State.DONE]
    assert 0.4 < sum(entry.paper is not None for entry in finished) / len(finished) < 0.8


def test_offices_are_counted_out_of_five(told: list[Telling]) -> None:
    events = [e.event for telling in told if telling.place.kind is Kind.COMPLEX for e in telling.entries if e.event.stage == "offices"]
    assert {event.wanted for event in events} == {5}
    assert {event.done for event in events} == {0, 1, 2, 3, 4, 5}


def test_the_story_is_the_same_in_every_process(told: list[Telling]) -> None:
    code = "from tests.rollout.test_demo import fingerprint; print(fingerprint())"
    root = Path(__file__).parents[2]
    environ = {"PYTHONHASHSEED": "77", "PYTHONPATH": str(root)}
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, env=environ, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == fingerprint(told)


def fingerprint(told: list[Telling] | None = None) -> str:
    lines = [
        repr((telling.place, [(e.event, e.recorded_at, e.paper) for e in telling.entries], telling.quiet))
        for telling in told or tellings(register())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_journal_goes_on_after_the_demo(demo: Session) -> None:
    site = site_by_code(demo, "AST-004")
    assert site is not None
    newest = demo.scalar(select(func.max(ProgressEntry.id)))
    entry = record(demo, site, News("handover", State.DONE, date(2024, 1, 10)), today=TODAY)
    assert entry.id == newest + 1
    demo.add(Site(code="AST-900", kind="complex", governorate_id=site.governorate_id, name_ar="مجمع خدمات جديد"))
    demo.flush()


def test_a_register_with_sites_is_left_alone(settings: Settings, demo: Session) -> None:
    before = demo.scalar(select(func.count(ProgressEntry.id)))
    accounts = demo.scalar(select(func.count(User.id)))
    demo.rollback()
    assert load(settings, if_empty=True) is None
    with pytest.raises(Refused, match="لا يُحمَّل البرنامج التجريبي إلا في سجل خالٍ"):
        load(settings)
    assert (demo.scalar(select(func.count(ProgressEntry.id))), demo.scalar(select(func.count(User.id)))) == (before, accounts)


def test_the_demo_passwords_are_kept_for_this_user_alone(settings: Settings, demo: Session) -> None:
    assert stat.S_IMODE(people.kept_in(settings.database_url).stat().st_mode) == 0o600
    found = people.still_valid(demo, settings.database_url)
    assert [account.name for account, _password in found] == [account.name for account in people.ACCOUNTS]
    demo.scalars(select(User).where(User.username == "assiut")).one().password = "changed"
    demo.flush()
    assert "assiut" not in [account.name for account, _password in people.still_valid(demo, settings.database_url)]


def test_assiut_speaks_for_assiut_only(demo: Session) -> None:
    recorded = demo.execute(
        select(User.username, Governorate.code)
        .join(ProgressEntry, ProgressEntry.recorded_by_id == User.id)
        .join(Governorate, Governorate.id == ProgressEntry.governorate_id)
        .distinct()
    ).all()
    assert set(recorded) == {("assiut", "EG-AST"), ("qena", "EG-KN")}


def test_what_was_known_earlier_is_less(demo: Session) -> None:
    """A handover of late June was told in July: the position of the end of June has grown since."""
    then = position(demo, date(2023, 6, 30), datetime(2023, 6, 30, 23, 59, tzinfo=CAIRO))
    assert totals(then.rows)[Kind.COMPLEX, "handover"].done < 299
