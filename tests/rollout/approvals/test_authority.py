"""Who submits and who approves: the governorate's own committee, and the chair, another officer, or a paper that the chair signed."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from sqlalchemy.orm import Session

from models import Approval, Committee, Member
from rollout.approvals.approving import approve, submit
from rollout.approvals.authority import NO_PAPER, SignedPaper
from rollout.approvals.checking import alone
from rollout.approvals.periods import period
from rollout.errors import RefusedTogether
from tests.cast import ASSIUT, MINISTRY, QENA, account
from tests.factories import a_governorate, a_site
from tests.rollout.approvals.weekly import SIGNED, a_colleague, at, told

DAY, TODAY = date(2023, 11, 22), date(2023, 11, 30)
CHAIR = "رئيس اللجنة"


@pytest.fixture
def assiut(session: Session, cast: object) -> int:
    """The account of the rapporteur of Assiut's committee."""
    told(session, a_site(session, recorded_at=at(1, month=1)), 10)
    return account(session, ASSIUT).id


def submits(session: Session, by: int) -> Approval:
    return submit(session, a_governorate(session), DAY, today=TODAY, by=by)


def approves(session: Session, row: Approval, by: int, paper: SignedPaper = NO_PAPER) -> Approval:
    return approve(session, a_governorate(session), DAY, seen=row.sha256, today=TODAY, by=by, capacity=CHAIR, paper=paper)


def faults(act: Callable[[], object]) -> list[str]:
    with pytest.raises(RefusedTogether) as refused:
        act()
    return [fault.about for fault in refused.value.faults]


def seat(session: Session, part: str, user_id: int | None, until: date | None = None) -> None:
    """Let somebody sit on Assiut's committee."""
    place = a_governorate(session)
    committee = session.query(Committee).filter_by(governorate_id=place.id).one_or_none()
    if committee is None:
        committee = Committee(governorate_id=place.id, name_ar="لجنة", cut_off_at=time(15), recorded_at=at(1))
        session.add(committee)
        session.flush()
    session.add(Member(committee_id=committee.id, governorate_id=place.id, part=part, name="عضو", user_id=user_id, until=until))
    session.flush()


@pytest.mark.parametrize("member", [MINISTRY, QENA])
def test_only_the_own_committee_submits_and_approves(session: Session, assiut: int, member: object) -> None:
    stranger = account(session, member).id  # type: ignore[arg-type]
    assert len(faults(lambda: submits(session, stranger))) == 1
    row = submits(session, assiut)
    assert len(faults(lambda: approves(session, row, stranger, SIGNED))) == 1


def test_whoever_submitted_does_not_approve_without_a_signed_paper(session: Session, assiut: int) -> None:
    row = submits(session, assiut)
    assert faults(lambda: approves(session, row, assiut)) == ["", "paper_number", "paper_on"]
    assert faults(lambda: approves(session, row, assiut, SignedPaper("412"))) == ["paper_on"]
    assert faults(lambda: approves(session, row, assiut, SignedPaper(" ", DAY))) == ["paper_number"]
    for day in (date(2023, 11, 21), date(2023, 12, 1)):
        assert faults(lambda day=day: approves(session, row, assiut, SignedPaper("412", day))) == ["paper_on"]  # type: ignore[misc]
    approves(session, row, assiut, SIGNED)
    found = period(session, "EG-AST", DAY)
    assert found is not None
    assert found.approval is not None
    assert (found.approval.paper_number, found.approval.paper_on) == ("412", TODAY)


def test_a_second_officer_approves_where_no_chair_has_an_account(session: Session, assiut: int) -> None:
    seat(session, "chair", None)
    approves(session, submits(session, assiut), a_colleague(session))


@pytest.mark.parametrize("part", ["chair", "deputy"])
def test_a_chair_with_an_account_approves_alone(session: Session, assiut: int, part: str) -> None:
    colleague = a_colleague(session)
    seat(session, part, assiut, until=date(2023, 11, 1))
    seat(session, part, colleague)
    row = submits(session, assiut)
    assert len(faults(lambda: approves(session, row, assiut, SIGNED))) == 1
    approves(session, row, colleague)


def test_a_chair_may_approve_what_the_chair_submitted(session: Session, assiut: int) -> None:
    seat(session, "chair", assiut)
    approves(session, submits(session, assiut), assiut)


def test_the_closed_account_of_a_chair_keeps_nobody_from_approving(session: Session, assiut: int) -> None:
    seat(session, "chair", account(session, QENA).id)
    account(session, QENA).active = False
    session.flush()
    approves(session, submits(session, assiut), a_colleague(session))


@pytest.mark.parametrize(("paper", "chair", "wrong"), [(NO_PAPER, False, 1), (SIGNED, False, 0), (NO_PAPER, True, 0)])
def test_the_check_finds_what_one_account_submitted_and_approved(
    session: Session, assiut: int, paper: SignedPaper, chair: bool, wrong: int
) -> None:
    row = submits(session, assiut)
    session.add(Approval(
        governorate_id=row.governorate_id, as_of=DAY, known_at=row.known_at, step="approved", sha256=row.sha256, recorded_by_id=assiut,
        recorded_at=row.recorded_at + timedelta(seconds=1), paper_number=paper.number, paper_on=paper.on,
    ))
    if chair:
        seat(session, "chair", assiut, until=date(2023, 11, 30))
    session.flush()
    number, found = alone(session)
    assert (number, len(found)) == (1, wrong)
