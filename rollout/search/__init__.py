"""Finding anything in the product: sites, places, papers, meetings, decisions, obstacles, people; each kind in one statement, in scope."""

from rollout.search.asking import Question
from rollout.search.finding import FINDERS, Finder, Found, find

__all__ = ["FINDERS", "Finder", "Found", "Question", "find"]
