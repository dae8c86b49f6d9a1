"""The clock of the ladder: by when a matter that nobody has solved goes one step up."""

from datetime import date, timedelta

from rollout.followup.obstacles import Standing
from rollout.works.terms import Parameters


def escalate_on(standing: Standing, terms: Parameters) -> date | None:
    """The day by which an open obstacle must be raised; None for one that is solved, and at the top of the ladder."""
    if not standing.open or standing.level.above is None or standing.level_since is None:
        return None
    return standing.level_since + timedelta(days=terms.value(standing.level.clock))
