"""Whoever entered what came neither accepts it, nor signs for that, nor takes the verdict back; nobody is two people of a committee."""

from datetime import date

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session

from models import Paper
from rollout.errors import Refused
from rollout.ledger.checking import QUESTIONS
from rollout.ledger.drafting import Row, Signer
from rollout.ledger.refusing import RefusedPaper
from rollout.scope import everything
from rollout.supply.kinds import KINDS
from rollout.supply.moves import broken_signatories
from tests.supplies import NAMES, Supplies, ordered, received, verdict


def account(session: Session, name: str, first: str) -> int:
    user = User(username=name, first_name=first, last_name="", email=f"{name}@example.org", password="", active=True)
    session.add(user)
    session.flush()
    return user.id


@pytest.fixture
def keeper(session: Session) -> int:
    """The account of whoever enters receipts, with a title before the name."""
    return account(session, "keeper", "م/ أحمد عبد السلام")


@pytest.fixture
def other(session: Session) -> int:
    return account(session, "other", "ليلى حسن")


@pytest.fixture
def world(session: Session) -> Supplies:
    return ordered(session, 10, prices=(150_000,))


def signers(**names: str) -> list[Signer]:
    return [Signer(part, name) for part, name in (NAMES | names).items()]


def said(world: Supplies, *rows: Row, about: Paper, by: int, kind: str = "inspection", **values: object) -> list[str]:
    """The parts of which the refusal of a paper speaks; nothing where it is closed."""
    world.by = by
    try:
        world.follow(kind, about, *rows, **values)
    except RefusedPaper as refused:
        return [fault.about for fault in refused.faults]
    return []


def test_what_was_kept_of_a_surplus_is_not_accepted_by_whoever_counted_it(world: Supplies, keeper: int, other: int) -> None:
    note = world.post("delivery", Row(world.lines[0].id, world.sites[0].id, 6, drawn="ordered"))
    world.by = keeper
    receipt = world.follow("receipt", note, Row(0, None, 6, surplus=2))
    world.by = other
    kept = world.follow("surplus_kept", receipt, 2)
    assert said(world, verdict(2), about=kept, by=keeper) == ["about"]
    assert said(world, verdict(2), about=kept, by=account(world.session, "third", "سمير")) == []


def test_what_was_transferred_is_not_accepted_by_whoever_had_received_it(world: Supplies, keeper: int, other: int) -> None:
    world.by = keeper
    received(world, 5, store=False)
    world.by = other
    row = Row(world.lines[0].id, world.sites[0].id, 3, drawn="custody", to_site_id=world.sites[1].id)
    moved = world.post("transfer", row)
    [line] = world.lines_of(moved)
    minutes = Row(line.line_id, world.sites[1].id, 3, 3, 0, about_id=line.id)
    world.by = keeper
    with pytest.raises(RefusedPaper) as refused:
        world.post("inspection", minutes, about_id=moved.id)
    assert [fault.about for fault in refused.value.faults] == ["about"]
    world.by = other
    world.post("inspection", minutes, about_id=moved.id)


@pytest.mark.parametrize("part", ["chair", "technical"])
def test_whoever_entered_the_receipt_signs_for_no_acceptance(world: Supplies, keeper: int, other: int, part: str) -> None:
    world.by = keeper
    receipt = received(world, 5)
    by_name = signers(**{part: "الأستاذ/ أحمد عبدالسلام"})
    by_account = [Signer(each.part, each.name, "", keeper if each.part == part else None) for each in signers()]
    assert said(world, verdict(5), about=receipt, by=other, signers=by_name) == [part]
    assert said(world, verdict(5), about=receipt, by=other, signers=by_account) == [part]
    assert said(world, verdict(5), about=receipt, by=other, signers=signers(user="أحمد عبدالسلام")) == []


def test_whoever_entered_the_receipt_takes_back_no_verdict(world: Supplies, keeper: int, other: int) -> None:
    world.by = keeper
    receipt = received(world, 5)
    world.by = other
    minutes = world.follow("inspection", receipt, verdict(5))
    back = Row(0, None, 2, drawn="accepted")
    assert said(world, back, about=minutes, by=keeper, kind="counter") == ["about"]
    assert said(world, back, about=minutes, by=other, kind="counter") == []


def test_the_check_asks_the_same(world: Supplies, keeper: int, other: int) -> None:
    world.by = keeper
    receipt = received(world, 5)
    world.by = other
    minutes = world.follow("inspection", receipt, verdict(5))
    world.follow("counter", minutes, Row(0, None, 2, drawn="accepted"))
    ask = next(ask for what, ask in QUESTIONS if what.source == "segregation of duties")
    with everything(world.session):
        assert ask(world.session)[1] == []
        chair = world.session.get_one(User, keeper)
        chair.first_name = "د. محمود عبدالله"
        world.session.flush()
        assert len(ask(world.session)[1]) == 1


def test_no_paper_is_older_than_the_contract(world: Supplies) -> None:
    with pytest.raises(RefusedPaper) as refused:
        world.post("allotment", Row(world.lines[0].id, world.sites[0].id, 1), day=date(2023, 5, 31))
    assert "day" in [fault.about for fault in refused.value.faults]
    with pytest.raises(Refused, match="١٩٩٠"):
        world.post("allotment", Row(world.lines[0].id, world.sites[0].id, 1), day=date(1, 1, 1))


@pytest.mark.parametrize("same", [
    "م/ محمود عبد الله", "أ.د. محمود عبدالله", "السيد المهندس / محمود عبدالله", "محمود\u3164 عبد الله", "محمود\u2800عبد\uffa0الله",
    "\u115fمحمود عبدالله",
])
def test_titles_and_blanks_make_nobody_somebody_else(same: str) -> None:
    people = [Signer("chair", "محمود عبد الله"), Signer("technical", same), Signer("storekeeper", "حسن علي")]
    assert [broken.about for broken in broken_signatories(KINDS["inspection"], people)] == ["technical"]


def test_a_title_alone_is_a_name() -> None:
    people = [Signer("chair", "السيد"), Signer("technical", "م. حسين"), Signer("storekeeper", "حسن علي")]
    assert list(broken_signatories(KINDS["inspection"], people)) == []
