"""The sites of a page of the list are kept until something changes in their governorate, and say what a fresh reading says."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import Affirmation, Evidence, Site
from rollout import position as position_module
from rollout.database import reading
from rollout.details.saving import save_many
from rollout.journal import affirm, last_moment, next_moment, record
from rollout.known import stand
from rollout.plan import Offer, give
from rollout.position import position, positions_of
from rollout.register import withdraw
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import State
from rollout.undoing import last_said, undo_together
from tests.cast import ASSIUT, Member, account
from tests.factories import a_governorate, a_markaz, a_site
from tests.rollout.details.making import did
from tests.rollout.keeping import must_tell_each_change
from tests.views.counting import statements

DAY, EARLIER, PATIENCE = date(2023, 12, 1), date(2023, 10, 15), 30


@pytest.fixture
def sites(session: Session, cast: dict[str, Member]) -> list[Site]:
    return [a_site(session, governorate=place) for place in ("EG-AST", "EG-AST", "EG-KN")]


def told(session: Session, sites: list[Site], day: date = DAY) -> list[Any]:
    """Everything that is known of the sites."""
    return sorted(positions_of(session, day, [site.id for site in sites], PATIENCE).items())


def test_a_page_shows_after_every_change_what_a_fresh_reading_says(session: Session, sites: list[Site]) -> None:
    by, markaz = account(session, ASSIUT).id, a_markaz(session, name="مركز للاختبار")
    first, second, foreign = sites
    step = did("utilities", "water", "request", EARLIER, body="شركة المياه")

    def proven() -> None:
        entry = next(row.entry_id for row in position(session, DAY, site_ids=[first.id]).rows if row.entry_id)
        session.add(Evidence(
            entry_id=entry, governorate_id=first.governorate_id, sha256="0" * 64, original_name="محضر.pdf",
            media_type="application/pdf", size=1, recorded_at=next_moment(session),
        ))

    changes = [
        lambda: record(session, first, News("linking", State.IN_PROGRESS, effective_on=EARLIER), today=DAY),
        proven,
        lambda: affirm(session, [second], news_on=DAY, by=by),
        lambda: undo_together(session, session.get_one(Affirmation, last_said(session, [second], by)), today=DAY, by=by),
        lambda: record(session, foreign, News("handover", State.DONE, effective_on=DAY), today=DAY),
        lambda: save_many(session, [(first, "utilities", step)], today=DAY, by=None),
        lambda: give(session, [(second, Offer("service", date(2024, 1, 31), DAY, "correction"))], today=DAY),
        lambda: setattr(foreign, "name_ar", "مجمع خدمات نجع حمادي"),
        lambda: setattr(first, "markaz_id", markaz.id),
        lambda: setattr(markaz, "name_ar", "مركز آخر للاختبار"),
        lambda: withdraw(session, second),
    ]
    must_tell_each_change(session, changes, lambda: [told(session, sites, day) for day in (DAY, EARLIER)])


def test_only_the_sites_of_a_governorate_in_which_something_was_told_are_read_again(session: Session, sites: list[Site]) -> None:
    def read() -> list[set[str]]:
        """The codes of the sites that each statement which folds the journal was asked for, as a page asked for all of them twice."""
        found: list[set[str]] = []
        session.commit()
        with reading():
            for _again in range(2):
                folded.clear()
                told(session, sites)
                found.append(set().union(*folded))
            session.rollback()
        return found

    folded: list[set[str]] = []
    everyone = {site.code for site in sites}
    by_id = {site.id: site.code for site in sites}
    with folding(folded, by_id):
        assert read() == [everyone, set()]
        affirm(session, [sites[2]], news_on=DAY)
        assert read() == [{sites[2].code}, set()]
        affirm(session, [sites[0]], news_on=DAY)
        assert read() == [{sites[0].code, sites[1].code}, set()]


@contextmanager
def folding(folded: list[set[str]], by_id: dict[int, str]) -> Iterator[None]:
    """Note which sites are read inside the block."""
    whole = position_module._read

    def noted(session: Session, *asked: Any) -> Any:
        sites = whole(session, *asked)
        folded.append({by_id[site.id] for site in sites})
        return sites

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(position_module, "_read", noted)
        yield


def test_a_page_that_is_opened_again_asks_one_statement(session: Session, sites: list[Site]) -> None:
    session.commit()
    ids = [site.id for site in sites]
    with reading():
        positions_of(session, DAY, ids, PATIENCE)
        session.rollback()
        with statements() as sent:
            positions_of(session, DAY, ids, PATIENCE)
        session.rollback()
    assert len(sent) == 1
    assert "WITH current" not in sent[0]


def test_what_the_ministry_asked_for_is_not_told_to_an_officer_of_another_governorate(session: Session, sites: list[Site]) -> None:
    session.commit()
    ids = [site.id for site in sites]
    with reading():
        assert set(positions_of(session, DAY, ids, PATIENCE)) == set(ids)
        session.rollback()
        with limited(session, Scope(frozenset({a_governorate(session, "EG-KN").id}), frozenset())):
            for _again in range(2):
                assert set(positions_of(session, DAY, ids, PATIENCE)) == {ids[2]}
        session.rollback()


def test_an_officer_knows_the_newest_moment_of_the_whole_country(session: Session, sites: list[Site]) -> None:
    affirm(session, [sites[0]], news_on=DAY)
    session.commit()
    with reading():
        newest = last_moment(session)
        with limited(session, Scope(frozenset({a_governorate(session, "EG-KN").id}), frozenset())):
            now = stand(session)
        session.rollback()
    assert now is not None
    assert newest is not None
    assert (now.known_at, list(now.editions)) == (newest, ["EG-KN"])


def test_whoever_may_write_reads_afresh(session: Session, sites: list[Site]) -> None:
    session.commit()
    with reading():
        told(session, sites)
        session.rollback()
    record(session, sites[0], News("handover", State.DONE, effective_on=DAY), today=DAY)
    with statements() as sent:
        [(_id, first), *_others] = told(session, sites)
    assert first.stages["handover"].state is State.DONE
    assert any("WITH current" in one for one in sent)
