"""Numbers, days and counted things in the language and digits of the page, for templates and for the sentences of pages."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from markupsafe import Markup

from rollout.arabic import NOUNS, Digits, format_amount, format_date, format_month, format_number, format_percent, to_digits
from rollout.arabic import counted as counted_in
from rollout.clock import CAIRO, wall
from rollout.meetings.naming import decision_number, meeting_name
from rollout.supply.quantities import UNITS
from rollout.text import Text, _, language, listed, name_of
from rollout.works.bodies import body_name


def install_words(app: Flask) -> None:
    """Give templates these words."""
    words = (comma, counted, counted_object, listed, local_name, kept_query, past_deadline, through_waivers)
    app.jinja_env.globals.update({word.__name__: word for word in words}, _=sentence)
    filters = (percent, part_of, pounds, signed_pounds, millions, in_millions, moment, on_the_wall, hour, long_day, short_day, month,
               file_size, in_digits, units, measured, elapsed, isolated, body_name, meeting_named, decision_numbered)
    app.jinja_env.filters.update({each.__name__: each for each in filters})


def sentence(source: str, /, **values: Any) -> Markup:
    """A sentence of the one catalogue in the language of the page; of what is put into it, nothing is read as HTML.

    The function of Jinja's own extension asks for the page's context, of which Jinja makes a copy at each sentence within a loop.
    """
    return Markup(str(Text(source))) % values  # noqa: S704 — the sentences are the program's own, and values are escaped


def digits() -> Digits:
    return Digits.ARABIC if language() == "ar" else Digits.WESTERN


def in_digits(text: str) -> str:
    """The same text with its figures in the page's digits."""
    return to_digits(text, digits())


def isolated(text: str) -> str:
    """A number with strokes inside a sentence, which then keeps its order whatever stands around it."""
    return f"\u2068{text}\u2069" if text else ""


def meeting_named(number: tuple[int, int]) -> Text:
    """A meeting by its number and its year."""
    return meeting_name(*number, digits())


def decision_numbered(number: tuple[int, int, int]) -> Text:
    """A decision by its number, that of its meeting and the year."""
    return decision_number(number, digits())


def comma() -> str:
    """What stands between the parts of a list in the language of the page, where each part is more than words."""
    return listed(("", ""))


def counted(number: int, noun: str, *, oblique: bool = False) -> str:
    """How many of a thing; one of `rollout.arabic.NOUNS`."""
    return counted_in(number, noun, digits(), oblique)


def units(quantity: int | Decimal) -> str:
    """A quantity of goods, with as many places as it has."""
    places = 0 if quantity == int(quantity) else -int(Decimal(quantity).normalize().as_tuple().exponent)
    return format_number(quantity, digits(), places)


def measured(quantity: int | Decimal, unit: str) -> str:
    """A quantity of goods in its unit: whole ones as things that are counted, others as a figure before the unit's name."""
    return counted(int(quantity), unit) if quantity == int(quantity) else f"{units(quantity)} {UNITS[unit].label}"


def elapsed(days: int, oblique: bool = False) -> str:
    """How long ago something began, alone or after «منذ»: Arabic says of no day yet that it was today."""
    return str(_("today")) if not days and language() == "ar" else counted(days, "day", oblique=oblique)


def moment(at: datetime) -> str:
    """A moment by Cairo's clock."""
    there = at.astimezone(CAIRO)
    return f"{format_date(there.date(), digits())} {to_digits(there.strftime('%H:%M'), digits())}"


def on_the_wall(at: datetime) -> str:
    """A moment as the clock on the wall shows it, which in a demo may stand."""
    return moment(wall(at))


def hour(at: datetime) -> str:
    """The hour and minute of a moment by Cairo's clock."""
    return to_digits(at.astimezone(CAIRO).strftime("%H:%M"), digits())


def counted_object(number: int, noun: str) -> str:
    """The same where Arabic puts it into the accusative: a delay of so many days."""
    alone = NOUNS[noun]
    if language() == "ar" and number == 1 and alone.many != alone.other:
        return f"{alone.many} واحدًا"
    return counted(number, noun, oblique=True)


def past_deadline(days: int) -> Text:
    """By how much the term of a step has run out; no delay against the plan is told in these words."""
    if days == 1:
        return _("past the deadline by one day")
    if days == 2:
        return _("past the deadline by two days")
    return _("past the deadline by %(days)s", days=counted(days, "day"))


def through_waivers(total: Any) -> Text | str:
    """How many of those done were done through a waiver, and for how many of them it is over; nothing where none was."""
    if not total.waived:
        return ""
    if not total.lapsed:
        return _("%(number)s of them through a waiver", number=total.waived)
    return _("%(number)s of them through a waiver, expired for %(expired)s", number=total.waived, expired=total.lapsed)


def percent(share: float) -> str:
    """A share in hundredths; only the whole is ever 100 %, and only nothing 0 %."""
    rounded = round(share * 100)
    if share < 1:
        rounded = min(rounded, 99)
    return _hundredths(max(rounded, 1) if share > 0 else rounded, digits())


@lru_cache(maxsize=256)
def _hundredths(number: int, digits: Digits) -> str:
    return format_percent(number / 100, digits)


def part_of(share: Decimal | float) -> str:
    """A share with as many decimals of a hundredth as it needs, two at most; what is more than nothing never looks like nothing."""
    hundredths = round(Decimal(share) * 100, 2)
    if share and not hundredths:
        return str(_("less than %(number)s", number=format_percent(Decimal("0.0001"), digits(), 2)))
    places = next(places for places in (0, 1, 2) if hundredths == round(hundredths, places))
    return format_percent(hundredths / 100, digits(), places)


def pounds(piastres: int) -> str:
    """A sum of money."""
    return format_amount(piastres, digits())


def signed_pounds(piastres: int) -> str:
    """A change of a sum, with its sign before it."""
    return ("+" if piastres > 0 else "−" if piastres < 0 else "") + pounds(abs(piastres))


def millions(piastres: int) -> str:
    """A large sum in millions of pounds with two decimals, for headings that have its exact value beside them."""
    return str(_("EGP %(number)s million", number=in_millions(piastres)))


def in_millions(piastres: int) -> str:
    """The same figure alone, for tables that say once that they are in millions. What is more than nothing never looks like nothing."""
    if 0 < piastres < 500_000:
        return str(_("less than %(number)s", number=format_number(Decimal("0.01"), digits(), 2)))
    return format_number(Decimal(piastres).scaleb(-8), digits(), 2)


def long_day(day: date) -> str:
    return format_date(day, digits())


def short_day(day: date) -> str:
    return format_date(day, digits(), long=False)


def month(day: date) -> str:
    return format_month(day, digits())


def file_size(size: int) -> Text:
    """A file's size in as few figures as tell it."""
    if size < 1024 * 1024:
        return _("%(number)s KB", number=format_number(max(1, round(size / 1024)), digits()))
    return _("%(number)s MB", number=format_number(size / 1024 / 1024, digits(), 1))


def local_name(row: Any) -> str:
    """The name of a row of the register in the page's language."""
    return name_of(row)


def kept_query(arguments: Mapping[str, Any]) -> str:
    """These arguments as the end of an address, those without a value left out."""
    return urlencode({name: value for name, value in arguments.items() if value not in (None, "")})
