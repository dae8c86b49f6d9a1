"""The gates of going live, where they need the position: corrections behind a waived one, and checklists that the register contradicts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site, StepEntry, TrainingSession
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.saving import Did, save_many
from rollout.errors import Refused
from rollout.journal import last_moment, record_many, refusals
from rollout.position import position
from rollout.rules import News
from rollout.stages import Kind, State
from rollout.totals import totals
from rollout.training.holding import keep_session
from rollout.works import AREAS
from rollout.works.service import GATES
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.rollout.training.making import a_count, a_session, put

DAY, TODAY = date(2023, 5, 1), date(2023, 7, 31)
LATER = DAY + timedelta(days=20)


def do(session: Session, site: Site, area: str, *dids: Did) -> None:
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)


def all_but_training(session: Session) -> Site:
    site = a_site(session)
    do(session, site, "handover", did("handover", "building", "provisional", DAY))
    for kind in AREAS["utilities"].kinds:
        do(session, site, "utilities", *path("utilities", kind.key, DAY))
    record_many(session, [(site, News(stage, State.DONE, DAY, 1, 1)) for stage in ("linking", "furnishing")], today=TODAY, source="import")
    return site


def waiver(gate: str) -> Did:
    return did("service", "waiver-1", "granted", DAY, gate=gate, expected_on=TODAY, person="السكرتير العام")


def check(day: date = LATER, verdict: str = "not_ready", **answers: str) -> Did:
    facts = {f"gate_{key}": answers.get(key, "yes") for key, _label in GATES}
    return did("service", "go_live", "check", day, verdict=verdict, note="ينقص التدريب", **facts)


def test_a_correction_behind_another_gate_does_not_slip_through_a_waiver(session: Session) -> None:
    site = all_but_training(session)
    do(session, site, "service", waiver("training"), did("service", "go_live", "in_service", LATER))
    meter = session.scalars(select(StepEntry).where(StepEntry.item == "gas", StepEntry.step == "in_service")).one()
    moved = did("utilities", "gas", "in_service", LATER + timedelta(days=5), number=meter.number, replaces_id=meter.id)
    with pytest.raises(Refused) as refused, session.begin_nested():
        do(session, site, "utilities", moved)
    assert str(AREAS["utilities"].label) in str(refused.value)
    assert broken_steps(session, TODAY)[1] == []
    corrected = did("utilities", "gas", "in_service", DAY + timedelta(days=1), number=meter.number, replaces_id=meter.id)
    do(session, site, "utilities", corrected)


def test_taking_the_waiver_back_is_refused_while_it_carries_the_service(session: Session) -> None:
    site = all_but_training(session)
    do(session, site, "service", waiver("training"), did("service", "go_live", "in_service", LATER))
    granted = session.scalars(select(StepEntry).where(StepEntry.step == "granted")).one()
    with pytest.raises(Refused), session.begin_nested():
        do(session, site, "service", Did("waiver-1", "granted", DAY, note="خطأ", replaces_id=granted.id, withdrawn=True))


def test_of_two_waivers_none_is_taken_back_or_shortened_while_both_carry_the_service(session: Session) -> None:
    site = a_site(session)
    do(session, site, "handover", did("handover", "building", "provisional", DAY))
    for kind in AREAS["utilities"].kinds:
        do(session, site, "utilities", *path("utilities", kind.key, DAY))
    record_many(session, [(site, News("furnishing", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    for_gates = [replace(waiver(gate), item=f"waiver-{number}") for number, gate in enumerate(("training", "linking"), 1)]
    do(session, site, "service", *for_gates, did("service", "go_live", "in_service", LATER))
    second = session.scalars(select(StepEntry).where(StepEntry.item == "waiver-2")).one()
    shorter = replace(for_gates[1], expected_on=LATER - timedelta(days=1), replaces_id=second.id)
    for change in (shorter, Did("waiver-2", "granted", DAY, note="خطأ", replaces_id=second.id, withdrawn=True)):
        with pytest.raises(Refused) as refused, session.begin_nested():
            do(session, site, "service", change)
        assert str(Kind.COMPLEX.stage("linking").label) in str(refused.value)
    do(session, site, "service", replace(for_gates[1], expected_on=LATER, replaces_id=second.id))


def test_a_checklist_does_not_call_met_what_the_details_do_not(session: Session) -> None:
    site = all_but_training(session)
    with pytest.raises(Refused) as refused, session.begin_nested():
        do(session, site, "service", check())
    assert refused.value.about == "gate_training"
    do(session, site, "service", check(training="no"))
    do(session, site, "service", waiver("training"), check(LATER, "ready_with_waivers", training="no"))


def test_a_checklist_is_held_to_its_own_day(session: Session) -> None:
    site = all_but_training(session)
    with pytest.raises(Refused), session.begin_nested():
        do(session, site, "service", check(DAY - timedelta(days=1), training="no"))
    do(session, site, "service", check(DAY, training="no"))


def test_an_opening_leaves_the_stage_where_it_is(session: Session) -> None:
    site = a_site(session)
    do(session, site, "service", did("service", "go_live", "opening", DAY))
    [here] = position(session, TODAY, site_ids=[site.id]).sites
    assert here.stages["service"].state is State.NOT_STARTED
    assert not here.in_service


def through(session: Session, as_of: date) -> tuple[int, int]:
    """How many complexes went into service through a waiver, and for how many of them it is over."""
    total = totals(position(session, as_of).rows)[Kind.COMPLEX, "service"]
    return total.waived, total.lapsed


def test_a_total_tells_the_waivers_that_are_over(session: Session) -> None:
    site, until = all_but_training(session), LATER + timedelta(days=10)
    do(session, site, "service", did("service", "waiver-1", "granted", DAY, gate="training", expected_on=until))
    do(session, site, "service", did("service", "go_live", "in_service", LATER))
    known = last_moment(session)
    after = until + timedelta(days=1)
    assert [through(session, day) for day in (DAY, LATER, until, after)] == [(0, 0), (1, 0), (1, 0), (1, 1)]
    do(session, site, "service", did("service", "waiver-2", "granted", after, gate="training", expected_on=TODAY))
    assert through(session, after) == (1, 0)
    assert totals(position(session, after, known).rows)[Kind.COMPLEX, "service"].lapsed == 1
    record_many(session, [(site, News("training", State.DONE, after, 9, 9))], today=TODAY, source="import")
    assert through(session, TODAY + timedelta(days=1)) == (1, 0), "the gate is met, so no waiver is needed any more"


@pytest.fixture
def waived(session: Session) -> Site:
    """A complex that went into service with a waiver for its linking alone; its training was counted in a session."""
    site = a_site(session)
    do(session, site, "handover", did("handover", "building", "provisional", DAY))
    do(session, site, "training", did("training", "supply", "wanted", DAY - timedelta(days=30), count=4))
    for kind in AREAS["utilities"].kinds:
        do(session, site, "utilities", *path("utilities", kind.key, DAY))
    record_many(session, [(site, News("furnishing", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    put(session, a_session(session, DAY), a_count(site, 4), today=TODAY)
    granted = did("service", "waiver-1", "granted", DAY, gate="linking", expected_on=TODAY)
    do(session, site, "service", granted, did("service", "go_live", "in_service", LATER))
    return site


def taken_from_under(session: Session, site: Site, how: str) -> None:
    held = session.scalars(select(TrainingSession)).one()
    undone = News("furnishing", State.IN_PROGRESS, DAY + timedelta(days=1), 0, 1, note="أُعيد الأثاث")
    if how == "imported":
        record_many(session, [(site, undone)], today=TODAY, source="import")
    elif how == "counted":
        put(session, held, a_count(site, 3), today=TODAY)
    elif how == "moved":
        with session.no_autoflush:
            held.starts_on, held.ends_on = LATER, LATER + timedelta(days=2)
            keep_session(session, held, today=TODAY, by=None)


@pytest.mark.parametrize("how", ["imported", "counted", "moved"])
def test_no_gate_is_taken_from_under_a_site_that_another_waiver_let_in(session: Session, waived: Site, how: str) -> None:
    with pytest.raises(Refused) as refused, session.begin_nested():
        taken_from_under(session, waived, how)
    gate = "training" if how in ("counted", "moved") else "furnishing"
    assert str(Kind.COMPLEX.stage(gate).label) in str(refused.value)
    assert str(Kind.COMPLEX.stage("linking").label) not in str(refused.value)
    session.expire_all()
    assert broken_steps(session, TODAY)[1] == unfollowed(session)[1] == []


def test_a_sheet_that_takes_a_gate_away_is_faulted_before_it_is_applied(session: Session, waived: Site) -> None:
    undone = News("furnishing", State.IN_PROGRESS, DAY + timedelta(days=1), 0, 1, note="أُعيد الأثاث")
    assert [index for index, _refused in refusals(session, [(waived, undone)], today=TODAY)] == [0]
