"""How a number on paper says that some of what it counts went through a waiver, and how many of those waivers are over."""

from collections.abc import Iterable

from reports.words.phrases import Phrases
from rollout.position import Row
from rollout.totals import Total

_WAIVED_NOTE = "(س) عدد ما تم منها باستثناء من ترتيب المراحل."
_LAPSED_NOTE = f"{_WAIVED_NOTE} (ه) ما انتهت مدة استثنائه قبل استيفاء ما استُثني."
_LAPSED = "انتهت مدة الاستثناء"


def through_waivers(book: Phrases, total: Total) -> str:
    """Beside a number that is read first."""
    over = f"، انتهت مدة {book.number(total.lapsed)}" if total.lapsed else ""
    return f"{book.number(total.waived)} باستثناء{over}" if total.waived else ""


def waiver_mark(book: Phrases, total: Total) -> str:
    """Behind a number in a table."""
    over = f"، ه {book.number(total.lapsed)}" if total.lapsed else ""
    return f" (س {book.number(total.waived)}{over})" if total.waived else ""


def waiver_note(counted: Iterable[Total]) -> str:
    """How to read the marks of a table's numbers; nothing where it has none."""
    several = list(counted)
    if not any(total.waived for total in several):
        return ""
    return _LAPSED_NOTE if any(total.lapsed for total in several) else _WAIVED_NOTE


def approver(row: Row) -> str:
    """Who answered for a stage that was done before its turn, and whether that is over."""
    return f"{row.waiver_by} ({_LAPSED})" if row.lapsed else row.waiver_by
