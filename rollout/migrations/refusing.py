"""Rows that the database closes by itself: a trigger for each table and event that refuses under a condition, on both databases."""

from collections.abc import Iterable

from alembic import op

Refusal = tuple[str, str, str, str]
"""Table, event (insert, update, delete), the condition over `old` and `new`, and what the database says."""


def refuse_when(refusals: Iterable[Refusal]) -> None:
    """Refuse each event on its table while its condition holds."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, event, condition, says in refusals:
        name = f"{table}_{event}_closed"
        if sqlite:
            op.execute(f"create trigger {name} before {event} on {table} when {condition} begin select raise(abort, '{says}'); end")
        else:
            gives = "old" if event == "delete" else "new"
            refuse = f"raise exception '{says}' using errcode = 'integrity_constraint_violation'"
            work = f"begin if {condition} then {refuse}; end if; return {gives}; end"
            op.execute(f"create function {name}() returns trigger language plpgsql as $$ {work} $$")
            op.execute(f"create trigger {name} before {event} on {table} for each row execute function {name}()")


def forbid_replacing(table: str, condition: str, says: str) -> None:
    """Refuse SQLite's "insert or replace", which removes a row without waking the guards of update and delete."""
    if op.get_bind().dialect.name == "sqlite":
        again = f"when exists (select 1 from {table} where id = new.id and {condition})"  # noqa: S608 — the names are our own
        op.execute(f"create trigger {table}_no_replace before insert on {table} {again} begin select raise(abort, '{says}'); end")


def forget(functions: Iterable[str]) -> None:
    """Drop functions of PostgreSQL whose triggers went with their tables."""
    if op.get_bind().dialect.name != "sqlite":
        for name in functions:
            op.execute(f"drop function if exists {name}()")


def functions_of(refusals: Iterable[Refusal]) -> list[str]:
    return [f"{table}_{event}_closed" for table, event, _when, _says in refusals]
