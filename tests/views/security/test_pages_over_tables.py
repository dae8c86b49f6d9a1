"""The holes of pages over one table, each as it was probed."""

import html
import re
from collections.abc import Callable

import pytest
from flask_appbuilder.exceptions import FABException
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from models import Governorate, Markaz
from tests.cast import ASSIUT, MINISTRY
from tests.views.conftest import FOREIGN, OWN
from tests.views.security.sample_pages import FORBIDDEN, SampleView
from tests.views.visiting import House, Visitor
from views.security.filters import FilterContains
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView, UnsafePage


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house(SampleView)


@pytest.fixture
def officer(house: House) -> Visitor:
    return house.member(ASSIUT)


def stored(house: House, key: int) -> Markaz:
    with house.records() as session:
        markaz = session.get_one(Markaz, key)
        session.expunge(markaz)
        return markaz


def version(visitor: Visitor, key: int) -> str:
    return re.search(r'name="row_version"[^>]*value="([^"]*)"', visitor.get(f"/sample/edit/{key}").text)[1]


def form(house: House, code: str = OWN, **values: str) -> dict[str, str]:
    return {"governorate": str(house.id_of(Governorate, code)), "name_ar": "مركز", "name_en": "", "source_note": "", **values}


@pytest.mark.parametrize(("method", "path"), [("get", "show"), ("get", "edit"), ("post", "edit"), ("post", "delete")])
def test_a01_a_foreign_row_is_not_there(house: House, officer: Visitor, method: str, path: str) -> None:
    assert getattr(officer, method)(f"/sample/{path}/{house.markaz(FOREIGN)}").status_code == 404
    assert stored(house, house.markaz(FOREIGN))


@pytest.mark.parametrize("path", ["/sample/action/mark/{key}", "/sample/action_post"])
def test_a05_an_action_reaches_no_foreign_row(house: House, officer: Visitor, path: str) -> None:
    own, foreign = house.markaz(OWN), house.markaz(FOREIGN)
    answer = officer.post(path.format(key=foreign), {"action": "mark", "rowid": [str(own), str(foreign)]})
    assert answer.status_code == 404
    assert stored(house, foreign).source_note == ""
    assert stored(house, own).source_note == ""


def test_a_an_action_on_own_rows_works(house: House, officer: Visitor) -> None:
    own = house.markaz(OWN)
    assert officer.post("/sample/action_post", {"action": "mark", "rowid": [str(own)]}).status_code == 303
    assert stored(house, own).source_note == "marked"


def test_a08_choices_hold_no_foreign_row(house: House, officer: Visitor) -> None:
    for path in ("/sample/add", "/sample/list/"):
        options = re.findall(r'<option[^>]*value="(\d+)"', officer.get(path).text)
        assert options == [str(house.id_of(Governorate, OWN))]


def test_a11_a_foreign_choice_is_refused(house: House, officer: Visitor) -> None:
    answer = officer.post("/sample/add", form(house, FOREIGN))
    assert answer.status_code == 422
    assert "اختيار غير صحيح" in answer.text
    key = house.markaz(OWN)
    moved = officer.post(f"/sample/edit/{key}", form(house, FOREIGN, row_version=version(officer, key)))
    assert moved.status_code == 422
    assert stored(house, key).governorate_id == house.id_of(Governorate, OWN)


def test_a13_the_address_does_not_fill_the_form(house: House, officer: Visitor) -> None:
    foreign = house.id_of(Governorate, FOREIGN)
    officer.post(f"/sample/add?_flt_0_governorate={foreign}", form(house, name_ar="من العنوان"))
    own = house.id_of(Governorate, OWN)
    with house.records() as session:
        assert session.scalars(select(Markaz.governorate_id).where(Markaz.name_ar == "من العنوان")).all() == [own]


def test_a12_a_filter_by_a_foreign_row_shows_nothing(house: House, officer: Visitor) -> None:
    shown = officer.get(f"/sample/list/?_flt_0_governorate={house.id_of(Governorate, FOREIGN)}")
    assert shown.status_code == 200
    assert "للاختبار" not in shown.text


@pytest.mark.parametrize("query", [
    "_oc_SampleView=governorate.name_en&_od_SampleView=asc", "_oc_SampleView=id", "_oc_SampleView=name_ar&_od_SampleView=up",
    "_flt_0_source_note=x", "_flt_0_governorate.name_ar=x", "_flt_9_name_ar=x", "_flt_x_name_ar=y", "page_SampleView=abc",
    "page_SampleView=-1", "page_SampleView=٣", "psize_SampleView=0", "psize_SampleView=100000", "_flt_0_name_ar=" + "x" * 300,
    "_flt_0_name_ar=%00", "_flt_0_name_ar=%E2%80%AE",
])
def test_a16_a22_an_address_asks_only_for_what_is_offered(officer: Visitor, query: str) -> None:
    assert officer.get(f"/sample/list/?{query}").status_code == 400


@pytest.mark.parametrize("key", ["9223372036854775808", "abc", "٣", "-1", "1.0", "0x1", "1 or 1=1"])
def test_a22_an_impossible_key_is_not_there(officer: Visitor, key: str) -> None:
    assert officer.get(f"/sample/show/{key}").status_code == 404
    assert officer.get(f"/sample/edit/{key}").status_code == 404
    assert officer.post(f"/sample/edit/{key}").status_code == 404


def test_a26_a_link_changes_nothing(house: House, officer: Visitor) -> None:
    key = house.markaz(OWN)
    assert officer.get(f"/sample/delete/{key}").status_code == 405
    assert officer.get(f"/sample/action/mark/{key}").status_code == 405
    assert stored(house, key).source_note == ""


def test_a34_no_page_hands_out_files_by_name(house: House) -> None:
    assert not [rule for rule in house.app.url_map.iter_rules() if "filename" in rule.arguments]


def test_a40_a_refused_edit_is_not_saved_later(house: House, officer: Visitor) -> None:
    key = house.markaz(OWN)
    answer = officer.post(f"/sample/edit/{key}", form(house, name_ar=FORBIDDEN, row_version=version(officer, key)))
    assert answer.status_code == 422
    assert FORBIDDEN in answer.text, "what was typed stays in the form"
    officer.get("/sample/list/")
    assert stored(house, key).name_ar != FORBIDDEN


def test_a43_h02_a_fault_of_the_database_keeps_the_form_and_its_own_words(
    house: House, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: SampleView, item: Markaz) -> None:
        raise OperationalError("INSERT INTO markaz (secret)", {"secret": "1"}, Exception("disk I/O error"))

    monkeypatch.setattr(SampleView, "post_add", fail)
    answer = officer.post("/sample/add", form(house, name_ar="عمل ساعة كاملة"))
    assert answer.status_code == 422
    assert "عمل ساعة كاملة" in answer.text
    assert "INSERT" not in answer.text
    assert "secret" not in answer.text


def test_a36_a_value_in_use_is_told_without_saying_where(house: House, officer: Visitor) -> None:
    answer = officer.post("/sample/add", form(house, name_ar=stored(house, house.markaz(OWN)).name_ar))
    assert answer.status_code == 422
    assert "UNIQUE" not in answer.text


def test_lost_update_shows_theirs_and_mine(house: House, officer: Visitor) -> None:
    key, colleague = house.markaz(OWN), house.member(MINISTRY)
    read = version(officer, key)
    assert colleague.post(f"/sample/edit/{key}", form(house, name_ar="قيمتهم", name_en="X", row_version=read)).status_code == 303
    answer = officer.post(f"/sample/edit/{key}", form(house, name_ar="قيمتي", name_en="Mine", row_version=read))
    assert answer.status_code == 409
    assert "قيمتهم" in answer.text
    assert "قيمتي" in answer.text
    assert stored(house, key).name_ar == "قيمتهم"
    now = re.search(r'name="row_version"[^>]*value="([^"]*)"', answer.text)[1]
    choice = {"_take_name_ar": "theirs", "_take_name_en": "mine", "row_version": now}
    assert officer.post(f"/sample/edit/{key}", form(house, name_ar="قيمتي", name_en="Mine") | choice).status_code == 303
    assert (stored(house, key).name_ar, stored(house, key).name_en) == ("قيمتهم", "Mine")


def test_a_field_that_i_did_not_touch_keeps_theirs(house: House, officer: Visitor) -> None:
    key, colleague = house.markaz(OWN), house.member(MINISTRY)
    was = stored(house, key)
    read = version(officer, key)
    theirs = form(house, name_ar=was.name_ar, source_note="قرار المحافظ", row_version=read)
    assert colleague.post(f"/sample/edit/{key}", theirs).status_code == 303
    text = officer.post(f"/sample/edit/{key}", form(house, name_ar="اسم جديد", row_version=read)).text
    assert "_take_" not in text
    assert 'value="اسم جديد"' in text
    filled = re.search(r'<(?:input|textarea)[^>]*name="source_note"[^>]*>', text)[0] + text.split('name="source_note"')[1][:80]
    assert "قرار المحافظ" in filled


def test_what_was_when_i_began_stands_beside_theirs_and_mine(house: House, officer: Visitor) -> None:
    key, colleague = house.markaz(OWN), house.member(MINISTRY)
    was, page = stored(house, key).name_ar, officer.get(f"/sample/edit/{key}").text
    read, began = (html.unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]) for name in ("row_version", "began"))
    colleague.post(f"/sample/edit/{key}", form(house, name_ar="قيمتهم", row_version=read))
    answer = officer.post(f"/sample/edit/{key}", form(house, name_ar="قيمتي", row_version=read, began=began))
    row = re.search(r"<tr>\s*<th scope=\"row\">.*?</tr>", answer.text, re.DOTALL)[0]
    assert [words in row for words in (was, "قيمتهم", "قيمتي")] == [True] * 3
    assert 'name="_take_name_ar" value="mine" checked' in row


def test_an_edit_without_a_version_is_a_conflict(house: House, officer: Visitor) -> None:
    key = house.markaz(OWN)
    assert officer.post(f"/sample/edit/{key}", form(house, name_ar="بلا إصدار")).status_code == 409


def test_a14_a_form_sets_only_its_own_columns(house: House, officer: Visitor) -> None:
    key = house.markaz(OWN)
    posted = form(house, row_version=version(officer, key), governorate_id=str(house.id_of(Governorate, FOREIGN)), id="999", folded="x")
    assert officer.post(f"/sample/edit/{key}", posted).status_code == 303
    assert stored(house, key).governorate_id == house.id_of(Governorate, OWN)
    assert stored(house, key).folded != "x"


@pytest.mark.parametrize("text", ["أ\u202eب", "\0", "x\u2066y", "   "])
def test_hidden_or_empty_text_is_refused(house: House, officer: Visitor, text: str) -> None:
    assert officer.post("/sample/add", form(house, name_ar=text)).status_code in (400, 422)


def test_a_wildcard_means_itself(house: House, officer: Visitor) -> None:
    assert "للاختبار" not in officer.get("/sample/list/?_flt_0_name_ar=%25").text
    assert "للاختبار" in officer.get("/sample/list/?_flt_0_name_ar=للاختبار").text


def test_a23_a_filter_that_cannot_be_applied_stops_the_page(house: House) -> None:
    with house.app.test_request_context():
        from flask_appbuilder.security.sqla.models import Role

        interface = SecureInterface(Role)
        with pytest.raises(FABException):
            interface.get_inner_filters(interface.get_filters().add_filter("user.username", FilterContains, "x"))


def test_a24_an_empty_filter_keeps_no_row(house: House) -> None:
    with house.app.test_request_context():
        interface = SecureInterface(Governorate)
        house.app.preprocess_request()
        filters = interface.get_filters().add_filter("code", FilterContains, [])
        assert interface.query(filters)[0] == 0


@pytest.mark.parametrize("missing", ["list_columns", "search_columns", "order_columns", "show_columns", "add_columns", "edit_columns",
                                     "base_order", "class_permission_name"])
def test_a_page_that_leaves_something_open_does_not_start(house: House, missing: str) -> None:
    careless = type("CarelessView", (SampleView,), {missing: None})
    with house.app.test_request_context(), pytest.raises(UnsafePage):
        careless()


def test_a_page_with_related_pages_does_not_start(house: House) -> None:
    careless = type("CarelessView", (SampleView,), {"related_views": [SecureModelView]})
    with house.app.test_request_context(), pytest.raises(UnsafePage):
        careless()
