"""Undoing a promised date: the one before it is promised once more, as the correction of a wrong date."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Promise, Site
from rollout.database import lock_journal
from rollout.errors import Refused
from rollout.plan.ledger import Ledgers, Offer, Promised, broken, done_since, give, promises
from rollout.reasons import CORRECTION
from rollout.rules import LONGEST_NOTE
from rollout.speaking import UNDO
from rollout.stages import Kind
from rollout.text import _
from rollout.undoing.judging import Against, NotUndone, joined, stale

_CHUNK = 1_000


def undo_promises(session: Session, told: Sequence[tuple[Site, Promise]], *, today: date, by: int, why: str = "") -> list[Promise]:
    """Undo these promises of several sites, all or none, in a number of statements that does not grow with theirs. Undone once more, it
    gives the promises that did so.

    The first date of a stage is not undone: there is none to go back to, and a site that has a date keeps one. Raises NotUndone, which
    names every site where something stands against it. Flushes, the caller commits.
    """
    lock_journal(session)
    sites = [site for site, _promise in told]
    ledgers, since = _ledgers(session, sites), done_since(session, sites, today)
    offers: list[tuple[Site, Offer]] = []
    against: list[Against] = []
    for site, promise in told:
        ledger = ledgers[site.id, promise.stage]
        place = next(at for at, one in enumerate(ledger) if one.id == promise.id)
        if _is_undone(ledger[place + 1 :], by):
            continue
        refused = stale(promise, ledger[-1].id, by)
        if refused is None and place == 0:
            refused = Refused(_("It is the first date promised there, and there is none to go back to; promise another date instead."))
        if refused is not None:
            against.append((site, refused))
            continue
        before = ledger[place - 1].due_on
        note = joined("", why, LONGEST_NOTE)
        offer = Offer(promise.stage, before, promise.given_on, CORRECTION, promise.given_by, note)
        offers.append((site, offer))
        against += [(site, each) for each in broken(Kind(site.kind), offer, ledger, today, since.get((site.id, promise.stage)))]
    if against:
        raise NotUndone(against)
    if offers:
        give(session, offers, today=today, by=by, source=UNDO)
        ledgers = _ledgers(session, sites)
    ids = [ledgers[site.id, promise.stage][-1].id for site, promise in told]
    found = {
        one.id: one for start in range(0, len(ids), _CHUNK)
        for one in session.scalars(select(Promise).where(Promise.id.in_(ids[start : start + _CHUNK])))
    }
    return [found[each] for each in ids]


def _ledgers(session: Session, sites: Sequence[Site]) -> Ledgers:
    return promises(session, site_ids=[site.id for site in sites])


def _is_undone(since: Sequence[Promised], by: int) -> bool:
    """Whether the same person has undone it already, and nothing was promised since."""
    return len(since) == 1 and since[0].undoes and since[0].recorded_by_id == by
