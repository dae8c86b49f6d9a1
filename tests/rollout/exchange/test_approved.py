"""A sheet that speaks of days whose figures are approved says so before it is taken."""

from datetime import date

from sqlalchemy.orm import Session

from models import Governorate
from rollout.approvals.approving import approve, submit
from rollout.approvals.authority import SignedPaper
from rollout.approvals.restating import restatements
from tests.cast import ASSIUT, account, bring_in
from tests.rollout.exchange.sheets import MASARA, SANABO, imported, planned, workbook

LATER = date(2023, 8, 20)
WEEK = date(2023, 8, 16)
"""The end of the week in which the sheet was brought in."""


def notices(session: Session, data: bytes) -> list[str]:
    return [text for notice in planned(session, data, today=LATER).notices if "المعتمد" in (text := str(notice.line)) or "معتمدة" in text]


def test_news_of_approved_days_is_told_and_then_listed(session: Session) -> None:
    bring_in(session)
    imported(session, workbook(SANABO))
    assert notices(session, workbook(SANABO, MASARA)) == []
    place, by = session.query(Governorate).filter_by(code="EG-AST").one(), account(session, ASSIUT).id
    row = submit(session, place, WEEK, today=LATER, by=by)
    approve(session, place, WEEK, seen=row.sha256, today=LATER, by=by, capacity="رئيس اللجنة", paper=SignedPaper("412", LATER))
    changed = workbook((*SANABO[:6], date(2023, 7, 30), None))
    [notice] = notices(session, changed)
    assert ": ١." in notice
    imported(session, changed)
    assert [(found.stage, found.explained) for found in restatements(session)] == [("training", False)]
