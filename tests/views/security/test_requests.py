"""What every request and every answer goes through."""

from collections.abc import Callable

import pytest

from rollout.database import engine_for
from tests.cast import ASSIUT, STOREKEEPER
from tests.views.visiting import House, Visitor

PAGES = ("/login/", "/marakez/list/", "/account/password", "/no-such-page", "/api/v1/sites/")


@pytest.mark.parametrize("path", PAGES)
def test_h01_every_answer_carries_the_headers(house: House, path: str) -> None:
    headers = house.entered(ASSIUT).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for name, value in {
        "X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items():
        assert headers[name] == value, name


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_and_no_style_of_their_own(house: House, path: str) -> None:
    text = house.entered(ASSIUT).get(path).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count("<script src=")


def test_u04_the_cookie_of_a_safe_site(make_house: Callable[..., House]) -> None:
    house = make_house(https=True)
    answer = house.visitor().enter(ASSIUT)
    cookie = next(value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("__Host-s="))
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_u03_another_host_name_is_refused(make_house: Callable[..., House]) -> None:
    house = make_house(trusted_hosts=("localhost",))
    assert house.visitor().get("/login/").status_code == 200
    assert Visitor(house.app, "http://evil.example").get("/login/").status_code == 400


def test_a_proxy_is_believed_only_where_there_is_one(make_house: Callable[..., House]) -> None:
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    house = make_house(trusted_hosts=("localhost",))
    assert house.visitor().get("/login/", headers=forwarded).status_code == 200
    behind_one = make_house(trusted_hosts=("localhost",), proxies=1)
    assert behind_one.visitor().get("/login/", headers=forwarded).status_code == 400


@pytest.mark.parametrize("path", ["/logout/", "/language/", "/account/password", "/marakez/add", "/marakez/delete/1"])
def test_a27_a_form_without_its_token_changes_nothing(house: House, path: str) -> None:
    member = house.entered(ASSIUT)
    assert member.client.post(path, data={}).status_code == 400
    assert member.client.post(path, data={"csrf_token": "made up"}).status_code == 400
    assert member.get("/account/password").status_code == 200


def test_u13_a_large_body_is_refused(house: House) -> None:
    assert house.entered(ASSIUT).post("/account/password", {"password": "x" * 400_000}).status_code == 413
    assert house.entered(ASSIUT).post("/account/password", {"password": "x" * 400_000}).headers["Connection"] == "close"
    program = house.visitor().client
    assert program.post("/api/v1/security/login", json={"username": "x" * 400_000, "password": "x"}).status_code == 413


def test_a_refused_request_is_answered_in_the_language_of_its_browser(house: House) -> None:
    arabic, english = house.entered(ASSIUT), house.entered(ASSIUT)
    english.post("/language/", {"language": "en"})
    for visitor, direction in ((arabic, "rtl"), (english, "ltr"), (arabic, "rtl")):
        for refused in (visitor.post("/account/password", {"password": "x" * 400_000}), visitor.get("/marakez/list/?x=%00")):
            assert f'dir="{direction}"' in refused.text[:200]


@pytest.mark.parametrize("path", ["/marakez/list/?x=" + "y" * 5_000, "/marakez/list/?x=%00", "/marakez/list/?x=%E2%81%A6", "/%00"])
def test_a_strange_address_is_refused(house: House, path: str) -> None:
    assert house.entered(ASSIUT).get(path).status_code in (400, 404)


def test_h02_a_fault_tells_a_number_and_nothing_else(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from views.sites.marakez import MarkazView

    def fail(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(MarkazView, "_list", fail)
    answer = house.entered(ASSIUT).get("/marakez/list/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_a_database_that_is_away_is_told_and_nothing_breaks(house: House) -> None:
    member = house.entered(ASSIUT)
    with engine_for(house.url).begin() as connection:
        connection.exec_driver_sql("alter table markaz rename to away")
    assert member.get("/marakez/list/").status_code in (500, 503)
    with engine_for(house.url).begin() as connection:
        connection.exec_driver_sql("alter table away rename to markaz")
    assert member.get("/marakez/list/").status_code == 200


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_the_language_is_chosen_by_a_form_and_stays(house: House, code: str, direction: str) -> None:
    visitor = house.visitor()
    assert visitor.post("/language/", {"language": code, "next": "/login/"}).status_code == 303
    assert f'<html lang="{code}" dir="{direction}">' in visitor.get("/login/").text
    visitor.enter(ASSIUT)
    assert f'lang="{code}"' in visitor.get("/account/password").text
    assert visitor.post("/language/", {"language": code, "next": "/sites/\r\nX: y"}).location == "/"
    assert visitor.post("/language/", {"language": "xx"}).status_code == 400
    assert visitor.get("/language/").status_code == 405


def test_files_keep_for_ever_under_their_print_and_not_under_another(house: House) -> None:
    visitor = house.visitor()
    address = visitor.get("/login/").text.split('rel="stylesheet" href="')[-1].split('"')[0]
    assert "immutable" in visitor.get(address).headers["Cache-Control"]
    assert visitor.get("/static/old/css/app.css").headers["Cache-Control"] == "no-cache"
    for name in ("../../settings.py", "%2e%2e/%2e%2e/settings.py", "none.css"):
        assert visitor.get(f"/static/old/{name}", headers={"Accept-Encoding": "br"}).status_code == 404
    packed = visitor.get(address, headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert "Set-Cookie" not in packed.headers


@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "9" * 500])
def test_a_number_that_no_row_has_leads_to_no_page(house: House, number: str) -> None:
    visitor = house.entered(STOREKEEPER)
    for address in (
        f"/payments/certificates/{number}", f"/payments/certificates/{number}.pdf", f"/payments/securities/{number}",
        f"/payments/compensation/1/{number}", f"/papers/{number}", f"/papers/{number}.docx", f"/assets/labels?paper={number}",
    ):
        assert visitor.get(address).status_code == 404, address
