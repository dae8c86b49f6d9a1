"""Whether what is stored agrees with itself: the questions that `rollout check` asks, each with the faults that it found."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from models import Evidence, IssuedDocument, IssuedFile, ProgressEntry, Site
from models.places import search_text
from rollout.approvals.checking import QUESTIONS as APPROVALS
from rollout.arabic import clean, sort_key
from rollout.details.checking import broken_steps, unfollowed
from rollout.errors import Refused
from rollout.evidence import Store
from rollout.issued.checking import broken_contents
from rollout.journal import last_moment
from rollout.ledger.checking import QUESTIONS
from rollout.meetings.checking import QUESTIONS as MEETINGS
from rollout.obstacles.checking import QUESTIONS as OBSTACLES
from rollout.plan import unprojected
from rollout.position import Position, position
from rollout.rules import News, Told, broken_alone, broken_order
from rollout.stages import Kind, State
from rollout.text import Text, _
from rollout.totals import totals

_BLOCK = 1 << 20
# A clock of another web node may run a little ahead of this one.
_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Inspected:
    """One question: what was looked at, how many of it, and what is wrong."""

    what: Text
    count: int
    faults: list[Text]


def inspect(session: Session, store: Store, *, today: date) -> Iterator[Inspected]:
    """Ask every question. The session works for the whole country and only reads."""
    questions: tuple[Callable[[], Inspected], ...] = (
        lambda: _references(session),
        lambda: _register(session),
        lambda: Inspected(_("planned waves that follow from promises"), *unprojected(session)),
        lambda: _totals(session, today),
        lambda: _histories(session, today),
        lambda: Inspected(_("entries that follow from details"), *unfollowed(session)),
        lambda: Inspected(_("steps of the work"), *broken_steps(session, today)),
        lambda: _moments(session),
        lambda: _papers(session, store),
        lambda: _issued(session, store),
        lambda: Inspected(_("content of issued documents"), *broken_contents(session)),
    )
    for question in questions:
        yield question()
    for what, ask in (*QUESTIONS, *APPROVALS, *MEETINGS, *OBSTACLES):
        yield Inspected(what, *ask(session))


def _references(session: Session) -> Inspected:
    """Rows that point to rows which are not there."""
    if session.get_bind().dialect.name == "sqlite":
        broken = session.execute(text("pragma foreign_key_check")).all()
        checked = session.scalar(text("select count(*) from sqlite_master where type = 'table'")) or 0
        sentence = _("Row %(row)s of %(table)s points to a row of %(other)s that is missing.")
        faults = [sentence.with_values(row=row[1], table=row[0], other=row[2]) for row in broken]
    else:
        keys = session.execute(text("select conname, conrelid::regclass::text, convalidated from pg_constraint where contype = 'f'")).all()
        checked = len(keys)
        faults = [_("The key %(key)s of %(table)s is not enforced.", key=key[0], table=key[1]) for key in keys if not key[2]]
    return Inspected(_("references between tables"), checked, faults)


def _register(session: Session) -> Inspected:
    """Sites without a name, that a search would miss, that would be sorted wrongly, or whose wave no list would find."""
    columns = (Site.code, Site.name_ar, Site.name_en, Site.aliases, Site.folded, Site.sort_key, Site.planned_on)
    rows = session.execute(select(*columns)).all()
    faults = [
        _("Site %(site)s is not found under its name; its search words are out of date.", site=row.code)
        for row in rows
        if row.folded != search_text(row.code, row.name_ar, row.name_en, row.aliases) or row.sort_key != sort_key(row.name_ar)[:200]
    ]
    faults += [_("Site %(site)s has no name.", site=row.code) for row in rows if not clean(row.name_ar)]
    faults += [
        _("The planned wave of site %(site)s is not the first day of a month: %(day)s.", site=row.code, day=row.planned_on)
        for row in rows
        if row.planned_on and row.planned_on.day != 1
    ]
    return Inspected(_("sites of the register"), len(rows), faults)


def _totals(session: Session, today: date) -> Inspected:
    """Totals whose parts do not add up to the register, counted without the position."""
    now = position(session, today)
    query = select(Site.kind, func.count()).where(Site.withdrawn_at.is_(None)).group_by(Site.kind)
    register = {Kind(kind): number for kind, number in session.execute(query)}
    return Inspected(_("totals of the position"), *_adding_up(now, register))


def _adding_up(now: Position, register: dict[Kind, int]) -> tuple[int, list[Text]]:
    found = totals(now.rows)
    faults = []
    for kind, number in register.items():
        for stage in kind.stages:
            total = found.get((kind, stage.key))
            by_standing = total.confirmed + total.reported + total.stale + total.none if total else 0
            by_state = total.not_started + total.in_progress + total.stalled + total.done + total.not_applicable if total else 0
            if {by_standing, by_state} != {number}:
                faults.append(
                    _("%(stage)s: %(sum)s sites are counted, the register holds %(register)s.", stage=stage.label, sum=by_standing,
                      register=number)
                )
    return len(found), faults


def _histories(session: Session, today: date) -> Inspected:
    """Entries that break a rule, in the history of a site as it now stands."""
    later = select(ProgressEntry.replaces_id).where(ProgressEntry.replaces_id.is_not(None)).scalar_subquery()
    entry = ProgressEntry
    columns = (
        entry.id, entry.stage, entry.state, entry.done, entry.wanted, entry.effective_on, entry.news_on, entry.note, entry.reason,
        entry.waiver_by, entry.waiver_reason, entry.id.in_(later).label("replaced"), Site.code, Site.kind,
    )
    rows = session.execute(
        select(*columns).join(Site, Site.id == entry.site_id).order_by(Site.code, entry.recorded_at, entry.id)
    )
    faults: list[Text] = []
    count = 0
    for code, group in groupby(rows, key=lambda row: row.code):
        entries = list(group)
        count += len(entries)
        faults += [_("Site %(site)s: %(fault)s", site=code, fault=fault) for fault in _faults_of(entries, today)]
    return Inspected(_("entries of the journal"), count, faults)


def _faults_of(entries: list[Any], today: date) -> Iterator[Text]:
    kind = Kind(entries[0].kind)
    history = []
    for order, row in enumerate(entries):
        news = News(
            row.stage, State(row.state), row.effective_on, row.done, row.wanted, row.note, row.reason, row.waiver_by, row.waiver_reason,
            row.news_on,
        )
        broken = [refused.message for refused in broken_alone(kind, news, today)]
        yield from broken
        if not broken and not row.replaced:
            explained = bool(row.note or row.reason)
            history.append(Told(row.stage, news.state, row.effective_on, (0, order), bool(row.waiver_by), explained, None))
    # Judged as if all had just been told, so that whoever is done too early is named.
    for _index, refused in broken_order(kind, [replace(told, index=place) for place, told in enumerate(history)]):
        yield refused.message


def _moments(session: Session) -> Inspected:
    """Facts that claim to be known from a moment that is still to come."""
    newest = last_moment(session)
    ahead = newest is not None and newest > datetime.now(UTC) + _TOLERANCE
    faults = [_("Something is recorded at a moment that is still to come: %(moment)s.", moment=newest)] if ahead else []
    corrections = session.execute(
        select(ProgressEntry.id).join(Site, Site.id == ProgressEntry.site_id).where(
            or_(ProgressEntry.recorded_at < Site.recorded_at, ProgressEntry.recorded_at > Site.withdrawn_at)
        )
    ).all()
    faults += [_("Entry %(entry)s was recorded while its site was not in the register.", entry=row.id) for row in corrections]
    return Inspected(_("moments of recording"), int(newest is not None), faults)


def _papers(session: Session, store: Store) -> Inspected:
    """Evidence whose file is missing or no longer what was received."""
    shown: dict[str, list[int]] = defaultdict(list)
    sizes: dict[str, int] = {}
    for row in session.execute(select(Evidence.id, Evidence.sha256, Evidence.size)):
        shown[row.sha256].append(row.id)
        sizes[row.sha256] = row.size
    faults = []
    for sha256, rows in sorted(shown.items()):
        wrong = _wrong_with(store, sha256, sizes[sha256])
        if wrong:
            sentence = _("The file of %(count)s pieces of evidence (%(name)s…) %(wrong)s.")
            faults.append(sentence.with_values(count=len(rows), name=sha256[:12], wrong=wrong))
    return Inspected(_("evidence files"), len(shown), faults)


def _issued(session: Session, store: Store) -> Inspected:
    """Files of issued documents that are missing or no longer what was issued."""
    query = select(IssuedFile.sha256, IssuedFile.size, IssuedFile.form, IssuedDocument.reference).join(IssuedFile.document)
    rows = session.execute(query.order_by(IssuedFile.id)).all()
    sentence = _("The file %(name)s of an issued document %(wrong)s.")
    wrong = ((f"{row.reference}.{row.form}", _wrong_with(store, row.sha256, row.size)) for row in rows)
    faults = [sentence.with_values(name=name, wrong=what) for name, what in wrong if what]
    return Inspected(_("files of issued documents"), len(rows), faults)


def _wrong_with(store: Store, sha256: str, size: int) -> Text | None:
    digest, length = hashlib.sha256(), 0
    try:
        with store.open(sha256) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                length += len(block)
    except (OSError, Refused):
        return _("is missing")
    return None if (digest.hexdigest(), length) == (sha256, size) else _("was changed since it was received")
