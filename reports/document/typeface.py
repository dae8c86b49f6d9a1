"""The letters of our papers: two families whose every letter is one glyph, so that what is printed can be searched and copied.

`python -m rollout.frontend` brings them; no font of the machine is ever used in their place.
"""

import re
from functools import lru_cache
from pathlib import Path

from matplotlib.ft2font import FT2Font

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
BODY_FILE = "NotoNaskhArabic_400Regular.ttf"
BOLD_FILE = "NotoNaskhArabic_700Bold.ttf"
_SUBSTITUTE = "؟"

# Vowel signs are drawn as glyphs of their own between two letters, and readers of the PDF then mix the letters' order up.
_VOWEL_SIGNS = "\u064b-\u0652\u0670"
_INVISIBLE = "\u00ad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_DROPPED = re.compile(f"[{_VOWEL_SIGNS}{_INVISIBLE}]")
_APART = re.compile("\u2066([^\u2066-\u2069]{1,80})\u2069")
_KEPT = "\ue000", "\ue001"
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " ") | dict.fromkeys(_KEPT, _SUBSTITUTE))
_LONG_WORD = re.compile(r"\S{21,}")
_SYLLABLE = re.compile(r".{10}(?!$)")


def font_file(name: str) -> Path:
    """The path of one of our font files; its absence stops a report with the command that brings it."""
    path = FOLDER / name
    if not path.is_file():
        raise FileNotFoundError(f"{FOLDER.name}/{name} is missing: run python -m rollout.frontend")
    return path


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """The code points that the body's face can draw in both weights."""
    return frozenset.intersection(*(frozenset(FT2Font(str(font_file(name))).get_charmap()) for name in (BODY_FILE, BOLD_FILE)))


@lru_cache(maxsize=4096)
def printable(text: str) -> str:
    """The text with only what the paper's face can draw.

    Vowel signs and invisible marks go, but for those around a number that stands apart; what the face lacks (an emoji in a site's
    name) becomes a question mark, and a word too long for any column may be broken.
    """
    text = _visible(text)
    if missing := _lacking(text):
        text = text.translate({ord(c): _SUBSTITUTE for c in missing})
    text = _LONG_WORD.sub(lambda word: _SYLLABLE.sub("\\g<0>\u200b", word[0]), text)
    return text.replace(_KEPT[0], "\u2066").replace(_KEPT[1], "\u2069")


@lru_cache(maxsize=4096)
def lacking(text: str) -> frozenset[str]:
    """The letters of the text that the paper's face cannot draw."""
    return _lacking(_visible(text)) | {mark for mark in _KEPT if mark in text}


def _visible(text: str) -> str:
    return _DROPPED.sub("", _APART.sub(_KEPT[0] + r"\1" + _KEPT[1], text.translate(_BLANKS)))


def _lacking(text: str) -> frozenset[str]:
    return frozenset(c for c in set(text) if ord(c) not in letters() and c != "\n" and c not in _KEPT)
