"""Recording what an officer says on a page: the entry with its documents, once, and never over the head of somebody else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site
from rollout.approvals.touching import must_say_why
from rollout.database import lock_journal
from rollout.errors import Conflict, Refused
from rollout.journal import next_moment, record
from rollout.rules import News, explains, turned_back
from rollout.stages import Kind, State
from rollout.text import _
from rollout.works import area_of


class Document(Protocol):
    """A file that the evidence store has taken."""

    @property
    def sha256(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def original_name(self) -> str: ...


class Overtaken(Conflict):
    """Somebody recorded news of this site and stage after the form was opened; `latest` is what they said."""

    def __init__(self, latest: ProgressEntry) -> None:
        super().__init__()
        self.latest = latest


@dataclass(frozen=True)
class Told:
    """What the journal holds of one stage of one site: the entry in force, and the one recorded last, which may be of an earlier day."""

    in_force: ProgressEntry | None
    latest: ProgressEntry | None

    @property
    def latest_id(self) -> int | None:
        return self.latest.id if self.latest else None


def told_of(session: Session, site: Site, stage: str) -> Told:
    """What was told of this stage until now."""
    query = (
        select(ProgressEntry)
        .where(ProgressEntry.site_id == site.id, ProgressEntry.stage == stage)
        .order_by(ProgressEntry.effective_on, ProgressEntry.recorded_at, ProgressEntry.id)
    )
    entries = list(session.scalars(query))
    replaced = {entry.replaces_id for entry in entries}
    current = [entry for entry in entries if entry.id not in replaced]
    return Told(current[-1] if current else None, max(entries, key=lambda entry: (entry.recorded_at, entry.id), default=None))


def tell(
    session: Session, site: Site, news: News, documents: Sequence[Document] = (), *, seen: int | None, today: date, by: int
) -> ProgressEntry:
    """Record the news with its documents. `seen` is the entry that was the latest when the form was opened.

    The same news from the same person on the same form is recorded once, however often it is sent. Raises Overtaken when
    anything else was recorded meanwhile, and Refused for a rule that the news breaks, where the stage follows from details, or where work
    that has begun would be as if it had not, or an approved figure would change, and nobody says why.
    Flushes, the caller commits.
    """
    area = area_of(site.kind, news.stage)
    if area is not None:
        raise Refused(_("“%(stage)s” follows from its details; record them on its own page.", stage=area.stage.label), "stage")
    lock_journal(session)
    before = told_of(session, site, news.stage)
    latest, now = before.latest, before.in_force
    stands = (State(now.state), now.effective_on) if now is not None else (None, None)
    if latest is not None and latest.id != seen:
        if latest.recorded_by_id == by and _says(latest, news):
            return latest
        raise Overtaken(latest)
    entry = record(session, site, news, today=today, by=by)
    for refused in turned_back(Kind(site.kind).stage(news.stage), news, *stands):
        raise refused
    if not _explained(session, news):
        must_say_why(session, [(site, news.stage)], entry.recorded_at)
    prove_many(session, [(entry, [*_kept_documents(session, news), *documents])], by=by)
    return entry


def _explained(session: Session, news: News) -> bool:
    """Whether the news has words of its own; those of the entry that it corrects explain nothing."""
    corrected = session.get(ProgressEntry, news.replaces_id) if news.replaces_id else None
    said = {corrected.note, corrected.reason} if corrected else set()
    return any(explains(words) and words.strip() not in said for words in (news.note, news.reason))


def _kept_documents(session: Session, news: News) -> Sequence[Document]:
    """The documents of the entry that is corrected, while the stage stays in its state: its day was wrong, not its proof."""
    corrected = session.get(ProgressEntry, news.replaces_id) if news.replaces_id else None
    if corrected is None or corrected.state != news.state:
        return []
    return session.scalars(select(Evidence).where(Evidence.entry_id == corrected.id, Evidence.in_force()).order_by(Evidence.id)).all()


def prove(session: Session, entry: ProgressEntry, documents: Sequence[Document], *, by: int) -> int:
    """Add documents to an entry that was recorded earlier; those that it has already are left out. Gives the number added."""
    lock_journal(session)
    has = set(session.scalars(select(Evidence.sha256).where(Evidence.entry_id == entry.id)))
    return prove_many(session, [(entry, [document for document in documents if document.sha256 not in has])], by=by)


def prove_many(session: Session, proofs: Iterable[tuple[ProgressEntry, Sequence[Document]]], *, by: int) -> int:
    """Add documents to entries that have none of them, at one moment. Gives the number added."""
    papers = [(entry, paper) for entry, documents in proofs for paper in {document.sha256: document for document in documents}.values()]
    if not papers:
        return 0
    moment = next_moment(session)
    session.add_all(
        Evidence(
            entry_id=entry.id, governorate_id=entry.governorate_id, sha256=document.sha256, original_name=document.original_name,
            media_type=document.media_type, size=document.size, recorded_at=moment, recorded_by_id=by,
        )
        for entry, document in papers
    )
    session.flush()
    return len(papers)


def _says(entry: ProgressEntry, news: News) -> bool:
    told = (entry.state, entry.done, entry.wanted, entry.effective_on, entry.note, entry.reason, entry.waiver_by, entry.waiver_reason)
    new = (
        news.state.value, news.done, news.wanted, news.effective_on, news.note, news.reason.strip(), news.waiver_by.strip(),
        news.waiver_reason.strip(),
    )
    return told == new and entry.replaces_id == news.replaces_id
