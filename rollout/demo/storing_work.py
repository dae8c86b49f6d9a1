"""Writing the work behind the demo's stages in bulk: step entries, courses and sessions, attendance, and what proves them."""

from collections.abc import Mapping
from typing import Any

from models import Attendance, Course, StepEntry, TrainingSession
from rollout.demo import training
from rollout.demo.bulk import BulkRows
from rollout.demo.deriving import ToldCount, ToldStep
from rollout.demo.places import Place
from rollout.demo.telling import Telling
from rollout.demo.whereabouts import where

NUMBERED = (StepEntry, Attendance, Course, TrainingSession)


class WorkRows:
    """The rows of one loading. The numbers that it gives out are known by the identity of what is told."""

    def __init__(self, storing: BulkRows) -> None:
        self.storing = storing
        self.courses: dict[str, int] = {}

    def store(self, tellings: list[Telling], ids: Mapping[str, int]) -> dict[int, int]:
        """Write what was done at these sites; gives the number of each row by the identity of what it tells."""
        numbers: dict[int, int] = {}
        steps = []
        for telling in tellings:
            for told in telling.steps:
                numbers[id(told)] = self.storing.new_id(StepEntry)
                steps.append(self._step(told, telling.place, ids[telling.place.code], numbers))
        self.storing.insert(StepEntry, steps)
        school = training.school(tellings)
        sessions = self._hold(school)
        counts = []
        for telling in tellings:
            for count in telling.counts:
                number = numbers[id(count)] = self.storing.new_id(Attendance)
                held = school.seats[id(count)]
                row = self._count(count, telling.place, ids[telling.place.code], number, sessions[id(held)])
                counts.append(row | held.told())
        counts += [self._more(more, ids, sessions[id(more.held)]) | more.held.told() for more in school.more]
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

    def _count(self, told: ToldCount, place: Place, site_id: int, number: int, session_id: int) -> dict[str, Any]:
        trained = told.trained
        return dict(
            self.storing.common(place, told.recorded_at), id=number, site_id=site_id, session_id=session_id, body=trained.body,
            persons=trained.people, seats=trained.seats, certified=trained.certified, note="", source="demo",
        )

    def _more(self, more: training.More, ids: Mapping[str, int], session_id: int) -> dict[str, Any]:
        return dict(
            governorate_id=self.storing.governorates[more.governorate], recorded_at=more.recorded_at,
            recorded_by_id=self.storing.officers.get(more.governorate), id=self.storing.new_id(Attendance),
            site_id=ids[more.site] if more.site else None, session_id=session_id, body=more.body, persons=more.persons, seats=more.seats,
            certified=more.certified, note="", source="demo",
        )

    def _hold(self, school: training.School) -> dict[int, int]:
        """Write the sessions, and the courses once; gives the number of each session by its identity."""
        if not school.held:
            return {}
        if not self.courses:
            self.courses = {course["code"]: self.storing.new_id(Course) for course in training.courses()}
            self.storing.insert(Course, [dict(course, id=self.courses[course["code"]]) for course in training.courses()])
        numbers = {id(held): self.storing.new_id(TrainingSession) for held in school.held}
        rows = [dict(held.row(), id=numbers[id(held)], course_id=self.courses[held.course]) for held in school.held]
        self.storing.insert(TrainingSession, rows)
        return numbers
