"""Writing what the committees of the demo followed up, in bulk: the rows that their pages would leave, at moments of the past."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import update

from models import (
    Addressee,
    AgendaItem,
    Approval,
    Attendee,
    Committee,
    Decision,
    DecisionEvent,
    Letter,
    Meeting,
    Member,
    Obstacle,
    ObstacleEvent,
    ObstacleSite,
)
from rollout.demo.bulk import BulkRows
from rollout.demo.followup import people
from rollout.demo.followup.approvals import PERIODS, Period
from rollout.demo.followup.decisions import Decided, decisions
from rollout.demo.followup.moments import FIRST, WEEKLY, at, following, meetings
from rollout.demo.followup.obstacles import Happening, Trouble, troubles
from rollout.demo.story import luck
from rollout.demo.telling import Telling
from rollout.followup.difference import as_json, sha256
from rollout.meetings.wording import standing_words
from rollout.office import Office
from rollout.position import position
from rollout.snapshots import snapshot

NUMBERED = (Addressee, Committee, Member, Meeting, Decision, Obstacle, ObstacleEvent, Letter)
_AGENDA = ("موقف تنفيذ قرارات الاجتماع السابق", "الموقف التنفيذي للمواقع وما استجد خلال الأسبوع", "المعوقات والمطلوب بشأنها",
           "موقف توريد الأثاث والتجهيزات والفحص", "ما يستجد من أعمال")
_PLACE = "قاعة الاجتماعات بديوان عام المحافظة"


class FollowUpRows:
    """The rows of one loading; copies of an enlarged programme are followed up by the committees of the first. The last letter of the
    committee of `unsent` stays a draft: it will be issued."""

    def __init__(self, storing: BulkRows, unsent: str = "") -> None:
        self.storing, self.unsent = storing, unsent
        self.addressees: dict[str, int] = {}
        self.numbers: dict[int, int] = {}
        self.held: dict[str, list[dict[str, Any]]] = {}

    def store(self, tellings: Iterable[Telling], ids: Mapping[str, int]) -> None:
        """Write committees, obstacles, meetings with their decisions, and approvals."""
        tellings = list(tellings)
        self._addressees()
        found = troubles(tellings)
        self._obstacles(found, ids)
        for code in sorted({telling.place.governorate for telling in tellings}):
            self._committee(code, [trouble for trouble in found if trouble.governorate == code])
        self._approvals()

    def _by(self, governorate: str) -> int | None:
        return self.storing.officers.get(governorate)

    def _addressees(self) -> None:
        rows: list[dict[str, Any]] = [
            dict(
                id=self.storing.new_id(Addressee), code=post.code, name_ar="", post_ar=post.post, body_ar=post.body,
                honorific=post.honorific, gender=post.gender, closing="", is_demo=True, row_version=1,
            )
            for post in people.POSTS
        ]
        self.addressees = {row["code"]: row["id"] for row in rows}
        self.storing.insert(Addressee, rows)

    # Obstacles

    def _obstacles(self, found: list[Trouble], ids: Mapping[str, int]) -> None:
        rows: list[dict[str, Any]] = []
        counted: dict[str, int] = {}
        for trouble in found:
            number = counted[trouble.governorate] = counted.get(trouble.governorate, 0) + 1
            key = self.numbers[id(trouble)] = self.storing.new_id(Obstacle)
            cause = trouble.cause
            home = self.storing.governorates[trouble.governorate]
            rows.append(dict(id=key, governorate_id=home, number=number, title=cause.title, category=cause.category, is_demo=True))
        self.storing.insert(Obstacle, rows)
        told = sorted(((event, trouble) for trouble in found for event in trouble.events), key=lambda pair: pair[0].recorded_at)
        letters, events, sites = [], [], []
        unanswered: dict[int, list[int]] = defaultdict(list)
        for event, trouble in told:
            obstacle, home = self.numbers[id(trouble)], self.storing.governorates[trouble.governorate]
            if event.step == "letter":
                letters.append(self._letter(trouble, event))
                unanswered[obstacle].append(letters[-1]["id"])
            which = {"letter": lambda waiting: waiting[-1], "reply": lambda waiting: waiting.pop()}.get(event.step)
            key = self.storing.new_id(ObstacleEvent)
            opened, cause = event.step == "opened", trouble.cause
            events.append(dict(
                id=key, governorate_id=home, obstacle_id=obstacle, step=event.step, happened_on=event.on, body=cause.body if opened else "",
                post=cause.post if opened else "", needed=cause.needed if opened else "", level=event.level, expected_on=event.expected_on,
                letter_id=which(unanswered[obstacle]) if which else None, number=event.number, note=event.note,
                recorded_at=event.recorded_at, recorded_by_id=self._by(trouble.governorate),
            ))
            sites += [
                dict(governorate_id=home, event_id=key, obstacle_id=obstacle, site_id=ids[site], stage=stage, held=held)
                for held, several in ((True, event.held), (False, event.freed)) for site, stage in several
            ]
        last = self.storing.governorates.get(self.unsent)
        for letter in [letter for letter in letters if letter["governorate_id"] == last][-1:]:
            letter.update(state="draft", sent_on=None, row_version=1)
        self.storing.insert(Letter, letters)
        self.storing.insert(ObstacleEvent, events)
        self.storing.insert(ObstacleSite, sites)

    def _letter(self, trouble: Trouble, event: Happening) -> dict[str, Any]:
        cause = trouble.cause
        words = f"نتشرف بالإحاطة بأن {cause.title} يحول دون استكمال تشغيل المواقع المبينة بالكشف المرفق."
        return dict(
            id=self.storing.new_id(Letter), governorate_id=self.storing.governorates[trouble.governorate],
            obstacle_id=self.numbers[id(trouble)], addressee_id=self.addressees[cause.addressee], document_id=None, state="sent",
            as_of=event.on, subject=cause.title, words=words, reply_due_on=event.on + timedelta(days=10), sent_on=event.on,
            recorded_at=event.recorded_at, recorded_by_id=self._by(trouble.governorate), central=False, is_demo=True, row_version=2,
        )

    # Committees and meetings

    def _committee(self, code: str, known: list[Trouble]) -> None:
        home, key = self.storing.governorates[code], self.storing.new_id(Committee)
        formed = people.FORMED + timedelta(days=luck(code, "formed").randint(0, 9))
        self.storing.insert(Committee, [dict(
            id=key, governorate_id=home, name_ar="لجنة متابعة تشغيل مجمعات الخدمات الحكومية", formed_by="السيد المحافظ",
            decision_number=f"{luck(code, 'number').randint(110, 990)}", decision_on=formed, cut_off_weekday=2, cut_off_at=time(15),
            meets_weekday=3, meets_at=time(11), place=_PLACE, recorded_at=at(FIRST - timedelta(days=1), 9), recorded_by_id=self._by(code),
            is_demo=True, row_version=1,
        )])
        members = [
            dict(
                id=self.storing.new_id(Member), governorate_id=home, committee_id=key, part=part, position=place, name=name,
                capacity=capacity, body=body, user_id=None, since=formed, until=None, is_demo=True, row_version=1,
            )
            for place, ((part, capacity, body), name) in enumerate(zip(people.SEATS, people.names(code), strict=True), 1)
        ]
        self.storing.insert(Member, members)
        self._meetings(code, key, members, known)

    def _meetings(self, code: str, committee: int, members: list[dict[str, Any]], known: list[Trouble]) -> None:
        days = meetings(code)
        ahead, rows = following(code), list[dict[str, Any]]()
        agenda, came, taken, turns = [], [], [], []
        for number, day in enumerate(days, 1):
            key, next_on = self.storing.new_id(Meeting), days[number] if number < len(days) else day + timedelta(days=7)
            held = dict(governorate_id=self.storing.governorates[code], meeting_id=key)
            rows.append(dict(
                id=key, governorate_id=held["governorate_id"], committee_id=committee, number=number, year=day.year, held_on=day,
                starts_at=time(11), place=_PLACE, as_of=day - timedelta(days=1), known_at=at(day - timedelta(days=1), 15), state="open",
                previous_id=rows[-1]["id"] if rows else None, next_on=next_on, words={}, recorded_at=at(day - timedelta(days=3), 10),
                recorded_by_id=self._by(code), closed_at=None, closed_by_id=None, is_demo=True, row_version=2, patience=Office.patience,
            ))
            agenda += [dict(held, position=place, title=title, said="") for place, title in enumerate(_AGENDA, 1)]
            came += [self._attendee(held, member, day) for member in members]
            for place, decided in enumerate(decisions(code, day, known), 1):
                number_of = self.storing.new_id(Decision)
                trouble = decided.trouble
                taken.append(dict(held, id=number_of, number=place, words=decided.words, is_demo=True,
                                  obstacle_id=self.numbers[id(trouble)] if trouble else None))
                turns += self._turns(held["governorate_id"], number_of, decided, self._by(code))
        planned = self._planned(rows[-1], ahead) if ahead else []
        self.storing.insert(Meeting, [*rows, *planned])
        for model, several in ((AgendaItem, agenda), (Attendee, came), (Decision, taken)):
            self.storing.insert(model, several)
        self.storing.insert(DecisionEvent, sorted(turns, key=lambda turn: turn["recorded_at"]))
        self.held[code] = rows

    def close_meetings(self, keep: Callable[[int, Mapping[str, Any]], Mapping[str, bytes]] | None) -> None:
        """Close the minutes of every meeting that was held; the last one of those that meet every week with what `keep` makes of it."""
        for code, rows in self.held.items():
            for row in rows:
                closed = dict(
                    state="closed", words=standing_words(Meeting(words={})), closed_at=at(row["held_on"], 14), closed_by_id=self._by(code)
                )
                kept = keep(row["id"], closed) if keep and code in WEEKLY and row is rows[-1] else {}
                self.storing.session.execute(update(Meeting).where(Meeting.id == row["id"]).values(**closed, **kept))

    def _planned(self, last: Mapping[str, Any], day: date) -> list[dict[str, Any]]:
        """The next meeting, planned when the minutes of the last one were closed: its pack is to be taken, its agenda drafts itself."""
        return [dict(
            last, id=self.storing.new_id(Meeting), number=last["number"] + 1, held_on=day, as_of=day - timedelta(days=1), known_at=None,
            state="planned", previous_id=last["id"], next_on=None, patience=None, recorded_at=at(last["held_on"], 14), row_version=1,
        )]

    @staticmethod
    def _attendee(held: Mapping[str, Any], member: Mapping[str, Any], day: date) -> dict[str, Any]:
        chance = luck(member["governorate_id"], member["position"], day, "came").random()
        sits = member["part"] in ("chair", "rapporteur")
        came = "present" if sits or chance < 0.82 else "excused" if chance < 0.93 else "absent"
        return dict(
            held, member_id=member["id"], part=member["part"], position=member["position"], name=member["name"],
            capacity=member["capacity"], body=member["body"], came=came, instead_of="",
        )

    @staticmethod
    def _turns(home: int, decision: int, decided: Decided, by: int | None) -> list[dict[str, Any]]:
        return [
            dict(
                governorate_id=home, decision_id=decision, step=turn.step, happened_on=turn.on,
                body=decided.body if turn.step == "taken" else "", post=decided.post if turn.step == "taken" else "",
                level="committee" if turn.step == "taken" else "", due_on=turn.due_on, note=turn.note, recorded_at=turn.recorded_at,
                recorded_by_id=by,
            )
            for turn in decided.turns
        ]

    # Approvals

    def _approvals(self) -> None:
        rows = [row for period in PERIODS for row in self._approval(period)]
        self.storing.insert(Approval, sorted(rows, key=lambda row: row["recorded_at"]))

    def _approval(self, period: Period) -> list[dict[str, Any]]:
        known_at: datetime = at(period.submitted_on, 9)
        said = snapshot(position(self.storing.session, period.as_of, known_at, governorate=period.governorate))
        common = dict(
            governorate_id=self.storing.governorates[period.governorate], as_of=period.as_of, known_at=known_at, sha256=sha256(said),
            is_demo=True,
        )
        figures = zlib.compress(as_json(said).encode(), 9)
        return [
            dict(
                common, step=step.name, figures=figures if step.name == "submitted" else None, note=step.note, capacity=step.capacity,
                paper_number=step.paper_number, paper_on=step.paper_on, recorded_at=at(step.on, step.hour),
                recorded_by_id=self.storing.officers.get(step.officer or period.governorate),
            )
            for step in period.steps
        ]
