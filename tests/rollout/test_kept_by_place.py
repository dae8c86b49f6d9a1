"""What is kept by place is read anew only of the governorates in which something changed, and says what a fresh reading says."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models import Affirmation, OfficeSetting, Programme, Site
from rollout import golive, handover, linking, offices, overdue, position
from rollout.database import reading
from rollout.details.saving import save_many
from rollout.journal import affirm, record
from rollout.known import Places, stand
from rollout.pairs import pair
from rollout.parameters import Term, add
from rollout.register import withdraw
from rollout.rules import News
from rollout.scope import Scope, limited
from rollout.stages import Kind, State
from rollout.text import speaking
from rollout.undoing import last_said, undo_together
from tests.cast import ASSIUT, Member, account
from tests.factories import a_governorate, a_markaz, a_site
from tests.rollout.details.making import did, path
from tests.rollout.keeping import must_tell_each_change
from tests.views.counting import statements

DAY = date(2023, 12, 1)
PLACES = ("EG-AST", "EG-KN", "EG-SHG")


@pytest.fixture
def sites(session: Session) -> list[Site]:
    made = [a_site(session, governorate=place) for place in PLACES]
    save_many(
        session, [(site, "handover", one) for site in made for one in path("handover", "building", date(2023, 7, 1), until="provisional")],
        today=DAY, by=None,
    )
    return made


class Asked:
    """The codes of the sites by governorate, and for which governorates somebody asked for them."""

    def __init__(self, session: Session) -> None:
        self.session, self.times = session, list[str | None]()

    def __call__(self, code: str | None) -> dict[str, list[str]]:
        self.times.append(code)
        found: dict[str, list[str]] = {}
        for site in position.position(self.session, DAY, governorate=code).sites:
            found.setdefault(site.governorate, []).append(site.code)
        return found


def asked(session: Session, kept: Places[list[str]], only: str | None = None) -> list[str | None]:
    """For which governorates anything was read when a page asked."""
    session.commit()
    with reading():
        read, now = Asked(session), stand(session)
        assert now is not None
        found = kept.of(session, (), now, read, only)
        there = position.position(session, DAY, governorate=only).sites
        assert [code for part in found.values() for code in part] == [one.code for one in there]
        session.rollback()
    return read.times


def test_only_where_something_was_told_it_is_read_again(session: Session, sites: list[Site]) -> None:
    kept = Places[list[str]](100)
    assert asked(session, kept) == [None], "nothing was kept"
    assert asked(session, kept) == []
    affirm(session, [sites[1]], news_on=DAY)
    assert asked(session, kept) == ["EG-KN"]
    save_many(session, [(sites[2], "utilities", did("utilities", "water", "request", DAY))], today=DAY, by=None)
    assert asked(session, kept, "EG-AST") == []
    assert asked(session, kept) == ["EG-SHG"]
    assert asked(session, kept, "EG-SHG") == []


def test_what_was_learnt_later_is_not_told_to_who_asks_of_before(session: Session, sites: list[Site]) -> None:
    kept = Places[list[str]](100)
    session.commit()
    with reading():
        before = stand(session)
        session.rollback()
    affirm(session, [sites[1]], news_on=DAY)
    assert asked(session, kept) == [None]
    with reading():
        read = Asked(session)
        kept.of(session, (), before, read)
        session.rollback()
    assert read.times == [None], "all were kept of a later moment"


def test_what_no_moment_dates_makes_it_read_again(session: Session, sites: list[Site]) -> None:
    kept = Places[list[str]](100)
    asked(session, kept)
    sites[0].name_ar = "مجمع خدمات الحواتكة"
    session.flush()
    assert asked(session, kept) == ["EG-AST"]
    withdraw(session, sites[0])
    a_site(session, governorate="EG-SHG")
    assert set(asked(session, kept)) >= {"EG-AST", "EG-SHG"}
    markaz = a_markaz(session, "EG-KN", "قوص")
    for change in (
        lambda: setattr(markaz, "name_ar", "نقادة"),
        lambda: session.add(Programme(code="HK", name_ar="حياة كريمة", name_en="Decent Life", partner_ar="الخزانة", partner_en="Treasury")),
        lambda: session.add(OfficeSetting(key="patience", value="60")),
        lambda: add(session, Term("warranty.months", 18, DAY, "قرار", "الوزير", "الوزير"), today=DAY, by=None),
        lambda: pair(session, sites[1], a_site(session, governorate="EG-KN", kind=Kind.FIXED_CENTRE)),
    ):
        asked(session, kept)
        change()
        session.flush()
        assert asked(session, kept) == [None]


def test_the_oldest_goes_first_and_a_country_of_changes_is_read_at_once(session: Session) -> None:
    codes = ("EG-AST", "EG-ASN", "EG-BH", "EG-KN", "EG-LX", "EG-MN", "EG-SHG")
    for code in codes:
        a_site(session, governorate=code)
    kept = Places[list[str]](2)
    assert asked(session, kept) == [None]
    assert len(asked(session, kept)) == 5, "two are kept"


def test_an_officer_sees_only_the_own_governorate_even_after_the_ministry_asked(session: Session, sites: list[Site]) -> None:
    kept = Places[list[str]](100)
    asked(session, kept)
    with limited(session, Scope(frozenset({a_governorate(session).id}), frozenset())):
        assert asked(session, kept) == [None], "what is in scope, and `asked` sees that it is no more"


def told(session: Session, governorate: str | None = None) -> list[Any]:
    """What the pages of the areas show, in plain values."""
    received = handover.handovers(session, DAY, governorate=governorate)
    return [
        [(one.id, one.states, one.last_news_on, one.days_silent) for one in position.position(session, DAY, governorate=governorate).sites],
        [(one.site.id, one.status, one.warranty_ends, [snag.key for snag in one.snags]) for one in received.every],
        [(one.site.id, one.status, one.number, one.centre.code if one.centre else "") for one in linking.links(
            session, DAY, governorate=governorate)],
        [(one.site.id, one.ready, [each.status for each in one.offices.values()]) for one in offices.complexes(
            session, DAY, governorate=governorate)],
        [(one.site.id, one.phase, one.closed) for one in golive.going_live(session, DAY, governorate=governorate)],
        *(
            [(one.site, one.area, one.item, one.step, one.owner, one.due_on, one.days_late) for one in overdue.outstanding(
                session, DAY, governorate=governorate, areas=areas)] for areas in (None, ["utilities"])
        ),
    ]


def test_pages_show_after_every_change_what_a_fresh_reading_says(
    session: Session, cast: dict[str, Member], sites: list[Site]
) -> None:
    by = account(session, ASSIUT).id
    centre = a_site(session, governorate="EG-AST", kind=Kind.FIXED_CENTRE)
    steps = [
        ("utilities", did("utilities", "water", "request", DAY, body="شركة المياه")),
        ("handover", did("handover", "snag-1", "listed", DAY, note="شرخ")),
        ("offices", did("offices", "post", "space", DAY)),
    ]
    changes = [
        *(lambda area=area, one=one: save_many(session, [(sites[0], area, one)], today=DAY, by=None) for area, one in steps),
        lambda: affirm(session, [centre], news_on=DAY, by=by),
        lambda: undo_together(session, session.get_one(Affirmation, last_said(session, [centre], by)), today=DAY, by=by),
        lambda: pair(session, sites[0], centre),
        lambda: record(session, sites[1], News("linking", State.DONE, effective_on=DAY), today=DAY),
        lambda: withdraw(session, sites[2]),
    ]
    must_tell_each_change(session, changes, lambda: [told(session, place) for place in (None, "EG-AST")])


def test_while_nothing_changes_pages_ask_only_whether_anything_did(session: Session, sites: list[Site]) -> None:
    session.commit()
    with reading():
        told(session)
        session.rollback()
        with statements() as sent:
            told(session)
    assert not [one for one in sent if "step_entry.item" in one or "WITH current" in one]
    assert len([one for one in sent if "max(progress_entry.recorded_at)" in one]) == 1


def test_what_was_kept_for_one_language_is_not_shown_in_the_other(session: Session, sites: list[Site]) -> None:
    session.commit()
    said = {}
    for code in ("ar", "en", "ar"):
        with reading(), speaking(code):
            said[code] = {one.owner for one in overdue.outstanding(session, DAY)}
            session.rollback()
    assert all(owner.isascii() for owner in said["en"])
    assert not any(owner.isascii() for owner in said["ar"])
