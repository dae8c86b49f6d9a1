"""What the frame writes once: its icons and its menu follow the address of the product and the roles of whoever asks."""

import re

from flask_appbuilder.security.sqla.models import Role
from sqlalchemy import select

from tests.cast import ASSIUT, account
from tests.views.visiting import House, Visitor

PAGE = "/account/password"


def test_icons_and_menu_are_written_for_the_address_under_which_the_product_is_served(house: House) -> None:
    visitor = house.member(ASSIUT)
    top, below = (visitor.get(PAGE, environ_overrides={"SCRIPT_NAME": root}).text for root in ("", "/tashgheel"))
    assert icons(top)
    assert menu(top)
    assert icons(below) == [f"/tashgheel{address}" for address in icons(top)]
    assert menu(below) == [f"/tashgheel{address}" for address in menu(top)]


def test_the_next_page_has_the_menu_of_a_role_that_was_given_meanwhile(house: House) -> None:
    visitor = house.member(ASSIUT)
    assert "/users/list/" not in menu_of(visitor)
    give(house, "administrator")
    assert "/users/list/" in menu_of(visitor)
    give(house, "committee")
    assert "/users/list/" not in menu_of(visitor)


def give(house: House, role: str) -> None:
    with house.records() as session:
        account(session, ASSIUT).roles = [session.scalars(select(Role).where(Role.name == role)).one()]


def menu_of(visitor: Visitor) -> list[str]:
    return menu(visitor.get(PAGE).text)


def menu(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)" class="menu-item"', page)


def icons(page: str) -> list[str]:
    return re.findall(r'<use href="([^"#]+)#tabler-[a-z-]+"></use>', page)
