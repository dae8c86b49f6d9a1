"""Every way to a row of another governorate, tried from inside a scope of one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, union, update
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from models import (
    Account,
    Governorate,
    IssuedDocument,
    IssuedFile,
    LocalUnit,
    Markaz,
    Movement,
    Paper,
    PaperLine,
    ProgressEntry,
    Scoped,
    Signatory,
    Signature,
    Site,
)
from rollout.database import session_for
from rollout.errors import OutOfScope
from rollout.scope import NOTHING, Scope, ScopeMissing, everything, limited, open_scope
from tests.factories import a_markaz, a_site, entry_values, write_entries
from tests.supplies import ordered


@pytest.fixture
def assiut(session: Session) -> Iterator[dict[str, Any]]:
    """A session confined to Assiut, with one site each in Assiut and Qena, and what hangs on them."""
    ids: dict[str, Any] = {}
    for name, code in (("mine", "EG-AST"), ("theirs", "EG-KN")):
        markaz = a_markaz(session, code)
        unit = LocalUnit(governorate_id=markaz.governorate_id, markaz_id=markaz.id, name_ar="قرية")
        session.add(unit)
        session.flush()
        site = a_site(session, governorate=code, code=f"S-{name}", markaz_id=markaz.id, local_unit_id=unit.id)
        write_entries(session, [entry_values(site)])
        ids |= {name: site.id, f"{name}_governorate": site.governorate_id, f"{name}_markaz": markaz.id}
    session.commit()
    own = frozenset({ids["mine_governorate"]})
    with limited(session, Scope(view=own, capture=own)):
        yield ids | {"session": session}


OTHER = aliased(Site)

READS: dict[str, Callable[[Session, int], Any]] = {
    "entity": lambda s, pk: s.scalars(select(Site).where(Site.id == pk)).all(),
    "column": lambda s, pk: s.execute(select(Site.code).where(Site.id == pk)).all(),
    "get": lambda s, pk: [row for row in [s.get(Site, pk)] if row],
    "legacy query": lambda s, pk: s.query(Site).filter_by(id=pk).all(),
    "query count": lambda s, pk: list(range(s.query(Site).filter_by(id=pk).count())),
    "count": lambda s, pk: list(range(s.scalar(select(func.count()).select_from(Site).where(Site.id == pk)) or 0)),
    "subquery": lambda s, pk: s.execute(select(select(Site.id).where(Site.id == pk).subquery())).all(),
    "cte": lambda s, pk: s.execute(select(select(Site.id).where(Site.id == pk).cte())).all(),
    "union": lambda s, pk: s.execute(union(select(Site.id).where(Site.id == pk), select(Site.id).where(Site.id == pk))).all(),
    "exists": lambda s, pk: [1] if s.scalar(select(select(Site.id).where(Site.id == pk).exists())) else [],
    "join": lambda s, pk: s.execute(select(ProgressEntry.id).join(Site).where(Site.id == pk)).all(),
    "child": lambda s, pk: s.scalars(select(ProgressEntry).where(ProgressEntry.site_id == pk)).all(),
    "eager join": lambda s, pk: s.scalars(select(Site).options(joinedload(Site.governorate)).where(Site.id == pk)).all(),
    "eager select": lambda s, pk: s.scalars(select(Site).options(selectinload(Site.governorate)).where(Site.id == pk)).all(),
    "alias": lambda s, pk: s.scalars(select(OTHER).where(OTHER.id == pk)).all(),
    "joined alias": lambda s, pk: s.execute(select(OTHER.id).select_from(Site).join(OTHER, OTHER.id == pk)).all(),
    "place": lambda s, pk: s.scalars(select(Markaz).join(Site, Site.markaz_id == Markaz.id).where(Site.id == pk)).all(),
    "governorate": lambda s, pk: s.scalars(select(Governorate).join(Site).where(Site.id == pk)).all(),
}


@pytest.mark.parametrize("way", READS)
def test_no_way_of_reading_reaches_a_foreign_row(assiut: dict[str, Any], way: str) -> None:
    session: Session = assiut["session"]
    assert READS[way](session, assiut["mine"]), "the way works for the own row"
    assert not READS[way](session, assiut["theirs"])


def test_bulk_update_and_delete_touch_own_rows_only(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    session.execute(update(Site).values(notes="x"))
    session.execute(delete(LocalUnit).where(LocalUnit.id == -1))
    with everything(session):
        assert {site.code: site.notes for site in session.scalars(select(Site))} == {"S-mine": "x", "S-theirs": ""}


def test_rows_are_not_moved_or_planted_in_bulk(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    with pytest.raises(OutOfScope):
        session.execute(update(Site).values(governorate_id=assiut["theirs_governorate"]))
    with pytest.raises(OutOfScope):
        session.execute(insert(Site).values(code="x"))


def test_a_new_row_of_a_foreign_governorate_is_refused(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    session.add(Site(code="N", kind="complex", name_ar="ن", governorate_id=assiut["theirs_governorate"]))
    with pytest.raises(OutOfScope):
        session.flush()


def test_a_row_is_not_moved_to_a_foreign_governorate(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    session.get_one(Site, assiut["mine"]).governorate_id = assiut["theirs_governorate"]
    with pytest.raises(OutOfScope):
        session.flush()


def test_a_foreign_row_held_from_before_is_neither_changed_nor_deleted(session: Session) -> None:
    mine, theirs = a_site(session, governorate="EG-AST"), a_site(session, governorate="EG-KN")
    session.info["scope"] = Scope(view=frozenset({mine.governorate_id}), capture=frozenset({mine.governorate_id}))
    theirs.notes = "x"
    with pytest.raises(OutOfScope):
        session.flush()
    session.expunge(theirs)
    session.add(theirs)
    session.delete(theirs)
    with pytest.raises(OutOfScope):
        session.flush()


def test_the_database_refuses_a_child_under_a_foreign_parent(session: Session) -> None:
    mine, theirs = a_markaz(session, "EG-AST"), a_markaz(session, "EG-KN")
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        a_site(session, governorate="EG-AST", markaz_id=theirs.id)
    assert mine.id != theirs.id


def test_who_views_only_changes_nothing(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    with limited(session, Scope(view=frozenset({assiut["mine_governorate"]}), capture=frozenset())):
        session.get_one(Site, assiut["mine"]).notes = "x"
        with pytest.raises(OutOfScope):
            session.flush()


def test_a_governorate_itself_is_never_changed_in_scope(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    session.get_one(Governorate, assiut["mine_governorate"]).name_ar = "س"
    with pytest.raises(OutOfScope):
        session.flush()


def test_no_governorates_mean_no_rows(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    with limited(session, NOTHING):
        assert session.scalars(select(Site)).all() == []
        assert session.scalars(select(Governorate)).all() == []


@pytest.mark.parametrize("model", Scoped.__subclasses__())
def test_without_a_scope_every_scoped_table_is_closed(database_url: str, model: type[Any]) -> None:
    with session_for(database_url) as session:
        with pytest.raises(ScopeMissing):
            session.execute(select(model)).all()
        with pytest.raises(ScopeMissing):
            session.execute(delete(model))


def test_a_statement_given_as_text_cannot_be_confined(assiut: dict[str, Any]) -> None:
    session: Session = assiut["session"]
    with pytest.raises(ScopeMissing):
        session.scalars(select(Site).from_statement(text("select * from site"))).all()


def test_what_was_read_under_a_wider_scope_is_forgotten(session: Session) -> None:
    theirs = a_site(session, governorate="EG-KN")
    pk = theirs.id
    open_scope(session, Scope(view=frozenset({-1}), capture=frozenset()))
    assert session.get(Site, pk) is None


# Rows of the contract as a whole belong to no governorate: only a national post sees and writes them, but for the empty pools.
THE_NATIONS_OWN = {Account, IssuedDocument, IssuedFile, Movement, Paper, PaperLine, Signatory, Signature}


def test_a_row_of_no_governorate_is_the_nations(session: Session) -> None:
    world = ordered(session)
    here = Scope(frozenset({world.sites[0].governorate_id}), frozenset({world.sites[0].governorate_id}))
    with limited(session, here):
        kinds = set(session.scalars(select(Paper.kind)))
        assert kinds == {"order"}
        assert set(session.scalars(select(Movement.governorate_id))) == {world.sites[0].governorate_id}
        assert None in set(session.scalars(select(Account.governorate_id)))
        pool = session.scalars(select(Account).where(Account.governorate_id.is_(None))).first()
        assert pool is not None
        pool.state = "stock"
        with pytest.raises(OutOfScope):
            session.flush()
    session.rollback()


def test_every_scoped_table_knows_its_governorate_by_a_foreign_key() -> None:
    for model in Scoped.__subclasses__():
        if model is Governorate:
            continue
        column = model.__table__.c.governorate_id
        assert column.nullable == (model in THE_NATIONS_OWN)
        assert column.foreign_keys
