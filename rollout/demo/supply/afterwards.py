"""What came after the goods were put into use: stock was taken where a chair was missing for a week, and a notice was corrected."""

from collections.abc import Sequence
from datetime import date, timedelta

from rollout.demo.story import LAST_EVENT
from rollout.demo.supply.goods import GOODS
from rollout.demo.supply.papers import Line, Sheet
from rollout.demo.supply.schedule import working

_USED = "in_service"
_COUNTED_AFTER, _FOUND_AFTER, _CORRECTED_AFTER = 40, 7, 5


def afterwards(made: Sequence[Sheet]) -> list[Sheet]:
    """At the first complex that told of its goods in use stock is taken; the notice of the second one said one unit too many."""
    used = sorted((sheet for sheet in made if sheet.kind == "service"), key=lambda sheet: (sheet.day, sheet.governorate or ""))
    told = [*_stocktaking(used[0]), _correction(used[1])] if len(used) > 1 else []
    return [sheet for sheet in told if sheet.day <= LAST_EVENT]


def _stocktaking(notice: Sheet) -> list[Sheet]:
    day = _later(notice.day, _COUNTED_AFTER)
    missing = _commonest(notice)
    counted = [Line(line.good, line.site, line.quantity, drawn=_USED) for line in notice.lines]
    for line in counted:
        if line.good == missing.good:
            line.short, line.reason = 1, "لم يُعثر على قطعة واحدة وقت الجرد"
    facts: dict[str, object] = {"site": missing.site, "elsewhere": []}
    again = [Line(missing.good, missing.site, 1, drawn=_USED)]
    return [
        Sheet("audit", day, counted, notice.governorate, note="جرد دوري لعهدة المجمع. بيانات تجريبية.", facts=facts),
        Sheet("found", _later(day, _FOUND_AFTER), again, notice.governorate,
              note="عُثر على القطعة الناقصة في قاعة أخرى بالمجمع. بيانات تجريبية."),
    ]


def _correction(notice: Sheet) -> Sheet:
    wrong = _commonest(notice)
    back = Line(wrong.good, wrong.site, 1, drawn=_USED, about=wrong)
    return Sheet(
        "counter", _later(notice.day, _CORRECTED_AFTER), [back], notice.governorate, about=notice,
        note="ذُكرت في الإخطار قطعة لم تُشغَّل بعد، فتعود إلى المركب. بيانات تجريبية.",
    )


def _later(day: date, days: int) -> date:
    return working(day + timedelta(days=days))


def _commonest(notice: Sheet) -> Line:
    """The item of which there are most, of those that are counted by the piece and bear no serial numbers."""
    pieces = (line for line in notice.lines if GOODS[line.good].unit == "piece" and not GOODS[line.good].serials)
    return max(pieces, key=lambda line: line.quantity)
