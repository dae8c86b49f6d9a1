"""The ledger: promising, promising anew, and reading it as of a day and as known at a moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Promise, Site
from rollout.errors import Conflict, OutOfScope, Refused
from rollout.journal import last_moment
from rollout.plan import REASONS, Offer, give, promises
from rollout.scope import Scope, limited
from rollout.stages import State
from tests.factories import a_governorate, a_site
from tests.rollout.plan.making import a_planned_site, told

TODAY = date(2023, 11, 30)
FIRST = Offer("service", date(2023, 7, 31), date(2023, 6, 30))
LATER = Offer("service", date(2023, 9, 30), date(2023, 7, 30), "contractor", "اللجنة")


def ledger(session: Session, site: Site, stage: str = "service") -> list[tuple[date, str]]:
    return [(one.due_on, one.reason) for one in promises(session).get((site.id, stage), ())]


def test_promising_anew_adds_a_promise_and_the_first_one_stays(session: Session) -> None:
    site = a_site(session)
    give(session, [(site, FIRST)], today=TODAY)
    give(session, [(site, LATER)], today=TODAY)
    assert ledger(session, site) == [(date(2023, 7, 31), "first"), (date(2023, 9, 30), "contractor")]


def test_the_register_shows_the_month_of_the_latest_promise_of_service(session: Session) -> None:
    site = a_site(session)
    give(session, [(site, FIRST)], today=TODAY)
    assert site.planned_on == date(2023, 7, 1)
    give(session, [(site, LATER), (site, Offer("utilities", date(2023, 8, 15), TODAY - timedelta(days=200)))], today=TODAY)
    assert site.planned_on == date(2023, 9, 1)
    assert [reason for _due, reason in ledger(session, site)] == ["first", "contractor"], "the register added no promise of its own"
    assert ledger(session, site, "utilities") == [(date(2023, 8, 15), "first")]


def test_the_ledger_is_read_as_of_a_day_and_as_known_at_a_moment(session: Session) -> None:
    site = a_site(session)
    give(session, [(site, FIRST)], today=TODAY)
    moment = last_moment(session)
    give(session, [(site, LATER)], today=TODAY)

    def dates(as_of: date, known_at: object = None) -> list[date]:
        return [one.due_on for one in promises(session, as_of, known_at).get((site.id, "service"), ())]  # type: ignore[arg-type]

    assert dates(date(2023, 6, 29)) == []
    assert dates(date(2023, 7, 29)) == [FIRST.due_on]
    assert dates(date(2023, 7, 30)) == [FIRST.due_on, LATER.due_on]
    assert dates(TODAY, moment) == [FIRST.due_on]


@pytest.mark.parametrize(
    ("change", "about"),
    [
        (lambda offer: replace(offer, stage="fitting"), "stage"),
        (lambda offer: replace(offer, reason=""), "reason"),
        (lambda offer: replace(offer, reason="whim"), "reason"),
        (lambda offer: replace(offer, reason="first"), "reason"),
        (lambda offer: replace(offer, reason="other"), "note"),
        (lambda offer: replace(offer, due_on=FIRST.due_on), "due_on"),
        (lambda offer: replace(offer, due_on=date(2101, 1, 1)), "due_on"),
        (lambda offer: replace(offer, due_on=date(2023, 7, 29)), "due_on"),
        (lambda offer: replace(offer, given_on=TODAY + timedelta(days=1), due_on=date(2024, 5, 1)), "given_on"),
        (lambda offer: replace(offer, given_on=date(2023, 6, 29)), "given_on"),
        (lambda offer: replace(offer, given_by="ا" * 201), "note"),
        (lambda offer: replace(offer, note="ا" * 4_001), "note"),
    ],
)
def test_a_promise_that_breaks_a_rule_is_refused(session: Session, change: Callable[[Offer], Offer], about: str) -> None:
    site = a_site(session)
    give(session, [(site, FIRST)], today=TODAY)
    with pytest.raises(Refused) as refused:
        give(session, [(site, change(LATER))], today=TODAY)
    assert refused.value.about == about


def test_no_promise_is_older_than_the_register(session: Session) -> None:
    with pytest.raises(Refused) as refused:
        give(session, [(a_site(session), replace(FIRST, given_on=date(2014, 12, 31)))], today=TODAY)
    assert refused.value.about == "given_on"


def test_of_many_promises_all_are_added_or_none(session: Session) -> None:
    good, bad = a_site(session), a_site(session)
    with pytest.raises(Refused):
        give(session, [(good, FIRST), (bad, replace(FIRST, stage="x"))], today=TODAY)
    assert session.scalars(select(Promise)).all() == []


def test_a_wrong_date_may_be_corrected_to_a_past_one_and_other_reasons_are_explained(session: Session) -> None:
    site = a_site(session)
    give(session, [(site, FIRST)], today=TODAY)
    give(session, [(site, replace(LATER, due_on=date(2023, 7, 1), reason="correction"))], today=TODAY)
    give(session, [(site, replace(LATER, reason="other", note="قرار المجلس"))], today=TODAY)
    assert [reason for _due, reason in ledger(session, site)] == ["first", "correction", "other"]


@pytest.mark.parametrize("reason", ["contractor", "ahead", "governor"])
def test_what_serves_the_public_is_promised_no_other_date(session: Session, reason: str) -> None:
    site = a_planned_site(session, date(2023, 9, 30), done=date(2023, 10, 15))
    with pytest.raises(Refused, match="١٥ أكتوبر ٢٠٢٣") as refused:
        give(session, [(site, Offer("service", date(2024, 3, 31), TODAY, reason))], today=TODAY)
    assert refused.value.about == "due_on"
    assert site.planned_on == date(2023, 9, 1)


def test_a_stage_that_is_done_is_promised_no_other_date_while_the_site_goes_on(session: Session) -> None:
    site = a_planned_site(session, date(2023, 9, 30))
    told(session, site, utilities=State.DONE)
    with pytest.raises(Refused, match="١ مايو ٢٠٢٣"):
        give(session, [(site, Offer("utilities", date(2024, 3, 31), TODAY))], today=TODAY)
    give(session, [(site, Offer("service", date(2024, 3, 31), TODAY, "contractor"))], today=TODAY)


def test_the_record_of_what_serves_may_still_be_put_right(session: Session) -> None:
    site = a_planned_site(session, date(2023, 9, 30), done=date(2023, 10, 15))
    give(session, [(site, Offer("service", date(2023, 10, 10), date(2023, 9, 20), "contractor"))], today=TODAY)
    give(session, [(site, Offer("service", date(2023, 11, 30), TODAY, "correction"))], today=TODAY)
    assert [reason for _due, reason in ledger(session, site)] == ["first", "contractor", "correction"]


def test_whoever_did_not_see_the_latest_promise_is_told(session: Session) -> None:
    site = a_site(session)
    give(session, [(site, FIRST)], today=TODAY, seen={(site.id, "service"): None})
    [first] = promises(session)[site.id, "service"]
    give(session, [(site, LATER)], today=TODAY, seen={(site.id, "service"): first.id})
    with pytest.raises(Conflict):
        give(session, [(site, replace(LATER, due_on=TODAY))], today=TODAY, seen={(site.id, "service"): first.id})


def test_only_who_reports_for_a_site_promises_for_it_and_only_who_sees_it_reads(session: Session) -> None:
    site, other = a_site(session), a_site(session, governorate="EG-KN")
    give(session, [(site, FIRST), (other, FIRST)], today=TODAY)
    own = a_governorate(session).id
    codes = (site.id, other.id)
    session.commit()
    with limited(session, Scope(frozenset({own}), frozenset({own}))):
        assert {key[0] for key in promises(session)} == {codes[0]}
        mine = session.get_one(Site, codes[0])
        give(session, [(mine, LATER)], today=TODAY)
    with limited(session, Scope(frozenset({own}), frozenset())):
        mine = session.get_one(Site, codes[0])
        for stage in ("utilities", "service"):
            with pytest.raises(OutOfScope):
                give(session, [(mine, replace(LATER, due_on=TODAY, stage=stage, reason="correction"))], today=TODAY)


def test_every_reason_has_a_name() -> None:
    assert all(str(reason.label) and key == reason.key for key, reason in REASONS.items())
