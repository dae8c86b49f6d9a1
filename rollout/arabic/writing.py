"""Numbers, shares and sums of money as they stand on a page, in either digit set, without invisible marks.

What is written here is read back by `rollout.arabic.reading` as the same value. Arabic-Indic digits go with ``٬ ٫ ٪``,
Western ones with ``, . %``. A negative number has a plain ``-`` in front, which every font has and every program reads. In a
right-to-left line it stands where reading starts; around Western digits the layout says otherwise (``<bdi dir="ltr">``).
"""

from decimal import ROUND_HALF_UP, Decimal, localcontext

from rollout.arabic.digits import Digits, digits_in, to_digits
from rollout.arabic.nouns import NOUNS, POUND, Noun, plural_category
from rollout.text import language as language_now

_SIGNS = str.maketrans(",.%", "٬٫٪")


def _written(western: str, digits: Digits) -> str:
    return to_digits(western.translate(_SIGNS) if digits == Digits.ARABIC else western, digits)


def _western(number: int | float | Decimal, places: int, shift: int = 0) -> str:
    with localcontext(prec=200, rounding=ROUND_HALF_UP):
        # Through str, for 0.285 is a little less than it looks, and 28.5 % would be rounded down.
        exact = (Decimal(str(number)) if isinstance(number, float) else Decimal(number)).scaleb(shift)
        if not exact.is_finite():
            raise ValueError(f"{number} cannot be written as a number")
        rounded = exact.quantize(Decimal(1).scaleb(-places))
        return f"{rounded or abs(rounded):,f}"  # what is rounded to zero loses its sign


def format_number(number: int | float | Decimal, digits: Digits = Digits.ARABIC, places: int = 0) -> str:
    """``١٬٢٥٠`` or ``1,250``, rounded half up to `places` decimals."""
    return _written(_western(number, places), digits)


def format_exact(number: int | Decimal, digits: Digits = Digits.ARABIC) -> str:
    """``٢٫٥`` or ``2.5``: with the decimals that it has, and none where it is whole."""
    places = -int(number.normalize().as_tuple().exponent) if isinstance(number, Decimal) else 0
    return format_number(number, digits_in(digits), max(places, 0))


def format_percent(share: int | float | Decimal, digits: Digits = Digits.ARABIC, places: int = 0) -> str:
    """``٩٠٪`` or ``90%`` for a share of 0.9."""
    return _written(_western(share, places, 2) + "%", digits)


_SCALES = (
    (10**9, "مليار", "مليارات", "billion"),
    (10**6, "مليون", "ملايين", "million"),
    (10**3, "ألف", "آلاف", "thousand"),
)


def _scale(pounds: int) -> tuple[int, str, str, str]:
    """The largest scale that divides a sum, with its names; thousands only for what is less than a million."""
    suits = (row for row in _SCALES if pounds and pounds % row[0] == 0 and (row[0] > 1000 or pounds < 10**6))
    return next(suits, (1, "", "", ""))


def format_amount(piastres: int, digits: Digits = Digits.ARABIC, words: bool = False, *, language: str | None = None) -> str:
    """``١٬٩٩٤٬٠٠٠ جنيه``, with two decimals when there are piastres; in English ``EGP 1,994,000``.

    With `words`, whole thousands, millions or milliards are written as officials say them: ``٦٦٢ مليون جنيه``,
    ``٣ ملايين جنيه``, ``٥٠٠ ألف جنيه``, ``مليون جنيه``. From a million up thousands are not used: ``١٬٩٩٤٬٠٠٠ جنيه``.
    """
    language = language or language_now()
    digits = digits_in(digits, language)
    sign = "-" if piastres < 0 else ""
    pounds, rest = divmod(abs(piastres), 100)
    scale, name, few, english = _scale(pounds) if words and not rest else (1, "", "", "")
    count = pounds // scale
    exact = Decimal(abs(piastres)).scaleb(-2) if rest else count
    figure = sign + format_number(exact, digits, 2 if rest else 0)
    if language == "en":
        return f"EGP {figure} {english}".rstrip()
    if name:
        named = few if plural_category(count) == "few" else name
        return f"{named} جنيه" if count == 1 and not sign else f"{figure} {named} جنيه"
    return f"{figure} {'جنيه' if rest else POUND.after_figure(count)}"


def counted(
    number: int,
    noun: str | Noun,
    digits: Digits = Digits.ARABIC,
    oblique: bool = False,
    *,
    language: str | None = None,
) -> str:
    """How many of a thing: ``مجمع واحد``, ``مجمعان``, ``٣ مجمعات``, ``١١ مجمعًا``, ``١٠٠ مجمع``; in English ``3 complexes``.

    `noun` is a key of `NOUNS` or a noun of one's own. `oblique` is for after a preposition or a verb that takes it as its
    object (``في مجمعين``); only two shows the difference. None is ``٠ مجمع``, as in a table: a sentence that says that there
    are none (``لا توجد مجمعات``) is a sentence of its own.
    """
    noun = NOUNS[noun] if isinstance(noun, str) else noun
    language = language or language_now()
    figure = format_number(number, digits_in(digits, language))
    if language == "en":
        return f"{figure} {noun.en if abs(number) == 1 else noun.en_plural}"
    if number == 1:
        return noun.one
    if number == 2:
        return noun.two_oblique if oblique else noun.two
    return f"{figure} {noun.after_figure(number)}"
