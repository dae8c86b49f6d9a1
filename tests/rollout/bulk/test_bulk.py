"""One act at many sites: what it would do is seen first, it is done at all or none, and once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Affirmation, ProgressEntry, Promise, Site, StepEntry
from rollout.approvals.approving import approve, submit
from rollout.approvals.authority import SignedPaper
from rollout.bulk import ChangedMeanwhile, Foreseen, NewsAct, PromiseAct, QuietAct, StepAct, carry_out, foresee
from rollout.bulk import looking as bulk_looking
from rollout.details.checking import unfollowed
from rollout.details.saving import save_many
from rollout.errors import OutOfScope, Refused
from rollout.journal import affirm, record
from rollout.position import position
from rollout.register import withdraw
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.text import speaking
from tests.cast import ASSIUT, QENA, Member, account
from tests.factories import a_governorate, a_pair, a_site
from tests.rollout.details.making import did, path
from tests.rollout.plan.making import served
from tests.views.counting import statements

TODAY = date(2023, 7, 31)
DONE = NewsAct(News("approval", State.DONE, date(2023, 7, 10)))
NOTICE = StepAct("handover", did("handover", "building", "notice", date(2023, 7, 10)))
PROMISED = PromiseAct(date(2023, 12, 31), given_by="اللجنة")
ACTS = {"news": DONE, "step": NOTICE, "quiet": QuietAct(), "promise": PROMISED}
TABLES = {"news": ProgressEntry, "step": StepEntry, "quiet": Affirmation, "promise": Promise}


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return account(session, ASSIUT).id


def centres(session: Session, number: int = 3, **more: Any) -> list[Site]:
    return [a_site(session, kind=Kind.MISR_CENTRE, **more) for _ in range(number)]


def sites_for(session: Session, name: str, number: int = 3) -> list[Site]:
    return [a_site(session) for _ in range(number)] if name in ("step", "promise") else centres(session, number)


def ids(sites: list[Site]) -> list[int]:
    return [site.id for site in sites]


def seen(found: Foreseen) -> dict[int, int | None]:
    return {line.site.id: line.upon.seen for line in found.lines}


def number(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def do(session: Session, sites: list[Site], act: Any, by: int) -> Foreseen:
    return carry_out(session, seen(foresee(session, ids(sites), act, today=TODAY, by=by)), act, today=TODAY, by=by)


def state(session: Session, site: Site, stage: str) -> State:
    return position(session, TODAY, site_ids=[site.id]).sites[0].stages[stage].state


def test_before_and_after_are_said_and_nothing_is_written(session: Session, by: int) -> None:
    sites = centres(session)
    record(session, sites[0], News("approval", State.STALLED, date(2023, 7, 2)), today=TODAY)
    found = foresee(session, ids(sites), DONE, today=TODAY, by=by)
    assert found.possible
    said = {line.site.id: (line.before, line.after) for line in found.lines}
    before, after = said[sites[0].id]
    assert before
    assert after
    assert (before.label, before.on) == (State.STALLED.label, date(2023, 7, 2))
    assert (after.label, after.on) == (State.DONE.label, date(2023, 7, 10))
    assert number(session, ProgressEntry) == 1


def test_of_nothing_new_the_last_news_is_called_as_everywhere(session: Session, by: int) -> None:
    sites = centres(session)
    record(session, sites[0], News("approval", State.STALLED, date(2023, 7, 2)), today=TODAY)
    found = foresee(session, ids(sites), QuietAct(), today=TODAY, by=by)
    with speaking("ar"):
        assert {str(line.before.label) for line in found.lines if line.before} == {"آخر بيان", "لم ترد عنه بيانات"}


@pytest.mark.parametrize("name", ACTS)
def test_it_is_done_at_all_of_them_and_once(session: Session, by: int, name: str) -> None:
    sites = sites_for(session, name)
    act: Any = ACTS[name]
    looked = seen(foresee(session, ids(sites), act, today=TODAY, by=by))
    for _ in range(3):
        carry_out(session, looked, act, today=TODAY, by=by)
        assert number(session, TABLES[name]) == 3


def test_the_stage_follows_from_the_step_at_each(session: Session, by: int) -> None:
    sites = sites_for(session, "step")
    do(session, sites, StepAct("handover", did("handover", "building", "provisional", date(2023, 7, 10))), by)
    assert {state(session, site, "handover") for site in sites} == {State.DONE}
    assert unfollowed(session)[1] == []


def test_the_planned_wave_of_the_register_follows(session: Session, by: int) -> None:
    sites = sites_for(session, "promise")
    do(session, sites, PROMISED, by)
    assert {site.planned_on for site in sites} == {date(2023, 12, 1)}


def test_a_site_that_serves_the_public_takes_no_planned_month(session: Session, by: int) -> None:
    serving, waiting = sites_for(session, "promise", 2)
    served(session, serving, date(2023, 7, 15))
    found = foresee(session, ids([serving, waiting]), PROMISED, today=TODAY, by=by)
    assert [line.site.id for line in found.refused] == [serving.id]
    assert "١٥ يوليو ٢٠٢٣" in str(found.refused[0].refused[0])
    assert not found.possible


@pytest.mark.parametrize("name", ACTS)
def test_what_was_recorded_meanwhile_is_named_and_nothing_is_done(session: Session, by: int, name: str) -> None:
    sites = sites_for(session, name)
    act: Any = ACTS[name]
    looked = seen(foresee(session, ids(sites), act, today=TODAY, by=by))
    other, them = sites[1], account(session, QENA).id
    if name == "step":
        save_many(session, [(other, "handover", did("handover", "building", "notice", date(2023, 7, 2)))], today=TODAY, by=them)
    elif name == "promise":
        PromiseAct(date(2023, 11, 30)).carry_out(session, [other], today=TODAY, by=them)
    else:
        record(session, other, News("approval", State.STALLED, date(2023, 7, 2)), today=TODAY, by=them)
    before = number(session, TABLES[name])
    with pytest.raises(ChangedMeanwhile, match=other.code) as changed:
        carry_out(session, looked, act, today=TODAY, by=by)
    assert [line.site.id for line in changed.value.lines] == [other.id]
    assert number(session, TABLES[name]) == before


def test_the_same_of_somebody_else_is_a_change(session: Session, by: int) -> None:
    sites = centres(session, 1)
    looked = seen(foresee(session, ids(sites), DONE, today=TODAY, by=by))
    DONE.carry_out(session, sites, today=TODAY, by=account(session, QENA).id)
    with pytest.raises(ChangedMeanwhile):
        carry_out(session, looked, DONE, today=TODAY, by=by)


def test_each_site_says_why_it_refuses_and_none_is_done(session: Session, by: int) -> None:
    sites = centres(session)
    act = NewsAct(News("agreement", State.DONE, date(2023, 7, 10)))
    record(session, sites[0], News("approval", State.DONE, date(2023, 7, 1)), today=TODAY)
    found = foresee(session, ids(sites), act, today=TODAY, by=by)
    assert [line.site.id for line in found.sound] == [sites[0].id]
    assert all("قبل" in str(line.refused[0]) for line in found.refused)
    with pytest.raises(Refused):
        carry_out(session, seen(found), act, today=TODAY, by=by)
    assert number(session, ProgressEntry) == 1


def test_a_step_is_refused_by_what_its_stage_would_break(session: Session, by: int) -> None:
    """The rules of the stages speak before anything is written, as they would when the step is kept."""
    ready, early = a_site(session), a_site(session)
    save_many(session, [(ready, "handover", did("handover", "building", "provisional", date(2023, 7, 1)))], today=TODAY, by=by)
    for site in (ready, early):
        a_pair(session, site)
        steps = path("linking", "line", date(2023, 7, 5), until="test")
        save_many(session, [(site, "linking", step) for step in steps], today=TODAY, by=by)
    handed = StepAct("linking", did("linking", "line", "live", date(2023, 7, 10)))
    found = foresee(session, ids([ready, early]), handed, today=TODAY, by=by)
    said = {line.site.id: refusal(session, handed, line.site, by) for line in found.lines}
    assert said[ready.id] == ""
    assert said[early.id]
    assert {line.site.id: [str(one) for one in line.refused] for line in found.lines} == {ready.id: [], early.id: [said[early.id]]}


def refusal(session: Session, act: Any, site: Site, by: int) -> str:
    """What is said against the act when it is carried out; it is taken back either way."""
    try:
        with session.begin_nested() as tried:
            act.carry_out(session, [site], today=TODAY, by=by)
            tried.rollback()
    except Refused as refused:
        return str(refused.message)
    return ""


def test_sites_of_another_kind_and_withdrawn_ones_refuse(session: Session, by: int) -> None:
    other, gone = a_site(session), centres(session, 1)[0]
    withdraw(session, gone)
    for act in (DONE, StepAct("utilities", did("utilities", "gas", "request", date(2023, 7, 10)))):
        found = foresee(session, ids([*centres(session, 1), other, gone]), act, today=TODAY, by=by)
        assert {gone.id} <= {line.site.id for line in found.refused}
        assert not found.possible
    assert other.id in {line.site.id for line in foresee(session, [other.id], DONE, today=TODAY, by=by).refused}


def test_a_stage_that_follows_from_details_is_not_told_as_a_whole(session: Session, by: int) -> None:
    site = a_site(session)
    [line] = foresee(session, [site.id], NewsAct(News("handover", State.DONE, date(2023, 7, 10))), today=TODAY, by=by).lines
    assert "تفاصيل" in str(line.refused[0])


@pytest.mark.parametrize("name", ACTS)
def test_a_committee_that_mixes_in_other_sites_learns_nothing_and_does_nothing(session: Session, by: int, name: str) -> None:
    mine = sites_for(session, name, 2)
    far = a_site(session, governorate="EG-KFS", kind=Kind(mine[0].kind))
    near = a_site(session, governorate="EG-KN", kind=Kind(mine[0].kind))
    act, home = ACTS[name], a_governorate(session).id
    scope = Scope(frozenset({home, near.governorate_id}), frozenset({home}))
    wanted, far_code, near_code = ids([*mine, far, near]), far.code, near.code
    before = number(session, TABLES[name])
    with limited(session, scope):
        found = foresee(session, wanted, act, today=TODAY, by=by)
        assert (found.missing, found.possible) == (1, False)
        assert far_code not in {line.site.code for line in found.lines}
        assert [line.site.code for line in found.refused] == [near_code]
        with pytest.raises(Refused):
            carry_out(session, dict.fromkeys(wanted) | seen(found), act, today=TODAY, by=by)
        with pytest.raises(OutOfScope):
            act.carry_out(session, [line.site for line in found.lines], today=TODAY, by=by)
    assert number(session, TABLES[name]) == before


def test_an_approved_figure_asks_why(session: Session, by: int) -> None:
    sites = centres(session, 2)
    affirm(session, sites, news_on=TODAY)
    place = a_governorate(session)
    sent = submit(session, place, TODAY, today=TODAY, by=by)
    approve(session, place, TODAY, seen=sent.sha256, today=TODAY, by=by, capacity="رئيس اللجنة", paper=SignedPaper("412", TODAY))
    for silent in (DONE, NewsAct(replace(DONE.news, note="."))):
        found = foresee(session, ids(sites), silent, today=TODAY, by=by)
        assert found.warning
        with pytest.raises(Refused), session.begin_nested():
            carry_out(session, seen(found), silent, today=TODAY, by=by)
    told = NewsAct(News("approval", State.DONE, date(2023, 7, 10), note="ورد المحضر متأخرًا"))
    assert foresee(session, ids(sites), told, today=TODAY, by=by).warning is None
    do(session, sites, told, by)
    assert number(session, ProgressEntry) == 2


def test_too_many_at_once_are_refused(session: Session, by: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_looking, "MOST", 2)
    with pytest.raises(Refused, match="٢"):
        foresee(session, ids(centres(session)), DONE, today=TODAY, by=by)


@pytest.mark.parametrize("name", ACTS)
def test_looking_asks_no_more_of_the_database_for_more_sites(session: Session, by: int, name: str) -> None:
    act: Any = ACTS[name]
    asked = []
    for count in (2, 9):
        wanted = ids(sites_for(session, name, count))
        with statements() as seen_statements:
            foresee(session, wanted, act, today=TODAY, by=by)
        asked.append(len(seen_statements))
    assert asked[0] == asked[1]
