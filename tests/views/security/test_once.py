"""A form that is sent twice is saved once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from models import Addressee, SentForm
from rollout.settings import ROOT
from tests.cast import ASSIUT, MINISTRY
from tests.views.visiting import House, Visitor

ADDRESSEE = {
    "code": "GOV-1", "post_ar": "محافظ أسيوط", "body_ar": "محافظة أسيوط", "honorific": "السيد اللواء", "gender": "m",
    "once": "w" * 16,
}

AGAIN_IS_NOTHING = {
    "LanguageView.choose", "ThemeView.choose", "LoginView.logout", "VerifyView.read", "BulkView.choose", "BulkView.preview",
    "BulkView.confirm", "ContractWorkView.allot", "DeliveriesView.send", "PlanWorkbookView.send", "OfficeView.logo", "SavedViewsView.keep",
    "FavouritesView.drop", "NoticesView.open", "NoticesView.seen", "EntryView.nothing_new", "notices/choices.html", "entry_dialog.html",
    "appbuilder/general/widgets/list.html",
}
"""Where forms without a word lead: what is shown, chosen, kept under its name or gone already is the same the second time."""


def number(house: House, model: Any = Addressee) -> int:
    with house.records() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def ministry(house: House) -> Visitor:
    return house.member(MINISTRY)


def test_two_identical_posts_save_one_row_and_get_one_answer(house: House, ministry: Visitor) -> None:
    before = number(house)
    first, second = (ministry.post("/addressees/add", ADDRESSEE) for _time in range(2))
    assert first.status_code == second.status_code == 303, first.text
    assert first.location == second.location
    assert number(house) == before + 1


def test_what_was_changed_before_it_was_sent_again_is_another_form(house: House, ministry: Visitor) -> None:
    ministry.post("/addressees/add", ADDRESSEE)
    before = number(house)
    assert ministry.post("/addressees/add", ADDRESSEE | {"code": "GOV-2"}).status_code == 303
    assert number(house) == before + 1


def test_each_form_has_a_word_of_its_own(ministry: Visitor) -> None:
    words = {ministry.get("/addressees/add").text.split('name="once" value="')[1][:16] for _time in range(2)}
    assert len(words) == 2


def test_a_refused_form_is_read_again(house: House, ministry: Visitor) -> None:
    wrong = ADDRESSEE | {"post_ar": ""}
    assert [ministry.post("/addressees/add", wrong).status_code for _time in range(2)] == [422, 422]
    assert number(house, SentForm) == 0


def test_the_word_of_one_user_is_none_of_another(house: House, ministry: Visitor) -> None:
    ministry.post("/addressees/add", ADDRESSEE)
    assert house.member(ASSIUT).post("/addressees/add", ADDRESSEE).status_code == 403


def test_prints_are_kept_for_a_day(house: House, ministry: Visitor) -> None:
    ministry.post("/addressees/add", ADDRESSEE)
    with house.records() as session:
        session.execute(update(SentForm).values(sent_at=datetime.now(UTC) - timedelta(days=2)))
    ministry.post("/addressees/add", ADDRESSEE | {"code": "GOV-2"})
    assert number(house, SentForm) == 1


def test_every_form_has_a_word_but_those_that_do_nothing_the_second_time() -> None:
    templates, wordless = ROOT / "views" / "templates", set()
    for path in templates.rglob("*.html"):
        for tag, form in re.findall(r'(<form\b[^>]*method="post"[^>]*>)(.*?)</form>', path.read_text(), re.DOTALL):
            if not re.search(r"once_field\(\)|hidden_tag\(\)|secret\(\)", tag + form):
                leads = re.search(r"url_for\('([^']+)'", tag)
                wordless.add(leads[1] if leads else path.relative_to(templates).as_posix())
    assert wordless == AGAIN_IS_NOTHING
