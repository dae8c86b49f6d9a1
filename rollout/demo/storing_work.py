"""Writing the work behind the demo's stages in bulk: step entries, courses and sessions, attendance, and what proves them."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from models import Attendance, Course, StepEntry, TrainingSession
from rollout.demo import training
from rollout.demo.deriving import ToldCount, ToldStep
from rollout.demo.places import Place
from rollout.demo.telling import Telling
from rollout.demo.whereabouts import where

if TYPE_CHECKING:
    from rollout.demo.storing import Storing

NUMBERED = (StepEntry, Attendance, Course, TrainingSession)


class WorkRows:
    """The rows of one loading. The numbers that it gives out are known by the identity of what is told."""

    def __init__(self, storing: "Storing") -> None:
        self.storing = storing
        self.course_id: int | None = None
        self.sessions: dict[date, int] = {}

    def store(self, tellings: list[Telling], ids: Mapping[str, int]) -> dict[int, int]:
        """Write what was done at these sites; gives the number of each row by the identity of what it tells."""
        numbers: dict[int, int] = {}
        steps = []
        for telling in tellings:
            for told in telling.steps:
                numbers[id(told)] = self.storing.new_id(StepEntry)
                steps.append(self._step(told, telling.place, ids[telling.place.code], numbers))
        self.storing.insert(StepEntry, steps)
        self._hold_sessions(tellings)
        counts = []
        for telling in tellings:
            for count in telling.counts:
                number = numbers[id(count)] = self.storing.new_id(Attendance)
                counts.append(self._count(count, telling.place, ids[telling.place.code], number))
        self.storing.insert(Attendance, counts)
        return numbers

    def papers(self, tellings: list[Telling], numbers: Mapping[int, int]) -> list[dict[str, Any]]:
        """What proves the steps, but for those whose paper proves their stage as well; photos say where they were taken."""
        rows = []
        for telling in tellings:
            proving = {id(entry.proof) for entry in telling.entries if entry.proof}
            shown: list[ToldStep | ToldCount] = [*telling.steps, *telling.counts]
            for told in shown:
                paper = self.storing.papers.get(told.paper)
                if paper is None or id(told) in proving:
                    continue
                step = numbers[id(told)] if isinstance(told, ToldStep) else None
                count = numbers[id(told)] if isinstance(told, ToldCount) else None
                latitude, longitude, accuracy = where(telling.place) if told.paper == "photo" else (None, None, None)
                rows.append(
                    dict(
                        self.storing.common(telling.place, told.recorded_at), step_id=step, attendance_id=count, sha256=paper.sha256,
                        original_name=paper.original_name, media_type=paper.media_type, size=paper.size, latitude=latitude,
                        longitude=longitude, accuracy=accuracy, reason="",
                    )
                )
        return rows

    def _step(self, told: ToldStep, place: Place, site_id: int, numbers: Mapping[int, int]) -> dict[str, Any]:
        step = told.step
        return dict(
            self.storing.common(place, told.recorded_at), id=numbers[id(told)], site_id=site_id, area=told.area, item=step.item,
            step=step.step, happened_on=step.on, number=step.number, body=step.body, person=step.person, amount=step.amount,
            count=step.count, expected_on=step.expected_on, note=step.note, facts=step.facts, withdrawn=False, source="demo",
            replaces_id=numbers[id(told.corrects)] if told.corrects else None,
        )

    def _count(self, told: ToldCount, place: Place, site_id: int, number: int) -> dict[str, Any]:
        trained = told.trained
        return dict(
            self.storing.common(place, told.recorded_at), id=number, site_id=site_id, session_id=self.sessions[trained.on],
            body=trained.body, persons=trained.people, seats=trained.seats, certified=trained.certified, note="", source="demo",
        )

    def _hold_sessions(self, tellings: list[Telling]) -> None:
        """The sessions in which these sites' staff sat, each with room for all of them."""
        attended = [(told.trained.on, told.trained.seats) for telling in tellings for told in telling.counts]
        if not attended:
            return
        if self.course_id is None:
            self.course_id = self.storing.new_id(Course)
            self.storing.insert(Course, [dict(training.course(), id=self.course_id)])
        rows = []
        self.sessions.clear()
        for row in training.sessions(attended):
            number = self.sessions[row["ends_on"]] = self.storing.new_id(TrainingSession)
            rows.append(dict(row, id=number, course_id=self.course_id))
        self.storing.insert(TrainingSession, rows)
