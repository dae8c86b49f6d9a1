"""Undoing news of a stage: what it had corrected holds again, else what was in force before it, else the stage is not started."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site
from rollout.approvals.touching import must_say_why
from rollout.database import lock_journal
from rollout.errors import Refused
from rollout.journal import next_moment, record_many, refusals
from rollout.recording import prove_many
from rollout.rules import LONGEST_LINE, News, explains
from rollout.speaking import UNDO
from rollout.stages import State
from rollout.text import _
from rollout.undoing.judging import Against, NotUndone, is_undone, joined, stale
from rollout.works import area_of

_CHUNK = 1_000


@dataclass(frozen=True)
class _Back:
    """An entry that is to be undone, what held before it, and the news by which it holds again."""

    site: Site
    entry: ProgressEntry
    before: ProgressEntry | None
    news: News


def undo(session: Session, site: Site, entry: ProgressEntry, *, today: date, by: int, why: str = "") -> ProgressEntry:
    """Correct the entry so that its stage stands as before it. Undone once more, it gives the entry that did so.

    Raises Refused where it may not be undone, for a rule that this would break, or where an approved figure would change and nobody
    says `why`. Flushes, the caller commits.
    """
    return undo_news(session, [(site, entry)], today=today, by=by, why=why)[0]


def undo_news(
    session: Session, told: Sequence[tuple[Site, ProgressEntry]], *, today: date, by: int, why: str = ""
) -> list[ProgressEntry]:
    """The same for entries of several sites, all or none, in a number of statements that does not grow with theirs.

    Raises NotUndone, which names every site where something stands against it.
    """
    lock_journal(session)
    histories = _histories(session, told)
    done: dict[int, ProgressEntry] = {}
    backs: list[_Back] = []
    against: list[Against] = []
    for site, entry in told:
        history = histories[site.id, entry.stage]
        latest = max(history, key=lambda each: (each.recorded_at, each.id))
        if area_of(site.kind, entry.stage) is not None:
            against.append((site, Refused(_("What follows from details is undone where they are recorded."))))
        elif is_undone(entry, latest, by):
            done[entry.id] = latest
        elif (refused := stale(entry, latest.id, by)) is not None:
            against.append((site, refused))
        else:
            backs.append(_back(site, entry, _before(history, entry), why))
    items = [(back.site, back.news) for back in backs]
    against += [(backs[place].site, refused) for place, refused in refusals(session, items, today=today)]
    if against:
        raise NotUndone(against)
    if backs:
        done |= _record(session, backs, today=today, by=by, why=why)
    return [done[entry.id] for _site, entry in told]


def _record(session: Session, backs: Sequence[_Back], *, today: date, by: int, why: str) -> dict[int, ProgressEntry]:
    """Let what was before hold again, with the documents that prove it. Gives the new entries by the ids of those that they undo."""
    moment = next_moment(session)
    record_many(session, [(back.site, back.news) for back in backs], today=today, by=by, source=UNDO)
    if not explains(why):
        must_say_why(session, [(back.site, back.entry.stage) for back in backs], moment)
    column = ProgressEntry.replaces_id
    found = {
        entry.replaces_id: entry for chunk in _chunks([back.entry.id for back in backs])
        for entry in session.scalars(select(ProgressEntry).where(column.in_(chunk)))
    }
    papers = _papers(session, [back.before.id for back in backs if back.before is not None])
    prove_many(session, [(found[back.entry.id], papers[back.before.id]) for back in backs if back.before is not None], by=by)
    return {back.entry.id: found[back.entry.id] for back in backs}


def _back(site: Site, entry: ProgressEntry, before: ProgressEntry | None, why: str) -> _Back:
    news = News(entry.stage, State.NOT_STARTED, entry.effective_on)
    if before is not None:
        news = News(
            before.stage, State(before.state), before.effective_on, before.done, before.wanted, before.note,
            before.reason, before.waiver_by, before.waiver_reason,
        )
    return _Back(site, entry, before, replace(news, reason=joined(news.reason, why, LONGEST_LINE), replaces_id=entry.id))


def _before(history: Sequence[ProgressEntry], entry: ProgressEntry) -> ProgressEntry | None:
    """What the entry corrected, else what was in force before it on its day."""
    if entry.replaces_id is not None:
        return next(each for each in history if each.id == entry.replaces_id)
    told = [each for each in history if each.id < entry.id]
    replaced = {each.replaces_id for each in told}
    current = [each for each in told if each.id not in replaced and each.effective_on <= entry.effective_on]
    return max(current, key=lambda each: (each.effective_on, each.recorded_at, each.id), default=None)


def _histories(session: Session, told: Sequence[tuple[Site, ProgressEntry]]) -> dict[tuple[int, str], list[ProgressEntry]]:
    """Everything that was told of these stages at these sites."""
    found: dict[tuple[int, str], list[ProgressEntry]] = defaultdict(list)
    stages = {entry.stage for _site, entry in told}
    for chunk in _chunks([site.id for site, _entry in told]):
        query = select(ProgressEntry).where(ProgressEntry.site_id.in_(chunk), ProgressEntry.stage.in_(stages))
        for entry in session.scalars(query):
            found[entry.site_id, entry.stage].append(entry)
    return found


def _papers(session: Session, entry_ids: Sequence[int]) -> dict[int, list[Evidence]]:
    """The documents in force of each of these entries."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for chunk in _chunks(entry_ids):
        query = select(Evidence).where(Evidence.entry_id.in_(chunk), Evidence.in_force()).order_by(Evidence.id)
        for paper in session.scalars(query):
            assert paper.entry_id is not None
            found[paper.entry_id].append(paper)
    return found


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
