"""What stands beside a site's story: the people who speak for it, those whom its papers name, and its documents."""

from dataclasses import dataclass
from datetime import date

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Officer, OfficerGovernorate, Site
from rollout.evidence import PHOTOS
from rollout.people import full_name
from rollout.text import Text, _
from rollout.works import AREAS
from views.sites.story import Chapter, History
from views.sites.telling import subject, what

_NAMED = 3
"""So many of the people whom the papers name are shown: the latest."""


@dataclass(frozen=True)
class Person:
    """Somebody who has to do with the site: who it is, and what they are or did there."""

    name: str
    part: Text | str
    on: date | None = None


@dataclass(frozen=True)
class People:
    """The officers who report for the site's governorate, whoever recorded last, and those whom its papers name."""

    officers: list[Person]
    last: Person | None
    named: list[Person]


@dataclass(frozen=True)
class Document:
    """A document of the site with what it proves; nothing, where all with which it was recorded was undone."""

    record: Evidence
    proves: Text
    replaced: bool
    undone: bool

    @property
    def is_photo(self) -> bool:
        return self.record.media_type in PHOTOS


def people(session: Session, site: Site, told: History) -> People:
    """Who has to do with the site; one statement reads the officers."""
    query = (
        select(User.first_name, User.last_name, Officer.capacity)
        .join(OfficerGovernorate, OfficerGovernorate.user_id == User.id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(OfficerGovernorate.governorate_id == site.governorate_id, OfficerGovernorate.capture.is_(True), User.active.is_(True))
        .order_by(User.id)
    )
    officers = [Person(full_name(first, last), capacity or "") for first, last, capacity in session.execute(query)]
    last = Person(told.last.by, told.last.capacity, told.last.recorded_on) if told.last else None
    return People(officers, last, _named(told))


def _named(told: History) -> list[Person]:
    found: dict[str, Person] = {}
    steps = [one for one in told.chapters if one.step and one.step.person and not one.step.withdrawn and not one.corrected_by]
    for chapter in sorted(steps, key=lambda one: one.day, reverse=True):
        assert chapter.step is not None, "chosen so"
        kind = AREAS[chapter.step.area].kind_of(chapter.step.item)
        label = kind.steps[chapter.step.step].label if kind else ""
        part = _("%(item)s: %(step)s", item=subject(chapter), step=label)
        found.setdefault(chapter.step.person, Person(chapter.step.person, part, chapter.day))
    return list(found.values())[:_NAMED]


def documents(chapters: list[Chapter]) -> list[Document]:
    """Each file of the site once, photos before papers, the latest first, those that prove nothing last. Where one proves a step and
    its stage, the step says more."""
    found: dict[str, Document] = {}
    steps = {chapter.step.id for chapter in chapters if chapter.step and chapter.undone}
    entries = {chapter.entry.id for chapter in chapters if chapter.entry and chapter.undone}

    def is_undone(document: Evidence) -> bool:
        return document.entry_id in entries if document.step_id is None else document.step_id in steps

    every = [(document, chapter) for chapter in chapters for document in chapter.evidence]
    replaced = {document.replaces_id for document, _chapter in every}
    for document, chapter in sorted(every, key=lambda pair: (is_undone(pair[0]), pair[1].step is None, -pair[0].id)):
        proves = what(chapter) if chapter.step else chapter.stage.label if chapter.stage else _("Document")
        found.setdefault(document.sha256, Document(document, proves, document.id in replaced, is_undone(document)))
    latest = sorted(found.values(), key=lambda one: (one.is_photo, one.record.recorded_at, one.record.id), reverse=True)
    return sorted(latest, key=lambda one: one.undone)
