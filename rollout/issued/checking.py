"""Whether what was issued is still what it was: the frozen content against its print."""

import json
import zlib

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import IssuedDocument
from rollout.issued.content import figures_print, print_of, unpacked
from rollout.text import Text, _


def broken_contents(session: Session) -> tuple[int, list[Text]]:
    """How many documents were looked at, and a sentence for each that is not what was frozen."""
    row = IssuedDocument
    count, faults = 0, []
    for named, sha256, figures, content in session.execute(select(row.reference, row.sha256, row.figures, row.content).order_by(row.id)):
        count += 1
        try:
            text = unpacked(content)
            broken = print_of(text) != sha256 or figures_print(json.loads(text).get("facts", {})) != figures
        except (zlib.error, ValueError):  # not even a text any more
            broken = True
        if broken:
            faults.append(_("The content of %(reference)s is no longer what was issued.", reference=named))
    return count, faults
