"""A Word file says what the PDF says, in the same order, and everything in it reads from right to left."""

import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.document import Document as WordFile
from docx.oxml.ns import qn

from reports.document.content import (
    Block,
    Chart,
    Copies,
    Document,
    Facts,
    KeyFigures,
    Letterhead,
    Paragraph,
    Section,
    Signatures,
    Signing,
    Table,
    Tone,
)
from reports.document.palette import TINTS
from reports.forms import pdf, word
from reports.forms.emblems import size
from rollout.arabic import format_number
from rollout.stages import Kind, State
from tests.reports import reading
from tests.reports.made_document import every_block, long_table
from tests.reports.made_up import a_paper, a_site, all_done

_MARKS = re.compile("[\u200e\u2066\u2069]")


@pytest.fixture(scope="module")
def report() -> Document:
    return a_paper(
        *[a_site(all_done(), proven=("handover",)) for _ in range(4)], a_site({"handover": State.DONE, "utilities": State.STALLED}),
        a_site(all_done(Kind.FIXED_CENTRE), kind=Kind.FIXED_CENTRE),
    )


def opened(content: bytes) -> WordFile:
    return docx.Document(io.BytesIO(content))


def text(content: bytes) -> str:
    """What stands in the body, paragraph after paragraph, as a reader goes through it."""
    lines = ("".join(part.text or "" for part in line.iter(qn("w:t"))) for line in opened(content).element.body.iter(qn("w:p")))
    return " ".join(_MARKS.sub("", " ".join(lines)).split())


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sayings(document: Document) -> list[str]:
    """All texts of a document in the order in which it is read."""
    head = document.letterhead
    said = [*head.issuer, *(part for fact in head.facts for part in fact), document.title, document.subtitle, document.period]
    for section in document.sections:
        said.append(section.title)
        for block in section.blocks:
            said.extend(of_block(block))
    return [" ".join(_MARKS.sub("", each).split()) for each in said if each]


def of_block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [block.text]
        case KeyFigures():
            return [*(f.label for f in block.figures), *(f.text for f in block.figures), *(f.note for f in block.figures)]
        case Table():
            heads = [column.title for column in block.columns]
            return [block.caption, *heads, *(cell.text for row in block.rows for cell in row), block.note]
        case Chart():
            return [*(series.name for series in block.series), block.caption]
        case Signatures():
            return [block.closing, *block.titles]
        case Facts():
            return [part for row in block.rows for part in row]
        case Signing():
            return [*block.heads, *(part for one in block.people for part in (one.part, one.name, one.capacity, one.day))]
        case Copies():
            return [block.label, *block.to]
    raise AssertionError(block)


@pytest.mark.parametrize("which", ["every block", "a report"])
def test_every_text_stands_in_it_in_reading_order(which: str, report: Document) -> None:
    document = every_block() if which == "every block" else report
    found, at = text(word.render(document)), 0
    for said in sayings(document):
        at = found.index(said, at) + len(said)


def test_it_holds_the_numbers_of_the_position_and_of_the_pdf(report: Document) -> None:
    found = text(word.render(report))
    for stage in Kind.COMPLEX.stages:
        total = report.facts["kinds"]["complex"]["stages"][stage.key]
        numbers = [total[key] for key in ("register", "done", "done_confirmed", "done_reported", "done_stale", "in_progress", "stalled")]
        assert f"{stage.label} {' '.join(format_number(n) for n in numbers)}" in found
    printed = reading.text(pdf.render(report))
    shown = [cell.text for section in report.sections for block in section.blocks if isinstance(block, Table) for row in block.rows
             for cell in row if re.fullmatch("[٠-٩]+", cell.text)]
    assert len(shown) > 50
    assert all(number in printed for number in shown)


def test_every_table_runs_from_the_right_and_repeats_its_heading() -> None:
    document = every_block()
    body = opened(word.render(document)).element.body
    tables = list(body.iter(qn("w:tbl")))
    assert all(table.find(f"{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None for table in tables)
    headed = [table for table in tables if table.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}") is not None]
    with_heads = (Table, KeyFigures, Signatures, Signing)
    assert len(headed) == sum(isinstance(block, with_heads) for section in document.sections for block in section.blocks)
    [long] = [table for table in tables if len(table.findall(qn("w:tr"))) == 62]
    rows = long.findall(qn("w:tr"))
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * 61
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_every_arabic_run_is_marked_as_such_on_every_part() -> None:
    for name, content in parts(word.render(every_block())).items():
        if not re.match(r"word/(document|header|footer)\d*\.xml", name):
            continue
        for run in re.findall(r"<w:r>.*?</w:r>", content.decode(), re.DOTALL):
            letters = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)", run))
            if re.search("[\u0621-\u064a]", letters) and "\u200e" not in letters:
                assert "<w:rtl/>" in run, (name, letters)
            if "<w:b/>" in run:
                assert "<w:bCs/>" in run, "Arabic takes the weight of complex scripts alone"


def test_codes_read_from_the_left_and_stay_on_one_line() -> None:
    cells = [cell for cell in re.findall(r"<w:tc>.*?</w:tc>", body_of(word.render(every_block())), re.DOTALL) if "AST-017" in cell]
    assert len(cells) == 1
    assert "<w:noWrap/>" in cells[0]
    assert "<w:rtl/>" not in cells[0]
    assert "\u200eAST-017\u200e" in cells[0]


def body_of(content: bytes) -> str:
    return parts(content)["word/document.xml"].decode()


def test_colour_lies_under_words_and_the_total_is_heavy() -> None:
    body = body_of(word.render(every_block(sections=(Section("", (long_table(8),)),))))
    assert TINTS[Tone.STALLED].lstrip("#") in body
    last = re.findall(r"<w:tr>.*?</w:tr>", body, re.DOTALL)[-1]
    assert "الإجمالي" in last
    assert last.count("<w:b/>") == last.count("<w:t xml") == 4
    assert body.count("<w:keepNext/>") > 8 * 7, "a short table moves to the next page whole"


def test_wide_parts_lie_on_their_side_with_heads_of_their_own() -> None:
    file = opened(word.render(every_block()))
    shapes = [(section.page_width > section.page_height, section._sectPr.find(qn("w:bidi")) is not None) for section in file.sections]
    assert shapes == [(False, True), (True, True), (False, True)]
    first, wide, last = file.sections
    assert first.different_first_page_header_footer
    assert not last.different_first_page_header_footer
    for section in (first, wide, last):
        told = ([_MARKS.sub("", t.text or "") for t in part._element.iter(qn("w:t"))] for part in (section.header, section.footer))
        above, below = map(" ".join, told)
        for words in ("AST/2023-07-31", "بيانات تجريبية", "درجة الحفظ: سري"):
            assert words in above
        assert "بحسب البيانات المسجلة" in below
    assert sum(column.width for column in wide.header.tables[0].columns) > sum(column.width for column in first.header.tables[0].columns)


def test_a_document_that_begins_wide_has_its_letterhead_upright() -> None:
    file = opened(word.render(every_block(sections=(Section("ملحق", (long_table(3),), wide=True),))))
    assert [section.page_width > section.page_height for section in file.sections] == [False, True]


def test_pictures_are_fine_enough_to_print_and_told_in_words() -> None:
    document = every_block()
    content = word.render(document)
    body = opened(content).element.body
    charts = [block for section in document.sections for block in section.blocks if isinstance(block, Chart)]
    told = [one.get("descr") for one in body.iter(qn("wp:docPr"))]
    assert all(chart.alt in told for chart in charts)
    assert all(told), "no picture is silent"
    assert len({one.get("id") for one in body.iter(qn("wp:docPr"))}) == len(told)
    widths = {size(data)[0] for name, data in parts(content).items() if name.endswith(".png")}
    assert max(widths) > 176 / 25.4 * 290


def test_lists_are_lists_and_styles_carry_the_complex_script() -> None:
    file = opened(word.render(every_block()))
    items = [line.text for line in file.paragraphs if line.style is not None and line.style.name == "List Bullet"]
    assert items == ["دخل الخدمة ١٢ موقعا.", "تعثر ٣ مواقع.", "السيد المحافظ", "الوحدة المركزية"]
    headings = [line.text for line in file.paragraphs if line.style is not None and line.style.name == "Heading 1"]
    assert headings == [section.title for section in every_block().sections if section.title]
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "Caption", "TableText", "TableHead", "BoxNumber"):
        looks: Any = file.styles[name].element
        assert looks.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None, name
        letters = looks.find(qn("w:rPr"))
        assert letters.find(qn("w:szCs")).get(qn("w:val")) == letters.find(qn("w:sz")).get(qn("w:val"))
        assert letters.find(qn("w:rFonts")).get(qn("w:cs"))
        assert (letters.find(qn("w:bCs")).get(qn("w:val")) is None) == (letters.find(qn("w:b")).get(qn("w:val")) is None)
        assert letters.find(qn("w:spacing")) is None, "spaced letters tear Arabic words apart"
    assert file.styles["List Bullet"].element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None


def test_the_same_document_is_the_same_bytes(report: Document) -> None:
    content = word.render(report)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(word.render, [report] * 4)) == {content}
    assert word.render(replace(report, known_at=report.known_at.replace(day=2))) != content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}, "nor does the clock decide them"
    told = opened(content).core_properties
    assert (told.title, told.identifier) == (report.title, report.reference)


def test_without_logo_code_and_secrecy_the_letterhead_has_the_emblem_alone() -> None:
    plain = every_block(letterhead=Letterhead(("جمهورية مصر العربية", "وزارة التنمية المحلية"), ()), seal=None, sections=())
    content = word.render(plain)
    assert len([name for name in parts(content) if name.endswith(".png")]) == 1
    assert "درجة الحفظ" not in text(content)


def test_a_title_of_any_length_is_printed_whole() -> None:
    title = "كتاب بشأن تعذر التوصيل " * 20
    content = word.render(every_block(title=title.strip(), subtitle=title.strip()))
    assert title.strip() in text(content)
    assert opened(content).core_properties.title == title[:255]
