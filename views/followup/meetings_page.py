"""What the pages of meetings show: the list, and all that a meeting's pack says, in words and rows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models import Committee, Decision, Governorate, Meeting
from reports.followup.meeting_kept import kept
from rollout.followup.difference import Difference, Moved, SiteChange, StageValue
from rollout.followup.levels import Level
from rollout.issued.register import of_meeting
from rollout.meetings.agenda import drafted
from rollout.meetings.committees import PARTS, weekdays
from rollout.meetings.decisions import taken_in
from rollout.meetings.minutes import CAME
from rollout.meetings.pack import Pack, pack
from rollout.meetings.planning import CANCELLED, STATES
from rollout.meetings.wording import WORDS, said
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _, listed
from views.frame.words import local_name, long_day, meeting_named, month, units

MARKS = {"planned": "not_started", "open": "in_progress", "closed": "done", "cancelled": "not_applicable"}
_FACTS = {
    "name_ar": _("Name"), "kind": _("Kind of site"), "governorate": _("Governorate"), "markaz_ar": _("Markaz"),
    "planned_on": _("Planned for"),
}


@dataclass(frozen=True)
class Line:
    """One thing that is different of a site: what it is, as it was, and as it is. `mark` is the state that it came to."""

    what: Any
    before: Any
    after: Any
    mark: str = ""


@dataclass(frozen=True)
class Changed:
    """A site of which something changed."""

    code: str
    name: str
    markaz: str
    lines: list[Line]


def name_of_meeting(meeting: Meeting) -> Text:
    """A meeting by its number in the year."""
    return meeting_named((meeting.number, meeting.year))


def listing(session: Session, governorate: str | None) -> dict[str, Any]:
    """The meetings in scope: those to come and those whose minutes are still open first, then those that are over, the latest first."""
    here = [Governorate.code == governorate] if governorate else []
    load = joinedload(Committee.governorate)
    meetings = select(Meeting).join(Governorate, Governorate.id == Meeting.governorate_id).where(*here)
    found = session.scalars(meetings.options(joinedload(Meeting.committee).options(load)).order_by(Meeting.held_on, Meeting.id)).all()
    committees = select(Committee).join(Governorate, Governorate.id == Committee.governorate_id).where(*here).options(load)
    decided = session.execute(select(Decision.meeting_id, func.count()).group_by(Decision.meeting_id))
    return {
        "ahead": [one for one in found if one.state in ("planned", "open")],
        "over": [one for one in reversed(found) if one.state in ("closed", "cancelled")],
        "committees": {one.governorate.code: one for one in session.scalars(committees)},
        "decided": {row[0]: row[1] for row in decided}, **common(),
    }


def common() -> dict[str, Any]:
    """Words that every page of meetings needs."""
    return {
        "states": STATES, "marks": MARKS, "parts_of": PARTS, "came_words": CAME, "weekday_names": weekdays(), "words_of": WORDS,
        "name_of_meeting": name_of_meeting, "levels": {level.value: level.label for level in Level},
    }


def meeting_values(session: Session, meeting: Meeting) -> dict[str, Any]:
    """The values of the page of a meeting that was read with everything."""
    if meeting.state == "cancelled":
        return {"meeting": meeting, "pack": None, "reason": meeting.words.get(CANCELLED, ""), **common()}
    found, issued = pack(session, meeting), of_meeting(session, meeting.id)
    came = Counter(one.came for one in meeting.attendees)
    names = {site.code: local_name(site) for position in (found.before, found.now) if position for site in position.sites}
    return {
        "meeting": meeting, "pack": found, "taken": taken_in(session, meeting), "names": names,
        "changes": changes(found.difference, names),
        "agenda_points": meeting.agenda or drafted(found), "agenda_drafted": not meeting.agenda,
        "came": came, "said": [(part, label, said(meeting, part), part not in meeting.words) for part, label in WORDS.items()],
        "progress": progress(found), "unheard": found.unheard,
        "issued": issued, "kept": kept(session, meeting, issued), **common(),
    }


@dataclass(frozen=True)
class Progress:
    """How far one stage is over the governorate: sites that are through with it now and at the meeting before, of all that have it."""

    stage: Stage
    now: int
    before: int | None
    whole: int


def progress(found: Pack) -> list[Progress]:
    """The stages of the complexes in the order of their chain."""
    def passed(sites: Iterable[Any], key: str) -> int:
        return sum(site.stages[key].state.passes for site in sites)

    now = [site for site in found.now.sites if site.kind is Kind.COMPLEX]
    before = [site for site in found.before.sites if site.kind is Kind.COMPLEX] if found.before else None
    return [
        Progress(stage, passed(now, stage.key), passed(before, stage.key) if before is not None else None, len(now))
        for stage in Kind.COMPLEX.stages
    ]


def changes(told: Difference, names: Mapping[str, str]) -> list[Changed]:
    """What moved, site by site, each stage with what it was and what it is; `names` are those of the sites in the page's language."""
    return [Changed(one.code, names.get(one.code, one.after.name_ar), one.after.markaz_ar, list(_lines(one))) for one in told.moved]


def _lines(change: SiteChange) -> Iterable[Line]:
    kind = Kind(change.after.kind)
    labels = {stage.key: stage.label for stage in (*Kind(change.before.kind).stages, *kind.stages)}
    for moved in change.stages:
        after = moved.after
        yield Line(labels.get(moved.name, moved.name), *_both(moved), after.state if after else "")
    for fact in change.facts:
        if fact.name in _FACTS:
            yield Line(_FACTS[fact.name], _fact(fact.name, fact.before), _fact(fact.name, fact.after))


def _both(moved: Moved) -> tuple[Any, Any]:
    """A stage before and after, with the day or the proof only where nothing else tells the two apart."""
    one, two = stage_words(moved.before), stage_words(moved.after)
    if one != two or moved.before is None or moved.after is None:
        return one, two
    if moved.before.effective_on != moved.after.effective_on:
        return tuple(listed([words, long_day(value.effective_on)]) if value.effective_on else words
                     for words, value in ((one, moved.before), (two, moved.after)))  # type: ignore[return-value]
    proof = {True: _("with a document"), False: _("without a document")}
    return listed([one, proof[moved.before.proved]]), listed([two, proof[moved.after.proved]])


def stage_words(value: StageValue | None) -> str:
    """The state of a stage, with its units where they say more than the state."""
    if value is None:
        return "—"
    state = State(value.state)
    words = str(state.label)
    if state in (State.IN_PROGRESS, State.STALLED) and value.done is not None and value.wanted:
        return str(_("%(state)s (%(done)s of %(wanted)s)", state=words, done=units(value.done), wanted=units(value.wanted)))
    return words


def _fact(name: str, value: Any) -> Any:
    if name == "planned_on" and isinstance(value, date):
        return month(value)
    return Kind(value).label if name == "kind" else value or "—"
