"""Small grey pictures of pages, and how far two of them are apart: enough to tell a page from its mirror image or its ruins."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent / "data" / "pictures"
WIDE = 120
FIELD = 6  # of so many points each way
FAR = 5.0
"""Two fields whose mean grey lies further apart than this do not show the same."""
SHARE = 0.1
"""No more than this share of the fields may differ: a number that grew, a line that broke elsewhere."""


def thumbnail(screenshot: bytes) -> Image.Image:
    picture = Image.open(BytesIO(screenshot)).convert("L")
    return picture.resize((WIDE, round(picture.height * WIDE / picture.width)), Image.Resampling.BOX)


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of fields that differ; 1 where the pictures have not even the same size."""
    if one.size != other.size:
        return 1.0
    differ = np.abs(_fields(one) - _fields(other)) > FAR
    return float(differ.mean())


def _fields(picture: Image.Image) -> np.ndarray:
    high, wide = picture.height // FIELD * FIELD, picture.width // FIELD * FIELD
    grey = np.asarray(picture, dtype=float)[:high, :wide]
    return grey.reshape(high // FIELD, FIELD, wide // FIELD, FIELD).mean(axis=(1, 3))


def kept(name: str) -> Image.Image | None:
    path = FOLDER / f"{name}.png"
    return Image.open(path).convert("L") if path.is_file() else None


def keep(name: str, picture: Image.Image) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture.quantize(64).save(FOLDER / f"{name}.png", optimize=True)
