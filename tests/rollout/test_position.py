"""The position is the journal's fold: compared with a slow, plain reading of the same rules on random histories."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, Site
from rollout.position import Position, Row, position
from rollout.register import withdraw
from rollout.scope import Scope, everything, limited
from rollout.stages import Kind, Standing, State
from rollout.totals import Total, applied, difference, totals, totals_by_governorate
from tests.factories import DATABASE_EXAMPLES, a_governorate, a_site, entry_values, write_entries

START = date(2023, 1, 1)
MOMENT = datetime(2023, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """One random entry: days and moments are small numbers, so that they often coincide."""

    site: int
    stage: str
    state: State
    day: int
    spoke: int
    moment: int
    corrects: int | None


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    moments = draw(st.lists(st.integers(0, 60), unique=True, max_size=14))
    told: list[Told] = []
    for moment in sorted(moments):
        earlier = [i for i, t in enumerate(told) if i not in {t.corrects for t in told}]
        corrects = draw(st.none() | st.sampled_from(earlier)) if earlier else None
        site, stage = (told[corrects].site, told[corrects].stage) if corrects is not None else (
            draw(st.integers(0, 2)), draw(st.sampled_from(["handover", "linking"])))
        day = draw(st.integers(0, 20))
        state = draw(st.sampled_from([s for s in State if s is not State.NOT_APPLICABLE]))
        told.append(Told(site, stage, state, day, draw(st.integers(day, 30)), moment, corrects))
    return told


def moment_of(number: int) -> datetime:
    return MOMENT + timedelta(seconds=number)


def expected(told: list[Told], site: int, stage: str, as_of: int, known: int) -> Told | None:
    visible = [t for t in told if t.moment <= known]
    gone = {id(told[t.corrects]) for t in visible if t.corrects is not None}
    live = [t for t in visible if t.site == site and t.stage == stage and t.day <= as_of and id(t) not in gone]
    return max(live, key=lambda t: (t.day, t.moment), default=None)


def write(session: Session, sites: list[Site], told: list[Told], order: list[int]) -> None:
    """Insert the history in some order of arrival; a correction cannot arrive before what it corrects."""
    ids = {index: 10_000 + index for index in range(len(told))}
    done: set[int] = set()
    waiting = list(order)
    while waiting:
        index = next(i for i in waiting if told[i].corrects is None or told[i].corrects in done)
        waiting.remove(index)
        done.add(index)
        t = told[index]
        write_entries(session, [entry_values(
            sites[t.site], id=ids[index], stage=t.stage, state=t.state.value, effective_on=START + timedelta(days=t.day),
            news_on=START + timedelta(days=t.spoke), recorded_at=moment_of(t.moment),
            replaces_id=None if t.corrects is None else ids[t.corrects],
        )])


def three_sites(session: Session) -> list[Site]:
    session.rollback()  # each random example begins with an empty register
    return [a_site(session, code=f"P-{n}", name_ar=f"مجمع {n}", recorded_at=MOMENT - timedelta(days=1)) for n in range(3)]


@DATABASE_EXAMPLES
@given(told=histories(), data=st.data(), as_of=st.integers(0, 25), known=st.integers(0, 60))
def test_position_equals_the_plain_fold_whatever_the_order_of_arrival(
    session: Session, told: list[Told], data: st.DataObject, as_of: int, known: int
) -> None:
    sites = three_sites(session)
    write(session, sites, told, data.draw(st.permutations(range(len(told)))))
    with everything(session):
        found = {(r.site, r.stage): r for r in position(session, START + timedelta(days=as_of), moment_of(known)).rows}
    for number, site in enumerate(sites):
        for stage in ("handover", "linking"):
            row, want = found[site.code, stage], expected(told, number, stage, as_of, known)
            assert row.state is (want.state if want else State.NOT_STARTED)
            assert row.effective_on == (START + timedelta(days=want.day) if want else None)
            assert row.recorded_at == (moment_of(want.moment) if want else None)


@DATABASE_EXAMPLES
@given(told=histories(), as_of=st.integers(0, 25), known=st.integers(0, 60))
def test_a_position_known_at_a_past_moment_never_changes(session: Session, told: list[Told], as_of: int, known: int) -> None:
    day = START + timedelta(days=as_of)
    past = [t for t in told if t.moment <= known]
    sites = three_sites(session)
    write(session, sites, past, list(range(len(past))))
    with everything(session):
        before = position(session, day, moment_of(known)).rows
        later = [i for i, t in enumerate(told) if t.moment > known]
        for index in later:
            t = told[index]
            replaces = None if t.corrects is None else 10_000 + t.corrects
            write_entries(session, [entry_values(
                sites[t.site], id=10_000 + index, stage=t.stage, state=t.state.value, effective_on=START + timedelta(days=t.day),
                news_on=START + timedelta(days=t.spoke), recorded_at=moment_of(t.moment), replaces_id=replaces,
            )])
        session.add(Affirmation(site_id=sites[0].id, governorate_id=sites[0].governorate_id, news_on=day, recorded_at=moment_of(61)))
        a_site(session, code="P-later", recorded_at=moment_of(61))
        for entry in {r.entry_id for r in before if r.entry_id}:
            session.add(Evidence(
                entry_id=entry, governorate_id=sites[0].governorate_id, sha256="0" * 64, original_name="محضر.pdf",
                media_type="application/pdf", size=1, recorded_at=moment_of(61),
            ))
        sites[1].withdrawn_at = moment_of(61)
        session.flush()
        assert position(session, day, moment_of(known)).rows == before
        assert {r.site for r in position(session, day).rows} == {"P-0", "P-2", "P-later"}


@DATABASE_EXAMPLES
@given(told=histories(), first=st.tuples(st.integers(0, 25), st.integers(0, 60)), second=st.tuples(st.integers(0, 25), st.integers(0, 60)))
def test_the_difference_applied_to_the_first_position_gives_the_second(
    session: Session, told: list[Told], first: tuple[int, int], second: tuple[int, int]
) -> None:
    sites = three_sites(session)
    write(session, sites, told, list(range(len(told))))
    sites[2].withdrawn_at = moment_of(30)
    session.flush()

    def at(when: tuple[int, int]) -> Position:
        return position(session, START + timedelta(days=when[0]), moment_of(when[1]))

    with everything(session):
        before, after = at(first), at(second)
    changes = difference(before, after)
    assert applied(before.rows, changes) == {(r.site_id, r.stage): r for r in after.rows}
    assert all(change.before != change.after for change in changes)


@DATABASE_EXAMPLES
@given(told=histories(), as_of=st.integers(0, 25), patience=st.integers(1, 10), proven=st.sets(st.integers(0, 13)))
def test_the_parts_of_every_total_add_up_to_the_register(
    session: Session, told: list[Told], as_of: int, patience: int, proven: set[int]
) -> None:
    sites = three_sites(session)
    write(session, sites, told, list(range(len(told))))
    for index in proven & set(range(len(told))):
        session.add(Evidence(
            entry_id=10_000 + index, governorate_id=sites[0].governorate_id, sha256="0" * 64, original_name="محضر.pdf",
            media_type="application/pdf", size=1, recorded_at=moment_of(60),
        ))
    with everything(session):
        session.flush()
        rows = position(session, START + timedelta(days=as_of), moment_of(60), patience=patience).rows
    counted = totals(rows)
    assert set(counted) == {(Kind.COMPLEX, stage.key) for stage in Kind.COMPLEX.stages}
    for total in [*counted.values(), *totals_by_governorate(rows).values()]:
        assert total.confirmed + total.reported + total.stale + total.none == total.register == 3
        assert total.not_started + total.in_progress + total.stalled + total.done + total.not_applicable == 3
        assert total.done_confirmed + total.done_reported + total.done_stale == total.done
        assert total.none == total.not_started


def rows_of(session: Session, as_of: date, **options: object) -> dict[str, Row]:
    with everything(session):
        return {row.stage: row for row in position(session, as_of, **options).rows}  # type: ignore[arg-type]  # options are its keywords


def test_a_silent_site_turns_stale_by_the_clock_alone(session: Session) -> None:
    site = a_site(session, recorded_at=MOMENT)
    write_entries(session, [entry_values(site, effective_on=date(2023, 3, 1), news_on=date(2023, 3, 10))])
    assert rows_of(session, date(2023, 4, 9), patience=30)["handover"].standing is Standing.REPORTED
    assert rows_of(session, date(2023, 4, 10), patience=30)["handover"].standing is Standing.STALE
    assert rows_of(session, date(2023, 4, 10), patience=31)["handover"].standing is Standing.REPORTED


def test_an_affirmation_keeps_a_site_fresh(session: Session) -> None:
    site = a_site(session, recorded_at=MOMENT)
    write_entries(session, [entry_values(site, effective_on=date(2023, 3, 1), news_on=date(2023, 3, 1))])
    with everything(session):
        session.add(Affirmation(site_id=site.id, governorate_id=site.governorate_id, news_on=date(2023, 5, 1), recorded_at=MOMENT))
        session.flush()
    assert rows_of(session, date(2023, 5, 20), patience=30)["handover"].standing is Standing.REPORTED
    assert rows_of(session, date(2023, 4, 20), patience=30)["handover"].standing is Standing.STALE


def test_a_sheet_speaks_for_every_day_up_to_its_own(session: Session) -> None:
    site = a_site(session, recorded_at=MOMENT)
    write_entries(session, [entry_values(site, effective_on=date(2022, 9, 3), news_on=date(2023, 7, 31))])
    assert rows_of(session, date(2023, 6, 15), patience=30)["handover"].standing is Standing.REPORTED
    assert rows_of(session, date(2023, 9, 15), patience=30)["handover"].standing is Standing.STALE


def test_position_takes_the_same_number_of_statements_whatever_the_number_of_sites(session: Session) -> None:
    def statements() -> int:
        seen: list[str] = []
        engine = session.get_bind()

        def note(*args: object) -> None:
            seen.append(str(args[2]))

        event.listen(engine, "before_cursor_execute", note)
        try:
            with everything(session):
                position(session, date(2023, 7, 31), MOMENT, patience=30)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    a_site(session)
    alone = statements()
    for _number in range(20):
        a_site(session)
    assert statements() == alone == 1


def test_position_shows_only_the_governorates_in_scope(session: Session) -> None:
    mine, theirs = a_site(session, governorate="EG-AST"), a_site(session, governorate="EG-KN")
    ids = frozenset({a_governorate(session, "EG-AST").id})
    with limited(session, Scope(view=ids, capture=frozenset())):
        found = {site.code for site in position(session, date(2023, 7, 31)).sites}
    assert found == {mine.code}
    assert theirs.code not in found


def test_a_withdrawn_site_leaves_today_and_stays_in_the_past(session: Session) -> None:
    site = a_site(session)
    with everything(session):
        earlier = position(session, date(2023, 7, 31))
        withdraw(session, site)
        session.flush()
        assert position(session, date(2023, 7, 31)).sites == []
        assert [s.code for s in position(session, date(2023, 7, 31), earlier.known_at).sites] == [site.code]


def test_units_default_to_what_the_stage_usually_wants(session: Session) -> None:
    site = a_site(session)
    write_entries(session, [
        entry_values(site, stage="utilities"),
        entry_values(site, stage="offices", state="in_progress", done=2),
        entry_values(site, stage="training", done=7, wanted=9, state="in_progress"),
    ])
    rows = rows_of(session, date(2023, 7, 31))
    assert (rows["utilities"].done, rows["utilities"].wanted) == (6, 6)
    assert (rows["offices"].done, rows["offices"].wanted) == (2, 5)
    assert (rows["training"].done, rows["training"].wanted) == (7, 9)


def test_totals_of_nothing_are_nothing() -> None:
    assert totals([]) == {}
    assert Total().share == 0.0


def test_a_waiver_comes_with_its_reason_and_is_counted(session: Session) -> None:
    site = a_site(session)
    write_entries(session, [entry_values(site, stage="service", waiver_by="المحافظ", waiver_reason="حاجة المواطنين")])
    rows = rows_of(session, date(2023, 7, 31))
    assert (rows["service"].waiver_by, rows["service"].waiver_reason) == ("المحافظ", "حاجة المواطنين")
    assert totals(rows.values())[Kind.COMPLEX, "service"].waived == 1
    assert (rows["handover"].waiver_by, rows["handover"].waiver_reason) == ("", "")


def test_a_site_is_heard_of_from_the_first_day_that_anybody_speaks_for(session: Session) -> None:
    told, affirmed, _never = (a_site(session, recorded_at=MOMENT) for _ in range(3))
    write_entries(session, [entry_values(told, effective_on=date(2023, 3, 1))])
    with everything(session):
        session.add(Affirmation(site_id=affirmed.id, governorate_id=affirmed.governorate_id, news_on=date(2023, 4, 1), recorded_at=MOMENT))
        session.flush()
        unheard = {
            day: totals(position(session, day).rows)[Kind.COMPLEX, "linking"].unheard
            for day in (date(2023, 2, 28), date(2023, 3, 1), date(2023, 4, 1))
        }
    assert list(unheard.values()) == [3, 2, 1]
