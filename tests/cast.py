"""The people of the tests: the same seven everywhere, so that a test reads "Assiut's officer" and not "user 4"."""

from dataclasses import dataclass, field
from functools import lru_cache

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.security import generate_password_hash

from models import Governorate, Officer, OfficerGovernorate
from rollout.accounts import add_roles
from rollout.reference import load_reference
from rollout.scope import everything

PASSWORD = "ferry to the west bank at 6"


@dataclass(frozen=True)
class Member:
    """One of the cast. `governorates` are those that the member views, and whether the member reports for them."""

    name: str
    role: str
    governorates: dict[str, bool] = field(default_factory=dict, hash=False)
    password: str = PASSWORD


MINISTRY = Member("ministry", "ministry")
ASSIUT = Member("assiut", "committee", {"EG-AST": True})
QENA = Member("qena", "committee", {"EG-KN": True})
STOREKEEPER = Member("storekeeper", "procurement")
INSPECTOR = Member("inspector", "inspector", {"EG-AST": False, "EG-KN": False})
READER = Member("reader", "reader", {"EG-AST": False})
ADMINISTRATOR = Member("administrator", "administrator")

CAST = {member.name: member for member in (MINISTRY, ASSIUT, QENA, STOREKEEPER, INSPECTOR, READER, ADMINISTRATOR)}


@lru_cache
def password_hash(password: str = PASSWORD) -> str:
    """Cheap on purpose, for the tests sign in hundreds of times; how strong the product's own hashes are is tested elsewhere."""
    return generate_password_hash(password, method="scrypt:1024:8:1")


def bring_in(session: Session) -> None:
    """Load the governorates and give every member an account, a role and governorates. The caller commits."""
    load_reference(session)
    add_roles(session)
    with everything(session):
        roles = {role.name: role for role in session.scalars(select(Role))}
        governorates = {row.code: row.id for row in session.scalars(select(Governorate))}
        for member in CAST.values():
            user = User(
                username=member.name, first_name=member.name.title(), last_name="", email=f"{member.name}@example.org",
                password=password_hash(member.password), active=True, roles=[roles[member.role]],
            )
            session.add(user)
            session.flush()
            session.add(Officer(user_id=user.id, capacity=member.role))
            session.add_all(
                OfficerGovernorate(user_id=user.id, governorate_id=governorates[code], capture=capture)
                for code, capture in member.governorates.items()
            )
        session.flush()


def account(session: Session, member: Member) -> User:
    """The account of one of the cast."""
    return session.scalars(select(User).where(User.username == member.name)).one()
