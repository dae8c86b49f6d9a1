"""The pictures on a site's page: small ones that are made once, as visible as the site, and that no file can turn against us."""

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from models import Evidence
from rollout.evidence import looking
from tests.cast import ASSIUT, QENA, READER
from tests.papers import a_pdf, a_telephone_photo
from tests.views.counting import statements
from tests.views.telling import TODAY, code_in, told
from tests.views.visiting import House

pytestmark = pytest.mark.on_day(TODAY)


def proven(house: House, data: bytes, name: str, stage: str = "handover") -> int:
    entry = told(house, code_in(house), stage)
    answer = house.member(ASSIUT).post(
        f"/entries/{entry}/documents", {"evidence": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.text
    with house.records() as session:
        return session.scalars(select(Evidence.id).where(Evidence.entry_id == entry)).one()


def a_large_photo() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((1600, 1200), 80).save(target, "JPEG")
    return target.getvalue()


def pictures(house: House) -> str:
    return house.member(READER).get(f"/sites/{code_in(house)}").text.split('class="pictures"')[1].split("</ul>")[0]


def test_a_photo_is_shown_small_with_its_size_said_and_leads_to_what_is_known_of_it(house: House) -> None:
    photo = proven(house, a_large_photo(), "الموقع.jpg")
    paper = proven(house, a_pdf(), "محضر.pdf", "furnishing")
    shown = pictures(house)
    [image] = re.findall(r"<img[^>]*>", shown)
    for part in (f'src="/evidence/{photo}/small"', 'loading="lazy"', 'width="160"', 'height="120"', 'alt="استلام المبنى"'):
        assert part in image, part
    assert f'href="/evidence/{photo}/about"' in shown
    assert f'href="/evidence/{paper}/about"' in shown
    assert shown.index(f"/evidence/{photo}/about") < shown.index(f"/evidence/{paper}/about"), "photos come before papers"
    assert f"/evidence/{photo}/picture" not in shown, "the page never loads a photo as it was sent"


def test_a_small_picture_is_small_made_once_and_writes_nothing_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = a_large_photo()
    number = proven(house, photo, "الموقع.jpg")
    visitor = house.member(READER)
    with statements() as seen:
        first = visitor.get(f"/evidence/{number}/small")
    assert Image.open(io.BytesIO(first.data)).size == (480, 360)
    assert len(first.data) < len(photo) / 4
    assert not [one for one in seen if one.split()[0] in ("INSERT", "UPDATE", "DELETE")], "looking records nothing"
    monkeypatch.setattr(looking, "_look", lambda *_given: pytest.fail("drawn again"))
    assert visitor.get(f"/evidence/{number}/small").data == first.data


def test_a_small_picture_is_as_visible_as_its_site(house: House) -> None:
    number = proven(house, a_telephone_photo(), "الموقع.jpg")
    assert house.member(READER).get(f"/evidence/{number}/small").status_code == 200
    assert house.member(QENA).get(f"/evidence/{number}/small").status_code == 404, "also when it lies there ready"
    assert house.visitor().get(f"/evidence/{number}/small").status_code == 302


def test_a_photo_that_cannot_be_drawn_hurts_neither_the_page_nor_its_neighbour(house: House) -> None:
    photo = a_telephone_photo("PNG")  # it comes to its end, but of its dots there is nothing
    broken = proven(house, photo[: photo.index(b"IDAT") + 4] + photo[-12:], "تالفة.png")
    sound = proven(house, a_telephone_photo(), "سليمة.jpg", "furnishing")
    visitor = house.member(READER)
    assert f"/evidence/{broken}/about" in pictures(house)
    assert visitor.get(f"/evidence/{broken}/small").status_code == 404
    assert visitor.get(f"/evidence/{sound}/small").status_code == 200
