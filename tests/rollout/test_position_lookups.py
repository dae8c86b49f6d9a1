"""However the sites are narrowed, SQLite finds what was told of each by an index: what a position costs grows as its sites, not faster."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from rollout.database import session_for
from rollout.position import position
from rollout.scope import Scope, everything, limited
from rollout.stages import Kind
from tests.factories import a_site, entry_values, write_entries

DAY = date(2023, 9, 1)


@pytest.fixture
def told(sqlite_url: str) -> str:
    with session_for(sqlite_url) as session, everything(session):
        sites = [a_site(session, governorate=place) for place in ("EG-AST", "EG-KN")]
        write_entries(session, [entry_values(site, effective_on=DAY) for site in sites])
        session.commit()
    return sqlite_url


@pytest.mark.parametrize(("asked", "scope"), [
    ({}, None), ({"kind": Kind.COMPLEX}, None), ({"governorate": "EG-AST"}, None), ({"governorate": "EG-AST", "kind": Kind.COMPLEX}, None),
    ({}, (1, 2, 3, 4, 5)), ({"site_ids": range(1, 1000)}, None),
], ids=str)
def test_no_join_goes_through_all_that_was_told_for_each_site(told: str, asked: dict[str, Any], scope: tuple[int, ...] | None) -> None:
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, values: Any, *more: Any) -> None:
        sent.append((statement, values))

    with session_for(told) as session:
        with limited(session, Scope(frozenset(scope), frozenset())) if scope else everything(session):
            event.listen(Engine, "before_cursor_execute", note)
            try:
                position(session, DAY, **asked)
            finally:
                event.remove(Engine, "before_cursor_execute", note)
        [(statement, values)] = [one for one in sent if "WITH current" in one[0]]
        plan = [row[3] for row in session.connection().exec_driver_sql(f"explain query plan {statement}", values)]
    assert len([step for step in plan if step.endswith("LEFT-JOIN")]) > 4
    assert not [step for step in plan if step.startswith("SCAN") and step.endswith("LEFT-JOIN")]


def test_more_sites_than_the_database_is_asked_for_by_name_are_the_same_sites(told: str) -> None:
    with session_for(told) as session, everything(session):
        every = position(session, DAY).sites
        assert len(every) == 2
        assert position(session, DAY, site_ids=[every[1].id, *range(10_000, 11_000)]).sites == every[1:]
