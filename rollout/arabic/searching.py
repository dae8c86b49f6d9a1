"""What somebody types into a search, word by word; and the same folding for a database that keeps no folded column."""

import re

from rollout.arabic.folding import fold

_ARTICLE, _SHORTEST = "ال", 3
_CODE = re.compile(r"(?<=[a-z])(?=[0-9])")
_FIGURES = 3
"""Figures of a code's number, with the zeros before it."""

LOOSE = "أإآٱىئؤةیکگپچڤ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ءـًٌٍَُِّْٰ"
BARE = "ااااييوهيككبجف01234567890123456789"
"""Letter by letter, what `fold` makes of the letters of stored names; those of `LOOSE` that have none here are left out."""

BEFORE_WAW = ("ئو", "ءو")
"""Where a hamza is a wāw, as `fold` reads it."""


def without_article(word: str) -> str:
    """A folded word without its «ال», where enough is left of it to look for."""
    bare = word.removeprefix(_ARTICLE)
    return bare if len(bare) >= _SHORTEST else word


def search_words(text: str) -> list[str]:
    """The folded words of a search, each without its article, so that «الزيات» is found as «زيات» and the other way round.

    Letters and figures of a code that were typed together are two words: «ast7».
    """
    return [without_article(word) for part in fold(text).split() for word in _CODE.sub(" ", part).split()]


def spelled_codes(text: str) -> tuple[str, ...]:
    """The codes of sites that a text may mean: as it was typed, and with the zeros that were left out: «AST 7» is AST-007."""
    parts = _CODE.sub(" ", fold(text)).upper().split()
    found = {"-".join(parts)}
    if len(parts) > 1 and parts[-1].isascii() and parts[-1].isdigit():
        found.add("-".join([*parts[:-1], (parts[-1].lstrip("0") or "0").zfill(_FIGURES)]))
    return tuple(sorted(found - {""}))
