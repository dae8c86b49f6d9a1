"""The agenda that drafts itself: the standing points of every meeting, then what is due for obstacles and late among decisions."""

from rollout.arabic import Digits
from rollout.meetings.minutes import Point
from rollout.meetings.naming import decision_number
from rollout.meetings.pack import Pack
from rollout.meetings.wording import LAST
from rollout.text import Text, _, language

STANDING: tuple[Text, ...] = (
    _("What was promised at the previous meeting, and what was kept"), _("Where the sites stand, and what changed"),
    _("Sites of which news was expected and none came"), _("What is late, and what is due within the week"),
    _("Obstacles, and what is asked of each body"),
)
_MOST = 5


def drafted(pack: Pack) -> list[Point]:
    """The points, in the language of the moment: what is stored of them is what somebody keeps."""
    digits = Digits.ARABIC if language() == "ar" else Digits.WESTERN
    points = [Point(str(title)) for title in STANDING]
    points += [
        Point(str(_("Obstacle: %(title)s", title=held.obstacle.title)))
        for held in pack.obstacles_due[:_MOST]
    ]
    points += [
        Point(str(_(
            "Late decision %(number)s: %(words)s", number=decision_number(late.number, digits), words=_short(late.decision.words)
        )))
        for late in pack.late[:_MOST]
    ]
    return [*points, Point(str(LAST))]


def _short(text: str, most: int = 160) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"
