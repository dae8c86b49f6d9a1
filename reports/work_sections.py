"""The sections of a committee's report about the work behind the stages: one for each area, with what is overdue in it."""

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from reports import work_words as words
from reports.content import Block, Paragraph, Table
from reports.phrases import Phrases
from reports.work import PLAN, Work
from reports.work_tables import (
    by_item,
    late_table,
    offices_table,
    status_table,
    training_table,
    utilities_table,
    utility_status,
)
from rollout.plan import Prospect
from rollout.position import SitePosition
from rollout.stages import Kind, unmet
from rollout.works import Items
from rollout.works.handover import HandoverStatus, open_snags, status_with_report
from rollout.works.linking import LinkStatus, link_status
from rollout.works.offices import office_status
from rollout.works.service import Phase, phase, waived_gates

Sections = list[tuple[str, tuple[Block, ...]]]


def work_sections(book: Phrases, work: Work, listed: Collection[str] = ()) -> Sections:
    """A section for each area; none where there is no complex. `listed` are the codes of sites that a table above calls late."""
    if not work.register:
        return []
    told = {
        "handover": _handover, "utilities": _utilities, "linking": _linking, "training": _training, "offices": _offices,
        "service": _service, PLAN: _plan,
    }
    return [(f"work_{area}", _section(book, work, area, tell, listed)) for area, tell in told.items()]


def _section(
    book: Phrases, work: Work, area: str, tell: Callable[[Phrases, Work], tuple[str, Table]], listed: Collection[str]
) -> tuple[Block, ...]:
    """A sentence and a table of how it stands, and a sentence and a table of what is overdue."""
    sentence, table = tell(book, work)
    untold = "" if area == PLAN else words.untold(book, work.untold(area), work.register)
    head = Paragraph(" ".join(part for part in (sentence, untold) if part))
    late = work.late_in(area)
    if late and area == PLAN and {each.code for each in late} <= set(listed):
        return head, table, Paragraph(f"{words.late(book, late)} {words.SEEN_ABOVE}")
    blocks = (head, table, Paragraph(words.late(book, late)))
    return (*blocks, late_table(book, late)) if late else blocks


def _handover(book: Phrases, work: Work) -> tuple[str, Table]:
    counted = work.counted("handover", handover_of)
    snags = sum(len(open_snags(items)) for _site, items in work.told("handover"))
    return words.handover(book, counted, work.register, snags), status_table(book, counted, HandoverStatus, work.register)


def handover_of(site: SitePosition, items: Items) -> HandoverStatus:
    return status_with_report(items, site.stages["handover"].state)


def _utilities(book: Phrases, work: Work) -> tuple[str, Table]:
    found = by_item(work, "utilities", utility_status)
    return words.utilities(book, _together(found.values())), utilities_table(book, work, found)


def _linking(book: Phrases, work: Work) -> tuple[str, Table]:
    counted = work.counted("linking", lambda site, items: link_status(items, site.stages["linking"].state))
    return words.linking(book, counted, work.register), status_table(book, counted, LinkStatus, work.register)


def _training(book: Phrases, work: Work) -> tuple[str, Table]:
    return words.training(book, work.trained.whole, work.trained.targeted), training_table(book, work)


def _offices(book: Phrases, work: Work) -> tuple[str, Table]:
    found = by_item(work, "offices", office_status)
    return words.offices(book, _together(found.values())), offices_table(book, work, found)


def _service(book: Phrases, work: Work) -> tuple[str, Table]:
    as_of = work.planned[0].as_of

    def of(site: SitePosition, items: Items) -> Phase:
        waived = waived_gates(items, as_of)
        closed = [stage.key for stage in unmet(Kind.COMPLEX, "service", site.states) if stage.key not in waived]
        return phase(items, serves=site.in_service, closed=closed)

    counted = work.counted("service", of)
    return words.service(book, counted, work.register), status_table(book, counted, Phase, work.register)


def _plan(book: Phrases, work: Work) -> tuple[str, Table]:
    counted: Counter[str] = Counter(row.prospect for row in work.planned)
    return words.plan(book, work, counted), status_table(book, counted, Prospect, work.register)


def _together(counters: Any) -> Counter[str]:
    return sum(counters, Counter())
