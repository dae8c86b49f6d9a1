"""The work behind the stages of a site in brief: what is done of it, what comes next and whose step that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models import StepEntry
from rollout.details.reading import told_elsewhere
from rollout.overdue import OpenItem, label_of, still_open
from rollout.parameters import Parameters, parameters
from rollout.position import Row, SitePosition
from rollout.stages import State
from rollout.text import Text, listed
from rollout.works import Area, Happened, Items, area_of, items_of
from rollout.works.handover import HANDOVER, SNAG, open_snags, status_with_report
from rollout.works.linking import FAULT, LINKING, LinkStatus, open_faults
from views.frame.words import digits
from views.news.rows import units_in_words
from views.works.form import as_happened

_LINES = 3
"""So many of the late items of an area its brief names; the others it counts."""


@dataclass(frozen=True)
class Brief:
    """One area in a few lines: what is late or out of order in it, else what comes next. `more` are the late items not named."""

    area: Area
    label: Text
    state: State
    done: str
    lines: list[OpenItem]
    more: int


def briefs(session: Session, here: SitePosition, told: Sequence[StepEntry], day: date) -> dict[str, Brief]:
    """For each derived stage of the site its brief; `told` are all the steps that were ever recorded of the site."""
    areas = [area for key in here.stages if (area := area_of(here.kind, key))]
    if not areas:
        return {}
    steps, terms = told_elsewhere(session, [here.id], day), parameters(session, day)
    replaced = {step.replaces_id for step in told}
    for step in told:
        if not step.withdrawn and step.id not in replaced and step.happened_on <= day:
            steps[here.id, step.area].append(as_happened(step))
    return {area.key: _brief(area, here, steps.get((here.id, area.key), []), terms, day) for area in areas}


def is_bad(one: OpenItem) -> bool:
    """Whether something open is a trouble by itself: late, stopped, a fault, a snag."""
    return bool(one.days_late or one.blocked or (one.state and one.state.kind.key in (FAULT, SNAG)))


def _brief(area: Area, here: SitePosition, happened: list[Happened], terms: Parameters, day: date) -> Brief:
    row, items = here.stages[area.key], items_of(area, happened, day)
    finished = [str(label_of(item)) for item in items.values() if item.finished and item.kind.counted]
    told = {(here.id, area.key): items} if happened else {}
    found = sorted(still_open([here], [area], told, terms, day), key=_urgency)
    bad = [one for one in found if is_bad(one)]
    lines = bad[:_LINES] or found[:1]
    label, state = _standing(area, row, items, found)
    late = sum(1 for one in bad[_LINES:] if one.days_late)
    return Brief(area, units_in_words(row, digits()) or label, state, listed(finished) if area.counted else "", lines, late)


def _standing(area: Area, row: Row, items: Items, found: list[OpenItem]) -> tuple[Text, State]:
    """How the stage stands, with what is wrong although it is done."""
    if row.state is not State.DONE:
        return row.state.label, row.state
    if area is LINKING and open_faults(items):
        return LinkStatus.FAULTY.label, State.STALLED
    if area is HANDOVER:
        late = any(one.days_late for one in found) or open_snags(items)
        return status_with_report(items, row.state).label, State.IN_PROGRESS if late else State.DONE
    return row.state.label, row.state


def _urgency(one: OpenItem) -> tuple[bool, bool, bool, bool, int, bool, date]:
    """What is late comes first, and of it what counts for the stage; then what is stopped, what was begun, what has waited longest.

    What waits for a day, or for something else, comes last.
    """
    counted, begun = one.state is None or one.state.kind.counted, one.state is not None and one.state.known
    return one.wait is not None, not one.days_late, not counted, not one.blocked, -one.days_late, not begun, one.since or date.max
