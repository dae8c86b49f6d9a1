"""Numbers in the words of a paper that its figures do not know."""

from datetime import date
from typing import Any

import pytest

from reports.document.unfounded import numbers_in, unfounded
from reports.followup.minutes import minutes_paper
from reports.followup.pack import pack_paper
from rollout.text import speaking
from tests.reports.made_followup import a_meeting, a_point, a_told
from tests.reports.made_up import AS_OF, a_site, all_done


@pytest.mark.parametrize(("text", "found"), [
    ("تم تشغيل ٩٩٩ موقعًا", ["999"]), ("تم تشغيل 999 موقعًا", ["999"]), ("تم تشغيل ۹۹۹ موقعًا", ["999"]),
    ("بتكلفة ١٬٢٥٠٬٠٠٠ جنيه", ["1250000"]), ("بتكلفة 1,250,000.50 جنيه", ["1250000.5"]), ("بنسبة ٦٧٫٤٪ من ١٢ و١٢", ["67.4", "12"]),
    ("في ٧ أغسطس ٢٠٢٣ الساعة ١١:٣٠", []), ("بتاريخ ٧/٨/٢٠٢٣ و2023-08-07", []), ("بالقرار رقم ٥١٢ لسنة ٢٠٢٣ والقرار ٥١٢/٢٠٢٣", []),
    ("الموقع AST-039 من ٣ مواقع", ["3"]), ("٢- يراجع الموقف", []), ("لا أرقام هنا", []),
])
def test_the_quantities_of_a_text(text: str, found: list[str]) -> None:
    assert numbers_in(text) == found


def papers(**words: Any) -> tuple[Any, Any]:
    meeting: Any = a_meeting(2, AS_OF, agenda=[a_point("الموقف التنفيذي", words.pop("said", ""))], words=words, next_on=date(2023, 8, 7))
    with speaking("ar"):
        told = a_told((a_site(all_done()), *(a_site() for _ in range(11))), meeting=meeting)
        return minutes_paper(told), pack_paper(told)


@pytest.mark.parametrize(("words", "said", "found"), [
    ("تم تشغيل ٩٩٩ موقعًا", "", ["999"]), ("", "تم تشغيل ٩٩٩ موقعًا", ["999"]), ("سجل المحافظة ١٢ مجمعًا خلال ٢٠٢٣", "دخل الخدمة 1", []),
    ("تم تشغيل ٩٩٩ موقعًا\nوتوقف ٨٨٨", "وبقي ٧٧٧\nو٦٦٦", ["999", "888", "777", "666"]),
])
def test_what_the_figures_of_the_papers_do_not_know_is_told(words: str, said: str, found: list[str]) -> None:
    assert unfounded([words, said], papers(position=words, said=said)) == found


def test_what_is_known_besides_is_founded() -> None:
    assert unfounded(["توقف ٨٨٨ موقعًا"], (), ["٨٨٨ موقعًا"]) == []
