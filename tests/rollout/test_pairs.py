"""The pair of a complex with its centre: what may be paired, who may pair, and what waits for it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from models import Site
from rollout.details.saving import refusals, save_many
from rollout.errors import Conflict, OutOfScope, Refused
from rollout.pairs import UNPAIRED, candidates, pair, pair_of, pairs, unpaired
from rollout.scope import Scope, limited
from rollout.stages import Kind
from rollout.text import speaking
from tests.factories import a_governorate, a_markaz, a_pair, a_site
from tests.rollout.details.making import did, path

DAY, TODAY = date(2023, 5, 1), date(2023, 7, 31)


def a_centre(session: Session, governorate: str = "EG-AST", kind: Kind = Kind.FIXED_CENTRE, **values: object) -> Site:
    return a_site(session, governorate=governorate, kind=kind, **values)


@pytest.mark.parametrize("kind", [Kind.FIXED_CENTRE, Kind.HEADQUARTERS_CENTRE])
def test_a_complex_is_paired_and_paired_again(session: Session, kind: Kind) -> None:
    site, first, second = a_site(session), a_centre(session), a_centre(session, kind=kind)
    made = pair(session, site, first, note="كابل أرضي")
    assert (made.row_version, pair_of(session, site.id)) == (1, made)
    changed = pair(session, site, second, seen=1)
    assert (changed.id, changed.centre_id, changed.row_version) == (made.id, second.id, 2)
    assert pairs(session)[site.id].centre is second


@pytest.mark.parametrize(("of", "to", "says"), [
    ({}, {"governorate": "EG-KN"}, "must lie in one governorate"),
    ({}, {"kind": Kind.COMPLEX}, "neither"), ({}, {"kind": Kind.MOBILE_CENTRE}, "neither"), ({}, {"kind": Kind.MISR_CENTRE}, "neither"),
    ({"kind": Kind.FIXED_CENTRE}, {}, "Only a complex"),
    ({}, {"withdrawn_at": datetime(2023, 1, 1, tzinfo=UTC)}, "was withdrawn"),
])
def test_not_everything_is_a_pair(session: Session, of: dict[str, Kind], to: dict[str, object], says: str) -> None:
    site, centre = a_site(session, **of), a_centre(session, **to)  # type: ignore[arg-type]
    with speaking("en"), pytest.raises(Refused, match=says):
        pair(session, site, centre)
    assert pair_of(session, site.id) is None


@pytest.mark.parametrize("note", ["10.1.2.3", "VLAN 7", "password: x", "س" * 501])
def test_the_note_of_a_pair_is_short_and_tells_no_secret(session: Session, note: str) -> None:
    with pytest.raises(Refused):
        pair(session, a_site(session), a_centre(session), note=note)


def test_nobody_chooses_over_somebodys_head(session: Session) -> None:
    site, first, second = a_site(session), a_centre(session), a_centre(session)
    pair(session, site, first)
    with pytest.raises(Conflict):
        pair(session, site, second, seen=None)
    assert pair(session, site, first, seen=None).row_version == 1, "the same choice sent twice is one"


def test_only_who_reports_for_the_governorate_pairs(session: Session) -> None:
    site, centre = a_site(session), a_centre(session)
    here = frozenset({a_governorate(session).id})
    with limited(session, Scope(here, frozenset())), pytest.raises(OutOfScope):
        pair(session, site, centre)


def test_the_centres_of_the_own_markaz_come_first_and_the_headquarters_last(session: Session) -> None:
    own, other = a_markaz(session, name="ديروط"), a_markaz(session, name="القوصية")
    site = a_site(session, markaz_id=own.id)
    headquarters = a_centre(session, kind=Kind.HEADQUARTERS_CENTRE, name_ar="أ")
    far, near = a_centre(session, name_ar="ب", markaz_id=other.id), a_centre(session, name_ar="ت", markaz_id=own.id)
    a_centre(session, "EG-KN")
    a_centre(session, withdrawn_at=datetime(2023, 1, 1, tzinfo=UTC))
    a_site(session, kind=Kind.MOBILE_CENTRE)
    assert candidates(session, site) == [near, far, headquarters]


def test_without_a_markaz_none_is_nearer(session: Session) -> None:
    site, one = a_site(session), a_centre(session, name_ar="أ")
    two = a_centre(session, name_ar="ب", markaz_id=a_markaz(session).id)
    assert candidates(session, site) == [one, two]


def test_the_link_with_the_centre_waits_for_the_pair(session: Session) -> None:
    site = a_site(session)
    doings = [(site, "linking", one) for one in path("linking", "line", DAY, until="centre")]
    assert [(index, refused.message) for index, refused in refusals(session, doings, today=TODAY)] == [(len(doings) - 1, UNPAIRED)]
    with pytest.raises(Refused):
        save_many(session, doings, today=TODAY, by=None)
    a_pair(session, site)
    assert len(save_many(session, doings, today=TODAY, by=None)) == len(doings)


def test_a_centre_that_has_left_the_register_is_no_pair_any_more(session: Session) -> None:
    site, other = a_site(session), a_site(session)
    a_pair(session, site).centre.withdrawn_at = datetime(2023, 6, 1, tzinfo=UTC)
    a_pair(session, other)
    session.flush()
    assert unpaired(session, [site.id, other.id]) == {site.id}
    assert unpaired(session, []) == set()
    assert refusals(session, [(site, "linking", did("linking", "line", "centre", DAY))], today=TODAY)


def test_a_wrong_link_can_be_taken_back_without_a_pair(session: Session) -> None:
    site = a_site(session)
    a_pair(session, site)
    [entry] = save_many(session, [(site, "linking", did("linking", "line", "centre", DAY))], today=TODAY, by=None)
    made = pair_of(session, site.id)
    assert made
    made.centre.withdrawn_at = datetime(2023, 6, 1, tzinfo=UTC)
    session.flush()
    back = did("linking", "line", "centre", DAY, replaces_id=entry.id, withdrawn=True, note="أُدرج خطأً")
    assert save_many(session, [(site, "linking", back)], today=TODAY, by=None)
