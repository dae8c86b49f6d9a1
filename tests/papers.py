"""Documents for tests: small PDFs that are what they say, and photos as telephones take them."""

import io

import pikepdf
from PIL import Image


def a_pdf(pages: int = 1, *, password: str = "", note: str = "") -> bytes:
    """A PDF of so many empty pages; `note` makes two of them different files."""
    target = io.BytesIO()
    with pikepdf.new() as document:
        for _number in range(pages):
            document.add_blank_page()
        document.docinfo["/Title"] = note or "test"
        locked = pikepdf.Encryption(user=password, owner=password) if password else False
        document.save(target, encryption=locked, deterministic_id=not password)
    return target.getvalue()


def a_telephone_photo(form: str = "JPEG", *, sideways: bool = False) -> bytes:
    """A photo of 60 by 40 dots that says where it was taken, with which camera and which side is up."""
    image = Image.new("RGB", (60, 40), "navy")
    exif = image.getexif()
    exif[0x010F] = "TELEPHONE-MAKER"
    if sideways:
        exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (27.0, 10.0, 30.0)
    target = io.BytesIO()
    if form == "HEIF":
        import pillow_heif

        pillow_heif.from_pillow(image).save(target, exif=exif.tobytes())
    else:
        image.save(target, form, exif=exif)
    return target.getvalue()
