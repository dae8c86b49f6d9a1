"""How papers call those whose task something is: by one name, and without a dash that leads nowhere."""

import pytest

from reports.words.addressing import addressed, body_beside, task_of
from tests.reports.made_followup import an_addressee

POST = "الهيئة القومية للبريد"


@pytest.mark.parametrize(("post", "body", "told"), [
    ("مدير المنطقة", POST, "مدير المنطقة - البريد"), ("", POST, "البريد"), ("", "البريد", "البريد"),
    ("رئيس القطاع", "شركة الكهرباء", "رئيس القطاع - شركة الكهرباء"),
])
def test_a_body_has_one_name_on_a_paper(post: str, body: str, told: str) -> None:
    assert task_of(post, body) == told


def test_a_letter_calls_the_body_as_it_addresses_it() -> None:
    to = addressed(an_addressee(post_ar="رئيس قطاع المناطق", body_ar=POST))
    assert body_beside(to, "البريد") == POST
    assert body_beside(to, "شركة الكهرباء") == "شركة الكهرباء"
    assert body_beside(None, "البريد") == "البريد"
