"""Undoing what one has just recorded: a further entry that puts things as they stood, with a reason; nothing is erased.

It is for the slip of the pen that is seen at once. Only who recorded the news may undo it, only while nothing newer was told of the
site's stage, and only for half an hour; later, or of what others recorded, one corrects the entry on its form and says what holds.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Evidence, ProgressEntry, Site, StepEntry
from rollout.approvals.touching import must_say_why
from rollout.database import lock_journal
from rollout.details.saving import Did, save_many
from rollout.errors import Refused
from rollout.journal import next_moment, record
from rollout.recording import prove
from rollout.rules import LONGEST_LINE, LONGEST_NOTE, News, explains
from rollout.stages import State
from rollout.text import _, speaking
from rollout.works import area_of

WITHIN = timedelta(minutes=30)
"""How long after its recording an entry may be undone."""

PAGE = "page"
_WHY = _("Undone by who recorded it")
_BETWEEN = " — "


def undo(session: Session, site: Site, entry: ProgressEntry, *, today: date, by: int, why: str = "") -> ProgressEntry:
    """Correct the entry so that its stage stands as before it. Undone once more, it gives the entry that did so.

    What it had corrected holds again; else what was in force before it; else the stage is not started. Raises Refused where it may not
    be undone, for a rule that this would break, or where an approved figure would change and nobody says `why`. Flushes, the caller
    commits.
    """
    lock_journal(session)
    if area_of(site.kind, entry.stage) is not None:
        raise Refused(_("What follows from details is undone where they are recorded."))
    latest, before = _latest_entry(session, entry), _before(session, entry)
    news = News(entry.stage, State.NOT_STARTED, entry.effective_on)
    if before is not None:
        news = News(
            before.stage, State(before.state), before.effective_on, before.done, before.wanted, before.note,
            before.reason, before.waiver_by, before.waiver_reason,
        )
    news = replace(news, reason=_joined(news.reason, why, LONGEST_LINE), replaces_id=entry.id)
    if _says(latest, news, by):
        return latest
    _must_be_fresh(entry, latest.id, by)
    moment = next_moment(session)
    undone = record(session, site, news, today=today, by=by)
    if not explains(why):
        must_say_why(session, [(site, entry.stage)], moment)
    if before is not None:
        own = select(Evidence).where(Evidence.entry_id == before.id, Evidence.in_force()).order_by(Evidence.id)
        prove(session, undone, session.scalars(own).all(), by=by)
    return undone


def undo_step(session: Session, site: Site, entry: StepEntry, *, today: date, by: int, why: str = "") -> StepEntry:
    """Take the step back; where it corrected an earlier one, that one holds again. Its documents stay with the item.

    Undone once more, it gives the entry that did so. Refused as `undo` is. Flushes, the caller commits.
    """
    lock_journal(session)
    latest_id = session.scalar(
        select(func.max(StepEntry.id)).where(StepEntry.site_id == entry.site_id, StepEntry.area == entry.area)
    )
    latest = session.get_one(StepEntry, latest_id)
    before = session.get(StepEntry, entry.replaces_id) if entry.replaces_id else None
    if entry.withdrawn:
        raise Refused(_("A withdrawal is not undone; record the step anew."))
    if latest.replaces_id == entry.id and latest.recorded_by_id == by and latest.withdrawn == (before is None):
        return latest
    _must_be_fresh(entry, latest.id, by)
    told = before or entry
    did = Did(
        told.item, told.step, told.happened_on, told.number, told.body, told.person, told.amount, told.count, told.expected_on,
        _joined(before.note if before else "", why, LONGEST_NOTE), told.facts, replaces_id=entry.id, withdrawn=before is None,
    )
    moment = next_moment(session)
    undone = save_many(session, [(site, entry.area, did)], today=today, by=by)[0]
    if not explains(why):
        must_say_why(session, [(site, entry.area)], moment)
    return undone


def undoes(entry: ProgressEntry | StepEntry) -> bool:
    """Whether the entry says of itself that it takes back what its author had just recorded."""
    words = entry.reason if isinstance(entry, ProgressEntry) else entry.note
    with speaking("ar"):
        return entry.replaces_id is not None and str(_WHY) in words


def _must_be_fresh(entry: ProgressEntry | StepEntry, latest_id: int, by: int) -> None:
    if entry.recorded_by_id != by or entry.source != PAGE:
        raise Refused(_("Only who recorded it can undo it; correct it on its form instead."))
    if latest_id != entry.id:
        raise Refused(_("Something newer was recorded of this stage; look at it, and correct what is wrong on its form."))
    if datetime.now(UTC) - entry.recorded_at > WITHIN:
        raise Refused(
            _("It was recorded more than %(minutes)s minutes ago; correct it on its form instead.", minutes=WITHIN.seconds // 60)
        )


def _latest_entry(session: Session, entry: ProgressEntry) -> ProgressEntry:
    same = (ProgressEntry.site_id == entry.site_id, ProgressEntry.stage == entry.stage)
    query = select(ProgressEntry).where(*same).order_by(ProgressEntry.recorded_at.desc(), ProgressEntry.id.desc()).limit(1)
    return session.scalars(query).one()


def _before(session: Session, entry: ProgressEntry) -> ProgressEntry | None:
    """What the entry corrected, else what was in force before it on its day."""
    if entry.replaces_id is not None:
        return session.get_one(ProgressEntry, entry.replaces_id)
    same = (ProgressEntry.site_id == entry.site_id, ProgressEntry.stage == entry.stage)
    told = session.scalars(select(ProgressEntry).where(*same, ProgressEntry.id < entry.id)).all()
    replaced = {each.replaces_id for each in told}
    current = [each for each in told if each.id not in replaced and each.effective_on <= entry.effective_on]
    return max(current, key=lambda each: (each.effective_on, each.recorded_at, each.id), default=None)


def _says(latest: ProgressEntry, news: News, by: int) -> bool:
    """Whether the same person has undone it already."""
    told = (latest.state, latest.done, latest.wanted, latest.effective_on, latest.note, latest.replaces_id, latest.recorded_by_id)
    return told == (news.state.value, news.done, news.wanted, news.effective_on, news.note, news.replaces_id, by)


def _joined(kept: str, why: str, longest: int) -> str:
    """The words of what holds again, and why the entry was undone; said once, however often one undoes."""
    with speaking("ar"):  # the journal is kept in Arabic, whatever the language of the page
        words = why.strip() if explains(why) else str(_WHY)
    return kept if words in kept else _BETWEEN.join(part for part in (kept[: max(longest - len(words) - len(_BETWEEN), 0)], words) if part)
