"""What the committees of the demo and its ministry issued: papers of the last meetings, reports of which one was corrected afterwards,
the national report, and a letter. The same every time, to the last byte."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from models import Governorate, IssuedDocument, Letter, Meeting, ObstacleEvent
from reports.document.content import Document
from reports.followup.letters import letter_document
from reports.issue.issued_papers import meeting_paper, papers_to_keep
from reports.issue.issuing import enter, prepare
from reports.issue.reports import NATIONAL, report_document
from rollout.demo.bulk import BulkRows
from rollout.demo.clockwork import day_of
from rollout.demo.followup.moments import WEEKLY, at, meetings
from rollout.demo.story import luck
from rollout.evidence import Store
from rollout.issued import kinds
from rollout.issued.numbers import new_code

RAPPORTEUR, UNIT = "مقرر لجنة المحافظة", "الوحدة المركزية"
LETTER_OF = WEEKLY[0]
"""The committee of which the last letter is issued."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was issued, and when: of a governorate or, under the code of the country, of all of it."""

    place: str
    as_of: date
    issued_at: datetime
    officer: str
    issued_as: str
    forms: tuple[str, ...] = ("pdf",)


REPORTS = (
    Report("EG-MN", date(2023, 8, 31), at(date(2023, 9, 4), 13), "EG-MN", RAPPORTEUR),  # a day was corrected on the evening after
    Report("EG-KN", date(2023, 10, 31), at(date(2023, 11, 5), 13), "EG-KN", RAPPORTEUR, ("pdf", "docx", "xlsx")),
    Report(NATIONAL, date(2023, 10, 31), at(date(2023, 11, 8), 12), "ministry", UNIT, ("pdf", "docx")),
)


class Papers:
    """The papers of one loading, issued at moments of the past and kept in the store."""

    def __init__(self, rows: BulkRows, store: Store) -> None:
        self.rows, self.session, self.store = rows, rows.session, store

    def keep(self, meeting_id: int, closed: Mapping[str, Any]) -> Mapping[str, bytes]:
        """What the pack and the minutes of a meeting say once it is closed in this way."""
        meeting = self.session.get_one(Meeting, meeting_id)
        with self.session.no_autoflush:  # what is flushed as closed cannot be given its papers any more
            for name, value in closed.items():
                setattr(meeting, name, value)
            pack, minutes = papers_to_keep(self.session, meeting)
        self.session.expire(meeting)
        return {"kept_pack": pack, "kept_minutes": minutes}

    def send(self) -> None:
        """Issue the letter that is still a draft, at the moment at which it was sent."""
        sent = select(Letter, ObstacleEvent.recorded_at).join(ObstacleEvent, ObstacleEvent.letter_id == Letter.id)
        letter, moment = self.session.execute(sent.where(Letter.state == "draft", ObstacleEvent.step == "letter")).one()
        known_at = moment - timedelta(seconds=1)
        document = letter_document(self.session, letter, known_at)
        row = self._issue(document, kinds.LETTER, LETTER_OF, letter.as_of, known_at, moment, LETTER_OF, RAPPORTEUR, forms=("pdf", "docx"))
        letter.state, letter.sent_on, letter.document_id = "sent", letter.as_of, row.id
        self.session.flush()

    def issue(self) -> None:
        """Issue the reports, and the papers of the meetings that were kept."""
        self.session.expire_all()
        for report in REPORTS:
            document = report_document(self.session, report.place, report.as_of, report.issued_at)
            kind = kinds.NATIONAL if report.place == NATIONAL else kinds.REPORT
            self._issue(
                document, kind, report.place, report.as_of, report.issued_at, report.issued_at, report.officer, report.issued_as,
                forms=report.forms,
            )
        for code in WEEKLY:
            self._meeting(code)

    def _meeting(self, code: str) -> None:
        """The pack and the minutes of a committee's last meeting, issued once it was closed."""
        day = meetings(code)[-1]
        held = select(Meeting).join(Governorate, Governorate.id == Meeting.governorate_id)
        meeting = self.session.scalars(held.where(Governorate.code == code, Meeting.held_on == day)).one()
        for place, kind in enumerate((kinds.PACK, kinds.MINUTES)):
            self._issue(
                meeting_paper(self.session, meeting, kind), kind, code, meeting.as_of, meeting.known_at, at(day, 14, 15 * (place + 1)),
                code, RAPPORTEUR, meeting=meeting,
            )

    def _issue(
        self, document: Document, kind: str, place: str, as_of: date, known_at: datetime | None, moment: datetime, officer: str,
        issued_as: str, *, forms: tuple[str, ...] = ("pdf",), meeting: Meeting | None = None,
    ) -> IssuedDocument:
        governorate = None
        if place != NATIONAL:
            governorate = self.session.scalars(select(Governorate).where(Governorate.code == place)).one()
        ready = prepare(
            self.session, document, kind, governorate=governorate, as_of=as_of, known_at=known_at, store=self.store, meeting=meeting,
            forms=forms, day=day_of(moment), code=new_code(luck("code", kind, place, as_of)),
        )
        return enter(self.session, ready, moment, by=self.rows.officers.get(officer), issued_as=issued_as)
