"""Approval: its steps in their order, by whom, for which figures; and what is kept of them."""

import hashlib
import zlib
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Approval, Site
from rollout.approvals.approving import accept, approve, send_back, submit
from rollout.approvals.checking import broken_approvals
from rollout.approvals.periods import Step, kept, period, periods
from rollout.errors import OutOfScope, RefusedTogether
from rollout.followup.difference import from_json
from rollout.position import position
from rollout.scope import Scope, limited
from rollout.snapshots import snapshot
from tests.cast import ASSIUT, MINISTRY, QENA, account
from tests.factories import a_governorate, a_site
from tests.rollout.approvals.weekly import SIGNED, a_colleague, at, told
from tests.rollout.meetings.making import a_committee

DAY, TODAY = date(2023, 11, 22), date(2023, 11, 30)
CHAIR = "رئيس اللجنة"


@pytest.fixture
def site(session: Session, cast: object) -> Site:
    one = a_site(session, recorded_at=at(1, month=1))
    told(session, one, 10)
    return one


def submitted(session: Session, day: date = DAY, by: int | None = None) -> Approval:
    return submit(session, a_governorate(session), day, today=TODAY, by=by or account(session, ASSIUT).id, capacity="مقرر اللجنة")


def approved(session: Session) -> Approval:
    row = submitted(session)
    return approve(
        session, a_governorate(session), DAY, seen=row.sha256, today=TODAY, by=account(session, ASSIUT).id, capacity=CHAIR, paper=SIGNED
    )


def faults(act: Callable[[], object]) -> list[str]:
    with pytest.raises(RefusedTogether) as refused:
        act()
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(("day", "ends"), [
    (date(2023, 11, 22), True), (date(2023, 11, 15), True), (date(2023, 10, 31), True), (date(2023, 11, 21), False),
    (date(2023, 11, 23), False), (date(2023, 11, 30), True), (date(2023, 10, 30), False),
])
def test_periods_end_with_the_committees_week_or_with_the_month(session: Session, site: Site, day: date, ends: bool) -> None:
    if ends:
        assert submitted(session, day).as_of == day
    else:
        assert len(faults(lambda: submitted(session, day))) == 1


def test_a_week_ends_on_the_committees_own_day(session: Session, site: Site) -> None:
    a_committee(session, cut_off_weekday=0)
    assert submitted(session, date(2023, 11, 20)).as_of.weekday() == 0
    [refused] = faults(lambda: submitted(session, DAY))
    assert "٢٠ نوفمبر ٢٠٢٣" in refused
    assert "٣١ أكتوبر ٢٠٢٣" in refused


def test_what_was_sent_back_is_submitted_anew_whatever_the_committees_day_is_by_now(session: Session, site: Site) -> None:
    seen = submitted(session).sha256
    send_back(session, a_governorate(session), DAY, seen=seen, by=account(session, ASSIUT).id, note="مراجعة")
    a_committee(session, cut_off_weekday=0)
    assert submitted(session).as_of == DAY


def test_what_is_submitted_is_kept_whole_with_its_hash(session: Session, site: Site) -> None:
    row = submitted(session)
    now = snapshot(position(session, DAY, row.known_at, governorate="EG-AST"))
    assert row.figures is not None
    assert from_json(zlib.decompress(row.figures).decode()) == now
    assert kept(session, [row.id]) == {row.id: now}
    told(session, site, 15, at(29), stage="linking")
    assert kept(session, [row.id]) == {row.id: now}


def test_the_steps_follow_each_other_for_the_same_figures(session: Session, site: Site) -> None:
    row = approved(session)
    accept(session, a_governorate(session), DAY, seen=row.sha256, by=account(session, MINISTRY).id)
    found = period(session, "EG-AST", DAY)
    assert found is not None
    assert [taken.step for taken in found.steps] == [Step.SUBMITTED, Step.APPROVED, Step.ACCEPTED]
    assert {(taken.sha256, taken.known_at) for taken in found.steps} == {(row.sha256, row.known_at)}
    assert (found.steps[1].by, found.steps[1].capacity) == ("Assiut", CHAIR)
    assert found.approved


def test_no_step_is_skipped_or_taken_twice(session: Session, site: Site) -> None:
    place, ministry = a_governorate(session), account(session, MINISTRY).id
    assiut = account(session, ASSIUT).id
    assert len(faults(lambda: approve(session, place, DAY, seen="", today=TODAY, by=assiut, capacity=CHAIR))) == 1
    row = submitted(session)
    assert len(faults(lambda: accept(session, place, DAY, seen=row.sha256, by=ministry))) == 1
    assert len(faults(lambda: submitted(session))) == 1
    approve(session, place, DAY, seen=row.sha256, today=TODAY, by=assiut, capacity=CHAIR, paper=SIGNED)
    assert len(faults(lambda: submitted(session))) == 1
    accept(session, place, DAY, seen=row.sha256, by=ministry)
    assert len(faults(lambda: send_back(session, place, DAY, seen=row.sha256, by=ministry, note="مراجعة"))) == 1


def test_all_faults_are_told_at_once(session: Session, site: Site) -> None:
    place, assiut = a_governorate(session), account(session, ASSIUT).id
    submitted(session)
    told_at_once = faults(lambda: accept(session, place, DAY, seen="x" * 64, by=assiut))
    assert len(told_at_once) == 3  # not approved yet, other figures, and the one who submitted
    assert len(faults(lambda: approve(session, place, DAY, seen="x" * 64, today=TODAY, by=assiut, capacity=" ", paper=SIGNED))) == 2


def test_no_day_to_come_is_submitted(session: Session, site: Site) -> None:
    assert len(faults(lambda: submitted(session, date(2023, 12, 1)))) == 1
    submitted(session, TODAY)


def test_a_governorate_without_sites_submits_nothing(session: Session, site: Site) -> None:
    qena = a_governorate(session, "EG-KN")
    assert len(faults(lambda: submit(session, qena, DAY, today=TODAY, by=account(session, QENA).id))) == 1


def test_whoever_submitted_or_approved_does_not_accept(session: Session, site: Site) -> None:
    place = a_governorate(session)
    row = approved(session)
    assert len(faults(lambda: accept(session, place, DAY, seen=row.sha256, by=account(session, ASSIUT).id))) == 1
    accept(session, place, DAY, seen=row.sha256, by=account(session, MINISTRY).id)


def test_a_committee_neither_accepts_nor_sends_back_what_its_chair_approved(session: Session, site: Site) -> None:
    place = a_governorate(session)
    row, qena = approved(session), account(session, QENA).id
    ids = frozenset({place.id})
    with limited(session, Scope(ids, ids)):
        assert len(faults(lambda: accept(session, place, DAY, seen=row.sha256, by=qena))) == 1
        assert len(faults(lambda: send_back(session, place, DAY, seen=row.sha256, by=qena, note="مراجعة"))) == 1
    with limited(session, Scope(ids, frozenset())), pytest.raises(OutOfScope):
        accept(session, place, DAY, seen=row.sha256, by=qena)


def test_sending_back_needs_words_and_lets_the_figures_be_submitted_anew(session: Session, site: Site) -> None:
    place, ministry = a_governorate(session), account(session, MINISTRY).id
    row = approved(session)
    assert len(faults(lambda: send_back(session, place, DAY, seen=row.sha256, by=ministry, note=" . "))) == 1
    send_back(session, place, DAY, seen=row.sha256, by=ministry, note="مراجعة الربط")
    found = period(session, "EG-AST", DAY)
    assert found is not None
    assert not found.approved
    assert found.approval is None
    told(session, site, 12, at(29), stage="linking")
    anew = submitted(session)
    assert anew.sha256 != row.sha256
    again = period(session, "EG-AST", DAY)
    assert again is not None
    assert again.submitted.id == anew.id
    assert len(again.current) == 1


def test_periods_come_with_the_latest_day_first_and_as_known(session: Session, site: Site) -> None:
    submitted(session, date(2023, 11, 15))
    row = submitted(session)
    assert [one.as_of for one in periods(session)] == [DAY, date(2023, 11, 15)]
    approve(session, a_governorate(session), DAY, seen=row.sha256, today=TODAY, by=a_colleague(session), capacity=CHAIR)
    assert periods(session, known_at=row.recorded_at)[0].state is Step.SUBMITTED


GOOD = zlib.compress(b"[]")
EMPTY = hashlib.sha256(b"[]").hexdigest()


@pytest.mark.parametrize(
    ("figures", "sha256", "later", "wrong"),
    [(GOOD, EMPTY, EMPTY, 0), (GOOD, "0" * 64, "0" * 64, 1), (b"nothing", EMPTY, EMPTY, 1), (GOOD, EMPTY, "0" * 64, 1)],
)
def test_the_check_finds_figures_that_are_not_what_was_submitted(
    session: Session, site: Site, figures: bytes, sha256: str, later: str, wrong: int
) -> None:
    approved(session)
    about = {"governorate_id": site.governorate_id, "as_of": date(2023, 11, 15), "known_at": at(16)}
    session.add(Approval(step="submitted", sha256=sha256, figures=figures, recorded_at=at(17), **about))
    session.add(Approval(step="approved", sha256=later, figures=None, recorded_at=at(18), **about))
    session.flush()
    number, found = broken_approvals(session)
    assert (number, len(found)) == (4, wrong)
