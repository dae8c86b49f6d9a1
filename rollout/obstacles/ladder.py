"""The clock of the ladder: by when a matter that nobody has solved goes one step up, and who may raise it."""

from datetime import date, timedelta

from rollout.followup.levels import Level
from rollout.followup.obstacles import Standing
from rollout.works.terms import Parameters


def escalate_on(standing: Standing, terms: Parameters) -> date | None:
    """The day by which an open obstacle must be raised; None for one that is solved, and at the top of the ladder."""
    if not standing.open or standing.level.above is None or standing.level_since is None:
        return None
    return standing.level_since + timedelta(days=terms.value(standing.level.clock))


def next_level(standing: Standing, *, national: bool) -> Level | None:
    """The level to which somebody may raise an obstacle: the next one above. Only who works for the whole country turns to the cabinet."""
    above = standing.level.above if standing.open else None
    return None if above is Level.CABINET and not national else above
