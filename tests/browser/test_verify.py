"""A stranger holds a file and asks whether it was issued: the browser takes its print, and the file stays where it is."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import selectinload

from models import IssuedDocument
from reports.issue.issuing import issue_report
from rollout.database import session_for
from rollout.evidence import store_for
from rollout.issued.register import document_of
from rollout.scope import everything
from tests.browsing import DESK, PHONE, fits, send
from tests.factories import a_site
from tests.serving import Server


@pytest.fixture
def issued(server: Server, tmp_path: Path) -> Path:
    """The report of a governorate as it was issued, and beside it the same with one letter more."""
    store = store_for(server.files_url)
    with session_for(server.database_url) as session, everything(session):
        a_site(session)
        number = issue_report(session, "EG-AST", date(2023, 7, 31), store=store, by=None, forms=("pdf",))[0].reference
        session.commit()
        row = document_of(session, number, selectinload(IssuedDocument.files))
        assert row is not None
        with store.open(row.files[0].sha256) as kept:
            data = kept.read()
    paper = tmp_path / f"{number}.pdf"
    paper.write_bytes(data)
    (tmp_path / "changed.pdf").write_bytes(data + b" ")
    return paper


@pytest.mark.parametrize("screen", [PHONE, DESK])
def test_the_very_file_is_known_again_and_a_changed_one_is_not(people: Any, server: Server, issued: Path, screen: dict[str, int]) -> None:
    anybody, sent = people(None, screen), []
    anybody.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    for file, verdict, said in ((issued, ".verify-yes", issued.stem), (issued.with_name("changed.pdf"), ".verify-no", "هذا الملف لم يصدر")):
        anybody.goto(f"{server.url}/verify")
        expect(anybody.locator("[data-no-print]")).to_be_hidden()
        anybody.locator("#print-file").set_input_files(file)
        send(anybody, "التحقق من الملف")
        expect(anybody.locator(verdict)).to_contain_text(said)
        fits(anybody)
    assert [("fingerprint=" in data, "PDF" in data) for data in sent] == [(True, False)] * 2, "the print alone is sent"


def test_without_scripts_it_says_what_can_be_done_instead(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="ar-EG", viewport=PHONE, java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{server.url}/verify")
        expect(page.locator("#print-file")).to_be_hidden()
        expect(page.locator("[data-no-print]")).to_be_visible()
        page.locator("[name=reference]").fill("AST-R-2023-999")
        page.locator("[name=code]").fill("AAAA-AAAA-AAAA")
        page.locator("form:has([name=code]) [type=submit]").click()
        expect(page.locator(".verify-no")).to_be_visible()
        page.locator("[data-no-print] a").click()
        assert "/login" in page.url
    finally:
        context.close()
