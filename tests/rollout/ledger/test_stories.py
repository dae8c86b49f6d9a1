"""The movements and papers of a line and of a site, with what was taken back, and what was varied."""

from datetime import date

from sqlalchemy.orm import Session

from rollout.ledger.drafting import Row
from rollout.ledger.stories import movements, papers_naming
from rollout.ledger.varying import varied
from rollout.scope import Scope, everything, limited
from rollout.supply.states import Held
from rollout.supply.variations import Varied
from rollout.text import speaking
from tests.supplies import TODAY, Supplies, ordered, received, verdict


def corrected(session: Session) -> Supplies:
    """Ten of each line received; all of the first line accepted, three of them by mistake."""
    world = ordered(session)
    receipt = received(world, 10, 10)
    minutes = world.follow("inspection", receipt, verdict(10), verdict(8, 2), day=date(2023, 7, 5))
    wrong = world.lines_of(minutes)[0]
    world.post("counter", Row(wrong.line_id, wrong.site_id, 3, about_id=wrong.id, drawn="accepted"), day=date(2023, 7, 20),
               store_id=receipt.store_id)
    return world


def test_a_movement_tells_where_from_and_where_to_and_what_was_taken_back(session: Session) -> None:
    world = corrected(session)
    with everything(session):
        told, number = movements(session, TODAY, line_id=world.lines[0].id)
        before, _number = movements(session, date(2023, 7, 19), line_id=world.lines[0].id)
        early = movements(session, TODAY, world.posted[-2].closed_at, line_id=world.lines[0].id)[0]
    assert number == len(told) == 7
    counter, first = told[0], told[1]
    assert (counter.source, counter.target, counter.quantity, counter.corrects_id) == (Held.ACCEPTED, Held.CUSTODY, 3, first.id)
    assert (first.kind.key if first.kind else "", first.quantity, first.taken_back) == ("inspection", 10, 3)
    assert [one.id for one in before] == [one.id for one in told[1:]]
    assert early[0].taken_back == 0, "what took it back was not known yet"


def test_movements_come_in_pages(session: Session) -> None:
    world = corrected(session)
    with everything(session):
        every, number = movements(session, TODAY, contract_id=world.contract.id)
        page, same = movements(session, TODAY, contract_id=world.contract.id, start=2, most=3)
    assert (number, [one.id for one in page]) == (same, [one.id for one in every[2:5]])


def test_of_a_site_its_own_movements_alone(session: Session) -> None:
    world = corrected(session)
    with everything(session):
        told, _number = movements(session, TODAY, site_id=world.sites[0].id)
        none = movements(session, TODAY, site_id=world.sites[1].id)
    assert none == ([], 0)
    assert {one.site for one in told} == {world.sites[0].code}
    assert "signing" not in {one.kind.key for one in told if one.kind}


def test_an_officer_sees_the_own_movements_and_not_the_papers_of_the_contract(session: Session) -> None:
    world = corrected(session)
    with limited(session, Scope(frozenset({world.sites[0].governorate_id}), frozenset())):
        told, _number = movements(session, TODAY, line_id=world.lines[0].id)
        papers, _count = papers_naming(session, TODAY, line_id=world.lines[0].id)
    assert [one.kind.key if one.kind else None for one in told] == ["counter", "inspection", "receipt", "delivery", "order", None]
    assert "allotment" not in {paper.kind.key for paper in papers}
    with limited(session, Scope(frozenset({world.sites[2].governorate_id}), frozenset())):
        assert movements(session, TODAY, line_id=world.lines[0].id)[0] == []


def test_the_papers_that_name_a_line_say_what_they_say_of_it(session: Session) -> None:
    world = corrected(session)
    with everything(session):
        papers, number = papers_naming(session, TODAY, line_id=world.lines[1].id)
        here, _same = papers_naming(session, TODAY, site_id=world.sites[0].id, most=1)
    assert [paper.kind.key for paper in papers] == ["inspection", "receipt", "delivery", "order", "allotment", "signing"]
    assert number == len(papers)
    assert (papers[0].quantity, papers[0].accepted, papers[0].rejected) == (10, 8, 2)
    assert [paper.kind.key for paper in here] == ["counter"]


def test_what_was_signed_and_varied(session: Session) -> None:
    world = ordered(session)
    line = world.lines[0].id
    world.post("increase", Row(line, None, 12), day=date(2023, 7, 1))
    world.post("decrease", Row(line, None, 5, drawn="contracted"), day=date(2023, 7, 2))
    with everything(session):
        assert varied(session, world.contract.id, TODAY)[line] == Varied(100, 12, 5)
        assert varied(session, world.contract.id, date(2023, 7, 1))[line] == Varied(100, 12, 0)
        assert varied(session, world.contract.id, TODAY, world.posted[-2].closed_at)[line] == Varied(100, 12, 0)


def test_names_are_english_where_there_is_one(session: Session) -> None:
    world = corrected(session)
    world.lines[0].name_en, world.stores[0].name_en = "Desk", ""
    session.flush()
    with everything(session), speaking("en"):
        told = movements(session, TODAY, line_id=world.lines[0].id)[0]
    assert {one.line_name for one in told} == {"Desk"}
    assert "مخزن أسيوط" in {one.store for one in told}
    with everything(session), speaking("ar"):
        assert movements(session, TODAY, line_id=world.lines[0].id)[0][0].line_name == "صنف 1"
