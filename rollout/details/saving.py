"""Saving a step: judged with its site's whole history, kept with its documents, and followed by the journal, all or nothing."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Site, StepEntry
from rollout.approvals.touching import must_say_why
from rollout.database import lock_journal
from rollout.details.following import SOURCE, Touched, follow
from rollout.details.gates import check_answers, pass_gates
from rollout.details.numbering import misnumbered
from rollout.details.reading import Steps, steps_of
from rollout.errors import Conflict, OutOfScope, Refused
from rollout.journal import Place, affirm, next_moment
from rollout.pairs import UNPAIRED, unpaired
from rollout.parameters import Parameters, parameters
from rollout.recording import Document
from rollout.rules import explains
from rollout.scope import scope_of
from rollout.speaking import STEP, UNDO
from rollout.text import Text, _
from rollout.works import AREAS, Happened, area_of
from rollout.works.judge import Misplaced, broken_alone, broken_history, misplaced
from rollout.works.linking import CENTRE
from rollout.works.service import GATES

Terms = Callable[[], Parameters]
_NEW = 1 << 40
"""Steps that are not stored yet come after all that are."""


@dataclass(frozen=True, slots=True)
class Did:
    """What an officer says was done. `replaces_id` names the step entry that this corrects; `withdrawn` only takes that one back."""

    item: str
    step: str
    on: date
    number: str = ""
    body: str = ""
    person: str = ""
    amount: int | None = None
    count: int | None = None
    expected_on: date | None = None
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    replaces_id: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the browser said it was when the photo was taken: degrees, and metres of accuracy."""

    latitude: float
    longitude: float
    accuracy: float | None = None


Doing = tuple[Place, str, Did]
"""A site, one of its areas, and what was done there."""


class Overtaken(Conflict):
    """Somebody recorded a step of this item after the form was opened; `latest` is what they recorded."""

    def __init__(self, latest: StepEntry) -> None:
        super().__init__()
        self.latest = latest


def latest_step(session: Session, site_id: int, area: str, item: str) -> StepEntry | None:
    """What was recorded last of an item, corrections and withdrawals included."""
    query = select(StepEntry).where(StepEntry.site_id == site_id, StepEntry.area == area, StepEntry.item == item)
    return session.scalars(query.order_by(StepEntry.id.desc()).limit(1)).first()


def save(
    session: Session, site: Place, area: str, did: Did, documents: Sequence[Document] = (), *, seen: int | None, today: date,
    by: int | None, where: Whereabouts | None = None, source: str = "page",
) -> StepEntry:
    """Record one step with its documents. `seen` is the entry of its item that was the latest when the form was opened.

    The same step from the same person on the same form is recorded once, however often it is sent. Raises Overtaken when anything
    else was recorded of the item meanwhile, and Refused for a rule that the step breaks, or where an approved figure would change and
    nobody says why. Flushes, the caller commits.
    """
    lock_journal(session)
    assert site.id is not None
    latest = latest_step(session, site.id, area, did.item)
    if latest is not None and latest.id != seen:
        if latest.recorded_by_id == by and _says(latest, did):
            return latest
        raise Overtaken(latest)
    return save_many(session, [(site, area, did)], today=today, by=by, source=source, documents=documents, where=where)[0]


def _explained(session: Session, did: Did) -> bool:
    """Whether the step has words of its own; those of the entry that it corrects explain nothing."""
    corrected = session.get(StepEntry, did.replaces_id) if did.replaces_id else None
    return explains(did.note) and (corrected is None or did.withdrawn or did.note.strip() != corrected.note)


def save_many(
    session: Session, doings: Sequence[Doing], *, today: date, by: int | None, source: str = "page", documents: Sequence[Document] = (),
    where: Whereabouts | None = None,
) -> list[StepEntry]:
    """Record many steps at one moment, all or none, each with the same documents.

    Raises the first refusal, and Refused where an approved figure would change and nobody says why.
    """
    capture = scope_of(session).capture
    if any(site.governorate_id not in capture for site, _area, _did in doings):
        raise OutOfScope
    moment = next_moment(session)
    for _index, refused in refusals(session, doings, today=today):
        raise refused
    entries = [
        StepEntry(
            site_id=site.id, governorate_id=site.governorate_id, area=area, item=did.item, step=did.step, happened_on=did.on,
            number=did.number, body=did.body, person=did.person, amount=did.amount, count=did.count, expected_on=did.expected_on,
            note=did.note, facts=_plain(did.facts), withdrawn=did.withdrawn, replaces_id=did.replaces_id, recorded_at=moment,
            recorded_by_id=by, source=source,
        )
        for site, area, did in doings
    ]
    session.add_all(entries)
    session.flush()
    for entry in entries:
        if entry.replaces_id is not None and not entry.withdrawn:
            _carry(session, entry, documents, by)
        attach(session, entry, documents, by=by, where=where)
    follows = UNDO if source == UNDO else SOURCE
    changed = follow(session, [(site, area) for site, area, _did in doings], today=today, by=by, source=follows)
    pass_gates(session, [(site, area) for site, area, _did in doings])
    check_answers(session, [
        (site, did.on, [(gate, str(did.facts.get(f"gate_{gate}", ""))) for gate, _label in GATES])
        for site, area, did in doings if (area, did.step, did.withdrawn) == ("service", "check", False)
    ])
    quiet = {site.code: site for site, _area, _did in doings if site.code not in changed}
    must_say_why(session, [(site, area) for site, area, did in doings if not _explained(session, did)], moment)
    if quiet and source != UNDO:
        affirm(session, quiet.values(), news_on=today, by=by, source=STEP, moment=moment)
    return entries


def prove_step(
    session: Session, site: Place, entry: StepEntry, documents: Sequence[Document], *, today: date, by: int | None,
    where: Whereabouts | None = None,
) -> int:
    """Add documents to a step that was recorded earlier; those that it has already are left out. Gives the number added."""
    lock_journal(session)
    has = set(session.scalars(select(Evidence.sha256).where(Evidence.step_id == entry.id)))
    added = attach(session, entry, [document for document in documents if document.sha256 not in has], by=by, where=where)
    follow(session, [(site, entry.area)], today=today, by=by)
    return added


def _carry(session: Session, entry: StepEntry, documents: Sequence[Document], by: int | None) -> None:
    """A corrected step keeps its documents and their places: what was told wrongly is not thereby unproven.

    A document may have been kept once for the step and the stage that it finished: it is the step's all the same. Where a correction
    is undone, what it had corrected keeps its own; what came with the correction proves it no more.
    """
    known = {document.sha256 for document in documents}
    source = entry.replaces_id
    if entry.source == UNDO:
        source = session.scalar(select(StepEntry.replaces_id).where(StepEntry.id == entry.replaces_id))
    own = select(Evidence).where(Evidence.step_id == source, Evidence.in_force())
    for paper in session.scalars(own.order_by(Evidence.latitude.is_(None), Evidence.id)).all():
        if paper.sha256 not in known:
            known.add(paper.sha256)
            attach(session, entry, [paper], by=by, where=_whereabouts(paper))


def attach(
    session: Session, entry: StepEntry, documents: Sequence[Document], *, by: int | None, where: Whereabouts | None = None
) -> int:
    """Keep documents as the proof of a step; gives their number."""
    once = {document.sha256: document for document in documents}
    if once:
        moment = next_moment(session)
        place = {} if where is None else dict(latitude=where.latitude, longitude=where.longitude, accuracy=where.accuracy)
        session.add_all(
            Evidence(
                step_id=entry.id, governorate_id=entry.governorate_id, sha256=document.sha256, original_name=document.original_name,
                media_type=document.media_type, size=document.size, recorded_at=moment, recorded_by_id=by, **place,
            )
            for document in once.values()
        )
        session.flush()
    return len(once)


def _whereabouts(paper: Evidence) -> Whereabouts | None:
    at = paper.latitude, paper.longitude
    return None if at[0] is None or at[1] is None else Whereabouts(at[0], at[1], paper.accuracy)


def refusals(session: Session, doings: Sequence[Doing], *, today: date) -> list[tuple[int, Refused]]:
    """Every rule that these steps would break together, each with the index of the step that breaks it."""
    found: list[tuple[int, Refused]] = []
    by_area: dict[Touched, list[int]] = defaultdict(list)
    for index, (site, key, did) in enumerate(doings):
        area = area_of(site.kind, key)
        if area is None:
            found.append((index, Refused(_("This kind of site has no such details."))))
        elif did.withdrawn:
            if not explains(did.note):
                found.append((index, Refused(_("Say why the entry is taken back."), "note")))
            if did.replaces_id is None:
                found.append((index, Refused(_("Name the entry that is taken back."))))
        else:
            found += [(index, refused) for refused in broken_alone(area, happened_from(did, index), today)]
        by_area[site, key].append(index)
    found += _gone(session, doings) + _broken_links(session, doings)
    told = [(i, site, key, did) for i, (site, key, did) in enumerate(doings) if did.replaces_id is None and not did.withdrawn]
    found += misnumbered(session, [(i, site, key, happened_from(did, i)) for i, site, key, did in told])
    broken, terms = {index for index, _refused in found}, cache(lambda: parameters(session, today))
    steps = steps_of(session, site_ids={site.id for site, _key in by_area if site.id is not None}, areas={key for _site, key in by_area})
    for (site, key), indexes in by_area.items():
        found += _broken_together(steps, site, key, {i: doings[i][2] for i in indexes if i not in broken}, terms)
    return sorted(found, key=lambda pair: pair[0])


def _gone(session: Session, doings: Sequence[Doing]) -> list[tuple[int, Refused]]:
    """Of a site that was withdrawn nothing more is told."""
    ids = {site.id for site, _area, _did in doings}
    gone = set(session.scalars(select(Site.id).where(Site.id.in_(ids), Site.withdrawn_at.is_not(None))))
    sentence = _("The site %(code)s was withdrawn from the register.")
    return [(i, Refused(sentence.with_values(code=site.code))) for i, (site, _area, _did) in enumerate(doings) if site.id in gone]


def _broken_links(session: Session, doings: Sequence[Doing]) -> list[tuple[int, Refused]]:
    """Nobody says of a complex that it is linked with the centre of its markaz before that centre was chosen."""
    linked = {i: site.id for i, (site, key, did) in enumerate(doings) if (key, did.step, did.withdrawn) == ("linking", CENTRE, False)}
    alone = unpaired(session, {site_id for site_id in linked.values() if site_id is not None})
    return [(index, Refused(UNPAIRED, "step")) for index, site_id in linked.items() if site_id in alone]


def _broken_together(steps: Steps, site: Place, key: str, dids: dict[int, Did], terms: Terms) -> list[tuple[int, Refused]]:
    """At fault is the new step, or each new one where a step recorded earlier breaks a rule that it did not break before.

    A day that contradicts many other steps is told once, with the nearest of them.
    """
    if not dids:
        return []
    assert site.id is not None
    before = steps.get((site.id, key), [])
    current = {step.order: step for step in before}
    gone = {did.replaces_id for did in dids.values() if did.replaces_id is not None}
    for index, did in dids.items():
        replaced = current.get(did.replaces_id or 0)
        if did.replaces_id is not None and (replaced is None or replaced.item != did.item):
            return [(index, Refused(_("The entry to be corrected is not a current entry of this item.")))]
    after = [step for step in before if step.order not in gone]
    new = {index: happened_from(did, index) for index, did in dids.items() if not did.withdrawn}
    after += new.values()
    contradicting = {index: wrong for index, step in new.items() if (wrong := misplaced(AREAS[key], after, step))}
    old = {(order, refused.message) for order, refused in broken_history(AREAS[key], before, terms)}
    found: list[tuple[int, Refused]] = list(contradicting.items())
    told: set[tuple[int, Text]] = set()
    for order, refused in broken_history(AREAS[key], after, terms):
        if (isinstance(refused, Misplaced) and contradicting) or (order < _NEW and (order, refused.message) in old):
            continue
        for index in [order - _NEW] if order >= _NEW else dids:
            if (index, refused.message) not in told:
                told.add((index, refused.message))
                found.append((index, refused))
    return found


def happened_from(did: Did, index: int) -> Happened:
    """What an officer says was done, as the rules see it; `index` tells it from others said at once."""
    return Happened(
        did.item, did.step, did.on, _NEW + index, did.number, did.body, did.person, did.amount, did.count, did.expected_on, did.note,
        did.facts,
    )


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them: what was left empty is left out, decimals stand as they were written."""
    kept = {name: value for name, value in facts.items() if value not in (None, "", [])}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in kept.items()}


def _says(entry: StepEntry, did: Did) -> bool:
    told = Did(
        entry.item, entry.step, entry.happened_on, entry.number, entry.body, entry.person, entry.amount, entry.count, entry.expected_on,
        entry.note, entry.facts, entry.replaces_id, entry.withdrawn,
    )
    return told == replace(did, facts=_plain(did.facts))
