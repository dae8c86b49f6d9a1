"""The tables of our papers: what stands in a cell, and what its marks tell."""

from datetime import date

from reports.document.content import Document, Table
from reports.progress.tables import mark
from reports.words.headings import CAPTIONS
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.stages import State
from rollout.text import speaking
from tests.reports.made_up import a_paper, a_site, with_units

BOOK = Phrases(Digits.ARABIC)
EARLY = {"service": ("وكيل الوزارة", "حاجة المواطنين إلى الخدمة قبل العيد")}


def marked(stage: str, state: State, **values: object) -> str:
    with speaking("ar"):
        return mark(BOOK, a_site({stage: state}, **values).position.stages[stage]).text  # type: ignore[arg-type]  # its keywords


def test_a_finished_stage_shows_its_day_its_document_its_waiver_and_its_silence() -> None:
    assert marked("service", State.DONE) == "١٢/٣/٢٠٢٣"
    assert marked("service", State.DONE, proven=("service",)) == "١٢/٣/٢٠٢٣ (م)"
    assert marked("service", State.DONE, waived=EARLY) == "١٢/٣/٢٠٢٣ (س)"
    assert marked("service", State.DONE, waived=EARLY, proven=("service",)) == "١٢/٣/٢٠٢٣ (م) (س)"
    assert marked("service", State.DONE, waived=EARLY, last_news_on=date(2023, 5, 1)) == "١٢/٣/٢٠٢٣ (س) (؟)"


def test_a_stage_under_way_shows_its_document_too() -> None:
    site = with_units(a_site({"utilities": State.IN_PROGRESS}, proven=("utilities",)), "utilities", 3, 6)
    assert mark(BOOK, site.position.stages["utilities"]).text == "٣ من ٦ (م)"
    assert marked("utilities", State.IN_PROGRESS) == "جارٍ التنفيذ"
    assert marked("utilities", State.STALLED, proven=("utilities",)) == "متعثر (م)"


def test_a_stage_of_a_site_never_heard_of_is_in_doubt() -> None:
    assert marked("handover", State.NOT_STARTED) == "—"
    assert marked("handover", State.NOT_STARTED, last_news_on=None) == "— (؟)"


def waivers(paper: Document) -> list[Table]:
    tables = [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]
    return [table for table in tables if table.caption == CAPTIONS["waivers"]]


def test_every_waiver_is_listed_with_who_approved_it_and_why() -> None:
    paper = a_paper(a_site(), a_site({"service": State.DONE}, waived=EARLY, code="AST-900"))
    (table,) = waivers(paper)
    (row,) = table.rows
    assert [cell.text for cell in row] == [
        "١", "AST-900", "مجمع خدمات صنبو", "التشغيل", "وكيل الوزارة", "حاجة المواطنين إلى الخدمة قبل العيد",
    ]
    annex = paper.sections[-1].blocks[-1]
    assert isinstance(annex, Table)
    assert "(س)" in annex.note


def test_where_nothing_was_waived_no_list_is_printed() -> None:
    assert waivers(a_paper(a_site({"handover": State.DONE}))) == []


def test_what_is_done_and_how_well_all_is_known_stand_under_names_of_their_own() -> None:
    paper = a_paper(a_site({"handover": State.DONE}))
    found = {table.caption: [column.title for column in table.columns] for section in paper.sections for table in section.blocks
             if isinstance(table, Table)}
    done = next(heads for heads in found.values() if "تم، مؤيد بمستند" in heads)
    known = next(heads for heads in found.values() if "مؤيد بمستند" in heads)
    assert set(done) & set(known) <= {"المرحلة", "الإجمالي", "لم يبدأ"}
