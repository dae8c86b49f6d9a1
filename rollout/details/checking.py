"""Whether the journal follows from the details, day by day, for every site: what `rollout check` proves."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.arabic import format_date
from rollout.details.following import OWN, derived_history, entries_of, said_by
from rollout.details.reading import Steps, steps_of
from rollout.parameters import parameters
from rollout.stages import State
from rollout.text import Text, _
from rollout.works import AREAS, Derived, Outcome, area_of, items_of, on_day
from rollout.works.judge import broken_alone, broken_history
from rollout.works.service import GATES, GO_LIVE, waived_gates

_TOLD_AS_A_WHOLE = "import"


def unfollowed(session: Session) -> tuple[int, list[Text]]:
    """How many entries of derived stages there are, and a sentence for each that does not follow from its details."""
    steps, entries = steps_of(session), entries_of(session, None, AREAS)
    sites = {row.id: row for row in session.execute(select(Site.id, Site.code, Site.kind, Site.withdrawn_at))}
    # Nothing more is told of a withdrawn site, while a session that its staff attended may have moved since.
    gone = {site_id for site_id, _area in {*entries, *steps} if sites[site_id].withdrawn_at is not None}
    steps = {key: happened for key, happened in steps.items() if key[0] not in gone}
    for site_id in gone:
        steps |= steps_of(session, site_ids=[site_id], known_at=sites[site_id].withdrawn_at)
    faults: list[Text] = []
    for site_id, area in sorted({*entries, *steps}):
        if area_of(sites[site_id].kind, area) is None:
            continue
        told = entries.get((site_id, area), [])
        derived = derived_history(area, steps, told, site_id)
        faults += [
            _("Site %(site)s, %(stage)s: %(fault)s", site=sites[site_id].code, stage=AREAS[area].label, fault=fault)
            for fault in (*(() if AREAS[area].decides else _typed(told)), *_differing(told, derived))
        ]
    counted = sum(len(told) for (site_id, area), told in entries.items() if area_of(sites[site_id].kind, area))
    return counted, faults


def _typed(told: list[Any]) -> Iterator[Text]:
    """Entries that somebody typed: a stage that follows from details is told by its details or, before there are any, by a sheet.

    Not asked where the details decide alone once they begin: what was told of the whole before, when that was how it was told, stays.
    """
    for row in told:
        if row.source not in OWN and (row.source != _TOLD_AS_A_WHOLE or row.import_run_id is None):
            yield _("entry %(entry)s of %(day)s follows from no detail and from no sheet.", entry=row.id, day=format_date(row.effective_on))


def _differing(told: list[Any], derived: list[Derived]) -> Iterator[Text]:
    last_of_day = {row.effective_on: row for row in told}
    nothing = Outcome(State.NOT_STARTED)
    in_force: Any = None
    for day in sorted({*last_of_day, *(one.on for one in derived)}):
        in_force = last_of_day.get(day, in_force)
        says = said_by(in_force) if in_force is not None else nothing
        follows = on_day(derived, day) or nothing
        if says.said != follows.said:
            yield _(
                "entry %(entry)s says “%(says)s” on %(day)s, where the details make it “%(follows)s”.",
                entry=in_force.id if in_force is not None else "—", says=_in_words(says), day=format_date(day), follows=_in_words(follows),
            )


def _in_words(outcome: Outcome) -> Text:
    if outcome.wanted is None:
        return outcome.state.label
    return _("%(state)s, %(done)s of %(wanted)s", state=outcome.state.label, done=outcome.done or 0, wanted=outcome.wanted)


def broken_steps(session: Session, today: date) -> tuple[int, list[Text]]:
    """How many steps are in force, and a sentence for each that breaks a rule of its area or went through a closed gate."""
    steps, terms = steps_of(session), cache(lambda: parameters(session, today))
    codes = {row.id: row.code for row in session.execute(select(Site.id, Site.code))}
    faults: list[Text] = []
    for (site_id, area), happened in sorted(steps.items()):
        known = [step for step in happened if AREAS[area].kind_of(step.item) is not None]
        alone = [refused for step in happened if step.order > 0 for refused in broken_alone(AREAS[area], step, today)]
        together = [refused for _order, refused in broken_history(AREAS[area], known, terms)]
        faults += [_("Site %(site)s: %(fault)s", site=codes[site_id], fault=refused.message) for refused in (*alone, *together)]
    faults += [
        _("Site %(site)s is in service through a gate that was neither met nor waived: %(gate)s.", site=codes[site_id], gate=gate)
        for site_id, gate in _closed_gates(session, steps)
    ]
    return sum(len(happened) for happened in steps.values()), faults


def _closed_gates(session: Session, steps: Steps) -> Iterator[tuple[int, Text]]:
    entered = {}
    for (site_id, area), happened in steps.items():
        if area == "service":
            items = items_of(AREAS[area], happened)
            if finished := items[GO_LIVE].finished:
                entered[site_id] = finished.on, waived_gates(items, finished.on)
    entries = entries_of(session, None, [key for key, _label in GATES])
    for site_id, (day, waived) in sorted(entered.items()):
        for key, label in GATES:
            before = [row for row in entries.get((site_id, key), ()) if row.effective_on <= day]
            if key not in waived and not (before and State(before[-1].state).passes):
                yield site_id, label
