"""Tables whose rows may only be added: the database itself refuses to change or remove one."""

from alembic import op

_GUARDS = ("update", "delete", "replace", "truncate")


def forbid_changes(table: str) -> None:
    """Refuse UPDATE, DELETE, REPLACE and TRUNCATE on this table. On PostgreSQL the function ``append_only`` of 0001 speaks."""
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"begin select raise(abort, '{table} is append-only'); end"
        op.execute(f"create trigger {table}_no_update before update on {table} {refuse}")
        op.execute(f"create trigger {table}_no_delete before delete on {table} {refuse}")
        # "insert or replace" removes a row without waking the trigger above, unless the connection asks for it.
        again = f"when exists (select 1 from {table} where id = new.id)"  # noqa: S608 — the name is one of our own tables
        op.execute(f"create trigger {table}_no_replace before insert on {table} {again} {refuse}")
    else:
        refuse = "execute function append_only()"
        op.execute(f"create trigger {table}_no_update before update on {table} for each row {refuse}")
        op.execute(f"create trigger {table}_no_delete before delete on {table} for each row {refuse}")
        op.execute(f"create trigger {table}_no_truncate before truncate on {table} for each statement {refuse}")


def permit_changes(table: str) -> None:
    """Take the guards away, for a change of the table itself; `forbid_changes` puts them back."""
    on_table = "" if op.get_bind().dialect.name == "sqlite" else f" on {table}"
    for guard in _GUARDS:
        op.execute(f"drop trigger if exists {table}_no_{guard}{on_table}")
