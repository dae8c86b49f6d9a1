"""The work behind the stages of a complex: what is followed up for each, in which steps, and what its stage makes of them.

Pure: declarations and judgements, without database or clock. `rollout.details` keeps what happened.
"""

from rollout.stages import Kind
from rollout.works.fold import Derived, Reported, history, items_of, on_day
from rollout.works.furnishing import FURNISHING
from rollout.works.handover import HANDOVER
from rollout.works.linking import LINKING
from rollout.works.offices import OFFICES
from rollout.works.service import SERVICE
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step
from rollout.works.training import TRAINING
from rollout.works.utilities import UTILITIES

AREAS: dict[str, Area] = {area.key: area for area in (HANDOVER, UTILITIES, LINKING, FURNISHING, TRAINING, OFFICES, SERVICE)}
"""The areas of a complex by the key of the stage that follows from each."""

__all__ = [
    "AREAS", "Area", "Derived", "Entry", "Field", "Happened", "ItemKind", "ItemState", "Items", "Outcome", "Reported", "Step", "area_of",
    "history", "items_of", "on_day",
]


def area_of(kind: Kind | str, stage: str) -> Area | None:
    """The area whose details decide this stage of this kind of site; None for a stage that is told as a whole."""
    return AREAS.get(stage) if kind == Kind.COMPLEX else None
