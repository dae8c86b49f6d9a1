"""What every report of ours has around its sections: letterhead, number and dates, numbered headings, signatures, footer, bare numbers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from reports.document.content import Block, Copies, Document, Letterhead, Section, Signatures
from reports.readings.figures import Figures
from reports.readings.followup import FollowUp
from reports.readings.followup import facts as followup_facts
from reports.readings.supply import Supply
from reports.readings.supply import facts as supply_facts
from reports.readings.work import Work
from reports.readings.work_counts import facts as work_facts
from reports.words.headings import TITLES
from reports.words.hijri import hijri_day
from reports.words.phrases import (
    ANNEXES,
    CLOSING,
    DEMO,
    DEMO_LINE,
    REFERENCE,
    REPORT_TITLE,
    SIGNED_WITH,
    SIGNERS,
    STANDING_DAY,
    Phrases,
    to,
)
from rollout.arabic import format_date
from rollout.office import Office

SECRECY, AS_HIJRI, COPIES_TO = "درجة الحفظ:", "الموافق:", "صورة إلى:"


@dataclass(frozen=True)
class Sheet:
    """One report to be written: what it counts, for which day, as known at which moment, under whose name."""

    book: Phrases
    office: Office
    found: Figures
    as_of: date
    known_at: datetime | None
    patience: int
    reference: str
    issuer: str
    subtitle: str
    place: str
    work: Work = field(default_factory=Work)
    supply: Supply = field(default_factory=Supply)
    followed: FollowUp = field(default_factory=FollowUp)

    @property
    def moment(self) -> datetime:
        """The moment of the data; while nothing is recorded, the day of the report stands for it."""
        return self.known_at or datetime.combine(self.as_of, time(), UTC)


def document(sheet: Sheet, subject: str, sections: Sequence[tuple[str, tuple[Block, ...]]], annexes: Sequence[Section]) -> Document:
    """The whole paper: sections with their ordinals, then the signatures, then the annexes."""
    book, found = sheet.book, sheet.found
    numbered = [Section(f"{book.ordinal(n)}: {TITLES[key]}", blocks) for n, (key, blocks) in enumerate(sections, 1)]
    signatures = Section("", (Signatures(SIGNERS, SIGNED_WITH, CLOSING), *copies(sheet.office)))
    facts = [(REFERENCE, sheet.reference), (STANDING_DAY, book.day(sheet.as_of))]
    if annexes:
        facts.append((ANNEXES, book.number(len(annexes))))
    return Document(
        reference=sheet.reference,
        title=f"{REPORT_TITLE} {to(subject)}",
        subtitle=sheet.subtitle,
        period=book.as_of(sheet.as_of),
        letterhead=letterhead(sheet.office, (sheet.office.republic, sheet.office.ministry, sheet.issuer), facts, sheet.as_of),
        sections=(*numbered, signatures, *annexes),
        footer=(book.completeness(found.heard, found.register), book.moment(sheet.known_at)),
        words=book.words(),
        known_at=sheet.moment,
        notice=DEMO if found.is_demo else "",
        notice_line=DEMO_LINE if found.is_demo else "",
        facts=_facts(sheet),
    )


def letterhead(office: Office, issuer: Sequence[str], facts: Sequence[tuple[str, str]], day: date) -> Letterhead:
    """What the office has set for the head of every paper, under the lines of who writes: its picture, the Hijri form of the paper's
    day, the degree of confidentiality. The office must have been read for printing, or there is no picture."""
    secrecy = f"{SECRECY} {office.confidentiality}" if office.confidentiality else ""
    rows = []
    for label, value in facts:
        rows.append((label, value))
        if value == format_date(day, office.digits, language="ar") and (other := hijri_day(day, office.hijri, office.digits)):
            rows.append((AS_HIJRI, other))
    return Letterhead(tuple(issuer), tuple(rows), office.logo, secrecy)


def copies(office: Office) -> tuple[Copies, ...]:
    """To whom a copy of every paper goes, where the office has said so."""
    bodies = tuple(line.strip() for line in office.copies.splitlines() if line.strip())
    return (Copies(COPIES_TO, bodies),) if bodies else ()


def _facts(sheet: Sheet) -> dict[str, Any]:
    """The bare numbers, for a machine that reads the attachment in years to come."""
    found = sheet.found
    return {
        "as_of": sheet.as_of.isoformat(),
        "known_at": sheet.known_at.isoformat() if sheet.known_at else None,
        "patience_days": sheet.patience,
        "register": found.register,
        "heard": found.heard,
        "overdue": [late.bare for late in sheet.work.late],
        "work": work_facts(sheet.work),
        "supply": supply_facts(sheet.supply),
        "followed": followup_facts(sheet.followed),
        "kinds": {kind.value: _kind_facts(found.of(kind)) for kind in found.kinds},
    }


def _kind_facts(found: Figures) -> dict[str, Any]:
    return {
        "register": found.register,
        "in_service": found.in_service,
        "readiness": round(found.readiness, 6),
        "late": [site.position.code for site in found.late],
        "stalled": [site.position.code for site in found.stalled],
        "silent": [site.position.code for site in found.silent],
        "stages": {stage: asdict(total) for (_, stage), total in found.totals.items()},
    }
