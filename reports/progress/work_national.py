"""The national section about the work behind the stages: each area, and whose and where the overdue is."""

from collections import Counter
from collections.abc import Iterable, Mapping

from reports.document.content import Block, Cell, Column, ColumnKind, Paragraph, Table, Tone
from reports.progress.tables import column, count
from reports.progress.work_tables import head, numbers
from reports.readings.work import UNTOLD, UNTOLD_DONE, Late, Work
from reports.words import work_words as words
from reports.words.headings import TITLES
from reports.words.phrases import TOTAL, Phrases
from rollout.works import AREAS

MOST_OWNERS = 12


def work_blocks(book: Phrases, work: Work, names: Mapping[str, str]) -> tuple[Block, ...]:
    """By area, by governorate, by owner; nothing where there is no complex."""
    if not work.register:
        return ()
    blocks: list[Block] = [Paragraph(words.training(book, work.trained.whole, work.trained.targeted), item=True)]
    if work.terms is not None:
        people, day = work.terms.value("training.target"), work.terms.day("training.target_day")
        blocks.append(Paragraph(words.target(book, work.trained.targeted.persons, people, book.day(day)), item=True))
    blocks += [Paragraph(words.late(book, work.late), item=True), _areas(book, work)]
    return (*blocks, _governorates(book, work, names), _owners(book, work.late)) if work.late else tuple(blocks)


def _areas(book: Phrases, work: Work) -> Table:
    """For each area, at how many sites it is done and told in detail, and what of it is overdue."""
    rows = []
    for area in AREAS:
        untold = work.untold(area)
        done = sum(site.stages[area].state.passes for site in work.sites)
        rows.append((
            Cell(_name(area), area), count(book, work.register), count(book, done, Tone.CONFIRMED), count(book, len(work.told(area))),
            count(book, untold[UNTOLD] + untold[UNTOLD_DONE], Tone.STALE), *_late(book, work.late_in(area)),
        ))
    keys = ("total", "stage_done", "told", UNTOLD, "late", "late_sites", "longest")
    return Table((head("area"), *numbers(keys, 18)), tuple(rows), words.CAPTIONS["by_area"])


def _governorates(book: Phrases, work: Work, names: Mapping[str, str]) -> Table:
    """The overdue of each governorate by area; only those that have any."""
    found: dict[str, Counter[str]] = {}
    for late in work.late:
        found.setdefault(late.governorate, Counter())[late.area] += 1
    listed = [(name, found[code]) for code, name in names.items() if code in found]
    rows = [(Cell(book.number(n), n), Cell(name), *_of_areas(book, counted)) for n, (name, counted) in enumerate(listed, 1)]
    rows.append((Cell(""), Cell(TOTAL), *_of_areas(book, sum(found.values(), Counter()))))
    return Table(
        (column("number", ColumnKind.NUMBER, 9), column("governorate"), *_area_columns()), tuple(rows),
        words.CAPTIONS["late_by_governorate"], total=True,
    )


def _owners(book: Phrases, late: Iterable[Late]) -> Table:
    """Whose steps the overdue are: those with most of them by name, all others together."""
    found: dict[str, Counter[str]] = {}
    for each in late:
        found.setdefault(each.owner, Counter())[each.area] += 1
    ranked = sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    shown, rest = ranked[:MOST_OWNERS], ranked[MOST_OWNERS:]
    if rest:
        shown.append((words.OTHER_OWNERS, sum((counted for _owner, counted in rest), Counter())))
    rows = [(Cell(owner), *_of_areas(book, counted)) for owner, counted in shown]
    rows.append((Cell(TOTAL), *_of_areas(book, sum(found.values(), Counter()))))
    return Table((head("owner"), *_area_columns()), tuple(rows), words.CAPTIONS["late_by_owner"], total=True)


def _area_columns() -> list[Column]:
    return [Column(_name(area), ColumnKind.NUMBER, 16) for area in AREAS] + [head("total", ColumnKind.NUMBER, 15)]


def _of_areas(book: Phrases, counted: Mapping[str, int]) -> list[Cell]:
    return [*(count(book, counted.get(area, 0), Tone.STALLED) for area in AREAS), count(book, sum(counted.values()), Tone.STALLED)]


def _late(book: Phrases, late: list[Late]) -> tuple[Cell, Cell, Cell]:
    sites, longest = len({each.code for each in late}), max((each.days for each in late), default=0)
    return count(book, len(late), Tone.STALLED), count(book, sites, Tone.STALLED), count(book, longest)


def _name(area: str) -> str:
    return TITLES[f"work_{area}"]
