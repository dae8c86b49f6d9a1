"""Whether issued reports still follow from the journal: their figures, counted again for their own day and moment."""

import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models import Governorate, IssuedDocument
from reports.document.frozen import bare
from reports.issue.reports import NATIONAL, report_document
from rollout.integrity import Inspected
from rollout.issued import kinds
from rollout.issued.content import contradictions, numbers_of, unpacked
from rollout.text import Text, _

_COUNTED = (kinds.REPORT, kinds.NATIONAL)
_TOLD = 3
"""So many places of difference are named of a report; the rest says no more."""


def issued_figures(session: Session) -> Iterator[Inspected]:
    """Count every issued report again, with the patience of its day. What was recorded or corrected since must not move a number."""
    row = IssuedDocument
    query = select(row, Governorate.code).outerjoin(Governorate, Governorate.id == row.governorate_id).where(row.kind.in_(_COUNTED))
    rows = session.execute(query.options(undefer(row.content)).order_by(row.id)).all()
    faults: list[Text] = []
    for document, code in rows:
        faults.extend(_faults(session, document, code or NATIONAL))
    yield Inspected(_("figures of issued reports"), len(rows), faults)


def _faults(session: Session, document: IssuedDocument, code: str) -> Iterator[Text]:
    frozen = json.loads(unpacked(document.content)).get("facts", {})
    again = report_document(session, code, document.as_of, document.known_at, patience=frozen.get("patience_days"))
    wrong = contradictions(numbers_of(frozen), numbers_of(bare(again.facts)))
    if wrong:
        yield _("The figures of %(reference)s do not follow from the journal: %(places)s.", reference=document.reference,
                places=", ".join(wrong[:_TOLD]))
