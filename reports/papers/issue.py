"""Printing one paper of supply: read in the scope of the session, put into words, set."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from reports.document.content import Document
from reports.papers.building import paper_document
from reports.papers.reading import read
from rollout.text import speaking

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Print:
    """A file with its two names: one in letters that every header holds, one as people call the paper."""

    content: bytes
    media_type: str
    plain_name: str
    full_name: str


def paper_pdf(session: Session, paper_id: int) -> Print | None:
    """The paper as PDF; None where there is no such paper in the scope."""
    from reports.forms import pdf

    return _printed(session, paper_id, pdf.render, PDF, "pdf")


def paper_word(session: Session, paper_id: int) -> Print | None:
    """The paper as a Word document that can be edited; None where there is no such paper in the scope."""
    from reports.forms import word

    return _printed(session, paper_id, word.render, WORD, "docx")


def _printed(session: Session, paper_id: int, render: Callable[[Document], bytes], media_type: str, suffix: str) -> Print | None:
    with speaking("ar"):
        told = read(session, paper_id)
        if told is None:
            return None
        document = paper_document(told)
    paper = told.paper
    plain = f"{paper.kind}_{paper.year}_{paper.number:04}" if paper.number is not None else f"{paper.kind}_draft_{paper.id}"
    full = " ".join([document.title, document.reference.replace("/", "-")])
    return Print(render(document), media_type, f"{plain}.{suffix}", f"{full}.{suffix}")
