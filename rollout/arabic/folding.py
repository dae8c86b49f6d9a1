"""Names as people type them, made equal for search, ordered for lists and cleaned for storage.

Stored text is only ever cleaned. What `fold` and `sort_key` return is kept beside it, in columns of its own.
"""

import re
from collections.abc import Callable
from unicodedata import category, normalize

from rollout.arabic.digits import TO_WESTERN

_HAMZA_ABOVE = "\u0654"

# Shapes of diacritics that stand alone. Their compatibility form has a blank that would cut a word in two.
_LONE_DIACRITICS = re.compile("[\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f]")

# Egyptian spelling seats the hamza of مسئول and شئون on a yā', the newer one (مسؤول، شؤون) on a wāw, and رءوس on nothing.
_HAMZA_BEFORE_WAW = re.compile(f"(?:[يىی]{_HAMZA_ABOVE}+|ء)(?=و)")

BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that look like nothing at all: the fillers of Hangul, and Braille without a dot."""

_LETTERS = str.maketrans("ٱٲٳىیېےۍکڪگةەہھۃپچڤ", "ااايييييكككهههههبجف")


class _Table(dict[int, str]):
    """A translation table that asks its rule once for each character and remembers the answer."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = self._rule(chr(code))
        return self[code]


def _bare(char: str) -> str:
    if char == _HAMZA_ABOVE:
        return char
    kind = category(char)
    if kind in ("Mn", "Me", "Cf", "Cs") or char in "\u0640\u0674" or char in BLANKS:
        return ""
    return " " if kind[0] in "PSZ" or kind == "Cc" else char


_BARE = _Table(_bare)


def _letters(text: str, *, join_hamza: bool) -> str:
    text = normalize("NFKD", _LONE_DIACRITICS.sub("", text)).translate(_BARE)
    if join_hamza:
        text = _HAMZA_BEFORE_WAW.sub("و", text)
    text = text.replace("ء", "").replace(_HAMZA_ABOVE, "").casefold()
    return " ".join(text.translate(_LETTERS).translate(TO_WESTERN).split())


def fold(text: str) -> str:
    """`text` as search sees it: equal for all the ways in which people spell and type the same words.

    - أ إ آ ٱ are ا; ى ئ and the Persian ی are ي; ؤ is و; ة is ه; ک is ك; the loan letters پ چ ڤ گ are ب ج ف ك.
    - A hamza that stands alone is dropped (البيضاء = البيضا), as tatweel, diacritics and invisible marks are.
      Before a wāw it is a wāw on whatever seat, so that مسئول = مسؤول and شئون = شؤون. A search for a word that is broken
      off exactly between ئ and و does therefore not find it.
    - Presentation forms and ligatures are their letters, the three digit sets are Western, Latin is lower-case and bare.
    - Punctuation, symbols, dashes, control characters and runs of white space are one space.

    Folding a folded text changes nothing.
    """
    return _letters(text, join_hamza=True)


_DIGITS = re.compile("[0-9]+")


def sort_key(text: str) -> str:
    """A text whose order, byte by byte, is the Arabic alphabetical order of `text`.

    The letters are folded as in `fold`, for the code points of the bare letters ا…ي already stand in alphabetical order:
    each hamza form comes in the place of its seat (ئ with ي), ة with ه, ى with ي. A shorter word comes before a longer one
    that begins with it. Numbers come before letters and are ordered by their value: each is written after the count of its
    digits in two places, so that «مجمع 9» (``مجمع 019``) stands before «مجمع 10» (``مجمع 0210``). Latin comes before Arabic.
    """
    return _DIGITS.sub(_number_key, _letters(text, join_hamza=False))


def _number_key(match: re.Match[str]) -> str:
    number = match[0].lstrip("0") or "0"
    return f"{min(len(number), 99):02}{number}"


def _kept(char: str) -> str:
    kind = category(char)
    if char == "\n" or kind == "Zs":
        return char
    if char in "\t\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return " "
    # Format characters below U+2000 are visible Arabic number signs, but for these three.
    invisible = kind == "Cf" and (ord(char) >= 0x2000 or char in "\u00ad\u061c\u180e")
    return "" if invisible or kind in ("Cc", "Cs") or char in "\ufffe\uffff" or char in BLANKS else char


_KEPT = _Table(_kept)
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")


def clean(text: str, *, multiline: bool = False) -> str:
    """`text` fit to be stored: what one sees of it and nothing else.

    Composed (NFC), without direction marks, zero-width characters, NUL, other control characters or lone surrogates; white
    space of every kind is one space, and none is left at the ends. Line ends are kept, as ``\\n``, only when `multiline`.
    """
    text = _LINE_END.sub("\n", text).translate(_KEPT)
    text = normalize("NFC", text)
    if not multiline:
        return " ".join(text.split())
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()
