"""The annex that lists what is overdue: line by line where that fits a few pages, else the number of items at each site."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from reports.document.content import Cell, Column, ColumnKind, Table, Tone
from reports.progress.tables import column, count
from reports.readings.work import Late
from reports.words.phrases import TOTAL, Phrases
from reports.words.work_words import AREA_NAMES, BY_SITE_NOTE, HEADS
from rollout.arabic import to_digits

MOST_LINES = 120
"""More lines than so many fill pages that nobody reads on paper; the attached data hold them in any case."""


def listed_late(late: Iterable[Late], above: Collection[str] = ()) -> list[Late]:
    """What the annex lists: all that is overdue, but for promised days of service where a table above names the site already."""
    return [each for each in late if not (each.promised and each.code in above)]


def late_tables(book: Phrases, found: Sequence[Late]) -> tuple[Table, ...]:
    """Everything that is overdue: a table for each area, the longest first; or one of numbers."""
    areas = [(name, merged(late for late in found if late.area == area)) for area, name in AREA_NAMES.items()]
    if sum(len(lines) for _name, lines in areas) > MOST_LINES:
        return (_sites(book, found),)
    return tuple(_lines(book, name, lines) for name, lines in areas if lines)


def merged(found: Iterable[Late]) -> list[list[Late]]:
    """The overdue of an area in lines: those of one site and day together, the longest first."""
    lines: dict[tuple[str, date], list[Late]] = {}
    for each in found:
        lines.setdefault((each.code, each.due_on), []).append(each)
    return sorted(lines.values(), key=lambda line: (-line[0].days, line[0].code))


def steps_of_line(line: Iterable[Late]) -> str:
    """The steps that a line waits for, each with its items."""
    steps: dict[str, list[str]] = {}
    for each in line:
        steps.setdefault(each.step, []).append(each.item)
    return "؛ ".join(f"{'، '.join(items)}: {step}" for step, items in steps.items())


def _lines(book: Phrases, area: str, lines: Iterable[list[Late]]) -> Table:
    rows = []
    for line in lines:
        first, owners = line[0], "، ".join(dict.fromkeys(each.owner for each in line))
        rows.append((
            Cell(first.code), Cell(first.site), Cell(to_digits(steps_of_line(line), book.digits)), Cell(owners),
            Cell(book.short(first.due_on), first.due_on), count(book, first.days, Tone.STALLED),
        ))
    columns = (
        column("code", ColumnKind.CODE, 16), column("site", width=36), Column(HEADS["item"]), Column(HEADS["owner"], width=38),
        Column(HEADS["due"], ColumnKind.MARK, 18), Column(HEADS["days"], ColumnKind.NUMBER, 12),
    )
    return Table(columns, tuple(rows), area)


def _sites(book: Phrases, found: Iterable[Late]) -> Table:
    """How many items of each area are overdue at each site, the sites with most of them first."""
    sites: dict[str, list[Late]] = {}
    for each in found:
        sites.setdefault(each.code, []).append(each)
    ranked = sorted(sites.values(), key=lambda late: (-len(late), late[0].code))
    areas = [area for area in AREA_NAMES if any(each.area == area for late in ranked for each in late)]
    rows = [(Cell(late[0].code), Cell(late[0].site), *_numbers(book, areas, late)) for late in ranked]
    rows.append((Cell(TOTAL), Cell(""), *_numbers(book, areas, [each for late in ranked for each in late])))
    columns = (
        column("code", ColumnKind.CODE, 17), column("site"), *(Column(AREA_NAMES[area], ColumnKind.NUMBER, 16) for area in areas),
        Column(HEADS["total"], ColumnKind.NUMBER, 15), Column(HEADS["longest"], ColumnKind.NUMBER, 16),
    )
    return Table(columns, tuple(rows), note=BY_SITE_NOTE, total=True)


def _numbers(book: Phrases, areas: Iterable[str], late: Sequence[Late]) -> list[Cell]:
    counted = Counter(each.area for each in late)
    return [
        *(count(book, counted[area], Tone.STALLED) for area in areas), count(book, len(late)), count(book, max(each.days for each in late)),
    ]
