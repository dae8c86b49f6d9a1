"""The Hijri day beside the other one, as Egyptian offices write it: «١٣ محرم ١٤٤٥ هـ»."""

from datetime import date, timedelta

from hijridate import Gregorian

from rollout.arabic import Digits, to_digits
from rollout.office import Hijri

MONTHS = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)


def hijri_day(day: date, how: Hijri, digits: Digits) -> str:
    """The day in the Hijri calendar; nothing where the office wants none, or for a year that the calendar's tables do not reach."""
    if how is Hijri.NEVER:
        return ""
    moved = day + timedelta(days=int(how))
    try:
        found = Gregorian(moved.year, moved.month, moved.day).to_hijri()
    except OverflowError:
        return ""
    return f"{to_digits(str(found.day), digits)} {MONTHS[found.month - 1]} {to_digits(str(found.year), digits)} هـ"
