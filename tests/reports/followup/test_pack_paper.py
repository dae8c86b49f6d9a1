"""The pack and the minutes of a meeting: their parts in order, the numbers of the pack, honest words where nothing is recorded."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from models import DecisionEvent
from reports.document.content import Document, Paragraph, Section, Signatures, Table
from reports.followup.minutes import minutes_paper
from reports.followup.pack import pack_paper
from reports.forms import made as forms
from reports.words.meeting_words import MINUTES, TITLES
from rollout.obstacles.reading import Awaited
from rollout.stages import State
from rollout.text import speaking
from tests.reports import reading
from tests.reports.made_followup import a_decision, a_held, a_meeting, a_point, a_told, came
from tests.reports.made_up import AS_OF, a_site, all_done

PARTS = ["meeting", "promised", "general", "sites", "obstacles", "due", "supply", "training", "decisions", "next"]


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def titles(paper: Document) -> list[str]:
    return [section.title.partition(": ")[2] for section in paper.sections if ": " in section.title]


def part(paper: Document, title: str) -> Section:
    return next(section for section in paper.sections if section.title.endswith(f": {title}"))


def words(section: Section) -> str:
    return " ".join(block.text for block in section.blocks if isinstance(block, Paragraph))


def tables(section: Section) -> list[Table]:
    return [block for block in section.blocks if isinstance(block, Table)]


def column(table: Table, place: int) -> list[str]:
    return [row[place].text for row in table.rows]


def test_the_ten_parts_stand_in_their_order() -> None:
    paper = pack_paper(a_told((a_site(),)))
    assert titles(paper)[:10] == [TITLES[key] for key in PARTS]
    assert paper.sections[0].title.startswith("أولًا")
    assert paper.sections[9].title.startswith("عاشرًا")


def test_it_opens_with_what_was_promised_and_what_was_kept() -> None:
    due = AS_OF - timedelta(days=3)
    promised = [
        a_decision(1, due, done_on=due - timedelta(days=1)), a_decision(2, due, done_on=due + timedelta(days=1)), a_decision(3, due),
        a_decision(4, AS_OF + timedelta(days=9)),
    ]
    sites = (a_site(),)
    section = part(pack_paper(a_told(sites, sites, promised=promised)), TITLES["promised"])
    assert "٤ قرارات" in words(section)
    assert "نُفذ منها ٢ (١ في الموعد، ١ بعد الموعد)، ولم يُنفذ ١" in words(section)
    assert "لم يحل بعد موعد قرار واحد" in words(section)
    (table,) = tables(section)
    assert [row[4].value for row in table.rows] == ["kept", "kept_late", "late", "open"]


def test_a_first_meeting_says_so_and_compares_nothing() -> None:
    paper = pack_paper(a_told((a_site(),)))
    assert "أول اجتماع" in words(part(paper, TITLES["promised"]))
    compared = tables(part(paper, TITLES["general"]))[0]
    assert set(column(compared, 1)) == set(column(compared, 3)) == {"—"}


def test_what_came_went_moved_and_was_not_heard_is_told() -> None:
    stays, gone = a_site(code="AST-901", last_news_on=AS_OF - timedelta(days=20)), a_site(code="AST-902")
    before = a_site(code="AST-903")
    after = a_site({"handover": State.DONE}, code="AST-903", proven=("handover",))
    new = a_site(code="AST-904")
    paper = pack_paper(a_told((stays, after, new), (stays, before, gone)))
    section = part(paper, TITLES["general"])
    changes = next(table for table in tables(section) if table.caption.startswith("ما عُلم"))
    assert sorted(set(column(changes, 0))) == ["AST-902", "AST-903", "AST-904"]
    assert any("(م)" in row[4].text for row in changes.rows if row[0].text == "AST-903")
    unheard = next(table for table in tables(section) if table.caption.startswith("مواقع كان متوقعًا"))
    assert column(unheard, 1) == ["AST-901"]
    assert (paper.facts["new"], paper.facts["gone"], paper.facts["unheard"]) == (["AST-904"], ["AST-902"], ["AST-901"])
    assert "أُدرج بالسجل موقع واحد" in words(section)


def test_the_comparison_says_what_lies_between_the_meetings() -> None:
    before, after = (a_site(code="AST-1"), a_site(code="AST-2")), (a_site(all_done(), code="AST-1"), a_site(code="AST-2"))
    compared = tables(part(pack_paper(a_told(after, before)), TITLES["general"]))[0]
    served = next(row for row in compared.rows if row[0].text == "دخل الخدمة")
    assert [cell.value for cell in served[1:]] == [0, 1, 1]


def test_recommendations_follow_from_the_clocks_that_ran_out() -> None:
    late = a_decision(1, AS_OF - timedelta(days=2))
    overdue = a_held(title="معوق أول", escalate_on=AS_OF - timedelta(days=5))
    promised = a_held(title="معوق ثانٍ", expected_on=AS_OF - timedelta(days=2))
    silent = a_held(title="معوق ثالث", awaited=(Awaited(1, AS_OF - timedelta(days=30), AS_OF - timedelta(days=11)),))
    paper = pack_paper(a_told((a_site(),), decisions=[late], obstacles=[overdue, promised, silent]))
    said = words(part(paper, TITLES["decisions"]))
    for wanted in ("وقد تأخر يومين", "«معوق أول» على المستوى الأعلى", "وقد مضى على الموعد المتوقع يومان", "مهلة الرد منذ ١١ يومًا"):
        assert wanted in said
    assert "لا توجد توصيات" in words(part(pack_paper(a_told((a_site(),))), TITLES["decisions"]))


def test_obstacles_keep_their_order_and_their_site_days() -> None:
    first, second = a_held(5), a_held(1)
    section = part(pack_paper(a_told((a_site(),), obstacles=[first, second])), TITLES["obstacles"])
    assert [row[6].value for row in tables(section)[0].rows] == [first.site_days, second.site_days]
    assert "معوقين" in words(section)
    assert "لا توجد معوقات" in words(part(pack_paper(a_told((a_site(),))), TITLES["obstacles"]))


def a_full_meeting() -> object:
    return a_meeting(
        2, AS_OF, words={"closing": "انتهى الاجتماع في الثانية ظهرًا."}, next_on=date(2023, 8, 7),
        attendees=[came("منال حمدان", "chair"), came("ماجد الجمال", "rapporteur"), came("رضا عويس", how="excused")],
        agenda=[a_point("الموقف التنفيذي"), a_point("المعوقات", "نوقشت")],
    )


def test_minutes_tell_who_came_what_was_said_and_what_was_decided() -> None:
    taken = a_decision(1, AS_OF + timedelta(days=7))
    event: DecisionEvent = taken.events[0]
    paper = minutes_paper(a_told((a_site(),), meeting=a_full_meeting(), taken=[(taken.decision, event)]))  # type: ignore[arg-type]
    assert titles(paper) == list(MINUTES.values())
    assert "برئاسة السيد/ة منال حمدان، السكرتير العام ورئيس اللجنة" in words(paper.sections[0])
    assert "المشكلة بقرار السيد المحافظ" in words(paper.sections[0])
    assert column(tables(part(paper, MINUTES["attendance"]))[0], 5) == ["حاضر", "حاضر", "معتذر"]
    assert "١- الموقف التنفيذي" in words(part(paper, MINUTES["agenda"]))
    assert "٢- المعوقات: نوقشت" in words(part(paper, MINUTES["agenda"]))
    (decided,) = tables(part(paper, MINUTES["decisions"]))
    assert decided.rows[0][3].value == AS_OF + timedelta(days=7)
    assert "الاثنين الموافق ٧ أغسطس ٢٠٢٣" in words(part(paper, MINUTES["next"]))
    signed = next(block for block in paper.sections[-1].blocks if isinstance(block, Signatures))
    assert signed.closing == "انتهى الاجتماع في الثانية ظهرًا."
    assert signed.names == ("ماجد الجمال", "منال حمدان")


def test_minutes_and_pack_say_the_same_of_the_position() -> None:
    told = a_told((a_site(all_done()), a_site()), (a_site(),))
    said = words(part(minutes_paper(told), MINUTES["position"]))
    general = part(pack_paper(told), TITLES["general"])
    assert all(block.text in said for block in general.blocks if isinstance(block, Paragraph))


def test_without_records_the_papers_say_so() -> None:
    told = a_told(())
    pack, minutes = pack_paper(told), minutes_paper(told)
    assert "لم تُسجل بيانات الحضور" in words(part(pack, TITLES["meeting"]))
    assert "لا توجد مواقع مدرجة" in words(part(pack, TITLES["general"]))
    assert "لم تُسجل قرارات" in words(part(minutes, MINUTES["decisions"]))
    assert "لم يُحدد موعد" in words(part(minutes, MINUTES["next"]))


def test_the_files_hold_the_numbers_in_reading_order() -> None:
    told = a_told(tuple(a_site() for _ in range(12)), tuple(a_site() for _ in range(3)), obstacles=[a_held(11)], meeting=a_full_meeting())  # type: ignore[arg-type]
    text = reading.text(forms.render(pack_paper(told)))
    assert all(part_of in text for part_of in ("١٢", "١١", "٦٦٠", "منال حمدان"))
    places = [text.find(TITLES[key]) for key in ("meeting", "sites", "training", "next")]
    assert -1 not in places
    assert places == sorted(places)
    assert reading.boxes_without_a_glyph(forms.render(minutes_paper(told))) == 0


def test_who_signs_is_named_in_the_pdf_and_in_its_twin() -> None:
    paper = minutes_paper(a_told((a_site(),), meeting=a_full_meeting()))  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(forms.render(paper, "docx"))) as twin:
        written = twin.read("word/document.xml").decode()
    for text in (reading.text(forms.render(paper)), written):
        assert text.count("منال حمدان") == 3  # in the sentence, in the list, under the title of the chair
        assert text.count("رضا عويس") == 1


def test_more_than_ten_recommendations_go_to_an_annex_and_what_was_promised_stands_once() -> None:
    late = [a_decision(n, AS_OF - timedelta(days=3)) for n in range(1, 14)]
    sites = (a_site(),)
    paper = pack_paper(a_told(sites, sites, promised=late[:12], decisions=late))
    said = [block for block in part(paper, TITLES["decisions"]).blocks if isinstance(block, Paragraph) and block.item]
    rest = next(section for section in paper.sections if section.title == TITLES["more"])
    assert (len(said), len(rest.blocks)) == (10, 3)
    assert "وعددها ٣ بملحق (٣)" in words(part(paper, TITLES["decisions"]))
    (due,) = tables(part(paper, TITLES["due"]))
    assert len(due.rows) == 1
