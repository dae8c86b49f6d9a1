"""Exchange with committees' workbooks: their registers come in, the same workbooks go back with remarks.

`plan_import` reads a file and says what it would change; `apply` writes exactly that.
"""

from rollout.exchange.apply import apply
from rollout.exchange.matching import Certainty
from rollout.exchange.plan import plan_import, summary
from rollout.exchange.planned import Change, Plan, PlanRow, Status
from rollout.exchange.problems import COLUMNS, Notice, Problem, problem_lines
from rollout.exchange.remarks import remarks_workbook
from rollout.exchange.spool import Spool

__all__ = [
    "COLUMNS",
    "Certainty",
    "Change",
    "Notice",
    "Plan",
    "PlanRow",
    "Problem",
    "Spool",
    "Status",
    "apply",
    "plan_import",
    "problem_lines",
    "remarks_workbook",
    "summary",
]
