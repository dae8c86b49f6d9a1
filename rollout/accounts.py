"""Accounts made outside the pages: the first administrator, those of the command line, and those of the demo programme."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from flask_appbuilder.security.sqla.models import Role as StoredRole
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Governorate, Officer, OfficerGovernorate
from rollout import passwords
from rollout.errors import Refused
from rollout.roles import ROLES
from rollout.scope import everything
from rollout.text import _

# Without letters and digits that look alike on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LONGEST_NAME = 64


@dataclass(frozen=True)
class Account:
    """A new account: its name, its role in the programme, and the governorates that it reports for or only views."""

    name: str
    role: str
    governorates: Collection[str] = ()
    view_only: Collection[str] = ()
    capacity: str = ""
    first_name: str = ""
    last_name: str = ""


def new_password() -> str:
    """A password for a first sign-in: four groups of four, about 79 bits, easy to read out and to type."""
    return "-".join("".join(secrets.choice(_LETTERS) for _i in range(4)) for _j in range(4))


def add_roles(session: Session) -> int:
    """Give every role of the programme its name in the database; gives how many were missing."""
    known = set(session.scalars(select(StoredRole.name)))
    missing = [StoredRole(name=key) for key in ROLES if key not in known]
    session.add_all(missing)
    session.flush()
    return len(missing)


def add_account(session: Session, account: Account, password: str) -> User:
    """Open an account; raises Refused with the first thing that is wrong with it. Flushes, the caller commits."""
    _check_name(session, account.name)
    _check_places(account)
    refused = passwords.why_refused(password, names=(account.name, account.first_name, account.last_name))
    if refused:
        raise Refused(refused)
    role = session.scalars(select(StoredRole).where(StoredRole.name == account.role)).one()
    places = _places(session, {*account.governorates, *account.view_only})
    user = User(
        username=account.name, first_name=account.first_name or account.name, last_name=account.last_name,
        email=f"{account.name}@rollout.invalid", password=passwords.hashed(password), active=True, roles=[role],
    )
    session.add(user)
    session.flush()
    session.add(Officer(user_id=user.id, capacity=account.capacity))
    captures = ROLES[account.role].captures
    for code, governorate_id in places.items():
        capture = captures and code in account.governorates
        session.add(OfficerGovernorate(user_id=user.id, governorate_id=governorate_id, capture=capture))
    session.flush()
    return user


def _check_name(session: Session, name: str) -> None:
    readable = name.isascii() and all(c.isalnum() or c in "-_." for c in name)  # so that no two accounts look alike
    if not (3 <= len(name) <= _LONGEST_NAME and readable):
        raise Refused(_("An account name has 3 to %(most)s Latin letters, digits, dots, hyphens or underscores.", most=_LONGEST_NAME))
    if session.scalar(select(User.id).where(func.lower(User.username) == name.lower())) is not None:
        raise Refused(_("There is already an account named %(name)s.", name=name))


def _check_places(account: Account) -> None:
    role = ROLES.get(account.role)
    if role is None:
        raise Refused(_("There is no role “%(role)s”. The roles are: %(roles)s.", role=account.role, roles=", ".join(ROLES)))
    named = bool(account.governorates or account.view_only)
    if role.national and named:
        raise Refused(_("The role “%(role)s” works for all governorates; name none.", role=role.label))
    if not role.national and not named:
        raise Refused(_("The role “%(role)s” needs at least one governorate.", role=role.label))


def _places(session: Session, codes: Collection[str]) -> dict[str, int]:
    with everything(session):
        rows = session.execute(select(Governorate.code, Governorate.id).where(Governorate.code.in_(codes)))
        found = {row.code: row.id for row in rows}
    for code in sorted(codes):
        if code not in found:
            raise Refused(_("There is no governorate with the code “%(code)s”.", code=code))
    return found
