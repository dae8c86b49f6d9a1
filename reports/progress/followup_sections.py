"""The sections of reports about what committees follow up: of one governorate, and of the whole country."""

from collections.abc import Mapping

from reports.document.content import Block, Paragraph
from reports.progress.followup_tables import (
    CAPTIONS,
    ageing_chart,
    completeness_table,
    decisions_table,
    obstacles_table,
    owners_table,
    restated_table,
)
from reports.readings.followup import FollowUp
from reports.words import followup_words as words
from reports.words.phrases import Phrases
from rollout.obstacles.grouping import by_owner, raised

MOST_OBSTACLES = 15
"""Of the whole country those that hold the most are listed; the others are counted by owner."""

NOTHING_ASKED = "لا توجد معوقات قائمة تتطلب إجراء من الجهات حتى تاريخه."
NO_REPORT_BEFORE = "لم يصدر تقرير سابق، فلا توجد بيانات معدلة عنه."
HIGHEST = "المعوقات الأكثر تأثيرًا"
IN_ANNEX = "ويرد بيانها بالملحق ({number})."


def committee_blocks(book: Phrases, found: FollowUp) -> tuple[Block, ...]:
    """A governorate's obstacles, its decisions and how many of them are late, and the news of the last week."""
    blocks: list[Block] = [Paragraph(one, item=True) for one in words.obstacles(book, found.held)]
    blocks.append(Paragraph(words.standing_decisions(book, found.decisions), item=True))
    if found.received:
        blocks.append(Paragraph(words.completeness(book, found.received[0]), item=True))
    if found.held:
        blocks.append(obstacles_table(book, found.held, CAPTIONS["obstacles"]))
    late = [one for one in found.decisions if one.days_late]
    if late:
        blocks.append(decisions_table(book, late, CAPTIONS["late_decisions"], outcomes=False))
    return tuple(blocks)


def restated_sections(book: Phrases, found: FollowUp, annex: int = 0) -> list[tuple[str, tuple[Block, ...]]]:
    """What was approved and changed since the report before, or since the approval where there is none: in a table of its own, or in the
    annex of that number. No section where there is no report before and nothing changed."""
    if not found.since and not found.restated:
        return []
    sentence = Paragraph(words.restated(book, found.restated, words.SINCE_REPORT if found.since else words.SINCE_APPROVAL))
    if not found.restated:
        listed: tuple[Block, ...] = (sentence,)
    elif annex:
        listed = (sentence, Paragraph(IN_ANNEX.format(number=book.number(annex))))
    else:
        listed = (sentence, restated_table(book, found.restated))
    return [("restated" if found.since else "restated_first", listed)]


def national_blocks(book: Phrases, found: FollowUp, names: Mapping[str, str], figure: int) -> tuple[Block, ...]:
    """The obstacles of all governorates by owner and by age, those that hold the most, and how the decisions stand."""
    blocks: list[Block] = [Paragraph(one, item=True) for one in words.obstacles(book, found.held)]
    blocks.append(Paragraph(words.standing_decisions(book, found.decisions), item=True))
    if found.held:
        blocks += [owners_table(book, found.held), ageing_chart(book, found.held, figure)]
        blocks.append(obstacles_table(book, found.held[:MOST_OBSTACLES], HIGHEST, names))
    return tuple(blocks)


def asked_blocks(book: Phrases, found: FollowUp) -> tuple[Block, ...]:
    """What is asked of each body, those first for which the most waits: of what lies with the ministry or above, as a memorandum asks it,
    then of what lies below. Each list adds up to the sentence before it."""
    if not found.held:
        return (Paragraph(NOTHING_ASKED),)
    above, below = raised(found.held), raised(found.held, not_yet=True)
    said: list[Block] = []
    for several, lead in (above, words.raised(book, above, found.held)), (below, words.lower(book, len(below), found.held)):
        if several:
            said += [Paragraph(lead), *(Paragraph(words.asked(book, owner), item=True) for owner in by_owner(several))]
    return tuple(said)


def week_blocks(book: Phrases, found: FollowUp, names: Mapping[str, str]) -> tuple[Block, ...]:
    """What news of the last week came from each governorate."""
    expected = [one for one in found.received if one.expected]
    return (completeness_table(book, expected, names),) if expected else ()
