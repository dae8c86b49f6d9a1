"""Number agreement: what a sentence says of one thing, of two and of many, wherever it points back at them."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.readings.figures import Figures
from reports.words import followup_words as words
from reports.words import meeting_words, work_words
from reports.words.phrases import Phrases
from rollout.approvals.completeness import Received
from rollout.approvals.restating import Restated
from rollout.arabic import Digits
from rollout.followup.weeks import CutOff
from rollout.obstacles.grouping import Owner
from rollout.obstacles.reading import Awaited
from rollout.stages import Kind, State
from rollout.text import speaking
from rollout.works.handover import HandoverStatus
from rollout.works.linking import LinkStatus
from rollout.works.offices import OfficeStatus
from rollout.works.service import Phase
from tests.reports.made_followup import a_decision, a_held
from tests.reports.made_up import AS_OF, a_site

BOOK = Phrases(Digits.ARABIC)
PLACE = "بنطاق محافظة أسيوط"
PAST, COMING = date(2023, 7, 20), date(2023, 8, 20)


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def a_letter(number: int, due_on: date) -> Awaited:
    return Awaited(number, date(2023, 7, 1), due_on)


@pytest.mark.parametrize(("n", "solved", "oldest", "levels"), [
    (1, "معوقًا واحدًا، يتوقف على حله استكمال العمل في موقع واحد،", "وهو قائم منذ ٦٠ يومًا.", "المستوى المعروض عليه: "),
    (2, "معوقين، يتوقف على حلهما استكمال العمل في موقعين،", "وأقدمهما قائم منذ ٦٠ يومًا.", "المعروض منهما بحسب المستوى: "),
    (3, "٣ معوقات، يتوقف على حلها استكمال العمل في ٣ مواقع،", "وأقدمها قائم منذ ٦٠ يومًا.", "المعروض منها بحسب المستوى: "),
    (11, "١١ معوقًا، يتوقف على حلها استكمال العمل في ١١ موقعًا،", "وأقدمها قائم منذ ٦٠ يومًا.", "المعروض منها بحسب المستوى: "),
    (100, "١٠٠ معوق، يتوقف على حلها استكمال العمل في ١٠٠ موقع،", "وأقدمها قائم منذ ٦٠ يومًا.", "المعروض منها بحسب المستوى: "),
])
def test_obstacles(n: int, solved: str, oldest: str, levels: str) -> None:
    first, second = words.obstacles(BOOK, [a_held() for _ in range(n)])
    assert solved in first
    assert first.endswith(oldest)
    assert second.startswith(levels)


@pytest.mark.parametrize(("n", "idle", "today"), [
    (1, "ولا يتوقف عليه أي موقع", "وقد بدأ في يوم"), (2, "ولا يتوقف عليهما أي موقع", "وقد بدأ كلاهما في يوم"),
    (3, "ولا يتوقف عليها أي موقع", "وقد بدأت جميعها في يوم"),
])
def test_obstacles_that_hold_nothing_or_began_today(n: int, idle: str, today: str) -> None:
    said = words.obstacles(BOOK, [a_held(0, since=AS_OF) for _ in range(n)])[0]
    assert idle in said
    assert today in said


@pytest.mark.parametrize(("n", "over"), [(1, "لعرضه على"), (2, "لعرض معوقين على"), (3, "لعرض ٣ معوقات على"), (11, "لعرض ١١ معوقًا على")])
def test_clocks_that_ran_out(n: int, over: str) -> None:
    assert over in words.obstacles(BOOK, [a_held(escalate_on=PAST) for _ in range(n)])[2]


@pytest.mark.parametrize(("late", "coming", "said"), [
    (0, 1, "لم يرد رد على خطاب واحد."), (1, 0, "خطاب واحد، وانقضت مهلة الرد عليه."), (1, 1, "خطابين، وانقضت مهلة الرد على ١ منهما."),
    (2, 0, "خطابين، وانقضت مهلة الرد عليهما."), (3, 0, "٣ خطابات، وانقضت مهلة الرد عليها جميعًا."),
    (2, 9, "١١ خطابًا، وانقضت مهلة الرد على ٢ منها."),
])
def test_letters_without_an_answer(late: int, coming: int, said: str) -> None:
    letters = tuple(a_letter(n, PAST if n < late else COMING) for n in range(late + coming))
    assert words.obstacles(BOOK, [a_held(awaited=letters)])[-1].endswith(said)


@pytest.mark.parametrize(("n", "said"), [
    (1, "سرعة حل المعوق المبين (معوق واحد، موقع واحد)."), (2, "سرعة حل المعوقين المبينين (معوقان، موقعان)."),
    (3, "سرعة حل المعوقات المبينة (٣ معوقات، ٣ مواقع)."), (0, "سرعة حل المعوق المبين (معوق واحد)."),
])
def test_what_is_asked_of_a_body(n: int, said: str) -> None:
    held = tuple(a_held(needed="") for _ in range(n)) or (a_held(0, needed=""),)
    assert words.asked(BOOK, Owner(held, "شركة الكهرباء")).endswith(said)


@pytest.mark.parametrize(("kept", "late", "coming", "said"), [
    (1, 0, 0, "قرارًا واحدًا؛ حل موعد تنفيذه حتى تاريخه، وقد نُفذ في الموعد."),
    (0, 1, 0, "قرارًا واحدًا؛ حل موعد تنفيذه حتى تاريخه، ولم يُنفذ."),
    (0, 0, 1, "قرارًا واحدًا؛ لم يحل بعد موعده."),
    (1, 1, 0, "قرارين؛ حل موعد تنفيذهما حتى تاريخه، نُفذ منهما ١ (١ في الموعد)، ولم يُنفذ ١."),
    (0, 2, 0, "قرارين؛ حل موعد تنفيذهما حتى تاريخه، ولم يُنفذ أي منهما."),
    (0, 0, 2, "قرارين؛ لم يحل بعد موعدهما."),
    (0, 1, 1, "قرارين؛ حل موعد تنفيذ قرار واحد منهما حتى تاريخه، ولم يُنفذ؛ لم يحل بعد موعد قرار واحد."),
    (0, 3, 0, "٣ قرارات؛ حل موعد تنفيذها جميعًا حتى تاريخه، ولم يُنفذ أي منها."),
    (0, 2, 9, "١١ قرارًا؛ حل موعد تنفيذ قرارين منها حتى تاريخه، ولم يُنفذ أي منهما؛ لم يحل بعد موعد ٩ قرارات."),
    (0, 0, 100, "١٠٠ قرار؛ لم يحل بعد موعدها."),
])
def test_what_was_promised(kept: int, late: int, coming: int, said: str) -> None:
    found = [a_decision(n, PAST, done_on=PAST) for n in range(kept)]
    found += [a_decision(n, PAST) for n in range(late)] + [a_decision(n, COMING) for n in range(coming)]
    assert words.promised(BOOK, found).endswith(f"والصادرة عنه {said}")


@pytest.mark.parametrize(("late", "coming", "said"), [
    (0, 1, "قرارًا واحدًا، ولم يتأخر عن موعده."), (1, 0, "قرارًا واحدًا، تأخر تنفيذه عن الموعد."),
    (0, 2, "قرارين، ولم يتأخر أي منهما عن موعده."), (2, 0, "قرارين، تأخر تنفيذهما عن الموعد."),
    (1, 1, "قرارين، تأخر تنفيذ قرار واحد منهما عن الموعد."), (0, 3, "٣ قرارات، ولم يتأخر أي منها عن موعده."),
    (3, 0, "٣ قرارات، تأخر تنفيذها جميعًا عن الموعد."), (2, 9, "١١ قرارًا، تأخر تنفيذ قرارين منها عن الموعد."),
    (0, 100, "١٠٠ قرار، ولم يتأخر أي منها عن موعده."),
])
def test_decisions_that_stand_open(late: int, coming: int, said: str) -> None:
    found = [a_decision(n, PAST) for n in range(late)] + [a_decision(n, COMING) for n in range(coming)]
    assert words.standing_decisions(BOOK, found) == f"بلغ عدد القرارات القائمة {said}"


@pytest.mark.parametrize(("n", "said"), [
    (1, "عن موقع واحد لم يدخل الخدمة، ويُعرض على أنه «لم ترد بيانات»."),
    (2, "عن موقعين لم يدخلا الخدمة، ويُعرضان على أنهما «لم ترد بيانات»."),
    (3, "عن ٣ مواقع لم تدخل الخدمة، وتُعرض على أنها «لم ترد بيانات»."),
    (11, "عن ١١ موقعًا لم تدخل الخدمة، وتُعرض على أنها «لم ترد بيانات»."),
    (100, "عن ١٠٠ موقع لم تدخل الخدمة، وتُعرض على أنها «لم ترد بيانات»."),
])
def test_sites_of_which_nothing_was_heard(n: int, said: str) -> None:
    assert words.unheard(BOOK, n, PAST).endswith(said)


@pytest.mark.parametrize(("expected", "received", "on_time", "said"), [
    (1, 0, 0, "لم يرد {week} موقف الموقع الوحيد المطلوب بياناته."),
    (1, 1, 1, "ورد {week} موقف الموقع الوحيد المطلوب بياناته، وذلك قبل موعد إغلاق البيانات."),
    (1, 1, 0, "ورد {week} موقف الموقع الوحيد المطلوب بياناته، وذلك بعد موعد إغلاق البيانات."),
    (2, 0, 0, "لم يرد {week} موقف أي من موقعين مطلوب بياناتهما."),
    (2, 2, 1, "ورد {week} موقف ٢ من موقعين مطلوب بياناتهما بنسبة ١٠٠٪، منهما ١ قبل موعد إغلاق البيانات."),
    (3, 1, 0, "ورد {week} موقف ١ من ٣ مواقع مطلوب بياناتها بنسبة ٣٣٫٣٪، وذلك بعد موعد إغلاق البيانات."),
    (100, 11, 3, "ورد {week} موقف ١١ من ١٠٠ موقع مطلوب بياناتها بنسبة ١١٪، منها ٣ قبل موعد إغلاق البيانات."),
])
def test_the_news_of_a_week(expected: int, received: int, on_time: int, said: str) -> None:
    week = CutOff().week_ending(PAST)
    found = Received("EG-AST", week, expected, received, on_time, (), over=True)
    assert words.completeness(BOOK, found) == said.format(week=f"خلال الأسبوع المنتهي في {BOOK.day(week.day)}")


@pytest.mark.parametrize(("n", "silent", "said"), [
    (1, 0, "بيان واحد من البيانات المعتمدة في موقع واحد."), (1, 1, "في موقع واحد، ولم يُذكر السبب."),
    (2, 1, "في موقعين، ولم يُذكر السبب في أحدهما."), (2, 2, "في موقعين، ولم يُذكر السبب في أي منهما."),
    (3, 3, "في ٣ مواقع، ولم يُذكر السبب في أي منها."), (11, 2, "في ١١ موقعًا، ولم يُذكر السبب في ٢ منها."),
])
def test_approved_figures_known_otherwise(n: int, silent: int, said: str) -> None:
    found: list[Any] = [SimpleNamespace(site=number, explained=number >= silent) for number in range(n)]
    assert words.restated(BOOK, cast("list[Restated]", found), words.SINCE_REPORT).endswith(said)


@pytest.mark.parametrize(("kind", "served", "waiting", "said"), [
    (Kind.COMPLEX, 0, 1, "مجمعًا واحدًا، ولم يدخل الخدمة حتى تاريخه."),
    (Kind.COMPLEX, 0, 2, "مجمعين، ولم يدخل الخدمة أي منهما حتى تاريخه."),
    (Kind.COMPLEX, 0, 3, "٣ مجمعات، ولم يدخل الخدمة أي منها حتى تاريخه."),
    (Kind.COMPLEX, 1, 0, "مجمعًا واحدًا، وقد دخل الخدمة بنسبة ١٠٠٪ ("),
    (Kind.COMPLEX, 1, 1, "مجمعين، دخل الخدمة منهما مجمع واحد بنسبة ٥٠٪ ("),
    (Kind.COMPLEX, 2, 9, "١١ مجمعًا، دخل الخدمة منها مجمعان بنسبة"),
    (Kind.MOBILE_CENTRE, 0, 1, "سيارة واحدة، ولم تدخل الخدمة حتى تاريخه."),
    (Kind.MOBILE_CENTRE, 1, 0, "سيارة واحدة، وقد دخلت الخدمة بنسبة ١٠٠٪ ("),
])
def test_the_register(kind: Kind, served: int, waiting: int, said: str) -> None:
    done = dict.fromkeys((stage.key for stage in kind.stages), State.DONE)
    found = Figures((*(a_site(done, kind=kind) for _ in range(served)), *(a_site(kind=kind) for _ in range(waiting))))
    assert said in BOOK.register(kind, found, PLACE)


@pytest.mark.parametrize(("days", "said"), [(1, "وقد تأخر يومًا واحدًا."), (2, "وقد تأخر يومين."), (11, "وقد تأخر ١١ يومًا.")])
def test_the_delay_of_a_decision(days: int, said: str) -> None:
    assert meeting_words.late_decision(BOOK, "حصر الاحتياجات", "السكرتير العام", days).endswith(said)


def test_the_only_one_is_not_one_of_them() -> None:
    assert work_words.handover(BOOK, {HandoverStatus.WITH_REMARKS: 1}, 3, 0).endswith("٣٣٫٣٪، بملاحظات لم تُستوف.")
    assert work_words.linking(BOOK, {LinkStatus.FAULTY: 1}, 4).endswith("٢٥٪، وخطه معطل حاليًا.")
    assert work_words.linking(BOOK, {LinkStatus.FAULTY: 2}, 4).endswith("منهما مجمعان خطاهما معطلان حاليًا.")
    assert work_words.offices(BOOK, {OfficeStatus.OPENED: 1}, 0).endswith("للجهات الشريكة، وقد افتُتح.")
    assert work_words.service(BOOK, {Phase.OPENED: 1}, 4).endswith("٤ مجمعات، وقد افتُتح رسميًا.")
