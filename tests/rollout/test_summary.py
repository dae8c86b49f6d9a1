"""A dashboard's numbers come from memory and are always those of the position."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from models import Evidence, OfficeSetting, Site
from rollout import clock, register
from rollout.database import reading, session_for
from rollout.journal import affirm, next_moment, record
from rollout.outlook import days_late, is_behind, is_planned, is_silent, is_stalled
from rollout.plan import Offer, give
from rollout.position import position
from rollout.rules import News
from rollout.scope import Scope, everything, limited
from rollout.stages import Kind, State
from rollout.summary import QUIETEST, Summary
from rollout.summary import summary as kept_summary
from rollout.totals import totals_by_governorate
from tests.factories import a_governorate, a_markaz, a_site

TODAY = date(2023, 7, 31)


def summary(session: Session, as_of: date) -> Summary:
    """As a page asks: what was written before is committed, and the asking itself only reads."""
    session.commit()
    with reading():
        found = kept_summary(session, as_of)
        session.rollback()
    return found


def must_be_the_position(found: Summary, session: Session) -> None:
    sites = position(session, found.as_of).sites
    assert sum(found.kinds.values()) == len(sites)
    expected = totals_by_governorate(row for site in sites for row in site.stages.values())
    assert {
        (code, kind, key): total
        for kind in found.kinds for code, group in found.by_governorate(kind) for key, total in group.stages.items()
    } == expected
    for kind in found.kinds:
        group, of_kind = found.of(kind), [site for site in sites if site.kind is kind]
        assert group.register == len(of_kind)
        assert group.in_service == sum(site.in_service for site in of_kind)
        assert group.late == sum(days_late(site, found.as_of) > 0 for site in of_kind)
        assert group.stalled == sum(is_stalled(site) for site in of_kind)
        for stage in kind.stages:
            assert group.planned[stage.key] == sum(is_planned(site, stage.key, found.as_of) for site in of_kind)
            assert group.behind[stage.key] == sum(is_behind(site, stage.key, found.as_of) for site in of_kind)
        assert group.readiness == pytest.approx(sum(site.readiness for site in of_kind) / len(of_kind))
        assert sum(queue.waiting for queue in group.queues.values()) == sum(site.next_stage is not None for site in of_kind)
        silent = [site for site in of_kind if is_silent(site, found.patience)]
        assert group.silent == len(silent)
        longest = sorted((site.last_news_on or date.min, site.code) for site in silent)[:QUIETEST]
        assert [(quiet.last_news_on, quiet.code) for quiet in group.quietest] == longest
        assert sum(part.register for _code, _markaz, part in found.by_markaz(kind)) == len(of_kind)


def a_small_country(session: Session) -> list[Site]:
    markaz = a_markaz(session)
    sites = [a_site(session, markaz_id=markaz.id, planned_on=date(2023, 5, 1)) for _ in range(3)]
    sites += [a_site(session, governorate="EG-KN") for _ in range(QUIETEST + 2)]
    sites += [a_site(session, governorate="EG-KFS", kind=kind) for kind in Kind]
    for number, site in enumerate(sites[:8]):
        tell(session, site, State.DONE if number % 2 else State.STALLED, TODAY - timedelta(days=10 * number))
    return sites


def tell(session: Session, site: Site, state: State, day: date) -> int:
    stage = Kind(site.kind).stages[0].key
    return record(session, site, News(stage, state, day, news_on=day), today=TODAY).id


def test_summary_is_the_position_after_every_change(session: Session) -> None:
    sites = a_small_country(session)
    must_be_the_position(summary(session, TODAY), session)
    entry = tell(session, sites[9], State.DONE, TODAY)
    must_be_the_position(summary(session, TODAY), session)
    session.add(
        Evidence(entry_id=entry, governorate_id=sites[9].governorate_id, sha256="0" * 64, original_name="photo.jpg",
                 media_type="image/jpeg", size=1, recorded_at=next_moment(session))
    )
    session.flush()
    must_be_the_position(summary(session, TODAY), session)
    assert dict(summary(session, TODAY).by_governorate(Kind.COMPLEX))["EG-KN"].stages["handover"].done_confirmed == 1
    affirm(session, [sites[10]], news_on=TODAY)
    must_be_the_position(summary(session, TODAY), session)
    give(session, [(sites[0], Offer("service", date(2024, 1, 31), clock.today(), "correction"))], today=clock.today())
    must_be_the_position(summary(session, TODAY), session)
    register.withdraw(session, sites[1])
    session.flush()
    must_be_the_position(summary(session, TODAY), session)
    a_site(session, governorate="EG-KN")
    must_be_the_position(summary(session, TODAY), session)
    must_be_the_position(summary(session, TODAY - timedelta(days=45)), session)


def test_summary_notices_a_name_that_was_changed(session: Session) -> None:
    site = a_site(session)
    assert summary(session, TODAY).of(Kind.COMPLEX).quietest[0].name_ar == site.name_ar
    site.name_ar = "مجمع خدمات الحواتكة"
    session.flush()
    assert summary(session, TODAY).of(Kind.COMPLEX).quietest[0].name_ar == "مجمع خدمات الحواتكة"


def test_summary_notices_another_patience(session: Session) -> None:
    tell(session, a_site(session), State.DONE, TODAY - timedelta(days=40))
    assert summary(session, TODAY).of(Kind.COMPLEX).silent == 1
    session.add(OfficeSetting(key="patience", value="60"))
    session.flush()
    assert summary(session, TODAY).of(Kind.COMPLEX).silent == 0


def test_officer_of_one_governorate_sees_only_it_even_after_the_ministry_asked(session: Session) -> None:
    a_small_country(session)
    assert len(summary(session, TODAY).parts) == 3
    assiut = a_governorate(session).id
    with limited(session, Scope(frozenset({assiut}), frozenset())):
        found = summary(session, TODAY)
        assert list(found.parts) == ["EG-AST"]
        must_be_the_position(found, session)
    with limited(session, Scope(frozenset(), frozenset())):
        assert summary(session, TODAY).kinds == {}


def test_what_has_not_changed_is_not_counted_again(session: Session) -> None:
    sites = a_small_country(session)
    assert statements(session) == 3, "office, the stand and one position for the whole country"
    assert statements(session) == 2, "nothing to count"
    tell(session, sites[0], State.DONE, TODAY)
    assert statements(session) == 4, "which governorates have news, and the position of that one"
    assert statements(session) == 2


def statements(session: Session) -> int:
    seen: list[str] = []
    engine = session.get_bind()
    listen = lambda _c, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731 — the listener is removed by its identity
    event.listen(engine, "before_cursor_execute", listen)
    try:
        must_count = summary(session, TODAY)
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    assert must_count.kinds
    return sum(statement.lstrip().startswith(("SELECT", "WITH")) for statement in seen)


def test_what_may_be_rolled_back_is_never_kept(database_url: str) -> None:
    with session_for(database_url) as session, everything(session):
        site = a_site(session)
        assert summary(session, TODAY).of(Kind.COMPLEX).stages["handover"].done == 0
        tell(session, site, State.DONE, TODAY)
        assert kept_summary(session, TODAY).of(Kind.COMPLEX).stages["handover"].done == 1
        session.rollback()
        assert summary(session, TODAY).of(Kind.COMPLEX).stages["handover"].done == 0
