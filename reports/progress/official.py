"""What every official paper of ours has around its words, besides the reports: letterhead, number, footer, signatures, a draft's mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from reports.document.content import Document, Section
from reports.papers.words import DRAFT
from reports.progress.paper import letterhead
from reports.words.phrases import DEMO, DEMO_LINE, Phrases
from rollout.office import Office

FILED, DAY, ANNEXES = "رقم القيد:", "التاريخ:", "عدد المرفقات:"


@dataclass(frozen=True)
class Heading:
    """What stands over a paper: who writes, from the state downwards, the title, and the number under which it is filed."""

    issuer: tuple[str, ...]
    title: str
    reference: str
    day: date
    subtitle: str = ""
    period: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Around:
    """What a paper needs besides its words: the phrase book, the office, the moment of its data, and whether these are made up."""

    book: Phrases
    office: Office
    as_of: date
    known_at: datetime | None
    demo: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> datetime:
        """The moment of the data; while nothing is recorded, the day of the paper stands for it."""
        return self.known_at or datetime.combine(self.as_of, time(), UTC)


def official(around: Around, heading: Heading, sections: Sequence[Section], footer: Sequence[str] = ()) -> Document:
    """The whole paper. Its number stands first on the letterhead, as that of a report does."""
    book = around.book
    facts = ((FILED, heading.reference), (DAY, book.day(heading.day)), *heading.facts)
    return Document(
        reference=heading.reference,
        title=heading.title,
        subtitle=heading.subtitle,
        period=heading.period,
        letterhead=letterhead(around.office, heading.issuer, facts, heading.day),
        sections=tuple(sections),
        footer=(*footer, book.moment(around.known_at)),
        words=book.words(),
        known_at=around.moment,
        notice=DEMO if around.demo else "",
        notice_line=DEMO_LINE if around.demo else "",
        facts=around.facts,
        form=True,
    )


def draft(document: Document) -> Document:
    """The same paper before it is issued, with a mark behind every page that says so."""
    return replace(document, watermark=DRAFT)
