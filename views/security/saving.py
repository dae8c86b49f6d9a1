"""Saving what was typed: all of it or nothing, once, and refusals in words."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from rollout.errors import Blame, Conflict, Refused, RolloutError
from rollout.text import Text, _
from views.security.once import answer_if_saved, note_saved

log = logging.getLogger(__name__)


class NotSaved(Exception):
    """The record was not saved and nothing of it is left in the session; `message` is for the user."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    @property
    def about(self) -> str:
        """The part of what was told that the refusal speaks of, where a rule named one."""
        return self.__cause__.about if isinstance(self.__cause__, Refused) else ""

    @property
    def faults(self) -> Sequence[Blame]:
        """Everything for which it was refused, for the fields of the form."""
        return self.__cause__.faults if isinstance(self.__cause__, Refused) else (self,)


@contextmanager
def saving(session: Session) -> Iterator[None]:
    """Commit at the end of the block. Whatever goes wrong, roll back at once, so that no later commit saves a refused edit.

    Raises Conflict for a record that changed meanwhile and NotSaved for everything else, never with the words of the database.
    """
    try:
        yield
        note_saved(session)
        session.commit()
    except StaleDataError:
        session.rollback()
        answer_if_saved()
        raise Conflict from None
    except Conflict:
        session.rollback()
        answer_if_saved()
        raise
    except RolloutError as refusal:
        session.rollback()
        answer_if_saved()
        raise NotSaved(refusal.message) from refusal
    except IntegrityError:
        session.rollback()
        raise NotSaved(_("Not saved: a value is already in use, or other records depend on it.")) from None
    except SQLAlchemyError:
        session.rollback()
        reference = secrets.token_hex(4)
        log.exception("not saved, reference %s", reference)
        raise NotSaved(_("Not saved because of a fault; tell the administrator the number %(number)s.", number=reference)) from None
    except Exception:
        session.rollback()
        raise
