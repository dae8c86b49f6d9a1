"""The tables of the work behind the stages: how many in which status, and what is overdue."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from reports.content import Cell, Column, ColumnKind, Table, Tone
from reports.phrases import TOTAL, Phrases
from reports.tables import column, count
from reports.work import UNTOLD, UNTOLD_DONE, Late, Work
from reports.work_words import HEADS, shown_of
from rollout.arabic import to_digits
from rollout.works import AREAS, ItemKind, ItemState
from rollout.works.offices import OfficeStatus
from rollout.works.training import BODIES, staff

MOST_LATE = 5
_PAPER = 176
_UNTOLD = (UNTOLD_DONE, UNTOLD)


def head(key: str, kind: ColumnKind = ColumnKind.TEXT, width: int = 0) -> Column:
    return Column(HEADS[key], kind, width)


def numbers(keys: Iterable[str], width: int) -> list[Column]:
    return [head(key, ColumnKind.NUMBER, width) for key in keys]


def status_table(book: Phrases, counted: Mapping[str, int], statuses: Iterable[Any], register: int) -> Table:
    """One line: how many sites are in each status; with those of which nothing is told they make the register."""
    shown: list[tuple[str, str, Tone]] = [(str(each.label), each, Tone.PLAIN) for each in statuses]
    shown += [(HEADS[key], key, Tone.STALE if key == UNTOLD else Tone.REPORTED) for key in _UNTOLD if counted.get(key)]
    cells = [count(book, counted.get(key, 0), tone) for _title, key, tone in shown]
    width = _PAPER // (len(shown) + 1)
    columns = [Column(title, ColumnKind.NUMBER, 0 if n == 0 else width) for n, (title, _key, _tone) in enumerate(shown)]
    return Table((*columns, head("total", ColumnKind.NUMBER, width)), ((*cells, count(book, register)),))


def utility_status(item: ItemState) -> str:
    """How one utility stands, in one word."""
    if item.excused:
        return "not_applicable"
    if item.finished:
        return "done"
    if item.blocked:
        return "stopped"
    return "moving" if item.known else "not_started"


UTILITY_STATUSES = (("done", Tone.CONFIRMED), ("moving", Tone.MOVING), ("stopped", Tone.STALLED), ("not_started", Tone.PLAIN),
                    ("not_applicable", Tone.PLAIN))
_OFFICE_TONES = {OfficeStatus.OPENED: Tone.CONFIRMED, OfficeStatus.READY: Tone.CONFIRMED, OfficeStatus.PREPARING: Tone.MOVING,
                 OfficeStatus.STOPPED: Tone.STALLED}


def by_item(work: Work, area: str, status: Callable[[ItemState], str]) -> dict[ItemKind, Counter[str]]:
    """For each item that the stage counts, how many sites are in which status."""
    kinds = [kind for kind in AREAS[area].kinds if kind.counted and not kind.many]
    told = work.told(area)
    return {kind: Counter(status(items[kind.key]) for _site, items in told) for kind in kinds}


def utilities_table(book: Phrases, work: Work, found: Mapping[ItemKind, Counter[str]]) -> Table:
    titles = [(HEADS[key], key, tone) for key, tone in UTILITY_STATUSES]
    return _items_table(book, work, "utilities", found, "utility", titles)


def offices_table(book: Phrases, work: Work, found: Mapping[ItemKind, Counter[str]]) -> Table:
    order = (
        OfficeStatus.OPENED, OfficeStatus.READY, OfficeStatus.PREPARING, OfficeStatus.STOPPED, OfficeStatus.NOT_STARTED,
        OfficeStatus.NOT_APPLICABLE,
    )
    titles: list[tuple[str, str, Tone]] = [(str(each.label), each, _OFFICE_TONES.get(each, Tone.PLAIN)) for each in order]
    return _items_table(book, work, "offices", found, "office", titles)


def _items_table(
    book: Phrases, work: Work, area: str, found: Mapping[ItemKind, Counter[str]], first: str, titles: Sequence[tuple[str, str, Tone]]
) -> Table:
    """A line for each item; its statuses and the sites of which nothing is told make the register."""
    untold = work.untold(area)
    more = [key for key in _UNTOLD if untold[key]]
    rows = tuple(
        (
            Cell(str(kind.label), kind.key), *(count(book, counted[key], tone) for _title, key, tone in titles),
            *(count(book, untold[key], Tone.STALE if key == UNTOLD else Tone.REPORTED) for key in more), count(book, work.register),
        )
        for kind, counted in found.items()
    )
    columns = [Column(title, ColumnKind.NUMBER, 17) for title, _key, _tone in titles]
    return Table((head(first), *columns, *numbers((*more, "total"), 17)), rows)


def training_table(book: Phrases, work: Work) -> Table:
    """A line for each body: what the sites want of it, and what the sessions gave, for the sites and altogether."""
    told = work.told("training")
    rows, sums = [], Counter[str]()
    for body, label in BODIES:
        needs = [staff(items[body]) for _site, items in told]
        wanted = [want for want, _nominated, _trained in needs if want is not None]
        tally = work.trained.of(body=body)
        line = {
            "sites_told": len(wanted), "sites_untold": work.register - len(wanted), "wanted": sum(wanted),
            "nominated": sum(nominated or 0 for _want, nominated, _trained in needs), "trained": sum(trained for *_rest, trained in needs),
            "short": sum(max((want or 0) - trained, 0) for want, _nominated, trained in needs),
            "persons": tally.persons, "seats": tally.seats, "certified": tally.certified,
        }
        sums.update({key: n for key, n in line.items() if not key.startswith("sites")})
        rows.append((Cell(str(label), body), *(count(book, n, Tone.STALLED if key == "short" else Tone.PLAIN) for key, n in line.items())))
    keys = ("sites_told", "sites_untold", "wanted", "nominated", "trained", "short", "persons", "seats", "certified")
    rows.append((Cell(TOTAL), *(Cell("") if key.startswith("sites") else count(book, sums[key]) for key in keys)))
    return Table((head("body"), *numbers(keys, 16)), tuple(rows), total=True)


def late_table(book: Phrases, found: Sequence[Late]) -> Table:
    """What is overdue, the longest first; of a long list only the worst. Items of a site that wait for the same step share a line."""
    lines = merged(found)
    shown = lines[:MOST_LATE]
    rows = []
    for line in shown:
        first, items = line[0], "، ".join(each.item for each in line)
        rows.append((
            Cell(first.code), Cell(first.site), Cell(to_digits(f"{items}: {first.step}", book.digits)), Cell(first.owner),
            Cell(book.short(first.due_on), first.due_on), count(book, first.days, Tone.STALLED),
        ))
    columns = (
        column("code", ColumnKind.CODE, 18), column("site", width=40), head("item"), head("owner", width=38),
        head("due", ColumnKind.MARK, 18), head("days", ColumnKind.NUMBER, 13),
    )
    return Table(columns, tuple(rows), note=shown_of(book, sum(map(len, shown)), len(found)))


def merged(found: Iterable[Late]) -> list[list[Late]]:
    """The overdue in lines: those of one site, step, owner and day together, in the order of the first of each."""
    lines: dict[tuple[Any, ...], list[Late]] = {}
    for each in found:
        lines.setdefault((each.code, each.step, each.owner, each.due_on), []).append(each)
    return list(lines.values())
