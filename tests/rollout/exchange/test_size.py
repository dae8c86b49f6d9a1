"""A large register costs no more statements than a small one, and is matched the same way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models import Governorate, Site
from rollout.errors import OutOfScope
from rollout.exchange import Plan, apply
from rollout.exchange.additions import add_sites
from rollout.register import withdraw
from rollout.scope import Scope, limited
from tests.rollout.exchange.sheets import TODAY, planned, row_counts, workbook

HEADINGS = ("الكود", "المحافظة", "المركز", "القرية", "اسم المجمع", "الاستلام", "المرافق")


def register(size: int, state: str = "تم") -> bytes:
    rows = [
        (f"AST-{n:04}", "أسيوط", "ديروط", f"قرية {n % 40}", f"مجمع خدمات القرية رقم {n}", state, "جارٍ") for n in range(size)
    ]
    return workbook(*rows, headings=HEADINGS, titles=("حتى ٣١ يوليو ٢٠٢٣",))


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    """The statements sent to the database inside the block; those with many rows of values count once."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        sent.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def cost(session: Session, size: int) -> tuple[int, int]:
    """How many statements planning and applying a register of this size sends; nothing of it is kept."""
    data = register(size)
    with counting(session) as planning:
        plan = planned(session, data)
    with counting(session) as applying:
        apply(session, plan, today=TODAY)
    session.rollback()
    return len(planning), len(applying)


def test_the_number_of_statements_does_not_grow_with_the_file(country: Session) -> None:
    assert cost(country, 3) == cost(country, 600)


def test_more_sites_than_one_statement_may_name(country: Session) -> None:
    data = register(1_100)
    apply(country, planned(country, data), today=TODAY)
    counts = row_counts(country)
    assert (counts["site"], counts["local_unit"], counts["progress_entry"]) == (1_100, 40, 2_200)
    assert planned(country, data).changes_nothing
    back: Plan = planned(country, register(1_100, "جارٍ"))
    assert len(back.problems) == 1_100, "nothing goes back from done without a word"


def test_a_withdrawn_site_is_not_brought_back_by_a_sheet(country: Session) -> None:
    apply(country, planned(country, register(2)), today=TODAY)
    withdraw(country, country.scalars(select(Site).where(Site.code == "AST-0001")).one())
    country.flush()
    [problem] = planned(country, register(2)).problems
    assert (problem.cell, str(problem.message)) == ("A4", "الموقع AST-0001 مستبعد من السجل.")


def test_quick_inserts_ask_the_scope_first(country: Session) -> None:
    ids = dict(country.execute(select(Governorate.code, Governorate.id)).all())
    qena = frozenset({ids["EG-KN"]})
    site = dict(code="AST-1", kind="complex", governorate_id=ids["EG-AST"], name_ar="صنبو", markaz_id=None, local_unit_id=None)
    with limited(country, Scope(qena, qena)), pytest.raises(OutOfScope):
        add_sites(country, [site])
