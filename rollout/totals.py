"""Counting a position: totals that always add up to the register, and what changed between two positions."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from rollout.position import Position, Row
from rollout.stages import Kind, State

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Total:
    """How many sites of a register stand where, for one stage.

    ``confirmed + reported + stale + none == register`` and so do the five states; of those done, the first three say how well it is known.
    ``unheard`` is the part of ``none`` whose sites nobody ever spoke for; ``waived`` the part of ``done`` that skipped the order of stages,
    ``lapsed`` the part of ``waived`` whose waiver has expired since while what it waived is still missing.
    """

    register: int = 0
    confirmed: int = 0
    reported: int = 0
    stale: int = 0
    none: int = 0
    not_started: int = 0
    in_progress: int = 0
    stalled: int = 0
    done: int = 0
    not_applicable: int = 0
    done_confirmed: int = 0
    done_reported: int = 0
    done_stale: int = 0
    waived: int = 0
    lapsed: int = 0
    unheard: int = 0

    def count(self, row: Row) -> None:
        self.register += 1
        setattr(self, row.standing, getattr(self, row.standing) + 1)
        setattr(self, row.state, getattr(self, row.state) + 1)
        if row.state is State.DONE:
            of_done = f"done_{row.standing}"
            setattr(self, of_done, getattr(self, of_done) + 1)
            self.waived += bool(row.waiver_by)
            self.lapsed += row.lapsed
        elif row.state is State.NOT_STARTED:
            self.unheard += not row.heard

    @property
    def share(self) -> float:
        """Done of those to which the stage applies, between 0 and 1; 0 where it applies to none."""
        return self.done / self.applies if self.applies else 0.0

    @property
    def applies(self) -> int:
        """The sites to which the stage applies: what every share is a share of."""
        return self.register - self.not_applicable


def _counted(rows: Iterable[Row], key: Callable[[Row], K]) -> dict[K, Total]:
    found: dict[K, Total] = defaultdict(Total)
    for row in rows:
        found[key(row)].count(row)
    return dict(found)


def totals(rows: Iterable[Row]) -> dict[tuple[Kind, str], Total]:
    """A total for each kind of site and stage."""
    return _counted(rows, lambda row: (row.kind, row.stage))


def totals_by_governorate(rows: Iterable[Row]) -> dict[tuple[str, Kind, str], Total]:
    """A total for each governorate (by code), kind of site and stage."""
    return _counted(rows, lambda row: (row.governorate, row.kind, row.stage))


@dataclass(frozen=True, slots=True)
class Change:
    """One stage of one site that differs between two positions; None on the side where the site was not in the register."""

    before: Row | None
    after: Row | None

    @property
    def key(self) -> tuple[int, str]:
        row = self.after or self.before
        assert row is not None
        return row.site_id, row.stage


def difference(before: Position, after: Position) -> list[Change]:
    """What is new, gone or different in `after`, in its order; what is gone comes last."""
    was = {(row.site_id, row.stage): row for row in before.rows}
    changes = []
    for row in after.rows:
        earlier = was.pop((row.site_id, row.stage), None)
        if earlier != row:
            changes.append(Change(earlier, row))
    return changes + [Change(row, None) for row in was.values()]


def applied(before: Iterable[Row], changes: Iterable[Change]) -> dict[tuple[int, str], Row]:
    """The rows of `before` with the changes carried out, by site and stage."""
    rows = {(row.site_id, row.stage): row for row in before}
    for change in changes:
        if change.after is None:
            rows.pop(change.key)
        else:
            rows[change.key] = change.after
    return rows
