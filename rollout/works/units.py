"""What the items of an area make of their stage where the stage counts them: six meters, five offices."""

from rollout.stages import State
from rollout.text import listed
from rollout.works.steps import Items, Outcome


def units_done(items: Items) -> Outcome:
    """So many of those that apply are finished; the stage is done with the last, and stopped while one of the rest is."""
    counted = [item for item in items.values() if item.kind.counted]
    wanted = [item for item in counted if not item.excused]
    if not wanted:
        reasons = listed(dict.fromkeys(item.excused.note for item in counted if item.excused))
        return Outcome(State.NOT_APPLICABLE, reason=reasons[:500])
    ends = [item.finished for item in wanted if item.finished]
    basis = tuple(end.order for end in ends)
    blocked = [item.blocked for item in wanted if item.blocked and not item.finished]
    if len(ends) == len(wanted):
        return Outcome(State.DONE, len(ends), len(wanted), basis=basis)
    if blocked:
        return Outcome(State.STALLED, len(ends), len(wanted), note=blocked[0].note, basis=basis)
    if any(item.known for item in wanted):
        return Outcome(State.IN_PROGRESS, len(ends), len(wanted), basis=basis)
    return Outcome(State.NOT_STARTED, wanted=len(wanted) if len(wanted) < len(counted) else None)
