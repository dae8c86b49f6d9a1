"""Which figures of the demo were submitted, approved by the committee's chair and accepted by the ministry; one was sent back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rollout.demo.followup.moments import WEEKLY

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
    yield Step("approved", submitted + timedelta(days=1), 11, "رئيس لجنة المحافظة")
    if as_of != _MONTHS[-1] or governorate in WEEKLY[:2]:
        yield Step("accepted", submitted + timedelta(days=4), 12, "الوحدة المركزية", "ministry")


PERIODS = tuple(
    Period(governorate, as_of, as_of + timedelta(days=3), tuple(_steps(governorate, as_of))) for as_of in _MONTHS for governorate in WEEKLY
)
