"""Every kind of paper in print: what it says, under which number, and that PDF and Word say the same."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from sqlalchemy.orm import Session

from models import Paper
from reports.document.frozen import as_json, from_json
from reports.forms import word as writer
from reports.papers import Print, paper_pdf, paper_word
from reports.papers.building import paper_document
from reports.papers.reading import read
from rollout.database import engine_for, session_for
from rollout.ledger.drafting import Row
from rollout.ledger.forms import entitle
from rollout.scope import everything
from rollout.supply.kinds import KINDS, Signs
from rollout.text import speaking
from tests.reports import reading
from tests.reports.made_papers import a_draft, every_kind
from tests.supplies import Supplies

World = tuple[Session, Supplies, dict[str, Paper]]


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The story is told once and only read."""
    path = tmp_path_factory.mktemp("papers") / "papers.db"
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    with session_for(url) as session, everything(session), speaking("ar"):
        supplies, papers = every_kind(session)
        papers["draft"] = a_draft(supplies, papers["receipt"], is_demo=True)
        yield session, supplies, papers
    engine_for(url).dispose()


@pytest.fixture(scope="module")
def prints(world: World) -> dict[str, tuple[Print, Print]]:
    session, _supplies, papers = world
    made = {}
    for kind, paper in papers.items():
        pdf, word = paper_pdf(session, paper.id), paper_word(session, paper.id)
        assert pdf is not None
        assert word is not None
        made[kind] = pdf, word
    return made


def said(prints: dict[str, tuple[Print, Print]], kind: str) -> str:
    return reading.text(prints[kind][0].content)


def in_word(content: bytes) -> str:
    """Everything that a Word file says, without the marks of direction."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        found = "".join(file.read(name).decode() for name in file.namelist() if re.match(r"word/(document|header|footer)\d*\.xml", name))
    found = re.sub(r"<mc:Fallback>.*?</mc:Fallback>", "", found)
    letters = (part.partition(">")[2] if part.startswith("<w:t") else " " for part in re.findall(r"<w:t(?: [^>]*)?>[^<]*|</w:p>", found))
    return re.sub("[\u200e\u2066\u2069]", "", " ".join("".join(letters).split()))


def test_every_kind_of_paper_prints_in_both_formats(prints: dict[str, tuple[Print, Print]]) -> None:
    assert set(prints) == {*KINDS, "draft"}
    for kind, (pdf, word) in prints.items():
        assert pdf.content.startswith(b"%PDF-"), kind
        assert docx.Document(io.BytesIO(word.content)).tables, kind
        assert pdf.plain_name.isascii()
        assert pdf.plain_name.endswith(".pdf")
        assert word.full_name.endswith(".docx")
        assert str(KINDS["inspection" if kind == "draft" else kind].label) in word.full_name


def test_each_is_an_archive_file_that_a_screen_reader_can_read(prints: dict[str, tuple[Print, Print]]) -> None:
    for kind in ("inspection", "rejection", "draft"):
        content = prints[kind][0].content
        assert reading.claims(content) == {"pdfa": "3A", "pdfua": "True", "lang": "ar-EG", "marked": "True", "direction": "/R2L"}
        assert reading.loose_fonts(content) == []
        assert reading.boxes_without_a_glyph(content) == 0
    found = reading.structure(prints["inspection"][0].content)
    assert found["Figure"] == found["Figure+Alt"] == 3, "the emblem and two signatures"
    assert found["TH"] == found["TH+Scope"] == 10 + 5


def test_inspection_minutes_say_what_the_committee_found(prints: dict[str, tuple[Print, Print]]) -> None:
    text = said(prints, "inspection")
    for words in (
        "جمهورية مصر العربية محافظة أسيوط مخزن أسيوط", "محضر فحص واستلام نموذج ١٢ مخازن حكومة", "١٢/٢٠٢٣/٠٠٠١", "١ يوليو ٢٠٢٣",
        "المشكلة بالقرار رقم ١٢٣ لسنة ٢٠٢٣", "قرار تشكيل اللجنة: ١٢٣ لسنة ٢٠٢٣",
        "إيصال استلام مؤقت رقم ٢٠٢٣/٠٠٠١ المؤرخ ١/٧/٢٠٢٣", "أمر التوريد رقم ٢٠٢٣/٠٠٠١",
        "إذن تسليم المورد رقم ١", "قطعة مجمع خدمات صنبو ١٠ ٨ ٢ ٠ مطابق جزئيا خدوش في السطح", "١٠ ١٠ ٠ ٠ مطابق", "الإجمالي ٣٠ ٢٧ ٢ ١",
        "قرار اللجنة: قبول ما ثبتت مطابقته", "رئيس اللجنة محمود عبد الله", "أمين المخزن حسن علي", "صفحة ١ من ١",
    ):
        assert words in text, words
    attached = reading.attached(prints["inspection"][0].content)["facts"]
    assert attached["lines"][0] == {
        "item": "I-1", "site": attached["lines"][0]["site"], "reason": "خدوش في السطح", "quantity": "10", "accepted": "8", "rejected": "2",
        "short": "0", "surplus": "0",
    }
    assert attached["signatures"] == ["a" * 64] * 2


def test_prices_stand_on_orders_and_additions_alone(prints: dict[str, tuple[Print, Print]]) -> None:
    priced = {kind for kind in prints if "سعر الوحدة" in said(prints, kind)}
    assert priced == {"order", "addition"}
    text = said(prints, "addition")
    assert str(Signs.AUTHORITY.label) in text, "form 1 leaves a line for whoever answers for the stores"
    assert "نموذج ١ مخازن حكومة" in text
    assert "١/٢٠٢٣/٠٠٠١" in text
    assert "٨ ١٬٥٠٠ ١٢٬٠٠٠" in text
    assert "١٠ ٤٬٨٠٠٫٥٠ ٤٨٬٠٠٥" in text
    assert "فقط ثمانية وستون ألفا وتسعمائة وستة وتسعون جنيها لا غير" in text


def test_a_letter_of_rejection_asks_for_withdrawal_by_a_day(prints: dict[str, tuple[Print, Print]]) -> None:
    text = said(prints, "rejection")
    for words in (
        "السادة / الشركة المصرية للأثاث", "تحية طيبة وبعد", "بالإشارة إلى محضر فحص واستلام رقم ١٢/٢٠٢٣/٠٠٠١ المؤرخ", "خدوش في السطح",
        "سحب الأصناف المرفوضة من مخزن أسيوط في موعد غايته ١٠ يوليو", "وتفضلوا بقبول فائق الاحترام",
    ):
        assert words in text, words


def test_only_a_draft_says_that_it_is_one(prints: dict[str, tuple[Print, Print]]) -> None:
    for kind in prints:
        assert ("مسودة" in said(prints, kind)) == (kind == "draft")
        assert ("بيانات تجريبية" in said(prints, kind)) == (kind == "draft")
        assert ('string="مسودة"' in _part(prints[kind][1].content, "header")) == (kind == "draft")


def _part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return "".join(file.read(each).decode() for each in file.namelist() if each.startswith(f"word/{name}"))


def test_word_says_what_the_pdf_says(prints: dict[str, tuple[Print, Print]]) -> None:
    for kind, (pdf, word) in prints.items():
        text = in_word(word.content)
        told = reading.attached(pdf.content)
        for section in told["sections"]:
            for block in section["blocks"]:
                texts = [block["text"]] if block["block"] == "paragraph" else [cell["text"] for row in block.get("rows", [])
                                                                              for cell in row if isinstance(cell, dict)]
                for each in texts:
                    assert re.sub("[\u2066\u2069]", "", each) in text, kind
        assert told["title"] in text
        assert told["footer"][1] in text


def test_everything_in_word_reads_from_right_to_left(prints: dict[str, tuple[Print, Print]]) -> None:
    for kind, (_pdf, word) in prints.items():
        file = docx.Document(io.BytesIO(word.content))
        body = file.element.body
        assert all(table.find(f"{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None for table in body.iter(qn("w:tbl"))), kind
        assert all(one.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for one in body.iter(qn("w:p"))), kind
        for run in body.iter(qn("w:r")):
            text = "".join(part.text or "" for part in run.iter(qn("w:t")))
            letters = re.search("[\u0621-\u064a]", text)
            # A run that stands apart is a number or a code, which may hold a word of its own.
            drawn, turned = run.findall(f".//{qn('w:drawing')}"), run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
            assert not letters or "\u200e" in text or drawn or turned
        assert file.sections[0]._sectPr.find(qn("w:bidi")) is not None
        heads = [table for table in body.iter(qn("w:tbl")) if table.find(f".//{qn('w:tblHeader')}") is not None]
        assert len(heads) == 2, "the rows and those who sign"
        for name in ("Normal", "Title", "TableText"):
            looks = file.styles[name].element
            assert looks.find(f"{qn('w:rPr')}/{qn('w:szCs')}") is not None
            assert looks.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:cs"))
            assert looks.find(f"{qn('w:rPr')}/{qn('w:spacing')}") is None, "spaced letters tear Arabic words apart"
            assert looks.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None


def test_numbers_stand_apart_and_signatures_are_lines(prints: dict[str, tuple[Print, Print]]) -> None:
    document = _part(prints["inspection"][1].content, "document")
    runs = [run for run in re.findall(r"<w:r>.*?</w:r>", document) if "\u200e١٢/٢٠٢٣/٠٠٠١\u200e" in run]
    assert runs
    assert not any("w:rtl" in run for run in runs)
    assert document.count("<a:custGeom>") == 2
    assert document.count("<a:moveTo>") == 4
    assert document.count("<pic:pic>") == 1, "the emblem alone is dots"


def test_the_same_paper_is_the_same_bytes_until_somebody_signs(world: World, prints: dict[str, tuple[Print, Print]]) -> None:
    session, _supplies, papers = world
    for kind in ("inspection", "draft"):
        assert (paper_pdf(session, papers[kind].id), paper_word(session, papers[kind].id)) == prints[kind]


def test_a_closed_paper_keeps_its_words_when_everything_is_called_otherwise(world: World, prints: dict[str, tuple[Print, Print]]) -> None:
    session, supplies, papers = world
    with session.begin_nested() as step:
        for row in (*supplies.lines, *supplies.sites, *supplies.stores, supplies.supplier, supplies.contract):
            row.name_ar = "اسم آخر"
        supplies.contract.number = "99/2099"
        for kind, day in (("allotment", 7), ("order", 30)):
            supplies.post(kind, Row(supplies.lines[0].id, supplies.sites[0].id, 1), day=date(2023, 6, day))
        session.flush()
        for kind in ("inspection", "order", "transfer", "rejection", "allotment"):
            assert (paper_pdf(session, papers[kind].id), paper_word(session, papers[kind].id)) == prints[kind], kind
        draft = paper_word(session, papers["draft"].id)
        assert draft is not None
        assert "اسم آخر" in in_word(draft.content)
        step.rollback()
    session.expire_all()


def test_naughty_names_are_printed_as_letters(world: World) -> None:
    session, supplies, papers = world
    with session.begin_nested() as step:
        supplies.sites[0].name_ar = 'مجمع <b>&amp; $x^2$ #let \x0b \u202eعكس\u202c \u2066١\u2066 😀'
        session.flush()
        pdf, word = paper_pdf(session, papers["draft"].id), paper_word(session, papers["draft"].id)
        assert pdf is not None
        assert word is not None
        assert reading.boxes_without_a_glyph(pdf.content) == 0
        assert "مجمع &lt;b&gt;&amp;amp; $x^2$ #let  عكس ١ 😀".replace("  ", " ") in in_word(word.content)
        step.rollback()
    session.expire_all()


def test_every_paper_comes_back_from_its_frozen_text(world: World) -> None:
    for kind, paper in world[2].items():
        told = read(world[0], paper.id)
        assert told is not None
        document = paper_document(told)
        again = from_json(as_json(document))
        assert (writer.render(again), as_json(again)) == (writer.render(document), as_json(document)), kind


def test_a_part_with_a_title_has_it_in_word_too(world: World) -> None:
    told = read(world[0], world[2]["issue"].id)
    assert told is not None
    document = paper_document(told)
    titled = replace(document, sections=(replace(document.sections[0], title="بيان الأصناف"), *document.sections[1:]))
    file = docx.Document(io.BytesIO(writer.render(titled)))
    assert [one.text for one in file.paragraphs if one.style is not None and one.style.name == "Heading 1"] == ["بيان الأصناف"]


def test_a_paper_that_is_not_there_is_none(world: World) -> None:
    assert paper_pdf(world[0], 10**6) is None


def test_a_new_title_is_for_papers_closed_later(world: World) -> None:
    session, supplies, papers = world
    paper = papers["addition"]
    assert paper.closed_at is not None
    with session.begin_nested() as step:
        entitle(session, "addition", "إذن إضافة أصناف", "نموذج ٢ مخازن", by=None)
        before = paper_word(session, paper.id)
        assert before is not None
        assert "نموذج ١ مخازن حكومة" in in_word(before.content)
        draft = a_draft(supplies, papers["receipt"])
        entitle(session, "inspection", "محضر لجنة الفحص", "نموذج ١٣", by=None)
        after = paper_word(session, draft.id)
        assert after is not None
        assert "محضر لجنة الفحص" in in_word(after.content)
        assert "نموذج ١٣" in in_word(after.content)
        assert draft.recorded_at - paper.closed_at > -timedelta(days=1)
        step.rollback()
