"""The database itself keeps the journal: whatever program speaks to it, a row that was recorded stays as it is."""

import sqlite3
from datetime import date

import psycopg
import pytest
from flask_appbuilder import Model
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from models import Attendance, Baseline, Course, Evidence, Parameter, Promise, StepEntry, TrainingSession
from rollout import journal
from rollout.database import session_for
from rollout.rules import News
from rollout.scope import everything
from rollout.stages import State
from tests.factories import a_site

TABLES = ("progress_entry", "affirmation", "evidence", "step_entry", "attendance", "promise", "baseline", "parameter")
REPLACING = ("step_entry", "attendance", "evidence", "progress_entry", "affirmation")


def with_rows(url: str) -> str:
    """The database with one row in each table that is only added to."""
    day = date(2023, 3, 1)
    with session_for(url) as session, everything(session):
        site = a_site(session)
        entry = journal.record(session, site, News("handover", State.DONE, day, 1, 1), today=day)
        journal.affirm(session, [site], news_on=day)
        session.add(Evidence(
            entry_id=entry.id, sha256="0" * 64, original_name="x.pdf", media_type="application/pdf", size=1,
            recorded_at=entry.recorded_at, governorate_id=site.governorate_id,
        ))
        a_course = Course(code="c", name_ar="دورة", category="centre_staff")
        held = TrainingSession(course=a_course, place="سقارة", starts_on=day, ends_on=day, capacity=10)
        session.add_all((a_course, held))
        session.flush()
        moment = entry.recorded_at
        session.add_all((
            StepEntry(
                site_id=site.id, governorate_id=site.governorate_id, area="linking", item="line", step="survey", happened_on=day,
                recorded_at=moment,
            ),
            Attendance(
                session_id=held.id, held_on=day, counts_to_target=True, body="supply", governorate_id=site.governorate_id, persons=1,
                seats=1, certified=1, recorded_at=moment,
            ),
            Baseline(code="plan", name_ar="خطة", approved_on=day, recorded_at=moment),
            Promise(
                site_id=site.id, governorate_id=site.governorate_id, stage="service", due_on=day, given_on=day, reason="published",
                recorded_at=moment,
            ),
            Parameter(key="deadline.linking", value=60, effective_on=day, recorded_at=moment),
        ))
        session.commit()
        for table in TABLES:
            assert session.scalar(text(f"select count(*) from {table}")) == 1
    return url


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["update {0} set id = id", "delete from {0}"])
def test_a_row_is_neither_changed_nor_removed(database_url: str, table: str, statement: str) -> None:
    engine = create_engine(make_url(with_rows(database_url)))
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement.format(table)))
    engine.dispose()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_not_replaced(sqlite_url: str, table: str) -> None:
    foreign = sqlite3.connect(with_rows(sqlite_url).removeprefix("sqlite:///"))  # any program, without the pragmas that ours sets
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        foreign.execute(f"insert or replace into {table} select * from {table}")
    foreign.close()


@pytest.mark.parametrize("table", REPLACING)
def test_a_row_is_not_replaced_through_what_it_corrects(sqlite_url: str, table: str) -> None:
    columns = [f'"{column.name}"' for column in Model.metadata.tables[table].columns]
    copied = f"insert {{0}} into {table} ({', '.join(columns)}) select {{1}} from {table} where id = {{2}}"
    correcting, again = ({'"id"': f"{number}", '"replaces_id"': "1", '"reason"': "'أوضح'", '"source"': "'undo'"} for number in (2, 3))
    with session_for(with_rows(sqlite_url)) as session:
        session.execute(text(copied.format("", ", ".join(correcting.get(name, name) for name in columns), 1)))
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(copied.format("or replace", ", ".join(again.get(name, name) for name in columns), 1)))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_not_emptied(postgres_url: str, table: str) -> None:
    where = make_url(with_rows(postgres_url)).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(where) as connection, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
        connection.execute(f"truncate {table} cascade".encode())
