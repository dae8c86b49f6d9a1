"""Writing what was promised for the demo sites in bulk: the published plan as a baseline, and the ledger of all dates."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from models import Baseline, Promise
from rollout.demo.bulk import BulkRows
from rollout.demo.places import Place
from rollout.demo.plan import CODE, baseline, promised
from rollout.demo.telling import Telling


def planned(telling: Telling) -> Place:
    """The place with the wave that its latest promise leaves it in."""
    said = promised(telling)
    return replace(telling.place, planned_on=said[-1].due_on.replace(day=1) if said else None)


def store_promises(storing: BulkRows, tellings: list[Telling], ids: Mapping[str, int]) -> None:
    """Write the promises in the order in which they became known; each copy of the programme follows the one published plan."""
    said = [(one, telling.place) for telling in tellings for one in promised(telling)]
    said.sort(key=lambda pair: pair[0].recorded_at)
    if not said:
        return
    known = select(Baseline.id).where(Baseline.code == CODE)
    if storing.session.scalar(known) is None:
        storing.insert(Baseline, [baseline()])
    number = storing.session.scalars(known).one()
    storing.insert(Promise, [
        dict(
            storing.common(place, one.recorded_at), site_id=ids[place.code], stage=one.stage, due_on=one.due_on, given_on=one.given_on,
            given_by=one.given_by, reason=one.reason, note="", baseline_id=number if one.published else None, source="demo",
        )
        for one, place in said
    ])
