"""The body responsible for a stage and who is responsible for the next step are two things, named alike on pages and on papers."""

from reports.words import headings, meeting_words, work_words
from rollout.text import _, speaking


def test_papers_name_them_with_the_words_of_the_pages() -> None:
    with speaking("ar"):
        following = str(_("Next stage"))
        stage, step = str(_("Body responsible for the stage")), str(_("Responsible for the next step"))
    assert stage == "الجهة المسئولة عن المرحلة" == headings.HEADS["body"]
    assert step == "المسئول عن الخطوة التالية" == work_words.HEADS["owner"] == meeting_words.HEADS["step_owner"]
    assert stage in headings.CAPTIONS["by_body"]
    assert following == "المرحلة التالية" == headings.HEADS["step"]
    assert following in headings.TITLES["attention"]
    assert step in work_words.CAPTIONS["late_by_owner"]
