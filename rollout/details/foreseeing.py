"""What would stand against steps that are not recorded yet."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from rollout.details.following import derived_history, entries_of, lacking
from rollout.details.reading import steps_of
from rollout.details.saving import Doing, happened_from, refusals
from rollout.errors import Refused
from rollout.journal import Item
from rollout.journal import refusals as journal_refusals


def foreseen_refusals(session: Session, doings: Sequence[Doing], *, today: date) -> list[tuple[int, Refused]]:
    """Every rule that these steps, one of each site, would break, each with the index of the step that breaks it.

    The rules of the details, and what the stages' own rules say of the entries that would follow from them.
    """
    found = refusals(session, doings, today=today)
    broken = {place for place, _refused in found}
    ids = [site.id for site, _area, _did in doings if site.id is not None]
    areas = {area for _site, area, _did in doings}
    steps, told = steps_of(session, site_ids=ids, areas=areas), entries_of(session, ids, areas)
    items: list[Item] = []
    places: list[int] = []
    for place, (site, area, did) in enumerate(doings):
        if place in broken:
            continue
        assert site.id is not None
        key = (site.id, area)
        after = [step for step in steps.get(key, ()) if step.order != did.replaces_id]
        if not did.withdrawn:
            after.append(happened_from(did, place))
        entries = told[key]
        for news in lacking(area, derived_history(area, {key: after}, entries, site.id), entries, today):
            items.append((site, news))
            places.append(place)
    return found + [(places[index], refused) for index, refused in journal_refusals(session, items, today=today)]
