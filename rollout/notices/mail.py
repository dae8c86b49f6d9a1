"""Sending the e-mails of the day through a mail server, or laying them as files into a folder where there is none.

Whatever fails is logged and tried again the next time; nothing waits for it. One sends at a time.
"""

import fcntl
import hashlib
import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from rollout.notices import digest
from rollout.settings import Settings
from rollout.text import speaking

log = logging.getLogger(__name__)

_PATIENCE = 20


@dataclass(frozen=True)
class Sent:
    """How many e-mails went out, and how many are to be tried again."""

    sent: int = 0
    failed: int = 0


class Carrier(Protocol):
    def carry(self, message: EmailMessage) -> None:
        """Take one e-mail away; raises OSError or SMTPException where it cannot."""


class Folder:
    """Lays each e-mail as a file that mail programs open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def carry(self, message: EmailMessage) -> None:
        content = message.as_bytes()
        (self.path / f"{hashlib.sha256(content).hexdigest()[:16]}.eml").write_bytes(content)


class Server:
    """Hands e-mails to a mail server, over one connection."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self.connection = connection

    def carry(self, message: EmailMessage) -> None:
        self.connection.send_message(message)


def site_of(settings: Settings) -> str:
    """The address of the site, as it is put before those of its pages."""
    if settings.mail_site:
        return settings.mail_site.rstrip("/")
    scheme = "https" if settings.https else "http"
    return f"{scheme}://{settings.trusted_hosts[0] if settings.trusted_hosts else f'{settings.host}:{settings.port}'}"


def send(session: Session, settings: Settings) -> Sent:
    """Send what is due, each e-mail committed as sent by itself."""
    folder = Path(settings.work_folder) / "mail"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock, speaking(settings.language):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return Sent()  # another one is sending them just now
        found = digest.due(session, settings.mail_from, site_of(settings))
        session.rollback()  # no transaction stays open while a mail server takes its time
        return _send_all(session, settings, folder, found) if found else Sent()


def _send_all(session: Session, settings: Settings, folder: Path, found: list[digest.Digest]) -> Sent:
    sent = failed = 0
    try:
        with _carrier(settings, folder) as carrier:
            for one in found:
                try:
                    carrier.carry(one.message)
                except smtplib.SMTPServerDisconnected:
                    raise
                except (OSError, smtplib.SMTPException):
                    log.warning("an e-mail of notices was not taken; it is tried again next time", exc_info=True)
                    failed += 1
                    continue
                digest.mark_sent(session, one)
                session.commit()
                sent += 1
    except (OSError, smtplib.SMTPException):
        log.warning("the mail server cannot be reached; the e-mails of notices are tried again next time", exc_info=True)
    return Sent(sent, len(found) - sent if sent + failed < len(found) else failed)


@contextmanager
def _carrier(settings: Settings, folder: Path) -> Iterator[Carrier]:
    if not settings.mail_host:
        yield Folder(folder)
        return
    with smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=_PATIENCE) as connection:
        if settings.mail_starttls:
            connection.starttls(context=ssl.create_default_context())
        if settings.mail_user:
            connection.login(settings.mail_user, settings.mail_password)
        yield Server(connection)
