import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from rollout.arabic import NOUNS, Digits, counted, parse_count, plural_category
from rollout.stages import Kind
from rollout.supply.quantities import UNITS
from rollout.text import speaking


def test_plural_categories_are_those_of_cldr() -> None:
    cldr = Locale.parse("ar").plural_form
    wrong = [number for number in (*range(2500), 10**6, 10**6 + 3, 10**9 + 11) if plural_category(number) != cldr(number)]
    assert not wrong


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "٠ مجمع"),
        (1, "مجمع واحد"),
        (2, "مجمعان"),
        (3, "٣ مجمعات"),
        (10, "١٠ مجمعات"),
        (11, "١١ مجمعًا"),
        (31, "٣١ مجمعًا"),
        (99, "٩٩ مجمعًا"),
        (100, "١٠٠ مجمع"),
        (101, "١٠١ مجمع"),
        (102, "١٠٢ مجمع"),
        (103, "١٠٣ مجمعات"),
        (110, "١١٠ مجمعات"),
        (111, "١١١ مجمعًا"),
        (200, "٢٠٠ مجمع"),
        (332, "٣٣٢ مجمعًا"),
        (1000, "١٬٠٠٠ مجمع"),
        (1002, "١٬٠٠٢ مجمع"),
        (1003, "١٬٠٠٣ مجمعات"),
        (-1, "-١ مجمع"),
        (-3, "-٣ مجمعات"),
        (-11, "-١١ مجمعًا"),
    ],
)
def test_complexes_are_counted(number: int, text: str) -> None:
    assert counted(number, "complex") == text


@pytest.mark.parametrize(("number", "text"), [(305, "305 مراكز"), (318, "318 مركزًا"), (100, "100 مركز"), (2, "مركزان")])
def test_published_counts_are_inflected(number: int, text: str) -> None:
    assert counted(number, "centre", Digits.WESTERN) == text


@pytest.mark.parametrize(
    ("number", "text"), [(1, "محافظة واحدة"), (2, "محافظتان"), (7, "٧ محافظات"), (27, "٢٧ محافظة"), (100, "١٠٠ محافظة")]
)
def test_feminine_nouns(number: int, text: str) -> None:
    assert counted(number, "governorate") == text


def test_two_shows_the_case() -> None:
    assert counted(2, "complex", oblique=True) == "مجمعين"
    assert counted(2, "vehicle", oblique=True) == "سيارتين"
    assert counted(3, "complex", oblique=True) == "٣ مجمعات"
    assert counted(1, "complex", oblique=True) == "مجمع واحد"


def test_english_counts() -> None:
    with speaking("en"):
        assert [counted(number, "complex") for number in (0, 1, 2)] == ["0 complexes", "1 complex", "2 complexes"]
        assert counted(1000, "complex") == "1,000 complexes"
    assert counted(2, "entry", language="en") == "2 entries"
    assert counted(-1, "day", language="en") == "-1 day"


def test_a_noun_of_ones_own_is_counted() -> None:
    assert counted(11, NOUNS["office"]) == counted(11, "office") == "١١ مكتبًا"


def test_an_unknown_noun_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        counted(3, "elephant")


SPELT_OUT = {
    "item past the deadline": (
        "بندان تجاوزا المهلة", "٣ بنود تجاوزت المهلة", "١١ بندًا تجاوز المهلة", "5 items past the deadline",
    ),
    "complex": ("مجمعان", "٣ مجمعات", "١١ مجمعًا", "5 complexes"),
    "centre": ("مركزان", "٣ مراكز", "١١ مركزًا", "5 centres"),
    "vehicle": ("سيارتان", "٣ سيارات", "١١ سيارة", "5 vehicles"),
    "site": ("موقعان", "٣ مواقع", "١١ موقعًا", "5 sites"),
    "stage": ("مرحلتان", "٣ مراحل", "١١ مرحلة", "5 stages"),
    "governorate": ("محافظتان", "٣ محافظات", "١١ محافظة", "5 governorates"),
    "day": ("يومان", "٣ أيام", "١١ يومًا", "5 days"),
    "week": ("أسبوعان", "٣ أسابيع", "١١ أسبوعًا", "5 weeks"),
    "month": ("شهران", "٣ أشهر", "١١ شهرًا", "5 months"),
    "employee": ("موظفان", "٣ موظفين", "١١ موظفًا", "5 employees"),
    "trainee": ("متدربان", "٣ متدربين", "١١ متدربًا", "5 trainees"),
    "document": ("مستندان", "٣ مستندات", "١١ مستندًا", "5 documents"),
    "row": ("صفان", "٣ صفوف", "١١ صفًا", "5 rows"),
    "sheet": ("ورقتان", "٣ ورقات", "١١ ورقة", "5 sheets"),
    "meter": ("عدادان", "٣ عدادات", "١١ عدادًا", "5 meters"),
    "office": ("مكتبان", "٣ مكاتب", "١١ مكتبًا", "5 offices"),
    "obstacle": ("معوقان", "٣ معوقات", "١١ معوقًا", "5 obstacles"),
    "entry": ("قيدان", "٣ قيود", "١١ قيدًا", "5 entries"),
    "problem": ("مشكلتان", "٣ مشكلات", "١١ مشكلة", "5 problems"),
    "unread notice": ("تنبيهان غير مقروءين", "٣ تنبيهات غير مقروءة", "١١ تنبيهًا غير مقروء", "5 unread notices"),
    "piece": ("قطعتان", "٣ قطع", "١١ قطعة", "5 pieces"),
    "set": ("طقمان", "٣ أطقم", "١١ طقمًا", "5 sets"),
    "pair": ("زوجان", "٣ أزواج", "١١ زوجًا", "5 pairs"),
    "roll": ("لفتان", "٣ لفات", "١١ لفة", "5 rolls"),
    "metre": ("متران", "٣ أمتار", "١١ مترًا", "5 metres"),
    "square_metre": ("متران مربعان", "٣ أمتار مربعة", "١١ مترًا مربعًا", "5 square metres"),
    "kilogram": ("كيلوجرامان", "٣ كيلوجرامات", "١١ كيلوجرامًا", "5 kilograms"),
}


@pytest.mark.parametrize("key", SPELT_OUT)
def test_all_that_the_programme_counts_is_spelt_right(key: str) -> None:
    english = counted(5, key, language="en")
    assert (counted(2, key), counted(3, key), counted(11, key), english) == SPELT_OUT[key]


def test_goods_can_be_counted_in_every_unit() -> None:
    assert set(UNITS) <= set(NOUNS)
    assert [counted(1, key) for key in ("piece", "unread notice")] == ["قطعة واحدة", "تنبيه واحد غير مقروء"]


def test_every_kind_of_site_can_be_counted() -> None:
    assert {kind.noun for kind in Kind} <= set(NOUNS)


@pytest.mark.parametrize("key", [key for key, noun in NOUNS.items() if " " not in noun.other])
def test_forms_of_a_noun_agree(key: str) -> None:
    noun = NOUNS[key]
    forms = (noun.one, noun.two, noun.two_oblique, noun.few, noun.many, noun.other)
    assert all(form.isprintable() or "ً" in form for form in forms)
    stem = noun.other.removesuffix("ة")
    assert noun.one.startswith(noun.other + " ")
    assert noun.one.endswith("واحدة") == noun.other.endswith("ة")
    assert noun.two.removesuffix("ان") == noun.two_oblique.removesuffix("ين")
    assert noun.two.startswith(stem)
    assert noun.many.endswith("ًا") != noun.other.endswith("ة")
    assert noun.few not in {noun.one, noun.two, noun.many, noun.other}
    assert noun.en != noun.en_plural


@given(st.integers(3, 10**6) | st.just(0), st.sampled_from(sorted(NOUNS)), st.sampled_from(Digits), st.sampled_from(["ar", "en"]))
def test_the_figure_of_a_count_is_read_back(number: int, key: str, digits: Digits, language: str) -> None:
    figure, _, _ = counted(number, key, digits, language=language).partition(" ")
    assert parse_count(figure) == number
