"""Who may issue for which place, and where what is issued is kept: what every page asks that offers to issue something."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from models import Officer
from reports import NATIONAL
from rollout.evidence import Store, store_for
from rollout.issued.kinds import CONFIDENTIAL
from rollout.register import governorates
from rollout.scope import ALL, scope_of
from rollout.text import Text, _, listed
from views.frame.words import in_digits
from views.security.access import may
from views.security.current import database


def offered() -> list[str]:
    """The governorates for which the user issues; first the whole country for those who work for all of it."""
    if not may("issued", "can_write"):
        return []
    scope = scope_of(database())
    own = [place.code for place in governorates(database()) if place.id in scope.capture]
    return [NATIONAL, *own] if _issues_for_all() else own


def _issues_for_all() -> bool:
    scope = scope_of(database())
    return may("issued", "can_write") and scope.capture is ALL and scope.view is ALL


def may_issue(code: str) -> bool:
    """Whether the user issues documents for this governorate, or under its code for the whole country."""
    return code in offered()


def hidden() -> tuple[str, ...]:
    """The kinds of document that the user does not see: what is written for a minister only those see who may issue it."""
    return () if _issues_for_all() else CONFIDENTIAL


def capacity(user_id: int) -> str:
    """The post in which a user acts, as it is signed on paper."""
    return database().scalar(select(Officer.capacity).where(Officer.user_id == user_id)) or ""


def unfounded_words(numbers: Sequence[str]) -> Text | None:
    """The warning of numbers that somebody wrote and the figures of the paper do not know; None where there are none."""
    if not numbers:
        return None
    return _("Numbers written in the words that the figures of the file do not have: %(numbers)s", numbers=in_digits(listed(numbers)))


def file_store() -> Store:
    """The store of this installation."""
    return store_for(current_app.config["ROLLOUT"].files_url)
