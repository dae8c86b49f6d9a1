"""Letters about obstacles: who is addressed how, which numbers stand in them, and that the annex has every site."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import ObstacleEvent
from reports.document.content import Copies, Document, Paragraph, Signatures, Table
from reports.followup.letters import Told, letter_paper
from reports.forms import made as forms
from reports.progress import official
from reports.words.addressing import addressed
from rollout.followup.levels import Level
from rollout.obstacles.reading import Held
from rollout.office import Office
from rollout.text import speaking
from tests.reports import reading
from tests.reports.made_followup import a_held, a_letter, an_addressee
from tests.reports.made_up import AS_OF, KNOWN_AT


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def told(held: Held, **values: str) -> Told:
    people = {"chair": "سامح لطفي", "rapporteur": "هالة عزيز"}
    return Told(a_letter(held), addressed(an_addressee(**values)), held, Office(), KNOWN_AT, "لجنة متابعة تشغيل المجمعات", people)


def words(paper: Document) -> list[str]:
    return [block.text for section in paper.sections for block in section.blocks if isinstance(block, Paragraph)]


def signed(paper: Document) -> Signatures:
    return next(block for section in paper.sections for block in section.blocks if isinstance(block, Signatures))


@pytest.mark.parametrize(("values", "first", "closing"), [
    ({}, "السيد اللواء / وزير التنمية المحلية", "وتفضلوا سيادتكم"),
    ({"honorific": "السيدة الدكتورة", "post_ar": "وزيرة التخطيط", "gender": "f"}, "السيدة الدكتورة / وزيرة التخطيط", "وتفضلوا سيادتكم"),
    ({"honorific": "", "post_ar": "وكيلة الوزارة", "gender": "f"}, "السيدة / وكيلة الوزارة", "وتفضلوا سيادتكم"),
    ({"honorific": "", "post_ar": "وكيل الوزارة"}, "السيد / وكيل الوزارة", "وتفضلوا سيادتكم"),
    ({"honorific": "", "post_ar": "شركة توزيع الكهرباء", "gender": "body"}, "السادة / شركة توزيع الكهرباء", "وتفضلوا بقبول"),
    ({"closing": "وتفضلوا معاليكم بقبول فائق الاحترام،،،"}, "السيد اللواء / وزير التنمية المحلية", "وتفضلوا معاليكم"),
])
def test_honorific_and_gender_are_the_addressees_own(values: dict[str, str], first: str, closing: str) -> None:
    paper = letter_paper(told(a_held(), **values))
    assert words(paper)[0] == first
    assert signed(paper).closing.startswith(closing)


def test_a_body_is_not_asked_as_a_person_is() -> None:
    person, body = letter_paper(told(a_held())), letter_paper(told(a_held(), gender="body"))
    assert any("يرجى من سيادتكم" in line for line in words(person))
    assert not any("سيادتكم" in line for line in words(body))


def test_the_name_stands_over_the_post_and_the_body_under_it_once() -> None:
    named = addressed(an_addressee(name_ar="هشام آمنة", body_ar="وزارة التنمية المحلية"))
    assert named.lines == ("السيد اللواء / هشام آمنة", "وزير التنمية المحلية", "وزارة التنمية المحلية")
    telling = addressed(an_addressee(post_ar="رئيس شركة الكهرباء", body_ar="شركة الكهرباء"))
    assert telling.lines == ("السيد اللواء / رئيس شركة الكهرباء",)


@pytest.mark.parametrize(("sites", "which"), [(1, "في الموقع المبين"), (2, "في الموقعين المبينين"), (11, "في عدد ١١ من المواقع المبينة")])
def test_the_letter_says_what_waits_and_the_annex_lists_it(sites: int, which: str) -> None:
    held = a_held(sites)
    paper = letter_paper(told(held))
    days = (AS_OF - held.sites[0].since).days
    assert any(which in line for line in words(paper))
    assert paper.facts["site_days"] == sites * days
    (table,) = [block for block in paper.sections[-1].blocks if isinstance(block, Table)]
    assert [row[1].text for row in table.rows] == [site.code for site in held.sites]
    assert {row[6].value for row in table.rows} == {days}


def test_a_long_annex_repeats_its_headings_and_the_file_holds_every_number() -> None:
    content = forms.render(letter_paper(told(a_held(60))))
    pages = reading.pages(content)
    assert sum("المرحلة المتوقفة" in page for page in pages) == len(pages) - ("المرحلة المتوقفة" not in pages[0]) >= 2
    every = " ".join(pages)
    assert "٣٬٦٠٠" in every  # sixty sites for sixty days
    assert all(f"{n:03}" in every for n in range(1, 61))


def test_without_sites_there_is_no_annex_and_the_letter_says_so() -> None:
    paper = letter_paper(told(a_held(0)))
    assert not any(isinstance(block, Table) for section in paper.sections for block in section.blocks)
    assert any("ولا يتوقف عليه أي موقع" in line for line in words(paper))


def test_letters_that_went_before_are_recalled_by_number_with_their_answers_but_never_this_one() -> None:
    def sent(number: int, step: str, day: int, answer: str = "") -> ObstacleEvent:
        return ObstacleEvent(step=step, letter_id=number, happened_on=date(2023, 7, day), number=answer, note="")

    own = sent(7, "letter", 31)
    assert not any("وإلحاقًا" in line for line in words(letter_paper(told(replace(a_held(), events=(own,))))))
    held = replace(a_held(), events=(sent(3, "letter", 1), sent(3, "reply", 5, "334/2023"), sent(4, "letter", 10), own))
    paper = letter_paper(replace(told(held), numbers={3: "AST-L-2023-001", 7: "AST-L-2023-009"}))
    [said] = [line.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))) for line in words(paper) if "وإلحاقًا" in line]
    assert "بكتابنا رقم AST-L-2023-001 بتاريخ ١ يوليو ٢٠٢٣، وما ورد عنه من رد رقم ٣٣٤/٢٠٢٣ بتاريخ ٥ يوليو ٢٠٢٣" in said
    assert "وبكتابنا بتاريخ ١٠ يوليو ٢٠٢٣، الذي لم يرد عنه رد حتى تاريخه" in said
    assert "009" not in said


def test_a_promised_day_that_has_passed_is_told_as_passed() -> None:
    passed = letter_paper(told(a_held(expected_on=AS_OF - timedelta(days=2))))
    assert any("ومضى على هذا الموعد يومان." in line for line in words(passed))
    ahead = letter_paper(told(a_held(expected_on=AS_OF + timedelta(days=5))))
    assert any(line.startswith("ومن المتوقع") for line in words(ahead))


COMMITTEE, GOVERNORATE, CENTRE = ("مقرر اللجنة", "رئيس اللجنة"), ("رئيس اللجنة", "المحافظ"), ("إعداد", "رئيس الوحدة المركزية")
MINISTER = ("رئيس الوحدة المركزية", "وزير التنمية المحلية")


@pytest.mark.parametrize(("central", "level", "titles"), [
    (False, Level.COMMITTEE, COMMITTEE), (False, Level.GOVERNOR, GOVERNORATE), (False, Level.MINISTRY, GOVERNORATE),
    (False, Level.CABINET, GOVERNORATE), (True, Level.COMMITTEE, CENTRE), (True, Level.MINISTRY, CENTRE), (True, Level.CABINET, MINISTER),
])
def test_a_letter_speaks_for_whoever_drafted_it_however_high_the_matter_lies(
    central: bool, level: Level, titles: tuple[str, ...],
) -> None:
    case = told(a_held(level=level))
    paper = letter_paper(replace(case, letter=a_letter(case.held, central=central)))
    assert paper.letterhead.issuer[1] == ("وزارة التنمية المحلية" if central else "محافظة أسيوط")
    assert signed(paper).titles == titles
    assert paper.facts["sender"] == ("unit" if central else "committee")
    if titles is COMMITTEE:
        assert signed(paper).names == ("هالة عزيز", "سامح لطفي")


def test_copies_go_where_the_office_says_too() -> None:
    paper = letter_paper(replace(told(a_held()), office=Office(copies="الأمانة العامة\n")))
    (copies,) = [block for section in paper.sections for block in section.blocks if isinstance(block, Copies)]
    assert copies.to == ("السيد / محافظ أسيوط", "الأمانة العامة")


def test_a_draft_is_marked_and_the_paper_itself_is_not() -> None:
    paper = letter_paper(told(a_held()))
    assert paper.watermark == ""
    assert official.draft(paper).watermark == "مسودة"
