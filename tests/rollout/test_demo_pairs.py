"""The pairs of the demo programme: nobody is linked with a centre that was not chosen, and some have not chosen yet."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import CentrePair, Site
from rollout.arabic import fold
from rollout.database import engine_for, session_for
from rollout.demo import tellings
from rollout.demo.pairs import centres_of, pairs
from rollout.demo.places import Place, register
from rollout.demo.telling import Telling
from rollout.linking import links
from rollout.pairs import CENTRES, unpaired
from rollout.scope import everything
from rollout.stages import Kind
from tests.loading import Installation
from tests.rollout.test_demo import TODAY


@pytest.fixture(scope="module")
def told() -> list[Telling]:
    return list(tellings(register()))


@pytest.fixture(scope="module")
def chosen(told: list[Telling]) -> dict[str, Place]:
    found = list(pairs(told, centres_of(register())))
    assert len({place.code for place, _centre in found}) == len(found), "a complex has one centre"
    return {place.code: centre for place, centre in found}


def test_whoever_is_linked_has_a_centre(told: list[Telling], chosen: dict[str, Place]) -> None:
    linked = {telling.place.code for telling in told for step in telling.steps if (step.area, step.step.step) == ("linking", "centre")}
    assert len(linked) > 200
    assert linked <= set(chosen)


def test_centres_are_of_the_governorate_and_mostly_of_the_markaz(chosen: dict[str, Place]) -> None:
    places = {place.code: place for place in register()}
    assert all(centre.governorate == places[code].governorate and centre.kind in CENTRES for code, centre in chosen.items())
    own = Counter(fold(centre.markaz_ar) == fold(places[code].markaz_ar) for code, centre in chosen.items())
    assert own[True] > 10 * own[False] > 0
    complexes = {place.code for place in register() if place.kind is Kind.COMPLEX}
    assert set(chosen) < complexes, "some have not chosen yet"


@pytest.fixture
def loaded(enlarged_template: Installation, tmp_path: Path) -> Iterator[Session]:
    copy = enlarged_template.copy(tmp_path)
    with session_for(copy.database_url) as session, everything(session):
        yield session
    engine_for(copy.database_url).dispose()


def test_they_are_written_as_they_were_chosen(loaded: Session, chosen: dict[str, Place]) -> None:
    found = links(loaded, TODAY)
    wired = {link.site.code: link.centre.code for link in found if link.centre}
    assert {code: centre for code, centre in wired.items() if code in chosen} == {code: centre.code for code, centre in chosen.items()}
    copies = set(loaded.scalars(select(Site.id).where(Site.code.endswith("-02"))))
    assert copies
    assert set(loaded.scalars(select(CentrePair.complex_id))) & copies, "a copy that is cut off uses the centres of the one before"
    linked = {link.site.id for link in found if "centre" in link.line.taken}
    assert unpaired(loaded, linked) == set()
