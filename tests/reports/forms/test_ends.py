"""How papers end: no page holds nothing but those who sign, and no table leaves its last row alone."""

import re
from dataclasses import replace

import pytest

from reports.document.content import Block, Cell, Column, ColumnKind, Document, Paragraph, Section, Signatures, Table
from reports.forms import pdf, word
from tests.reports import reading
from tests.reports.forms.test_word import body_of
from tests.reports.made_document import every_block

LAST, CLOSING, SIGNED, VIEW = "والأمر معروض على سيادتكم", "وتفضلوا بقبول التقدير", "رئيس الوحدة", "رأي السيد الوزير"


def a_memorandum(lines: int, last: Block | None = None, *, items: bool = False) -> Document:
    """So many lines, then words, then who signs and room for the reader's view."""
    said = tuple(Paragraph(f"بند من بنود المذكرة {n}", item=items) for n in range(lines))
    end = (Paragraph(CLOSING, centred=True), Paragraph("تحريرًا في اليوم"), Signatures((SIGNED,), ("الاسم:", "التوقيع:")))
    view = Signatures((VIEW,), ("", "", ""))
    body = Section("العرض", (*said, last or Paragraph(LAST)))
    return replace(every_block(), sections=(body, Section("", end), Section("", (view,))), watermark="")


@pytest.mark.parametrize(("lines", "items"), [(22, True), (26, True), (30, True), (26, False), (30, False), (90, False)])
def test_who_signs_stands_with_the_words_before(lines: int, items: bool) -> None:
    pages = [" ".join(page.split()) for page in reading.pages(pdf.render(a_memorandum(lines, items=items)))]
    [signed] = [page for page in pages if SIGNED in page]
    assert LAST in signed
    assert VIEW in signed


def paragraphs(document: Document) -> list[str]:
    return re.findall(r"<w:p>.*?</w:p>", body_of(word.render(document)), re.DOTALL)


def test_in_word_all_of_the_end_is_held_together() -> None:
    every = paragraphs(a_memorandum(3))
    first = next(n for n, one in enumerate(every) if LAST in one)
    view = next(n for n, one in enumerate(every) if VIEW in one)
    assert all("<w:keepNext/>" in one for one in every[first:view])
    assert "<w:keepNext/>" not in every[first - 1]


def a_table(rows: int) -> Table:
    cells = tuple((Cell(f"صف {n}"), Cell(str(n), n)) for n in range(1, rows + 1))
    return Table((Column("البند"), Column("العدد", ColumnKind.NUMBER, 20)), cells, total=True)


def test_in_word_the_last_row_of_a_table_is_never_alone() -> None:
    every = paragraphs(replace(every_block(), sections=(Section("جدول", (a_table(30),)),)))
    rows = [one for one in every if "صف " in one]
    assert ["<w:keepNext/>" in one for one in rows] == [*[False] * 28, True, False]


def test_in_word_a_table_before_those_who_sign_stays_with_them() -> None:
    every = paragraphs(a_memorandum(1, a_table(3)))
    first = next(n for n, one in enumerate(every) if "صف 3" in one)
    view = next(n for n, one in enumerate(every) if VIEW in one)
    assert all("<w:keepNext/>" in one for one in every[first:view])


NOTE = "العلامات مشروحة هنا"


@pytest.mark.parametrize(("lines", "rows"), [(23, 4), (12, 60), (8, 60), (25, 26)])
def test_the_note_of_a_table_stands_once_and_with_its_last_row(lines: int, rows: int) -> None:
    """These stand where a page ends between the last row and the words under it, or go over several pages."""
    said = tuple(Paragraph(f"بند من بنود المذكرة {n}") for n in range(lines))
    noted = replace(a_table(rows), note=" ".join([NOTE, *["وشرحها يطول"] * 12]))
    content = pdf.render(replace(every_block(), sections=(Section("جدول", (*said, noted)),), watermark=""))
    pages = reading.pages(content)
    assert [page.count(NOTE) for page in pages] == [*[0] * (len(pages) - 1), 1]
    assert "صف " in pages[-1]
    assert reading.structure(content)["TFoot"] == 1, "what stands on the other pages in its room is nothing"
    every = paragraphs(replace(every_block(), sections=(Section("جدول", (noted,)),)))
    assert ["<w:keepNext/>" in one for one in every if "صف " in one][-1], "in Word as well"
