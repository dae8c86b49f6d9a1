"""Counts of a session: three numbers side by side, corrected by new rows, kept all or none, and followed by their sites."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Affirmation, Attendance, Evidence, Site
from rollout.bulk.acts import QuietAct
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.reading import items_at
from rollout.details.saving import save_many
from rollout.errors import OutOfScope, Refused
from rollout.evidence import Stored
from rollout.position import position
from rollout.rules import LONGEST_NOTE
from rollout.scope import Scope, limited
from rollout.speaking import COUNT
from rollout.stages import Kind, State
from rollout.training.attendance import WHOLE, Overtaken, current, latest_count, refusals
from tests.factories import a_site
from tests.rollout.details.making import did
from tests.rollout.training.making import FIRST, TODAY, a_count, a_session, put

SHEET = Stored("ab" * 32, "application/pdf", 10, "كشف حضور.pdf")


def want(session: Session, site: Site, number: int, body: str = "supply", on: date = FIRST - timedelta(days=9)) -> None:
    save_many(session, [(site, "training", did("training", body, "wanted", on, count=number))], today=TODAY, by=None)


def stage(session: Session, site: Site, day: date = TODAY):  # type: ignore[no-untyped-def]
    [here] = position(session, day, site_ids=[site.id]).sites
    return here.stages["training"]


def about(session: Session, held, *counts):  # type: ignore[no-untyped-def]
    return [(index, refused.about) for index, refused in refusals(session, held, counts, today=TODAY)]


def test_the_site_follows_from_what_was_counted_for_it(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    want(session, site, 12)
    put(session, held, a_count(site, 7))
    assert (stage(session, site).state, stage(session, site).done, stage(session, site).wanted) == (State.IN_PROGRESS, 7, 12)
    put(session, a_session(session, FIRST + timedelta(days=7)), a_count(site, 5))
    assert stage(session, site).state is State.DONE
    assert stage(session, site, FIRST + timedelta(days=8)).done == 7
    assert unfollowed(session)[1] == []


def test_seats_without_new_persons_train_nobody_anew(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    want(session, site, 4)
    put(session, held, a_count(site, 0, seats=4))
    assert (stage(session, site).state, stage(session, site).done) == (State.IN_PROGRESS, 0)


def test_a_site_of_which_nothing_changes_was_heard_of(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    want(session, site, 4)
    put(session, held, a_count(site, 3))
    assert session.scalars(select(Affirmation)).all() == []
    put(session, held, a_count(site, 3, seats=5))
    assert [(row.site_id, row.source) for row in session.scalars(select(Affirmation))] == [(site.id, COUNT)], "it is no «nothing new»"
    assert not QuietAct().upon(session, [site], today=TODAY, by=None)[site.id].done


@pytest.mark.parametrize(
    ("persons", "seats", "certified", "wrong"),
    [(5, 5, 5, []), (6, 5, 5, ["persons"]), (5, 5, 6, ["certified"]), (0, 3, 2, []), (-1, 5, 5, ["persons"]), (1, 10**9, 1, ["seats"])],
)
def test_no_more_persons_or_certificates_than_seats(session: Session, persons: int, seats: int, certified: int, wrong: list[str]) -> None:
    held = a_session(session)
    found = refusals(session, held, [a_count(a_site(session), persons, seats, certified)], today=TODAY)
    assert [refused.about for index, refused in found if index == 0] == wrong


def test_every_wrong_row_is_named_and_none_is_kept(session: Session) -> None:
    site, other, held = a_site(session), a_site(session), a_session(session)
    counts = [a_count(site, 3), a_count(other, 9, seats=2), a_count(other, 1, body="bank"), a_count(site, 1)]
    assert about(session, held, *counts) == [(1, "persons"), (2, "body"), (3, "destination")]
    with pytest.raises(Refused):
        put(session, held, *counts)
    assert session.scalars(select(Attendance)).all() == []


def test_a_session_takes_no_more_than_it_holds_whoever_asks(session: Session) -> None:
    assiut, qena, held = a_site(session), a_site(session, governorate="EG-KN"), a_session(session, capacity=30)
    put(session, held, a_count(qena, 20))
    mine = frozenset({assiut.governorate_id})
    place, row = assiut.governorate_id, a_count(assiut, 11)
    with limited(session, Scope(mine, mine)):
        [(index, refused)] = refusals(session, held, [row], today=TODAY)
        assert (index, refused.about) == (WHOLE, "seats")
        assert "٣١" in str(refused.message)
        put(session, held, replace(row, persons=10, seats=10, certified=10))
        assert [count.governorate_id for count in current(session, held.id)] == [place]


def test_a_committee_counts_for_its_own_governorate_only(session: Session) -> None:
    assiut, qena, held = a_site(session), a_site(session, governorate="EG-KN"), a_session(session)
    put(session, held, a_count(qena, 20))
    mine, row, foreign = frozenset({assiut.governorate_id}), a_count(assiut, 4), a_count(qena, 1)
    both = mine | {qena.governorate_id}
    with limited(session, Scope(both, mine)):
        assert (0, "destination") in about(session, held, foreign)
        with pytest.raises((Refused, OutOfScope)):
            put(session, held, foreign)
        put(session, held, row)
    assert sorted(count.persons for count in current(session, held.id)) == [4, 20], "what is not told by the others is not theirs to take"


def test_a_correction_is_a_new_row_that_names_the_old_one(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    want(session, site, 12)
    put(session, held, a_count(site, 12))
    assert stage(session, site).state is State.DONE
    assert put(session, held, a_count(site, 11)) == 1
    first, second = session.scalars(select(Attendance).order_by(Attendance.id))
    assert (first.persons, second.persons, second.replaces_id) == (12, 11, first.id)
    assert (stage(session, site).state, stage(session, site).done) == (State.IN_PROGRESS, 11)
    assert put(session, held) == 1, "what is no longer told is taken back"
    assert current(session, held.id) == []
    assert stage(session, site).done == 0
    assert put(session, held, a_count(site, 2)) == 1, "and may be told again"
    assert unfollowed(session)[1] == []


def test_what_stays_the_same_is_not_recorded_again(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 4))
    assert put(session, held, a_count(site, 4), a_count(site, 3, body="post")) == 1


def test_two_who_count_one_session_do_not_overwrite_each_other(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 4))
    with pytest.raises(Overtaken):
        put(session, held, a_count(site, 5), seen=None)
    assert put(session, held, a_count(site, 4), seen=None) == 0, "the same table sent twice is recorded once"
    assert latest_count(session, held.id) == current(session, held.id)[0].id


def test_nobody_attends_what_was_cancelled_or_has_not_ended(session: Session) -> None:
    site = a_site(session)
    assert about(session, a_session(session, cancelled=True), a_count(site, 1)) == [(WHOLE, "")]
    assert about(session, a_session(session, TODAY - timedelta(days=1)), a_count(site, 1)) == [(WHOLE, "")]
    assert about(session, a_session(session, TODAY - timedelta(days=2)), a_count(site, 1)) == []


def test_a_destination_lies_in_its_governorate_and_stands_in_the_register(session: Session) -> None:
    site, qena, held = a_site(session), a_site(session, governorate="EG-KN"), a_session(session)
    assert about(session, held, replace(a_count(site, 1), governorate_id=qena.governorate_id)) == [(0, "destination")]
    assert about(session, held, a_count(site, 1, site_id=None)) == [], "where they will serve may still be open"
    assert about(session, held, a_count(a_site(session, kind=Kind.FIXED_CENTRE), 1)) == [], "the staff of a centre attend as well"
    assert about(session, held, a_count(a_site(session, withdrawn_at=datetime.now(UTC)), 1)) == [(0, "destination")]
    assert about(session, held, a_count(site, 1, note="م" * (LONGEST_NOTE + 1))) == [(0, "note")]


def test_the_sheet_proves_each_count_and_stays_with_its_correction(session: Session) -> None:
    site, other, held = a_site(session), a_site(session), a_session(session)
    want(session, site, 4)
    put(session, held, a_count(site, 4), a_count(other, 2))
    put(session, held, a_count(site, 4), a_count(other, 2), documents=[SHEET])
    assert session.scalars(select(Evidence.attendance_id).where(Evidence.entry_id.is_(None))).all() == [
        row.id for row in current(session, held.id)
    ]
    assert stage(session, site).has_evidence
    put(session, held, a_count(site, 4, seats=5), a_count(other, 2))
    proven = session.scalars(select(Evidence.attendance_id).where(Evidence.entry_id.is_(None))).all()
    assert len(proven) == 3
    assert {row.id for row in current(session, held.id)} <= set(proven)


def test_training_is_not_typed_at_the_site(session: Session) -> None:
    site = a_site(session)
    with pytest.raises(Refused, match="الدورة"):
        save_many(session, [(site, "training", did("training", "supply", "trained", FIRST, count=3))], today=TODAY, by=None)


def test_the_need_may_be_told_after_some_were_trained(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 4))
    assert (stage(session, site).state, stage(session, site).done) == (State.IN_PROGRESS, 4)
    late = FIRST + timedelta(days=30)
    want(session, site, 4, on=late)
    assert stage(session, site).state is State.DONE
    want(session, site, 6, on=late + timedelta(days=1))
    assert (stage(session, site).state, stage(session, site).done, stage(session, site).wanted) == (State.IN_PROGRESS, 4, 6)
    nominated = did("training", "supply", "nominated", late + timedelta(days=2), count=6)
    save_many(session, [(site, "training", nominated)], today=TODAY, by=None)
    item = items_at(session, site.id, "training")["supply"]
    assert item.next is not None
    assert item.next.key == "trained", "more are to be trained, for six are wanted"
    assert unfollowed(session)[1] == broken_steps(session, TODAY)[1] == []


def test_what_was_taken_back_leaves_nothing_begun(session: Session) -> None:
    site, held = a_site(session), a_session(session)
    put(session, held, a_count(site, 4))
    put(session, held)
    assert stage(session, site).state is State.NOT_STARTED
    assert unfollowed(session)[1] == []
