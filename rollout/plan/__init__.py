"""The plan: dates that were promised for sites, kept in a ledger, and what follows from them.

A planned date is a promise: somebody gave it, on a day, for a reason. Promising anew adds a promise; the first one stays.
"""

from rollout.plan.delays import Lateness, days_late, lateness
from rollout.plan.ledger import Ledgers, Offer, Promised, give, month_end, promises
from rollout.plan.outlook import Planned, Prospect, late, outlook
from rollout.plan.projection import follow_register, is_promised, name_of, refused_wave, speak_for, unprojected
from rollout.reasons import OFFERED, REASONS, Reason

__all__ = [
    "OFFERED",
    "REASONS",
    "Lateness",
    "Ledgers",
    "Offer",
    "Planned",
    "Promised",
    "Prospect",
    "Reason",
    "days_late",
    "follow_register",
    "give",
    "is_promised",
    "late",
    "lateness",
    "month_end",
    "name_of",
    "outlook",
    "promises",
    "refused_wave",
    "speak_for",
    "unprojected",
]
