"""The numbers of what a site may have many of: one more takes the next number, however it is asked for."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Site
from rollout.details.numbering import next_key
from rollout.details.saving import Did, refusals, save_many
from rollout.works import AREAS
from tests.factories import a_site
from tests.rollout.details.making import did

DAY, TODAY = date(2023, 5, 1), date(2023, 7, 31)


def received(session: Session) -> Site:
    site = a_site(session)
    save_many(session, [(site, "handover", did("handover", "building", "provisional", DAY))], today=TODAY, by=None)
    return site


def listed(number: int) -> Did:
    return did("handover", f"snag-{number}", "listed", DAY)


def refused(session: Session, site: Site, *dids: Did) -> list[int]:
    return [index for index, _refused in refusals(session, [(site, "handover", one) for one in dids], today=TODAY)]


def upcoming(session: Session, site: Site) -> str:
    kind = AREAS["handover"].kind_of("snag-1")
    assert kind
    return next_key(session, site, AREAS["handover"], kind)


@pytest.mark.parametrize("number", [2, 99999])
def test_one_more_takes_no_number_but_the_next(session: Session, number: int) -> None:
    site = received(session)
    assert refused(session, site, listed(number)) == [0]
    save_many(session, [(site, "handover", listed(1))], today=TODAY, by=None)
    assert upcoming(session, site) == "snag-2"
    assert refused(session, site, listed(2)) == []


def test_what_stops_a_snag_that_nobody_listed_begins_none(session: Session) -> None:
    site = received(session)
    assert refused(session, site, did("handover", "snag-1", "blocked", DAY)) == [0]
    assert refused(session, site, listed(1), did("handover", "snag-1", "blocked", DAY)) == []


def test_snags_listed_together_take_the_next_numbers_in_a_row(session: Session) -> None:
    site = received(session)
    assert refused(session, site, listed(2), listed(1)) == []
    assert refused(session, site, listed(1), listed(3)) == [1]


def test_a_number_that_was_taken_back_is_not_free(session: Session) -> None:
    site = received(session)
    [entry] = save_many(session, [(site, "handover", listed(1))], today=TODAY, by=None)
    back = Did("snag-1", "listed", DAY, note="مكرر", replaces_id=entry.id, withdrawn=True)
    save_many(session, [(site, "handover", back)], today=TODAY, by=None)
    assert upcoming(session, site) == "snag-2"
