"""The work behind the stages of a site in brief: what is done of it, what comes next and whose step that is; and its documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Evidence, Site, StepEntry
from rollout.details.reading import steps_of
from rollout.overdue import label_of, received_on
from rollout.parameters import Parameters, parameters
from rollout.position import Row, SitePosition
from rollout.text import Text, _
from rollout.works import AREAS, Area, Happened, ItemState, area_of, items_of
from rollout.works.due import due_on
from views.matrix_rows import units_in_words
from views.site_story import Chapter
from views.words import digits, listed
from views.works_rows import Card, state_of


@dataclass(frozen=True)
class Brief:
    """One area in two lines."""

    area: Area
    row: Row
    units: Text | None
    done: str
    next: Card | None


def briefs(session: Session, here: SitePosition, day: date) -> list[Brief]:
    """An area for each derived stage of the site, in the order of its chain."""
    areas = [area for key in here.stages if (area := area_of(here.kind, key))]
    if not areas:
        return []
    steps, terms = steps_of(session, site_ids=[here.id], as_of=day), parameters(session, day)
    return [_brief(area, here, steps.get((here.id, area.key), []), terms, day) for area in areas]


def _brief(area: Area, here: SitePosition, happened: list[Happened], terms: Parameters, day: date) -> Brief:
    row, items = here.stages[area.key], items_of(area, happened, day)
    finished = [str(label_of(item)) for item in items.values() if item.finished and item.kind.counted]
    waiting = [item for item in items.values() if item.next and not item.finished and (item.kind.counted or item.known)]
    upcoming = min(waiting, key=_urgency, default=None) if happened or not row.state.passes else None
    card = None
    if upcoming is not None:
        due = due_on(area, upcoming, items, terms, received_on(here))
        card = Card(upcoming, label_of(upcoming), state_of(upcoming).label, day, [], due)
    return Brief(area, row, units_in_words(row, digits()), listed(finished) if area.counted else "", card)


def _urgency(item: ItemState) -> tuple[bool, bool, date]:
    """What is stopped comes first, then what has waited longest."""
    return item.blocked is None, item.since is None, item.since or date.max


def pictures_of(session: Session, site: Site, chapters: Sequence[Chapter], day: date) -> list[tuple[Evidence, Text]]:
    """Every document of the site with what it proves, those of the steps before those of whole stages, which may be the same files."""
    query = (
        select(Evidence, StepEntry.area, StepEntry.item, StepEntry.step)
        .join(StepEntry, StepEntry.id == Evidence.step_id)
        .where(StepEntry.site_id == site.id, StepEntry.happened_on <= day, Evidence.entry_id.is_(None))
        .order_by(Evidence.recorded_at.desc(), Evidence.id.desc())
    )
    found: list[tuple[Evidence, Text]] = []
    for document, area, item, step in session.execute(query):
        kind = AREAS[area].kind_of(item)
        if kind is not None and step in kind.steps:
            label = label_of(ItemState(item, kind))
            found.append((document, _("%(item)s: %(step)s", item=label, step=kind.steps[step].label)))
    return found + [(document, chapter.stage.label) for chapter in chapters if chapter.stage for document in chapter.evidence]
