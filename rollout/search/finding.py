"""The kinds of thing that are found: each one statement over one table, which the scope of the session confines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from models import (
    Addressee,
    Contract,
    ContractLine,
    Decision,
    Governorate,
    IssuedDocument,
    Letter,
    Markaz,
    Meeting,
    Member,
    Obstacle,
    Paper,
    Site,
    Supplier,
)
from models.papers import folded_number
from rollout.arabic import fold, sort_key, spelled_codes
from rollout.issued.numbers import read_reference
from rollout.search.asking import Asked, Question, folded, holds, rank, sounds
from rollout.supply.kinds import KINDS
from rollout.text import Text, _

_FEW = 3
"""Letters of a number from which on its beginning is enough."""

Statement = Select[*tuple[Any, ...]] | None


@dataclass(frozen=True)
class Finder:
    """A kind of thing: what its group is called, the page and action that whoever looks for it must be allowed, and how it is found."""

    key: str
    label: Text
    icon: str
    page: str
    action: str
    statement: Callable[[Question, Asked], Statement]


@dataclass(frozen=True)
class Found:
    """Some of what was found of a kind, the likeliest first, and how many there are in all."""

    rows: Sequence[Any]
    number: int


def find(session: Session, finder: Finder, question: Question, *, most: int, start: int = 0) -> Found:
    """One statement, whatever is found."""
    statement = finder.statement(question, question.about(finder.key))
    if statement is None:
        return Found((), 0)
    ids = statement.order_by(None).with_only_columns(statement.selected_columns[0]).subquery()
    number = select(func.count()).select_from(ids).scalar_subquery()
    rows = session.execute(statement.add_columns(number.label("number_of_all")).limit(most).offset(start)).all()
    return Found(rows, rows[0].number_of_all if rows else 0)


def _text(asked: Asked, question: Question, *columns: Any) -> tuple[ColumnElement[bool], ColumnElement[int]] | None:
    if not asked.words:
        return None
    column = folded(*columns)
    return holds(column, asked.words), rank(column, question.text, asked.words)


def _spelled(column: Any, words: Sequence[str], *within: Any) -> ColumnElement[bool]:
    """That a column holds the words; only where none does, that it is spelled nearly so."""
    held = holds(column, words)
    none = ~select(column).where(held, *within).correlate(None).exists()
    return held | (sounds(column, words) & none)


def _sites(question: Question, asked: Asked) -> Statement:
    """The exact code first, then codes and names that begin so, then those that hold the words anywhere."""
    if not asked.words:
        return None
    present = Site.withdrawn_at.is_(None)
    order = case(
        (Site.code.in_({*spelled_codes(question.typed), question.typed}), 0),
        (Site.folded.startswith(question.text, autoescape=True) | Site.sort_key.startswith(sort_key(question.typed), autoescape=True), 1),
        else_=rank(Site.folded, question.text, asked.words) + 1,
    )
    return (
        select(Site.id, Site.code, Site.name_ar, Site.name_en, Site.kind, Site.governorate_id, Markaz.name_ar.label("markaz"))
        .outerjoin(Markaz, Markaz.id == Site.markaz_id)
        .where(present, _spelled(Site.folded, asked.words, present)).order_by(order, Site.sort_key, Site.id)
    )


def _marakez(question: Question, asked: Asked) -> Statement:
    if not asked.words:
        return None
    return (
        select(Markaz.id, Markaz.name_ar, Markaz.name_en, Markaz.governorate_id).where(_spelled(Markaz.folded, asked.words))
        .order_by(rank(Markaz.folded, question.text, asked.words), Markaz.sort_key, Markaz.id)
    )


def _contracts(question: Question, asked: Asked) -> Statement:
    query = select(Contract.id, Contract.code, Contract.number, Contract.name_ar, Contract.name_en)
    if asked.of_all:
        return query.order_by(Contract.signed_on.desc(), Contract.id)
    found = _text(asked, question, Contract.code, Contract.number, Contract.name_ar, Contract.name_en)
    return query.where(found[0]).order_by(found[1], Contract.id) if found else None


def _items(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, ContractLine.code, ContractLine.name_ar, ContractLine.name_en)
    if found is None:
        return None
    line = ContractLine
    query = select(line.id, line.code, line.name_ar, line.name_en, Contract.code.label("contract")).where(found[0])
    return query.join(Contract, Contract.id == line.contract_id).order_by(found[1], line.contract_id, line.position, line.id)


def _suppliers(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, Supplier.code, Supplier.name_ar, Supplier.name_en)
    query = select(Supplier.id, Supplier.code, Supplier.name_ar, Supplier.name_en)
    return query.where(found[0]).order_by(found[1], Supplier.name_ar, Supplier.id) if found else None


def _papers(question: Question, asked: Asked) -> Statement:
    """By the running number with or without its year, and a word of its kind or its governorate; or by the supplier's own number."""
    if not asked.figures:
        return None
    ways: list[Any] = []
    kinds = [kind.key for kind in KINDS.values() if _kind_words(asked, question, str(kind.label))]
    if asked.where != () or kinds:
        running = replace(asked, where=asked.where or None).numbered(Paper.number, Paper.year, within=Paper.governorate_id)
        if running is not None:
            ways.append(running & Paper.kind.in_(kinds) if kinds else running)
    own = folded_number(question.typed)
    ways.append(Paper.own_folded == own)
    if len(own) >= _FEW:
        ways.append(Paper.own_folded.startswith(own, autoescape=True))
    return (
        select(Paper.id, Paper.kind, Paper.day, Paper.year, Paper.number, Paper.own_number, Paper.closed_at, Paper.governorate_id)
        .where(Paper.state != "dropped", or_(*ways))
        .order_by(case((Paper.own_folded == own, 0), (Paper.number == asked.figures[0], 1), else_=2), Paper.day.desc(), Paper.id.desc())
    )


def _kind_words(asked: Asked, question: Question, label: str) -> bool:
    """Whether the words beside the figures, where they name no governorate, name this kind of paper."""
    words = [word for word in asked.words if not word.isdigit()]
    return bool(words) and not asked.where and all(word in fold(label) for word in words)


def _meetings(question: Question, asked: Asked) -> Statement:
    found = asked.numbered(Meeting.number, Meeting.year, within=Meeting.governorate_id)
    if found is None:
        return None
    query = select(Meeting.id, Meeting.number, Meeting.year, Meeting.held_on, Meeting.state, Meeting.governorate_id)
    return query.where(Meeting.state != "cancelled", found).order_by(Meeting.held_on.desc(), Meeting.id.desc())


def _decisions(question: Question, asked: Asked) -> Statement:
    """By words of the decision; by its number, its meeting's and the year, where a decision is asked for or more than one is given."""
    query = select(
        Decision.id, Decision.number, Decision.words, Decision.governorate_id, Meeting.number.label("meeting"), Meeting.year,
    ).join(Meeting, Meeting.id == Decision.meeting_id)
    latest = (Meeting.held_on.desc(), Decision.meeting_id.desc(), Decision.number)
    found, ways = _text(asked, question, Decision.words), []
    numbered = asked.numbered(Decision.number, Meeting.number, Meeting.year, within=Decision.governorate_id)
    if numbered is not None and (asked.named or len(asked.figures) > 1):
        ways.append(numbered)
    if found:
        ways.append(found[0])
    return query.where(or_(*ways)).order_by(*([found[1]] if found else []), *latest) if ways else None


def _obstacles(question: Question, asked: Asked) -> Statement:
    found, ways = _text(asked, question, Obstacle.title), []
    numbered = asked.numbered(Obstacle.number, within=Obstacle.governorate_id)
    if numbered is not None:
        ways.append(numbered)
    if found:
        ways.append(found[0])
    query = select(Obstacle.id, Obstacle.number, Obstacle.title, Obstacle.category, Obstacle.governorate_id)
    return query.where(or_(*ways)).order_by(*([found[1]] if found else []), Obstacle.id.desc()) if ways else None


def _letters(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, Letter.subject)
    if found is None and not asked.of_all:
        return None
    query = (
        select(Letter.id, Letter.subject, Letter.state, Letter.governorate_id, IssuedDocument.reference)
        .outerjoin(IssuedDocument, IssuedDocument.id == Letter.document_id).where(Letter.state != "dropped")
    )
    if found is None:
        return query.order_by(Letter.id.desc())
    return query.where(found[0] | _referred(question)).order_by(found[1], Letter.id.desc())


def _issued(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, IssuedDocument.title)
    if found is None:
        return None
    row = IssuedDocument
    exact = case((row.reference == read_reference(question.typed), 0), else_=1)
    query = select(row.id, row.reference, row.title, row.kind, row.as_of, row.governorate_id).where(row.kind.not_in(question.without))
    return query.where(found[0] | _referred(question)).order_by(exact, found[1], row.issued_at.desc(), row.id.desc())


def _referred(question: Question) -> ColumnElement[bool]:
    """That a document bears this number, or one that holds so much of it."""
    typed = "-".join(read_reference(question.typed).split())
    column = IssuedDocument.reference
    return column.contains(typed, autoescape=True) if len(typed) >= _FEW else column == typed


def _members(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, Member.name, Member.capacity, Member.body)
    if found is None:
        return None
    query = select(Member.id, Member.name, Member.capacity, Member.body, Member.until, Member.governorate_id, Governorate.code)
    query = query.join(Governorate, Governorate.id == Member.governorate_id)
    return query.where(found[0]).order_by(Member.until.is_not(None), found[1], Member.name, Member.id)


def _addressees(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, Addressee.post_ar, Addressee.name_ar, Addressee.body_ar)
    query = select(Addressee.id, Addressee.post_ar, Addressee.name_ar, Addressee.body_ar)
    return query.where(found[0]).order_by(found[1], Addressee.post_ar, Addressee.id) if found else None


def _users(question: Question, asked: Asked) -> Statement:
    found = _text(asked, question, User.first_name, User.last_name, User.username, User.email)
    query = select(User.id, User.username, User.first_name, User.last_name, User.active)
    return query.where(found[0]).order_by(found[1], User.username) if found else None


FINDERS: Mapping[str, Finder] = {
    finder.key: finder
    for finder in (
        Finder("sites", _("Sites"), "building-community", "sites", "can_list", _sites),
        Finder("marakez", _("Marakez"), "map-pin", "sites", "can_list", _marakez),
        Finder("obstacles", _("Obstacles"), "alert-triangle", "obstacles", "can_read", _obstacles),
        Finder("decisions", _("Decisions"), "check", "meetings", "can_read", _decisions),
        Finder("meetings", _("Meetings"), "users", "meetings", "can_read", _meetings),
        Finder("letters", _("Letters about obstacles"), "mail", "obstacles", "can_read", _letters),
        Finder("issued", _("Issued documents"), "lock", "issued", "can_read", _issued),
        Finder("papers", _("Contract documents"), "receipt", "papers", "can_read", _papers),
        Finder("contracts", _("Contracts"), "license", "contract", "can_read", _contracts),
        Finder("items", _("Items of the contract"), "list-check", "contract", "can_read", _items),
        Finder("suppliers", _("Suppliers"), "truck", "contract", "can_read", _suppliers),
        Finder("members", _("Members of committees"), "users-group", "meetings", "can_read", _members),
        Finder("addressees", _("Addressees"), "mail", "addressees", "can_list", _addressees),
        Finder("users", _("Users"), "users", "users", "can_list", _users),
    )
}
"""In the order in which groups are shown."""
