"""Sums in words: the forms of one, two, a few, many and a hundred, and what loses its ending before the thing that it counts."""

import pytest

from rollout.arabic.spelling import spelled, spelled_amount


@pytest.mark.parametrize(("number", "words"), [
    (0, "صفر"), (1, "واحد"), (11, "أحد عشر"), (12, "اثنا عشر"), (20, "عشرون"), (42, "اثنان وأربعون"), (100, "مائة"), (205, "مائتان وخمسة"),
    (1_000, "ألف"), (2_000, "ألفان"), (3_000, "ثلاثة آلاف"), (11_000, "أحد عشر ألفًا"), (100_000, "مائة ألف"), (200_000, "مائتا ألف"),
    (72_995, "اثنان وسبعون ألفًا وتسعمائة وخمسة وتسعون"), (3 * 10**9 + 1, "ثلاثة مليارات وواحد"),
])
def test_numbers_in_words(number: int, words: str) -> None:
    assert spelled(number) == words


@pytest.mark.parametrize(("piastres", "words"), [
    (0, "فقط صفر جنيه لا غير"), (100, "فقط جنيه واحد لا غير"), (200, "فقط جنيهان لا غير"), (1_000, "فقط عشرة جنيهات لا غير"),
    (1_100, "فقط أحد عشر جنيهًا لا غير"), (20_000, "فقط مائتا جنيه لا غير"), (200_000, "فقط ألفا جنيه لا غير"),
    (66_200_000_000, "فقط ستمائة واثنان وستون مليون جنيه لا غير"), (7_200_000, "فقط اثنان وسبعون ألف جنيه لا غير"),
    (150_050, "فقط ألف وخمسمائة جنيه وخمسون قرشًا لا غير"), (5, "فقط خمسة قروش لا غير"),
])
def test_sums_of_money(piastres: int, words: str) -> None:
    assert spelled_amount(piastres) == words
