"""Small pictures: upright, made once, and without anything that the camera told of its owner."""

import io
from pathlib import Path

import pytest
from PIL import Image

from rollout.errors import Refused
from rollout.evidence import Store, store_for
from rollout.evidence.looking import small_picture
from tests.papers import a_pdf, a_telephone_photo


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return store_for(f"file://{tmp_path / 'files'}")


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_small_picture_keeps_nothing_but_its_dots(form: str) -> None:
    photo = a_telephone_photo(form)
    assert b"TELEPHONE-MAKER" in photo
    small = small_picture(photo)
    assert small is not None
    assert opened(small).format == "JPEG"
    assert not opened(small).getexif()
    assert b"TELEPHONE" not in small


def test_a_small_picture_stands_upright_and_is_small() -> None:
    small = small_picture(a_telephone_photo(sideways=True))
    assert small is not None
    assert opened(small).size == (40, 60)
    target = io.BytesIO()
    Image.new("RGBA", (3000, 1500), (0, 0, 0, 0)).save(target, "PNG")
    small = small_picture(target.getvalue())
    assert small is not None
    assert opened(small).size == (480, 240)
    assert opened(small).convert("RGB").getpixel((5, 5)) == (255, 255, 255), "what is clear is seen on white"


def test_the_original_stays_as_it_was_sent(store: Store) -> None:
    photo = a_telephone_photo()
    kept = store.put(io.BytesIO(photo), "صورة.jpg")
    store.small(kept.sha256, kept.media_type)
    with store.open(kept.sha256) as stream:
        assert stream.read() == photo, "its fingerprint is the proof"


def test_a_small_picture_is_made_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store.put(io.BytesIO(a_telephone_photo("HEIF")), "صورة.heic")
    first = store.small(kept.sha256, kept.media_type)
    assert first is not None
    monkeypatch.setattr("rollout.evidence.store.small_picture", lambda data: pytest.fail("made again"))
    again = store.small(kept.sha256, kept.media_type)
    assert again is not None
    assert again.read() == first.read()


def test_what_is_no_photo_or_cannot_be_drawn_has_none(store: Store, tmp_path: Path) -> None:
    paper = store.put(io.BytesIO(a_pdf()), "محضر.pdf")
    assert store.small(paper.sha256, paper.media_type) is None
    photo = a_telephone_photo("PNG")
    hollow = photo[: photo.index(b"IDAT") + 4] + photo[-12:]
    broken = store.put(io.BytesIO(hollow), "صورة.jpg")
    assert store.small(broken.sha256, broken.media_type) is None
    with pytest.raises(Refused, match="غير موجود"):
        store.small("../../etc/passwd", "image/jpeg")
    with pytest.raises(Refused, match="غير موجود"):
        store.small("0" * 64, "image/jpeg")
    assert not (tmp_path / "files" / "small").exists()


def test_a_photo_that_swells_is_not_drawn(store: Store, tmp_path: Path) -> None:
    """A file of a few kilobytes that would fill the memory: whatever way it came into the store, it gets no small picture."""
    target = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(target, "PNG")
    assert len(target.getvalue()) < 20_000
    assert small_picture(target.getvalue()) is None
    claimed = bytearray(target.getvalue())
    claimed[16:24] = (2**31 - 1).to_bytes(4, "big") * 2
    assert small_picture(bytes(claimed)) is None
    kept = store.keep(target.getvalue())
    assert store.small(kept.sha256, "image/png") is None
    assert not (tmp_path / "files" / "small").exists()
