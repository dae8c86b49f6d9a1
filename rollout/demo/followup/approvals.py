"""Which figures of the demo were submitted, approved by the committee's chair and accepted by the ministry; one was sent back.

A committee of the demo has one account, its rapporteur's: the approvals are those of papers that the chair signed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rollout.demo.followup.moments import WEEKLY
from rollout.demo.story import luck

_MONTHS = (date(2023, 8, 31), date(2023, 9, 30), date(2023, 10, 31))
_SENT_BACK = ("EG-MN", date(2023, 9, 30))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an approval: who acted, in which capacity."""

    name: str
    on: date
    hour: int
    capacity: str
    officer: str = ""
    note: str = ""
    paper_number: str = ""

    @property
    def paper_on(self) -> date | None:
        """An approval was recorded on the day on which the chair signed."""
        return self.on if self.paper_number else None


@dataclass(frozen=True, slots=True)
class Period:
    """The figures of a governorate for a day, with what was done about them."""

    governorate: str
    as_of: date
    submitted_on: date
    steps: tuple[Step, ...]


def _steps(governorate: str, as_of: date) -> Iterator[Step]:
    submitted = as_of + timedelta(days=3)
    yield Step("submitted", submitted, 10, "مقرر لجنة المحافظة")
    if (governorate, as_of) == _SENT_BACK:
        note = "مراجعة موقف الربط الإلكتروني قبل الاعتماد"
        yield Step("returned", submitted + timedelta(days=2), 12, "الوحدة المركزية", "ministry", note)
        return
    number = str(luck(governorate, as_of, "paper").randint(210, 1890))
    yield Step("approved", submitted + timedelta(days=1), 11, "رئيس لجنة المحافظة", paper_number=number)
    if as_of != _MONTHS[-1] or governorate in WEEKLY[:2]:
        yield Step("accepted", submitted + timedelta(days=4), 12, "الوحدة المركزية", "ministry")


PERIODS = tuple(
    Period(governorate, as_of, as_of + timedelta(days=3), tuple(_steps(governorate, as_of))) for as_of in _MONTHS for governorate in WEEKLY
)
