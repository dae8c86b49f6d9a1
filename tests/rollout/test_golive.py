"""Going live over a register: phases that add up, gates with what they lack, waivers, trials, openings, past days and scope."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from models import Site
from rollout.details.saving import Did, save_many
from rollout.golive import GoingLive, WaiverState, count, gates_of, going_live
from rollout.journal import record_many
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.totals import totals
from rollout.works.service import GATES, Phase
from tests.factories import a_governorate, a_site, entry_values, write_entries
from tests.rollout.details.making import did

DAY, TODAY = date(2023, 5, 1), date(2023, 7, 31)


def do(session: Session, site: Site, *dids: Did, area: str = "service") -> Site:
    save_many(session, [(site, area, one) for one in dids], today=TODAY, by=None)
    return site


def go(step: str, on: date, **values: object) -> Did:
    return did("service", "go_live", step, on, **values)


def ready(session: Session, code: str, *missing: str, **values: str) -> Site:
    """A complex whose gates are met, as its sheet reported them, but for these."""
    site = a_site(session, code=code, **values)
    told = [(site, News(key, State.DONE, DAY)) for key, _label in GATES if key not in missing]
    record_many(session, told, today=TODAY, source="import")
    return site


def waiver(gate: str = "training", until: date = TODAY, number: int = 1, on: date = DAY) -> Did:
    return did("service", f"waiver-{number}", "granted", on, gate=gate, expected_on=until)


def a_register(session: Session) -> None:
    a_site(session, code="G-OPEN")
    do(session, ready(session, "G-IDLE", "linking"), go("opening", DAY))
    ready(session, "G-READY")
    do(session, ready(session, "G-WAIVED", "training"), waiver())
    do(session, ready(session, "G-CHECK"), go("check", DAY))
    do(session, ready(session, "G-FAIL"), go("check", DAY, verdict="not_ready", note="ينقص"))
    do(session, ready(session, "G-TRIAL"), go("check", DAY), go("trial", DAY))
    do(session, ready(session, "G-LIVE", "training"), waiver(until=DAY + timedelta(days=9)), go("in_service", DAY, count=40))
    do(session, ready(session, "G-GALA"), go("in_service", DAY), go("opening", TODAY))
    write_entries(session, [entry_values(a_site(session, code="G-NA"), stage="service", state=State.NOT_APPLICABLE.value, reason="دُمج")])
    a_site(session, kind=Kind.FIXED_CENTRE, code="CENTRE")


def by_code(session: Session, as_of: date = TODAY) -> dict[str, GoingLive]:
    return {one.site.code: one for one in going_live(session, as_of)}


def test_the_phases_add_up_to_the_register(session: Session) -> None:
    a_register(session)
    found = by_code(session)
    assert {code: one.phase for code, one in found.items()} == {
        "G-OPEN": Phase.GATES, "G-IDLE": Phase.GATES, "G-READY": Phase.READY, "G-WAIVED": Phase.READY, "G-CHECK": Phase.CHECKED,
        "G-FAIL": Phase.READY, "G-TRIAL": Phase.TRIAL, "G-LIVE": Phase.IN_SERVICE, "G-GALA": Phase.OPENED, "G-NA": None,
    }
    counted = count(found.values())
    total = totals(position(session, TODAY).rows)[Kind.COMPLEX, "service"]
    assert sum(counted.by_phase.values()) + counted.not_applicable == counted.register == total.register == 10
    assert (counted.in_service, counted.waived, counted.lapsed) == (total.done, total.waived, total.lapsed) == (2, 1, 1)


def test_an_empty_register_counts_nothing(session: Session) -> None:
    assert going_live(session, TODAY) == []
    assert count([]).in_service == 0


def test_an_opening_puts_nobody_into_service(session: Session) -> None:
    a_register(session)
    found = by_code(session)
    assert [code for code, one in found.items() if one.opened_idle] == ["G-IDLE"]
    assert count(found.values()).opened_idle == 1
    assert not found["G-IDLE"].site.in_service


def test_a_check_that_failed_and_one_that_nobody_signed_are_called_out(session: Session) -> None:
    a_register(session)
    found = by_code(session)
    assert [code for code, one in found.items() if one.failed_check] == ["G-FAIL"]
    assert {code for code, one in found.items() if one.unchecked} == {"G-LIVE", "G-GALA"}


def test_the_first_day_and_its_transactions(session: Session) -> None:
    a_register(session)
    live = by_code(session)["G-LIVE"]
    assert (live.first_day, live.first_transactions, live.through_waiver, live.unchecked) == (DAY, 40, True, True)
    reported = ready(session, "G-TOLD")
    record_many(session, [(reported, News("service", State.DONE, DAY, 1, 1))], today=TODAY, source="import")
    told = by_code(session)["G-TOLD"]
    assert (told.phase, told.first_day, told.first_transactions) == (Phase.IN_SERVICE, DAY, None)


def test_a_trial_runs_longer_than_it_should(session: Session) -> None:
    begun = date(2023, 7, 1)
    site = do(session, ready(session, "G-SLOW"), go("trial", begun))
    assert by_code(session, begun + timedelta(days=28))["G-SLOW"].trial_over == 0, "28 days are usual"
    slow = by_code(session, begun + timedelta(days=30))["G-SLOW"]
    assert (slow.trial_days, slow.trial_over) == (30, 2)
    do(session, site, go("in_service", begun + timedelta(days=30)))
    assert by_code(session, TODAY)["G-SLOW"].trial_over == 0
    do(session, ready(session, "G-MINUTES"), go("trial", DAY, expected_on=DAY + timedelta(days=60)))
    assert by_code(session, DAY + timedelta(days=61))["G-MINUTES"].trial_over == 1, "its minutes say when it ends"


def states(session: Session, code: str, as_of: date) -> list[WaiverState]:
    return [one.state for one in by_code(session, as_of)[code].waivers]


def test_a_waiver_is_in_force_expired_renewed_or_met(session: Session) -> None:
    until = DAY + timedelta(days=10)
    site = do(session, ready(session, "W", "training"), waiver(until=until))
    assert states(session, "W", until) == [WaiverState.IN_FORCE]
    after = until + timedelta(days=1)
    assert states(session, "W", after) == [WaiverState.EXPIRED]
    assert [key for key, _label in by_code(session, after)["W"].closed] == ["training"]
    do(session, site, waiver(number=2, on=after))
    assert states(session, "W", after) == [WaiverState.RENEWED, WaiverState.IN_FORCE]
    record_many(session, [(site, News("training", State.DONE, after + timedelta(days=1), 9, 9))], today=TODAY, source="import")
    assert states(session, "W", TODAY) == [WaiverState.MET, WaiverState.MET]
    assert by_code(session, after)["W"].expired == []


def test_a_gate_says_what_it_lacks(session: Session) -> None:
    site = a_site(session, code="LACKS")
    do(session, site, did("handover", "building", "provisional", DAY), area="handover")
    do(session, site, did("utilities", "water", "request", DAY), did("utilities", "gas", "not_applicable", DAY), area="utilities")
    do(session, site, waiver("training"))
    gates = {gate.key: gate for gate in gates_of(session, by_code(session)["LACKS"])}
    assert list(gates) == [key for key, _label in GATES]
    assert (gates["handover"].met, gates["handover"].missing, gates["handover"].closed) == (True, [], False)
    missing = {item.source: step.source for item, step in gates["utilities"].missing if step}
    assert missing["Water"] == "Inspection"
    assert "Natural gas" not in missing, "what does not apply is not missing"
    assert len(missing) == 5
    assert gates["utilities"].closed
    assert gates["training"].waiver
    assert not gates["training"].closed
    assert gates["linking"].missing == [], "nothing is known of it"


def test_a_past_day_shows_what_was_then(session: Session) -> None:
    a_register(session)
    assert {one.phase for one in going_live(session, DAY - timedelta(days=1))} == {Phase.GATES, None}


def test_one_governorate_and_nobody_elses(session: Session) -> None:
    ready(session, "AST-1", governorate="EG-AST")
    ready(session, "KN-1", governorate="EG-KN")
    assert [one.site.code for one in going_live(session, TODAY, governorate="EG-KN")] == ["KN-1"]
    qena = a_governorate(session, "EG-KN").id
    with limited(session, Scope(view=frozenset({qena}), capture=frozenset())):
        assert [one.site.code for one in going_live(session, TODAY)] == ["KN-1"]
        assert going_live(session, TODAY, governorate="EG-AST") == []
