from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl.utils.datetime import to_excel

from rollout.arabic import MONTHS_AR, MONTHS_EN, Digits, format_date, format_month, parse_date, parse_month
from rollout.errors import Unreadable
from rollout.text import speaking

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
EVERY_MONTH = [day for day in EVERY_DAY if day.day == 1]

SUNDAY = date(2023, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "١٢/٣/٢٠٢٣", "۱۲/۳/۲۰۲۳", "12/3/2023", "12-3-2023", "12.3.2023", "12\\3\\2023", "12/03/2023", "12 / 3 / 2023",
        "12–3–2023", "12−3−2023",
        "2023-03-12", "2023/3/12", "٢٠٢٣/٣/١٢", "2023-03-12 00:00:00", "2023-03-12T08:30:00.000", "١٢/٣/٢٠٢٣ م",
        "١٢ مارس ٢٠٢٣", "12 مارس 2023م", "12 مارس 2023 م.", "١٢ مارس ٢٠٢٣ ميلادية", "12مارس2023", "12-مارس-2023",
        "12/مارس/2023", "١٢ مارس، ٢٠٢٣",
        "١٢ مارِس ٢٠٢٣", "١٢ مــارس ٢٠٢٣", "١٢ من مارس سنة ٢٠٢٣", "١٢ مارس عام ٢٠٢٣", "١٢ مارس لسنة ٢٠٢٣",
        "\u200f١٢\u200f/٣\u200f/٢٠٢٣",
        "يوم الأحد ١٢ مارس ٢٠٢٣", "الاحد ١٢/٣/٢٠٢٣", "الأحد، ١٢ مارس ٢٠٢٣", "يوم الأحد الموافق ١٢/٣/٢٠٢٣م",
        "بتاريخ 12/3/2023", "في ١٢ مارس ٢٠٢٣",
        "12 March 2023", "12 mar 2023", "March 12, 2023", "Sunday, 12 March 2023", "Sun 12-Mar-2023",
        "12 of March 2023",
    ],
)  # fmt: skip
def test_ways_to_write_one_day(text: str) -> None:
    assert parse_date(text) == SUNDAY


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1 يناير 2023", 1), ("1 فبراير 2023", 2), ("1 ابريل 2023", 4), ("1 إبريل 2023", 4), ("1 أبريل 2023", 4),
        ("1 مايو 2023", 5),
        ("1 يونيو 2023", 6), ("1 يونيه 2023", 6), ("1 يونية 2023", 6), ("1 يوليو 2023", 7), ("1 يوليه 2023", 7),
        ("1 يولية 2023", 7),
        ("1 أغسطس 2023", 8), ("1 اغسطس 2023", 8), ("1 أغسطوس 2023", 8), ("1 سبتمبر 2023", 9), ("1 اكتوبر 2023", 10),
        ("1 نوفمبر 2023", 11), ("1 ديسمبر 2023", 12), ("1 Sept 2023", 9),
    ],
)  # fmt: skip
def test_names_of_months(text: str, month: int) -> None:
    assert parse_date(text) == date(2023, month, 1)


@pytest.mark.parametrize(
    "names",
    [
        "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت",
        "الاحد الإثنين الثلاثا الاربعاء الخميس الجمعه السبت",
        "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
        "Sun Mon Tue Wed Thu Fri Sat",
    ],
)
def test_names_of_weekdays_must_fit(names: str) -> None:
    for number, name in enumerate(names.split()):
        day = SUNDAY + timedelta(days=number)
        assert parse_date(f"{name} {format_date(day)}") == day
        with pytest.raises(Unreadable):
            parse_date(f"{name} {format_date(day + timedelta(days=1))}")


@pytest.mark.parametrize(
    "value",
    [
        date(2023, 3, 12), datetime(2023, 3, 12, 23, 59, tzinfo=UTC), datetime(2023, 3, 12), 44997, 44997.0, 44997.99,  # noqa: DTZ001
    ],
)  # fmt: skip
def test_what_spreadsheets_hold(value: object) -> None:
    assert parse_date(value) == SUNDAY


def test_the_day_comes_first() -> None:
    assert parse_date("3/12/2023") == date(2023, 12, 3)
    assert parse_date("2023/3/12") == date(2023, 3, 12)


@pytest.mark.parametrize(
    "value",
    [
        "", "-", "تم", "12/3", "3/2023/12", "12/3/23", "23/3/12", "12 مارس 23", "12 مارس", "مارس 2023", "12/3/20233",
        "112/3/2023", "112 مارس 2023",
        "29/2/2023", "31/4/2023", "31 يونيو 2023", "0/3/2023", "12/0/2023", "12/13/2023", "3/25/2023", "2023/25/3",
        "12/3-2023", "12//3/2023",
        "31/12/1989", "1/1/2101", "1/1/0001", "1/1/9999", "12 رجب 1444", "12 مارس 2023 هـ", "١٢/٣/١٤٤٤",
        "12 مارس و 13 مارس 2023", "12% مارس 2023",
        "12 مارس 2023 تقريبًا", "12 - - مارس 2023", "12 كانون 2023", "مارس مارس 2023", "12 12 2023",
        "الاثنين ١٢ مارس ٢٠٢٣", "Monday 12/3/2023",
        "الأحد", "يوم", "45000", "२/३/२०२३", "12/3/2023 10:00", "12/3/2023" + " " * 1000 + "x",
        date(1989, 12, 31), date(2101, 1, 1), datetime(1900, 1, 1, tzinfo=UTC), 2023, 20230312, 32873, 73416,
        32873.99, -44997, 0, True,
        float("nan"), float("inf"), 1e300, 10**5000, None, b"12/3/2023", [SUNDAY],
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else type(value).__name__,
)  # fmt: skip
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        parse_date(value)


def test_a_refusal_says_what_was_expected() -> None:
    with pytest.raises(Unreadable) as caught:
        parse_date("12/3/23")
    with speaking("en"):
        assert str(caught.value) == "Read “12/3/23”; expected a date from 1990 to 2100 such as 31/7/2023."
    with pytest.raises(Unreadable) as caught:
        parse_month("8/23")
    with speaking("en"):
        assert str(caught.value) == "Read “8/23”; expected a month from 1990 to 2100 such as July 2023."
    assert caught.value.read == "8/23"


@pytest.mark.parametrize("digits", Digits)
@pytest.mark.parametrize("long", [True, False])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_day_is_read_back(digits: Digits, long: bool, language: str) -> None:
    assert [parse_date(format_date(day, digits, long, language=language)) for day in EVERY_DAY] == EVERY_DAY


def test_every_day_of_a_spreadsheet_is_read_back() -> None:
    assert [parse_date(to_excel(day)) for day in EVERY_DAY] == EVERY_DAY
    assert [parse_date(day.isoformat()) for day in EVERY_DAY] == EVERY_DAY


@pytest.mark.parametrize("digits", Digits)
@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_month_is_read_back(digits: Digits, language: str) -> None:
    assert [parse_month(format_month(day, digits, language=language)) for day in EVERY_MONTH] == EVERY_MONTH


@pytest.mark.parametrize(
    "value",
    [
        "أغسطس ٢٠٢٣", "اغسطس 2023م", "شهر أغسطس ٢٠٢٣", "أغسطس سنة ٢٠٢٣", "أغسطس - 2023", "8/2023", "08-2023",
        "8.2023", "٢٠٢٣/٨", "2023-08",
        "August 2023", "Aug-2023", "شهر ٨/٢٠٢٣", "12/8/2023", "٣١ أغسطس ٢٠٢٣", "2023-08-31", date(2023, 8, 31),
        datetime(2023, 8, 1, tzinfo=UTC), 45139,
    ],
)  # fmt: skip
def test_ways_to_write_one_month(value: object) -> None:
    assert parse_month(value) == date(2023, 8, 1)


@pytest.mark.parametrize(
    "value",
    ["", "أغسطس", "8/23", "13/2023", "0/2023", "2023", "8", 8, 8.2023, "8/1989", "أغسطس 23", "2101/1", "شهر", "8 2023", None],
)
def test_what_is_no_month_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        parse_month(value)


def test_days_are_written_as_on_egyptian_paper() -> None:
    day = date(2023, 7, 31)
    assert format_date(day) == "٣١ يوليو ٢٠٢٣"
    assert format_date(day, Digits.WESTERN) == "31 يوليو 2023"
    assert format_date(day, long=False) == "٣١/٧/٢٠٢٣"
    assert format_date(day, Digits.WESTERN, long=False) == "31/7/2023"
    assert format_month(day) == "يوليو ٢٠٢٣"


def test_days_follow_the_language_just_spoken() -> None:
    day = date(2023, 7, 31)
    with speaking("en"):
        assert format_date(day) == "31 July 2023"
        assert format_date(day, long=False) == "31/7/2023"
        assert format_month(day) == "July 2023"
        assert format_date(day, language="ar") == "٣١ يوليو ٢٠٢٣"
    assert format_date(day, language="en") == "31 July 2023"


def test_months_have_their_egyptian_names() -> None:
    assert " ".join(MONTHS_AR) == "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
    assert list(MONTHS_EN) == [date(2023, number, 1).strftime("%B") for number in range(1, 13)]
