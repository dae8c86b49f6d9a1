"""The sections of a committee's report about the work behind the stages: one for each area, and how much of it is overdue."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from reports.document.content import Block, Paragraph, Table
from reports.progress.supply_sections import supply_blocks
from reports.progress.work_late import listed_late
from reports.progress.work_tables import offices_table, status_table, training_table, utilities_table
from reports.readings import work_counts as counts
from reports.readings.supply import Supply
from reports.readings.work import PLAN, Work
from reports.words import work_words as words
from reports.words.phrases import Phrases
from rollout.meters import totals
from rollout.plan import Prospect
from rollout.works import AREAS

FURNISHING = "furnishing"
Sections = list[tuple[str, tuple[Block, ...]]]


def work_sections(
    book: Phrases, work: Work, supply: Supply, listed: Collection[str] = (), annex: int = 0, figure: int = 0
) -> Sections:
    """A section for each area, of furniture and equipment with a chart; none where there is no complex.

    `listed` are the codes of sites that a table above calls late, `annex` is the number of that which lists the overdue, `figure` that
    of the chart.
    """
    if not work.register:
        return []
    told = {
        "handover": _handover, "utilities": _utilities, "linking": _linking, "training": _training, "offices": _offices,
        "service": _service, PLAN: _plan,
    }
    sections = {area: _section(book, work, area, tell, listed, annex) for area, tell in told.items()}
    sections[FURNISHING] = supply_blocks(book, supply, figure)
    if work.late_in(FURNISHING) or not supply.places:
        first, *others = sections[FURNISHING]
        sections[FURNISHING] = (first, Paragraph(_overdue(book, work, FURNISHING, listed, annex), item=bool(supply.places)), *others)
    return [(f"work_{area}", sections[area]) for area in (*AREAS, PLAN)]


def _section(
    book: Phrases, work: Work, area: str, tell: Callable[[Phrases, Work], tuple[str, Table]], listed: Collection[str], annex: int
) -> tuple[Block, ...]:
    """How it stands, what is overdue of it and where that is listed, and the table of how it stands.

    What is late against its promised day is overdue of its operation; so it counts there, and not once more here.
    """
    sentence, table = tell(book, work)
    if area == PLAN:
        return Paragraph(sentence), table
    untold = words.untold(book, work.untold(area), work.register)
    return Paragraph(" ".join(filter(None, (sentence, untold)))), Paragraph(_overdue(book, work, area, listed, annex)), table


def _overdue(book: Phrases, work: Work, area: str, listed: Collection[str], annex: int) -> str:
    """How much of an area is overdue, whose steps these are, and where they are listed."""
    late = work.late_in(area)
    annexed = len(listed_late(late, listed))
    return " ".join(filter(None, (words.late(book, late), words.listed(book, annexed, len(late) - annexed, annex))))


def _handover(book: Phrases, work: Work) -> tuple[str, Table]:
    found = counts.handover(work)
    sentence = words.handover(book, found.by_status, work.register, found.open_snags)
    return sentence, status_table(book, found.by_status, found.register, found.not_applicable)


def _utilities(book: Phrases, work: Work) -> tuple[str, Table]:
    rows = counts.meters(work)
    found = {key: counted.numbers for key, counted in totals(rows).items()}
    return words.utilities(book, _together(found.values()), sum(row.reported for row in rows)), utilities_table(book, found)


def _linking(book: Phrases, work: Work) -> tuple[str, Table]:
    found = counts.linking(work)
    return words.linking(book, found, work.register), status_table(book, found, work.register)


def _training(book: Phrases, work: Work) -> tuple[str, Table]:
    needs, covered = counts.training(work)
    sentence = f"{words.training(book, work.trained.whole, work.trained.targeted)} {words.shortage(book, covered)}"
    return sentence, training_table(book, work, needs)


def _offices(book: Phrases, work: Work) -> tuple[str, Table]:
    found, more = counts.partners(work)
    statuses = {body: each.by_status for body, each in found.items()}
    return words.offices(book, _together(statuses.values()), more), offices_table(book, statuses)


def _service(book: Phrases, work: Work) -> tuple[str, Table]:
    found = counts.service(work)
    return words.service(book, found.by_phase, work.register), status_table(book, found.by_phase, found.register, found.not_applicable)


def _plan(book: Phrases, work: Work) -> tuple[str, Table]:
    counted = Counter(row.prospect for row in work.planned)
    return words.plan(book, work, counted), status_table(book, {each: counted[each] for each in Prospect}, work.register)


def _together(several: Any) -> Counter[Any]:
    return sum((Counter(each) for each in several), Counter())
