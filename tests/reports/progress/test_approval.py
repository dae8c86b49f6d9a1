"""A pack says how the figures of its period stand: submitted, approved by whom or by which paper, accepted, sent back, or not yet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reports.document.content import Paragraph, Table
from reports.followup.pack import pack_paper
from reports.progress.approval import NEVER, approval_table, approval_words, period_of
from reports.words.meeting_words import TITLES
from reports.words.phrases import Phrases
from rollout.approvals.periods import Period, Step, Taken
from rollout.arabic import Digits
from rollout.text import speaking
from tests.reports.made_followup import a_told
from tests.reports.made_up import AS_OF, a_site

BOOK = Phrases(Digits.ARABIC)
SINCE = AS_OF - timedelta(days=7)
MOMENT = datetime(2023, 8, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def taken(step: Step, day: int, **more: object) -> Taken:
    made = Taken(day, step, "0" * 64, MOMENT, MOMENT + timedelta(days=day), day, f"موظف {day}", "مقرر اللجنة", "")
    return replace(made, **more)  # type: ignore[arg-type]


SUBMITTED, ACCEPTED = taken(Step.SUBMITTED, 0), taken(Step.ACCEPTED, 4)
APPROVED = taken(Step.APPROVED, 2)
BY_PAPER = taken(Step.APPROVED, 2, paper_number="593", paper_on=date(2023, 8, 2))


def a_period(*steps: Taken, as_of: date = AS_OF) -> Period:
    return Period(1, "EG-AST", as_of, steps)


@pytest.mark.parametrize(("steps", "said"), [
    ([SUBMITTED], "قُدمت للاعتماد في ١ أغسطس ٢٠٢٣، ولم تُعتمد بعد."),
    ([SUBMITTED, APPROVED], "اعتمدها رئيس اللجنة في ٣ أغسطس ٢٠٢٣، ولم تقبلها الوزارة بعد."),
    ([SUBMITTED, APPROVED, ACCEPTED], "اعتمدها رئيس اللجنة في ٣ أغسطس ٢٠٢٣، وقبلتها الوزارة في ٥ أغسطس ٢٠٢٣."),
    ([SUBMITTED, taken(Step.RETURNED, 3)], "أُعيدت للاستيفاء في ٤ أغسطس ٢٠٢٣، ولم تُقدم من جديد بعد."),
])
def test_each_state_has_its_sentence(steps: list[Taken], said: str) -> None:
    assert approval_words(BOOK, a_period(*steps), SINCE) == f"بيانات الموقف حتى ٣١ يوليو ٢٠٢٣: {said}"


def test_an_approval_by_a_signed_paper_names_its_number_and_day() -> None:
    found = a_period(SUBMITTED, BY_PAPER)
    said = approval_words(BOOK, found, SINCE).replace("\u2066", "").replace("\u2069", "")
    assert "بموجب الورقة الموقعة منه رقم ٥٩٣ في ٢ أغسطس ٢٠٢٣" in said
    papers = [row[-1].text.replace("\u2066", "").replace("\u2069", "") for row in approval_table(BOOK, found).rows]
    assert papers == ["—", "رقم ٥٩٣ بتاريخ ٢/٨/٢٠٢٣"]


def test_what_was_submitted_of_an_earlier_period_does_not_pass_for_this_one() -> None:
    said = approval_words(BOOK, a_period(SUBMITTED, APPROVED, as_of=SINCE), SINCE)
    assert said.startswith("لم تُقدم بيانات هذه الفترة للاعتماد بعد")
    assert approval_words(BOOK, None, SINCE) == NEVER


def test_the_table_holds_the_submission_that_is_in_force() -> None:
    returned = taken(Step.RETURNED, 1)
    rows = approval_table(BOOK, a_period(taken(Step.SUBMITTED, 0), returned, taken(Step.SUBMITTED, 2), taken(Step.APPROVED, 3))).rows
    assert [row[0].value for row in rows] == ["submitted", "approved"]
    assert [row[2].text for row in rows] == ["موظف 2", "موظف 3"]


def test_a_pack_speaks_of_the_last_period_up_to_its_day() -> None:
    later, now, before = (a_period(SUBMITTED, as_of=AS_OF + timedelta(days=n)) for n in (1, 0, -7))
    assert period_of([later, now, before], AS_OF) is now
    assert period_of([later], AS_OF) is None


def test_the_general_part_of_a_pack_tells_it() -> None:
    for found, said, tables in ((None, NEVER, 0), (a_period(SUBMITTED, APPROVED), "اعتمدها رئيس اللجنة", 1)):
        paper = pack_paper(replace(a_told((a_site(),)), approval=found))
        section = next(one for one in paper.sections if one.title.endswith(f": {TITLES['general']}"))
        assert said in " ".join(block.text for block in section.blocks if isinstance(block, Paragraph))
        assert sum(isinstance(block, Table) and block.caption.startswith("موقف اعتماد") for block in section.blocks) == tables
        assert paper.facts["approval"] == ([AS_OF.isoformat(), "approved"] if found else None)
