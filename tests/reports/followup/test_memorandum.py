"""The memorandum: its parts in the ministries' order, its points the same as the figures, what is asked only what waits for the top."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports.document.content import Block, Document, Paragraph, Signatures, Table
from reports.followup.memorandum import ANNEX, POINTS, Told, Words, asked, details, memorandum, memorandum_paper, points
from reports.forms import made as forms
from reports.progress.followup_sections import asked_blocks
from reports.progress.followup_tables import CAPTIONS
from reports.readings.followup import FollowUp
from reports.words.addressing import addressed
from reports.words.followup_words import raised
from reports.words.phrases import TOTAL, Phrases
from rollout.arabic import Digits
from rollout.errors import OutOfScope
from rollout.followup.levels import Level
from rollout.office import Office
from rollout.scope import Scope, limited
from rollout.text import speaking
from tests.factories import a_governorate
from tests.reports import reading
from tests.reports.made_followup import a_held, an_addressee
from tests.reports.made_up import AS_OF, KNOWN_AT, PATIENCE, a_sheet, a_site, all_done


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def told(*held: object, gender: str = "m", honorific: str = "السيد اللواء", post: str = "وزير التنمية المحلية") -> Told:
    sites = (a_site(all_done(), planned_on=date(2023, 6, 30)), *(a_site(planned_on=date(2023, 6, 30)) for _ in range(10)))
    to = addressed(an_addressee(gender=gender, honorific=honorific, post_ar=post))
    return Told(to, Office(), AS_OF, KNOWN_AT, date(2023, 8, 2), a_sheet(*sites).found, PATIENCE, held=held)  # type: ignore[arg-type]


def blocks(paper: Document) -> list[Block]:
    return [block for section in paper.sections for block in section.blocks]


def words(paper: Document) -> list[str]:
    return [block.text for block in blocks(paper) if isinstance(block, Paragraph)]


def test_the_parts_stand_in_the_order_of_the_ministries() -> None:
    text = reading.text(forms.render(memorandum_paper(told(a_held(level=Level.MINISTRY)), Words())))
    wanted = [
        "مذكرة للعرض على السيد اللواء / وزير التنمية المحلية", "تحية تقدير واحترام", "الموضوع", "النقاط الأساسية", "العرض",
        "وتفضلوا سيادتكم", "في: ٢ أغسطس ٢٠٢٣", "إعداد", "رأي السيد اللواء / وزير التنمية المحلية",
    ]
    places = [text.find(part) for part in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_a_woman_is_addressed_as_one() -> None:
    paper = memorandum_paper(told(gender="f", honorific="السيدة الدكتورة", post="وزيرة التخطيط"), Words())
    assert paper.title == "مذكرة للعرض على السيدة الدكتورة / وزيرة التخطيط"
    assert Signatures(("رأي السيدة الدكتورة / وزيرة التخطيط",), ("", "", "")) in blocks(paper)


def test_the_points_hold_the_numbers_of_the_figures_and_they_are_in_the_file() -> None:
    one = told(a_held(3), a_held(2))
    paper = memorandum_paper(one, Words())
    text = reading.text(forms.render(paper))
    assert (paper.facts["register"], paper.facts["in_service"], paper.facts["late"]) == (11, 1, 10)
    for part in ("١١", "٩٫١", "معوقين", "٥ مواقع", "٣٠٠"):
        assert part in text
    assert any("١ بإفادة اللجنة" in line and "٠ مؤيد بمستند" in line for line in words(paper))


def test_only_what_waits_for_the_ministry_or_the_cabinet_is_asked() -> None:
    held = [a_held(level=level, body=f"جهة {level.value}") for level in Level]
    paper = memorandum_paper(told(*held), Words())
    (table,) = [block for block in blocks(paper) if isinstance(block, Table)]
    assert {row[0].text for row in table.rows} == {"جهة ministry", "جهة cabinet", TOTAL}
    assert table.caption == CAPTIONS["raised"]
    assert paper.facts["obstacles"] == 4
    assert len(paper.facts["asked"]) == 2


def test_without_anything_to_ask_it_says_that_it_only_informs() -> None:
    paper = memorandum_paper(told(a_held()), Words())
    assert any("والمذكرة للإحاطة" in line for line in words(paper))
    assert not any(isinstance(block, Table) for block in blocks(paper))


def test_what_is_asked_is_what_the_national_report_says_was_raised_and_adds_up() -> None:
    held = (a_held(3, body="البريد"), *(a_held(2, level=level, body="البريد") for level in (Level.MINISTRY, Level.CABINET)))
    one, book = told(*held), Phrases(Digits.ARABIC)
    paper, national = memorandum_paper(one, Words()), [block.text for block in asked_blocks(book, FollowUp(held))]  # type: ignore[union-attr]
    sentence = raised(book, one.raised, held)
    assert sentence.startswith("المعروض على الوزارة أو مجلس الوزراء: معوقان من إجمالي المعوقات القائمة (٣)")
    assert sentence in words(paper)
    assert national[:2] == [sentence, *asked(one)]
    assert national[2].startswith("المعروض على اللجان والمحافظين: معوق واحد من إجمالي المعوقات القائمة (٣)")
    (table,) = [block for block in blocks(paper) if isinstance(block, Table)]
    *owners, total = table.rows
    for column in (1, 3):
        assert sum(int(str(row[column].value)) for row in owners) == total[column].value
    assert total[1].value == 2


def test_it_makes_at_most_seven_points_and_tells_the_rest_in_an_annex_after_the_opinion() -> None:
    one = told(a_held(level=Level.MINISTRY))
    paper = memorandum_paper(one, Words(points=("نقطة مضافة",)))
    by_title = {section.title: [block.text for block in section.blocks if isinstance(block, Paragraph)] for section in paper.sections}
    assert len(points(one)) <= 7
    assert by_title[POINTS] == [*points(one), "نقطة مضافة"]
    assert paper.sections[-1].title == ANNEX
    assert by_title[ANNEX] == details(one) != []


def test_the_opinion_stands_on_the_page_of_those_who_sign() -> None:
    paper = memorandum_paper(told(a_held(level=Level.MINISTRY)), Words())
    (end,) = [section for section in paper.sections if any(isinstance(block, Signatures) for block in section.blocks)]
    signed = [block.titles[0] for block in end.blocks if isinstance(block, Signatures)]
    assert signed == ["إعداد", "رأي السيد اللواء / وزير التنمية المحلية"]
    # However many points its author adds, no page begins with the opinion alone.
    for more in range(1, 5):
        made = forms.render(memorandum_paper(told(a_held(level=Level.MINISTRY)), Words(points=("نقطة مضافة",) * more)))
        pages = reading.pages(made)
        (page,) = [text for text in pages if "رأي السيد اللواء" in text]
        assert "رئيس الوحدة" in page


def test_own_words_are_added_and_change_no_figure() -> None:
    usual, own = memorandum_paper(told(), Words()), memorandum_paper(told(), Words("موقف عاجل", ("نقطة مضافة", " "), ("طلب مضاف",)))
    assert "موقف عاجل" in words(own)
    assert {"نقطة مضافة", "طلب مضاف"} <= set(words(own))
    assert own.facts == usual.facts
    figures = [line for line in words(usual) if line.startswith("بلغ")]
    assert figures
    assert set(figures) <= set(words(own))


def test_it_is_for_those_who_see_the_whole_country(session: Session) -> None:
    addressee = an_addressee(code="minister", is_demo=False)
    paper = memorandum(session, AS_OF, None, addressee)
    assert any("لا توجد مواقع مدرجة" in line for line in words(paper))
    with limited(session, Scope(frozenset({a_governorate(session).id}), frozenset())), pytest.raises(OutOfScope):
        memorandum(session, AS_OF, None, addressee)
