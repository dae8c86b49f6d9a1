"""A reply that waits for another writer: what that one recorded is seen before the first line of the reply is judged."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.details.saving import save_many
from tests.cast import ASSIUT
from tests.rollout.details.making import did
from tests.views.visiting import House
from tests.views.works.test_meter_reply import TODAY, lines, reply, told, waiting  # noqa: F401 — a fixture
from views.works import meter_reply


def test_who_had_to_wait_for_another_writer_sees_what_was_recorded(
    waiting: House, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    sent = lines(waiting, {"AST-901": {"number": "7701"}, "AST-902": {"number": "7702"}})

    def after_the_other(session: Session) -> None:
        site = session.scalars(select(Site).where(Site.code == "AST-902")).one()
        doings: Any = [(site, "utilities", did("utilities", "electricity", "blocked", date(2023, 9, 1)))]
        save_many(session, doings, today=TODAY, by=None)

    monkeypatch.setattr(meter_reply, "lock_journal", after_the_other)
    answer = reply(waiting.member(ASSIUT), sent)
    assert answer.status_code == 422
    assert "مستخدم آخر" in answer.text
    assert told(waiting) == {}
