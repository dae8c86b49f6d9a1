"""What was promised and not kept is overdue too, once for each complex; and what else hid among the overdue."""

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from models import CentrePair, Site
from rollout.journal import record
from rollout.overdue import OpenItem, overdue, redated
from rollout.parameters import Term, add, add_shipped
from rollout.plan import Offer, Prospect, give, outlook
from rollout.rules import News
from rollout.stages import Kind, State
from tests.factories import a_site
from tests.rollout.details.making import did, path
from tests.rollout.plan.making import a_planned_site
from tests.rollout.test_overdue import DAY, RECEIVED, received, say

PROMISED = date(2023, 8, 31)


def late_service(session: Session, known_at: datetime | None = None) -> list[OpenItem]:
    return overdue(session, DAY, known_at, areas=["service"])


def on_trial(session: Session, site: Site, until: date) -> None:
    say(session, site, "service", [did("service", "go_live", "trial", date(2023, 9, 1), expected_on=until)])


def test_a_promised_day_gone_by_is_overdue_with_the_stage_that_holds_it_up(session: Session) -> None:
    site = a_planned_site(session, PROMISED)
    [found] = late_service(session)
    assert (found.site, found.item, found.due_on, found.days_late) == (site.code, "go_live", PROMISED, (DAY - PROMISED).days)
    assert (found.step, found.owner, found.promised) == ("handover", "الجهة المنفذة", True)


def test_what_stopped_the_next_stage_of_a_late_site_is_told(session: Session) -> None:
    record(session, a_planned_site(session, PROMISED), News("handover", State.STALLED, RECEIVED, note="أوقف المقاول العمل"), today=DAY)
    [found] = late_service(session)
    assert (found.step, found.blocked) == ("handover", "أوقف المقاول العمل")


def test_the_latest_promise_counts_and_what_serves_is_not_late(session: Session) -> None:
    a_planned_site(session, PROMISED, date(2023, 12, 31))
    a_planned_site(session, PROMISED, done=date(2023, 10, 1))
    a_site(session)
    assert late_service(session) == []


def test_only_what_was_promised_by_then_counts(session: Session) -> None:
    before = datetime.now(UTC)
    site = a_planned_site(session, PROMISED)
    known = datetime.now(UTC)
    give(session, [(site, Offer("service", date(2023, 12, 31), DAY, "utilities"))], today=DAY)
    assert late_service(session, before) == []
    assert [one.site for one in late_service(session, known)] == [site.code]
    assert late_service(session) == []


def test_a_trial_that_is_late_as_well_is_counted_once_by_the_promise(session: Session) -> None:
    both, trial = a_planned_site(session, PROMISED), a_site(session)
    for site in (both, trial):
        on_trial(session, site, date(2023, 9, 20))
    found = {one.site: one for one in late_service(session)}
    assert {code: (one.due_on, one.step, one.promised) for code, one in found.items()} == {
        both.code: (PROMISED, "in_service", True), trial.code: (date(2023, 9, 20), "in_service", False),
    }


def test_as_many_are_past_their_promise_as_the_plan_says(session: Session) -> None:
    for due in (PROMISED, date(2023, 10, 31), date(2023, 11, 30)):
        a_planned_site(session, due)
    late = {row.site.code for row in outlook(session, DAY, kind=Kind.COMPLEX) if row.prospect is Prospect.LATE}
    assert {one.site for one in overdue(session, DAY) if one.promised} == late
    assert len(late) == 2


def test_other_areas_leave_the_promises_alone(session: Session) -> None:
    a_planned_site(session, PROMISED)
    assert overdue(session, DAY, areas=["utilities"]) == []


def test_final_acceptance_is_overdue_although_nobody_recorded_the_transfer(session: Session) -> None:
    site = a_site(session)
    say(session, site, "handover", [did("handover", "building", "provisional", RECEIVED, count=2)])
    [found] = overdue(session, DAY, areas=["handover"])
    assert (found.item, found.step, found.owner, found.due_on) == ("building", "final", "لجنة الاستلام", date(2023, 9, 10))


def test_a_fault_that_nobody_repairs_is_overdue(session: Session) -> None:
    site = received(session)
    centre = a_site(session, kind=Kind.FIXED_CENTRE)
    session.add(CentrePair(complex_id=site.id, centre_id=centre.id, governorate_id=site.governorate_id))
    say(session, site, "linking", path("linking", "line", date(2023, 8, 1)))
    say(session, site, "linking", [did("linking", "fault-1", "opened", date(2023, 9, 1))])
    [found] = overdue(session, DAY, areas=["linking"])
    assert (found.item, found.due_on, found.step) == ("fault-1", date(2023, 9, 4), "repaired")


def test_one_body_typed_in_two_ways_is_one_owner(session: Session) -> None:
    for body in ("شركة مياه أسيوط", "شركة مياه أسيوط", "شركه مياه اسيوط"):
        say(session, received(session), "utilities", [did("utilities", "water", "request", date(2023, 8, 1), body=body)])
    owners = [one.owner for one in overdue(session, DAY, areas=["utilities"]) if one.item == "water"]
    assert owners == ["شركة مياه أسيوط"] * 3


def test_a_new_term_would_move_what_still_runs_and_nothing_else(session: Session) -> None:
    add_shipped(session)
    received(session)
    term = Term("deadline.utilities", 45, date(2023, 8, 1), "", "")
    assert redated(session, term, DAY) == 7, "six meters and the line"
    assert redated(session, replace(term, effective_on=date(2023, 9, 1)), DAY) == 0
    assert redated(session, replace(term, key="warranty.months", value=24), DAY) == 1
    before = overdue(session, DAY, areas=["utilities"])
    add(session, replace(term, effective_on=date(2023, 9, 1), words="ت", source="ك", approved_by="و"), today=DAY, by=None)
    assert overdue(session, DAY, areas=["utilities"]) == before, "no delay is wiped out"
