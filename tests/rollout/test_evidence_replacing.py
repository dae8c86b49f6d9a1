"""A better document takes the place of a worse one: with a reason, once, and with everything that the worse one proved."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Site
from rollout.details.saving import Whereabouts, save_many
from rollout.errors import OutOfScope, Refused
from rollout.evidence import Stored
from rollout.evidence.replacing import Replaced, proven_by, replace, replacement_of, same_file
from rollout.position import position
from rollout.recording import prove, tell
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, Standing, State
from tests.cast import ASSIUT, Member, account
from tests.factories import a_governorate, a_site
from tests.rollout.details.making import did

DAY, TODAY = date(2023, 5, 1), date(2023, 7, 31)
BLURRED, SHARP = Stored("a" * 64, "image/jpeg", 1200, "محضر.jpg"), Stored("b" * 64, "application/pdf", 900, "محضر.pdf")


@pytest.fixture
def by(cast: dict[str, Member], session: Session) -> int:
    return account(session, ASSIUT).id


def received(session: Session, site: Site, document: Stored = BLURRED) -> Evidence:
    """The document of a provisional acceptance, which its stage follows."""
    step = did("handover", "building", "provisional", DAY)
    [entry] = save_many(session, [(site, "handover", step)], today=TODAY, by=None, documents=[document])
    return session.scalars(select(Evidence).where(Evidence.step_id == entry.id, Evidence.entry_id.is_(None))).one()


def standing(session: Session, site: Site, stage: str = "handover") -> Standing:
    return position(session, TODAY, site_ids=[site.id]).sites[0].stages[stage].standing


def test_both_stay_and_the_new_one_proves_what_the_old_one_proved(session: Session) -> None:
    site = a_site(session)
    old = received(session, site)
    new = replace(session, old, SHARP, " غير مقروء ", by=None, where=Whereabouts(27.18, 31.19, 12.0))
    assert (new.replaces_id, new.reason, new.step_id) == (old.id, "غير مقروء", old.step_id)
    assert (new.sha256, new.latitude, new.accuracy) == (SHARP.sha256, 27.18, 12.0)
    assert replacement_of(session, old) is new
    stage_proof = session.scalars(select(Evidence).where(Evidence.entry_id.is_not(None)).order_by(Evidence.id)).all()
    assert [(row.sha256, row.replaces_id) for row in stage_proof] == [(BLURRED.sha256, None), (SHARP.sha256, stage_proof[0].id)]
    assert session.scalars(select(Evidence.sha256).where(Evidence.in_force())).all() == [SHARP.sha256] * 2
    assert standing(session, site) is Standing.CONFIRMED


def test_a_document_of_an_entry_is_replaced_alone(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    entry = tell(session, site, News("premises", State.IN_PROGRESS, DAY), [BLURRED], seen=None, today=TODAY, by=by)
    another = a_site(session, kind=Kind.FIXED_CENTRE)
    other = tell(session, another, News("premises", State.IN_PROGRESS, DAY), [BLURRED], seen=None, today=TODAY, by=by)
    old = session.scalars(select(Evidence).where(Evidence.entry_id == entry.id)).one()
    new = replace(session, old, SHARP, "غير مقروء", by=by)
    assert new.entry_id == entry.id
    assert session.scalars(select(Evidence.sha256).where(Evidence.entry_id == other.id)).all() == [BLURRED.sha256]


def test_a_correction_takes_along_only_documents_in_force(session: Session, by: int) -> None:
    site = a_site(session, kind=Kind.FIXED_CENTRE)
    entry = tell(session, site, News("premises", State.IN_PROGRESS, DAY), [BLURRED], seen=None, today=TODAY, by=by)
    replace(session, session.scalars(select(Evidence)).one(), SHARP, "غير مقروء", by=by)
    corrected = News("premises", State.IN_PROGRESS, date(2023, 5, 2), replaces_id=entry.id)
    again = tell(session, site, corrected, seen=entry.id, today=TODAY, by=by)
    assert session.scalars(select(Evidence.sha256).where(Evidence.entry_id == again.id)).all() == [SHARP.sha256]


@pytest.mark.parametrize(("document", "reason", "about"), [
    (SHARP, "  ", "reason"), (SHARP, "س" * 501, "reason"), (BLURRED, "سبب", "evidence"),
])
def test_it_takes_a_reason_and_another_file(session: Session, document: Stored, reason: str, about: str) -> None:
    old = received(session, a_site(session))
    with pytest.raises(Refused) as refused:
        replace(session, old, document, reason, by=None)
    assert refused.value.about == about


def test_a_document_is_replaced_once_and_its_replacement_may_be_again(session: Session) -> None:
    old = received(session, a_site(session))
    new = replace(session, old, SHARP, "غير مقروء", by=None)
    with pytest.raises(Replaced) as replaced:
        replace(session, old, Stored("c" * 64, "application/pdf", 5, "آخر.pdf"), "غير مقروء", by=None)
    assert replaced.value.by is new
    third = replace(session, new, Stored("c" * 64, "application/pdf", 5, "آخر.pdf"), "نسخة موقعة", by=None)
    assert third.replaces_id == new.id


def test_only_who_reports_for_the_governorate_replaces(session: Session) -> None:
    site = a_site(session)
    old = received(session, site)
    number = old.id
    session.commit()
    foreign = a_governorate(session, "EG-KN").id
    with limited(session, Scope(view=frozenset({site.governorate_id}), capture=frozenset({foreign}))):
        seen = session.get_one(Evidence, number)
        with pytest.raises(OutOfScope):
            replace(session, seen, SHARP, "غير مقروء", by=None)


def test_the_same_file_shows_where_else_it_stands_to_those_who_may_see_it(session: Session) -> None:
    here, there = a_site(session), a_site(session, governorate="EG-KN")
    first, second = received(session, here), received(session, there)
    assert [(proven.record.id, proven.site) for proven in same_file(session, first, 9)] == [(second.id, there)], "a stage is no second use"
    alone = received(session, a_site(session), SHARP)
    assert same_file(session, alone, 9) == []
    number = first.id
    session.commit()
    with limited(session, Scope(view=frozenset({here.governorate_id}), capture=frozenset())):
        assert same_file(session, session.get_one(Evidence, number), 9) == []


def test_what_a_document_proves_is_told_in_one_go(session: Session, by: int) -> None:
    site = a_site(session)
    step_proof = received(session, site)
    centre = a_site(session, kind=Kind.FIXED_CENTRE)
    entry = tell(session, centre, News("premises", State.IN_PROGRESS, DAY), seen=None, today=TODAY, by=by)
    prove(session, entry, [SHARP], by=by)
    entry_proof = session.scalars(select(Evidence).where(Evidence.entry_id == entry.id)).one()
    first, second = proven_by(session, [step_proof, entry_proof])
    assert (first.site, first.step and first.step.step, first.entry) == (site, "provisional", None)
    assert (second.site, second.entry, second.step) == (centre, entry, None)
