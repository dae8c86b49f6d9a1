"""The same act at many sites at once: looked at first, site by site, then done at all of them or at none.

An act says what it would record at each site. What it would change is shown with the version of what it was seen upon; where that has
changed meanwhile, nothing is recorded and the sites are named. Done once more, it records nothing.
"""

from rollout.bulk.acts import Act, NewsAct, PromiseAct, QuietAct, Said, StepAct
from rollout.bulk.looking import Foreseen, Line, chosen, foresee
from rollout.bulk.recording import CarriedOut, ChangedMeanwhile, carry_out

__all__ = [
    "Act", "CarriedOut", "ChangedMeanwhile", "Foreseen", "Line", "NewsAct", "PromiseAct", "QuietAct", "Said", "StepAct", "carry_out",
    "chosen", "foresee",
]
