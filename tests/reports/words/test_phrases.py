"""The sentences of our papers, for none, one, two, a few and many."""

from datetime import UTC, date, datetime

import pytest

from reports.readings.figures import Figures
from reports.words.phrases import Phrases, to
from rollout.arabic import Digits
from rollout.stages import Kind, State
from rollout.text import speaking
from rollout.totals import Total
from tests.reports.made_up import AS_OF, PATIENCE, a_site, all_done

BOOK = Phrases(Digits.ARABIC)
HERE = "بنطاق محافظة أسيوط"


@pytest.mark.parametrize(
    ("n", "subject", "after_preposition", "as_object"),
    [
        (0, "٠ مجمع", "٠ مجمع", "٠ مجمع"),
        (1, "مجمع واحد", "مجمع واحد", "مجمعًا واحدًا"),
        (2, "مجمعان", "مجمعين", "مجمعين"),
        (3, "٣ مجمعات", "٣ مجمعات", "٣ مجمعات"),
        (10, "١٠ مجمعات", "١٠ مجمعات", "١٠ مجمعات"),
        (11, "١١ مجمعًا", "١١ مجمعًا", "١١ مجمعًا"),
        (100, "١٠٠ مجمع", "١٠٠ مجمع", "١٠٠ مجمع"),
        (103, "١٠٣ مجمعات", "١٠٣ مجمعات", "١٠٣ مجمعات"),
    ],
)
def test_counted_nouns_take_the_case_of_their_place(n: int, subject: str, after_preposition: str, as_object: str) -> None:
    assert (BOOK.subject(n, "complex"), BOOK.of(n, "complex"), BOOK.object(n, "complex")) == (subject, after_preposition, as_object)


def test_a_feminine_noun_alone_has_one_form_for_all_cases() -> None:
    assert BOOK.object(1, "vehicle") == BOOK.subject(1, "vehicle") == "سيارة واحدة"
    assert BOOK.object(2, "vehicle") == "سيارتين"


@pytest.mark.parametrize(
    ("served", "waiting", "sentence"),
    [
        (0, 0, "لا يتضمن السجل أيًا من مجمعات الخدمات الحكومية بنطاق محافظة أسيوط."),
        (0, 1, "بلغ إجمالي مجمعات الخدمات الحكومية بنطاق محافظة أسيوط مجمعًا واحدًا، ولم يدخل الخدمة حتى تاريخه."),
        (1, 1, "بلغ إجمالي مجمعات الخدمات الحكومية بنطاق محافظة أسيوط مجمعين، دخل الخدمة منهما مجمع واحد بنسبة ٥٠٪ "
               "(٠ مؤيد بمستند، ١ بإفادة اللجنة)."),
        (2, 6, "بلغ إجمالي مجمعات الخدمات الحكومية بنطاق محافظة أسيوط ٨ مجمعات، دخل الخدمة منها مجمعان بنسبة ٢٥٪ "
               "(٠ مؤيد بمستند، ٢ بإفادة اللجنة)."),
        (4, 21, "بلغ إجمالي مجمعات الخدمات الحكومية بنطاق محافظة أسيوط ٢٥ مجمعًا، دخل الخدمة منها ٤ مجمعات بنسبة ١٦٪ "
                "(٠ مؤيد بمستند، ٤ بإفادة اللجنة)."),
        (12, 88, "بلغ إجمالي مجمعات الخدمات الحكومية بنطاق محافظة أسيوط ١٠٠ مجمع، دخل الخدمة منها ١٢ مجمعًا بنسبة ١٢٪ "
                 "(٠ مؤيد بمستند، ١٢ بإفادة اللجنة)."),
    ],
)
def test_the_register_in_a_sentence(served: int, waiting: int, sentence: str) -> None:
    found = Figures((*(a_site(all_done()) for _ in range(served)), *(a_site() for _ in range(waiting))))
    with speaking("ar"):
        assert BOOK.register(Kind.COMPLEX, found, HERE) == sentence


def stage(key: str, **counts: int) -> str:
    total = Total(**counts)
    with speaking("ar"):
        return BOOK.stage(Kind.COMPLEX, Kind.COMPLEX.stage(key), total)


def test_a_stage_tells_confirmed_from_reported() -> None:
    said = stage("handover", register=25, done=22, done_reported=22, not_started=3)
    assert said == "تم استلام ٢٢ مجمعًا من إجمالي ٢٥ مجمعًا بنسبة ٨٨٪ (٠ مؤيد بمستند، ٢٢ بإفادة اللجنة)، ولم يبدأ العمل في ٣ مجمعات."


def test_a_stage_names_what_went_silent_and_what_moves() -> None:
    said = stage("linking", register=8, done=3, done_confirmed=1, done_reported=1, done_stale=1, in_progress=2, stalled=1, not_applicable=2)
    assert said == (
        "تم الربط الإلكتروني في ٣ مجمعات من إجمالي ٦ مجمعات بنسبة ٥٠٪ (١ مؤيد بمستند، ١ بإفادة اللجنة، ١ دون بيانات حديثة)، "
        "وجارٍ التنفيذ في مجمعين، وتعثر التنفيذ في مجمع واحد، ولا تنطبق المرحلة على مجمعين."
    )


def test_a_stage_that_is_done_nowhere_or_everywhere() -> None:
    assert stage("utilities", register=2, not_started=2) == (
        "لم تنته مرحلة «عدادات المرافق» في أي موقع حتى تاريخه، ولم يبدأ العمل في مجمعين."
    )
    assert stage("handover", register=2, done=2, done_confirmed=2) == (
        "تم استلام مجمعين بنسبة ١٠٠٪ من الإجمالي (٢ مؤيد بمستند، ٠ بإفادة اللجنة)."
    )


def test_a_stage_without_an_opening_of_its_own_still_speaks() -> None:
    with speaking("ar"):
        said = BOOK.stage(Kind.FIXED_CENTRE, Kind.FIXED_CENTRE.stage("network"), Total(register=3, done=2, done_reported=2, not_started=1))
    assert said.startswith("انتهت مرحلة «الشبكة والأجهزة» في مركزين من إجمالي ٣ مراكز بنسبة ٦٦٫٧٪")


def planned(*months: date | None) -> Figures:
    return Figures(tuple(a_site(planned_on=month) for month in months))


def test_what_is_late_stalled_and_silent() -> None:
    assert BOOK.late(planned(date(2023, 8, 1)), "complex") == "لا يوجد تأخر عن شهور التشغيل المخططة حتى تاريخه."
    assert BOOK.late(planned(date(2023, 6, 1), date(2023, 5, 1)), "complex") == "تأخر عن شهر التشغيل المخطط مجمعان."
    assert BOOK.late(planned(None), "complex") == "لم تُسجل شهور تشغيل مخططة لهذه المواقع."
    assert BOOK.stalled(0, "complex") == "لا يوجد تعثر في التنفيذ حتى تاريخه."
    assert BOOK.stalled(2, "vehicle") == "تعثر التنفيذ في سيارتين."
    heard = Figures((a_site(),))
    assert BOOK.silent(heard, "complex", PATIENCE) == "وردت بيانات حديثة عن جميع المواقع خلال فترة ٣٠ يومًا سابقة على تاريخ الموقف."
    silent = Figures((a_site(last_news_on=date(2023, 5, 1)), a_site(last_news_on=None), a_site()))
    assert BOOK.silent(silent, "complex", PATIENCE) == (
        "لم ترد بيانات حديثة عن مجمعين خلال فترة ٣٠ يومًا سابقة على تاريخ الموقف، منهما مجمع واحد لم ترد عنه أي بيانات."
    )
    assert BOOK.silent(Figures((a_site(last_news_on=None),)), "complex", PATIENCE) == (
        "لم ترد بيانات حديثة عن مجمع واحد خلال فترة ٣٠ يومًا سابقة على تاريخ الموقف، ولم ترد عنه أي بيانات من قبل."
    )


def test_whose_step_is_next() -> None:
    with speaking("ar"):
        found = Figures((a_site(), a_site(), a_site({"handover": State.DONE})))
        assert BOOK.next_steps(found.waiting, "complex") == (
            "الجهات المسئولة عن المراحل التالية: الجهة المنفذة (مجمعان)، ثم شركات المرافق (مجمع واحد)."
        )
        assert BOOK.next_steps(found.waiting[:1], "complex") == "الجهة المسئولة عن المرحلة التالية: الجهة المنفذة (مجمعان)."
        assert BOOK.next_steps((), "complex") == "لا توجد خطوات متبقية، فقد دخلت جميع المواقع الخدمة."


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "٠٪"), (0.16, "١٦٪"), (0.0001, "٠٫١٪"), (2 / 3, "٦٦٫٧٪"), (331 / 332, "٩٩٫٧٪"), (0.9999, "٩٩٫٩٪"), (1, "١٠٠٪")],
)
def test_only_the_whole_is_a_hundred_percent(share: float, written: str) -> None:
    assert BOOK.percent(share) == written


def test_the_footer_says_how_complete_the_data_are_and_of_when() -> None:
    assert BOOK.completeness(22, 25) == "ورد الموقف من عدد ٢٢ من إجمالي ٢٥ موقعًا"
    assert BOOK.completeness(0, 2) == "ورد الموقف من عدد ٠ من إجمالي موقعين"
    assert BOOK.completeness(0, 0) == "لا توجد مواقع مدرجة بالسجل"
    assert BOOK.moment(datetime(2023, 7, 31, 21, 5, tzinfo=UTC)) == "بحسب البيانات المسجلة حتى ١ أغسطس ٢٠٢٣ الساعة ٠٠:٠٥"
    assert BOOK.moment(None) == "لم تُسجل بيانات بعد"


def test_the_preposition_swallows_the_article() -> None:
    assert to("مجمعات الخدمات الحكومية") == "لمجمعات الخدمات الحكومية"
    assert to("المراكز التكنولوجية الثابتة") == "للمراكز التكنولوجية الثابتة"


def test_western_digits_where_the_office_wants_them() -> None:
    book = Phrases(Digits.WESTERN)
    assert book.late(planned(*[date(2023, 6, 1)] * 12), "complex") == "تأخر عن شهر التشغيل المخطط 12 مجمعًا."
    assert book.as_of(AS_OF) == "الموقف حتى 31 يوليو 2023"
    assert "«3 من 6»" in book.notes()
    assert book.words().digits == "1"


@pytest.mark.parametrize(
    ("done", "waived", "said"),
    [
        (4, 1, "، منها مجمع واحد باستثناء من ترتيب المراحل"), (4, 2, "، منها مجمعان باستثناء من ترتيب المراحل"),
        (2, 1, "، منهما مجمع واحد باستثناء من ترتيب المراحل"), (30, 11, "، منها ١١ مجمعًا باستثناء من ترتيب المراحل"),
        (1, 1, "، وذلك باستثناء من ترتيب المراحل"), (3, 3, "، وذلك باستثناء من ترتيب المراحل"), (3, 0, ""),
    ],
)
def test_a_stage_says_what_was_done_before_its_turn(done: int, waived: int, said: str) -> None:
    sentence = stage("handover", register=40, done=done, done_reported=done, waived=waived, not_started=40 - done)
    assert sentence.split(")")[1].split("، ولم")[0] == said


def test_the_register_says_which_sites_serve_before_their_turn() -> None:
    early = a_site({"service": State.DONE}, waived={"service": ("المحافظ", "حاجة المواطنين")})
    with speaking("ar"):
        said = BOOK.register(Kind.COMPLEX, Figures((early, a_site(all_done()))), HERE)
    assert said.endswith("، منهما مجمع واحد باستثناء من ترتيب المراحل.")


@pytest.mark.parametrize(
    ("not_started", "unheard", "said"),
    [
        (4, 0, "ولم يبدأ العمل في ٤ مجمعات."),
        (4, 1, "ولم يبدأ العمل في ٤ مجمعات، منها مجمع واحد لم ترد عنه أي بيانات."),
        (4, 2, "ولم يبدأ العمل في ٤ مجمعات، منها مجمعان لم ترد عنهما أي بيانات."),
        (2, 1, "ولم يبدأ العمل في مجمعين، منهما مجمع واحد لم ترد عنه أي بيانات."),
        (12, 3, "ولم يبدأ العمل في ١٢ مجمعًا، منها ٣ مجمعات لم ترد عنها أي بيانات."),
        (30, 11, "ولم يبدأ العمل في ٣٠ مجمعًا، منها ١١ مجمعًا لم ترد عنها أي بيانات."),
        (2, 2, "ولم ترد أي بيانات عن مجمعين."),
    ],
)
def test_nothing_is_said_to_be_unbegun_where_nobody_ever_spoke(not_started: int, unheard: int, said: str) -> None:
    assert stage("handover", register=not_started, not_started=not_started, unheard=unheard).endswith(f"، {said}")


def test_a_vehicle_of_which_nothing_was_heard_is_feminine() -> None:
    said = BOOK.not_started(Total(register=3, not_started=3, unheard=1), "vehicle")
    assert said == "ولم يبدأ العمل في ٣ سيارات، منها سيارة واحدة لم ترد عنها أي بيانات"
