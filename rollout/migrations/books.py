"""The books that the database keeps by itself: balances, entitlements, closed papers, prices. One trigger a rule, on both databases."""

from alembic import op

from rollout.migrations.refusing import Refusal, forbid_replacing, forget, functions_of, refuse_when

_CARRIED = """
    update account set balance = balance - new.quantity where id = new.from_id;
    update account set balance = balance + new.quantity where id = new.to_id;
    insert into entitlement (line_id, site_id, governorate_id, accepted, certified)
        select new.line_id, gains.site_id, gains.governorate_id, new.quantity, 0
        from account gains join account gives on gives.id = new.from_id
        where gains.id = new.to_id and gains.site_id is not null and gains.accepted and not gives.accepted
        on conflict (line_id, site_id) do update set accepted = entitlement.accepted + excluded.accepted;
    update entitlement set accepted = accepted - new.quantity
        where line_id = new.line_id and site_id in (
            select gives.site_id from account gives join account gains on gains.id = new.to_id
            where gives.id = new.from_id and gives.accepted and not gains.accepted
        );
"""
_CERTIFIED = """
    update entitlement set certified = certified + new.quantity where line_id = new.line_id and site_id = new.site_id;
"""
_PRICED = "new.unit_price <> old.unit_price or new.unit <> old.unit or new.contract_id <> old.contract_id or new.lot_id <> old.lot_id"
_FIXED = "price and unit of a line never change"
_OPEN = "exists (select 1 from paper where id = {row}.paper_id and state <> 'draft')"
_REFUSED: tuple[Refusal, ...] = (
    # table, event, condition, what the database says
    ("paper", "update", "old.state <> 'draft'", "a closed paper is read-only"),
    ("paper", "delete", "old.state <> 'draft'", "a closed paper is read-only"),
    *(
        (table, event, _OPEN.format(row="old" if event == "delete" else "new"), "a closed paper is read-only")
        for table in ("paper_line", "signatory")
        for event in ("insert", "update", "delete")
    ),
    ("contract_line", "update", _PRICED, _FIXED),
)


def keep_books() -> None:
    """Carry every movement into its two balances and what was accepted; every certificate into what was certified."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"create trigger movement_books after insert on movement begin {_CARRIED} end")
        op.execute(f"create trigger certificate_item_books after insert on certificate_item begin {_CERTIFIED} end")
    else:
        for name, work in (("movement", _CARRIED), ("certificate_item", _CERTIFIED)):
            op.execute(f"create function {name}_books() returns trigger language plpgsql as $$ begin {work} return null; end $$")
            op.execute(f"create trigger {name}_books after insert on {name} for each row execute function {name}_books()")


def close_papers() -> None:
    """Refuse every change of a closed paper, its lines and its signatories, and of a line's price."""
    forbid_replacing("paper", "state <> 'draft'", "a closed paper is read-only")
    forbid_replacing("contract_line", "true", _FIXED)
    refuse_when(_REFUSED)


def drop_books() -> None:
    """Forget the functions of PostgreSQL that keep the books; the triggers went with their tables."""
    forget(("movement_books", "certificate_item_books"))


def drop_papers() -> None:
    """Forget the functions of PostgreSQL that guard papers and prices."""
    forget(functions_of(_REFUSED))
