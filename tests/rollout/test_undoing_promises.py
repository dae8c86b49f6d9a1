"""Undoing a date that was promised anew: the one before it holds again, nothing is erased, and it does not count as a date that moved."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Promise, Site
from rollout.bulk import PromiseAct, carry_out, foresee
from rollout.errors import Refused
from rollout.journal import last_moment
from rollout.plan import Offer, give, outlook, promises
from rollout.plan.projection import unprojected
from rollout.plan.waves import left_wave, waves
from rollout.position import position
from rollout.undoing import NotUndone, judging, undo_together
from tests.cast import ASSIUT, QENA, Member, account
from tests.factories import a_site
from tests.views.counting import statements

TODAY, GIVEN = date(2023, 11, 30), date(2023, 6, 30)
FIRST, WRONG, RIGHT = date(2023, 12, 31), date(2024, 3, 31), date(2024, 1, 31)


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return account(session, ASSIUT).id


def made(session: Session, number: int = 3) -> list[Site]:
    sites = [a_site(session, code=f"AST-{place}") for place in range(number)]
    give(session, [(site, Offer("service", FIRST, GIVEN)) for site in sites], today=TODAY)
    return sites


def promised(session: Session, sites: list[Site], by: int | None, due: date = WRONG) -> Promise:
    """Promise the sites another date; gives the promise of the last one."""
    give(session, [(site, Offer("service", due, TODAY, "contractor")) for site in sites], today=TODAY, by=by)
    return last(session)


def last(session: Session) -> Promise:
    return session.scalars(select(Promise).order_by(Promise.id.desc()).limit(1)).one()


def due(session: Session, site: Site, known_at: datetime | None = None) -> list[date]:
    return [one.due_on for one in promises(session, None, known_at)[site.id, "service"]]


def test_the_date_before_it_holds_again_everywhere_and_the_ledger_keeps_all(session: Session, by: int) -> None:
    sites = made(session)
    wrong = promised(session, sites, by)
    before = last_moment(session)
    done = undo_together(session, wrong, today=TODAY, by=by, why="رقم خاطئ")
    assert [site.planned_on for site in sites] == [date(2023, 12, 1)] * 3
    assert due(session, sites[0]) == [FIRST, WRONG, FIRST]
    assert due(session, sites[0], before) == [FIRST, WRONG]
    assert {(one.source, one.reason, one.note, one.given_on) for one in done if isinstance(one, Promise)} == {
        ("undo", "correction", "رقم خاطئ", TODAY)
    }
    assert unprojected(session) == (3, [])
    rows = outlook(session, TODAY)
    assert {(row.due, row.lateness.pushes, row.lateness.pulls, row.lateness.promises) for row in rows} == {(FIRST, 0, 0, 1)}
    assert [(one.month, one.first, one.pushed, one.arrived) for one in waves(rows)] == [(date(2023, 12, 1), 3, 0, 0)]
    assert {row.lateness.pushes for row in outlook(session, TODAY, before)} == {1}, "what was known then stays known so"
    assert {site.planned_on for site in position(session, TODAY).sites} == {date(2023, 12, 1)}


def test_a_wave_that_nobody_meant_was_not_left(session: Session, by: int) -> None:
    sites = made(session, 1)
    promised(session, sites, by, RIGHT)
    undo_together(session, last(session), today=TODAY, by=by)
    promised(session, sites, by, WRONG)
    rows = outlook(session, TODAY)
    assert left_wave(rows, RIGHT.replace(day=1)) == []
    assert len(left_wave(rows, FIRST.replace(day=1))) == 1
    assert (rows[0].lateness.pushes, rows[0].due) == (1, WRONG)


def test_it_is_undone_once_and_what_undid_it_is_undone_in_turn(session: Session, by: int) -> None:
    sites = made(session, 2)
    wrong = promised(session, sites, by)
    first = undo_together(session, wrong, today=TODAY, by=by)
    again = undo_together(session, wrong, today=TODAY, by=by)
    assert [one.id for one in first] == [one.id for one in again]
    undo_together(session, first[0], today=TODAY, by=by)
    assert due(session, sites[0]) == [FIRST, WRONG, FIRST, WRONG]
    assert [(row.due, row.lateness.pushes, row.lateness.pulls) for row in outlook(session, TODAY)] == [(WRONG, 1, 0)] * 2
    undo_together(session, last(session), today=TODAY, by=by)
    assert [(row.due, row.lateness.pushes, row.lateness.pulls) for row in outlook(session, TODAY)] == [(FIRST, 0, 0)] * 2


def test_the_first_date_stays(session: Session, by: int) -> None:
    dated, undated = made(session, 1)[0], a_site(session, code="AST-9")
    give(session, [(dated, Offer("service", WRONG, TODAY, "contractor")), (undated, Offer("service", WRONG, TODAY))], today=TODAY, by=by)
    with pytest.raises(NotUndone, match="أول موعد") as refused:
        undo_together(session, last(session), today=TODAY, by=by)
    assert [site.code for site, _why in refused.value.against] == ["AST-9"]
    assert due(session, dated) == [FIRST, WRONG], "at all of them or at none"


def test_only_who_promised_it_undoes_it_and_only_at_once(session: Session, by: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = made(session, 1)
    wrong = promised(session, sites, by)
    with pytest.raises(Refused):
        undo_together(session, wrong, today=TODAY, by=account(session, QENA).id)
    promised(session, sites, by, RIGHT)
    with pytest.raises(NotUndone):
        undo_together(session, wrong, today=TODAY, by=by)
    monkeypatch.setattr(judging, "WITHIN", timedelta())
    with pytest.raises(Refused):
        undo_together(session, last(session), today=TODAY, by=by)
    assert due(session, sites[0]) == [FIRST, WRONG, RIGHT]


def test_what_was_promised_together_is_undone_by_the_number_that_the_act_gives(session: Session, by: int) -> None:
    sites = made(session)
    act = PromiseAct(WRONG, "contractor")
    seen = {line.site.id: line.upon.seen for line in foresee(session, {site.id: None for site in sites}, act, today=TODAY, by=by).lines}
    done = carry_out(session, seen, act, today=TODAY, by=by)
    assert done.record_id is not None
    undo_together(session, session.get_one(Promise, done.record_id), today=TODAY, by=by)
    assert {row.due for row in outlook(session, TODAY)} == {FIRST}


def test_many_sites_cost_as_many_statements_as_few(session: Session, by: int) -> None:
    few, many = made(session, 2), [a_site(session, code=f"B-{place}") for place in range(12)]
    give(session, [(site, Offer("service", FIRST, GIVEN)) for site in many], today=TODAY)
    costs = []
    for sites in (few, many):
        wrong = promised(session, sites, by)
        with statements() as seen:
            undo_together(session, wrong, today=TODAY, by=by)
        costs.append(sum(not each.startswith("UPDATE site") for each in seen))
    assert costs[1] == costs[0], costs
    assert session.scalar(select(func.count()).select_from(Promise)) == 14 * 3
