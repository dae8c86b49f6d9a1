"""Undoing what one has just recorded: a further entry that puts things as they stood, with a reason; nothing is erased.

It is for the slip of the pen that is seen at once. Only who recorded the news may undo it, only while nothing newer was told of the
site's stage, and only for half an hour; later, or of what others recorded, one corrects the entry on its form and says what holds.
What was recorded at many sites in one act is undone at all of them or at none. An entry that undoes says so by its source.

That nothing was new is taken back in the same way: of all the sites of one act or of none, by who said it, for half an hour. A date that
was promised anew is undone by promising the one before it once more; the ledger keeps both, and counts neither as a date that moved.
"""

from rollout.undoing.acts import Recorded, undo_together
from rollout.undoing.judging import NotUndone, taken_back, undoes
from rollout.undoing.news import undo
from rollout.undoing.quiet import last_said
from rollout.undoing.steps import undo_step

__all__ = ["NotUndone", "Recorded", "last_said", "taken_back", "undo", "undo_step", "undo_together", "undoes"]
