"""Collecting the steps that were taken at a site, each as the rules of its area see it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from rollout.demo.places import Place
from rollout.demo.story import LAST_EVENT
from rollout.demo.works.course import Course
from rollout.works import Happened
from rollout.works.steps import BLOCKED, EXPECTED, UNBLOCKED

_NAMES = (
    "أحمد عبد العال", "محمود السيد", "إيمان حافظ", "خالد عبد الرحمن", "سامية فؤاد", "مصطفى رشدي", "نجلاء عثمان", "حسام الدين علي",
    "عماد لطفي", "هالة شاكر", "ياسر عبد المنعم", "منى صبحي",
)


@dataclass
class Log:
    """What was done at one site for one stage. `papers` are the documents of its steps by their order."""

    place: Place
    chance: Random
    course: Course
    governorate: str
    papers: dict[int, str] = field(default_factory=dict)
    _told: list[tuple[date, int, str, str, str, dict[str, Any]]] = field(default_factory=list)

    def did(self, item: str, step: str, on: date, *, paper: str = "", **values: Any) -> None:
        """One more step; what would lie after the last day of the story has not happened."""
        if on <= LAST_EVENT:
            self._told.append((on, len(self._told), item, step, paper, values))

    def happened(self) -> list[Happened]:
        """The steps in the order of their days, numbered from 1."""
        steps = []
        for order, (on, _place, item, step, paper, values) in enumerate(sorted(self._told, key=lambda told: told[:2]), 1):
            steps.append(Happened(item, step, on, order, **values))
            if paper:
                self.papers[order] = paper
        return steps

    def stops(self, item: str, body: str) -> None:
        """What held the item up, who can lift it, and when it went on again."""
        for stop in self.course.stops:
            promised = stop.on + timedelta(days=self.chance.randint(10, 45)) if self.chance.random() < 0.7 else None
            self.did(item, BLOCKED, stop.on, body=body, note=stop.note, expected_on=promised)
            if stop.until is not None:
                self.did(item, UNBLOCKED, stop.until, note="زال السبب واستؤنف العمل")

    def promise(self, item: str, on: date, body: str) -> None:
        """Now and then somebody says by when it will be done."""
        if self.chance.random() < 0.3:
            day = on + timedelta(days=self.chance.randint(0, 15))
            self.did(item, EXPECTED, day, expected_on=day + timedelta(days=self.chance.randint(7, 40)), body=body)

    def name(self) -> str:
        """Somebody; nobody real."""
        return self.chance.choice(_NAMES)

    def person(self, capacity: str) -> str:
        """Somebody with a capacity."""
        return f"{self.name()} - {capacity}"

    def number(self, on: date, most: int = 900) -> str:
        """The number of a paper of that year."""
        return f"{self.chance.randint(1, most)}/{on.year}"
