"""What a page says about one document: its file, what it proves, who brought it from where, what took its place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Course, Evidence, Officer, TrainingSession
from rollout.arabic import format_number
from rollout.clock import CAIRO
from rollout.evidence import PHOTOS
from rollout.evidence.replacing import Proven, proven_by, replacement_of, same_file
from rollout.followup.decisions import DecisionStep
from rollout.followup.obstacles import ObstacleStep
from rollout.people import full_name
from rollout.stages import Kind
from rollout.text import Text, _
from rollout.undoing import taken_back
from rollout.works import AREAS
from views.frame.words import digits, in_digits, local_name, long_day
from views.sites.story import line
from views.supply.papers.page import named

MOST_OTHERS = 10
_NAMES = {
    "application/pdf": _("PDF document"), "image/jpeg": _("Photo (JPEG)"), "image/png": _("Photo (PNG)"), "image/webp": _("Photo (WebP)"),
    "image/heic": _("Photo (HEIC)"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _("Word document"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _("Excel workbook"),
}


@dataclass(frozen=True)
class Proof:
    """One thing that a document proves: the words, the site's name, and the page that tells of it."""

    id: int
    said: Text
    site: str
    code: str
    address: str
    replaced: bool
    undone: bool


@dataclass(frozen=True)
class Brought:
    """Who brought a document, in which capacity, and when."""

    name: str
    capacity: str
    day: date


def about_values(session: Session, record: Evidence) -> dict[str, Any]:
    """The values of the page about one document."""
    later = replacement_of(session, record)
    earlier = session.get(Evidence, record.replaces_id) if record.replaces_id else None
    [own] = proven_by(session, [record])
    others = same_file(session, record, MOST_OTHERS + 1)
    return {
        "title": record.original_name, "record": record, "kind_name": _NAMES.get(record.media_type, _("Document")),
        "is_photo": record.media_type in PHOTOS, "proof": _proof(session, own), "brought": _brought(session, record),
        "where": _where(record), "later": later, "earlier": earlier, "more_others": len(others) > MOST_OTHERS,
        "others": [_proof(session, other) for other in others[:MOST_OTHERS]],
    }


def _proof(session: Session, proven: Proven) -> Proof:
    site = proven.site
    replaced = replacement_of(session, proven.record) is not None
    told = proven.step or proven.entry
    undone = told is not None and bool(taken_back(session, [told]))
    said, address = _said(session, proven), url_for("SitePage.read", code=site.code) if site else ""
    if proven.step is not None and site is not None:
        address = url_for("WorksView.area", code=site.code, area=proven.step.area)
    if proven.paper is not None:
        address = url_for("PapersView.show", paper=proven.paper.id)
    if proven.decision is not None:
        address = url_for("DecisionsView.show", decision=proven.decision.decision_id)
    if proven.obstacle is not None:
        address = url_for("ObstaclesView.show", obstacle=proven.obstacle.obstacle_id)
    return Proof(proven.record.id, said, local_name(site) if site else "", site.code if site else "", address, replaced, undone)


def _said(session: Session, proven: Proven) -> Text:
    """In one line what it proves; a step says more than the stage that follows from it."""
    step, entry, attendance, site, paper = proven.step, proven.entry, proven.attendance, proven.site, proven.paper
    if step is not None:
        area = AREAS[step.area]
        kind = area.kind_of(step.item)
        number = step.item.rpartition("-")[2] if kind and kind.many else ""
        item = _("%(item)s %(number)s", item=kind.label, number=in_digits(number)) if kind and number else kind.label if kind else step.item
        taken = kind.steps[step.step].label if kind and step.step in kind.steps else step.step
        day = long_day(step.happened_on)
        if item == area.label:  # a stage with one item that is called as it is
            return _("%(item)s: %(step)s, %(day)s", item=item, step=taken, day=day)
        return _("%(area)s — %(item)s: %(step)s, %(day)s", area=area.label, item=item, step=taken, day=day)
    if attendance is not None:
        query = select(TrainingSession, Course).join(Course, Course.id == TrainingSession.course_id)
        held, course = session.execute(query.where(TrainingSession.id == attendance.session_id)).one()
        return _("Attendance of a course: %(course)s, %(place)s, %(day)s", course=local_name(course), place=held.place,
                 day=long_day(held.starts_on))
    if paper is not None:
        told = named(session, paper)
        return _("%(paper)s %(number)s of %(day)s", paper=told.title, number=told.number, day=long_day(paper.day))
    if proven.decision is not None:
        return _("A decision of the committee: %(step)s, %(day)s", step=DecisionStep(proven.decision.step).label,
                 day=long_day(proven.decision.happened_on))
    if proven.obstacle is not None:
        return _("An obstacle: %(step)s, %(day)s", step=ObstacleStep(proven.obstacle.step).label, day=long_day(proven.obstacle.happened_on))
    assert entry is not None, "a document proves something"
    return line(entry, Kind(site.kind).stage(entry.stage) if site else None)


def _brought(session: Session, record: Evidence) -> Brought:
    query = (
        select(User.first_name, User.last_name, Officer.capacity)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(User.id == record.recorded_by_id)
    )
    who = session.execute(query).one_or_none()
    name = full_name(who[0], who[1]) if who else ""
    return Brought(name, (who[2] or "") if who else "", record.recorded_at.astimezone(CAIRO).date())


def _where(record: Evidence) -> Text | None:
    """Where the browser said that it was: numbers only, for a map is somebody else's page."""
    if record.latitude is None or record.longitude is None:
        return None
    place = f"{record.latitude:.5f}, {record.longitude:.5f}"
    if record.accuracy is None:
        return _("%(place)s (accuracy not known)", place=place)
    return _("%(place)s (within %(metres)s m)", place=place, metres=format_number(round(record.accuracy), digits()))
