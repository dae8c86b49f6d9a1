"""What there is to tell on a day, read from the whole register: each occasion with its key, so that nobody hears of it twice.

Of what is past only the last days are told: whoever begins to use the product is not met by the lateness of a year.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models import Contract, Governorate, Job, JobState, Meeting, Supplier
from rollout.approvals.completeness import completeness, cut_offs, week_of
from rollout.approvals.periods import periods
from rollout.approvals.restating import restatements
from rollout.clock import CAIRO
from rollout.jobs import CHECK, IMPORT, REPORTS
from rollout.ledger.lateness import late_rejected
from rollout.ledger.money.securities import Alert, securities
from rollout.ledger.waiting import waiting
from rollout.meetings.decisions import decisions
from rollout.obstacles.letters import letters
from rollout.obstacles.reading import obstacles
from rollout.parameters import parameters
from rollout.plan.outlook import Prospect, outlook

AHEAD = timedelta(days=3)
BACK = timedelta(days=7)


@dataclass(frozen=True)
class Occasion:
    """Something to tell: a kind of `KINDS`, the governorate of which it speaks (or none), the page that shows it, and bare values.

    Of what is one user's own only `user_id` hears; `by_id` did it, and need not be told. `roles` are those that it concerns, if not
    all that may hear of its kind. What holds since long is not `fresh`: it is not told any more, but whoever was told was told the truth.
    """

    kind: str
    key: str
    address: str
    facts: dict[str, Any]
    governorate_id: int | None = None
    user_id: int | None = None
    by_id: int | None = None
    roles: frozenset[str] | None = None
    fresh: bool = True


@dataclass
class Day:
    """The register on the day that is told of, and the names of its governorates; `wide` where what is not fresh is asked for, too."""

    session: Session
    day: date
    wide: bool = False
    ids: dict[str, int] = field(init=False)
    places: dict[int, dict[str, str]] = field(init=False)
    codes: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        rows = list(self.session.scalars(select(Governorate)))
        self.ids = {row.code: row.id for row in rows}
        self.codes = {row.id: row.code for row in rows}
        self.places = {row.id: {"ar": row.name_ar, "en": row.name_en} for row in rows}

    def is_new(self, day: date | None) -> bool:
        """Whether a day is among the last ones; what is older was told, or is no news."""
        return day is not None and self.day - BACK < day <= self.day

    def is_new_moment(self, moment: datetime | None) -> bool:
        return moment is not None and self.is_new(moment.astimezone(CAIRO).date())

    def is_near(self, day: date | None) -> bool:
        return day is not None and self.day <= day <= self.day + AHEAD

    def at(self, governorate_id: int, **facts: Any) -> dict[str, Any]:
        return {"place": self.places[governorate_id], **facts}


def _decisions(on: Day, number: int | None = None) -> Iterator[Occasion]:
    for one in decisions(on.session, on.day, open_only=True, decision_id=number):
        due, place = one.standing.due_on, one.decision.governorate_id
        late = one.days_late > 0
        fresh = on.is_near(due) or (late and on.is_new(due))
        if due is not None and (fresh or on.wide):
            how = "late" if late else "due"
            facts = on.at(place, decision=list(one.number), day=due.isoformat(), words=one.decision.words) | {"is": how}
            key = f"decision:{one.decision.id}:{due}:{how}"
            yield Occasion("decision", key, f"/decisions/{one.decision.id}", facts, place, fresh=fresh)


def _promises(on: Day) -> Iterator[Occasion]:
    sites: Counter[tuple[str, date, str]] = Counter()
    for row in outlook(on.session, on.day):
        if row.due is None or row.prospect is Prospect.DONE:
            continue
        if row.due < on.day and on.is_new(row.due):
            sites[row.site.governorate, row.due, "late"] += 1
        elif on.is_near(row.due):
            sites[row.site.governorate, row.due, "due"] += 1
    for (code, due, how), number in sorted(sites.items()):
        facts = on.at(on.ids[code], sites=number, day=due.isoformat()) | {"is": how}
        yield Occasion("promise", f"promise:{code}:{due}:{how}", f"/plan/?governorate={code}", facts, on.ids[code])


def _meetings(on: Day) -> Iterator[Occasion]:
    yield from _of_meetings(on, *_soon(on))


def _soon(on: Day) -> tuple[ColumnElement[bool], ...]:
    return Meeting.held_on.between(on.day, on.day + timedelta(days=1)), Meeting.state.in_(("planned", "open"))


def _of_meetings(on: Day, *wanted: ColumnElement[bool]) -> Iterator[Occasion]:
    for one in on.session.scalars(select(Meeting).where(*wanted).order_by(Meeting.id)):
        how = "today" if one.held_on == on.day else "tomorrow"
        hour = _hour(one.starts_at)
        facts = on.at(one.governorate_id, day=one.held_on.isoformat(), hour=hour, meeting=[one.number, one.year]) | {"is": how}
        key = f"meeting:{one.id}:{one.held_on}:{hour}:{how}"  # at another hour it is another line
        yield Occasion("meeting", key, f"/meetings/{one.id}", facts, one.governorate_id)


def _cut_offs(on: Day) -> Iterator[Occasion]:
    for place, cut_off in sorted(cut_offs(on.session).items()):
        week = week_of(cut_off, on.day)
        if week.day != on.day:
            continue
        code = on.codes[place]
        missing = sum(len(one.missing) for one in completeness(on.session, week, governorate=code))
        if missing:
            facts = on.at(place, hour=_hour(week.at), sites=missing, day=on.day.isoformat()) | {"is": "today"}
            yield Occasion("cut-off", f"cut-off:{code}:{on.day}", f"/approvals/{code}/{on.day}", facts, place)


def _packs(on: Day) -> Iterator[Occasion]:
    since = datetime.combine(on.day - BACK, time.min, CAIRO)
    for one in on.session.scalars(select(Meeting).where(Meeting.state == "open", Meeting.known_at > since).order_by(Meeting.id)):
        if on.is_new_moment(one.known_at):
            facts = on.at(one.governorate_id, meeting=[one.number, one.year]) | {"is": "taken"}
            yield Occasion("pack", f"pack:{one.id}", f"/meetings/{one.id}", facts, one.governorate_id)


_CONCERNS = {"submitted": "committee", "approved": "ministry", "accepted": "committee", "returned": "committee"}


def _figures(on: Day) -> Iterator[Occasion]:
    for period in periods(on.session):
        last = period.last
        if on.is_new_moment(last.recorded_at):
            facts = on.at(period.governorate_id, day=period.as_of.isoformat()) | {"is": last.step.value}
            yield Occasion(
                "figures", f"figures:{last.id}", f"/approvals/{period.governorate}/{period.as_of}", facts, period.governorate_id,
                by_id=last.by_id, roles=frozenset({_CONCERNS[last.step.value]}),
            )


def _restated(on: Day) -> Iterator[Occasion]:
    since = datetime.combine(on.day - BACK, time.max, CAIRO)
    until = datetime.combine(on.day, time.max, CAIRO)
    found: Counter[tuple[str, date]] = Counter()
    latest: dict[tuple[str, date], date] = {}
    for one in restatements(on.session, since=since, until=until):
        key = one.governorate, one.as_of
        found[key] += 1
        latest[key] = max(latest.get(key, date.min), one.restated_at.astimezone(CAIRO).date())
    for (code, as_of), number in sorted(found.items()):
        facts = on.at(on.ids[code], values=number, day=as_of.isoformat()) | {"is": "changed"}
        name = f"restated:{code}:{as_of}:{latest[code, as_of]}"
        yield Occasion("restated", name, f"/approvals/restated?governorate={code}", facts, on.ids[code])


def _inspections(on: Day) -> Iterator[Occasion]:
    for one in waiting(on.session, on.day):
        if on.is_new(one.paper.day):
            facts = on.at(one.governorate.id, number=one.paper.number or one.paper.own_number, day=one.paper.day.isoformat(),
                          items=len(one.items)) | {"is": "waits"}
            yield Occasion("inspect", f"inspect:{one.paper.id}", f"/papers/{one.paper.id}", facts, one.governorate.id)


def _rejected(on: Day) -> Iterator[Occasion]:
    papers: dict[tuple[int, str], list[Any]] = {}
    for one in late_rejected(on.session, on.day):
        if on.is_new(one.due_on):
            papers.setdefault((one.letter.id, one.governorate), []).append(one)
    for (paper, code), lines in sorted(papers.items()):
        first = lines[0]
        facts = on.at(on.ids[code], number=first.letter.number or first.letter.own_number, day=first.due_on.isoformat(),
                      items=len(lines)) | {"is": "late"}
        yield Occasion("rejected", f"rejected:{paper}:{code}:{first.due_on}", f"/papers/{paper}", facts, on.ids[code])


def _securities(on: Day) -> Iterator[Occasion]:
    terms = parameters(on.session, on.day)
    suppliers = {row.id: row.name_ar for row in on.session.execute(select(Supplier.id, Supplier.name_ar))}
    for contract in on.session.scalars(select(Contract.id).order_by(Contract.id)):
        for one in securities(on.session, contract, on.day, terms):
            if one.alert is Alert.NONE or (one.alert is Alert.EXPIRED and not on.is_new(one.expires_on)):
                continue
            how = "over" if one.alert is Alert.EXPIRED else "soon"
            facts = {
                "is": how, "number": one.security.number, "words": suppliers[one.security.supplier_id], "day": one.expires_on.isoformat()
            }
            key = f"security:{one.security.id}:{one.expires_on}:{one.alert}"
            yield Occasion("security", key, f"/payments/securities/{one.security.id}", facts)


def _obstacles(on: Day, number: int | None = None) -> Iterator[Occasion]:
    for one in obstacles(on.session, on.day, ids=None if number is None else [number]):
        fresh = on.is_new(one.escalate_on)
        if one.escalate_on is not None and (fresh or on.wide):
            place = one.obstacle.governorate_id
            facts = on.at(place, day=one.escalate_on.isoformat(), words=one.obstacle.title) | {"is": "now"}
            key = f"raise:{one.id}:{one.standing.level}:{one.escalate_on}"
            yield Occasion("raise", key, f"/obstacles/{one.id}", facts, place, fresh=fresh)


def _letters(on: Day, number: int | None = None) -> Iterator[Occasion]:
    """The late letters of all obstacles, or of the one with this number."""
    for one in letters(on.session, obstacle_id=number, as_of=on.day):
        letter, fresh = one.letter, on.is_new(one.letter.reply_due_on)
        if letter.reply_due_on is not None and one.days_late(on.day) and (fresh or on.wide):
            facts = on.at(letter.governorate_id, day=letter.reply_due_on.isoformat(), words=letter.subject) | {"is": "late"}
            roles, address = frozenset({"ministry" if letter.central else "committee"}), f"/letters/{letter.id}"
            yield Occasion("letter", f"letter:{letter.id}", address, facts, letter.governorate_id, roles=roles, fresh=fresh)


def finished_jobs(session: Session, since: datetime) -> Iterator[Occasion]:
    """Work of users that is over since a moment. Of a check only its failure is told: its user waits for it on the page."""
    over = (JobState.DONE.value, JobState.FAILED.value)
    for job in session.scalars(select(Job).where(Job.state.in_(over), Job.finished_at > since).order_by(Job.id)):
        done = job.state == JobState.DONE.value
        if job.kind not in (CHECK, IMPORT, REPORTS) or (done and job.kind == CHECK):
            continue
        facts = {"is": job.kind if done else "failed", "words": job.message if not done else str(job.asked.get("name", ""))}
        if "as_of" in job.asked:
            facts["day"] = job.asked["as_of"]
        address = f"/reports/?as_of={facts['day']}" if job.kind == REPORTS else f"/imports/{job.id}"
        yield Occasion("job", f"job:{job.id}", address, facts, user_id=job.user_id)


def _jobs(on: Day) -> Iterator[Occasion]:
    # Moments of work are always the true ones, wherever the clock of the register stands.
    return finished_jobs(on.session, datetime.now(CAIRO) - BACK)


_READERS: tuple[Callable[[Day], Iterator[Occasion]], ...] = (
    _decisions, _promises, _meetings, _cut_offs, _packs, _figures, _restated, _inspections, _rejected, _securities, _obstacles, _letters,
    _jobs,
)


def occasions(session: Session, day: date) -> Iterator[Occasion]:
    """Everything that is to be told on a day, whoever hears of it. The session works for the whole country."""
    on = Day(session, day)
    for read in _READERS:
        yield from read(on)


def of_meeting(session: Session, meeting_id: int, day: date) -> list[Occasion]:
    """What holds on a day of one meeting and may be told. The session works for the whole country, as for all of these."""
    on = Day(session, day)
    return list(_of_meetings(on, Meeting.id == meeting_id, *_soon(on)))


def of_decision(session: Session, decision_id: int, day: date) -> list[Occasion]:
    return list(_decisions(Day(session, day, wide=True), decision_id))


def of_obstacle(session: Session, obstacle_id: int, day: date) -> list[Occasion]:
    """The same of one obstacle, and of the letters about it."""
    on = Day(session, day, wide=True)
    return [*_obstacles(on, obstacle_id), *_letters(on, obstacle_id)]


def _hour(at: time) -> str:
    return at.strftime("%H:%M")
