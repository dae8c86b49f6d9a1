"""The accounts of the demo programme, one for each role, and where their generated passwords are kept for the next start."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from rollout.accounts import Account, add_account, add_roles, new_password
from rollout.passwords import matches
from rollout.settings import VAR

NATIONAL = ("ministry", "procurement")
"""Roles whose officer of the demo is known by the name of the role itself."""
_LABEL = "(حساب تجريبي)"

ACCOUNTS = tuple(
    Account(name, role, reports_for, sees, f"{capacity} - بيانات تجريبية", person, _LABEL)
    for name, role, reports_for, sees, capacity, person in (
        ("ministry", "ministry", (), (), "مدير الوحدة المركزية", "نادية منصور"),
        ("assiut", "committee", ("EG-AST",), (), "مقرر لجنة أسيوط", "هاني عبد الرحيم"),
        ("qena", "committee", ("EG-KN",), (), "مقرر لجنة قنا", "سعاد الطيب"),
        ("stores", "procurement", (), (), "مدير المخازن", "عادل شفيق"),
        ("inspector", "inspector", (), ("EG-AST", "EG-KN", "EG-SHG"), "مفتش", "مريم جرجس"),
        ("reader", "reader", (), ("EG-AST",), "مركز معلومات أسيوط", "طارق الأنصاري"),
        ("admin", "administrator", (), (), "مدير النظام", "ليلى حسان"),
    )
)


def open_accounts(session: Session) -> tuple[dict[str, str], dict[str, int]]:
    """Open the demo accounts; gives their passwords by name, and who reports for each governorate, procures, and works at the ministry."""
    add_roles(session)
    passwords, officers = {}, {}
    for account in ACCOUNTS:
        passwords[account.name] = new_password()
        user = add_account(session, account, passwords[account.name])
        officers.update(dict.fromkeys((*account.governorates, *([account.role] if account.role in NATIONAL else [])), user.id))
    return passwords, officers


def kept_in(database_url: str) -> Path:
    """The file with the demo passwords: beside an SQLite database, else in the folder for what an installation keeps."""
    url = make_url(database_url)
    folder = Path(url.database).parent if url.get_backend_name() == "sqlite" and url.database else VAR
    return folder / "demo_accounts"


def keep(database_url: str, passwords: Mapping[str, str]) -> None:
    """Write the demo passwords where only this user can read them."""
    path = kept_in(database_url)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(dict(passwords), file, indent=1)
    new.replace(path)


def still_valid(session: Session, database_url: str) -> list[tuple[Account, str]]:
    """The demo accounts that can be signed in to with the password that was kept; one that was changed since is left out."""
    try:
        kept = json.loads(kept_in(database_url).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    stored: dict[str, str] = dict(session.execute(select(User.username, User.password).where(User.active)).all())
    return [(a, kept[a.name]) for a in ACCOUNTS if a.name in kept and a.name in stored and matches(stored[a.name], kept[a.name])]
