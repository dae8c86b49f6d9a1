"""Word and Excel files as another office program lays them out; where it is not installed, nothing can be said."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reports.document.content import Section
from reports.forms import excel, word
from tests.reports import reading
from tests.reports.made_document import every_block, long_table

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed on this machine")


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The pages of each file as text, converted in one go with settings of their own."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "text.docx").write_bytes(word.render(every_block()))
    (folder / "table.xlsx").write_bytes(excel.render(every_block(sections=(Section("المواقع", (long_table(),)),))))
    program = ["soffice", f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--convert-to", "pdf"]
    names = [str(folder / name) for name in ("text.docx", "table.xlsx")]
    subprocess.run([*program, "--outdir", str(folder), *names], check=True, capture_output=True, timeout=180)
    return {name: reading.pages(Path(folder / f"{name}.pdf").read_bytes()) for name in ("text", "table")}


def test_the_heading_of_sixty_rows_is_on_each_of_their_pages(laid_out: dict[str, list[str]]) -> None:
    for name in ("text", "table"):
        pages = [page for page in laid_out[name][1:] if page.count("AST") > 1]
        assert len(pages) >= 2
        assert all("الكود" in page and "المستهدف" in page for page in pages)


def test_it_shows_numbers_sums_and_words(laid_out: dict[str, list[str]]) -> None:
    for name in ("text", "table"):
        told = " ".join(laid_out[name])
        for words in ("060", "المركز التكنولوجي بمدينة ديروط", "تجريبية"):
            assert words in told, (name, words)
    figures = "".join(laid_out["table"]).replace("'", "").replace("٬", "")
    assert "٧٣٢٠٠" in figures, "the sum, in the digits of the office"
    assert "٤٥٧٥٠" in figures


def test_each_page_has_its_head_and_its_foot(laid_out: dict[str, list[str]]) -> None:
    first, *rest = laid_out["text"]
    assert "جمهورية" in first
    assert all("تقرير الموقف التنفيذي" in page for page in rest)
    assert all("البيانات المسجلة" in page for page in laid_out["text"])
