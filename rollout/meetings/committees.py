"""The committee of a governorate: how it was formed, who sits on it, when its week ends and when it meets."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import flag_modified

from models import Attendee, Committee, Governorate, Member
from rollout.arabic import fold
from rollout.arabic.dates import WEEKDAYS_AR, WEEKDAYS_EN
from rollout.database import lock_journal
from rollout.errors import Conflict, OutOfScope, Refused, RefusedTogether
from rollout.followup.weeks import CutOff
from rollout.rules import EARLIEST, LONGEST_NAME
from rollout.scope import scope_of
from rollout.text import Text, _, language

PARTS: dict[str, Text] = {
    "chair": _("Chair of the committee"), "deputy": _("Deputy chair"), "rapporteur": _("Rapporteur"), "member": _("Member"),
    "guest": _("Guest"),
}
SEATS = tuple(part for part in PARTS if part != "guest")
"""The parts that a member of the committee may have; guests come to a meeting only."""


def weekdays() -> tuple[str, ...]:
    """The names of the weekdays in the language of the moment, in the order in which they are counted, Monday being 0."""
    return WEEKDAYS_AR if language() == "ar" else WEEKDAYS_EN


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits on the committee, as entered; `id` is None for somebody new.

    `user_id` is the member's own account, 0 for none; None leaves the account as it is.
    """

    name: str
    part: str = "member"
    capacity: str = ""
    body: str = ""
    since: date | None = None
    until: date | None = None
    id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """A committee as it is entered."""

    name_ar: str
    formed_by: str = ""
    decision_number: str = ""
    decision_on: date | None = None
    cut_off_weekday: int = 2
    cut_off_at: time = time(15, 0)
    meets_weekday: int = 3
    meets_at: time = time(11, 0)
    place: str = ""
    seats: Sequence[Seat] = ()


class SeatFault(Refused):
    """A refusal that speaks of one seat, the one at `position` of those that were entered."""

    def __init__(self, position: int, message: Text, about: str) -> None:
        super().__init__(message, about)
        self.position = position


def committee_of(session: Session, governorate: str) -> Committee | None:
    """The committee of a governorate with everybody who ever sat on it; None where none was entered, or for a governorate out of scope."""
    query = (
        select(Committee).join(Governorate, Governorate.id == Committee.governorate_id).where(Governorate.code == governorate)
        .options(selectinload(Committee.members), joinedload(Committee.governorate))
    )
    return session.scalars(query).one_or_none()


def cut_off(committee: Committee) -> CutOff:
    """Until when news of a week must have come."""
    return CutOff(committee.cut_off_weekday, committee.cut_off_at)


def seated(members: Iterable[Member], day: date) -> list[Member]:
    """Those who sat on the committee on a day: the chair first, then by their order."""
    there = [one for one in members if (one.since is None or one.since <= day) and (one.until is None or day <= one.until)]
    return sorted(there, key=lambda one: (SEATS.index(one.part), one.position, one.id))


def save(session: Session, governorate: Governorate, entered: Entered, *, version: int | None, by: int | None) -> Committee:
    """Enter the committee of a governorate, or change it. `version` is that of the committee on the form, None for a new one.

    Nobody is removed who ever attended a meeting: whoever leaves gets the day. Raises RefusedTogether with everything that is wrong
    and Conflict where somebody changed it meanwhile. Flushes, the caller commits.
    """
    if governorate.id not in scope_of(session).capture:
        raise OutOfScope
    lock_journal(session)
    committee = committee_of(session, governorate.code)
    if (committee.row_version if committee else None) != version:
        raise Conflict
    faults = [*broken_committee(entered)]
    leaving = _leaving(committee, entered)
    faults += [
        Refused(_("%(name)s attended a meeting; give the day of leaving instead.", name=one.name), "seats")
        for one in leaving if _attended(session, one)
    ]
    if faults:
        raise RefusedTogether(faults)
    if committee is None:
        committee = Committee(governorate_id=governorate.id, recorded_at=datetime.now(UTC), recorded_by_id=by, members=[])
        session.add(committee)
    for name in _OWN:
        setattr(committee, name, getattr(entered, name))
    session.flush()
    for one in leaving:
        committee.members.remove(one)
        session.delete(one)
    known = {one.id: one for one in committee.members}
    for place, seat in enumerate(entered.seats):
        member = known.get(seat.id) if seat.id is not None else None
        if member is None:
            member = Member(committee_id=committee.id, governorate_id=governorate.id)
            committee.members.append(member)
        member.position = place
        if seat.user_id is not None:
            member.user_id = seat.user_id or None
        for name in ("name", "part", "capacity", "body", "since", "until"):
            setattr(member, name, getattr(seat, name))
    flag_modified(committee, "name_ar")  # where only members changed, its version must count on all the same
    session.flush()
    return committee


_OWN = (
    "name_ar", "formed_by", "decision_number", "decision_on", "cut_off_weekday", "cut_off_at", "meets_weekday", "meets_at", "place",
)


def _leaving(committee: Committee | None, entered: Entered) -> list[Member]:
    kept = {seat.id for seat in entered.seats}
    return [one for one in committee.members if one.id not in kept] if committee else []


def _attended(session: Session, member: Member) -> bool:
    return session.scalar(select(Attendee.id).where(Attendee.member_id == member.id).limit(1)) is not None


def broken_committee(entered: Entered) -> Iterator[Refused]:
    """Everything that is wrong with a committee as entered."""
    if not entered.name_ar:
        yield Refused(_("Give the committee its name."), "name_ar")
    for name in ("name_ar", "formed_by", "decision_number", "place"):
        if len(getattr(entered, name)) > LONGEST_NAME:
            yield Refused(_("At most %(number)s letters.", number=LONGEST_NAME), name)
    if entered.decision_on is not None and entered.decision_on < EARLIEST:
        yield Refused(_("The formation decision is not as old as that."), "decision_on")
    for place, seat in enumerate(entered.seats):
        yield from _broken_seat(place, seat)
    yield from _two_at_once(entered.seats)


def _broken_seat(place: int, seat: Seat) -> Iterator[Refused]:
    if not seat.name:
        yield SeatFault(place, _("Give the name."), "name")
    if seat.part not in SEATS:
        yield SeatFault(place, _("Not a valid choice."), "part")
    if seat.since is not None and seat.until is not None and seat.until < seat.since:
        yield SeatFault(place, _("Nobody leaves before coming."), "until")
    for name in ("name", "capacity", "body"):
        if len(getattr(seat, name)) > LONGEST_NAME:
            yield SeatFault(place, _("At most %(number)s letters.", number=LONGEST_NAME), name)


def _two_at_once(seats: Sequence[Seat]) -> Iterator[Refused]:
    """One committee has one chair at a time, and nobody sits on it twice at a time."""
    for place, seat in enumerate(seats):
        for other in seats[:place]:
            if not _overlap(seat, other):
                continue
            if seat.part == other.part == "chair":
                yield SeatFault(place, _("The committee has a chair already: %(name)s.", name=other.name), "part")
            if seat.name and fold(seat.name) == fold(other.name) and fold(seat.body) == fold(other.body):
                yield SeatFault(place, _("%(name)s sits on the committee already.", name=seat.name), "name")


def _overlap(one: Seat, other: Seat) -> bool:
    starts = max(one.since or date.min, other.since or date.min)
    return starts < min(one.until or date.max, other.until or date.max)
