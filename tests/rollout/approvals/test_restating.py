"""Restatements: the kept figures, with what is told of them since, are the position of the same day as it is known now."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from models import Affirmation, Approval, Evidence, Promise, Site
from rollout.approvals.approving import approve, explain, submit
from rollout.approvals.changes import PLANNED, WHOLE
from rollout.approvals.periods import kept, period
from rollout.approvals.restating import Restated, restatements, review
from rollout.followup.difference import SiteValue, Snapshot, StageValue
from rollout.journal import last_moment, next_moment
from rollout.position import position
from rollout.register import withdraw
from rollout.snapshots import snapshot
from rollout.stages import State
from tests.cast import ASSIUT, account
from tests.factories import DATABASE_EXAMPLES, a_governorate, a_site
from tests.rollout.approvals.weekly import SIGNED, at, told

DAY, TODAY = date(2023, 11, 22), date(2023, 11, 30)


def approved(session: Session, day: date = DAY) -> Approval:
    place = a_governorate(session)
    by = account(session, ASSIUT).id
    row = submit(session, place, day, today=TODAY, by=by)
    approve(session, place, day, seen=row.sha256, today=TODAY, by=by, capacity="رئيس اللجنة", paper=SIGNED)
    return row


def site(session: Session) -> Site:
    return a_site(session, recorded_at=at(1, month=1))


def later(session: Session, one: Site, day: int, **values: Any) -> int:
    """An entry recorded now, of a day of November."""
    return told(session, one, day, next_moment(session), recorded_by_id=account(session, ASSIUT).id, **values)


def proof(session: Session, entry_id: int, one: Site, moment: datetime | None = None) -> None:
    session.execute(insert(Evidence.__table__), [dict(
        entry_id=entry_id, governorate_id=one.governorate_id, sha256="0" * 64, original_name="a.pdf", media_type="application/pdf",
        size=1, recorded_at=moment or next_moment(session), is_photo=False,
    )])


def test_what_was_approved_and_not_touched_is_not_restated(session: Session, cast: object) -> None:
    one = site(session)
    told(session, one, 10)
    approved(session)
    later(session, one, 25, stage="linking")  # of a day after the period
    session.execute(insert(Affirmation.__table__), [dict(
        site_id=one.id, governorate_id=one.governorate_id, news_on=DAY, recorded_at=next_moment(session), source="test")])
    assert restatements(session) == []


def test_a_late_word_and_a_correction_are_restated_with_who_and_why(session: Session, cast: object) -> None:
    late, wrong = site(session), site(session)
    entry = told(session, wrong, 10)
    row = approved(session)
    later(session, late, 21, state=State.IN_PROGRESS.value, note="ورد متأخرًا")
    correction = later(session, wrong, 25, replaces_id=entry, reason="خطأ في التاريخ")
    first, second = sorted(restatements(session), key=lambda one: one.site_id)
    assert (first.site, first.stage, first.reason, first.by) == (late.code, "handover", "ورد متأخرًا", "Assiut")
    assert (first.before.state, first.after.state) == (State.NOT_STARTED, State.IN_PROGRESS)  # type: ignore[union-attr]
    assert (second.before.state, second.after.state) == (State.DONE, State.NOT_STARTED)  # type: ignore[union-attr]
    assert (second.entry_id, second.reason) == (correction, "خطأ في التاريخ")
    assert first.restated_at > row.recorded_at


def test_the_entry_in_force_is_named_rather_than_one_without_effect(session: Session, cast: object) -> None:
    one = site(session)
    approved(session)
    in_force = later(session, one, 20)
    later(session, one, 15, state=State.IN_PROGRESS.value)
    [found] = restatements(session)
    assert found.entry_id == in_force


def test_a_document_alone_confirms_and_restates_nothing(session: Session, cast: object) -> None:
    one = site(session)
    entry = told(session, one, 10)
    approved(session)
    proof(session, entry, one)
    found = review(session)
    assert found.restated == []
    assert [(row.site, row.stage) for row in found.confirmed] == [(one.code, "handover")]


def test_a_document_lost_by_a_correction_is_restated(session: Session, cast: object) -> None:
    one = site(session)
    entry = told(session, one, 10)
    proof(session, entry, one, at(11))
    approved(session)
    later(session, one, 22, replaces_id=entry, effective_on=date(2023, 11, 10))
    found = review(session)
    assert len(found.restated) == 1
    assert found.confirmed == []


def test_sites_that_came_and_went_are_restated_as_a_whole(session: Session, cast: object) -> None:
    gone = site(session)
    site(session)
    approved(session)
    withdraw(session, gone)
    session.flush()
    new = a_site(session)
    rows = {row.site: row for row in restatements(session)}
    assert rows.keys() == {gone.code, new.code}
    assert all(row.stage == WHOLE and not row.explained for row in rows.values())
    assert rows[gone.code].after is None
    assert rows[new.code].before is None


def test_a_planned_day_promised_anew_for_days_before_is_restated(session: Session, cast: object) -> None:
    one = site(session)
    approved(session)
    session.add(Promise(
        site_id=one.id, governorate_id=one.governorate_id, stage="service", due_on=date(2024, 3, 31), given_on=date(2023, 11, 1),
        reason="contractor", recorded_at=next_moment(session),
    ))
    session.flush()
    [row] = restatements(session)
    assert (row.stage, row.before, row.after, row.reason) == (PLANNED, None, date(2024, 3, 1), "تأخر المقاول")


def test_words_explain_the_change_before_them_only(session: Session, cast: object) -> None:
    one, by = site(session), account(session, ASSIUT).id
    approved(session)
    later(session, one, 20, state=State.IN_PROGRESS.value)
    found = restatements(session)
    assert not found[0].explained
    assert explain(session, found, "وصل المحضر متأخرًا", by=by) == 1
    assert restatements(session)[0].reason == "وصل المحضر متأخرًا"
    later(session, one, 21)
    assert not restatements(session)[0].explained


def test_only_what_is_new_since_a_moment_is_listed_and_as_known_then(session: Session, cast: object) -> None:
    one, other = site(session), site(session)
    approved(session)
    later(session, one, 20)
    between = last_moment(session)
    later(session, other, 20)
    assert [row.site for row in restatements(session, since=between)] == [other.code]
    assert [row.site for row in restatements(session, until=between)] == [one.code]


def test_a_change_between_submission_and_approval_is_new_with_the_approval(session: Session, cast: object) -> None:
    one, place = site(session), a_governorate(session)
    by = account(session, ASSIUT).id
    row = submit(session, place, DAY, today=TODAY, by=by)
    later(session, one, 20)
    between = last_moment(session)
    assert restatements(session) == []  # nothing is approved yet
    approve(session, place, DAY, seen=row.sha256, today=TODAY, by=by, capacity="رئيس اللجنة", paper=SIGNED)
    assert [found.site for found in restatements(session, since=between)] == [one.code]


def test_periods_of_one_governorate_are_told_apart(session: Session, cast: object) -> None:
    one = site(session)
    a_site(session, governorate="EG-KN", recorded_at=at(1, month=1))
    approved(session, date(2023, 11, 15))
    approved(session)
    later(session, one, 18)
    assert [row.as_of for row in restatements(session)] == [DAY]
    assert restatements(session, "EG-KN") == []


def patched(first: Snapshot, rows: list[Restated]) -> Snapshot:
    """The kept figures with what is told of them."""
    made = dict(first)
    for row in rows:
        if row.stage == WHOLE:
            made.pop(row.site, None)
            if isinstance(row.after, SiteValue):
                made[row.site] = row.after
        elif row.stage == PLANNED:
            assert not isinstance(row.after, StageValue | SiteValue)
            made[row.site] = replace(made[row.site], planned_on=row.after)
        else:
            assert isinstance(row.after, StageValue)
            stages = dict(made[row.site].stages) | {row.stage: row.after}
            made[row.site] = replace(made[row.site], stages=tuple(sorted(stages.items())))
    return made


def bare(figures: Snapshot) -> Snapshot:
    return {code: replace(one, heard_on=None) for code, one in figures.items()}


CHANGES = st.lists(
    st.tuples(st.sampled_from(["entry", "correct", "proof", "new", "gone", "promise"]), st.integers(0, 3), st.integers(1, 28),
              st.sampled_from([State.DONE, State.IN_PROGRESS, State.STALLED]), st.sampled_from(["handover", "linking"])),
    max_size=8,
)


def happen(session: Session, sites: list[Site], changes: Any) -> None:
    entries: list[tuple[int, Site, str]] = []
    for what, which, day, state, stage in changes:
        one = sites[which % len(sites)]
        if what == "new":
            sites.append(a_site(session))
        elif what == "gone" and one.withdrawn_at is None:
            withdraw(session, one)
            session.flush()
        elif what == "promise":
            session.add(Promise(
                site_id=one.id, governorate_id=one.governorate_id, stage="service", due_on=DAY + timedelta(days=30 * day),
                given_on=date(2023, 11, day), reason="other", recorded_at=next_moment(session)))
            session.flush()
        elif what == "proof" and entries:
            proof(session, *entries[which % len(entries)][:2])
        elif what == "correct" and entries:
            entry, place, key = entries.pop(which % len(entries))
            new = later(session, place, 28, replaces_id=entry, stage=key, state=state.value, effective_on=date(2023, 11, day))
            entries.append((new, place, key))
        else:
            entries.append((later(session, one, day, stage=stage, state=state.value), one, stage))


@settings(DATABASE_EXAMPLES, max_examples=20)
@given(before=CHANGES, after=CHANGES, days=st.sets(st.sampled_from([8, 15, 22]), min_size=1, max_size=2))
def test_what_was_kept_with_what_is_restated_is_the_position_now(
    session: Session, cast: object, before: Any, after: Any, days: set[int]
) -> None:
    session.rollback()
    site(session)  # one stays whatever happens
    sites = [site(session) for _number in range(2)]
    happen(session, sites, before)
    for day in days:
        approved(session, date(2023, 11, day))
    happen(session, sites, after)
    found = review(session)
    for day in days:
        here = period(session, "EG-AST", date(2023, 11, day))
        assert here is not None
        rows = [row for row in (*found.restated, *found.confirmed) if row.as_of == here.as_of]
        now = snapshot(position(session, here.as_of, governorate="EG-AST"))
        assert bare(patched(kept(session, [here.submitted.id])[here.submitted.id], rows)) == bare(now)
        assert all(row.before != row.after for row in rows)
