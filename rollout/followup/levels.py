"""The ladder of authority: who may decide, and how long a matter may wait on each step before it goes one step up."""

from enum import StrEnum

from rollout.text import Text, _


class Level(StrEnum):
    """Who a decision or an obstacle waits for. The order is the ladder's."""

    COMMITTEE = "committee"
    GOVERNOR = "governor"
    MINISTRY = "ministry"
    CABINET = "cabinet"

    @property
    def label(self) -> Text:
        return _LABELS[self]

    @property
    def above(self) -> "Level | None":
        """The next step of the ladder; None at its top."""
        steps = list(Level)
        place = steps.index(self) + 1
        return steps[place] if place < len(steps) else None

    def is_above(self, other: "Level") -> bool:
        steps = list(Level)
        return steps.index(self) > steps.index(other)

    def open_to(self, *, national: bool) -> bool:
        """Whether somebody may bring a matter to it: only who works for the whole country turns to the cabinet."""
        return national or self is not Level.CABINET

    def next_for(self, *, national: bool) -> "Level | None":
        """The step to which somebody may raise a matter from here; None at the top, and where the next is not theirs to turn to."""
        return self.above if self.above and self.above.open_to(national=national) else None

    @property
    def clock(self) -> str:
        """The key of the parameter that says after how many days a matter goes one step up; the cabinet has none."""
        return f"escalation.{self.value}"


_LABELS = {
    Level.COMMITTEE: _("The governorate's committee"), Level.GOVERNOR: _("The governor"), Level.MINISTRY: _("The ministry"),
    Level.CABINET: _("The cabinet"),
}
