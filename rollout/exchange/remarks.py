"""The way back to the sender: the very workbook that came in, with a column that says what is wrong with each line."""

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from rollout.errors import Refused
from rollout.exchange.planned import Plan, Table
from rollout.exchange.problems import Problem
from rollout.exchange.workbook import PATIENCE_SECONDS, form_of
from rollout.text import _

_CHILD = Path(__file__).with_name("marking.py")
_LONGEST = 2_000


def remarks_workbook(data: bytes, plan: Plan) -> bytes:
    """The file of the plan as an .xlsx workbook with a column of remarks; bad cells are coloured and carry a comment."""
    notes = {"sheets": {sheet: _notes(problems, plan.tables.get(sheet)) for sheet, problems in _by_sheet(plan).items()}}
    command = [sys.executable, "-I", str(_CHILD), form_of(data)]
    given = json.dumps(notes).encode() + b"\n" + data
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=PATIENCE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise Refused(_("The remarks cannot be written into this file; read them in the list instead."))
    return done.stdout


def _by_sheet(plan: Plan) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = defaultdict(list)
    for problem in plan.problems:
        found[problem.sheet or str(_("Review remarks"))].append(problem)
    return found


def _notes(problems: list[Problem], table: Table | None) -> dict[str, Any]:
    """The remarks of one sheet; without a table they are listed from its first row on."""
    rows: dict[int, list[str]] = defaultdict(list)
    cells: dict[str, list[str]] = defaultdict(list)
    heading, column = (table.heading, table.width + 1) if table else (1, 1)
    above: list[str] = []
    for place, problem in enumerate(problems):
        text = str(problem.message)
        if not table:
            rows[place + 2].append(text)
        elif problem.row > heading:
            rows[problem.row].append(f"{problem.cell}: {text}" if problem.cell else text)
        else:
            above.append(text)
        if problem.cell and table:
            cells[problem.cell].append(text)
    title = " — ".join([str(_("Review remarks")), *above])
    return {
        "heading": heading, "column": column, "title": title[:_LONGEST],
        "rows": {row: "\n".join(texts)[:_LONGEST] for row, texts in rows.items()},
        "cells": {cell: "\n".join(texts)[:_LONGEST] for cell, texts in cells.items()},
    }
