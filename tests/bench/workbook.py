"""A register workbook of any length, in the form of the sample that committees send."""

import io
from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice

import xlsxwriter

from rollout.arabic import Digits, format_month
from rollout.demo.complexes import SHEET_DAY, stories
from rollout.demo.places import Place, enlarged, register
from rollout.demo.story import Event
from rollout.stages import Kind, State
from rollout.tabular import shipped

_TITLE = "موقف مجمعات الخدمات الحكومية حتى ٣١ يوليو ٢٠٢٣ (بيانات تجريبية)"
_HEADINGS = (
    "م", "كود الموقع", "المحافظة", "المركز", "القرية", "اسم المجمع", "تاريخ الاستلام الابتدائي", "عدادات المرافق", "الربط الإلكتروني",
    "الأثاث والتجهيزات", "التدريب", "دخول الخدمة", "الدفعة المخططة", "ملاحظات",
)
_STAGES = ("handover", "utilities", "linking", "furnishing", "training", "service")
_WORDS = {State.NOT_STARTED: "لم يبدأ", State.IN_PROGRESS: "جارٍ", State.STALLED: "متعثر"}


def workbook_of(rows: int) -> bytes:
    """A workbook whose lines are complexes of the demo programme as of the sample's day."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("الموقف")
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write(0, 0, _TITLE)
    sheet.write_row(2, 0, _HEADINGS)
    governorates = {row["iso_code"]: row["name_ar"] for row in shipped("governorates.csv")}
    for number, (place, events) in enumerate(islice(_complexes(rows), rows), 1):
        cells = _cells(events)
        sheet.write_row(
            number + 2, 0, (number, place.code, governorates[place.governorate], place.markaz_ar, place.village_ar, place.name_ar)
        )
        for column, cell in enumerate(cells, 6):
            sheet.write(number + 2, column, cell, dated if isinstance(cell, date) else None)
        assert place.planned_on
        sheet.write(number + 2, 12, format_month(place.planned_on, Digits.ARABIC))
    book.close()
    return stream.getvalue()


def _complexes(rows: int) -> Iterator[tuple[Place, list[Event]]]:
    complexes = sum(place.kind is Kind.COMPLEX for place in register())
    copies = -(-rows // complexes)
    for _copy, places in groupby(enlarged(copies * len(register())), key=lambda place: place.copy):
        yield from stories(places)


def _cells(events: list[Event]) -> list[date | str]:
    last = dict.fromkeys(_STAGES, _WORDS[State.NOT_STARTED]) | {
        event.stage: _cell(event) for event in events if event.stage in _STAGES and event.on <= SHEET_DAY
    }
    return [last[stage] for stage in _STAGES]


def _cell(event: Event) -> date | str:
    if event.state is not State.DONE:
        return _WORDS[event.state]
    # A sheet has no place for a waiver, and without one this would be refused.
    return _WORDS[State.IN_PROGRESS] if event.waiver_by else event.on
