import math
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rollout.arabic import (
    Digits,
    format_amount,
    format_number,
    format_percent,
    parse_amount,
    parse_number,
    parse_percent,
    to_digits,
)

PERSIAN = str.maketrans("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
BIGINT = 2**63 - 1


def test_digits_change_and_nothing_else() -> None:
    assert to_digits("م 12/٣/۲۰۲۳، 1.5", Digits.ARABIC) == "م ١٢/٣/٢٠٢٣، ١.٥"
    assert to_digits("م 12/٣/۲۰۲۳، ١٫٥", Digits.WESTERN) == "م 12/3/2023، 1٫5"


@given(st.integers(-(10**15), 10**15), st.integers(0, 4), st.sampled_from(Digits))
def test_numbers_are_read_back(scaled: int, places: int, digits: Digits) -> None:
    number = Decimal(scaled).scaleb(-places)
    written = format_number(number, digits, places)
    assert parse_number(written) == number
    assert parse_number(written.translate(PERSIAN)) == number


@given(st.integers(0, 100000), st.sampled_from(Digits))
def test_percentages_are_read_back(scaled: int, digits: Digits) -> None:
    share = Decimal(scaled) / 100000
    assert parse_percent(format_percent(share, digits, 3)) == share
    assert parse_percent(format_percent(share, digits, 3).translate(PERSIAN)) == share


amounts = st.integers(-BIGINT, BIGINT) | st.integers(-(10**9), 10**9)
round_amounts = st.builds(lambda count, zeros: count * 10**zeros, st.integers(-2000, 2000), st.integers(2, 13))


@given(amounts | round_amounts, st.sampled_from(Digits), st.booleans(), st.sampled_from(["ar", "en"]))
def test_sums_are_read_back(piastres: int, digits: Digits, words: bool, language: str) -> None:
    written = format_amount(piastres, digits, words, language=language)
    assert parse_amount(written) == piastres
    assert parse_amount(written.translate(PERSIAN)) == piastres


@given(st.integers(-(10**12), 10**12), st.integers(0, 2), st.sampled_from(Digits))
def test_a_cell_of_a_spreadsheet_reads_as_what_it_shows(scaled: int, places: int, digits: Digits) -> None:
    shown = Decimal(scaled).scaleb(-places)
    assert parse_number(float(shown)) == shown
    assert parse_amount(float(shown)) == shown * 100
    assert format_number(float(shown), digits, places) == format_number(shown, digits, places)


@pytest.mark.parametrize(
    ("number", "places", "arabic", "western"),
    [
        (0, 0, "٠", "0"),
        (1250, 0, "١٬٢٥٠", "1,250"),
        (1234567.891, 2, "١٬٢٣٤٬٥٦٧٫٨٩", "1,234,567.89"),
        (2, 2, "٢٫٠٠", "2.00"),
        (0.5, 0, "١", "1"),
        (2.5, 0, "٣", "3"),
        (1.005, 2, "١٫٠١", "1.01"),
        (-2.5, 0, "-٣", "-3"),
        (-0.4, 0, "٠", "0"),
        (Decimal("1e30"), 0, "١" + "٬٠٠٠" * 10, "1" + ",000" * 10),
    ],
)
def test_numbers_are_written(number: float, places: int, arabic: str, western: str) -> None:
    assert format_number(number, Digits.ARABIC, places) == arabic
    assert format_number(number, Digits.WESTERN, places) == western


def test_percentages_are_written() -> None:
    assert format_percent(0.9, Digits.ARABIC) == "٩٠٪"
    assert format_percent(Decimal("0.905"), Digits.WESTERN, 1) == "90.5%"
    assert format_percent(0.285) == "٢٩٪"
    assert format_percent(Decimal("-0.05")) == "-٥٪"
    assert format_percent(12) == "١٬٢٠٠٪"


@pytest.mark.parametrize("number", [math.nan, math.inf, Decimal("NaN")])
def test_what_is_no_number_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        format_number(number)


@pytest.mark.parametrize(
    ("pounds", "figures", "words", "english"),
    [
        ("662000000", "٦٦٢٬٠٠٠٬٠٠٠ جنيه", "٦٦٢ مليون جنيه", "EGP 662 million"),
        ("1994000", "١٬٩٩٤٬٠٠٠ جنيه", "١٬٩٩٤٬٠٠٠ جنيه", "EGP 1,994,000"),
        ("1000000", "١٬٠٠٠٬٠٠٠ جنيه", "مليون جنيه", "EGP 1 million"),
        ("-1000000", "-١٬٠٠٠٬٠٠٠ جنيه", "-١ مليون جنيه", "EGP -1 million"),
        ("3000000", "٣٬٠٠٠٬٠٠٠ جنيه", "٣ ملايين جنيه", "EGP 3 million"),
        ("103000000", "١٠٣٬٠٠٠٬٠٠٠ جنيه", "١٠٣ ملايين جنيه", "EGP 103 million"),
        ("1500000000", "١٬٥٠٠٬٠٠٠٬٠٠٠ جنيه", "١٬٥٠٠ مليون جنيه", "EGP 1,500 million"),
        ("2000000000", "٢٬٠٠٠٬٠٠٠٬٠٠٠ جنيه", "٢ مليار جنيه", "EGP 2 billion"),
        ("500000", "٥٠٠٬٠٠٠ جنيه", "٥٠٠ ألف جنيه", "EGP 500 thousand"),
        ("500000.25", "٥٠٠٬٠٠٠٫٢٥ جنيه", "٥٠٠٬٠٠٠٫٢٥ جنيه", "EGP 500,000.25"),
        ("0.05", "٠٫٠٥ جنيه", "٠٫٠٥ جنيه", "EGP 0.05"),
        ("3000", "٣٬٠٠٠ جنيه", "٣ آلاف جنيه", "EGP 3 thousand"),
        ("4000000000", "٤٬٠٠٠٬٠٠٠٬٠٠٠ جنيه", "٤ مليارات جنيه", "EGP 4 billion"),
        ("5", "٥ جنيهات", "٥ جنيهات", "EGP 5"),
        ("11", "١١ جنيهًا", "١١ جنيهًا", "EGP 11"),
        ("1", "١ جنيه", "١ جنيه", "EGP 1"),
        ("0", "٠ جنيه", "٠ جنيه", "EGP 0"),
    ],
)
def test_sums_are_written(pounds: str, figures: str, words: str, english: str) -> None:
    piastres = int(Decimal(pounds) * 100)
    assert format_amount(piastres) == figures
    assert format_amount(piastres, words=True) == words
    assert format_amount(piastres, words=True, language="en") == english


@given(amounts, st.sampled_from(Digits), st.booleans(), st.sampled_from(["ar", "en"]))
def test_nothing_written_is_invisible_or_of_another_digit_set(
    piastres: int, digits: Digits, words: bool, language: str
) -> None:
    assume(piastres)
    amount = format_amount(piastres, digits, words, language=language)
    texts = [format_number(piastres, digits), format_percent(piastres, digits), amount]
    assert all(text.isprintable() for text in texts)
    arabic = [char for text in texts for char in text if char in "٠١٢٣٤٥٦٧٨٩٬٫٪"]
    western = [char for text in texts for char in text if char in "0123456789,.%"]
    if language == "ar":
        assert not (western if digits == Digits.ARABIC else arabic)
    else:
        assert not set(amount) & set("٠١٢٣٤٥٦٧٨٩٬٫")
