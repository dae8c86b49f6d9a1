"""Telling users what happened: each occasion becomes a line for everybody whom it concerns and who wants to hear of it, once."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, String, and_, cast, delete, insert, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from models import Letter, Notice, NoticeChoice, OfficerGovernorate
from rollout.database import lock_journal
from rollout.notices.kinds import ASKED, KINDS, Way
from rollout.notices.occasions import Occasion, occasions, of_decision, of_meeting, of_obstacle
from rollout.roles import ROLES
from rollout.scope import everything

_CHUNK = 500

Matter = Literal["meeting", "decision", "obstacle"]
"""What may change after it was told of."""

_HOLDS: dict[Matter, Callable[[Session, int, date], list[Occasion]]] = {
    "meeting": of_meeting, "decision": of_decision, "obstacle": of_obstacle,
}


@dataclass(frozen=True)
class Reader:
    """A user who may be told something: their roles, their governorates (None for all), and what they chose."""

    id: int
    roles: frozenset[str]
    governorates: frozenset[int] | None
    choices: dict[str, Way]

    def way(self, occasion: Occasion) -> Way:
        """How this user hears of an occasion; not at all where it does not concern them."""
        kind = KINDS[occasion.kind]
        held = self.roles & kind.hears.keys()
        concerned = held if occasion.roles is None else held & occasion.roles
        if not concerned or occasion.by_id == self.id or (occasion.user_id is not None and occasion.user_id != self.id):
            return ASKED
        if self.governorates is not None and occasion.user_id is None and occasion.governorate_id not in self.governorates:
            return ASKED
        return self.choices.get(occasion.kind) or default_way(held, occasion.kind)


def default_way(roles: Iterable[str], kind: str) -> Way:
    """How somebody with these roles hears of a kind as long as they have chosen nothing."""
    ways = [KINDS[kind].hears[role] for role in roles if role in KINDS[kind].hears]
    return Way(page=any(way.page for way in ways), mail=any(way.mail for way in ways))


def make(session: Session, day: date) -> int:
    """Tell everybody what there is to tell on a day; gives how many lines are new. The caller commits."""
    with everything(session):
        return _tell(session, occasions(session, day), day)


def tell(session: Session, told: Iterable[Occasion], day: date) -> int:
    """Tell only of these occasions."""
    with everything(session):
        return _tell(session, told, day)


def tell_anew(session: Session, matter: Matter, number: int, day: date) -> int:
    """A matter has changed: withdraw what was told of it, holds no more and nobody has read yet, and tell of it as it is.

    Gives how many lines are new. The caller commits.
    """
    with everything(session):
        holds = _HOLDS[matter](session, number, day)
        over = (_about(matter, number), Notice.read_at.is_(None), Notice.key.not_in([one.key for one in holds]))
        session.execute(delete(Notice).where(*over).execution_options(synchronize_session=False))
        return _tell(session, [one for one in holds if one.fresh], day)


def _about(matter: Matter, number: int) -> ColumnElement[bool]:
    """The notices that the change of a matter may make untrue; those of an obstacle's letters are among them."""
    if matter == "obstacle":
        letters = select(literal("/letters/") + cast(Letter.id, String)).where(Letter.obstacle_id == number)
        of_letters = and_(Notice.kind == "letter", Notice.address.in_(letters))
        return or_(and_(Notice.kind == "raise", Notice.address == f"/obstacles/{number}"), of_letters)
    return and_(Notice.kind == matter, Notice.address == f"/{matter}s/{number}")


def _tell(session: Session, told: Iterable[Occasion], day: date) -> int:
    found = list(told)
    if not found:
        return 0
    lock_journal(session)  # one at a time, so that two who tell the same do not meet at the constraint
    known = _known(session, {occasion.key for occasion in found})
    rows = [row for row in _rows(readers(session), found, day) if (row["user_id"], row["key"]) not in known]
    for start in range(0, len(rows), _CHUNK):
        session.execute(insert(Notice), rows[start : start + _CHUNK])
    return len(rows)


def _rows(users: Iterable[Reader], found: Iterable[Occasion], day: date) -> Iterator[dict[str, Any]]:
    people, now = list(users), datetime.now(UTC)
    for occasion in found:
        for reader in people:
            way = reader.way(occasion)
            if way.page or way.mail:
                yield {
                    "user_id": reader.id, "kind": occasion.kind, "key": occasion.key, "about_id": occasion.governorate_id,
                    "address": occasion.address, "facts": json.dumps(occasion.facts, ensure_ascii=False), "on_day": day,
                    "page": way.page, "mail": way.mail, "made_at": now,
                }


def _known(session: Session, keys: set[str]) -> set[tuple[int, str]]:
    known: set[tuple[int, str]] = set()
    wanted = sorted(keys)
    for start in range(0, len(wanted), _CHUNK):
        query = select(Notice.user_id, Notice.key).where(Notice.key.in_(wanted[start : start + _CHUNK]))
        known |= {(row.user_id, row.key) for row in session.execute(query)}
    return known


def readers(session: Session) -> list[Reader]:
    """Everybody with an open account and a role, in three statements."""
    places: dict[int, set[int]] = defaultdict(set)
    for row in session.execute(select(OfficerGovernorate.user_id, OfficerGovernorate.governorate_id)):
        places[row.user_id].add(row.governorate_id)
    choices: dict[int, dict[str, Way]] = defaultdict(dict)
    for choice in session.scalars(select(NoticeChoice)):
        choices[choice.user_id][choice.kind] = Way(choice.page, choice.mail)
    users = session.scalars(select(User).where(User.active).options(joinedload(User.roles)).order_by(User.id)).unique()
    return [
        Reader(user.id, roles, None if _national(roles) else frozenset(places[user.id]), choices[user.id])
        for user in users if (roles := frozenset(role.name for role in user.roles if role.name in ROLES))
    ]


def _national(roles: Iterable[str]) -> bool:
    return any(ROLES[role].national for role in roles)
