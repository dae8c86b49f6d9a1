"""The memorandum: its parts in the ministries' order, its points the same as the figures, what is asked only what waits for the top."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from reports import forms
from reports.addressing import addressed
from reports.content import Block, Document, Paragraph, Signatures, Table
from reports.memorandum import Told, Words, memorandum, memorandum_paper
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
    assert blocks(paper)[-1] == Signatures(("رأي السيدة الدكتورة / وزيرة التخطيط",), ("", "", ""))


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
    assert {row[0].text for row in table.rows} == {"جهة ministry", "جهة cabinet"}
    assert paper.facts["obstacles"] == 4
    assert len(paper.facts["asked"]) == 2


def test_without_anything_to_ask_it_says_that_it_only_informs() -> None:
    paper = memorandum_paper(told(a_held()), Words())
    assert any("والمذكرة للإحاطة" in line for line in words(paper))
    assert not any(isinstance(block, Table) for block in blocks(paper))


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
