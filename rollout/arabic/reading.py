"""Numbers, shares and sums of money as committees write them, read exactly or refused.

Western, Arabic-Indic and Persian digits are read alike. ``٫`` and ``.`` are the decimal point. ``٬``, ``,`` and ``،`` group
thousands and nothing else: ``1,234`` is 1234, and ``1,5`` is refused, for nobody can tell what was meant.
A minus (``-`` or U+2212) may stand before or, as right-to-left typing often leaves it, after the number.
Whatever cannot be understood raises `Unreadable`, and nothing else does.
"""

import re
from decimal import Context, Decimal
from typing import NoReturn

from rollout.arabic.digits import TO_WESTERN
from rollout.arabic.folding import clean, fold
from rollout.errors import Unreadable
from rollout.text import Text, _

A_NUMBER = _("a number")
A_COUNT = _("a whole number, zero or more")
A_PERCENTAGE = _("a percentage between 0 and 100")
AN_AMOUNT = _("an amount in pounds and whole piastres")

LARGEST = 10**18  # beyond every figure of the programme, and within what arithmetic here keeps exact
LARGEST_COUNT = 2**31 - 1
LARGEST_AMOUNT = 2**63 - 1
LONGEST = 100  # characters; what is longer is no value but a text

_EXACT = Context(prec=200)
_SPELLING = TO_WESTERN | str.maketrans("٫−", ".-")
_NUMBER = re.compile(
    r"""(?P<minus>-\ ?)?
    (?P<whole>[0-9]*|[1-9][0-9]{0,2}(?P<group>[,٬،])[0-9]{3}(?:(?P=group)[0-9]{3})*)
    (?:\.(?P<part>[0-9]+))?
    (?P<after>\ ?-)?""",
    re.VERBOSE,
)


def refuse(read: object, expected: Text) -> NoReturn:
    """Say that `read` is not what was `expected`."""
    if isinstance(read, int) and abs(read) >= LARGEST:
        read = Decimal(read)  # Python refuses to write out an int of many thousand digits; the sentence would fail
    raise Unreadable(read, expected)


def spelt(value: str, expected: Text) -> str:
    """A typed value, cleaned, with Western digits, the decimal point ``.`` and the minus ``-``; refused if it is too long."""
    if len(value) > LONGEST:
        refuse(value, expected)
    return clean(value).translate(_SPELLING)


def _typed(text: str) -> Decimal | None:
    match = _NUMBER.fullmatch(text)
    if not match or not (match["whole"] or match["part"]) or (match["minus"] and match["after"]):
        return None
    number = Decimal(re.sub("[^0-9]", "", match["whole"]) + "." + (match["part"] or ""))
    return number.copy_negate() if match["minus"] or match["after"] else number


def _held(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # A spreadsheet shows and means 15 digits; the rest is noise of binary arithmetic, as in 0.1 + 0.2.
        return Decimal(f"{value:.15g}") if abs(value) < 10**15 else None
    if isinstance(value, Decimal) and value.is_finite() and len(value.as_tuple().digits) <= LONGEST:
        return value if -LONGEST < value.adjusted() < LONGEST else None
    return None


def _decimal(value: object, expected: Text) -> Decimal:
    number = _typed(spelt(value, expected)) if isinstance(value, str) else _held(value)
    if number is None or number.copy_abs() >= LARGEST:
        refuse(value, expected)
    return number or Decimal(0)  # a zero has no sign


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def parse_number(value: object) -> Decimal:
    """The number that a cell or a field holds."""
    return _decimal(value, A_NUMBER)


def parse_count(value: object) -> int:
    """How many: a whole number that is not negative; ``12.0`` is 12, since spreadsheets know no whole numbers."""
    number = _decimal(value, A_COUNT)
    if not (0 <= number <= LARGEST_COUNT and _is_whole(number)):
        refuse(value, A_COUNT)
    return int(number)


_PERCENT = re.compile("(?P<before>[%٪﹪％])? ?(?P<number>.*?) ?(?P<after>[%٪﹪％])?")


def parse_percent(value: object) -> Decimal:
    """A share from 0 to 1: ``Decimal("0.9")`` for ``٩٠٪``, ``90 %``, ``%90``, and for 0.9 in a spreadsheet's cell.

    With a sign, it is in hundredths. Without one, up to 1 it is the share itself, which is what a spreadsheet keeps behind
    ``90%``; above 1 it is in hundredths. A typed ``1`` without a sign could mean one hundredth or all, and is refused.
    """
    sign = None
    if isinstance(value, str):
        match = _PERCENT.fullmatch(spelt(value, A_PERCENTAGE))
        if not match or (match["before"] and match["after"]):
            refuse(value, A_PERCENTAGE)
        sign = match["before"] or match["after"]
        number = _typed(match["number"])
        if number is None or (number == 1 and not sign):
            refuse(value, A_PERCENTAGE)
    else:
        number = _decimal(value, A_PERCENTAGE)
    share = number.scaleb(-2, _EXACT) if sign or number > 1 else number
    if not 0 <= share <= 1:
        refuse(value, A_PERCENTAGE)
    return share or Decimal(0)


_TWO_THOUSAND = ("الفا", "الفان", "الفي", "الفين")
_TWO_MILLION = ("مليونا", "مليونان", "مليوني", "مليونين")
_TWO_MILLIARD = ("مليارا", "ملياران", "ملياري", "مليارين")
_DUALS = {*_TWO_THOUSAND, *_TWO_MILLION, *_TWO_MILLIARD}
_SCALES = {  # folded: «ألفا» is the dual of «ألف», and after a figure «ألفًا», its accusative
    **dict.fromkeys(("الف", "الاف", "thousand", *_TWO_THOUSAND), 10**3),
    **dict.fromkeys(("مليون", "ملايين", "million", *_TWO_MILLION), 10**6),
    **dict.fromkeys(("مليار", "مليارات", "billion", *_TWO_MILLIARD), 10**9),
}
_UNITS = {
    "": 100,
    **dict.fromkeys(("جنيه", "جنيها", "جنيهات", "جنيه مصري", "جنيها مصريا", "جنيهات مصريه", "ج م", "جم", "ج"), 100),
    **dict.fromkeys(("egp", "l e", "le", "pound", "pounds", "egyptian pound", "egyptian pounds"), 100),
    **dict.fromkeys(("قرش", "قرشا", "قروش", "piastre", "piastres"), 1),
}
MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")
_WORDS = r"(?:[^\W\d_]++\.?\ ?)*+"
_TERM = re.compile(rf"(?P<before>{_WORDS})(?P<number>(?:-\ ?)?\.?[0-9][0-9.,٬،]*(?:\ ?-)?)?\ ?(?P<after>{_WORDS})")
_AND = re.compile(r"\s+(?:و\s*|and\s+)(?=[0-9])")


def parse_amount(value: object) -> int:
    """A sum of money in piastres, exactly.

    A bare number is in pounds: ``1,250.50`` is 125,050 piastres. Words give scale and unit: ``٦٦٢ مليون جنيه``, ``١٢ ألف``,
    ``٣ ملايين و٥٠٠ ألف جنيه``, ``5 جنيهات و25 قرشًا``, ``1500 ج.م``, ``EGP 2 million``. Parts of a piastre are refused.
    """
    total, room = Decimal(0), None
    for term in _terms(value):
        if term is None:
            refuse(value, AN_AMOUNT)
        piastres = _EXACT.multiply(*term)
        # Each further term must be a remainder of the one before: «٣ ملايين و٥٠٠ ألف», never «٥٠٠ ألف و٣ ملايين».
        if room is not None and not (total > 0 and 0 < piastres < room):
            refuse(value, AN_AMOUNT)
        total, room = _EXACT.add(total, piastres), term[1]
    if total.copy_abs() > LARGEST_AMOUNT or not _is_whole(total):
        refuse(value, AN_AMOUNT)
    return int(total)


def _terms(value: object) -> list[tuple[Decimal, int] | None]:
    if isinstance(value, str):
        return [_term(part) for part in _AND.split(spelt(value, AN_AMOUNT))]
    return [(_decimal(value, AN_AMOUNT), 100)]


def _term(text: str) -> tuple[Decimal, int] | None:
    """A number and what one of it is worth in piastres."""
    match = _TERM.fullmatch(MARKS.sub("", text))
    if not match:
        return None
    words = f"{fold(match['before'])} {fold(match['after'])}".split()
    scales = [word for word in words if word in _SCALES]
    unit = _UNITS.get(" ".join(word for word in words if word not in _SCALES))
    number = _typed(match["number"]) if match["number"] else _unwritten(scales)
    if number is None or unit is None or len(scales) > 1 or number.copy_abs() >= LARGEST:
        return None
    return number, unit * (_SCALES[scales[0]] if scales else 1)


def _unwritten(scales: list[str]) -> Decimal | None:
    """The number that a scale stands for alone: one in «مليون جنيه», two in «مليونا جنيه»."""
    if not scales:
        return None
    return Decimal(2 if scales[0] in _DUALS else 1)
