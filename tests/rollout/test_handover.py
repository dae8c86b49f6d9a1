"""The receiving of the buildings over a register: counts that add up, warranties, snags, past days, and scope."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models import Site
from rollout.details.saving import Did, save_many
from rollout.handover import Handovers, Receiving, count, handovers
from rollout.journal import last_moment, record_many
from rollout.parameters import Term, add
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.totals import totals
from rollout.works.handover import HandoverStatus
from tests.factories import a_governorate, a_site, entry_values, write_entries
from tests.rollout.details.making import did

DAY, TODAY = date(2023, 1, 10), date(2024, 6, 1)


def do(session: Session, site: Site, *dids: Did) -> None:
    save_many(session, [(site, "handover", one) for one in dids], today=TODAY, by=None)


def building(step: str, on: date, **values: object) -> Did:
    return did("handover", "building", step, on, **values)


def snag(number: int, on: date, until: date, contractor: str = "شركة النيل") -> Did:
    return did("handover", f"snag-{number}", "listed", on, expected_on=until, body=contractor)


def closed(number: int, on: date) -> Did:
    return did("handover", f"snag-{number}", "closed", on)


def by_code(found: Handovers) -> dict[str, Receiving]:
    return {one.site.code: one for one in found.every}


def a_register(session: Session) -> None:
    """One complex in each status, one reported as a whole, and one to which the stage does not apply."""
    stories: dict[str, list[Did]] = {
        "S-NONE": [], "S-NOTE": [building("notice", DAY)],
        "S-APPT": [building("appointment", DAY, expected_on=DAY)],
        "S-REJ": [building("appointment", DAY, expected_on=DAY), building("rejected", DAY)],
        "S-REM": [building("provisional", DAY), snag(1, DAY, date(2023, 2, 10)), snag(2, DAY, date(2024, 9, 1), "شركة السد"),
                  snag(3, DAY, date(2023, 3, 1)), closed(3, date(2023, 2, 1))],
        "S-PROV": [building("provisional", DAY, count=24)],
        "S-FIN": [building("provisional", DAY), building("final", date(2024, 2, 1))],
    }
    for code, dids in stories.items():
        do(session, a_site(session, code=code, executing_body="الجهاز المركزي للتعمير"), *dids)
    told = a_site(session, code="S-TOLD")
    record_many(session, [(told, News("handover", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    write_entries(session, [entry_values(a_site(session, code="S-NA"), state=State.NOT_APPLICABLE.value, reason="مبنى مؤجر")])
    a_site(session, kind=Kind.FIXED_CENTRE, code="CENTRE")


def test_the_statuses_add_up_to_the_register(session: Session) -> None:
    a_register(session)
    found = handovers(session, TODAY)
    counted = found.counted()
    assert {one.site.code: one.status for one in found.every} == {
        "S-NONE": HandoverStatus.NOT_NOTIFIED, "S-NOTE": HandoverStatus.NOTIFIED, "S-APPT": HandoverStatus.APPOINTED,
        "S-REJ": HandoverStatus.REJECTED, "S-REM": HandoverStatus.WITH_REMARKS, "S-PROV": HandoverStatus.PROVISIONAL,
        "S-FIN": HandoverStatus.FINAL, "S-TOLD": HandoverStatus.PROVISIONAL, "S-NA": None,
    }
    assert sum(counted.by_status.values()) + counted.not_applicable == counted.register == 9
    total = totals(position(session, TODAY).rows)[Kind.COMPLEX, "handover"]
    received = (HandoverStatus.WITH_REMARKS, HandoverStatus.PROVISIONAL, HandoverStatus.FINAL)
    assert sum(counted.by_status[each] for each in received) == total.done
    assert counted.as_reported == 1
    assert by_code(found)["S-TOLD"].accepted_on == DAY
    assert by_code(found)["S-TOLD"].warranty_ends is None, "a report alone starts no warranty"


def test_an_empty_register_counts_nothing(session: Session) -> None:
    found = handovers(session, TODAY)
    assert (found.every, found.by_governorate(), found.ending(), found.ended(), found.answerable()) == ([], {}, [], [], [])
    assert count([]).register == 0


def test_snags_are_open_until_their_closing_minutes(session: Session) -> None:
    a_register(session)
    here = by_code(handovers(session, TODAY))["S-REM"]
    assert [one.key for one in here.snags] == ["snag-1", "snag-2"]
    assert (here.oldest_deadline, [one.key for one in here.overdue]) == (date(2023, 2, 10), ["snag-1"])
    assert len(by_code(handovers(session, date(2023, 1, 20)))["S-REM"].snags) == 3, "the third was put right later"
    on_its_day = by_code(handovers(session, date(2023, 2, 10)))["S-REM"]
    assert on_its_day.overdue == [], "on its last day nothing is overdue yet"


def test_who_has_snags_to_put_right(session: Session) -> None:
    a_register(session)
    nile, dam = handovers(session, TODAY).answerable()
    assert (nile.executing_body, nile.contractor, nile.sites, nile.open, nile.overdue, nile.oldest) == (
        "الجهاز المركزي للتعمير", "شركة النيل", 1, 1, 1, date(2023, 2, 10)
    )
    assert (dam.contractor, dam.open, dam.overdue) == ("شركة السد", 1, 0)


def codes(several: list[Receiving]) -> list[str]:
    return [one.site.code for one in several]


def test_a_warranty_is_called_to_mind_before_it_ends_and_after(session: Session) -> None:
    a_register(session)
    ends = date(2024, 1, 10)
    before, first, last, after = (handovers(session, day) for day in (
        ends - timedelta(days=61), ends - timedelta(days=60), ends, ends + timedelta(days=1)
    ))
    assert (codes(before.ending()), codes(before.ended())) == ([], [])
    assert (codes(first.ending()), codes(first.ended())) == (["S-FIN", "S-REM"], [])
    assert codes(last.ending()) == ["S-FIN", "S-REM"]
    assert (codes(after.ending()), codes(after.ended())) == ([], ["S-FIN", "S-REM"])
    assert codes(handovers(session, date(2024, 2, 1)).ended()) == ["S-REM"], "the other was received finally that day"
    assert by_code(after)["S-REM"].warranty_days == -1


def test_the_contract_overrides_the_parameter_and_the_parameter_practice(session: Session) -> None:
    a_register(session)
    add(session, Term("warranty.months", 18, date(2023, 1, 1), "نص", "قرار", "الوزير"), today=TODAY, by=None)
    add(session, Term("warranty.reminder", 30, date(2023, 1, 1), "نص", "قرار", "الوزير"), today=TODAY, by=None)
    found = handovers(session, TODAY)
    assert found.reminder_days == 30
    assert by_code(found)["S-REM"].warranty_ends == date(2024, 7, 10)
    assert by_code(found)["S-PROV"].warranty_ends == date(2025, 1, 10)
    assert by_code(found)["S-FIN"].warranty_ends is None


def test_a_past_day_and_a_past_moment_show_what_was_known(session: Session) -> None:
    site = a_site(session)
    do(session, site, building("notice", DAY))
    known = last_moment(session)
    do(session, site, building("provisional", DAY + timedelta(days=9)))
    assert handovers(session, TODAY).every[0].status is HandoverStatus.PROVISIONAL
    assert handovers(session, DAY + timedelta(days=8)).every[0].status is HandoverStatus.NOTIFIED
    assert handovers(session, TODAY, known).every[0].status is HandoverStatus.NOTIFIED


def test_one_governorate_and_nobody_elses(session: Session) -> None:
    do(session, a_site(session, governorate="EG-AST"), building("notice", DAY))
    do(session, a_site(session, governorate="EG-KN"), building("provisional", DAY))
    assert {code: c.register for code, c in handovers(session, TODAY).by_governorate().items()} == {"EG-AST": 1, "EG-KN": 1}
    assert [one.site.governorate for one in handovers(session, TODAY, governorate="EG-KN").every] == ["EG-KN"]
    qena = a_governorate(session, "EG-KN").id
    with limited(session, Scope(view=frozenset({qena}), capture=frozenset())):
        assert [one.site.governorate for one in handovers(session, TODAY).every] == ["EG-KN"]
        assert handovers(session, TODAY, governorate="EG-AST").every == []
