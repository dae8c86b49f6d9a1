"""A paper as an archive, a screen reader and a search in a viewer find it."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import pytest

from reports.document.content import Document
from reports.forms import pdf
from rollout.arabic import Digits, format_number
from rollout.stages import Kind, State
from tests.reports import reading
from tests.reports.made_up import a_paper, a_site, all_done


def some_sites(number: int, **values: object) -> list:
    states = [all_done(), {"handover": State.DONE}, {"handover": State.DONE, "utilities": State.STALLED}, {}]
    proven = [("handover", "service"), (), ("handover",), ()]
    return [a_site(states[n % 4], proven=proven[n % 4], **values) for n in range(number)]


@pytest.fixture(scope="module")
def paper() -> Document:
    return a_paper(*some_sites(9), *[a_site(all_done(Kind.FIXED_CENTRE), kind=Kind.FIXED_CENTRE, name="المركز التكنولوجي")])


@pytest.fixture(scope="module")
def content(paper: Document) -> bytes:
    return pdf.render(paper)


def test_it_claims_archive_and_accessibility_in_arabic(content: bytes) -> None:
    assert reading.claims(content) == {"pdfa": "3A", "pdfua": "True", "lang": "ar-EG", "marked": "True", "direction": "/R2L"}


def test_all_its_fonts_are_inside_and_every_letter_has_a_shape(content: bytes) -> None:
    assert reading.loose_fonts(content) == []
    assert reading.boxes_without_a_glyph(content) == 0


def test_its_structure_says_what_is_heading_table_and_picture(content: bytes, paper: Document) -> None:
    found = reading.structure(content)
    assert found["TH"] == found["TH+Scope"] > 0
    assert found["Figure"] == found["Figure+Alt"] == 3, "two charts and the emblem"
    assert found["H1"] == sum(bool(section.title) for section in paper.sections)


def test_the_document_is_attached_word_for_word(content: bytes, paper: Document) -> None:
    attached = reading.attached(content)
    assert attached["facts"] == paper.facts
    assert attached["title"] == paper.title
    assert attached["footer"] == list(paper.footer), "the attachment keeps the vowel signs that the page leaves out"
    first = next(block for block in attached["sections"][0]["blocks"] if block["block"] == "keyfigures")
    assert [figure["value"] for figure in first["figures"]][:2] == [9, 3]


def test_totals_stand_in_the_text_as_the_figures_have_them(content: bytes, paper: Document) -> None:
    text = reading.text(content)
    for stage in Kind.COMPLEX.stages:
        total = paper.facts["kinds"]["complex"]["stages"][stage.key]
        numbers = [total[key] for key in ("register", "done", "done_confirmed", "done_reported", "done_stale", "in_progress", "stalled")]
        assert f"{stage.label} {' '.join(format_number(n) for n in numbers)}" in text


def test_sentences_can_be_searched_and_every_page_says_of_when_it_is(content: bytes) -> None:
    pages = reading.pages(content)
    assert "دخل الخدمة منها ٣ مجمعات" in pages[0]
    assert "جمهورية مصر العربية وزارة التنمية المحلية محافظة أسيوط" in pages[0]
    for number, page in enumerate(pages, 1):
        assert "ورد الموقف من عدد ١٠ من إجمالي ١٠ مواقع" in page
        assert "بحسب البيانات المسجلة حتى ١ أغسطس ٢٠٢٣ الساعة ١٢:٣٠" in page
        assert f"صفحة {format_number(number)} من {format_number(len(pages))}" in page


def test_no_foreign_word_stands_on_the_paper(content: bytes) -> None:
    latin = {word for word in reading.text(content).split() if any("a" <= c.lower() <= "z" for c in word)}
    assert {word for word in latin if "AST" not in word} == set()


def test_the_heading_of_a_long_table_is_on_each_of_its_pages() -> None:
    pages = reading.pages(pdf.render(a_paper(*some_sites(60))))
    annex = pages[next(n for n, page in enumerate(pages) if "ملحق" in page and "الجاهزية" in page) :]
    assert len(annex) >= 3
    assert all("الكود الموقع المركز" in page for page in annex)


def test_made_up_data_say_so_on_every_page_and_real_data_never() -> None:
    assert all("بيانات تجريبية" in page for page in reading.pages(pdf.render(a_paper(*some_sites(3, is_demo=True)))))
    assert "تجريبية" not in reading.text(pdf.render(a_paper(*some_sites(3))))


def test_a_governorate_without_sites_gets_a_short_paper() -> None:
    content = pdf.render(a_paper())
    pages = reading.pages(content)
    assert len(pages) == 1
    assert "لا توجد مواقع مدرجة بالسجل بنطاق محافظة أسيوط" in pages[0]
    assert "يعتمد" in pages[0]
    assert reading.attached(content)["facts"]["register"] == 0


def test_western_digits_throughout_where_the_office_wants_them() -> None:
    text = reading.text(pdf.render(a_paper(*some_sites(9), digits=Digits.WESTERN)))
    assert not set("٠١٢٣٤٥٦٧٨٩") & set(text)
    assert "دخل الخدمة منها 3 مجمعات" in text


@pytest.mark.parametrize(
    "name",
    [
        "مجمع $x^2$ #let _*bold*_ `raw` \\ //",
        "مجمع 😀✓ \u202eعكس\u202c \ufeff",
        'مجمع "اقتباس" <b>&amp;',
        "مجمع " + "خ" * 180,
        " ".join(["مجمع الخدمات الحكومية بقرية"] * 7)[:200],
    ],
    ids=["markup", "emoji and direction", "quotes", "one endless word", "many words"],
)
def test_naughty_names_are_printed_as_letters(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    content = pdf.render(a_paper(a_site({"handover": State.STALLED}, name=name, code="AST-" + "9" * 30, reason=name)))
    assert reading.boxes_without_a_glyph(content) == 0
    rows = reading.attached(content)["sections"][-1]["blocks"][-1]["rows"]
    assert rows[0][2]["text"] == name


def test_the_same_document_is_the_same_bytes(paper: Document, content: bytes) -> None:
    assert pdf.render(paper) == content
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(pdf.render, [paper] * 4)) == {content}
    assert pdf.render(replace(paper, known_at=paper.known_at.replace(day=2))) != content


def test_facts_are_plain_numbers(paper: Document) -> None:
    facts = paper.facts["kinds"]["complex"]
    assert facts["register"] == 9
    assert facts["stages"]["handover"]["done_confirmed"] == 5
    assert asdict(paper.letterhead)["facts"][0] == ("رقم التقرير:", "AST/2023-07-31")
