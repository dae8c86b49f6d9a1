"""What a planned import has to tell, as plain data: kept from the check until the user confirms, and spoken in whatever language is asked.

A plan itself is made anew at confirmation, and must still have the fingerprint of the one that was shown.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from rollout.exchange.matching import Certainty
from rollout.exchange.planned import Change, Plan, PlanRow, StageShown, Status
from rollout.exchange.problems import Notice, Problem
from rollout.stages import State
from rollout.text import Text


@dataclass(frozen=True)
class RowAccount:
    """One line of the file as the preview shows it."""

    sheet: str
    number: int
    code: str
    name: str
    governorate: str
    status: Status
    certainty: Certainty | None
    remark: Text | None
    changes: list[Change]
    affirmed: bool
    problems: int

    @property
    def key(self) -> str:
        """What a form names the line by."""
        return f"{self.number} {self.sheet}"

    @property
    def is_clean(self) -> bool:
        return self.status in (Status.NEW, Status.CHANGED) or (self.status is Status.UNCHANGED and self.affirmed)


@dataclass(frozen=True)
class Account:
    """What importing a file would do, line by line, with everything that is wrong with it."""

    name: str
    sha256: str
    fingerprint: str
    days: dict[str, date]
    counts: dict[Status, int]
    entries: int
    affirmations: int
    changes_nothing: bool
    rows: list[RowAccount]
    problems: list[Problem]
    notices: list[Notice]
    is_the_plan: bool = False

    @property
    def clean(self) -> list[RowAccount]:
        """The lines that would write something and may be taken without looking at each: no problems, no merely similar names."""
        return [row for row in self.rows if row.is_clean]


def read_key(text: str) -> tuple[str, int]:
    """The line that a form names, as `apply` wants it; a malformed one names no line."""
    number, _space, sheet = text.partition(" ")
    return (sheet, int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0)


def keep(plan: Plan, path: Path) -> None:
    """Write the plan's account to a file."""
    told = {
        "name": plan.name, "sha256": plan.sha256, "fingerprint": plan.fingerprint,
        "days": {sheet: day.isoformat() for sheet, day in plan.days.items()},
        "counts": {status.value: count for status, count in plan.counts.items()},
        "entries": plan.entries, "affirmations": plan.affirmations, "changes_nothing": plan.changes_nothing,
        "is_the_plan": plan.is_the_plan, "rows": [_row(row) for row in plan.rows],
        "problems": [[_plain(part) for part in (p.sheet, p.row, p.cell, p.field, p.read, p.expected, p.message)] for p in plan.problems],
        "notices": [[_plain(part) for part in (n.sheet, n.row, n.cell, n.message)] for n in plan.notices],
    }
    path.write_bytes(orjson.dumps(told))


def recall(path: Path) -> Account:
    """The account that was kept."""
    told = orjson.loads(path.read_bytes())
    return Account(
        told["name"], told["sha256"], told["fingerprint"], {sheet: date.fromisoformat(day) for sheet, day in told["days"].items()},
        {Status(status): count for status, count in told["counts"].items()}, told["entries"], told["affirmations"],
        told["changes_nothing"], [_row_again(row) for row in told["rows"]], [Problem(*map(_again, parts)) for parts in told["problems"]],
        [Notice(*map(_again, parts)) for parts in told["notices"]], told.get("is_the_plan", False),
    )


def _row(row: PlanRow) -> list[Any]:
    match = row.match
    return [
        row.sheet, row.number, row.code, row.name, row.governorate.name_ar if row.governorate else "", row.status.value,
        match.certainty.value if match else None, _plain(row.asks or (match.remark if match else None)),
        [[_plain(part) for part in change] for change in row.changes], row.affirmed, len(row.problems),
    ]


def _row_again(parts: list[Any]) -> RowAccount:
    sheet, number, code, name, governorate, status, certainty, remark, changes, affirmed, problems = parts
    return RowAccount(
        sheet, number, code, name, governorate, Status(status), Certainty(certainty) if certainty else None, _again(remark),
        [Change(*map(_again, change)) for change in changes], affirmed, problems,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"text": value.source, "values": {name: _plain(part) for name, part in value.values.items()}}
    if isinstance(value, StageShown):
        return {"stage": [value.state.value, value.day.isoformat() if value.day else None, value.done, value.wanted]}
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def _again(value: Any) -> Any:
    if isinstance(value, dict) and "text" in value:
        return Text(value["text"], **{name: _again(part) for name, part in value["values"].items()})
    if isinstance(value, dict):
        state, day, done, wanted = value["stage"]
        return StageShown(State(state), date.fromisoformat(day) if day else None, done, wanted)
    return value
