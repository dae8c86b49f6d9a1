"""The tables of the work behind the stages: how many in which status."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.document.content import Cell, Column, ColumnKind, Table, Tone
from reports.progress.tables import count
from reports.readings.work import Work
from reports.words.phrases import TOTAL, Phrases
from reports.words.work_words import HEADS
from rollout.training.counts import added
from rollout.training.gap import Need, together
from rollout.works import AREAS
from rollout.works.offices import OfficeStatus
from rollout.works.training import BODIES, COVERED, NOT_COVERED
from rollout.works.utilities import MeterStatus

_PAPER = 176


def head(key: str, kind: ColumnKind = ColumnKind.TEXT, width: int = 0) -> Column:
    return Column(HEADS[key], kind, width)


def numbers(keys: Iterable[str], width: int) -> list[Column]:
    return [head(key, ColumnKind.NUMBER, width) for key in keys]


def status_table(book: Phrases, counted: Mapping[Any, int], register: int, excused: int = 0) -> Table:
    """One line: how many sites are in each status; with those to which the stage does not apply they make the register."""
    shown = [(str(status.label), number) for status, number in counted.items()]
    if excused:
        shown.append((HEADS["not_applicable"], excused))
    width = _PAPER // (len(shown) + 1)
    columns = [Column(title, ColumnKind.NUMBER, 0 if n == 0 else width) for n, (title, _number) in enumerate(shown)]
    cells = [count(book, number) for _title, number in shown]
    return Table((*columns, head("total", ColumnKind.NUMBER, width)), ((*cells, count(book, register)),))


_METERS = {
    MeterStatus.IN_SERVICE: Tone.CONFIRMED, MeterStatus.UNDER_WAY: Tone.MOVING, MeterStatus.STOPPED: Tone.STALLED,
    MeterStatus.NOT_STARTED: Tone.PLAIN, MeterStatus.NOT_APPLICABLE: Tone.PLAIN,
}
_OFFICES = {
    OfficeStatus.OPENED: Tone.CONFIRMED, OfficeStatus.READY: Tone.CONFIRMED, OfficeStatus.PREPARING: Tone.MOVING,
    OfficeStatus.STOPPED: Tone.STALLED, OfficeStatus.NOT_STARTED: Tone.PLAIN, OfficeStatus.NOT_APPLICABLE: Tone.PLAIN,
}


def utilities_table(book: Phrases, found: Mapping[str, Mapping[MeterStatus, int]]) -> Table:
    return _items_table(book, "utilities", found, "utility", _METERS)


def offices_table(book: Phrases, found: Mapping[str, Mapping[OfficeStatus, int]]) -> Table:
    return _items_table(book, "offices", found, "office", _OFFICES)


def _items_table(book: Phrases, area: str, found: Mapping[str, Mapping[Any, int]], first: str, statuses: Mapping[Any, Tone]) -> Table:
    """A line for each item; its statuses make the register."""
    kinds = {kind.key: kind for kind in AREAS[area].kinds}
    rows = tuple(
        (
            Cell(str(kinds[key].label), key), *(count(book, counted[status], tone) for status, tone in statuses.items()),
            count(book, sum(counted.values())),
        )
        for key, counted in found.items()
    )
    columns = [Column(str(status.label), ColumnKind.NUMBER, 20) for status in statuses]
    return Table((head(first), *columns, head("total", ColumnKind.NUMBER, 20)), rows)


def training_table(book: Phrases, work: Work, needs: Sequence[Mapping[str, Need]]) -> Table:
    """A line for each body: what the sites want of it, and what the sessions gave, for the sites and altogether.

    The bodies that the target covers come first, and have a sum of their own.
    """
    rows = [_trained(book, work, needs, [body], str(label)) for body, label in COVERED]
    rows.append(_trained(book, work, needs, [body for body, _label in COVERED], HEADS["covered"]))
    rows += [_trained(book, work, needs, [body], str(label)) for body, label in NOT_COVERED]
    rows.append(_trained(book, work, needs, [body for body, _label in BODIES], TOTAL))
    keys = ("sites_told", "sites_untold", "wanted", "nominated", "trained", "short", "persons", "seats", "certified")
    return Table((head("body"), *numbers(keys, 16)), tuple(rows), total=True, subtotals=(len(COVERED),))


def _trained(book: Phrases, work: Work, needs: Sequence[Mapping[str, Need]], bodies: Sequence[str], name: str) -> tuple[Cell, ...]:
    need = together(site[body] for site in needs for body in bodies)
    tally = added(work.trained.of(body=body) for body in bodies)
    told = sum(site[bodies[0]].wanted is not None for site in needs)
    sites = [count(book, told), count(book, work.register - told)] if len(bodies) == 1 else [Cell(""), Cell("")]
    return (
        Cell(name, bodies[0] if len(bodies) == 1 else None), *sites, count(book, need.wanted or 0), count(book, need.nominated or 0),
        count(book, need.trained), count(book, need.short, Tone.STALLED), count(book, tally.persons), count(book, tally.seats),
        count(book, tally.certified),
    )
