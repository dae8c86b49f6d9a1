"""Sums of money in words, as every Egyptian voucher repeats them beside the figure so that nobody adds a digit."""

from rollout.arabic.nouns import plural_category

_UNITS = (
    "", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة", "أحد عشر", "اثنا عشر", "ثلاثة عشر", "أربعة عشر",
    "خمسة عشر", "ستة عشر", "سبعة عشر", "ثمانية عشر", "تسعة عشر",
)
_TENS = ("", "", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_HUNDREDS = ("", "مائة", "مائتان", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة", "ثمانمائة", "تسعمائة")
# One, two, a few, many, and a hundred of each.
_SCALES = (
    (10**9, "مليار", "ملياران", "مليارات", "مليارًا"),
    (10**6, "مليون", "مليونان", "ملايين", "مليونًا"),
    (10**3, "ألف", "ألفان", "آلاف", "ألفًا"),
)
_AND = " و"


def _below_thousand(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    below = [_UNITS[rest]] if rest < 20 else [_UNITS[units], _TENS[tens]]
    return [word for word in (_HUNDREDS[hundreds], *below) if word]


def _bound(words: str) -> str:
    """Before the thing that is counted the last word loses its ending: مائتا ألف، ألفا جنيه، سبعون ألف جنيه."""
    if words.endswith(("مائتان", "ألفان", "مليونان", "ملياران")):
        return words.removesuffix("ن")
    return words.removesuffix("ًا") if words.endswith(("ألفًا", "مليونًا", "مليارًا")) else words


def _scaled(number: int, one: str, two: str, few: str, many: str) -> str:
    if number == 1:
        return one
    if number == 2:
        return two
    named = {"few": few, "many": many}.get(plural_category(number), one)
    return f"{_bound(_AND.join(_below_thousand(number)))} {named}"


def spelled(number: int) -> str:
    """A whole number from nothing up to a thousand milliards, of something masculine."""
    parts, rest = [], number
    for size, *names in _SCALES:
        group, rest = divmod(rest, size)
        if group:
            parts.append(_scaled(group, *names))
    return _AND.join([*parts, *_below_thousand(rest)]) or "صفر"


def _counted(number: int, one: str, few: str, many: str) -> str:
    if number == 1:
        return f"{one} واحد"
    if number == 2:
        return f"{one}ان"
    named = {"few": few, "many": many}.get(plural_category(number), one)
    return f"{_bound(spelled(number))} {named}"


def spelled_amount(piastres: int) -> str:
    """A sum of money: ``فقط ألفان وخمسمائة جنيه لا غير``."""
    pounds, rest = divmod(piastres, 100)
    parts = [_counted(pounds, "جنيه", "جنيهات", "جنيهًا")] if pounds or not rest else []
    if rest:
        parts.append(_counted(rest, "قرش", "قروش", "قرشًا"))
    return f"فقط {_AND.join(parts)} لا غير"
