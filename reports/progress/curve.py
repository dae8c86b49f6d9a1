"""The S-curve on paper: its words and its chart."""

from collections.abc import Sequence
from datetime import date

from reports.document.content import Chart, ChartForm, Series, Tone
from reports.readings.work import Work
from reports.words.headings import CAPTIONS as COMMON
from reports.words.phrases import Phrases
from rollout.arabic.dates import MONTHS_AR
from rollout.plan.curve import Curve

CAPTION = "التشغيل المخطط والفعلي (عدد المجمعات تراكميًا)"
FIRST, LAST, ACTUAL = "بحسب أول موعد", "بحسب آخر موعد", "دخل الخدمة فعليًا"


def sentence(book: Phrases, work: Work) -> str:
    """What was promised for the day of the report, and what came."""
    day = work.as_of
    first, last = (sum(1 for each in work.planned if (due := getattr(each, name)) and due <= day) for name in ("first_due", "due"))
    served = sum(each.site.in_service for each in work.planned)
    return (
        f"كان مخططًا أن يدخل الخدمة حتى {book.day(day)} {book.subject(first, 'complex')} بحسب أول موعد محدد لكل منها، "
        f"و{book.subject(last, 'complex')} بحسب آخر موعد، ودخل الخدمة فعليًا {book.subject(served, 'complex')}."
    )


def curve_chart(book: Phrases, found: Curve, number: int) -> Chart:
    """Three lines; the line of what came ends where the report does."""
    caption = COMMON["figure"].format(number=book.number(number), what=CAPTION)
    lines = ((FIRST, Tone.PLAIN, found.first), (LAST, Tone.MOVING, found.last), (ACTUAL, Tone.CONFIRMED, found.actual))
    highest = max(1, *found.first, *found.last, *found.actual)
    step = max(1, -(-highest // 4))
    top = step * 4
    told = "؛ ".join(
        f"{book.month(month)}: {FIRST} {book.number(found.first[n])}، {LAST} {book.number(found.last[n])}"
        + (f"، {ACTUAL} {book.number(found.actual[n])}" if n < len(found.actual) else "")
        for n, month in enumerate(found.months)
    )
    series = tuple(Series(name, tone, tuple(map(float, values)), _labels(book, name, values)) for name, tone, values in lines)
    return Chart(
        ChartForm.LINES, caption, f"{caption}: {told}.", _names(book, found.months), series, float(top),
        ticks=tuple((float(step * n), book.number(step * n)) for n in range(5)),
    )


def _names(book: Phrases, months: Sequence[date]) -> tuple[str, ...]:
    """The months; the year stands only where it begins, for all of them share one line."""
    return tuple(book.month(month) if n == 0 or month.month == 1 else MONTHS_AR[month.month - 1] for n, month in enumerate(months))


def _labels(book: Phrases, name: str, values: Sequence[int]) -> tuple[str, ...]:
    """Each point of the first promises and of what came; of the line between them, which lies close to one or the other, the last."""
    last = len(values) - 1
    return tuple(book.number(value) if name != LAST or n == last else "" for n, value in enumerate(values))
