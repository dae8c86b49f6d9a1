"""The settings of one installation: one typed table, read once at the start.

Each comes from an environment variable ``ROLLOUT_<NAME>``; a secret may also lie in a file named by ``ROLLOUT_<NAME>_FILE``. A
wrong or unknown one stops the program with one sentence that says which and why.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from rollout.clock import stand_at
from rollout.errors import BadSetting
from rollout.text import LANGUAGES, Text, _

PREFIX = "ROLLOUT_"
ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

MINIMUM_SECRET = 32
_WEAK = ("change", "secret", "password", "default", "example", "insecure", "tashgheel", "dev-key", "0123456789", "abcdefgh")


def _text(raw: str) -> str:
    return raw.strip()


def _count(least: int, most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not (raw.isascii() and raw.isdigit() and least <= int(raw) <= most):
            raise ValueError(_("a whole number from %(least)s to %(most)s", least=least, most=most))
        return int(raw)

    return read


def _yes_or_no(raw: str) -> bool:
    known = {"yes": True, "true": True, "1": True, "on": True, "no": False, "false": False, "0": False, "off": False}
    if raw.lower() not in known:
        raise ValueError(_("yes or no"))
    return known[raw.lower()]


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw not in allowed:
            raise ValueError(_("one of: %(names)s", names=", ".join(allowed)))
        return raw

    return read


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        raise ValueError(_("a day such as 2023-11-30")) from None


def _hosts(raw: str) -> tuple[str, ...]:
    return tuple(host.strip() for host in raw.split(",") if host.strip())


def _setting(default: Any, read: Callable[[str], Any], help_: Text, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"read": read, "help": help_, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What an administrator decides about this installation. The rows below are the whole table."""

    env: str = _setting(
        "development", _one_of("development", "production"),
        _("Development is for one's own machine; production refuses whatever is unsafe."),
    )
    database_url: str = _setting(
        f"sqlite:///{VAR / 'rollout.db'}", _text, _("Address of the database, SQLite or PostgreSQL."), secret=True
    )
    secret_key: str = _setting(
        "", _text, _("Signs sessions and tokens. Required in production, 32 characters or more."), secret=True
    )
    files_url: str = _setting(f"file://{VAR / 'files'}", _text, _("Address of the store for evidence files."))
    work_folder: str = _setting(
        str(VAR / "work"), _text, _("Folder for the queue of long work, for uploads until they are confirmed and for finished files.")
    )
    host: str = _setting("127.0.0.1", _text, _("Address on which the server listens."))
    port: int = _setting(8080, _count(1, 65535), _("Port on which the server listens."))
    workers: int = _setting(2, _count(1, 64), _("Server processes."))
    threads: int = _setting(8, _count(1, 64), _("Threads in each server process."))
    request_silence: int = _setting(15, _count(1, 300), _("Seconds that a client may pause in the middle of a request."))
    request_time: int = _setting(60, _count(1, 3600), _("Seconds that a request may take to arrive; a steady upload may take longer."))
    trusted_hosts: tuple[str, ...] = _setting(
        (), _hosts, _("Host names by which people reach the site, with commas. Required in production.")
    )
    proxies: int = _setting(0, _count(0, 5), _("Number of reverse proxies in front of the server."))
    https: bool = _setting(
        None, _yes_or_no, _("Whether people reach the site by HTTPS; yes in production unless said otherwise.")
    )
    notices: bool = _setting(True, _yes_or_no, _("Let the worker make the notices of each day and send their e-mails."))
    mail_host: str = _setting(
        "", _text, _("Mail server for the e-mails of notices. Without one they are laid as files into the work folder, under mail.")
    )
    mail_port: int = _setting(587, _count(1, 65535), _("Port of the mail server."))
    mail_from: str = _setting("tashgheel@localhost", _text, _("Sender of the e-mails."))
    mail_user: str = _setting("", _text, _("Account at the mail server, where it asks for one."))
    mail_password: str = _setting("", _text, _("Password of that account."), secret=True)
    mail_starttls: bool = _setting(True, _yes_or_no, _("Whether the mail server must encrypt what is sent to it."))
    mail_site: str = _setting(
        "", _text, _("Address of the site as it stands in e-mails, such as https://rollout.example; by default of the first host name.")
    )
    language: str = _setting("ar", _one_of(*LANGUAGES), _("Language of a visitor who has not chosen one."))
    today: date | None = _setting(  # noqa: RUF009 — a field like the others; a day cannot be changed either
        None, _day, _("Day at which the clock of the pages stands still, for a demo; empty for the true one. Not in production.")
    )

    @property
    def production(self) -> bool:
        return self.env == "production"


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this environment, complete and checked. From here on the clock of this process stands or goes as they say."""
    environ = os.environ if environ is None else environ
    table = {f.name: f for f in fields(Settings)}
    _refuse_unknown(environ, table)
    values: dict[str, Any] = {}
    for name, row in table.items():
        raw = _raw(environ, name, secret=row.metadata["secret"])
        if raw is not None:
            values[name] = _read(name, raw, row.metadata["read"])
    settings = Settings(**values)
    if settings.https is None:
        settings = _with(settings, https=settings.production)
    if settings.production:
        _refuse_unsafe(settings)
    stand_at(settings.today)
    return _with(settings, secret_key=_kept_secret()) if not settings.secret_key else settings


def rows(settings: Settings) -> list[tuple[str, str, Text]]:
    """Name, value in force and meaning of each setting, to be shown; secrets stay hidden."""
    return [
        (_name(row.name), _shown(getattr(settings, row.name), secret=row.metadata["secret"]), row.metadata["help"])
        for row in fields(Settings)
    ]


def _name(key: str) -> str:
    return PREFIX + key.upper()


def _refuse_unknown(environ: Mapping[str, str], table: Mapping[str, Any]) -> None:
    known = {_name(key) for key in table} | {f"{_name(key)}_FILE" for key, row in table.items() if row.metadata["secret"]}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            raise BadSetting(_("There is no setting %(name)s.", name=name))


def _raw(environ: Mapping[str, str], key: str, *, secret: bool) -> str | None:
    name = _name(key)
    path = environ.get(f"{name}_FILE") if secret else None
    if path is None:
        return environ.get(name)
    if name in environ:
        raise BadSetting(_("Give either %(name)s or %(name)s_FILE, not both.", name=name))
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(_("The file %(path)s, named by %(name)s_FILE, cannot be read.", path=path, name=name)) from None


def _read(key: str, raw: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(raw.strip())
    except ValueError as problem:
        raise BadSetting(
            _("%(name)s is “%(value)s”; expected %(expected)s.", name=_name(key), value=raw, expected=problem.args[0])
        ) from None


def _refuse_unsafe(settings: Settings) -> None:
    if not settings.secret_key:
        raise BadSetting(_("Production needs ROLLOUT_SECRET_KEY or ROLLOUT_SECRET_KEY_FILE."))
    if not strong(settings.secret_key):
        raise BadSetting(_("ROLLOUT_SECRET_KEY is too weak; give at least %(least)s random characters.", least=MINIMUM_SECRET))
    if not settings.trusted_hosts:
        raise BadSetting(_("Production needs ROLLOUT_TRUSTED_HOSTS, the names by which people reach the site."))
    if settings.today:
        raise BadSetting(_("In production the clock does not stand still; remove ROLLOUT_TODAY."))


def strong(secret: str) -> bool:
    """Whether a secret key is long and varied enough to sign sessions with."""
    folded = secret.lower()
    return len(secret) >= MINIMUM_SECRET and len(set(secret)) >= 10 and not any(word in folded for word in _WEAK)


def _kept_secret() -> str:
    """Development's own secret, made once, so that a restart does not sign everybody out."""
    path = VAR / "secret_key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def _with(settings: Settings, **changes: Any) -> Settings:
    return Settings(**{**{f.name: getattr(settings, f.name) for f in fields(Settings)}, **changes})


def _shown(value: Any, *, secret: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)
    if value is None:
        return ""
    if not secret or not value:
        return str(value)
    scheme, separator, rest = str(value).partition("://")
    # A database address without a password is worth seeing; one with a password keeps only its ends.
    if separator and "@" not in rest:
        return str(value)
    return f"{scheme}://•••@{rest.rpartition('@')[2]}" if separator else "•••"
