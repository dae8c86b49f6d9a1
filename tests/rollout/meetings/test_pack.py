"""The pack: what was promised and kept, what changed since the meeting before, of what there is no news; the same for ever once taken."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from models import Meeting, Site
from rollout.followup.deciding import Outcome
from rollout.journal import affirm, record
from rollout.meetings.agenda import drafted
from rollout.meetings.minutes import Point, set_agenda
from rollout.meetings.pack import meeting_of, pack
from rollout.meetings.planning import close, take_pack
from rollout.register import withdraw
from rollout.rules import News
from rollout.snapshots import snapshot
from rollout.stages import State
from tests.factories import a_site, entry_values, write_entries
from tests.rollout.meetings.making import FIRST, LATER, SECOND, a_decision, a_meeting, came, happened


def taken(session: Session, day: date) -> Meeting:
    return a_meeting(session, day=day, state="open")


def closed(session: Session, meeting: Meeting) -> None:
    came(session, meeting)
    close(session, meeting, ["أ"], version=meeting.row_version, next_on=None, today=LATER, by=None)


@pytest.fixture
def sites(session: Session) -> list[Site]:
    found = [a_site(session) for _place in range(3)]
    write_entries(session, [entry_values(site, state="in_progress", recorded_at=datetime(2023, 7, 1, tzinfo=UTC)) for site in found])
    return found


def told(session: Session, site: Site, day: date) -> None:
    record(session, site, News("handover", State.DONE, day), today=LATER)


def test_the_first_meeting_promised_nothing_and_compares_with_nothing(session: Session, sites: list[Site]) -> None:
    found = pack(session, taken(session, FIRST))
    assert (found.previous, found.before, found.promised, found.difference.changed) == (None, None, [], ())
    assert {site.code for site in found.unheard} == {site.code for site in sites}


def test_what_changed_since_the_meeting_before_new_gone_and_silent(session: Session, sites: list[Site]) -> None:
    first = taken(session, FIRST)
    closed(session, first)
    moved, gone, quiet = sites
    told(session, moved, date(2023, 7, 10))
    withdraw(session, gone)
    new = a_site(session)
    affirm(session, [new], news_on=date(2023, 7, 11))
    found = pack(session, taken(session, SECOND))
    assert [site.code for site in found.difference.new] == [new.code]
    assert [site.code for site in found.difference.gone] == [gone.code]
    assert [change.code for change in found.difference.moved] == [moved.code]
    assert [site.code for site in found.unheard] == [quiet.code]
    assert found.before is not None
    assert found.difference.applied(snapshot(found.before)) == snapshot(found.now)


def test_whoever_serves_the_public_is_not_expected_to_speak(session: Session, sites: list[Site]) -> None:
    write_entries(session, [entry_values(sites[0], stage="service", state="done", recorded_at=datetime(2023, 7, 2, tzinfo=UTC))])
    found = pack(session, taken(session, FIRST))
    assert sites[0].code not in {site.code for site in found.unheard}


def test_promises_are_what_was_open_at_the_meeting_before_and_what_it_decided(session: Session, sites: list[Site]) -> None:
    first = taken(session, FIRST)
    kept, late, open_still, dropped = (a_decision(session, first, words, due) for words, due in (
        ("أ", date(2023, 7, 10)), ("ب", date(2023, 7, 11)), ("ج", LATER), ("د", LATER),
    ))
    closed(session, first)
    happened(session, kept, "done", date(2023, 7, 9))
    happened(session, dropped, "cancelled", date(2023, 7, 9), "زال السبب")
    second = taken(session, SECOND)
    found = pack(session, second)
    assert {one.decision.words: one.outcome for one in found.promised} == {
        "أ": Outcome.KEPT, "ب": Outcome.LATE, "ج": Outcome.OPEN, "د": Outcome.CANCELLED,
    }
    assert ([one.decision.id for one in found.kept], len(found.promised_due)) == ([kept.id], 2)
    assert {one.decision.id for one in found.decisions} == {late.id, open_still.id}
    assert [one.decision.id for one in found.late] == [late.id]
    closed(session, second)
    third = pack(session, taken(session, SECOND + timedelta(days=7)))
    assert {one.decision.words for one in third.promised} == {"ب", "ج"}


def test_the_days_of_decisions_run_up_to_the_day_of_the_meeting(session: Session, sites: list[Site]) -> None:
    first = taken(session, FIRST)
    a_decision(session, first, "اليوم السابق", SECOND - timedelta(days=1))
    a_decision(session, first, "يوم الاجتماع", SECOND)
    closed(session, first)
    second = taken(session, SECOND)
    found = pack(session, second)
    assert second.as_of == SECOND - timedelta(days=1)
    assert [(one.decision.words, one.days_late) for one in found.late] == [("اليوم السابق", 1)]
    assert [one.decision.words for one in found.decisions_due] == ["يوم الاجتماع"]
    assert {one.decision.words: one.outcome for one in found.promised} == {"اليوم السابق": Outcome.LATE, "يوم الاجتماع": Outcome.OPEN}


def test_what_was_told_after_a_pack_was_taken_is_told_by_the_next_one(session: Session, sites: list[Site]) -> None:
    first = taken(session, FIRST)
    decision = a_decision(session, first, due=LATER)
    closed(session, first)
    second = taken(session, SECOND)
    happened(session, decision, "done", date(2023, 7, 10))
    closed(session, second)
    [one] = pack(session, taken(session, SECOND + timedelta(days=7))).promised
    assert one.outcome is Outcome.KEPT


def test_a_taken_pack_says_the_same_for_ever(session: Session, sites: list[Site]) -> None:
    first = taken(session, FIRST)
    decision = a_decision(session, first, due=date(2023, 7, 10))
    closed(session, first)
    told(session, sites[0], date(2023, 7, 10))
    planned = a_meeting(session, day=SECOND)
    open_pack = pack(session, planned)
    assert (open_pack.taken, open_pack.previous) == (False, first)
    take_pack(session, planned, version=planned.row_version, today=LATER)

    def says() -> tuple[object, ...]:
        session.expire_all()
        meeting = meeting_of(session, planned.id)
        assert meeting is not None
        found = pack(session, meeting)
        return (
            snapshot(found.now), found.difference, [(one.outcome, one.standing) for one in found.promised],
            [site.code for site in found.unheard], [item.due_on for item in found.overdue], found.completeness,
        )

    once = says()
    told(session, sites[1], date(2023, 7, 11))
    happened(session, decision, "done", date(2023, 7, 9))
    withdraw(session, sites[2])
    session.flush()
    assert says() == once


def test_a_planned_meeting_knows_what_is_known_now(session: Session, sites: list[Site]) -> None:
    planned = a_meeting(session, day=FIRST)
    assert pack(session, planned).now.sites[0].stages["handover"].state is State.IN_PROGRESS
    for site in sites:
        told(session, site, date(2023, 7, 3))
    assert all(site.stages["handover"].state is State.DONE for site in pack(session, planned).now.sites)


def test_the_agenda_drafts_itself_with_what_is_late(session: Session, sites: list[Site]) -> None:
    first = taken(session, FIRST)
    a_decision(session, first, "سداد قيمة المقايسات " * 20, date(2023, 7, 7))
    closed(session, first)
    points = drafted(pack(session, taken(session, SECOND)))
    late = [point.title for point in points if "سداد" in point.title]
    assert len(late) == 1
    assert late[0].endswith("…")
    assert "(١ — اجتماع ١ لسنة ٢٠٢٣)" in late[0], "two decisions of the same words are told apart by their numbers"
    assert "موعد الاجتماع القادم" in points[-1].title


def test_other_business_stays_the_last_point_whatever_is_added(session: Session, sites: list[Site]) -> None:
    meeting = taken(session, FIRST)
    points = [*drafted(pack(session, meeting)), Point("بند مضاف")]
    set_agenda(session, meeting, points, version=meeting.row_version)
    assert [point.title for point in meeting.agenda[-2:]] == ["بند مضاف", points[-2].title]
