"""The notices of a day from the command line, as a timer of the system asks for them."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select, update

from models import Notice
from rollout.database import session_for
from rollout.scope import everything
from tests.cast import bring_in
from tests.factories import a_site, entry_values, write_entries
from tests.rollout.meetings.making import FIRST, a_meeting

Run = Callable[..., Result]


@pytest.fixture
def planned(database_url: str) -> str:
    """A meeting of Assiut's committee."""
    with session_for(database_url) as session, everything(session):
        bring_in(session)
        write_entries(session, [entry_values(a_site(session))])
        a_meeting(session, "EG-AST", FIRST, "planned")
        session.commit()
    return database_url


def told(url: str) -> int:
    with session_for(url) as session:
        return session.scalar(select(func.count(Notice.id))) or 0


def test_the_notices_of_a_day_are_made_once(run: Run, planned: str) -> None:
    day = (FIRST - timedelta(days=1)).isoformat()
    done = run("notices", "--as-of", day, url=planned)
    assert (done.exit_code, done.output) == (0, "التنبيهات الجديدة: ١\n")
    assert run("notices", "--as-of", day, url=planned).output == "التنبيهات الجديدة: ٠\n"
    assert told(planned) == 1


def test_and_their_e_mails_are_laid_into_the_folder(run: Run, planned: str, tmp_path: Path) -> None:
    where = {"ROLLOUT_WORK_FOLDER": str(tmp_path / "work")}
    done = run("notices", "--as-of", FIRST.isoformat(), "--send", url=planned, **where)
    assert done.exit_code == 0, done.output
    assert "الرسائل المرسلة: ١؛ وتُعاد محاولة إرسال: ٠" in done.output
    assert len(list((tmp_path / "work" / "mail").glob("*.eml"))) == 1
    assert "الرسائل المرسلة: ٠" in run("notices", "--as-of", FIRST.isoformat(), "--send", url=planned, **where).output


def test_today_where_no_day_is_named(run: Run, planned: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rollout.clock.today", lambda: date(2030, 1, 1))
    assert run("notices", url=planned).output == "التنبيهات الجديدة: ٠\n"
    with session_for(planned) as session:
        session.execute(update(User).values(active=False))
        session.commit()
    assert run("notices", "--as-of", FIRST.isoformat(), url=planned).output == "التنبيهات الجديدة: ٠\n", "nobody is there to be told"
