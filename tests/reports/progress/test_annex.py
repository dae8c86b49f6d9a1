"""The annex lists the sites of every kind, each kind in a table of its own, and says in words which kinds there are none of."""

from collections.abc import Iterator

import pytest

from reports.document.content import Block, Paragraph, Table
from reports.progress.annex import annex_blocks
from reports.readings.figures import Figures
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.stages import Kind
from rollout.text import speaking
from tests.reports.made_up import a_paper, a_site

BOOK = Phrases(Digits.ARABIC)


@pytest.fixture(autouse=True)
def _in_arabic() -> Iterator[None]:
    with speaking("ar"):
        yield


def parted(blocks: tuple[Block, ...]) -> tuple[list[Table], list[str]]:
    return [one for one in blocks if isinstance(one, Table)], [one.text for one in blocks if isinstance(one, Paragraph)]


def test_each_kind_has_its_table_with_its_own_stages() -> None:
    kinds = (Kind.COMPLEX, Kind.FIXED_CENTRE, Kind.MOBILE_CENTRE)
    sites = (a_site(code="A-1"), a_site(code="A-2"), a_site(code="F-1", kind=kinds[1]), a_site(code="M-1", kind=kinds[2]))
    tables, said = parted(annex_blocks(BOOK, Figures(sites)))
    assert [table.caption for table in tables] == [str(kind.plural) for kind in kinds]
    assert [[row[1].text for row in table.rows] for table in tables] == [["A-1", "A-2"], ["F-1"], ["M-1"]]
    for table, kind in zip(tables, kinds, strict=True):
        assert [str(stage.label) for stage in kind.stages] == [column.title for column in table.columns[4:-1]]
    assert [bool(table.note) for table in tables] == [False, False, True], "the marks are explained once"
    assert said == [f"لا توجد مواقع مسجلة بنطاق المحافظة من: {Kind.HEADQUARTERS_CENTRE.plural}، {Kind.MISR_CENTRE.plural}."]


def test_all_kinds_leave_nothing_to_say_and_one_kind_needs_no_caption() -> None:
    assert parted(annex_blocks(BOOK, Figures(tuple(a_site(kind=kind) for kind in Kind))))[1] == []
    assert [table.caption for table in parted(annex_blocks(BOOK, Figures((a_site(),))))[0]] == [""]


def test_the_report_of_a_governorate_ends_with_it() -> None:
    paper = a_paper(a_site(code="A-1"), a_site(code="C-1", kind=Kind.MISR_CENTRE))
    annex = next(section for section in paper.sections if section.wide)
    assert [table.rows[0][1].text for table in parted(annex.blocks)[0]] == ["A-1", "C-1"]
