"""Telling of obstacles: one is opened with the sites that it holds, sites join and are freed, news comes, it is raised and resolved."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Evidence, Governorate, Obstacle, ObstacleEvent, ObstacleSite, Site
from rollout.arabic import fold
from rollout.database import lock_journal
from rollout.errors import Conflict, OutOfScope, Refused, RefusedTogether
from rollout.followup.hindering import Change, Did, Opening, broken_opening, broken_step
from rollout.followup.obstacles import ObstacleStep
from rollout.journal import next_moment
from rollout.obstacles.reading import Held, obstacles
from rollout.position import position
from rollout.recording import Document
from rollout.scope import ALL, scope_of
from rollout.stages import Kind
from rollout.text import _
from rollout.works.bodies import kept_name


class Overtaken(Conflict):
    """Somebody recorded something of this obstacle after the form was opened; `latest` is what they recorded."""

    def __init__(self, latest: ObstacleEvent) -> None:
        super().__init__()
        self.latest = latest


def is_national(session: Session) -> bool:
    """Whether the session works for the whole country, as the ministry does."""
    return scope_of(session).capture is ALL


def open_obstacle(
    session: Session, governorate: Governorate, opening: Opening, documents: Sequence[Document] = (), *, today: date, by: int | None,
    is_demo: bool = False,
) -> Obstacle:
    """Record an obstacle of a governorate with the stages of sites that it holds; it gets the governorate's next number.

    The same sent again by the same person, alike in every field, is recorded once. Raises RefusedTogether with everything that is wrong.
    Flushes, the caller commits.
    """
    if governorate.id not in scope_of(session).capture:
        raise OutOfScope
    opening = replace(opening, sites=tuple(dict.fromkeys(opening.sites)), body=kept_name(opening.body))
    moment = next_moment(session)
    faults = [*broken_opening(opening, today, national=is_national(session))]
    changes = [Change(site_id, stage, True) for site_id, stage in opening.sites]
    if opening.since is not None and opening.since <= today:
        faults += _broken_sites(session, governorate.id, changes, opening.since)
    twin = _twin(session, governorate, opening, today) if not faults else None
    if twin is not None:
        first = twin.events[0]
        if first.recorded_by_id == by and _opens_alike(session, twin.obstacle, first, opening, documents):
            return twin.obstacle
        number = twin.obstacle.number
        faults.append(Refused(_("Obstacle %(number)s of this governorate has this title and is open.", number=number), "title"))
    if faults:
        raise RefusedTogether(faults)
    last = session.scalar(select(func.max(Obstacle.number)).where(Obstacle.governorate_id == governorate.id)) or 0
    obstacle = Obstacle(
        governorate_id=governorate.id, number=last + 1, title=opening.title, category=opening.category, is_demo=is_demo,
    )
    session.add(obstacle)
    session.flush()
    _add(session, obstacle, _opened(opening), documents, moment, by)
    return obstacle


def happen(
    session: Session, obstacle: Obstacle, did: Did, documents: Sequence[Document] = (), *, today: date, by: int | None,
    seen: int | None = None,
) -> ObstacleEvent:
    """Record what happened to an obstacle, with the documents that prove it. `seen` is the event that was the last on the form.

    The same from the same person on the same form is recorded once. Raises Overtaken when anything else was recorded meanwhile and
    RefusedTogether with everything that is wrong. Flushes, the caller commits.
    """
    if obstacle.governorate_id not in scope_of(session).capture:
        raise OutOfScope
    lock_journal(session)
    did = replace(did, changes=tuple(dict.fromkeys(did.changes)), body=kept_name(did.body))
    events = list(session.scalars(select(ObstacleEvent).where(ObstacleEvent.obstacle_id == obstacle.id).order_by(ObstacleEvent.id)))
    latest = events[-1]
    if seen is not None and latest.id != seen:
        if latest.recorded_by_id == by and _says(session, latest, did, documents):
            return latest
        raise Overtaken(latest)
    faults = refusals(session, obstacle, did, today=today)
    if faults:
        raise RefusedTogether(faults)
    return _add(session, obstacle, did, documents, next_moment(session), by)


def refusals(session: Session, obstacle: Obstacle, did: Did, *, today: date) -> list[Refused]:
    """Every rule that a step would break, with the story of the obstacle as it is now."""
    events = list(session.scalars(select(ObstacleEvent).where(ObstacleEvent.obstacle_id == obstacle.id)))
    sites = list(session.scalars(select(ObstacleSite).where(ObstacleSite.obstacle_id == obstacle.id)))
    wanted = {change.site_id for change in did.changes} | {change.site_id for change in sites}
    named = {row.id: row.code for row in session.execute(select(Site.id, Site.code).where(Site.id.in_(wanted)))}
    faults = broken_step(events, sites, did, today, national=is_national(session), named=named)
    if did.on <= today:
        faults += _broken_sites(session, obstacle.governorate_id, [change for change in did.changes if change.held], did.on)
    return faults


def prove(session: Session, event: ObstacleEvent, documents: Sequence[Document], *, by: int | None) -> int:
    """Add documents to what was told earlier; those that it has already are left out. Gives the number added. Flushes."""
    moment = next_moment(session)
    has = set(session.scalars(select(Evidence.sha256).where(Evidence.obstacle_event_id == event.id)))
    return _attach(session, event, [document for document in documents if document.sha256 not in has], moment, by)


def known_sites(session: Session, governorate_id: int, codes: Collection[str]) -> tuple[dict[str, Site], list[str]]:
    """The sites of a governorate with these codes, by code as it was given, and the codes that no site of it has.

    A site of another governorate is not known here, like one that does not exist.
    """
    wanted = {code.strip().upper(): code for code in codes if code.strip()}
    query = select(Site).where(
        func.upper(Site.code).in_(wanted), Site.governorate_id == governorate_id, Site.withdrawn_at.is_(None)
    )
    found = {wanted[site.code.upper()]: site for site in session.scalars(query)}
    return found, [code for code in wanted.values() if code not in found]


def _broken_sites(session: Session, governorate_id: int, changes: Sequence[Change], on: date) -> Iterator[Refused]:
    """Sites that this governorate does not have, stages that the kind of site does not have, and stages that nothing can hold any more."""
    ids = {change.site_id for change in changes}
    found = {site.id: site for site in position(session, on, site_ids=ids).sites if site.governorate_id == governorate_id} if ids else {}
    if len(found) < len(ids):
        yield Refused(_("Sites that are not in this governorate's register: %(number)s.", number=len(ids) - len(found)), "sites")
    for change in changes:
        site = found.get(change.site_id)
        if site is None:
            continue
        if change.stage not in site.stages:
            yield Refused(_("A %(kind)s has no stage “%(stage)s”.", kind=Kind(site.kind).label, stage=change.stage), "sites")
        elif site.stages[change.stage].state.passes:
            yield Refused(
                _("Site %(site)s: “%(stage)s” is completed or does not apply; nothing holds it up.", site=site.code,
                  stage=site.kind.stage(change.stage).label), "sites",
            )


def _twin(session: Session, governorate: Governorate, opening: Opening, today: date) -> Held | None:
    """The open obstacle of the governorate with the same title, however it is spelled."""
    title = fold(opening.title)
    mine = obstacles(session, today, governorate=governorate.code)
    return next((one for one in mine if fold(one.obstacle.title) == title), None)


def _opens_alike(
    session: Session, obstacle: Obstacle, first: ObstacleEvent, opening: Opening, documents: Sequence[Document]
) -> bool:
    """Whether an obstacle was opened with exactly this: whatever differs would be lost without a word."""
    return (obstacle.title, obstacle.category) == (opening.title, opening.category) and _says(session, first, _opened(opening), documents)


def _opened(opening: Opening) -> Did:
    assert opening.since is not None, "without a day it was refused"
    changes = tuple(Change(site_id, stage, True) for site_id, stage in opening.sites)
    return Did(
        ObstacleStep.OPENED, opening.since, opening.note, opening.body, opening.post, opening.needed, opening.expected_on, opening.level,
        changes=changes, presented_on=opening.presented_on,
    )


def _add(
    session: Session, obstacle: Obstacle, did: Did, documents: Sequence[Document], moment: datetime, by: int | None
) -> ObstacleEvent:
    event = ObstacleEvent(
        obstacle_id=obstacle.id, governorate_id=obstacle.governorate_id, step=did.step.value, happened_on=did.on, body=did.body,
        post=did.post, needed=did.needed, level=did.level.value if did.level else "", expected_on=did.expected_on, letter_id=did.letter_id,
        number=did.number, note=did.note, recorded_at=moment, recorded_by_id=by, presented_on=did.presented_on,
    )
    session.add(event)
    session.flush()
    session.add_all(
        ObstacleSite(
            event_id=event.id, obstacle_id=obstacle.id, governorate_id=obstacle.governorate_id, site_id=change.site_id, stage=change.stage,
            held=change.held,
        )
        for change in did.changes
    )
    session.flush()
    _attach(session, event, documents, moment, by)
    return event


def _attach(session: Session, event: ObstacleEvent, documents: Sequence[Document], moment: datetime, by: int | None) -> int:
    once = {document.sha256: document for document in documents}
    session.add_all(
        Evidence(
            obstacle_event_id=event.id, governorate_id=event.governorate_id, sha256=document.sha256, original_name=document.original_name,
            media_type=document.media_type, size=document.size, recorded_at=moment, recorded_by_id=by,
        )
        for document in once.values()
    )
    session.flush()
    return len(once)


def _says(session: Session, event: ObstacleEvent, did: Did, documents: Sequence[Document]) -> bool:
    """Whether an event says all that somebody wants to tell, and has every document of it."""
    if (event.step, event.happened_on, event.level, event.letter_id) != (
        did.step.value, did.on, did.level.value if did.level else "", did.letter_id
    ):
        return False
    names = ("note", "body", "post", "needed", "expected_on", "number", "presented_on")
    if any(getattr(event, name) != getattr(did, name) for name in names):
        return False
    if documents:
        kept = set(session.scalars(select(Evidence.sha256).where(Evidence.obstacle_event_id == event.id)))
        if not {document.sha256 for document in documents} <= kept:
            return False
    query = select(ObstacleSite.site_id, ObstacleSite.stage, ObstacleSite.held).where(ObstacleSite.event_id == event.id)
    return {tuple(row) for row in session.execute(query)} == {(one.site_id, one.stage, one.held) for one in did.changes}
