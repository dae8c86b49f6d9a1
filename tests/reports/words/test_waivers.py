"""A site that went into service through a waiver says so in every total on paper, and so does a waiver that is over."""

from dataclasses import replace

from reports.document.content import Document, KeyFigures, Table
from reports.progress.national import national_document
from reports.progress.tables import waiver_table
from reports.readings.figures import Figures, Site
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.stages import Kind, State
from rollout.text import speaking
from rollout.totals import Total
from tests.reports.made_up import a_history, a_paper, a_sheet, a_site, all_done

BOOK = Phrases(Digits.ARABIC)
EARLY = {"service": ("المحافظ", "حاجة المواطنين")}


def early(*, lapsed: bool = False) -> Site:
    site = a_site({"service": State.DONE}, waived=EARLY)
    rows = site.position.stages | {"service": site.position.stages["service"]._replace(lapsed=lapsed)}
    return replace(site, position=replace(site.position, stages=rows))


def numbers_in(paper: Document, title: str) -> list[str]:
    """What each table of a paper says under a title, row by row; a table that says something of it explains its marks."""
    found = []
    for table in (block for section in paper.sections for block in section.blocks if isinstance(block, Table)):
        titles = [column.title for column in table.columns]
        if title in titles and "الجاهزية" not in titles[:2]:
            said = [row[titles.index(title)].text for row in table.rows]
            assert "(س)" in table.note or not any("س" in text for text in said)
            found += said
    return found


def test_a_sentence_tells_the_waivers_that_are_over() -> None:
    def said(done: int, waived: int, lapsed: int) -> str:
        return BOOK.waived(Total(register=9, done=done, waived=waived, lapsed=lapsed), "complex")

    assert said(4, 2, 1) == "، منها مجمعان باستثناء من ترتيب المراحل، انتهت مدته في مجمع واحد قبل استيفاء ما استُثني"
    assert said(2, 2, 2) == "، وذلك باستثناء من ترتيب المراحل، انتهت مدته في مجمعين قبل استيفاء ما استُثني"
    assert said(4, 2, 0) == "، منها مجمعان باستثناء من ترتيب المراحل"
    with speaking("ar"):
        register = BOOK.register(Kind.COMPLEX, Figures((early(lapsed=True), a_site(all_done()))), "بنطاق محافظة أسيوط")
    assert "انتهت مدته في مجمع واحد" in register


def test_the_tables_of_the_committee_mark_what_was_waived() -> None:
    paper = a_paper(early(), early(lapsed=True), a_site(all_done()))
    assert "٣ (س ٢، ه ١)" in numbers_in(paper, "تم")
    assert "٣" not in numbers_in(paper, "تم")
    [figures] = [block for section in paper.sections for block in section.blocks if isinstance(block, KeyFigures)]
    assert any("٢ باستثناء، انتهت مدة ١" in each.note for each in figures.figures)


def test_the_tables_of_the_ministry_mark_what_was_waived() -> None:
    with speaking("ar"):
        paper = national_document(a_sheet(early(), early(lapsed=True), a_site(all_done())), a_history(), {"EG-AST": "أسيوط"})
    served = numbers_in(paper, "دخل الخدمة")
    assert len(served) >= 4, "the results and the waves, each with their total"
    assert set(served) == {"٣ (س ٢، ه ١)"}
    assert "٣ (س ٢، ه ١)" in numbers_in(paper, str(Kind.COMPLEX.final.label))


def test_where_nothing_was_waived_no_mark_is_printed() -> None:
    paper = a_paper(a_site(all_done()))
    assert not any("س" in text for text in numbers_in(paper, "تم"))


def test_the_list_of_waivers_says_which_are_over() -> None:
    with speaking("ar"):
        rows = waiver_table(BOOK, [early(), early(lapsed=True)]).rows
    assert [row[4].text for row in rows] == ["المحافظ", "المحافظ (انتهت مدة الاستثناء)"]
