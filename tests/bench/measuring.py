"""Measuring work in seconds of the clock and of the processor, the database's processes included, and printing it as tables."""

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL

_TICK = os.sysconf("SC_CLK_TCK")
_BEGINNINGS = ("BEGIN", "BEGIN IMMEDIATE")


@dataclass(frozen=True)
class Cost:
    """What one run of a piece of work takes: medians in seconds; `statements` is how many SQL statements it sends."""

    cpu: float
    wall: float
    statements: int = 0


@dataclass
class Backend:
    """The processes of a database server that we started ourselves; without an address there are none, as with SQLite."""

    server: URL | None = None

    def cpu(self) -> float:
        """Seconds of processor that the server's processes have used so far, the ended ones included."""
        if self.server is None:
            return 0.0
        pid = int((Path(str(self.server.query["host"])) / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return _used(pid, ended=True) + sum(_used(int(child)) for child in children)


def _used(pid: int, *, ended: bool = False) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11 : 15 if ended else 13]) / _TICK


def measure(work: Callable[[], Any], *, repeats: int = 7, backend: Backend | None = None) -> Cost:
    """Do the work once to warm up, then several times; the database server's share is its mean, for its clock ticks slowly."""
    backend = backend or Backend()
    with counting() as statements:
        work()
    asked = len(statements)
    cpu, wall = [], []
    before = backend.cpu()
    for _i in range(repeats):
        started, used = time.perf_counter(), _own_cpu()
        work()
        cpu.append(_own_cpu() - used)
        wall.append(time.perf_counter() - started)
    return Cost(median(cpu) + (backend.cpu() - before) / repeats, median(wall), asked)


def once(work: Callable[[], Any], *, backend: Backend | None = None) -> Cost:
    """Do a long piece of work a single time, its child processes included."""
    backend = backend or Backend()
    before, started, used = backend.cpu(), time.perf_counter(), _own_cpu()
    work()
    return Cost(_own_cpu() - used + backend.cpu() - before, time.perf_counter() - started)


def _own_cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@contextmanager
def counting() -> Iterator[list[str]]:
    """The SQL statements that are sent inside the block."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        if statement not in _BEGINNINGS:  # SQLite is told to begin by a statement, PostgreSQL is not
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def row(what: str, cost: Cost, goal: float | None = None, *, statements: bool = False) -> tuple[str, ...]:
    """A line of a table: the goal is in seconds of processor, and beside it stands which part of it was used."""
    aimed = (f"≤ {seconds(goal)}", f"{cost.cpu / goal:.2f}") if goal else ("", "")
    return (what, seconds(cost.cpu), seconds(cost.wall), str(cost.statements) if statements else "", *aimed)


def show(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print one table as soon as it is known."""
    table(title, ("", "cpu", "wall", "statements", "goal (cpu)", "of goal"), rows)


def table(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print lines under heads, the first column as words and the others as figures."""
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    print(f"\n{title}")
    for line in lines:
        figures = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join(["", line[0].ljust(widths[0]), *figures]), flush=True)
