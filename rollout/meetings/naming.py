"""How a meeting and its decisions are called by their numbers: in words, since numbers with strokes look like days."""

from rollout.arabic import Digits, to_digits
from rollout.text import Text, _


def meeting_name(number: int, year: int, digits: Digits) -> Text:
    """A meeting by its number in the year."""
    return _("Meeting no. (%(number)s) of %(year)s", number=to_digits(str(number), digits), year=to_digits(str(year), digits))


def decision_number(number: tuple[int, int, int], digits: Digits) -> Text:
    """A decision by its number in the meeting, the meeting's number, and the year."""
    own, meeting, year = (to_digits(str(part), digits) for part in number)
    return _("%(number)s — meeting %(meeting)s of %(year)s", number=own, meeting=meeting, year=year)
