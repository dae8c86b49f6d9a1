"""The register's planned wave and the ledger follow each other, whichever way the wave is written."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from models import Site
from rollout.clock import today
from rollout.errors import Refused
from rollout.exchange.additions import add_sites
from rollout.plan import Offer, give, is_promised, promises, refused_wave, speak_for, unprojected
from rollout.position import position
from tests.cast import ASSIUT, account, bring_in
from tests.factories import a_governorate, a_site

TODAY = today()


def test_a_wave_written_into_the_register_is_a_promise_of_its_last_day(session: Session) -> None:
    bring_in(session)
    officer = account(session, ASSIUT)
    speak_for(session, officer.id)
    site = a_site(session, planned_on=date(2023, 8, 1))
    [promise] = promises(session)[site.id, "service"]
    assert (promise.due_on, promise.reason, promise.given_by, promise.recorded_by_id) == (
        date(2023, 8, 31), "register", "Assiut", officer.id,
    )


@pytest.mark.parametrize("wave", [date(2023, 10, 1), None])
def test_a_promised_wave_moves_in_the_ledger_alone(session: Session, wave: date | None) -> None:
    site = a_site(session, planned_on=date(2023, 8, 1))
    session.commit()
    site.planned_on = wave
    with pytest.raises(Refused) as refused:
        session.flush()
    assert refused.value.about == "planned_on"
    session.rollback()
    assert session.get_one(Site, site.id).planned_on == date(2023, 8, 1)
    assert len(promises(session)[site.id, "service"]) == 1
    assert refused_wave(session, site, wave)
    assert refused_wave(session, site, date(2023, 8, 1)) is None


def test_a_site_without_a_promise_may_be_planned_for_any_month(session: Session) -> None:
    site = a_site(session)
    give(session, [(site, Offer("utilities", date(2023, 8, 31), date(2023, 7, 1)))], today=TODAY)
    assert not is_promised(session, site)
    assert refused_wave(session, site, date(2023, 9, 1)) is None
    site.planned_on = date(2023, 9, 1)
    session.flush()
    assert is_promised(session, site)


def test_a_change_that_leaves_the_month_alone_promises_nothing(session: Session) -> None:
    site = a_site(session, planned_on=date(2023, 8, 1))
    site.name_ar = "اسم آخر"
    session.flush()
    give(session, [(site, Offer("service", date(2023, 9, 12), TODAY, "correction"))], today=TODAY)
    site.planned_on = date(2023, 9, 1)
    session.flush()
    assert len(promises(session)[site.id, "service"]) == 2


def test_the_position_knows_the_wave_of_its_own_day(session: Session) -> None:
    site = a_site(session, planned_on=date(2023, 8, 1))
    give(session, [(site, Offer("service", date(2023, 12, 12), TODAY, "correction"))], today=TODAY)
    assert site.planned_on == date(2023, 12, 1)
    [before], [now] = (position(session, day, site_ids=[site.id]).sites for day in (TODAY - timedelta(days=1), TODAY))
    assert (before.planned_on, now.planned_on) == (date(2023, 8, 1), date(2023, 12, 1))


def test_a_site_without_a_wave_has_no_promise(session: Session) -> None:
    a_site(session)
    assert promises(session) == {}


def test_sites_that_come_in_bulk_bring_their_promises(session: Session) -> None:
    place = a_governorate(session).id
    common = {"kind": "complex", "governorate_id": place, "markaz_id": None, "local_unit_id": None, "is_demo": False}
    speak_for(session, None, "import")
    ids = add_sites(session, [
        {**common, "code": "AST-901", "name_ar": "أ", "planned_on": date(2023, 9, 1)}, {**common, "code": "AST-902", "name_ar": "ب"},
    ])
    found = promises(session)
    assert {key: [(one.due_on, one.source) for one in ledger] for key, ledger in found.items()} == {
        (ids["AST-901"], "service"): [(date(2023, 9, 30), "import")]
    }


def test_check_names_a_wave_that_no_promise_bears_out(session: Session) -> None:
    site = a_site(session, planned_on=date(2023, 8, 1), code="AST-701")
    a_site(session)
    assert unprojected(session) == (2, [])
    session.execute(text("update site set planned_on = '2023-12-01' where id = :id"), {"id": site.id})
    count, faults = unprojected(session)
    assert (count, len(faults)) == (2, 1)
    assert "AST-701" in str(faults[0])
    session.execute(text("update site set planned_on = null where id = :id"), {"id": site.id})
    assert len(unprojected(session)[1]) == 1
