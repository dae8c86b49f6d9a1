"""How many complexes stand where in each area, counted by the readings that the pages take, so that paper and page cannot disagree."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from reports.readings.work import Work
from rollout.golive import GoingLive, PhaseCount
from rollout.golive import count as count_phases
from rollout.handover import Receiving, StatusCount
from rollout.handover import count as count_statuses
from rollout.linking import by_status, link_of
from rollout.meters import Meter, Row
from rollout.offices import Complex, Office, Sums, sums
from rollout.training.counts import COVERED_BODIES
from rollout.training.gap import Need, needs_of, together
from rollout.works import AREAS
from rollout.works.linking import LinkStatus
from rollout.works.offices import PARTNERS
from rollout.works.terms import Parameters
from rollout.works.utilities import meter_status


def handover(work: Work) -> StatusCount:
    """The buildings by status, and their open snags."""
    terms = work.terms or Parameters()
    return count_statuses(Receiving(site, work.items_at(site, "handover"), work.as_of, terms) for site in work.sites)


def linking(work: Work) -> dict[LinkStatus, int]:
    """The lines by status."""
    return by_status(link_of(site, work.items_at(site, "linking")) for site in work.sites)


def meters(work: Work) -> list[Row]:
    """Each complex with its six utilities."""
    return [
        Row(site, {key: Meter(item, meter_status(item), None, 0) for key, item in work.items_at(site, "utilities").items()})
        for site in work.sites
    ]


def partners(work: Work) -> tuple[dict[str, Sums], int]:
    """The offices of each partner by status, and how many more were reported as ready by sheets that did not say whose they are."""
    found = [
        Complex(site, {body: Office(site, item, None) for body, item in work.items_at(site, "offices").items()}) for site in work.sites
    ]
    more = sum(each.reported - each.ready for each in found if each.reported is not None)
    return {body: sums(each.offices[body] for each in found) for body in PARTNERS}, more


def training(work: Work) -> tuple[list[dict[str, Need]], Need]:
    """The need of each complex by body, and that of the bodies whose staff the target covers."""
    needs = [needs_of(work.items_at(site, "training")) for site in work.sites]
    return needs, together(need for bodies in needs for body, need in bodies.items() if body in COVERED_BODIES)


def service(work: Work) -> PhaseCount:
    """The complexes by phase on their way to the public."""
    assert work.terms is not None, "who has complexes has terms"
    return count_phases([GoingLive(site, work.items_at(site, "service"), work.as_of, work.terms) for site in work.sites])


def facts(work: Work) -> Mapping[str, Any]:
    """The same as bare numbers, for machines; nothing where there is no complex."""
    if not work.register:
        return {}
    offices, _more = partners(work)
    _needs, covered = training(work)
    received, phases, rows = handover(work), service(work), meters(work)
    return {
        "handover": _applied(received.by_status, received.not_applicable),
        "utilities": dict(Counter(meter.status.value for row in rows for meter in row.meters.values())),
        "linking": {status.value: number for status, number in linking(work).items()},
        "training": {key: getattr(covered, key) or 0 for key in ("wanted", "nominated", "trained", "short")},
        "offices": {body: {status.value: number for status, number in found.by_status.items()} for body, found in offices.items()},
        "service": _applied(phases.by_phase, phases.not_applicable),
        "untold": {area: sum(work.untold(area).values()) for area in AREAS},
    }


def _applied(counted: Mapping[Any, int], excused: int) -> dict[str, int]:
    return {status.value: number for status, number in counted.items()} | {"not_applicable": excused}
