"""The history of a site as people tell it: who said what on which day, with which document, and what was corrected."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Integer, cast, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, ImportRun, Officer, ProgressEntry, Promise, Site, StepEntry
from rollout.arabic import format_number
from rollout.clock import CAIRO
from rollout.details.following import OWN as FOLLOWED
from rollout.people import full_name
from rollout.reasons import REASONS
from rollout.speaking import COUNT, STEP, UNDO
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _
from rollout.undoing import undoes
from rollout.works import AREAS, area_of
from rollout.works.training import TRAINING
from views.frame.words import digits, long_day


@dataclass
class Promised:
    """A date that was promised for a stage, and the one that it took the place of; `body` gave it, whoever recorded it."""

    due_on: date
    reason: str
    note: str
    before: date | None = None
    body: str = ""

    @property
    def why(self) -> Text | None:
        return REASONS[self.reason].label if self.reason in REASONS else None


@dataclass(eq=False)
class Chapter:
    """One thing that was recorded of the site: news of a stage, a step of the work, a promised date, or that nothing was new.

    `followed` where nobody said it, but it follows from details; `counted` where trainees of the site were counted, whose figures
    stand with the session; `so` is what followed from a step for its stage; `times` counts the weeks without news that stand for one,
    from `since` on.
    """

    recorded_at: datetime
    day: date
    by: str = ""
    capacity: str = ""
    entry: ProgressEntry | None = None
    step: StepEntry | None = None
    promise: Promised | None = None
    stage: Stage | None = None
    evidence: list[Evidence] = field(default_factory=list)
    file: str = ""
    followed: bool = False
    counted: bool = False
    corrected_by: "Chapter | None" = None
    corrects: "Chapter | None" = None
    so: "Chapter | None" = None
    times: int = 1
    since: date | None = None

    @property
    def recorded_on(self) -> date:
        return self.recorded_at.astimezone(CAIRO).date()

    @property
    def state(self) -> State | None:
        return State(self.entry.state) if self.entry else None

    @property
    def undoes(self) -> bool:
        """Whether it takes back what the same person had just recorded."""
        row = self.entry or self.step
        return undoes(row) and not self.followed if row is not None else self.corrects is not None

    @property
    def undone(self) -> bool:
        """Whether who recorded it took it back; an undoing that was undone itself takes nothing back."""
        later = self.corrected_by
        row = (later.entry or later.step) if later else None
        return later is not None and row is not None and undoes(row) and not later.undone

    @property
    def quiet(self) -> bool:
        return self.stage is None

    @property
    def order(self) -> tuple[datetime, bool, int]:
        row = self.entry or self.step
        return self.recorded_at, self.entry is not None, row.id if row else 0


@dataclass(frozen=True)
class History:
    """All that was told of a site up to a day, the latest first; `steps` are those of its work, in force on that day or not."""

    chapters: list[Chapter]
    steps: list[StepEntry]
    promised: dict[str, list[Promised]]

    def days(self, most: int | None = None) -> list[tuple[date, list[Chapter]]]:
        """The chapters by the day on which they were recorded; only the first so many."""
        return [(day, list(told)) for day, told in groupby(self.chapters[:most], key=lambda chapter: chapter.recorded_on)]

    @property
    def last(self) -> Chapter | None:
        """Who recorded something last."""
        return next((chapter for chapter in self.chapters if chapter.by), None)


def line(entry: ProgressEntry, stage: Stage | None) -> Text:
    """An entry in one line: the stage, its state, since when, and the units where they were counted."""
    parts: dict[str, Any] = {
        "stage": stage.label if stage else entry.stage, "state": State(entry.state).label, "day": long_day(entry.effective_on),
    }
    units = units_of(entry)
    if units:
        return _("%(stage)s: %(state)s since %(day)s (%(units)s)", units=units, **parts)
    return _("%(stage)s: %(state)s since %(day)s", **parts)


def units_of(entry: ProgressEntry) -> Text | None:
    """How many units of its stage an entry tells as done; None where they were not counted."""
    if entry.done is None or not entry.wanted or entry.wanted <= 1:
        return None
    number = digits()
    return _("%(done)s of %(wanted)s", done=format_number(entry.done, number), wanted=format_number(entry.wanted, number))


def history(session: Session, site: Site, as_of: date) -> History:
    """Everything recorded of the site that speaks of `as_of` or before. Four statements read it, however long it is."""
    kind = Kind(site.kind)
    of_entry, of_step = _evidence(session, site)
    news = list(_news(session, site, kind, of_entry))
    steps = list(_steps(session, site, kind, of_step))
    others, promised = _beside(session, site, kind, as_of)
    _link(news, lambda chapter: chapter.entry)
    _link(steps, lambda chapter: chapter.step)
    told = [chapter for chapter in (*news, *steps) if chapter.day <= as_of]
    told = [*_with_what_followed(told), *others]
    told.sort(key=lambda chapter: chapter.order, reverse=True)
    return History(list(_quiet_together(told)), [chapter.step for chapter in steps if chapter.step], promised)


def _news(session: Session, site: Site, kind: Kind, evidence: dict[int, list[Evidence]]) -> Iterator[Chapter]:
    query = (
        select(ProgressEntry, User.first_name, User.last_name, Officer.capacity, ImportRun.original_name)
        .outerjoin(User, User.id == ProgressEntry.recorded_by_id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .outerjoin(ImportRun, ImportRun.id == ProgressEntry.import_run_id)
        .where(ProgressEntry.site_id == site.id)
    )
    for entry, first, last, capacity, file in session.execute(query):
        yield Chapter(
            entry.recorded_at, entry.effective_on, full_name(first, last), capacity or "", entry=entry, stage=kind.stage(entry.stage),
            evidence=evidence[entry.id], file=file or "",
            followed=entry.source in FOLLOWED and area_of(kind, entry.stage) is not None,
        )


def _steps(session: Session, site: Site, kind: Kind, evidence: dict[int, list[Evidence]]) -> Iterator[Chapter]:
    query = (
        select(StepEntry, User.first_name, User.last_name, Officer.capacity)
        .outerjoin(User, User.id == StepEntry.recorded_by_id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .where(StepEntry.site_id == site.id)
        .order_by(StepEntry.happened_on, StepEntry.id)
    )
    stages = {stage.key: stage for stage in kind.stages}
    for step, first, last, capacity in session.execute(query):
        item = AREAS[step.area].kind_of(step.item)
        if step.area in stages and item is not None and step.step in item.steps:
            yield Chapter(
                step.recorded_at, step.happened_on, full_name(first, last), capacity or "", step=step, stage=stages[step.area],
                evidence=evidence[step.id],
            )


def _beside(session: Session, site: Site, kind: Kind, as_of: date) -> tuple[list[Chapter], dict[str, list[Promised]]]:
    """The promised dates and the weeks without news, each with who told of it."""
    given = select(
        Promise.id, Promise.recorded_at, Promise.given_on.label("day"), Promise.stage, Promise.due_on, Promise.reason, Promise.note,
        Promise.given_by, Promise.recorded_by_id, cast(null(), Integer).label("takes_back"), Promise.source,
    ).where(Promise.site_id == site.id, Promise.given_on <= as_of)
    quiet = select(
        Affirmation.id, Affirmation.recorded_at, Affirmation.news_on, literal(""), null(), Affirmation.source, literal(""), literal(""),
        Affirmation.recorded_by_id, Affirmation.replaces_id, literal(""),
    ).where(Affirmation.site_id == site.id, Affirmation.news_on <= as_of, Affirmation.source != STEP)
    told = union_all(given, quiet).subquery()
    query = (
        select(told, User.first_name, User.last_name, Officer.capacity)
        .outerjoin(User, User.id == told.c.recorded_by_id)
        .outerjoin(Officer, Officer.user_id == User.id)
        .order_by(told.c.day, told.c.recorded_at, told.c.id)
    )
    stages = {stage.key: stage for stage in kind.stages}
    found: list[Chapter] = []
    quiet_by_id: dict[int, Chapter] = {}
    promised: dict[str, list[Promised]] = defaultdict(list)
    given_last: dict[str, Chapter] = {}
    for row in session.execute(query):
        chapter = Chapter(row.recorded_at, row.day, full_name(row.first_name, row.last_name), row.capacity or "")
        if row.stage:
            before = promised[row.stage][-1].due_on if promised[row.stage] else None
            body = "" if row.source == UNDO else row.given_by  # what is gone back to was given by somebody else
            chapter.promise, chapter.stage = Promised(row.due_on, row.reason, row.note, before, body), stages.get(row.stage)
            promised[row.stage].append(chapter.promise)
            if row.source == UNDO:  # it follows what it takes back, and nothing stands between the two
                chapter.corrects = given_last[row.stage]
                chapter.corrects.corrected_by = chapter
            given_last[row.stage] = chapter
        elif row.reason == COUNT:
            chapter.counted, chapter.stage = True, stages.get(TRAINING.key)
        elif row.takes_back is not None:
            chapter.corrects = said = quiet_by_id[row.takes_back]
            said.corrected_by = chapter
        else:
            quiet_by_id[row.id] = chapter
        if chapter.stage is not None or not row.stage:
            found.append(chapter)
    return found, promised


def _evidence(session: Session, site: Site) -> tuple[dict[int, list[Evidence]], dict[int, list[Evidence]]]:
    """The documents of the site by the entry and by the step that each proves, each file once for each of them."""
    query = (
        select(Evidence)
        .outerjoin(ProgressEntry, ProgressEntry.id == Evidence.entry_id)
        .outerjoin(StepEntry, StepEntry.id == Evidence.step_id)
        .where(or_(ProgressEntry.site_id == site.id, StepEntry.site_id == site.id))
        .order_by(Evidence.recorded_at, Evidence.id)
    )
    of_entry: dict[int, list[Evidence]] = defaultdict(list)
    of_step: dict[int, list[Evidence]] = defaultdict(list)
    for document in session.scalars(query):
        for found, number in ((of_entry, document.entry_id), (of_step, document.step_id)):
            if number is not None and all(document.sha256 != known.sha256 for known in found[number]):
                found[number].append(document)
    return of_entry, of_step


def _link(chapters: list[Chapter], row_of: Any) -> None:
    by_id = {row_of(chapter).id: chapter for chapter in chapters}
    for chapter in chapters:
        corrected = by_id.get(row_of(chapter).replaces_id or 0)
        if corrected is not None:
            chapter.corrects, corrected.corrected_by = corrected, chapter


def _with_what_followed(chapters: list[Chapter]) -> Iterator[Chapter]:
    """What follows from a step for its stage is told with the step, the last one of its day; only what has none stands alone."""
    in_order = sorted(chapters, key=lambda chapter: chapter.order)
    steps = {(one.stage.key, one.recorded_on, one.day): one for one in in_order if one.step and one.stage}
    for chapter in chapters:
        cause = steps.get((chapter.stage.key, chapter.recorded_on, chapter.day)) if chapter.followed and chapter.stage else None
        if cause is None or cause.so is not None or chapter.corrected_by is not None:
            yield chapter
            continue
        cause.so = chapter
        known = {document.sha256 for document in cause.evidence}
        cause.evidence = cause.evidence + [document for document in chapter.evidence if document.sha256 not in known]


def _quiet_together(chapters: Iterable[Chapter]) -> Iterator[Chapter]:
    """Weeks without news one after the other, told by the same person, stand as one; what was taken back stands by itself."""
    latest: Chapter | None = None
    for chapter in chapters:
        quiet = chapter.quiet and chapter.corrects is None and chapter.corrected_by is None
        if latest is not None and quiet and latest.by == chapter.by:
            latest.times, latest.since = latest.times + 1, chapter.day
            continue
        latest = chapter if quiet else None
        yield chapter
