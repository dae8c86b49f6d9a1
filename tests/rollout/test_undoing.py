"""Undoing what was just recorded: as it stood before, with a reason, by whoever recorded it, while nothing newer was told."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site, StepEntry
from rollout.approvals.approving import approve, submit
from rollout.approvals.authority import SignedPaper
from rollout.approvals.restating import restatements
from rollout.details.checking import unfollowed
from rollout.details.saving import save
from rollout.errors import OutOfScope, Refused
from rollout.journal import affirm, last_moment, record
from rollout.position import Row, position
from rollout.recording import tell, told_of
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, Standing, State
from rollout.undoing import judging, taken_back, undo, undo_step, undoes
from tests.cast import ASSIUT, QENA, Member, account
from tests.factories import DATABASE_EXAMPLES, a_governorate, a_site
from tests.rollout.details.making import did
from tests.rollout.test_recording import File

JULY, TODAY = date(2023, 7, 9), date(2023, 7, 31)
STAGE = "premises"


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return account(session, ASSIUT).id


@pytest.fixture
def site(session: Session, by: int) -> Site:
    return a_site(session, kind=Kind.FIXED_CENTRE)


def said(session: Session, site: Site, by: int, state: State, day: int, documents: tuple[File, ...] = (), **more: Any) -> ProgressEntry:
    news = News(STAGE, state, date(2023, 7, day), **more)
    return tell(session, site, news, documents, seen=told_of(session, site, STAGE).latest_id, today=TODAY, by=by)


def row(session: Session, site: Site, stage: str = STAGE) -> Row:
    return position(session, TODAY, site_ids=[site.id]).sites[0].stages[stage]


def last_news(session: Session, site: Site) -> date | None:
    return position(session, TODAY, site_ids=[site.id]).sites[0].last_news_on


def stands(session: Session, site: Site, stage: str = STAGE) -> tuple[Any, ...]:
    now = row(session, site, stage)
    return now.state, now.done, now.wanted, now.effective_on, now.standing, now.note, now.waiver_by


def test_it_stands_as_before_with_its_proof_and_nothing_is_erased(session: Session, site: Site, by: int) -> None:
    said(session, site, by, State.DONE, 5, (File("a" * 64),), note="محضر ٥")
    before = stands(session, site)
    slip = said(session, site, by, State.STALLED, 20, (File("b" * 64),), note="نزاع")
    undone = undo(session, site, slip, today=TODAY, by=by)
    assert stands(session, site) == before
    assert row(session, site).standing is Standing.CONFIRMED
    assert (undone.replaces_id, undone.reason) == (slip.id, "تراجع من سجّله")
    assert (undoes(undone), undoes(slip)) == (True, False)
    assert session.scalar(select(func.count(ProgressEntry.id))) == 3
    assert session.scalars(select(Evidence.sha256).where(Evidence.entry_id == undone.id)).all() == ["a" * 64]


def test_the_first_news_undone_leaves_the_stage_not_started(session: Session, site: Site, by: int) -> None:
    undo(session, site, said(session, site, by, State.DONE, 20, (File("a" * 64),)), today=TODAY, by=by)
    now = row(session, site)
    assert (now.state, now.done, now.has_evidence) == (State.NOT_STARTED, None, False)


def test_a_correction_undone_lets_what_it_corrected_hold_again(session: Session, site: Site, by: int) -> None:
    first = said(session, site, by, State.DONE, 5, (File("a" * 64),))
    wrong = said(session, site, by, State.DONE, 9, (File("b" * 64),), replaces_id=first.id)
    undone = undo(session, site, wrong, today=TODAY, by=by, why="كان اليوم الأول هو الصحيح")
    assert (undone.effective_on, undone.reason) == (date(2023, 7, 5), "كان اليوم الأول هو الصحيح")
    assert undoes(undone), "whatever words were given for it"
    assert session.scalars(select(Evidence.sha256).where(Evidence.entry_id == undone.id)).all() == ["a" * 64]


def test_a_reason_that_the_state_needs_is_kept(session: Session, site: Site, by: int) -> None:
    said(session, site, by, State.NOT_APPLICABLE, 5, reason="لا ينطبق على المركز")
    for _ in range(2):
        undone = undo(session, site, said(session, site, by, State.DONE, 9), today=TODAY, by=by)
    assert undone.reason == "لا ينطبق على المركز — تراجع من سجّله"


def test_undone_twice_it_is_undone_once(session: Session, site: Site, by: int) -> None:
    slip = said(session, site, by, State.DONE, 20)
    assert undo(session, site, slip, today=TODAY, by=by) is undo(session, site, slip, today=TODAY, by=by)


def test_a_correction_of_it_is_no_undoing(session: Session, site: Site, by: int) -> None:
    slip = said(session, site, by, State.DONE, 20)
    corrected = said(session, site, by, State.NOT_STARTED, 20, replaces_id=slip.id, reason="تراجع من سجّله")
    assert not undoes(corrected), "words alone undo nothing"
    with pytest.raises(Refused):
        undo(session, site, slip, today=TODAY, by=by)


def test_what_others_recorded_or_told_since_or_long_ago_is_not_undone(
    session: Session, site: Site, by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = said(session, site, by, State.IN_PROGRESS, 20)
    with pytest.raises(Refused, match="من سجّله"):
        undo(session, site, slip, today=TODAY, by=account(session, QENA).id)
    newer = said(session, site, by, State.IN_PROGRESS, 10)
    with pytest.raises(Refused, match="أحدث"):
        undo(session, site, slip, today=TODAY, by=by)
    monkeypatch.setattr(judging, "WITHIN", timedelta(seconds=-1))
    with pytest.raises(Refused, match="دقيقة"):
        undo(session, site, newer, today=TODAY, by=by)


def test_an_imported_entry_is_not_undone_by_who_brought_it(session: Session, site: Site, by: int) -> None:
    slip = record(session, site, News(STAGE, State.DONE, date(2023, 7, 20)), today=TODAY, by=by, source="import")
    with pytest.raises(Refused):
        undo(session, site, slip, today=TODAY, by=by)


def test_what_later_stages_rest_on_is_not_undone(session: Session, by: int) -> None:
    centre = a_site(session, kind=Kind.MISR_CENTRE)
    slip = tell(session, centre, News("approval", State.DONE, date(2023, 7, 5)), seen=None, today=TODAY, by=by)
    tell(session, centre, News("agreement", State.DONE, date(2023, 7, 9)), seen=None, today=TODAY, by=by)
    with pytest.raises(Refused, match="قبل"):
        undo(session, centre, slip, today=TODAY, by=by)


def test_outside_the_governorates_one_reports_for_nothing_is_undone(session: Session, site: Site, by: int) -> None:
    slip = said(session, site, by, State.DONE, 5)
    view = frozenset({site.governorate_id})
    with limited(session, Scope(view, frozenset())), pytest.raises(OutOfScope):
        undo(session, session.get_one(Site, site.id), session.get_one(ProgressEntry, slip.id), today=TODAY, by=by)


def test_an_approved_figure_asks_why(session: Session, site: Site, by: int) -> None:
    slip = said(session, site, by, State.DONE, 20)
    affirm(session, [site], news_on=TODAY)
    place = a_governorate(session)
    sent = submit(session, place, TODAY, today=TODAY, by=by)
    approve(session, place, TODAY, seen=sent.sha256, today=TODAY, by=by, capacity="رئيس اللجنة", paper=SignedPaper("412", TODAY))
    slip_id = slip.id
    session.commit()
    for nothing in ("", "."):
        with pytest.raises(Refused) as refused:
            undo(session, site, session.get_one(ProgressEntry, slip_id), today=TODAY, by=by, why=nothing)
        assert refused.value.about == "note"
        session.rollback()
    undo(session, site, session.get_one(ProgressEntry, slip_id), today=TODAY, by=by, why="المحضر لموقع آخر")
    assert [row.reason for row in restatements(session)] == ["المحضر لموقع آخر"]


@given(told=st.lists(st.tuples(st.sampled_from([State.IN_PROGRESS, State.STALLED, State.DONE, State.NOT_STARTED]), st.integers(1, 28)),
                     max_size=4), slip=st.tuples(st.sampled_from([State.IN_PROGRESS, State.DONE]), st.integers(1, 28)))
@DATABASE_EXAMPLES
def test_whatever_was_told_before_the_position_is_as_it_was(
    session: Session, by: int, told: list[tuple[State, int]], slip: tuple[State, int]
) -> None:
    with session.begin_nested() as example:
        site = a_site(session, kind=Kind.FIXED_CENTRE)
        for state, day in told:
            try:
                said(session, site, by, state, day, note="قول")
            except Refused:
                continue
        days = [date(2023, 7, day) for day in range(1, 32)]

        def history() -> list[tuple[Any, ...]]:
            rows = (position(session, day, site_ids=[site.id]).sites[0].stages[STAGE] for day in days)
            return [(row.state, row.done, row.wanted) for row in rows]

        before = history()
        try:
            entry = said(session, site, by, *slip, note="زلة")
        except Refused:
            entry = None
        if entry is not None:
            undo(session, site, entry, today=TODAY, by=by)
            assert history() == before
        example.rollback()
        session.expunge_all()


def test_a_step_is_taken_back_and_its_stage_follows(session: Session, by: int) -> None:
    site = a_site(session)
    slip = save(session, site, "handover", did("handover", "building", "provisional", date(2023, 7, 5)), seen=None, today=TODAY, by=by)
    assert row(session, site, "handover").state is State.DONE
    undone = undo_step(session, site, slip, today=TODAY, by=by)
    assert (undone.withdrawn, undone.replaces_id, undone.note) == (True, slip.id, "تراجع من سجّله")
    assert undoes(undone)
    assert row(session, site, "handover").state is State.NOT_STARTED
    assert undo_step(session, site, slip, today=TODAY, by=by) is undone
    assert unfollowed(session)[1] == []


def test_a_corrected_step_holds_again_as_it_was(session: Session, by: int) -> None:
    site = a_site(session)
    right = did("handover", "building", "provisional", date(2023, 7, 5), number="12")
    first = save(session, site, "handover", right, seen=None, today=TODAY, by=by)
    wrong = did("handover", "building", "provisional", date(2023, 7, 9), number="21", replaces_id=first.id)
    second = save(session, site, "handover", wrong, seen=first.id, today=TODAY, by=by)
    undone = undo_step(session, site, second, today=TODAY, by=by)
    assert (undone.happened_on, undone.number, undone.replaces_id) == (date(2023, 7, 5), "12", second.id)
    assert row(session, site, "handover").effective_on == date(2023, 7, 5)


def test_a_step_of_others_or_followed_by_another_is_not_undone(session: Session, by: int) -> None:
    site = a_site(session)
    first = save(session, site, "handover", did("handover", "building", "notice", date(2023, 7, 5)), seen=None, today=TODAY, by=by)
    with pytest.raises(Refused):
        undo_step(session, site, first, today=TODAY, by=account(session, QENA).id)
    save(session, site, "handover", did("handover", "building", "provisional", date(2023, 7, 9)), seen=first.id, today=TODAY, by=by)
    with pytest.raises(Refused, match="أحدث"):
        undo_step(session, site, first, today=TODAY, by=by)
    newest = session.scalars(select(StepEntry).order_by(StepEntry.id.desc())).first()
    assert newest is not None
    withdrawn = undo_step(session, site, newest, today=TODAY, by=by)
    with pytest.raises(Refused):
        undo_step(session, site, withdrawn, today=TODAY, by=by)


def test_who_undoes_a_step_has_not_spoken_for_the_site(session: Session, by: int) -> None:
    site = a_site(session)
    minutes = did("handover", "building", "provisional", date(2023, 7, 5))
    before = save(session, site, "handover", minutes, seen=None, today=JULY, by=by)
    first = save(session, site, "handover", did("handover", "building", "transfer", date(2023, 7, 6)), seen=before.id, today=TODAY, by=by)
    assert last_news(session, site) == TODAY
    known = last_moment(session)
    undo_step(session, site, first, today=TODAY, by=by)
    assert last_news(session, site) == JULY
    assert position(session, TODAY, known, site_ids=[site.id]).sites[0].last_news_on == TODAY, "it was known so until then"


def test_what_had_followed_from_an_undone_step_speaks_no_more_until_the_step_holds_again(session: Session, by: int) -> None:
    site = a_site(session)
    notice = did("handover", "building", "notice", date(2023, 7, 5))
    before = save(session, site, "handover", notice, seen=None, today=JULY, by=by)
    minutes = did("handover", "building", "provisional", date(2023, 7, 6))
    slip = save(session, site, "handover", minutes, seen=before.id, today=TODAY, by=by)
    assert (row(session, site, "handover").state, last_news(session, site)) == (State.DONE, TODAY)
    undone = undo_step(session, site, slip, today=TODAY, by=by)
    assert last_news(session, site) == JULY, "the stage's own entries do not speak for who took the step back"
    assert unfollowed(session)[1] == []
    again = save(session, site, "handover", minutes, seen=undone.id, today=TODAY, by=by)
    assert (row(session, site, "handover").state, last_news(session, site)) == (State.DONE, TODAY)
    assert unfollowed(session)[1] == []
    undo_step(session, site, again, today=TODAY, by=by)
    assert last_news(session, site) == JULY


def test_who_undoes_news_has_not_spoken_for_the_site_until_it_holds_again(session: Session, site: Site, by: int) -> None:
    told = said(session, site, by, State.DONE, 20)
    undone = undo(session, site, told, today=TODAY, by=by)
    assert last_news(session, site) is None
    undo(session, site, undone, today=TODAY, by=by)
    assert last_news(session, site) == TODAY


def test_an_undoing_that_was_undone_takes_nothing_back(session: Session, site: Site, by: int) -> None:
    slip = said(session, site, by, State.DONE, 20)
    undone = undo(session, site, slip, today=TODAY, by=by)
    assert taken_back(session, [slip, undone]) == {slip.id}
    again = undo(session, site, undone, today=TODAY, by=by)
    assert taken_back(session, [slip, undone, again]) == {undone.id}
    undo(session, site, again, today=TODAY, by=by)
    assert taken_back(session, [slip, undone, again]) == {slip.id, again.id}
    assert taken_back(session, []) == set()


def test_a_corrected_step_that_holds_again_keeps_its_own_documents_only(session: Session, by: int) -> None:
    site = a_site(session)
    right = did("handover", "building", "provisional", date(2023, 7, 5))
    first = save(session, site, "handover", right, seen=None, today=TODAY, by=by, documents=[File("a" * 64)])
    wrong = did("handover", "building", "provisional", date(2023, 7, 9), replaces_id=first.id)
    second = save(session, site, "handover", wrong, seen=first.id, today=TODAY, by=by, documents=[File("b" * 64)])
    undone = undo_step(session, site, second, today=TODAY, by=by)
    assert set(session.scalars(select(Evidence.sha256).where(Evidence.step_id == undone.id))) == {"a" * 64}
    again = undo_step(session, site, undone, today=TODAY, by=by)
    assert set(session.scalars(select(Evidence.sha256).where(Evidence.step_id == again.id))) == {"a" * 64, "b" * 64}
