"""What a step of the work waits for before it can be taken."""

from dataclasses import dataclass
from datetime import date

from rollout.text import Text


@dataclass(frozen=True, slots=True)
class Wait:
    """What a step waits for: the day `on`, or something that is told of another item, as `words` says.

    Whoever records the step sooner is told the `refusal`, which speaks of the particular `about`.
    """

    words: Text
    refusal: Text
    about: str = "step"
    on: date | None = None
