"""Obstacles, decisions, meetings and packs made by hand, for tests of papers that need no database."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from models import Addressee, AgendaItem, Attendee, Committee, Decision, DecisionEvent, Governorate, Letter, Meeting, Obstacle
from reports.followup.pack_sections import Told
from reports.readings.figures import Site, figures
from reports.readings.supply import Supply
from reports.readings.work import Work
from rollout.followup.deciding import outcome
from rollout.followup.decisions import DecisionStep
from rollout.followup.decisions import standing as decision_standing
from rollout.followup.difference import Difference, difference
from rollout.followup.levels import Level
from rollout.followup.obstacles import Standing
from rollout.meetings.decisions import Followed
from rollout.meetings.pack import Pack
from rollout.obstacles.reading import Awaited, Held, HeldSite
from rollout.office import Office
from rollout.position import Position
from rollout.snapshots import snapshot
from rollout.stages import Kind
from tests.reports.made_up import AS_OF, KNOWN_AT, PATIENCE

_ids = count(1)
ASSIUT = Governorate(id=1, code="EG-AST", name_ar="أسيوط", name_en="Assiut", capital_ar="", region_ar="", in_phase1=True, sort_key="")


def a_held(
    sites: int = 1, *, level: Level = Level.COMMITTEE, since: date = date(2023, 6, 1), body: str = "شركة توزيع الكهرباء",
    needed: str = "سداد قيمة المقايسات", awaited: tuple[Awaited, ...] = (), expected_on: date | None = None,
    escalate_on: date | None = None, governorate: str = "EG-AST", title: str = "تأخر تركيب عدادات الكهرباء",
) -> Held:
    """An obstacle that holds the meters of some sites, each from the same day on."""
    number = next(_ids)
    found = tuple(
        HeldSite(number * 1000 + n, f"AST-{n:03}", f"مجمع خدمات {n}", "", Kind.COMPLEX, "ديروط", "", "utilities", since)
        for n in range(1, sites + 1)
    )
    stands = Standing(
        body=body, post="رئيس القطاع", needed=needed, level=level, level_since=since, since=since, expected_on=expected_on,
        letters=len(awaited), held=tuple((site.id, site.stage, since) for site in found),
    )
    obstacle = Obstacle(id=number, governorate_id=1, number=number, title=title, category="meters", is_demo=False)
    return Held(obstacle, governorate, "أسيوط", "Assiut", AS_OF, stands, found, escalate_on, awaited)


def an_addressee(**values: Any) -> Addressee:
    given = {"name_ar": "", "post_ar": "وزير التنمية المحلية", "body_ar": "", "honorific": "السيد اللواء", "gender": "m", "closing": ""}
    return Addressee(**(given | values))


def a_letter(held: Held, **values: Any) -> Letter:
    given = {
        "id": 7, "obstacle_id": held.obstacle.id, "as_of": AS_OF, "subject": held.obstacle.title, "is_demo": False,
        "words": "نتشرف بالإحاطة بالآتي.", "reply_due_on": AS_OF + timedelta(days=10), "state": "draft",
    }
    return Letter(**(given | values))


def a_decision(number: int, due_on: date, *, done_on: date | None = None, meeting: Meeting | None = None) -> Followed:
    """A decision taken on the first of July, carried out on a day or not."""
    taken = date(2023, 7, 1)
    meeting = meeting or a_meeting(1, taken)
    events = [DecisionEvent(
        id=number * 10, step="taken", happened_on=taken, recorded_at=KNOWN_AT, level="committee", due_on=due_on, post="السكرتير العام",
        body="ديوان عام المحافظة", note="",
    )]
    if done_on:
        events.append(DecisionEvent(
            id=number * 10 + 1, step=DecisionStep.DONE.value, happened_on=done_on, recorded_at=KNOWN_AT, level="", due_on=None, post="",
            body="", note="تم التنفيذ",
        ))
    stands = decision_standing(events)
    decision = Decision(id=number, meeting_id=1, number=number, words=f"حصر احتياجات المكاتب {number}")
    return Followed(decision, meeting, "EG-AST", stands, stands.days_late(AS_OF), outcome(stands, AS_OF), tuple(events))


def a_meeting(number: int, held_on: date, **values: Any) -> Meeting:
    committee = Committee(
        id=1, governorate_id=1, name_ar="لجنة متابعة تشغيل المجمعات", formed_by="السيد المحافظ", decision_number="٨٧٠",
        decision_on=date(2023, 6, 20), place="قاعة الاجتماعات", cut_off_weekday=2, cut_off_at=time(15), meets_weekday=3, meets_at=time(11),
    )
    given: dict[str, Any] = {
        "id": number, "committee_id": 1, "governorate_id": 1, "number": number, "year": 2023, "held_on": held_on, "starts_at": time(11),
        "place": "قاعة الاجتماعات", "as_of": held_on, "known_at": KNOWN_AT, "state": "open", "words": {}, "next_on": None,
        "is_demo": False, "committee": committee, "agenda": [], "attendees": [], "closed_at": None,
    }
    return Meeting(**(given | values))


def came(name: str, part: str = "member", how: str = "present") -> Attendee:
    return Attendee(name=name, part=part, came=how, capacity="السكرتير العام", body="ديوان عام المحافظة", instead_of="")


def a_point(title: str, said: str = "") -> AgendaItem:
    return AgendaItem(title=title, said=said, position=1)


def at(day: date, sites: tuple[Site, ...], known_at: datetime = KNOWN_AT) -> Position:
    return Position(day, known_at, PATIENCE, [site.position for site in sites])


def a_told(
    sites: tuple[Site, ...], before: tuple[Site, ...] | None = None, *, meeting: Meeting | None = None, taken: Any = (), **parts: Any
) -> Told:
    """A pack of Assiut with the sites of the meeting and of the one before, if there was one."""
    previous = a_meeting(1, AS_OF - timedelta(days=7)) if before is not None else None
    now, earlier = at(AS_OF, sites), at(AS_OF - timedelta(days=7), before) if before is not None else None
    given: dict[str, Any] = {
        "promised": [], "decisions": [], "overdue": [], "due_soon": [], "obstacles": [], "restated": [], "completeness": None,
    }
    moved = difference(snapshot(earlier), snapshot(now)) if earlier else Difference()
    pack = Pack(
        meeting or a_meeting(2, AS_OF), previous, ASSIUT, AS_OF, KNOWN_AT, now, earlier, moved, **(given | parts),
    )
    found = figures(now)
    kind = found.kinds[0] if found.kinds else None
    return Told(pack, Office(), found, figures(earlier) if earlier else None, kind, Work(), Supply(), taken)
