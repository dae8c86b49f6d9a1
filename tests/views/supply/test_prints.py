"""Papers in print: sent as files under two names, to those who may see the paper and to nobody else."""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from models import Paper
from tests.cast import ASSIUT, INSPECTOR, MINISTRY, QENA, READER
from tests.supplies import ordered, received, verdict
from tests.views.visiting import House

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def minutes() -> Callable[[House], int]:
    def make(house: House) -> int:
        with house.records() as session:
            world = ordered(session)
            paper: Paper = world.follow("inspection", received(world, 4, 4), verdict(3, 1), verdict(4))
            return paper.id

    return make


def test_a_paper_is_sent_as_pdf_and_as_word(house: House, minutes: Callable[[House], int]) -> None:
    paper = minutes(house)
    for member in (MINISTRY, ASSIUT, READER):
        visitor = house.member(member)
        for suffix, media, begins in (("pdf", "application/pdf", b"%PDF-"), ("docx", WORD, b"PK")):
            answer = visitor.get(f"/papers/{paper}.{suffix}")
            assert answer.status_code == 200
            assert answer.mimetype == media
            assert answer.data.startswith(begins)
            named = answer.headers["Content-Disposition"]
            assert f'filename="inspection_2023_0001.{suffix}"' in named
            assert f"filename*=UTF-8''{quote('محضر فحص واستلام ١٢-٢٠٢٣-٠٠٠١')}.{suffix}" in named


def test_outside_the_governorate_there_is_no_such_paper(house: House, minutes: Callable[[House], int]) -> None:
    paper = minutes(house)
    assert house.member(QENA).get(f"/papers/{paper}.pdf").status_code == 404
    assert house.member(INSPECTOR).get(f"/papers/{paper + 1000}.docx").status_code == 404
    assert house.visitor().get(f"/papers/{paper}.pdf").status_code in (302, 303, 401)
