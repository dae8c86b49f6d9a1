"""Accounts opened from the command line."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from models import Officer, OfficerGovernorate
from rollout import passwords
from rollout.database import session_for
from rollout.scope import everything
from tests.counting import counted

Run = Callable[..., Result]


def test_an_account_is_opened_with_its_governorates(run: Run, ready_url: str) -> None:
    done = run(
        "user", "add", "hanaa.ali", "--role", "committee", "--governorate", "EG-AST", "--view-only", "EG-KN", "--capacity", "مقرر اللجنة",
        "--password-stdin", url=ready_url, typed="cotton boats of the nile 9\n",
    )
    assert done.exit_code == 0
    with session_for(ready_url) as session, everything(session):
        user = session.scalars(select(User).where(User.username == "hanaa.ali")).one()
        assert passwords.matches(user.password, "cotton boats of the nile 9")
        assert session.scalar(select(Officer.capacity).where(Officer.user_id == user.id)) == "مقرر اللجنة"
        captures = session.scalars(
            select(OfficerGovernorate.capture).where(OfficerGovernorate.user_id == user.id).order_by(OfficerGovernorate.capture)
        )
        assert list(captures) == [False, True]
    assert "cotton" not in done.output


def test_a_made_up_password_is_shown_and_works(run: Run, ready_url: str) -> None:
    done = run("user", "add", "salwa", "--role", "ministry", url=ready_url, lang="en")
    with session_for(ready_url) as session:
        stored = session.scalar(select(User.password).where(User.username == "salwa"))
    assert passwords.matches(stored, done.output.strip().rpartition(" ")[2])


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["sa", "--role", "ministry"], "", "An account name has 3 to 64"),
        (["two words", "--role", "ministry"], "", "An account name has 3 to 64"),
        (["Administrator", "--role", "ministry"], "", "There is already an account named"),
        (["salwa", "--role", "Admin"], "", "There is no role “Admin”"),
        (["salwa", "--role", "committee"], "", "needs at least one governorate"),
        (["salwa", "--role", "ministry", "--governorate", "EG-AST"], "", "works for all governorates"),
        (["salwa", "--role", "reader", "--governorate", "EG-XX"], "", "There is no governorate with the code “EG-XX”"),
        (["salwa", "--role", "ministry", "--password-stdin"], "short\n", "at least 12 characters"),
        (["salwa", "--role", "ministry", "--password-stdin"], "", "No password came on standard input"),
    ],
)
def test_a_wrong_account_is_refused(run: Run, ready_url: str, arguments: list[str], typed: str, sentence: str) -> None:
    done = run("user", "add", *arguments, url=ready_url, lang="en", typed=typed)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert (counted(ready_url, User), counted(ready_url, Officer)) == (1, 1)
