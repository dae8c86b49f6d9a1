"""The papers that a closed meeting keeps, held against what its page shows and what was issued of it before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import IssuedDocument, Meeting
from reports.document.content import Block
from reports.document.frozen import from_json
from rollout.issued.content import unpacked
from rollout.issued.kinds import PACK
from rollout.text import Text, _


@dataclass(frozen=True, slots=True)
class Kept:
    """What a closed meeting keeps: whether it keeps its papers at all, and of its pack the parts that the issued one says otherwise.

    A pack may be issued while the meeting is open; who came and what was decided comes after that.
    """

    papers: bool = False
    issued: str = ""
    otherwise: tuple[Text | str, ...] = ()


def kept(session: Session, meeting: Meeting, issued: Sequence[IssuedDocument]) -> Kept:
    """What the meeting keeps; of one that is not closed, or was brought over without its papers, nothing."""
    if meeting.state != "closed":
        return Kept()
    early = next((one for one in issued if one.kind == PACK and meeting.closed_at and one.issued_at < meeting.closed_at), None)
    if early is None:
        there = session.scalar(select(Meeting.id).where(Meeting.id == meeting.id, Meeting.kept_pack.is_not(None)))
        return Kept(papers=there is not None)
    row = session.execute(
        select(Meeting.kept_pack, IssuedDocument.content)
        .join(IssuedDocument, IssuedDocument.meeting_id == Meeting.id).where(IssuedDocument.id == early.id)
    ).one()
    if row.kept_pack is None:
        return Kept()
    return Kept(True, early.reference, tuple(_otherwise(row.content, row.kept_pack)))


def _otherwise(one: bytes, two: bytes) -> list[Text | str]:
    first, second = _parts(one), _parts(two)
    titles = dict.fromkeys([*second, *first])
    return [title or _("The signatures") for title in titles if first.get(title) != second.get(title)]


def _parts(content: bytes) -> dict[str, tuple[Block, ...]]:
    return {section.title: section.blocks for section in from_json(unpacked(content)).sections}
