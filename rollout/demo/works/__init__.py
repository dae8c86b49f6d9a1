"""The work behind the stages of the demo's complexes: every step that leads to what their stories tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from rollout.demo.places import Place
from rollout.demo.story import Event, luck
from rollout.demo.works import handover, linking, offices, service, training, utilities
from rollout.demo.works.course import courses
from rollout.demo.works.log import Log
from rollout.demo.works.training import Trained
from rollout.tabular import shipped
from rollout.works import AREAS, Happened
from rollout.works.furnishing import FURNISHING

_PROVEN = {"offices": 0.4}
_USUALLY_PROVEN = 0.62


@dataclass(frozen=True, slots=True)
class Work:
    """What was done for one stage of a site: its steps, numbered from 1, the documents of some, and what sessions trained."""

    area: str
    steps: list[Happened]
    papers: Mapping[int, str]
    trained: list[Trained]


def works(place: Place, events: Iterable[Event]) -> list[Work]:
    """The work behind each derived stage of a complex."""
    told = courses(events)
    done = {stage: course.done for stage, course in told.items()}
    found = []
    for area in AREAS:
        if area not in told or area == FURNISHING.key:  # the furniture is told on the papers of the contract
            continue
        chance = luck(place.code, "work", area)
        log = Log(place, chance, told[area], _governorates()[place.governorate])
        proven = chance.random() < _PROVEN.get(area, _USUALLY_PROVEN)
        trained: list[Trained] = []
        if area == "handover":
            handover.tell(log, proven=proven)
        elif area == "utilities":
            utilities.tell(log, proven=proven)
        elif area == "linking":
            linking.tell(log, proven=proven)
        elif area == "training":
            trained = training.tell(log)
        elif area == "offices":
            offices.tell(log, done.get("service"), done.get("linking"), proven=proven)
        else:
            service.tell(log, done, proven=proven)
        steps = log.happened()
        found.append(Work(area, steps, log.papers, trained))
    return found


@cache
def _governorates() -> dict[str, str]:
    return {row["iso_code"]: row["name_ar"] for row in shipped("governorates.csv")}
