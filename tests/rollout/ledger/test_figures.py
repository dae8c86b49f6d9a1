"""Figures of what lies at sites alone, for whoever does not see the pools of the contract."""

from sqlalchemy.orm import Session

from models import Governorate
from rollout.ledger.figures import figures, holdings
from rollout.scope import Scope, everything, limited
from rollout.supply.states import Measure
from tests.supplies import TODAY, ordered


def test_what_belongs_to_no_site_can_be_left_out(session: Session) -> None:
    world = ordered(session)
    with everything(session):
        whole = figures(session, world.contract.id, TODAY)
        placed = figures(session, world.contract.id, TODAY, at_sites=True)
    assert [whole["I-1"].units[each] for each in (Measure.CONTRACTED, Measure.ORDERED)] == [100, 10]
    assert [placed["I-1"].units[each] for each in (Measure.CONTRACTED, Measure.ORDERED)] == [10, 10]


def test_an_officer_gets_the_own_governorate_on_any_day(session: Session) -> None:
    world = ordered(session)
    home = session.get_one(Governorate, world.sites[0].governorate_id).id
    away = world.sites[2].governorate_id
    for place, units in ((home, 10), (away, None)):
        with limited(session, Scope(frozenset({place}), frozenset())):
            for day in (TODAY, world.contract.signed_on.replace(day=5)):
                found = figures(session, world.contract.id, day, at_sites=True).get("I-1")
                assert (found.units[Measure.ORDERED] if found else None) == units


def test_what_lies_in_one_governorate_is_read_alone(session: Session) -> None:
    world = ordered(session)
    here = session.get_one(Governorate, world.sites[0].governorate_id)
    away = session.get_one(Governorate, world.sites[2].governorate_id)
    with everything(session):
        assert {site for _line, site, _store, _state in holdings(session, TODAY, governorate=here.code)} >= {world.sites[0].id}
        assert holdings(session, TODAY, governorate=away.code) == {}
