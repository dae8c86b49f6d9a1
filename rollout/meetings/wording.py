"""The standing words of minutes: the parts to which the chair may put words of his own, and what stands where he wrote nothing else."""

from models import Meeting
from rollout.text import LANGUAGES, Text, _, speaking

WORDS: dict[str, Text] = {
    "opening": _("Opening"), "promised": _("What was promised last time"), "position": _("Where the sites stand"),
    "obstacles": _("Obstacles"), "recommendations": _("Recommendations"), "closing": _("End of the meeting"),
}
"""The parts of the minutes to which the chair may put words of his own: `Meeting.words` has them by these keys. Figures are never
among them: they are taken from the pack."""

DRAFTED: dict[str, Text] = {
    "opening": _("The chair opened the meeting, welcomed the members, and presented the agenda."),
    "promised": _("The committee went through what had been decided at the previous meeting and what came of it."),
    "position": _("The committee went through the position of the sites and what changed since the previous meeting."),
    "obstacles": _("The committee discussed the obstacles and what is asked of each body."),
    "recommendations": _("The committee stressed that the days set for its decisions be kept and that each body report on what it did."),
    "closing": _("The agenda was gone through; the chair thanked the members and closed the meeting."),
}
"""What the minutes say where the chair wrote nothing else."""

LAST = _("Other business, and the day of the next meeting")
"""The point with which every agenda ends."""


def is_last(title: str) -> bool:
    """Whether a point is the one with which an agenda ends, in whichever language it was drafted."""
    for language in LANGUAGES:
        with speaking(language):
            if " ".join(title.split()) == str(LAST):
                return True
    return False


def said(meeting: Meeting, part: str) -> str:
    """The words of a part of the minutes: the chair's own, else those of the draft in the language of the moment."""
    return str(meeting.words.get(part) or DRAFTED[part])


def standing_words(meeting: Meeting) -> dict[str, str]:
    """The words of every part as they stand just now, in Arabic as they are printed: what closed minutes say from then on."""
    with speaking("ar"):
        return {part: said(meeting, part) for part in WORDS}
