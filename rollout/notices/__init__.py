"""Notices: what a user is told without asking, on a page of their own and by one e-mail a day."""

from rollout.notices.digest import NO_MAIL
from rollout.notices.kinds import KINDS, Kind, Way
from rollout.notices.making import make, tell, tell_anew
from rollout.notices.reading import MOST, Told, choices, choose, mark_read, notices, own, unread

__all__ = ["KINDS", "MOST", "NO_MAIL", "Kind", "Told", "Way", "choices", "choose", "make", "mark_read", "notices", "own", "tell",
           "tell_anew", "unread"]
