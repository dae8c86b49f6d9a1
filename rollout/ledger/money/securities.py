"""Securities of the suppliers: letters of guarantee, what became of each, and which run out soon: as of a day, as known at a moment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Contract, Security, SecurityEvent, Supplier
from rollout.arabic import fold, format_date
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.text import Text, _, name_of
from rollout.works.terms import Parameters


class Purpose(StrEnum):
    """What a security secures."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    ADVANCE = "advance"
    RETENTION = "retention"

    @property
    def label(self) -> Text:
        return {
            Purpose.PROVISIONAL: _("Provisional security"), Purpose.FINAL: _("Final security"),
            Purpose.ADVANCE: _("Guarantee of the advance payment"), Purpose.RETENTION: _("Guarantee of the retention"),
        }[self]


class Event(StrEnum):
    """What becomes of a security."""

    ISSUED = "issued"
    EXTENDED = "extended"
    REDUCED = "reduced"
    RELEASED = "released"
    FORFEITED = "forfeited"

    @property
    def label(self) -> Text:
        return {
            Event.ISSUED: _("Letter received"), Event.EXTENDED: _("Extended"), Event.REDUCED: _("Reduced"),
            Event.RELEASED: _("Given back"), Event.FORFEITED: _("Cashed in"),
        }[self]


OVER = (Event.RELEASED, Event.FORFEITED)


class Alert(StrEnum):
    """How near the end of a security is."""

    NONE = "none"
    FIRST = "first"
    SECOND = "second"
    LAST = "last"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Told:
    """A security with what was told of it up to a day; worth `value` since the last event, until `expires_on`."""

    security: Security
    events: Sequence[SecurityEvent]
    as_of: date
    alert: Alert

    @property
    def last(self) -> Event:
        return Event(self.events[-1].event)

    @property
    def value(self) -> int:
        return self.events[-1].value

    @property
    def expires_on(self) -> date:
        return expiry(self.events)

    @property
    def days_left(self) -> int:
        return (self.expires_on - self.as_of).days

    @property
    def is_over(self) -> bool:
        return self.last in OVER


def expiry(events: Sequence[SecurityEvent]) -> date:
    """The day on which a security runs out by what was told of it."""
    return [event.expires_on for event in events if event.expires_on is not None][-1]


def securities(
    session: Session, contract_id: int, as_of: date, terms: Parameters, known_at: datetime | None = None
) -> list[Told]:
    """The securities of a contract that were given by a day, those that run out first before the others, the settled ones last."""
    query = select(SecurityEvent).join(Security, Security.id == SecurityEvent.security_id)
    query = query.where(Security.contract_id == contract_id, SecurityEvent.happened_on <= as_of)
    if known_at is not None:
        query = query.where(SecurityEvent.recorded_at <= known_at)
    events: dict[int, list[SecurityEvent]] = defaultdict(list)
    for event in session.scalars(query.order_by(SecurityEvent.happened_on, SecurityEvent.id)):
        events[event.security_id].append(event)
    kept = session.scalars(select(Security).where(Security.contract_id == contract_id).options(joinedload(Security.supplier)))
    found = [Told(one, events[one.id], as_of, _alert(events[one.id], as_of, terms)) for one in kept if one.id in events]
    return sorted(found, key=lambda one: (one.is_over, one.expires_on, one.security.id))


def _alert(events: Sequence[SecurityEvent], as_of: date, terms: Parameters) -> Alert:
    if events[-1].event in OVER:
        return Alert.NONE
    left = (expiry(events) - as_of).days
    if left < 0:
        return Alert.EXPIRED
    return next((alert for alert in (Alert.LAST, Alert.SECOND, Alert.FIRST) if left <= terms.value(f"security.alert.{alert}")), Alert.NONE)


@dataclass(frozen=True)
class Given:
    """A letter of guarantee as it is entered."""

    supplier_id: int
    purpose: str
    bank: str
    number: str
    happened_on: date
    value: int
    expires_on: date
    note: str = ""


def give(session: Session, contract: Contract, given: Given, *, today: date, by: int | None, is_demo: bool = False) -> Security:
    """Keep a new security; the same letter of the same bank is entered once. Flushes."""
    moment = next_moment(session)
    if given.happened_on > today:
        raise Refused(_("The day has not come yet."), "happened_on")
    if given.value <= 0:
        raise Refused(_("The value must be more than nothing."), "value")
    if given.expires_on <= given.happened_on:
        raise Refused(_("A security runs out after the day on which it is given."), "expires_on")
    wanted = fold(given.bank), fold(given.number)
    for bank, number, supplier in session.execute(
        select(Security.bank, Security.number, Supplier).join(Supplier, Supplier.id == Security.supplier_id)
    ):
        if (fold(bank), fold(number)) == wanted:
            says = _("Letter %(number)s of this bank was entered already, for %(supplier)s.", number=number, supplier=name_of(supplier))
            raise Refused(says, "number")
    security = Security(
        contract_id=contract.id, supplier_id=given.supplier_id, purpose=Purpose(given.purpose).value, bank=given.bank.strip(),
        number=given.number.strip(), is_demo=is_demo or contract.is_demo, recorded_at=moment, recorded_by_id=by,
    )
    session.add(security)
    session.flush()
    session.add(SecurityEvent(
        security_id=security.id, event=Event.ISSUED.value, happened_on=given.happened_on, value=given.value, expires_on=given.expires_on,
        note=given.note, recorded_at=moment, recorded_by_id=by,
    ))
    session.flush()
    return security


def tell(
    session: Session, security: Security, event: Event, happened_on: date, *, today: date, by: int | None, value: int | None = None,
    expires_on: date | None = None, note: str = "",
) -> SecurityEvent:
    """Keep what became of a security. `value` is told of a reduction, `expires_on` of an extension. Flushes."""
    moment = next_moment(session)
    query = select(SecurityEvent).where(SecurityEvent.security_id == security.id)
    before = list(session.scalars(query.order_by(SecurityEvent.happened_on, SecurityEvent.id)))
    last = before[-1]
    if last.event in OVER:
        raise Refused(_("This security was settled on %(day)s.", day=format_date(last.happened_on)), "event")
    if not last.happened_on <= happened_on <= today:
        says = _("The day lies after today, or before the last event, of %(day)s.", day=format_date(last.happened_on))
        raise Refused(says, "happened_on")
    worth = last.value
    if event is Event.ISSUED:
        raise Refused(_("This security was given already."), "event")
    if event is Event.EXTENDED:
        if expires_on is None or expires_on <= expiry(before):
            raise Refused(_("An extension runs beyond %(day)s.", day=format_date(expiry(before))), "expires_on")
    elif event is Event.REDUCED:
        if value is None or not 0 < value < worth:
            raise Refused(_("A reduction leaves less than before, and more than nothing."), "value")
        worth = value
    else:
        worth = 0
    told = SecurityEvent(
        security_id=security.id, event=event.value, happened_on=happened_on, value=worth,
        expires_on=expires_on if event is Event.EXTENDED else None, note=note, recorded_at=moment, recorded_by_id=by,
    )
    session.add(told)
    session.flush()
    return told
