"""Names as they are compared: without the words that say what kind of thing is named."""

import re
from difflib import SequenceMatcher
from functools import lru_cache

from rollout.arabic import clean, fold, to_digits
from rollout.arabic.digits import Digits

# Folded; the longest first. «ب» may be joined to the name behind such a prefix: «مجمع خدمات بصنبو».
_SITE_PREFIX = re.compile(
    r"^(?:(?:ال)?مجمع(?: (?:ال)?خدمات(?: (?:ال)?حكومي[هة]?)?)?(?: (?:ال)?حكومي[هة]?)?(?: (?:ال)?خدمي)?"
    r"|(?:ال)?مركز (?:ال)?تكنولوجي(?: لخدمه المواطنين)?(?: (?:ال)?(?:ثابت|متنقل))?|مركز خدمات مصر|سياره(?: خدمه تكنولوجيه متنقله)?)"
    r"(?: (?:في|ب))?(?: ?(?:بقريه|قريه|بمركز ومدينه|بمركز|بمدينه|مدينه|بحي|حي))?(?: |$)"
)
_PLACE_PREFIX = re.compile(
    r"^(?:مركز ومدينه|مركز و مدينه|مدينه ومركز|مركز|مدينه|حي|قريه"
    r"|الوحده المحليه لقريه|الوحده المحليه بقريه|الوحده المحليه|الوحده القرويه|وحده|ق|م) "
)
_DASHES = str.maketrans("‐‑‒–—−ـ", "-------")


folded = lru_cache(maxsize=100_000)(fold)
"""`fold` with a memory, for an import asks it for the same names many times over."""


@lru_cache(maxsize=100_000)
def core_name(name: str) -> str:
    """The folded name of a site without the words complex, centre, village before it."""
    whole = folded(name)
    return _SITE_PREFIX.sub("", whole) or whole


@lru_cache(maxsize=100_000)
def place_name(name: str) -> str:
    """The folded name of a markaz or village without the words markaz, town, district, village before it."""
    whole = folded(name)
    return _PLACE_PREFIX.sub("", whole) or whole


def without_joined_preposition(core: str) -> str:
    """«بصنبو» as «صنبو»."""
    return core[1:] if core.startswith("ب") and len(core) > 3 else core


@lru_cache(maxsize=100_000)
def normal_code(text: str) -> str:
    """A code as the register keeps it: Western digits, capitals, a plain hyphen, no blanks around it."""
    code = to_digits(clean(text), Digits.WESTERN).translate(_DASHES).upper()
    return re.sub(r"\s*-\s*", "-", code).replace(" ", "-")


@lru_cache(maxsize=100_000)
def likeness(one: str, other: str) -> float:
    """How alike two folded names are spelt, between 0 and 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
