"""Looking at what an act would do at many sites: before and after of each, and who refuses it and why. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.approvals.touching import approved_days, warning
from rollout.bulk.acts import Act, Said, Upon
from rollout.errors import Refused
from rollout.position import position
from rollout.scope import scope_of
from rollout.text import Text, _

MOST = 2_000
"""Sites at once: more than any governorate has."""
_CHUNK = 1_000


@dataclass(frozen=True)
class Line:
    """One site with what the act would do there. `refused` are the sentences that stand against it."""

    site: Site
    upon: Upon
    before: Said | None
    after: Said | None
    refused: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Foreseen:
    """What an act would do. `missing` counts the sites that were chosen and are not there for this user, who is not told which."""

    lines: list[Line]
    missing: int
    warning: Text | None = None

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.refused]

    @property
    def sound(self) -> list[Line]:
        return [line for line in self.lines if not line.refused]

    @property
    def possible(self) -> bool:
        """Whether it may be done at every site that was chosen."""
        return bool(self.lines) and not self.missing and not self.refused


def chosen(session: Session, ids: Collection[int]) -> list[Site]:
    """The sites of these ids that the user sees, in Arabic order. Raises Refused for more than go at once."""
    wanted = sorted(set(ids))
    if len(wanted) > MOST:
        raise Refused(_("At most %(most)s sites at once; choose fewer.", most=MOST))
    found = [
        site for start in range(0, len(wanted), _CHUNK)
        for site in session.scalars(select(Site).where(Site.id.in_(wanted[start : start + _CHUNK])))
    ]
    return sorted(found, key=lambda site: (site.governorate_id, site.sort_key, site.id))


def foresee(session: Session, ids: Collection[int], act: Act, *, today: date, by: int | None = None) -> Foreseen:
    """What the act would do at each of these sites."""
    sites = chosen(session, ids)
    capture = scope_of(session).capture
    refused: dict[int, list[Text]] = defaultdict(list)
    for site in sites:
        if site.governorate_id not in capture:
            refused[site.id].append(_("You do not report for this site."))
        elif site.withdrawn_at is not None:
            refused[site.id].append(_("The site %(code)s was withdrawn from the register.", code=site.code))
    open_to = [site for site in sites if site.id not in refused]
    for place, each in act.refused(session, open_to, today=today) if open_to else ():
        if each.message not in refused[open_to[place].id]:
            refused[open_to[place].id].append(each.message)
    upon = act.upon(session, sites, today=today, by=by) if sites else {}
    here = {site.id: site for site in position(session, today, site_ids=[site.id for site in sites]).sites} if sites else {}
    told = act.told(session, [site for site in sites if site.id in here], here, today) if here else {}
    lines = []
    for site in sites:
        before, after = told.get(site.id, (None, None))
        lines.append(Line(site, upon.get(site.id, Upon()), before, after, tuple(refused.get(site.id, ()))))
    return Foreseen(lines, len(set(ids)) - len(sites), _warning(session, open_to, act))


def _warning(session: Session, sites: list[Site], act: Act) -> Text | None:
    """What the act must say where it speaks of days whose figures are approved; one statement for each governorate."""
    first = act.speaks_of
    if first is None:
        return None
    places = {site.governorate_id for site in sites}
    days = {day for place in places for day in approved_days(session, place, first)}
    return warning(sorted(days)) if days else None
