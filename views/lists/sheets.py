"""A list as an Excel sheet: what is seen, row by row, with real numbers and days; long lists never stand in memory as a whole."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any

from flask import Response, request
from werkzeug.wsgi import wrap_file

from rollout.tabular import sheet_name
from rollout.text import language
from views.lists.listing import Field

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 2**20
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def wants_sheet() -> bool:
    """Whether the address of a list asks for it as a sheet."""
    return request.args.get("form") == "xlsx"


def sheet(title: str, fields: Sequence[Field], rows: Iterable[Any], *, name: str, above: str = "") -> Response:
    """The rows under their headings, as a file to take home. `above` says in words what was asked for and for which day."""
    from xlsxwriter import Workbook  # here, for it is slow to load and most pages write no workbook

    file: Any = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 — closed with the answer
    book = Workbook(file, _OPTIONS)
    page = book.add_worksheet(sheet_name(title))
    if language() == "ar":
        page.right_to_left()
    head = book.add_format({"bold": True, "bg_color": "#E3EEEB", "text_wrap": True, "valign": "vcenter", "border": 1})
    day, plain, share = book.add_format({"num_format": "yyyy/mm/dd"}), book.add_format({}), book.add_format({"num_format": "0%"})
    for at, field in enumerate(fields):
        page.set_column(at, at, field.width)
    page.write_string(0, 0, f"{title} — {above}" if above else title, book.add_format({"bold": True, "font_size": 13}))
    for at, field in enumerate(fields):
        page.write_string(1, at, str(field.label), head)
    down = 1
    for down, row in enumerate(rows, 2):
        for at, field in enumerate(fields):
            _write(page, down, at, field.value(row), day, share if field.share else plain)
    page.freeze_panes(2, 1)
    page.autofilter(1, 0, max(down, 1), len(fields) - 1)
    page.repeat_rows(1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    book.close()
    size = file.tell() or file.seek(0, 2)
    file.seek(0)
    answer = Response(wrap_file(request.environ, file, 64 * 1024), mimetype=EXCEL, direct_passthrough=True)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer.content_length = size
    answer.call_on_close(file.close)
    return answer


def _write(page: Any, down: int, at: int, value: Any, day: Any, plain: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, date)):
        page.write_string(down, at, str(value), plain)
    elif isinstance(value, date):
        page.write_datetime(down, at, value, day)
    else:
        page.write_number(down, at, value, plain)
