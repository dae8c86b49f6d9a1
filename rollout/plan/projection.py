"""The register's planned wave and the ledger: each follows the other, in this one place.

`Site.planned_on` is the month of the latest promise that the site serves the public. Whoever first writes it in the register, by form,
program or import, has thereby promised the last day of that month. That promise is added here as the change is flushed. From then on
the ledger leads: a promised wave moves by another promise alone, which says why.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from models import Site
from models.places import wave_of
from rollout.clock import CAIRO
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.people import full_name
from rollout.plan.ledger import Offer, Promised, month_end, promises, row_of, write
from rollout.reasons import REGISTER
from rollout.stages import Kind
from rollout.text import Text, _

_WHO = "promises given by"
SERVICE = frozenset(kind.final.key for kind in Kind)


class Registered(NamedTuple):
    """What the register says of a site that was added or changed; by a sheet of `given_on`, or else by somebody today."""

    id: int
    governorate_id: int
    kind: str
    planned_on: Any
    given_on: date | None = None
    note: str = ""


def speak_for(session: Session, user_id: int | None, source: str = "page") -> None:
    """From here on, what this session writes into the register is promised by this user."""
    session.info[_WHO] = (user_id, source)


def follow_register(session: Session, sites: Iterable[Registered]) -> int:
    """Add the first promises, which follow from the register's planned waves; those that say nothing new add none. Gives their number.

    Raises Refused for a wave that was promised otherwise.
    """
    sites = list(sites)
    ledgers = promises(session, site_ids=[site.id for site in sites])
    for site in sites:
        _must_be_promised(site.planned_on, ledgers.get((site.id, Kind(site.kind).final.key), ()))
    said = [site for site in sites if site.planned_on is not None and (site.id, Kind(site.kind).final.key) not in ledgers]
    if not said:
        return 0
    user_id, source = session.info.get(_WHO, (None, "page"))
    moment = next_moment(session)
    name, today = name_of(session, user_id), moment.astimezone(CAIRO).date()
    rows = []
    for site in said:
        offer = Offer(Kind(site.kind).final.key, month_end(site.planned_on), site.given_on or today, REGISTER, name, site.note)
        rows.append(row_of(site.id, site.governorate_id, offer, moment, by=user_id, source=source))
    write(session, rows)
    return len(rows)


def is_promised(session: Session, site: Site) -> bool:
    """Whether the site's wave was promised, so that it moves in the ledger alone."""
    return (site.id, Kind(site.kind).final.key) in promises(session, site_ids=[site.id])


def refused_wave(session: Session, site: Site, planned_on: date | None) -> Refused | None:
    """Why the register may not plan the site for this month; None where it may."""
    try:
        _must_be_promised(planned_on, promises(session, site_ids=[site.id]).get((site.id, Kind(site.kind).final.key), ()))
    except Refused as refused:
        return refused
    return None


def _must_be_promised(planned_on: Any, ledger: tuple[Promised, ...]) -> None:
    if not ledger or wave_of(planned_on) == _wave(ledger):
        return
    if planned_on is None:
        raise Refused(_("A planned date that was promised is not taken back; promise another one."), "planned_on")
    raise Refused(_("The wave of this site was promised; promise another date in its ledger, and say why."), "planned_on")


def _wave(ledger: tuple[Promised, ...]) -> Any:
    return wave_of(ledger[-1].due_on) if ledger else None


def name_of(session: Session, user_id: int | None) -> str:
    """Who promises, as the ledger names them; empty where nobody is signed in."""
    user = session.get(User, user_id) if user_id is not None else None
    return full_name(user.first_name, user.last_name) if user else ""


@event.listens_for(Session, "after_flush")
def _promise_what_was_registered(session: Session, context: Any) -> None:
    """After the flush, for only then a new site has its number; before the commit, so both are written or neither."""
    changed = [
        Registered(site.id, site.governorate_id, site.kind, site.planned_on)
        for site in (*session.new, *session.dirty)
        if isinstance(site, Site) and inspect(site).attrs.planned_on.history.has_changes()
        if site.planned_on is not None or site not in session.new
    ]
    if changed:
        follow_register(session, changed)


def unprojected(session: Session) -> tuple[int, list[Text]]:
    """Sites whose planned wave is not the month of their latest promise, and how many sites were looked at."""
    ledgers = {
        key[0]: ledger for key, ledger in promises(session).items() if key[1] in SERVICE
    }
    sites = session.execute(select(Site.id, Site.code, Site.planned_on).order_by(Site.code)).all()
    faults = [
        _("The planned wave of site %(site)s, %(wave)s, is not the month of its latest promise, %(latest)s.", site=site.code,
          wave=_short(site.planned_on), latest=_short(_wave(ledgers.get(site.id, ()))))
        for site in sites
        if wave_of(site.planned_on) != _wave(ledgers.get(site.id, ()))
    ]
    return len(sites), faults


def _short(day: Any) -> str:
    return day.strftime("%Y-%m") if day else "—"


