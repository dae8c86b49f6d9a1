"""Finding sites in any Arabic spelling, and reference data that loads once however often it is loaded."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Governorate, Markaz, Programme, Site
from rollout.parameters import PARAMETERS
from rollout.reference import load_reference
from rollout.register import Search, count, marakez, matching, site_by_code
from rollout.tabular import shipped
from tests.factories import a_markaz, a_site


def found(session: Session, text: str) -> list[str]:
    return [site.name_ar for site in session.scalars(matching(Search(text=text)))]


@pytest.mark.parametrize(
    "text",
    ["أبو مناع", "ابو مناع", "إبو منّاع", "أبـــو مناع", "  مناع   ابو ", "AST-٠٠٧", "ast-007", "ast-۰۰۷", "\u200fأبو\u200e مناع"],
)
def test_a_site_is_found_in_any_spelling(session: Session, text: str) -> None:
    a_site(session, code="AST-007", name_ar="مجمع خدمات أبو منَّاع")
    a_site(session, code="KN-001", name_ar="مجمع خدمات القارة")
    assert found(session, text) == ["مجمع خدمات أبو منَّاع"]


@pytest.mark.parametrize(("stored", "text"), [("فاو قبلى", "قبلي"), ("الدهسة", "الدهسه"), ("مسئول", "مسؤول"), ("مركز ١٢", "12")])
def test_letters_that_people_interchange_are_one(session: Session, stored: str, text: str) -> None:
    a_site(session, name_ar=stored)
    assert found(session, text) == [stored]


def test_an_alias_finds_the_site_and_stored_text_is_not_folded(session: Session) -> None:
    site = a_site(session, name_ar="مجمع خدمات إسنا", aliases="الكيمان\nأصفون")
    assert found(session, "اصفون") == ["مجمع خدمات إسنا"]
    session.expire(site)
    assert (site.name_ar, site.aliases) == ("مجمع خدمات إسنا", "الكيمان\nأصفون")


def test_signs_of_the_database_are_only_signs(session: Session) -> None:
    a_site(session, name_ar="مجمع")
    assert found(session, "ممج_") == []
    assert count(session, Search(text="%_\\")) == 1, "signs alone ask for nothing in particular"


def test_sites_come_in_the_order_of_the_alphabet(session: Session) -> None:
    names = ["أبنوب", "إسنا", "البداري", "بني عدي", "تل", "ثعلب", "مجمع ٢", "مجمع ١٠", "منفلوط", "هو", "يوسف"]
    for name in reversed(names):
        a_site(session, name_ar=name)
    assert found(session, "") == names


def test_a_new_name_is_found_after_an_edit(session: Session) -> None:
    site = a_site(session, name_ar="قديم")
    site.name_ar = "جديد"
    session.flush()
    assert found(session, "جديد") == ["جديد"]
    assert found(session, "قديم") == []


def test_a_site_is_known_from_its_code(session: Session) -> None:
    site = a_site(session, code="KN-026")
    assert site_by_code(session, "KN-026") is site
    assert site_by_code(session, "KN-027") is None


def test_marakez_of_one_governorate(session: Session) -> None:
    mine = a_markaz(session, "EG-AST", "منفلوط")
    a_markaz(session, "EG-KN", "قوص")
    assert marakez(session, "EG-AST") == [mine]


PUBLISHED = 124
"""Figures of the programme's public texts."""


def test_reference_data_loads_once(session: Session) -> None:
    assert load_reference(session) == 27 + 52 + 5 + len(PARAMETERS) + PUBLISHED
    assert load_reference(session) == 0
    counts = [session.scalar(select(func.count()).select_from(model)) for model in (Governorate, Markaz, Programme)]
    assert counts == [27, 52, 5]
    assert sum(g.in_phase1 for g in session.scalars(select(Governorate))) == 20


def test_what_the_ministry_edited_survives_a_reload(session: Session) -> None:
    load_reference(session)
    programme = session.scalars(select(Programme)).first()
    assert programme is not None
    programme.name_ar = "اسم معدل"
    session.flush()
    load_reference(session)
    session.expire(programme)
    assert programme.name_ar == "اسم معدل"


def test_every_phase_one_markaz_lies_in_a_phase_one_governorate() -> None:
    in_phase1 = {row["iso_code"] for row in shipped("governorates.csv") if row["in_phase1"] == "yes"}
    assert {row["iso_code"] for row in shipped("phase1_marakez.csv")} == in_phase1


def test_withdrawn_sites_are_not_found(session: Session) -> None:
    site = a_site(session, name_ar="مجمع")
    site.withdrawn_at = site.recorded_at
    session.flush()
    assert session.scalars(select(Site)).all() == [site]
    assert found(session, "مجمع") == []
