import math
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rollout.arabic import (
    parse_amount,
    parse_count,
    parse_date,
    parse_month,
    parse_number,
    parse_percent,
)
from rollout.errors import Unreadable
from rollout.text import speaking

BIGINT = 2**63 - 1

PARSERS: list[Callable[[object], object]] = [parse_number, parse_count, parse_percent, parse_amount, parse_date, parse_month]


def assert_refused(parse: Callable[[object], object], value: object) -> None:
    with pytest.raises(Unreadable) as caught:
        parse(value)
    assert caught.value.read is value or caught.value.read == value
    assert str(caught.value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("١٢٣", "123"),
        ("۱۲۳", "123"),
        ("123", "123"),
        ("1,234", "1234"),
        ("١٬٢٣٤٬٥٦٧٫٨", "1234567.8"),
        ("١،٢٣٤", "1234"),
        ("1,234.50", "1234.50"),
        ("1.250", "1.25"),
        ("٠٫٥", "0.5"),
        (".5", "0.5"),
        ("007", "7"),
        ("-5", "-5"),
        ("- ٥", "-5"),
        ("٥-", "-5"),
        ("−٥٫٢", "-5.2"),
        ("\u200f-٥\u200f", "-5"),
        ("\u00a0 12\t", "12"),
        (12, "12"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1e5, "100000"),
        (-0.0, "0"),
        (Decimal("3.70"), "3.7"),
        ("9" * 18, "9" * 18),
    ],
)
def test_numbers_as_they_are_written(value: object, number: str) -> None:
    assert parse_number(value) == Decimal(number)
    assert str(parse_number(value)) != "-0"


NO_NUMBERS: list[object] = [
    "", " ", "-", "—", "تم", "1,5", "1,23,456", "1,2345", "0,123", ",123", "1,234,", "1٬234,567", "12,34.5", "1.2.3",
    "5.", "1 250",
    "1_000", "1e5", "1e400", "NaN", "inf", "(5)", "-5-", "--5", "+-5", "½", "²", "१२", "0x1F", "9" * 19,
    "1" + "0" * 99999, "1\n2",
    None, True, False, b"12", [], object, math.nan, math.inf, -math.inf, 1e300, 1e15, 10**18, 10**5000, -(10**5000),
    Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e400"), Decimal("1e-999999"), Decimal("1." + "1" * 500),
]  # fmt: skip


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: str(type(value).__name__))
@pytest.mark.parametrize("parse", [parse_number, parse_count, parse_percent, parse_amount])
def test_what_is_no_number_is_refused(parse: Callable[[object], object], value: object) -> None:
    assert_refused(parse, value)


def test_a_refusal_says_what_was_read_and_what_was_expected() -> None:
    with pytest.raises(Unreadable) as caught:
        parse_count("تقريبًا ١٢")
    assert caught.value.read == "تقريبًا ١٢"
    with speaking("en"):
        assert str(caught.value) == "Read “تقريبًا ١٢”; expected a whole number, zero or more."


def test_counts_are_whole_not_negative_and_fit_their_column() -> None:
    assert [parse_count(value) for value in ("٠", 12.0, "12.0", "1,200", 2**31 - 1)] == [0, 12, 12, 1200, 2**31 - 1]
    for value in ("٥٪", "-1", -1, 1.5, "١٫٥", 2**31, "3,000,000,000"):
        assert_refused(parse_count, value)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("٩٠٪", "0.9"),
        ("90%", "0.9"),
        ("90 %", "0.9"),
        ("%90", "0.9"),
        ("٪ ٩٠٫٥", "0.905"),
        ("1%", "0.01"),
        ("0.5%", "0.005"),
        ("٪٠٫٥", "0.005"),
        ("100%", "1"),
        ("0", "0"),
        ("90", "0.9"),
        ("0.9", "0.9"),
        ("1.5", "0.015"),
        (0.9, "0.9"),
        (1, "1"),
        (1.0, "1"),
        (90, "0.9"),
        (100, "1"),
        (0, "0"),
    ],
)
def test_percentages(value: object, share: str) -> None:
    assert parse_percent(value) == Decimal(share)


@pytest.mark.parametrize("value", ["1", "١", "1.0", "101%", "101", 100.5, -0.1, "-5%", "%90%", "%", "٩٠٪ تقريبًا", "90%5"])
def test_what_is_no_share_or_could_be_two_is_refused(value: object) -> None:
    assert_refused(parse_percent, value)


@pytest.mark.parametrize(
    ("value", "piastres"),
    [
        ("1,250.50", 125050),
        ("١٬٢٥٠٫٥", 125050),
        (1250.5, 125050),
        (1250, 125000),
        ("٦٦٢ مليون جنيه", 662 * 10**8),
        ("662مليون", 662 * 10**8),
        ("١٢ ألف", 1200000),
        ("١٢ الفًا", 1200000),
        ("٣ آلاف جنيه", 300000),
        ("١٫٥ مليون جنيه", 150000000),
        ("1.234567 مليون", 123456700),
        ("٢ مليار جنيه مصري", 2 * 10**11),
        ("مليون جنيه", 10**8),
        ("مليونا جنيه", 2 * 10**8),
        ("ألفي جنيه", 200000),
        ("١١ مليونًا", 11 * 10**8),
        ("٣ ملايين و٥٠٠ ألف جنيه", 350000000),
        ("٣ ملايين جنيه و 500 جنيه و ٢٥ قرشًا", 300050025),
        ("مليون و٢٠٠ ألف", 120000000),
        ("٢٥ قرشًا", 25),
        ("1500 ج.م", 150000),
        ("1500 ج.م.", 150000),
        ("ج.م.1500", 150000),
        ("ج.م .5", 50),
        ("١٥٠٠ جم", 150000),
        ("جنيه 12", 1200),
        ("EGP 2 million", 2 * 10**8),
        ("L.E. 1,500", 150000),
        ("2 thousand pounds and 50 piastres", 200050),
        ("-٥ جنيهات", -500),
        ("5- جنيه", -500),
        ("EGP -5", -500),
        ("0", 0),
        ("92,233,720,368,547,758.07", BIGINT),
        (-92233720368547758, -9223372036854775800),
    ],
)
def test_sums_of_money(value: object, piastres: int) -> None:
    assert parse_amount(value) == piastres


SCALES = {
    10**3: "ألف ألفًا آلاف الف thousand",
    10**6: "مليون مليونًا ملايين million",
    10**9: "مليار مليارًا مليارات billion",
}
DUALS = {10**3: "ألفا ألفان ألفي ألفين", 10**6: "مليونا مليونان مليوني مليونين", 10**9: "مليارا ملياران ملياري مليارين"}
UNITS = {
    100: "جنيه، جنيهًا، جنيهات، جنيه مصري، جنيهًا مصريًا، جنيهات مصرية، ج.م، ج م، جم، ج، EGP، L.E، LE، pound، pounds، "
    "Egyptian pound، Egyptian pounds",
    1: "قرش، قرشًا، قروش، piastre، piastres",
}


def test_all_words_of_scale_and_unit() -> None:
    scales = [(word, scale) for scale, words in SCALES.items() for word in words.split()]
    assert [parse_amount(f"7 {word}") for word, _ in scales] == [700 * scale for _, scale in scales]
    duals = [(word, scale) for scale, words in DUALS.items() for word in words.split()]
    assert [parse_amount(f"{word} جنيه") for word, _ in duals] == [200 * scale for _, scale in duals]
    units = [(word, unit) for unit, words in UNITS.items() for word in words.split("، ")]
    assert [parse_amount(f"7 {word}") for word, _ in units] == [7 * unit for _, unit in units]


@pytest.mark.parametrize(
    "value",
    [
        "0.125", 0.125, "1.2345 ألف و٥ قروش ونصف", "٠٫٥ قرش", "92,233,720,368,547,758.08", 92233720368547759,
        "100 مليار مليار",
        "٥٠٠ ألف و٣ ملايين جنيه", "٣ ملايين و٤ ملايين", "٣ آلاف و١٠٠٠ جنيه", "5 و5", "-3 ملايين و500 ألف",
        "3 ملايين و-500 ألف", "3 ملايين و0 جنيه",
        "جنيه", "ج.م", "5 دولار", "$5", "5 أمتار", "10 20", "5 جنيه 3", "٥ - ٦ جنيه", "نحو ٥ ملايين", "5 جنيه جنيه",
        "قرش مليون جنيه", "5. جنيه",
    ],
)  # fmt: skip
def test_sums_that_are_not_exact_or_not_clear_are_refused(value: object) -> None:
    assert_refused(parse_amount, value)


strange = st.one_of(
    st.text(),
    st.text(st.characters(), max_size=200),
    st.text("٠١٢٣۴12305.,٫٬،-−+%٪/\\ \u200fمجنيهألفليون و", max_size=40),
    st.sampled_from(["١٢ مارس", "2023", "مليون", " و5", "جنيه", "%", "/", "يوم الأحد", "\ud800", "8", "-"]).flatmap(
        lambda start: st.text("0123456789/-. مارسم", max_size=20).map(lambda rest: start + rest)
    ),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.binary(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.complex_numbers(),
    st.fractions(),
    st.lists(st.integers()),
)


@given(strange)
@example("9" * 10_000_000)
@example("مليون " * 1_000_000)
@example("ا" * 100)
@example("1," * 49 + "x")
@example(10**5000)
@example("\ud800\udfff")
@pytest.mark.parametrize("parse", PARSERS)
def test_parsers_raise_nothing_but_unreadable(parse: Callable[[object], object], value: object) -> None:
    sentence = "Read “"
    with speaking("en"):
        try:
            parse(value)
        except Unreadable as error:
            sentence = str(error)
    assert sentence.startswith("Read “")


@given(strange)
def test_parsers_return_only_what_fits_a_column(value: object) -> None:
    for parse, low, high in ((parse_count, 0, 2**31 - 1), (parse_amount, -BIGINT, BIGINT), (parse_percent, 0, 1)):
        try:
            found = parse(value)
        except Unreadable:
            continue
        assert low <= found <= high
