from unicodedata import is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rollout.arabic import BLANKS, clean, fold, sort_key

# What may stand between two letters and change nothing: tatweel, diacritics, joiners, direction marks, soft hyphen.
UNSEEN = "ـًٌٍَُِّْٰ\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202e\u2066\u2069\ufeff\u00ad\ufe70\ufe71\ufe7d\ufc60"

words = st.text("ابتةثجحخدذرزسشصضطظعغفقكلمنهويىءأإآٱؤئ کی٠٣۴7aB-،", max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أسوان", "اسوان"),
        ("إسنا", "اسنا"),
        ("آمون", "امون"),
        ("ٱلبيت", "البيت"),
        ("فى", "في"),
        ("القوصية", "القوصيه"),
        ("مؤسسة", "موسسة"),
        ("رئيس", "رييس"),
        ("مسئول", "مسؤول"),
        ("مسئُول", "مسؤول"),
        ("شئون", "شؤون"),
        ("رءوس", "رؤوس"),
        ("البيضاء", "البيضا"),
        ("کفر", "كفر"),
        ("قنایی", "قنايي"),
        ("ڤيلا چمال پورسعيد گراج", "فيلا جمال بورسعيد كراج"),
        ("ﻣﺠﻤﻊ", "مجمع"),
        ("ﻼ", "لا"),
        ("ﷲ", "الله"),
        ("مُجَمَّـــع", "مجمع"),
        ("مجمع ١٢", "مجمع 12"),
        ("مجمع ۱۲", "مجمع 12"),
        ("Café ASSIUT", "cafe assiut"),
        ("Straße", "STRASSE"),
        ("العامرية - أول", "العامريه اول"),
        ("«مجمع»  أ/ب", "مجمع ا ب"),
        ("مجمع\u00a0\t\nقنا", "مجمع قنا"),
        ("a\x00b", "a b"),
        ("قنا\ud800", "قنا"),
    ],
)
def test_spellings_that_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("قنا", "قني"), ("كفر الشيخ", "كفرالشيخ"), ("مجمع 1", "مجمع 11"), ("دار", "ذار"), ("سوهاج", "صوهاج"), ("وادي", "ادي")],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_folded_text_is_bare_and_trimmed() -> None:
    assert fold("  «مُجَمَّع»  أسيوط (١٢)، EG-AST ") == "مجمع اسيوط 12 eg ast"


@given(st.text())
@example("İΐŉǰ")
@example("ئئو")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_for_good() -> None:
    changed = [hex(code) for code in range(0x20000) if fold(fold(chr(code))) != fold(chr(code))]
    assert not changed


@given(words, st.lists(st.tuples(st.integers(0, 30), st.sampled_from(UNSEEN))))
def test_what_is_not_seen_does_not_matter(text: str, marks: list[tuple[int, str]]) -> None:
    marked = text
    for place, mark in marks:
        marked = marked[:place] + mark + marked[place:]
    assert fold(marked) == fold(text)
    assert sort_key(marked) == sort_key(text)


@given(words, st.integers(0, 30), st.integers(0, 30))
def test_a_part_of_a_name_finds_the_name(text: str, start: int, end: int) -> None:
    part = text[start:end]
    if not part.endswith(("ئ", "ء")):  # the exception that fold() names
        assert fold(part) in fold(text)


ALPHABET = list("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")


def test_sort_keys_follow_the_alphabet() -> None:
    keys = [sort_key(letter).encode() for letter in ALPHABET]
    assert keys == sorted(set(keys))
    assert len(keys) == 28


@pytest.mark.parametrize(
    "ordered",
    [
        ["ابنوب", "أبو تيج", "أسيوط", "البداري", "إلى", "آمون"],
        ["الفتح", "القوصية", "القوصيه ب", "منفلوط", "موسى", "موش", "ميت غمر"],
        ["روس", "رؤوف", "روي", "ريم", "رئيس"],
        ["سنة", "سنهور", "سنهوري", "سنى", "سنيه"],
        ["مجمع", "مجمع 0", "مجمع 2", "مجمع ٩", "مجمع 10", "مجمع ۱۰۰", "مجمع أ", "مجمعات"],
        ["7", "Aswan", "قنا"],
        [str(10**n) for n in range(99)],
    ],
)
def test_lists_in_arabic_order(ordered: list[str]) -> None:
    keys = [sort_key(name) for name in ordered]
    assert [key.encode() for key in keys] == sorted(key.encode() for key in keys)
    assert len(set(keys)) == len(ordered)


@given(st.integers(0, 10**30), st.integers(0, 10**30), st.integers(0, 4))
def test_numbers_in_names_are_in_order_of_value(one: int, other: int, zeros: int) -> None:
    assert (sort_key("مجمع " + "0" * zeros + str(one)) < sort_key(f"مجمع {other}")) == (one < other)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\u200fمجمع\u200e \u202bقنا\u202c", "مجمع قنا"),
        ("\u2066ق\u2069ن\u061cا\ufeff\u200b\u200d\u180e\u00ad\u2060", "قنا"),
        ("قن\x00ا\x07\x1b\x7f\x9f", "قنا"),
        ("  مجمع\u00a0\u202f\u3000\t قنا\r\n", "مجمع قنا"),
        ("سطر\nسطر\u2028سطر\x85سطر\x1cسطر\x1dسطر\x1eسطر\x1fسطر\fسطر", "سطر سطر سطر سطر سطر سطر سطر سطر سطر"),
        ("أ", "أ"),
        ("e\u200d\u0301", "é"),
        ("قنا\ud800\udfff\uffff\ufffe", "قنا"),
        ("\u200f \u00a0\x00", ""),
        ("مُجَمَّــع «أ» ١٢ — ة ى", "مُجَمَّــع «أ» ١٢ — ة ى"),
        ("\u0600١٢ \u06dd", "\u0600١٢ \u06dd"),
    ],
)
def test_clean_keeps_what_one_sees(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_clean_keeps_lines_where_asked() -> None:
    assert clean(" أول  سطر \r\nثانٍ\rثالث\t\u2029رابع\v\n\n", multiline=True) == "أول سطر\nثانٍ\nثالث\nرابع"


@given(st.text(), st.booleans())
def test_clean_text_can_be_stored(text: str, multiline: bool) -> None:
    cleaned = clean(text, multiline=multiline)
    assert clean(cleaned, multiline=multiline) == cleaned
    assert is_normalized("NFC", cleaned)
    assert cleaned.encode().decode() == cleaned
    assert not set(cleaned) & set("\x00\u200b\u200e\u200f\u202e\u2066\ufeff\u061c\r\u00a0")
    assert multiline or "\n" not in cleaned


@given(words)
def test_cleaning_does_not_change_what_search_sees(text: str) -> None:
    assert fold(clean(text)) == fold(text)


@pytest.mark.parametrize("blank", BLANKS)
def test_letters_without_a_shape_are_no_letters(blank: str) -> None:
    assert fold(f"محمود{blank} علي{blank}") == fold("محمود علي")
    assert clean(f"محمود{blank} علي") == "محمود علي"
    assert clean(blank) == fold(blank) == ""
