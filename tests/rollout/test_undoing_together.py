"""Undoing what was recorded at many sites in one act: at all of them or at none, with a name for whatever stands against it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site, StepEntry
from rollout.approvals.approving import approve, submit
from rollout.approvals.authority import SignedPaper
from rollout.approvals.restating import restatements
from rollout.bulk import Act, NewsAct, StepAct, carry_out, foresee
from rollout.details.checking import unfollowed
from rollout.details.saving import save, save_many
from rollout.errors import Refused
from rollout.journal import affirm
from rollout.recording import tell, told_of
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.undoing import NotUndone, undo, undo_together, undoes
from tests.cast import ASSIUT, QENA, Member, account
from tests.factories import a_governorate, a_pair, a_site
from tests.rollout.details.making import did, path
from tests.rollout.test_recording import File
from tests.rollout.test_undoing import stands
from tests.views.counting import statements

TODAY = date(2023, 7, 31)
STAGE = "premises"
NEWS = NewsAct(News(STAGE, State.STALLED, date(2023, 7, 20), note="نزاع"))
STEP = StepAct("handover", did("handover", "building", "notice", date(2023, 7, 10)))


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return account(session, ASSIUT).id


def made(session: Session, number: int = 3, kind: Kind = Kind.FIXED_CENTRE, governorate: str = "EG-AST") -> list[Site]:
    return [a_site(session, kind=kind, governorate=governorate, code=f"{governorate}-{kind.value}-{place}") for place in range(number)]


def acted(session: Session, sites: Sequence[Site], act: Act, by: int) -> Any:
    """Do it at all of the sites; gives what was recorded at the first one."""
    seen = {line.site.id: line.upon.seen for line in foresee(session, [site.id for site in sites], act, today=TODAY, by=by).lines}
    done = carry_out(session, seen, act, today=TODAY, by=by)
    model = ProgressEntry if act.undone_as == "news" else StepEntry
    return session.get_one(model, done.record_id)


def said(session: Session, site: Site, by: int, state: State, day: int, documents: tuple[File, ...] = (), **more: Any) -> ProgressEntry:
    news = News(STAGE, state, date(2023, 7, day), **more)
    return tell(session, site, news, documents, seen=told_of(session, site, STAGE).latest_id, today=TODAY, by=by)


def number(session: Session, model: Any = ProgressEntry) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_each_site_stands_as_before_with_its_own_proof_and_nothing_is_erased(session: Session, by: int) -> None:
    sites = made(session)
    said(session, sites[0], by, State.DONE, 5, (File("a" * 64),))
    said(session, sites[1], by, State.IN_PROGRESS, 5, note="بدأ")
    before = [stands(session, site) for site in sites]
    undone = undo_together(session, acted(session, sites, NEWS, by), today=TODAY, by=by)
    after = [stands(session, site) for site in sites]
    assert after[:2] == before[:2]
    assert after[2][0] is State.NOT_STARTED
    assert [undoes(entry) for entry in undone] == [True] * 3
    assert number(session) == 8
    assert session.scalars(select(Evidence.entry_id).where(Evidence.entry_id.in_([entry.id for entry in undone]))).all() == [undone[0].id]


def test_undone_twice_it_is_undone_once(session: Session, by: int) -> None:
    entry = acted(session, made(session), NEWS, by)
    first = undo_together(session, entry, today=TODAY, by=by)
    assert undo_together(session, entry, today=TODAY, by=by) == first
    assert number(session) == 6


def test_a_site_that_was_undone_by_itself_stays_so(session: Session, by: int) -> None:
    sites = made(session)
    entry = acted(session, sites, NEWS, by)
    undo(session, sites[0], entry, today=TODAY, by=by)
    undo_together(session, entry, today=TODAY, by=by)
    assert number(session) == 6


def test_what_else_was_recorded_of_the_sites_is_none_of_it(session: Session, by: int) -> None:
    sites = made(session)
    other = said(session, sites[0], by, State.STALLED, 20, note="نزاع")
    entry = acted(session, sites[1:], NEWS, by)
    undo_together(session, entry, today=TODAY, by=by)
    assert stands(session, sites[0])[0] is State.STALLED
    undo_together(session, other, today=TODAY, by=by)
    assert [stands(session, site)[0] for site in sites] == [State.NOT_STARTED] * 3


def test_where_something_newer_stands_it_is_named_and_nothing_is_undone(session: Session, by: int) -> None:
    sites = made(session)
    entry = acted(session, sites, NEWS, by)
    said(session, sites[1], account(session, QENA).id, State.IN_PROGRESS, 25)
    with pytest.raises(NotUndone, match="أحدث") as refused:
        undo_together(session, entry, today=TODAY, by=by)
    assert [site.id for site, _why in refused.value.against] == [sites[1].id]
    assert number(session) == 4


def test_a_later_stage_that_rests_on_it_is_named(session: Session, by: int) -> None:
    sites = made(session, kind=Kind.MISR_CENTRE)
    entry = acted(session, sites, NewsAct(News("approval", State.DONE, date(2023, 7, 5))), by)
    tell(session, sites[2], News("agreement", State.DONE, date(2023, 7, 9)), seen=None, today=TODAY, by=by)
    with pytest.raises(NotUndone, match="قبل") as refused:
        undo_together(session, entry, today=TODAY, by=by)
    assert [site.id for site, _why in refused.value.against] == [sites[2].id]
    assert number(session) == 4


def test_steps_are_taken_back_and_their_stages_follow(session: Session, by: int) -> None:
    sites = made(session, kind=Kind.COMPLEX)
    entry = acted(session, sites, STEP, by)
    assert stands(session, sites[0], "handover")[0] is State.IN_PROGRESS
    for _ in range(2):
        undone = undo_together(session, entry, today=TODAY, by=by)
        assert [(step.withdrawn, undoes(step)) for step in undone] == [(True, True)] * 3
    assert [stands(session, site, "handover")[0] for site in sites] == [State.NOT_STARTED] * 3
    assert unfollowed(session)[1] == []


def test_a_step_that_another_followed_is_named(session: Session, by: int) -> None:
    sites = made(session, kind=Kind.COMPLEX)
    entry = acted(session, sites, STEP, by)
    later = did("handover", "building", "provisional", date(2023, 7, 12))
    seen = session.scalar(select(StepEntry.id).where(StepEntry.site_id == sites[1].id))
    save(session, sites[1], "handover", later, seen=seen, today=TODAY, by=by)
    with pytest.raises(NotUndone) as refused:
        undo_together(session, entry, today=TODAY, by=by)
    assert {site.id for site, _why in refused.value.against} == {sites[1].id}
    assert number(session, StepEntry) == 4


def test_a_step_on_which_a_later_stage_rests_is_named(session: Session, by: int) -> None:
    sites = made(session, kind=Kind.COMPLEX)
    done = StepAct("handover", did("handover", "building", "provisional", date(2023, 7, 10)))
    entry = acted(session, sites, done, by)
    a_pair(session, sites[0])
    save_many(session, [(sites[0], "linking", step) for step in path("linking", "line", date(2023, 7, 15))], today=TODAY, by=by)
    with pytest.raises(NotUndone) as refused:
        undo_together(session, entry, today=TODAY, by=by)
    assert {site.id for site, _why in refused.value.against} == {sites[0].id}


def test_nobody_else_undoes_it(session: Session, by: int) -> None:
    entry = acted(session, made(session), NEWS, by)
    with pytest.raises(Refused, match="من سجّله"):
        undo_together(session, entry, today=TODAY, by=account(session, QENA).id)
    assert number(session) == 3


def test_a_part_that_went_out_of_sight_or_of_hand_keeps_the_whole(session: Session, by: int) -> None:
    near, far = made(session, 2), made(session, 1, governorate="EG-KFS")
    entry = acted(session, [*near, *far], NEWS, by)
    entry = session.scalars(select(ProgressEntry).where(ProgressEntry.site_id == near[0].id)).one()
    session.commit()
    entry_id, home, both = entry.id, frozenset({near[0].governorate_id}), frozenset({near[0].governorate_id, far[0].governorate_id})
    far_id = far[0].id
    with limited(session, Scope(home, home)), pytest.raises(Refused, match="لم تعد ضمن"):
        undo_together(session, session.get_one(ProgressEntry, entry_id), today=TODAY, by=by)
    with limited(session, Scope(both, home)), pytest.raises(NotUndone) as refused:
        undo_together(session, session.get_one(ProgressEntry, entry_id), today=TODAY, by=by)
    assert [site.id for site, _why in refused.value.against] == [far_id]
    assert number(session) == 3


def test_an_approved_figure_asks_why(session: Session, by: int) -> None:
    sites = made(session)
    entry = acted(session, sites, NEWS, by)
    affirm(session, sites, news_on=TODAY)
    place = a_governorate(session)
    sent = submit(session, place, TODAY, today=TODAY, by=by)
    approve(session, place, TODAY, seen=sent.sha256, today=TODAY, by=by, capacity="رئيس اللجنة", paper=SignedPaper("412", TODAY))
    entry_id = entry.id
    session.commit()
    with pytest.raises(Refused) as refused:
        undo_together(session, session.get_one(ProgressEntry, entry_id), today=TODAY, by=by, why=".")
    assert refused.value.about == "note"
    session.rollback()
    undo_together(session, session.get_one(ProgressEntry, entry_id), today=TODAY, by=by, why="المحضر لمواقع أخرى")
    assert [row.reason for row in restatements(session)] == ["المحضر لمواقع أخرى"] * 3


@pytest.mark.parametrize(("act", "kind"), [(NEWS, Kind.FIXED_CENTRE), (STEP, Kind.COMPLEX)])
def test_more_sites_cost_no_more_statements(session: Session, by: int, act: Act, kind: Kind) -> None:
    sites = made(session, 12, kind)
    asked = []
    for chosen in (sites[:2], sites[2:]):
        entry = acted(session, chosen, act, by)
        session.expunge_all()
        entry = session.get_one(type(entry), entry.id)
        with statements() as seen:
            undo_together(session, entry, today=TODAY, by=by)
        asked.append(sum(not statement.startswith("INSERT") for statement in seen))
    assert asked[0] == asked[1]
