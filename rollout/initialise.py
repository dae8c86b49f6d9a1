"""What an installation needs before anything else works, and whether it has it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from rollout import migrations
from rollout.accounts import Account, add_account, add_roles, new_password
from rollout.database import engine_for, reading, session_for
from rollout.errors import Refused
from rollout.reference import load_reference
from rollout.text import _

FIRST_ACCOUNT = "administrator"


@dataclass(frozen=True)
class Initialised:
    """What `initialise` had to add; the password is that of a first administrator, shown once and kept nowhere."""

    roles: int
    reference_rows: int
    password: str | None


def initialise(url: str) -> Initialised:
    """Bring the schema to its newest form, add roles and reference data, and open the first account. Repeating it changes nothing."""
    migrations.upgrade(url)
    with session_for(url) as session:
        roles = add_roles(session)
        rows = load_reference(session)
        password = None
        if not session.scalar(select(func.count()).select_from(User)):
            password = new_password()
            add_account(session, Account(FIRST_ACCOUNT, "administrator"), password)
        session.commit()
    return Initialised(roles, rows, password)


@lru_cache
def newest_schema() -> str:
    """The revision that this version of the product works with."""
    head = ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
    assert head, "the product ships its migrations"
    return head


def schema_of(url: str) -> str | None:
    """The revision of a database's schema; None where there is no database or nothing of ours in it. Creates nothing."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not (parsed.database and Path(parsed.database).is_file()):
        return None
    with reading(), engine_for(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def require_schema(url: str) -> None:
    """Refuse to work with a database that is missing, empty or of another version, with the command that helps."""
    found = schema_of(url)
    if found is None:
        raise Refused(_("The database is not set up yet. Run: rollout init"))
    if found != newest_schema():
        raise Refused(
            _("The database has schema %(found)s, this version needs %(needed)s. Run: rollout init", found=found, needed=newest_schema())
        )
