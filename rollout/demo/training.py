"""The courses and sessions of the demo programme: those that trained the staff of its complexes."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from rollout.training.courses import SAQQARA, USUAL_DAYS

COURSE = "centre-staff"
_SEATS = 40


def course() -> dict[str, Any]:
    """The course for those who will run the complexes."""
    return dict(
        code=COURSE, name_ar="مهارات التحول الرقمي للعاملين بمجمعات الخدمات", name_en="Digital skills for the staff of service complexes",
        category="centre_staff", days=USUAL_DAYS, counts_to_target=True, is_demo=True, row_version=1,
    )


def sessions(attended: Iterable[tuple[date, int]]) -> Iterator[dict[str, Any]]:
    """One session for each last day on which anybody was trained, with room for the seats that were taken."""
    seats: dict[date, int] = {}
    for day, number in attended:
        seats[day] = seats.get(day, 0) + number
    for day in sorted(seats):
        halls = -(-seats[day] // _SEATS)
        yield dict(
            place=SAQQARA, starts_on=day - timedelta(days=USUAL_DAYS - 1), ends_on=day, capacity=halls * _SEATS, cancelled=False, notes="",
            is_demo=True, row_version=1,
        )
