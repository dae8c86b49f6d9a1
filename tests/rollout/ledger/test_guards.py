"""The database itself keeps the books: closed papers are read-only, facts are only added, and no balance falls below nothing."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from models import Invoice
from rollout.database import session_for
from rollout.scope import everything
from tests.rollout.ledger.test_checking import furnished

FACTS = ("movement", "certificate", "certificate_item", "payment", "invoice", "signature")
CLOSED = (
    "update paper set note = 'غير ذلك' where id = {inspection}", "update paper set state = 'draft', number = null, closed_at = null",
    "delete from paper where id = {inspection}", "update paper_line set quantity = 1 where paper_id = {inspection}",
    "delete from paper_line where paper_id = {rejection}", "update signatory set name = 'غيره' where paper_id = {inspection}",
    "delete from signatory where paper_id = {receipt}",
    "insert into signatory (paper_id, part, name, capacity) values ({inspection}, 'finance', 'غيره', '')",
    "insert into paper_line (paper_id, position, line_id, quantity, short, surplus, reason, drawn, facts) "
    "values ({order}, 9, 1, 1000, 0, 0, '', '', '{{}}')",
)
REFUSED = (
    ("update contract_line set unit_price = 1", "price and unit of a line never change"),
    ("update contract_line set unit = 'device'", "price and unit of a line never change"),
    ("update account set balance = -1000 where state = 'stock'", "balance"),
    ("update entitlement set certified = accepted + 1000", "payable"),
    ("update account set accepted = not accepted", "accepted"),
    ("insert into movement (line_id, paper_line_id, from_id, to_id, quantity, moved_on, recorded_at) select line_id, paper_line_id, "
     "from_id, to_id, 999000, moved_on, recorded_at from movement where from_id in (select id from account where state = 'custody')",
     "balance"),
    ("insert into movement (line_id, paper_line_id, from_id, to_id, quantity, moved_on, recorded_at) select 3 - line_id, paper_line_id, "
     "from_id, to_id, 1, moved_on, recorded_at from movement where id = 1", "foreign key"),
    ("insert into certificate_item (certificate_id, line_id, site_id, governorate_id, quantity, value) select certificate_id, 2, site_id, "
     "governorate_id, 99000, 1 from certificate_item", "payable"),
)


def with_books(url: str) -> dict[str, int]:
    """The database with a contract that went through most of its papers; gives the ids of some of them."""
    with session_for(url) as session, everything(session):
        world, ids = furnished(session)
        session.add(Invoice(
            contract_id=world.contract.id, supplier_id=world.supplier.id, number="1", dated=world.posted[0].day, amount=1,
            recorded_at=world.posted[0].recorded_at,
        ))
        session.commit()
    return ids


def test_what_happened_is_neither_changed_nor_removed(database_url: str) -> None:
    with_books(database_url)
    engine = create_engine(make_url(database_url))
    for table in FACTS:
        for statement in (f"update {table} set id = id", f"delete from {table}"):
            with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
                connection.execute(text(statement))
    engine.dispose()


def test_what_happened_is_not_replaced(sqlite_url: str) -> None:
    with_books(sqlite_url)
    foreign = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    for table in FACTS:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            foreign.execute(f"insert or replace into {table} select * from {table}")
    foreign.close()


def test_what_happened_is_not_emptied(postgres_url: str) -> None:
    with_books(postgres_url)
    where = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    for table in FACTS:
        with psycopg.connect(where) as connection, pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            connection.execute(f"truncate {table} cascade".encode())


def test_a_closed_paper_is_read_only(database_url: str) -> None:
    ids = with_books(database_url)
    engine = create_engine(make_url(database_url))
    for statement in CLOSED:
        with pytest.raises(DBAPIError, match="a closed paper is read-only"), engine.begin() as connection:
            connection.execute(text(statement.format(**ids)))
    engine.dispose()


def test_the_books_are_kept_whoever_writes(database_url: str) -> None:
    with_books(database_url)
    with session_for(database_url) as session:
        for statement, says in REFUSED:
            with pytest.raises(IntegrityError, match=f"(?i){says}"), session.begin_nested():
                session.execute(text(statement))


@pytest.mark.parametrize("table", ["paper", "contract_line"])
def test_neither_a_closed_paper_nor_a_price_is_replaced(sqlite_url: str, table: str) -> None:
    with_books(sqlite_url)
    foreign = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    with pytest.raises(sqlite3.IntegrityError, match=r"read-only|never change"):
        foreign.execute(f"insert or replace into {table} select * from {table}")
    foreign.close()
