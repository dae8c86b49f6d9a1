"""Slows down whoever guesses passwords, account by account, on the form and over the API alike.

By account and not by address: a whole governorate may sit behind one address, and a guesser behind many. Each attempt is counted
before the password is looked at, so that a hundred at once count as a hundred. A browser that the account knows is counted by itself
(`views.security.devices`), for else any stranger could keep the account closed.

Whoever asks whether a paper was issued has no account: wrong codes are counted by address, mildly, and only once they were wrong.
"""

import unicodedata
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import LoginFailure

FREE_ATTEMPTS = 4
FIRST_DELAY = 5
LONGEST_DELAY = 900
FREE_CODES, LONGEST_FOR_CODES = 30, 60


class TooManyAttempts(Exception):
    """The account is closed to new attempts for this many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def account_key(name: str) -> str:
    """One key for all spellings of an account's name."""
    return unicodedata.normalize("NFKC", name).casefold().strip()[:64]


def delay_after(failures: int) -> int:
    """Seconds of waiting after so many failures in a row: none for the first four, then doubling."""
    over = failures - FREE_ATTEMPTS
    return 0 if over <= 0 else min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(over - 1, 20))


def address_key(address: str | None) -> str:
    """The key of an address; no account has it, for the keys of accounts have no capital letters."""
    return f"ADDRESS {address or ''}"[:64]


def wait(session: Session, key: str, now: datetime | None = None) -> None:
    """Raise TooManyAttempts while the key is closed."""
    now = now or datetime.now(UTC)
    until = session.scalar(select(LoginFailure.blocked_until).where(LoginFailure.account == key))
    if until is not None and until > now:
        raise TooManyAttempts(int((until - now).total_seconds()) + 1)


def count_wrong_code(session: Session, key: str, now: datetime | None = None) -> None:
    """Count one more wrong code of an address; after thirty within a day it waits, never longer than a minute. Flushes."""
    now = now or datetime.now(UTC)
    row = _row(session, key)
    if row is None:
        session.add(LoginFailure(account=key, failures=1, last_at=now))
        session.flush()
        return
    row.failures = 1 if now - row.last_at > timedelta(days=1) else row.failures + 1
    row.last_at = now
    over = row.failures - FREE_CODES
    row.blocked_until = now + timedelta(seconds=min(LONGEST_FOR_CODES, 2 ** min(over, 10))) if over > 0 else None
    session.flush()


def count_attempt(session: Session, account: str, now: datetime | None = None) -> None:
    """Count one more attempt, or raise TooManyAttempts. Commits, so that the count stands whatever comes of the attempt."""
    now = now or datetime.now(UTC)
    row = _row(session, account)
    if row is None:
        session.add(LoginFailure(account=account, failures=1, last_at=now))
        try:
            session.commit()
        except IntegrityError:
            session.rollback()
            count_attempt(session, account, now)
        return
    if row.blocked_until and row.blocked_until > now:
        seconds = int((row.blocked_until - now).total_seconds()) + 1
        session.rollback()
        raise TooManyAttempts(seconds)
    if now - row.last_at > timedelta(days=1):
        row.failures = 0
    row.failures += 1
    row.last_at = now
    delay = delay_after(row.failures)
    row.blocked_until = now + timedelta(seconds=delay) if delay else None
    session.commit()


def forgive(session: Session, account: str) -> None:
    """The right password came: the count starts again. Flushes; the caller commits."""
    row = _row(session, account)
    if row is not None:
        session.delete(row)


def _row(session: Session, account: str) -> LoginFailure | None:
    return session.scalars(select(LoginFailure).where(LoginFailure.account == account).with_for_update()).one_or_none()
