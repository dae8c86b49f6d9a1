"""How the figures of a meeting's period stand with those who approve them: one sentence, and the steps that were taken."""

from collections.abc import Iterable
from datetime import date

from reports.document.content import Cell, Column, ColumnKind, Table, Tone, apart
from reports.papers.building import own_number
from reports.words.phrases import DASH, Phrases
from rollout.approvals.periods import Period, Step, Taken
from rollout.clock import day_of

CAPTION = "موقف اعتماد البيانات حتى {day}"
_HEADS = ("الإجراء", "التاريخ", "سُجل بمعرفة", "الصفة", "المستند")
_STEPS = {
    Step.SUBMITTED: "تقديم البيانات", Step.APPROVED: "اعتماد رئيس اللجنة", Step.ACCEPTED: "قبول الوزارة", Step.RETURNED: "إعادة للاستيفاء",
}
_TONES = {Step.APPROVED: Tone.CONFIRMED, Step.ACCEPTED: Tone.CONFIRMED, Step.RETURNED: Tone.STALLED}
NEVER = "لم تُقدم بيانات المحافظة للاعتماد حتى تاريخه."
_EARLIER = "لم تُقدم بيانات هذه الفترة للاعتماد بعد؛ وآخر ما قُدم بيانات الموقف حتى {day}: {stands}"
_PERIOD = "بيانات الموقف حتى {day}: {stands}"
_STANDS = {
    Step.SUBMITTED: "قُدمت للاعتماد في {day}، ولم تُعتمد بعد.",
    Step.APPROVED: "اعتمدها رئيس اللجنة{paper} في {day}، ولم تقبلها الوزارة بعد.",
    Step.ACCEPTED: "اعتمدها رئيس اللجنة{paper} في {day}، وقبلتها الوزارة في {accepted}.",
    Step.RETURNED: "أُعيدت للاستيفاء في {day}، ولم تُقدم من جديد بعد.",
}
_PAPER, _BY_PAPER = "رقم {number} بتاريخ {day}", " بموجب الورقة الموقعة منه رقم {number}"


def period_of(found: Iterable[Period], as_of: date) -> Period | None:
    """The last of the periods that a meeting of the day can speak of; they stand in their order, the latest day first."""
    return next((one for one in found if one.as_of <= as_of), None)


def approval_words(book: Phrases, found: Period | None, since: date) -> str:
    """Submitted, approved by whom or by which paper, accepted; or not yet. `since` is the day of the period before."""
    if found is None:
        return NEVER
    wording = _PERIOD if found.as_of > since else _EARLIER
    return wording.format(day=book.day(found.as_of), stands=_stands(book, found))


def _stands(book: Phrases, found: Period) -> str:
    approval = found.approval
    day, paper = _day(book, approval or found.last), ""
    if approval is not None and approval.paper_on:
        day, paper = book.day(approval.paper_on), _BY_PAPER.format(number=_number(book, approval))
    return _STANDS[found.state].format(day=day, accepted=_day(book, found.last), paper=paper)


def approval_table(book: Phrases, found: Period) -> Table:
    """The steps that were taken with what was submitted last."""
    rows = tuple(
        (
            Cell(_STEPS[taken.step], taken.step.value, _TONES.get(taken.step, Tone.PLAIN)),
            Cell(book.short(day_of(taken.recorded_at)), day_of(taken.recorded_at)),
            Cell(taken.by or DASH), Cell(taken.capacity or DASH), Cell(_paper(book, taken)),
        )
        for taken in found.current
    )
    columns = tuple(
        Column(title, kind, width)
        for title, kind, width in zip(_HEADS, (ColumnKind.TEXT, ColumnKind.MARK, *[ColumnKind.TEXT] * 3), (34, 24, 0, 40, 44), strict=True)
    )
    return Table(columns, rows, CAPTION.format(day=book.day(found.as_of)))


def _paper(book: Phrases, taken: Taken) -> str:
    if taken.paper_on is None:
        return DASH
    return _PAPER.format(number=_number(book, taken), day=book.short(taken.paper_on))


def _number(book: Phrases, taken: Taken) -> str:
    return apart(own_number(book, taken.paper_number))


def _day(book: Phrases, taken: Taken) -> str:
    return book.day(day_of(taken.recorded_at))
