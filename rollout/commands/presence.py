"""The day on which a command stands over a demo of past months: the one on which its pages are shown."""

import os

from rollout import clock, settings

TODAY = f"{settings.PREFIX}TODAY"


def stand_with_the_demo(chosen: settings.Settings) -> None:
    """Let the clock of this command stand where that of the demo's pages does, unless ROLLOUT_TODAY says otherwise."""
    from rollout.demo.presence import day_shown

    if not chosen.production and TODAY not in os.environ and (day := day_shown(chosen.database_url)):
        clock.stand_at(day)
