"""What the journal admits, what it refuses and with which sentence, and that nothing in it can be changed."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from models import ProgressEntry, Site
from rollout.database import session_for
from rollout.errors import OutOfScope, Refused
from rollout.journal import affirm, last_moment, record, record_many, refusals
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, everything, limited
from rollout.stages import Kind, State
from tests.factories import DATABASE_EXAMPLES, a_site, entry_values, write_entries

TODAY = date(2023, 7, 31)


def news(stage: str = "handover", state: State = State.DONE, on: date = date(2023, 3, 1), **values: object) -> News:
    return News(stage, state, on, **values)  # type: ignore[arg-type]  # the keywords of News


def refusal(session: Session, site: Site, told: News) -> str:
    with pytest.raises(Refused) as caught:
        record(session, site, told, today=TODAY)
    return str(caught.value)


def entries(session: Session) -> int:
    return len(session.scalars(select(ProgressEntry.id)).all())


def test_an_entry_is_added_with_its_moment_and_the_day_spoken_for(session: Session) -> None:
    entry = record(session, a_site(session), news(), today=TODAY)
    assert entry.news_on == TODAY
    assert entry.recorded_at == last_moment(session)


def test_a_future_date_is_refused(session: Session) -> None:
    assert "٢٠٢٣" in refusal(session, a_site(session), news(on=TODAY + timedelta(days=1)))
    record(session, a_site(session), news(on=TODAY), today=TODAY)


def test_a_date_before_the_programme_is_refused(session: Session) -> None:
    refusal(session, a_site(session), news(on=date(2014, 12, 31)))


def test_more_done_than_wanted_is_refused(session: Session) -> None:
    site = a_site(session)
    record(session, site, news(), today=TODAY)
    refusal(session, site, news("utilities", State.IN_PROGRESS, done=7))
    refusal(session, site, news("training", State.IN_PROGRESS, done=10, wanted=9))
    record(session, site, news("training", State.IN_PROGRESS, done=9, wanted=9), today=TODAY)


def test_done_with_units_missing_is_refused(session: Session) -> None:
    site = a_site(session)
    record(session, site, news(), today=TODAY)
    refusal(session, site, news("utilities", State.DONE, done=5))


def test_not_started_with_units_done_is_refused(session: Session) -> None:
    refusal(session, a_site(session), news("training", State.NOT_STARTED, done=1, wanted=2))


def test_a_stage_of_another_kind_is_refused(session: Session) -> None:
    refusal(session, a_site(session, kind=Kind.MOBILE_CENTRE), news("handover"))


def test_not_applicable_needs_a_reason(session: Session) -> None:
    site = a_site(session)
    refusal(session, site, news("utilities", State.NOT_APPLICABLE))
    record(session, site, news("utilities", State.NOT_APPLICABLE, reason="القرية خارج شبكة الغاز"), today=TODAY)


def test_a_stage_is_not_done_before_its_prerequisites(session: Session) -> None:
    site = a_site(session)
    sentence = refusal(session, site, news("linking"))
    assert str(Kind.COMPLEX.stage("handover").label) in sentence
    record(session, site, news(on=date(2023, 3, 2)), today=TODAY)
    refusal(session, site, news("linking", on=date(2023, 3, 1)))
    record(session, site, news("linking", on=date(2023, 3, 2)), today=TODAY)


def test_a_named_waiver_lets_a_stage_be_done_early(session: Session) -> None:
    site = a_site(session)
    for nothing in ("", "."):
        refusal(session, site, news("linking", waiver_by="السكرتير العام", waiver_reason=nothing))
    refusal(session, site, news("linking", waiver_reason="خط مؤقت"))
    entry = record(session, site, news("linking", waiver_by="السكرتير العام", waiver_reason="خط مؤقت"), today=TODAY)
    assert entry.waiver_by == "السكرتير العام"


def test_a_correction_cannot_pull_the_ground_from_under_a_stage_already_done(session: Session) -> None:
    site = a_site(session)
    handover = record(session, site, news(on=date(2023, 3, 1)), today=TODAY)
    record(session, site, news("linking", on=date(2023, 3, 10)), today=TODAY)
    refusal(session, site, news(state=State.STALLED, replaces_id=handover.id))
    refusal(session, site, news(on=date(2023, 3, 11), replaces_id=handover.id))
    record(session, site, news(on=date(2023, 3, 10), replaces_id=handover.id), today=TODAY)


def test_only_a_current_entry_of_the_same_site_and_stage_is_corrected(session: Session) -> None:
    site, other = a_site(session), a_site(session)
    first = record(session, site, news(), today=TODAY)
    refusal(session, other, news(replaces_id=first.id))
    refusal(session, site, news("training", replaces_id=first.id))
    record(session, site, news(on=date(2023, 3, 5), replaces_id=first.id), today=TODAY)
    refusal(session, site, news(on=date(2023, 3, 6), replaces_id=first.id))
    refusal(session, site, news(replaces_id=999_999))


def test_a_correction_takes_the_place_of_what_it_corrects(session: Session) -> None:
    site = a_site(session)
    first = record(session, site, news(on=date(2023, 3, 5)), today=TODAY)
    record(session, site, news(on=date(2023, 2, 1), replaces_id=first.id), today=TODAY)
    [row] = [r for r in position(session, TODAY).rows if r.stage == "handover"]
    assert row.effective_on == date(2023, 2, 1)


def test_a_finished_stage_is_not_finished_again_on_another_day(session: Session) -> None:
    site = a_site(session)
    first = record(session, site, news(on=date(2023, 3, 5)), today=TODAY)
    refusal(session, site, news(on=date(2023, 7, 1)))
    refusal(session, site, news(on=date(2023, 2, 1)))
    record(session, site, news(on=date(2023, 2, 1), replaces_id=first.id), today=TODAY)


def test_a_finished_stage_is_not_undone_without_a_word(session: Session) -> None:
    site = a_site(session)
    record(session, site, news(on=date(2023, 3, 5)), today=TODAY)
    for state in (State.NOT_STARTED, State.IN_PROGRESS, State.STALLED):
        refusal(session, site, news(state=state, on=date(2023, 4, 1)))
    refusal(session, site, news(state=State.STALLED, on=date(2023, 4, 1), note="."))
    record(session, site, news(state=State.STALLED, on=date(2023, 4, 1), note="هبوط أرضي بعد الاستلام"), today=TODAY)
    record(session, site, news(on=date(2023, 5, 1)), today=TODAY)


def test_a_stage_is_not_finished_before_the_day_on_which_it_was_still_under_way(session: Session) -> None:
    site = a_site(session)
    record(session, site, news(state=State.IN_PROGRESS, on=date(2023, 4, 1)), today=TODAY)
    refusal(session, site, news(on=date(2023, 3, 1)))


def test_a_refused_batch_leaves_nothing_and_all_its_faults_are_told_at_once(session: Session) -> None:
    good, bad = a_site(session), a_site(session)
    items = [(good, news()), (bad, news("linking")), (bad, news("training", on=TODAY + timedelta(days=2)))]
    assert [index for index, _refused in refusals(session, items, today=TODAY)] == [1, 2]
    with pytest.raises(Refused):
        record_many(session, items, today=TODAY, source="test")
    assert entries(session) == 0


def test_a_batch_is_judged_as_a_whole_whatever_its_order(session: Session) -> None:
    site = a_site(session)
    items = [(site, news("linking", on=date(2023, 4, 1))), (site, news(on=date(2023, 3, 1)))]
    assert record_many(session, items, today=TODAY, source="test") == 2


def test_moments_only_grow_even_when_the_clock_does_not(session: Session) -> None:
    site = a_site(session)
    moments = [record(session, site, news("training", State.IN_PROGRESS), today=TODAY).recorded_at for _n in range(5)]
    assert moments == sorted(set(moments))


def test_entries_cannot_be_changed_or_removed(session: Session) -> None:
    entry = record(session, a_site(session), news(), today=TODAY)
    session.commit()
    for change in (update(ProgressEntry).values(state="stalled"), delete(ProgressEntry)):
        with pytest.raises(DBAPIError):
            session.execute(change)
        session.rollback()
    assert session.get(ProgressEntry, entry.id).state == "done"  # type: ignore[union-attr]  # it is there: that is the point


def test_the_database_itself_refuses_a_correction_of_another_site(session: Session) -> None:
    site, other = a_site(session), a_site(session)
    first = record(session, site, news(), today=TODAY)
    with pytest.raises(IntegrityError):
        write_entries(session, [entry_values(other, replaces_id=first.id)])


def test_nobody_records_for_a_governorate_that_is_not_theirs(session: Session) -> None:
    mine, theirs = a_site(session, governorate="EG-AST"), a_site(session, governorate="EG-KN")
    scope = Scope(view=frozenset({mine.governorate_id, theirs.governorate_id}), capture=frozenset({mine.governorate_id}))
    ids = mine.id, theirs.id
    session.commit()
    with limited(session, scope):
        mine, theirs = (session.get_one(Site, pk) for pk in ids)
        record(session, mine, news(), today=TODAY)
        for attempt in (
            lambda: record(session, theirs, news(), today=TODAY),
            lambda: record_many(session, [(theirs, news())], today=TODAY, source="test"),
            lambda: affirm(session, [theirs], news_on=TODAY),
        ):
            with pytest.raises(OutOfScope):
                attempt()


@st.composite
def tellings(draw: st.DrawFn) -> list[tuple[str, State, int]]:
    stages = st.sampled_from([stage.key for stage in Kind.COMPLEX.stages])
    states = st.sampled_from([State.DONE, State.DONE, State.STALLED, State.IN_PROGRESS])
    return draw(st.lists(st.tuples(stages, states, st.integers(0, 10)), max_size=12))


@DATABASE_EXAMPLES
@given(told=tellings())
def test_whatever_is_told_no_stage_is_ever_done_before_its_prerequisites(session: Session, told: list[tuple[str, State, int]]) -> None:
    session.rollback()
    site = a_site(session)
    for stage, state, day in told:
        try:
            record(session, site, news(stage, state, date(2023, 5, 1) + timedelta(days=day)), today=TODAY)
        except Refused:
            continue
    for day in range(11):
        rows = {row.stage: row for row in position(session, date(2023, 5, 1) + timedelta(days=day)).rows}
        for stage in Kind.COMPLEX.stages:
            row = rows[stage.key]
            if row.state is State.DONE and row.effective_on == date(2023, 5, 1) + timedelta(days=day):
                assert all(rows[key].state is State.DONE for key in stage.requires)


def test_writers_at_once_never_share_a_moment(database_url: str) -> None:
    with session_for(database_url) as session, everything(session):
        ids = [a_site(session).id for _n in range(4)]
        session.commit()
    start = Barrier(4)

    def work(site_id: int) -> None:
        start.wait()
        for _n in range(5):
            with session_for(database_url) as session, everything(session):
                record(session, session.get_one(Site, site_id), news("training", State.IN_PROGRESS), today=TODAY)
                session.commit()

    threads = [Thread(target=work, args=(site_id,)) for site_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with session_for(database_url) as session, everything(session):
        rows = session.execute(select(ProgressEntry.id, ProgressEntry.recorded_at).order_by(ProgressEntry.recorded_at)).all()
        assert len({row.recorded_at for row in rows}) == len(rows) == 20
        assert session.scalar(text("select count(*) from progress_entry")) == 20
