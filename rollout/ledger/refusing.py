"""What the ledger says when a paper cannot be closed: every fault at once, each with the line that it speaks of."""

from dataclasses import dataclass

from rollout.errors import Refused
from rollout.text import Text, _


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence: of the line at `position` (none: of the paper), about one of its fields."""

    position: int | None
    message: Text
    about: str = ""


class RefusedPaper(Refused):
    """A paper that breaks rules; nothing was moved. `faults` has every one of them."""

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        message = first.message if first.position is None else _("Row %(row)s: %(message)s", row=first.position, message=first.message)
        super().__init__(message, first.about)
        self._faults = faults

    @property
    def faults(self) -> list[Fault]:
        return self._faults
