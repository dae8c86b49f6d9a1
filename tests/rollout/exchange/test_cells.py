"""What a stage's cell may hold, and what it must not be taken for."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.arabic import Digits, format_date, to_digits
from rollout.errors import Unreadable
from rollout.exchange.cells import SILENCE, Said, read_stage, read_text
from rollout.stages import State

DAY = date(2023, 3, 12)
DONE, UNDER_WAY, NOT_STARTED = State.DONE, State.IN_PROGRESS, State.NOT_STARTED


@pytest.mark.parametrize("cell", [
    "١٢/٣/٢٠٢٣", "12-3-2023", "۱۲/۳/۲۰۲۳", "١٢ مارس ٢٠٢٣", "تم بتاريخ ١٢/٣/٢٠٢٣", "تم الاستلام في 12/3/2023",
    "تم الاستلام الابتدائي يوم 12 مارس 2023",
    DAY, 44997, "44997",
])
def test_a_date_is_a_finished_stage_of_that_day(cell: object) -> None:
    assert read_stage(cell, 1) == Said(DONE, day=DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["تم", "تم الاستلام", "منفذ", "نعم", "✓", "✔️", "√", True, "١٠٠٪", "تم التشغيل", "ü"])
def test_done_without_a_date(cell: object) -> None:
    assert read_stage(cell, 1) == Said(DONE)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["لم يتم", "لم يبدأ", "لم يبدأ بعد", "لا", "✗", "×", "X", False, 0, "لم يتم الاستلام حتى الآن", "0%"])
def test_not_started(cell: object) -> None:
    assert read_stage(cell, 1) == Said(NOT_STARTED)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["جارٍ", "جاري", "جار التنفيذ", "جارى التنفيذ", "تحت التنفيذ", "قيد التنفيذ", "تم البدء"])
def test_in_progress(cell: str) -> None:
    assert read_stage(cell, 1) == Said(UNDER_WAY)


@pytest.mark.parametrize(("cell", "state", "note"), [
    ("متعثر", State.STALLED, ""), ("متوقف لعدم توافر الاعتماد", State.STALLED, "متوقف لعدم توافر الاعتماد"),
    ("جارٍ استكمال التوصيلات", UNDER_WAY, "جارٍ استكمال التوصيلات"), ("لا ينطبق", State.NOT_APPLICABLE, ""),
    ("لا يوجد غاز بالقرية", State.NOT_APPLICABLE, "لا يوجد غاز بالقرية"),
    ("توريد جزئي", UNDER_WAY, "توريد جزئي"), ("تم التوريد جزئيًّا", UNDER_WAY, "تم التوريد جزئيًّا"),
])
def test_words_beyond_the_state_are_kept_as_its_note(cell: str, state: State, note: str) -> None:
    assert read_stage(cell, 6) == Said(state, note=note)


@pytest.mark.parametrize(("cell", "wanted", "said"), [
    ("٣ من ٦", 6, Said(UNDER_WAY, done=3, wanted=6)),
    ("3/6", 6, Said(UNDER_WAY, done=3, wanted=6)), (3, 6, Said(UNDER_WAY, done=3, wanted=6)),
    ("تم تركيب ٣ عدادات من ٦", 6, Said(UNDER_WAY, done=3, wanted=6)), ("6 من 6", 6, Said(DONE, done=6, wanted=6)),
    ("٦٤٪", None, Said(UNDER_WAY, done=64, wanted=100)), ("منفذ بنسبة 64%", 1, Said(UNDER_WAY, done=64, wanted=100)),
    (0.64, 1, Said(UNDER_WAY, done=64, wanted=100)), ("متعثر 64%", 1, Said(State.STALLED, done=64, wanted=100)),
])
def test_units_and_percentages(cell: object, wanted: int | None, said: Said) -> None:
    assert read_stage(cell, wanted) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["-", "—", "ـــ", "...", None, "  ", "\u200f-"])
def test_dashes_and_blanks_are_no_news(cell: str | None) -> None:
    assert read_stage(cell, 1) == SILENCE


@pytest.mark.parametrize("cell", [
    "تم تحديد موعد", "تم التعاقد", "متوقع 15/9/2023", "لم يتم الانتهاء", "32/1/2023", "7 من 6", "12/3/23", "؟", "غير جاهز", "3/6",
    3, "تم 1/2/2023 و 3/4/2023",
])
def test_what_is_not_understood_is_refused_and_never_guessed(cell: object) -> None:
    with pytest.raises(Unreadable):
        read_stage(cell, 1)  # type: ignore[arg-type]


def test_one_among_several_units_may_be_one_or_all_and_is_refused() -> None:
    assert read_stage(1, 1) == Said(DONE)
    with pytest.raises(Unreadable):
        read_stage(1, 6)


@given(
    st.dates(date(2016, 1, 1), date(2099, 12, 31)), st.booleans(), st.sampled_from(["", "تم بتاريخ ", "تم الاستلام يوم "]),
    st.sampled_from("٠۰0"),
)
def test_every_date_is_read_in_each_digit_set(day: date, long: bool, before: str, zero: str) -> None:
    text = to_digits(format_date(day, Digits.WESTERN, long), Digits.WESTERN)
    text = text.translate({ord(str(n)): chr(ord(zero) + n) for n in range(10)})
    assert read_stage(before + text, 1) == Said(DONE, day=day)


@given(st.text(max_size=40), st.sampled_from([None, 1, 6]))
def test_any_text_is_read_or_refused_and_nothing_else(text: str, wanted: int | None) -> None:
    with suppress(Unreadable):
        assert isinstance(read_stage(text, wanted), Said)
    read_text(text)
