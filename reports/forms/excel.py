"""Excel: each table of a document as a sheet that reads from right to left, with real numbers, days and sums.

The first sheet holds what stands on the first page: title, days, key figures, and where to find the tables. A text is never taken for a
formula, and nothing but the document decides the bytes.
"""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from math import fsum
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports.document.content import Cell, ColumnKind, Document, KeyFigures, Section, Table, Tone
from reports.document.palette import COLOURS, INK, TINTS
from reports.forms.excel_values import Written, plain, written
from reports.words.headings import ORDINALS
from rollout.arabic import Digits

_FONT = "Arial"
_SUMMARY, _CONTENTS = "الموجز", "محتويات الملف"
_FIGURE, _VALUE, _NOTE = "المؤشر", "القيمة", "البيان"
_LONGEST_NAME = 31
_NARROWEST, _WIDEST = 7, 46
_HALF_OF_A_HEAD = 110
_TOP = 1
"""The row of the headings, under the line that says whose table it is."""

_NAVY = COLOURS[Tone.PLAIN]
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def render(document: Document) -> bytes:
    """The document as the bytes of a workbook; the same document gives the same bytes on any day."""
    out = io.BytesIO()
    book = _Book(out, document)
    tables = list(_tables(document))
    names = _names([(table.caption, section.title) for section, table in tables])
    book.summary(names)
    for name, (section, table) in zip(names, tables, strict=True):
        book.table(name, section, table)
    book.close()
    return out.getvalue()


def _tables(document: Document) -> Iterator[tuple[Section, Table]]:
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield section, block


def _names(titles: list[tuple[str, str]]) -> list[str]:
    """Names of sheets: short, each only once, without the characters that formulas use. A table is called by its caption, or by its section
    without the section's ordinal; of two that are called alike the second bears the name of its section as well."""
    names: list[str] = []
    for number, (caption, section) in enumerate(titles, 1):
        ordinal, _colon, part = section.partition(": ")
        whole = _fit(caption or (part if ordinal in ORDINALS else section)) or str(number)
        also = _fit(f"{caption} - {part or section}")
        taken = {_SUMMARY, *(name.casefold() for name in names)}
        name, turn = _cut(whole, _LONGEST_NAME), 1
        if name.casefold() in taken and caption and section:
            name = _cut(also, _LONGEST_NAME)
        while name.casefold() in taken:
            turn += 1
            name = f"{_cut(whole, _LONGEST_NAME - 5)} ({turn})"
        names.append(name)
    return names


def _fit(text: str) -> str:
    return " ".join(re.sub(r"[\[\]:*?/\\']|[^\0-\uffff]", " ", plain(text)).split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].strip(" -")


class _Book:
    """A workbook in the making, with a format for each look that its fields have."""

    def __init__(self, out: io.BytesIO, document: Document) -> None:
        self._book = Workbook(out, _OPTIONS)
        self._document = document
        self._digits = Digits.ARABIC if document.words.digits == "١" else Digits.WESTERN
        self._looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._book.set_properties({
            "title": document.title, "subject": document.subtitle, "author": document.letterhead.issuer[1], "keywords": document.reference,
            "comments": document.notice_line, "created": document.known_at.replace(tzinfo=None),
        })

    def close(self) -> None:
        self._book.close()

    def summary(self, names: list[str]) -> None:
        """What stands on the first page, then a line for each table that leads to it."""
        document = self._document
        sheet = self._sheet(_SUMMARY, wide=False)
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 1, 22)
        sheet.set_column(2, 2, 60)
        lines: list[tuple[str, dict[str, Any]]] = [(words, {"bold": True}) for words in document.letterhead.issuer]
        lines += [(document.title, {"bold": True, "font_size": 16})]
        lines += [(words, {"bold": True, "font_size": 12}) for words in (document.subtitle, document.period)]
        lines += [(document.notice_line, {"bold": True, "font_color": "#7a5410"})]
        lines += [(document.letterhead.confidentiality, {"bold": True, "font_color": "#9c2f26"})]
        lines += [(" ".join(fact), {"font_color": INK}) for fact in document.letterhead.facts]
        at = 0
        for words, look in lines:
            if words:
                sheet.write_string(at, 0, plain(words), self._look(text_wrap=False, **({"font_color": _NAVY} | look)))
                at += 1
        at = self._figures(sheet, at + 1)
        if names:
            sheet.write_string(at, 0, _CONTENTS, self._look(bold=True, font_color=_NAVY))
        link = self._look(font_color="#0b57a4", underline=1, text_wrap=False)
        for down, name in enumerate(names, 1):
            sheet.write_url(at + down, 0, f"internal:'{name}'!A1", link, name)
        at += len(names) + 2
        for down, words in enumerate(document.footer):
            sheet.write_string(at + down, 0, plain(words), self._look(text_wrap=False, font_color="#5b6872"))

    def _figures(self, sheet: Worksheet, at: int) -> int:
        """The key figures of all sections, as label, value and what is known of it; gives the row after them."""
        figures = [
            figure for section in self._document.sections for block in section.blocks if isinstance(block, KeyFigures)
            for figure in block.figures
        ]
        if not figures:
            return at
        self._heads(sheet, at, [_FIGURE, _VALUE, _NOTE])
        for down, figure in enumerate(figures, 1):
            look = self._toned(figure.tone) | {"bold": True, "align": "center"}
            sheet.write_string(at + down, 0, plain(figure.label), self._look(border=1))
            self._field(sheet, at + down, 1, written(figure, None, self._digits), look)
            sheet.write_string(at + down, 2, plain(figure.note), self._look(border=1))
        return at + len(figures) + 2

    def table(self, name: str, section: Section, table: Table) -> None:
        """A line that says whose table it is, headings that stay in sight, rows, and the total as sums of what stands above it."""
        sheet = self._sheet(name, wide=section.wide or len(table.columns) > 7)
        document = self._document
        told = [table.caption or section.title, document.title, document.subtitle, document.period, document.notice]
        sheet.write_string(0, 0, plain(" – ".join(part for part in told if part)), self._look(bold=True, font_color=_NAVY, text_wrap=False))
        self._heads(sheet, _TOP, [column.title for column in table.columns])
        rows = [[written(field, column, self._digits) for field, column in zip(row, table.columns, strict=True)] for row in table.rows]
        sums = _sums(table)
        for n, (row, fields) in enumerate(zip(rows, table.rows, strict=True)):
            for column, (value, field) in enumerate(zip(row, fields, strict=True)):
                look = self._of(field, table.columns[column].kind, total=n in sums)
                above = [(at, rows[at][column]) for at in sums.get(n, ())]
                self._field(sheet, _TOP + 1 + n, column, value, look, above)
        for column, title in enumerate(table.columns):
            sheet.set_column(column, column, _width([title.title, *(row[column].text for row in table.rows)]))
        listed = len(rows) - table.total
        if listed:
            sheet.autofilter(_TOP, 0, _TOP + listed, len(table.columns) - 1)
        codes = next((n for n, column in enumerate(table.columns) if column.kind is ColumnKind.CODE), -1)
        sheet.freeze_panes(_TOP + 1, codes + 1)
        sheet.repeat_rows(_TOP)
        if table.note:
            sheet.write_string(_TOP + len(rows) + 2, 0, plain(table.note), self._look(text_wrap=False, font_color="#5b6872"))

    def _sheet(self, name: str, *, wide: bool) -> Worksheet:
        """A sheet from right to left that prints on A4, as wide as the paper, with title, number and notice on each page."""
        document = self._document
        sheet = self._book.add_worksheet(name)
        sheet.right_to_left()
        sheet.set_paper(9)
        if wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        head = " – ".join(part for part in (document.title, document.subtitle, document.notice) if part)
        sheet.set_header(f"&R{_escaped(head)}&L{_escaped(document.reference)}")
        sheet.set_footer(f"&R{_escaped(document.letterhead.confidentiality)}&L&P / &N")
        return sheet

    def _heads(self, sheet: Worksheet, at: int, titles: list[str]) -> None:
        look = self._look(bold=True, font_color="#ffffff", bg_color=_NAVY, align="center", border=1)
        for column, title in enumerate(titles):
            sheet.write_string(at, column, plain(title), look)

    def _of(self, field: Cell, kind: ColumnKind, *, total: bool) -> dict[str, Any]:
        look = self._toned(Tone.PLAIN if total else field.tone)
        look |= {"bold": True, "bg_color": "#dfe8ef"} if total else {}
        if kind is ColumnKind.CODE:
            look |= {"reading_order": 1, "num_format": "@", "text_wrap": False}
        return look | ({} if kind is ColumnKind.TEXT else {"align": "center"})

    @staticmethod
    def _toned(tone: Tone) -> dict[str, Any]:
        return {"border": 1} | ({} if tone in (Tone.PLAIN, Tone.NONE) else {"bg_color": TINTS[tone]})

    def _field(
        self, sheet: Worksheet, row: int, column: int, field: Written, look: dict[str, Any], above: Sequence[tuple[int, Written]] = ()
    ) -> None:
        """A text, a day, a number, or the sum of the numbers `above` where they do add up to it."""
        if not field.form:
            sheet.write_string(row, column, str(field.value), self._look(**look))
            return
        shown = self._look(**(look | {"num_format": field.form}))
        if isinstance(field.value, date):
            sheet.write_datetime(row, column, datetime(field.value.year, field.value.month, field.value.day), shown)  # noqa: DTZ001
            return
        assert not isinstance(field.value, str)
        addends = [each.value for _at, each in above if each.sums and isinstance(each.value, (int, float))]
        if field.sums and addends and abs(fsum(addends) - field.value) < 0.001:
            name = xl_col_to_name(column)
            ranges = ",".join(f"{name}{first + _TOP + 2}:{name}{last + _TOP + 2}" for first, last in _runs([at for at, _each in above]))
            sheet.write_formula(row, column, f"=SUM({ranges})", shown, field.value)
        else:
            sheet.write_number(row, column, field.value, shown)

    def _look(self, **look: Any) -> Format:
        """The format of a field; one for all fields of the same look."""
        look = {"font_name": _FONT, "font_size": 10, "reading_order": 2, "align": "right", "valign": "vcenter", "text_wrap": True} | look
        if look.get("border"):
            look["border_color"] = "#c3ccd3"
        key = tuple(sorted(look.items()))
        if key not in self._looks:
            self._looks[key] = self._book.add_format(look)
        return self._looks[key]


def _sums(table: Table) -> dict[int, list[int]]:
    """The rows that are sums, each with the rows that it sums: a subtotal those since the one before, the total all but the subtotals."""
    found = {}
    for before, at in pairwise((-1, *table.subtotals)):
        found[at] = list(range(before + 1, at))
    if table.total and table.rows:
        found[len(table.rows) - 1] = [at for at in range(len(table.rows) - 1) if at not in table.subtotals]
    return found


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Rows that follow one another, as their first and last."""
    runs: list[tuple[int, int]] = []
    for at in rows:
        runs = [*runs[:-1], (runs[-1][0], at)] if runs and runs[-1][1] == at - 1 else [*runs, (at, at)]
    return runs


def _width(texts: list[str]) -> int:
    return min(max(_NARROWEST, *(len(plain(text)) + 3 for text in texts)), _WIDEST)


def _escaped(text: str) -> str:
    """The beginning of a text for the head or foot of a printed page, in which one sign is an order unless it stands twice."""
    escaped = ""
    for letter in plain(text):
        if len(escaped) >= _HALF_OF_A_HEAD:
            break
        escaped += "&&" if letter == "&" else letter
    return escaped
