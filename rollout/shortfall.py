"""Which sites of a wave will not make it or did not, what holds each of them and whose that is: summed up by governorate and by cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rollout.overdue import OpenItem
from rollout.plan import Planned
from rollout.stages import Kind, Stage, State
from rollout.text import Text, _
from rollout.works.bodies import official


@dataclass(frozen=True, slots=True)
class Short:
    """A site that misses the wave: the stage that holds it, what is to be done there, whose step that is and since when it waits.

    `left` where it was promised for this wave once and is for a later one now; `note` is why the stage has come to a stop.
    """

    row: Planned
    stage: Stage
    step: Text
    owner: str
    since: date | None
    note: str
    left: bool

    @property
    def days(self) -> int | None:
        """How long it has waited."""
        return (self.row.as_of - self.since).days if self.since else None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why sites miss the wave: the stage that holds all of them, and who has the next step in it."""

    stage: Stage
    owner: str
    sites: tuple[Short, ...]

    @property
    def governorates(self) -> list[str]:
        return sorted({one.row.site.governorate for one in self.sites})


@dataclass(frozen=True, slots=True)
class Fallen:
    """A governorate with sites that miss the wave: how many of those promised for it now, and how many have left it for a later one."""

    governorate: str
    planned: int
    missing: int
    left: int
    causes: tuple[Cause, ...]


def shortfall(here: Iterable[Planned], gone: Iterable[Planned], items: Iterable[OpenItem]) -> list[Short]:
    """The sites of a wave that miss it, those that have left it last. `items` are open there; the longest waiting speaks for its stage."""
    waiting: dict[tuple[int, str], OpenItem] = {}
    for item in sorted(items, key=lambda one: (one.since is None, one.since or date.max)):
        waiting.setdefault((item.site_id, item.area), item)
    rows = [*((row, False) for row in here if row.misses), *((row, True) for row in gone if not row.site.in_service)]
    return [found for row, left in rows if (found := _short(row, left, waiting)) is not None]


def _short(row: Planned, left: bool, waiting: dict[tuple[int, str], OpenItem]) -> Short | None:
    if row.first_lack is None:
        return None
    stage, told = row.first_lack
    note = told.note or told.reason if told.state is State.STALLED else ""
    item = waiting.get((row.site.id, stage.key)) if row.site.kind is Kind.COMPLEX else None
    if item is None:
        return Short(row, stage, stage.action, official(str(stage.body)), row.since, note, left)
    step = _("%(item)s — %(step)s", item=item.item_label, step=item.step_label)
    return Short(row, stage, step, item.owner or official(str(stage.body)), item.since or row.since, note or item.blocked, left)


def by_cause(found: Iterable[Short]) -> list[Cause]:
    """The same by what holds them and whose it is; what holds most sites leads."""
    causes: dict[tuple[str, str], list[Short]] = {}
    for one in found:
        causes.setdefault((one.stage.key, one.owner), []).append(one)
    made = [Cause(sites[0].stage, owner, tuple(sites)) for (_stage, owner), sites in causes.items()]
    return sorted(made, key=lambda cause: (-len(cause.sites), cause.stage.key, cause.owner))


def by_governorate(found: Sequence[Short], here: Iterable[Planned]) -> list[Fallen]:
    """The same by governorate, each with its causes; the one that misses the wave with most sites leads."""
    planned: dict[str, int] = {}
    for row in here:
        planned[row.site.governorate] = planned.get(row.site.governorate, 0) + 1
    places: dict[str, list[Short]] = {}
    for one in found:
        places.setdefault(one.row.site.governorate, []).append(one)
    made = [
        Fallen(code, planned.get(code, 0), sum(not one.left for one in sites), sum(one.left for one in sites), tuple(by_cause(sites)))
        for code, sites in places.items()
    ]
    return sorted(made, key=lambda place: (-place.missing, -place.left, place.governorate))
