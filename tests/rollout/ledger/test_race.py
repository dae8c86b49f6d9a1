"""Fifty clients at once: whoever comes too late is refused, and together they never take more than there is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Contract, Entitlement, Paper
from rollout.database import session_for
from rollout.errors import Refused
from rollout.ledger.drafting import Draft, Row, Signer, post
from rollout.ledger.figures import holdings
from rollout.ledger.money.certificates import Entered, Wanted, issue
from rollout.scope import everything
from rollout.supply.kinds import KINDS
from rollout.supply.states import Held
from tests.supplies import NAMES, TODAY, Supplies, ordered, received, verdict

CLIENTS = 50
FEW = 10


def at_once(url: str, work: Callable[[Session, int], object], clients: int = CLIENTS) -> int:
    """Let every client do its work in a session of its own, begun together; gives how many were not refused."""
    start = Barrier(clients)

    def client(number: int) -> bool:
        start.wait()
        with session_for(url) as session, everything(session):
            try:
                work(session, number)
                session.commit()
            except (Refused, IntegrityError):
                return False
            return True

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


def drafted(world: Supplies, kind: str, row: Row, about: Paper, **values: object) -> Draft:
    signers = [Signer(part, NAMES.get(part, f"عضو {part}")) for part in KINDS[kind].signs]
    return Draft(kind, about.day, [row], governorate_id=about.governorate_id, store_id=about.store_id, about_id=about.id, signers=signers,
                 **values)  # type: ignore[arg-type]


def posting(contract_id: int, entered: Draft) -> Callable[[Session, int], object]:
    return lambda session, _number: post(session, session.get_one(Contract, contract_id), entered, today=TODAY, by=None)


def test_fifty_who_accept_from_one_custody_take_no_more_than_it_holds(database_url: str) -> None:
    with session_for(database_url) as session:
        world = ordered(session, 40)
        receipt = received(world, 40)
        line = world.lines_of(receipt)[0]
        place = line.line_id, line.site_id
        entered = drafted(world, "inspection", Row(*place, 3, 3, 0, about_id=line.id), receipt)
        contract = world.contract.id
        session.commit()
    assert at_once(database_url, posting(contract, entered)) == 13
    with session_for(database_url) as session, everything(session):
        held = holdings(session, TODAY, line_ids=[place[0]], states=[Held.CUSTODY, Held.ACCEPTED])
        assert sorted(held.values()) == [1, 39]
        numbers = list(session.scalars(select(Paper.number).where(Paper.kind == "inspection").order_by(Paper.number)))
        assert numbers == list(range(1, 14))


def test_two_receipts_of_one_custody_are_told_apart(database_url: str) -> None:
    """Each receipt gives what it brought, whoever comes first; none takes of the other's units in the same store."""
    with session_for(database_url) as session:
        world = ordered(session, 10)
        receipts = [received(world, 3), received(world, 7)]
        entered = []
        for receipt in receipts:
            line = world.lines_of(receipt)[0]
            entered.append(drafted(world, "inspection", Row(line.line_id, line.site_id, 1, 1, 0, about_id=line.id), receipt))
        contract = world.contract.id
        session.commit()
    accept = [posting(contract, one) for one in entered]
    assert at_once(database_url, lambda session, number: accept[number % 2](session, number), 2 * FEW) == FEW


def test_a_rejection_is_replaced_once(database_url: str) -> None:
    with session_for(database_url) as session:
        world = ordered(session)
        minutes = world.follow("inspection", received(world, 10), verdict(8, 2))
        letter = Row(world.lines[0].id, world.sites[0].id, 2, about_id=world.lines_of(minutes)[0].id)
        rejection = world.post("rejection", letter, about_id=minutes.id, store_id=minutes.store_id)
        line = world.lines_of(rejection)[0]
        contract, supplier = world.contract.id, world.supplier.id
        notes = [
            drafted(world, "replacement", Row(line.line_id, line.site_id, 2, drawn="rejected", about_id=line.id), rejection,
                    supplier_id=supplier, own_number=f"R-{number}") for number in range(2)
        ]
        session.commit()
    replace = [posting(contract, one) for one in notes]
    assert at_once(database_url, lambda session, number: replace[number % 2](session, number), FEW) == 1
    with session_for(database_url) as session, everything(session):
        assert sum(holdings(session, TODAY, states=[Held.REJECTED]).values()) == 0


def test_units_are_certified_once(database_url: str) -> None:
    with session_for(database_url) as session:
        world = ordered(session)
        minutes = world.follow("inspection", received(world, 10), verdict(10))
        world.follow("addition", minutes, 10)
        contract, entered = world.contract.id, Entered(
            world.supplier.id, TODAY, [Wanted(world.lines[0].id, world.sites[0].id, 4)],
        )
        session.commit()

    def certify(session: Session, _number: int) -> None:
        issue(session, session.get_one(Contract, contract), entered, today=TODAY, by=None)

    assert at_once(database_url, certify, FEW) == 2
    with session_for(database_url) as session, everything(session):
        kept = session.scalars(select(Entitlement)).one()
        assert (kept.accepted, kept.certified) == (10, 8)
