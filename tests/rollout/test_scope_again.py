"""A statement that was put together once is confined anew for each who asks it."""

import gc
from weakref import ref

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Markaz, Site
from rollout.scope import NOTHING, Scope, everything, limited
from tests.factories import a_governorate, a_markaz, a_site

PLACES = ("EG-AST", "EG-KN", "EG-SHG")
ONCE = select(Site.code).where(Site.code.startswith(bindparam("start"))).order_by(Site.code)
WITHIN = select(Markaz).where(Markaz.governorate_id.in_(select(Site.governorate_id).where(Site.code == bindparam("code"))))


def test_each_scope_sees_its_own_by_the_same_statement(session: Session) -> None:
    of = {place: a_site(session, governorate=place, code=f"ONCE-{place}") for place in PLACES}
    ids = {place: site.governorate_id for place, site in of.items()}

    def seen(*places: str) -> list[str]:
        with limited(session, Scope(frozenset(ids[place] for place in places), frozenset())):
            return [code.removeprefix("ONCE-") for code in session.scalars(ONCE, {"start": "ONCE-"})]

    for _again in range(2):
        for places in (("EG-AST",), ("EG-KN",), ("EG-AST", "EG-SHG"), (), ("EG-AST",)):
            assert seen(*places) == list(places)
        with everything(session):
            assert session.scalars(ONCE, {"start": "ONCE-"}).all() == [f"ONCE-{place}" for place in PLACES]
        with limited(session, NOTHING):
            assert session.scalars(ONCE, {"start": "ONCE-"}).all() == []


def test_other_values_of_the_same_statement_are_other_rows(session: Session) -> None:
    for number in (1, 2):
        a_site(session, code=f"ONCE-{number}")
    with limited(session, Scope(frozenset({a_governorate(session).id}), frozenset())):
        assert [session.scalars(ONCE, {"start": f"ONCE-{number}"}).all() for number in (1, 2, 1)] == [["ONCE-1"], ["ONCE-2"], ["ONCE-1"]]


def test_what_stands_within_it_is_confined_too(session: Session) -> None:
    a_site(session, governorate="EG-KN", code="ONCE-KN", markaz_id=a_markaz(session, "EG-KN").id)
    for _again in range(2):
        with limited(session, Scope(frozenset({a_governorate(session).id}), frozenset())):
            assert session.scalars(WITHIN, {"code": "ONCE-KN"}).all() == []
        with everything(session):
            assert session.scalars(WITHIN, {"code": "ONCE-KN"}).all()


def test_a_statement_that_is_gone_is_kept_no_longer(session: Session) -> None:
    passing = select(Site.code)
    gone = ref(passing)
    with limited(session, Scope(frozenset({a_governorate(session).id}), frozenset())):
        session.scalars(passing).all()
    del passing
    gc.collect()
    assert gone() is None
