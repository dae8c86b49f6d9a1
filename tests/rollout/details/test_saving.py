"""Saving a step: the stage follows, the documents prove it, and nothing is kept by half or over somebody's head."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, ProgressEntry, Site, StepEntry
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.saving import Did, Overtaken, Whereabouts, prove_step, refusals, save, save_many
from rollout.errors import OutOfScope, Refused
from rollout.evidence import Stored
from rollout.journal import last_moment, next_moment, record_many
from rollout.position import Row, position
from rollout.recording import prove
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.speaking import STEP
from rollout.stages import Kind, Standing, State
from rollout.works import AREAS
from tests.cast import ASSIUT, MINISTRY, account, bring_in
from tests.factories import a_governorate, a_pair, a_site
from tests.rollout.details.making import did, path

DAY, TODAY = date(2023, 5, 1), date(2023, 7, 31)
PHOTO = Stored("a" * 64, "image/jpeg", 1200, "عداد.jpg")


def row(session: Session, site: Site, stage: str, as_of: date = TODAY) -> Row:
    return position(session, as_of, site_ids=[site.id]).sites[0].stages[stage]


def do(session: Session, site: Site, area: str, *dids: Did, documents: tuple[Stored, ...] = ()) -> list[StepEntry]:
    return save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None, documents=documents)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def received(session: Session) -> Site:
    site = a_site(session)
    do(session, site, "handover", did("handover", "building", "provisional", DAY))
    return site


def test_the_stage_follows_from_its_meters(session: Session) -> None:
    site = received(session)
    for number, kind in enumerate(AREAS["utilities"].kinds, 1):
        day = DAY + timedelta(days=number)
        do(session, site, "utilities", *path("utilities", kind.key, day))
        here = row(session, site, "utilities")
        assert (here.done, here.wanted, here.effective_on) == (number, 6, day)
        assert here.state is (State.DONE if number == 6 else State.IN_PROGRESS)
    assert row(session, site, "utilities", DAY + timedelta(days=3)).done == 3
    assert unfollowed(session)[1] == []


def test_a_utility_that_does_not_apply_leaves_the_denominator(session: Session) -> None:
    site = received(session)
    for kind in AREAS["utilities"].kinds[1:]:
        do(session, site, "utilities", *path("utilities", kind.key, DAY))
    do(session, site, "utilities", did("utilities", "electricity", "not_applicable", DAY + timedelta(days=9)))
    here = row(session, site, "utilities")
    assert (here.state, here.done, here.wanted, here.effective_on) == (State.DONE, 5, 5, DAY + timedelta(days=9))


def test_a_stage_is_confirmed_when_each_step_that_decides_it_is_proven(session: Session) -> None:
    site = received(session)
    assert row(session, site, "handover").standing is Standing.REPORTED
    minutes = session.scalars(select(StepEntry)).one()
    assert prove_step(session, site, minutes, [PHOTO], today=TODAY, by=None) == 1
    assert row(session, site, "handover").standing is Standing.CONFIRMED
    assert prove_step(session, site, minutes, [PHOTO], today=TODAY, by=None) == 0, "the same photo proves it once"
    for kind in AREAS["utilities"].kinds:
        papers = () if kind.key == "gas" else (PHOTO,)
        do(session, site, "utilities", *path("utilities", kind.key, DAY), documents=papers)
    assert row(session, site, "utilities").standing is Standing.REPORTED, "one of six is not proven"
    gas = session.scalars(select(StepEntry).where(StepEntry.item == "gas", StepEntry.step == "in_service")).one()
    prove_step(session, site, gas, [PHOTO], today=TODAY, by=None)
    assert row(session, site, "utilities").standing is Standing.CONFIRMED


def test_the_place_of_the_photo_is_kept(session: Session) -> None:
    site = a_site(session)
    survey = did("linking", "line", "survey", DAY)
    save(session, site, "linking", survey, [PHOTO], seen=None, today=TODAY, by=None, where=Whereabouts(27.18, 31.18, 12.0))
    paper = session.scalars(select(Evidence)).one()
    assert (paper.latitude, paper.longitude, paper.accuracy) == (27.18, 31.18, 12.0)


def test_a_form_sent_twice_is_recorded_once(session: Session) -> None:
    site = a_site(session)
    survey = did("linking", "line", "survey", DAY)
    first = save(session, site, "linking", survey, seen=None, today=TODAY, by=None)
    assert save(session, site, "linking", survey, seen=None, today=TODAY, by=None) is first
    assert count(session, StepEntry) == 1


def test_the_same_step_told_by_somebody_else_is_shown_and_not_swallowed(session: Session) -> None:
    bring_in(session)
    site, survey = a_site(session), did("linking", "line", "survey", DAY)
    first = save(session, site, "linking", survey, seen=None, today=TODAY, by=account(session, ASSIUT).id)
    with pytest.raises(Overtaken) as overtaken:
        save(session, site, "linking", survey, seen=None, today=TODAY, by=account(session, MINISTRY).id)
    assert overtaken.value.latest is first


def test_a_correction_names_an_entry_of_its_own_item(session: Session) -> None:
    site = received(session)
    [water] = do(session, site, "utilities", did("utilities", "water", "request", DAY))
    gas = did("utilities", "gas", "request", DAY, replaces_id=water.id)
    assert [index for index, _refused in refusals(session, [(site, "utilities", gas)], today=TODAY)] == [0]


def test_a_corrected_step_keeps_its_photo_and_its_place(session: Session) -> None:
    site, here = a_site(session), Whereabouts(27.18, 31.18, 12.0)
    first = save(session, site, "linking", did("linking", "line", "survey", DAY), [PHOTO], seen=None, today=TODAY, by=None, where=here)
    [again] = do(session, site, "linking", did("linking", "line", "survey", DAY - timedelta(days=1), replaces_id=first.id))
    [paper] = session.scalars(select(Evidence).where(Evidence.step_id == again.id))
    assert (paper.sha256, paper.latitude, paper.longitude, paper.accuracy) == (PHOTO.sha256, 27.18, 31.18, 12.0)


def test_a_corrected_day_leaves_a_confirmed_stage_confirmed(session: Session) -> None:
    site = a_site(session)
    [first] = do(session, site, "handover", did("handover", "building", "provisional", DAY))
    [entry] = session.scalars(select(ProgressEntry))
    session.add(  # the demo and packed installations keep one row for the step and the stage
        Evidence(
            entry_id=entry.id, step_id=first.id, governorate_id=site.governorate_id, sha256=PHOTO.sha256, original_name="محضر.jpg",
            media_type=PHOTO.media_type, size=PHOTO.size, recorded_at=next_moment(session),
        )
    )
    session.flush()
    assert row(session, site, "handover").standing is Standing.CONFIRMED
    later = DAY + timedelta(days=8)
    [again] = do(session, site, "handover", did("handover", "building", "provisional", later, replaces_id=first.id))
    here = row(session, site, "handover")
    assert (here.effective_on, here.standing) == (later, Standing.CONFIRMED)
    assert {paper.sha256 for paper in session.scalars(select(Evidence).where(Evidence.step_id == again.id))} == {PHOTO.sha256}


def test_a_corrected_day_keeps_a_document_that_was_added_to_the_stage_itself(session: Session) -> None:
    bring_in(session)
    site = a_site(session)
    [first] = do(session, site, "handover", did("handover", "building", "provisional", DAY))
    [entry] = session.scalars(select(ProgressEntry))
    prove(session, entry, [PHOTO], by=account(session, ASSIUT).id)
    do(session, site, "handover", did("handover", "building", "provisional", DAY + timedelta(days=8), replaces_id=first.id))
    assert row(session, site, "handover").standing is Standing.CONFIRMED
    [entry] = session.scalars(select(ProgressEntry).where(ProgressEntry.replaces_id.is_not(None)))
    [paper] = session.scalars(select(Evidence).where(Evidence.entry_id == entry.id))
    assert (paper.sha256, paper.step_id) == (PHOTO.sha256, None)


def test_of_a_withdrawn_site_nothing_more_is_told(session: Session) -> None:
    gone, stays = a_site(session, withdrawn_at=datetime(2023, 6, 1, tzinfo=UTC)), a_site(session)
    doings = [(site, "linking", did("linking", "line", "survey", DAY)) for site in (stays, gone)]
    [(index, refused)] = refusals(session, doings, today=TODAY)
    assert (index, gone.code in str(refused.message)) == (1, True)
    with pytest.raises(Refused):
        save_many(session, doings, today=TODAY, by=None)
    assert count(session, StepEntry) == 0


def test_nobody_writes_over_the_head_of_somebody_else(session: Session) -> None:
    site = a_site(session)
    first = save(session, site, "linking", did("linking", "line", "survey", DAY), seen=None, today=TODAY, by=None)
    with pytest.raises(Overtaken) as overtaken:
        save(session, site, "linking", did("linking", "line", "order", DAY), seen=None, today=TODAY, by=None)
    assert overtaken.value.latest is first
    save(session, site, "linking", did("linking", "line", "order", DAY), seen=first.id, today=TODAY, by=None)


def test_a_correction_moves_the_day_and_the_past_stays_as_it_was_known(session: Session) -> None:
    site = received(session)
    known = last_moment(session)
    [minutes] = session.scalars(select(StepEntry))
    do(session, site, "handover", did("handover", "building", "provisional", DAY + timedelta(days=5), replaces_id=minutes.id))
    assert row(session, site, "handover").effective_on == DAY + timedelta(days=5)
    assert row(session, site, "handover", DAY).state is State.NOT_STARTED
    assert position(session, DAY, known, site_ids=[site.id]).sites[0].stages["handover"].state is State.DONE
    assert unfollowed(session)[1] == []


def test_a_withdrawal_needs_its_reason_and_takes_the_stage_back(session: Session) -> None:
    site = received(session)
    [minutes] = session.scalars(select(StepEntry))
    for nothing in ("", "."):
        with pytest.raises(Refused):
            do(session, site, "handover", Did("building", "provisional", DAY, note=nothing, replaces_id=minutes.id, withdrawn=True))
    with pytest.raises(Refused):
        do(session, site, "handover", Did("building", "provisional", DAY, note="خطأ", withdrawn=True))
    do(session, site, "handover", Did("building", "provisional", DAY, note="سُجل لمجمع آخر", replaces_id=minutes.id, withdrawn=True))
    assert row(session, site, "handover").state is State.NOT_STARTED
    with pytest.raises(Refused):
        do(session, site, "handover", Did("building", "provisional", DAY, note="مرة أخرى", replaces_id=minutes.id, withdrawn=True))


def test_what_changes_no_stage_is_news_all_the_same(session: Session) -> None:
    site = received(session)
    before = count(session, Affirmation)
    do(session, site, "handover", did("handover", "building", "transfer", DAY))
    assert count(session, Affirmation) == before + 1
    assert position(session, TODAY, site_ids=[site.id]).sites[0].last_news_on == TODAY
    told = session.scalars(select(Affirmation).order_by(Affirmation.id.desc())).first()
    assert told is not None
    assert (told.source, told.recorded_at) == (STEP, last_moment(session)), "it says of itself that a step speaks, not that nothing is new"


def test_many_are_kept_together_or_not_at_all(session: Session) -> None:
    site = received(session)
    before = count(session, StepEntry)
    good, bad = did("utilities", "water", "request", DAY), did("utilities", "gas", "request", TODAY + timedelta(days=1))
    assert [index for index, _refused in refusals(session, [(site, "utilities", good), (site, "utilities", bad)], today=TODAY)] == [1]
    with pytest.raises(Refused):
        do(session, site, "utilities", good, bad)
    assert count(session, StepEntry) == before


def test_only_the_own_governorate_is_written(session: Session) -> None:
    site, elsewhere = a_site(session), a_governorate(session, "EG-KN").id
    both = frozenset({site.governorate_id, elsewhere})
    with limited(session, Scope(view=both, capture=frozenset({elsewhere}))), pytest.raises(OutOfScope):
        do(session, site, "linking", did("linking", "line", "survey", DAY))


def test_a_centre_has_no_such_details(session: Session) -> None:
    with pytest.raises(Refused):
        do(session, a_site(session, kind=Kind.FIXED_CENTRE), "linking", did("linking", "line", "survey", DAY))


def waiver(number: int, gate: str, expires: date) -> Did:
    return did("service", f"waiver-{number}", "granted", DAY, gate=gate, expected_on=expires, person="السكرتير العام")


def all_but_training(session: Session) -> Site:
    site = received(session)
    for kind in AREAS["utilities"].kinds:
        do(session, site, "utilities", *path("utilities", kind.key, DAY))
    a_pair(session, site)
    do(session, site, "linking", *path("linking", "line", DAY, until="live"))
    record_many(session, [(site, News("furnishing", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    return site


def test_nobody_enters_service_through_a_closed_gate(session: Session) -> None:
    site = all_but_training(session)
    enter = did("service", "go_live", "in_service", DAY + timedelta(days=20))
    for passes in ([], [waiver(1, "linking", TODAY)], [waiver(1, "training", DAY + timedelta(days=19))]):
        with pytest.raises(Refused), session.begin_nested():
            do(session, site, "service", *passes, enter)
    assert row(session, site, "service").state is State.NOT_STARTED
    do(session, site, "service", waiver(1, "training", TODAY), enter)
    here = row(session, site, "service")
    assert (here.state, here.waiver_by) == (State.DONE, "السكرتير العام")
    assert broken_steps(session, TODAY)[1] == []


def test_a_report_of_the_whole_stands_for_the_items_without_details(session: Session) -> None:
    site = received(session)
    record_many(session, [(site, News("utilities", State.IN_PROGRESS, DAY, 4, 6))], today=TODAY, source="import")
    do(session, site, "utilities", did("utilities", "water", "request", DAY + timedelta(days=1)))
    assert row(session, site, "utilities").done == 4, "five utilities without details may hold the four that were reported"
    for key in ("electricity", "gas", "sewerage"):
        do(session, site, "utilities", did("utilities", key, "request", DAY + timedelta(days=2)))
    assert row(session, site, "utilities").done == 2, "only two are left of which no detail is told"
    assert count(session, ProgressEntry) > 2


def test_one_wrong_day_is_one_sentence(session: Session) -> None:
    site = received(session)
    for days, step in enumerate(["request", "inspection", "estimate", "payment"]):
        do(session, site, "utilities", did("utilities", "water", step, DAY + timedelta(days=days)))
    late = did("utilities", "water", "contract", DAY - timedelta(days=20))
    [(index, refused)] = refusals(session, [(site, "utilities", late)], today=TODAY)
    assert (index, refused.about) == (0, "happened_on")
    assert str(AREAS["utilities"].kind_of("water").steps["payment"].label) in str(refused.message)  # type: ignore[union-attr]
