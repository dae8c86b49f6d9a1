"""Small plans for tests."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from models import Site
from rollout.plan import Offer, give
from rollout.stages import Kind, State
from tests.factories import a_site, entry_values, write_entries

TODAY = date(2023, 11, 30)
GIVEN = date(2023, 6, 30)


def a_planned_site(session: Session, *dates: date, done: date | None = None, **values: Any) -> Site:
    """A complex whose dates were promised one after the other, the first at the end of June; in service from `done` on."""
    site = a_site(session, **values)
    for place, due in enumerate(dates):
        offer = Offer("service", due, date(2023, 7, 1 + place), "correction") if place else Offer("service", due, GIVEN)
        give(session, [(site, offer)], today=TODAY)
    if done:
        served(session, site, done)
    return site


def served(session: Session, site: Site, day: date) -> None:
    write_entries(session, [entry_values(site, stage=stage.key, effective_on=day) for stage in Kind(site.kind).stages])


def told(session: Session, site: Site, **states: State) -> None:
    """Say how far stages have come, past the rules."""
    write_entries(session, [
        entry_values(site, stage=stage, state=state.value, effective_on=date(2023, 5, 1), note="توقف" if state is State.STALLED else "")
        for stage, state in states.items()
    ])
