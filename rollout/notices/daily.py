"""What the worker does about notices while it waits for work: the day's once a day, e-mails in the morning, finished work at once."""

import logging
from datetime import date, datetime, timedelta

from rollout import clock
from rollout.database import reading, session_for
from rollout.notices.mail import send
from rollout.notices.making import make, tell
from rollout.notices.occasions import finished_jobs
from rollout.scope import everything
from rollout.settings import Settings

log = logging.getLogger(__name__)

MORNING = 7
"""The hour in Cairo from which on e-mails are sent."""

AGAIN_AFTER = timedelta(hours=1)
_LATELY = timedelta(hours=1)


class Daily:
    """Looked after every minute. What it remembers may be lost: nobody is told twice, whatever is done again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._made_on: date | None = None
        self._sent_on: date | None = None
        self._not_before: datetime | None = None

    def look(self, now: datetime | None = None) -> None:
        """Do what is due; a fault is logged and keeps the worker from nothing."""
        if not self.settings.notices:
            return
        here = (now or datetime.now(clock.CAIRO)).astimezone(clock.CAIRO)
        try:
            self._tell_of_work(here)
            if self._made_on != here.date():
                self._make()
                self._made_on = here.date()
            if here.hour >= MORNING and self._sent_on != here.date() and (self._not_before is None or self._not_before <= here):
                self._send(here)
        except Exception:
            log.exception("the notices of the day were not made; they are tried again in a minute")

    def _tell_of_work(self, here: datetime) -> None:
        with reading(), session_for(self.settings.database_url) as session, everything(session):
            found = list(finished_jobs(session, here - _LATELY))
        if found:
            with session_for(self.settings.database_url) as session:
                tell(session, found, clock.today())
                session.commit()

    def _make(self) -> None:
        with session_for(self.settings.database_url) as session:
            make(session, clock.today())
            session.commit()

    def _send(self, here: datetime) -> None:
        with session_for(self.settings.database_url) as session:
            failed = send(session, self.settings).failed
        self._sent_on = None if failed else here.date()
        self._not_before = here + AGAIN_AFTER if failed else None
