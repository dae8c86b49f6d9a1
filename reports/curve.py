"""The S-curve: how many complexes were to serve the public by the end of each month, by first and by last promises, and how many did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.content import Chart, ChartForm, Series, Tone
from reports.headings import CAPTIONS as COMMON
from reports.phrases import Phrases
from reports.work import Work
from rollout.arabic.dates import MONTHS_AR
from rollout.plan import Planned

BEFORE, AFTER = 8, 4
"""Months that are drawn before and after that of the report; what was earlier is in the first."""

CAPTION = "التشغيل المخطط والفعلي (عدد المجمعات تراكميًا)"
FIRST, LAST, ACTUAL = "بحسب أول موعد", "بحسب آخر موعد", "دخل الخدمة فعليًا"


@dataclass(frozen=True, slots=True)
class Curve:
    """The first days of months, with how many were promised first, promised last, and served, by the end of each; `actual` ends with
    the month of the report."""

    months: tuple[date, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    actual: tuple[int, ...]


def curve(work: Work) -> Curve | None:
    """The curve of all complexes of a report; None where nothing was ever promised."""
    if not any(each.due for each in work.planned):
        return None
    here = work.as_of.replace(day=1)
    served = [day for each in work.planned if (day := _served_on(each))]
    first, last = ([day for each in work.planned if (day := getattr(each, name))] for name in ("first_due", "due"))
    earliest, latest = min([*first, *last, *served]), max([*first, *last])
    start, end = max(earliest.replace(day=1), _moved(here, -BEFORE)), min(max(latest.replace(day=1), here), _moved(here, AFTER))
    months = [start]
    while months[-1] < end:
        months.append(_moved(months[-1], 1))
    until = [month for month in months if month <= here]
    return Curve(tuple(months), _counted(months, first), _counted(months, last), _counted(until, served))


def _served_on(each: Planned) -> date | None:
    row = each.site.stages[each.site.kind.final.key]
    return row.effective_on if each.site.in_service else None


def _counted(months: Sequence[date], days: Sequence[date]) -> tuple[int, ...]:
    return tuple(sum(day < _moved(month, 1) for day in days) for month in months)


def _moved(month: date, by: int) -> date:
    years, rest = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, rest + 1, 1)


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
