"""What an office has, what it lacks, and when it may open."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rollout.text import speaking
from rollout.works import Happened, items_of
from rollout.works.judge import broken_history
from rollout.works.offices import KINDS, OFFICES, PARTNERS, OfficeStatus, missing, office_status, staff_told

DAY = date(2023, 5, 1)
PATH = [step.key for step in KINDS[0].path]


def happened(step: str, day: int = 0, item: str = "post", **values: Any) -> Happened:
    return Happened(item, step, DAY + timedelta(days=day), day, **values)


READY = [happened(step, number, count=2 if step in ("nominated", "trained") else None) for number, step in enumerate(PATH)]
OPENED = happened("opened", 20)
EXCUSED = happened("not_applicable", 21, note="لا يوجد مكتب بريد بالقرية", person="السكرتير العام")


def status(*steps: Happened) -> OfficeStatus:
    return office_status(items_of(OFFICES, steps)["post"])


def broken(*steps: Happened) -> list[str]:
    with speaking("en"):
        return [str(refused) for _order, refused in broken_history(OFFICES, steps)]


@pytest.mark.parametrize(("steps", "expected"), [
    ([], OfficeStatus.NOT_STARTED), (READY[:1], OfficeStatus.PREPARING), (READY[:-1], OfficeStatus.PREPARING),
    ([READY[0], happened("blocked", 9, note="لا أثاث")], OfficeStatus.STOPPED), (READY, OfficeStatus.READY),
    ([*READY, OPENED], OfficeStatus.OPENED), ([EXCUSED], OfficeStatus.NOT_APPLICABLE),
    ([*READY, OPENED, happened("blocked", 30, note="الخط مقطوع")], OfficeStatus.OPENED),
])
def test_the_status_of_an_office(steps: list[Happened], expected: OfficeStatus) -> None:
    assert status(*steps) is expected


@given(st.sets(st.sampled_from(PATH)))
def test_what_it_has_and_what_it_lacks_make_the_whole(taken: set[str]) -> None:
    office = items_of(OFFICES, [happened(step, count=1) for step in taken])["post"]
    assert {step.key for step in missing(office)} == set(PATH) - taken
    assert (office.finished is not None) == (not missing(office))


def test_nothing_is_missing_where_no_office_is_to_be() -> None:
    assert missing(items_of(OFFICES, [READY[0], EXCUSED])["post"]) == []


def test_who_only_links_needs_neither_room_nor_staff() -> None:
    for item in ("planning", "ict"):
        office = items_of(OFFICES, [happened("line", item=item), happened("letter", item=item)])[item]
        assert office_status(office) is OfficeStatus.READY
    assert len(PARTNERS) == 5


def test_staff_are_as_told_last() -> None:
    told = [happened("nominated", 1, count=2), happened("nominated", 5, count=4), happened("trained", 6, count=3)]
    assert staff_told(items_of(OFFICES, told)["post"]) == (4, 3)
    assert staff_told(items_of(OFFICES, [])["post"]) == (None, None)


def test_an_office_opens_when_it_lacks_nothing() -> None:
    assert broken(*READY, OPENED) == []
    assert broken(*READY[:-1], OPENED) == ["The office still lacks something; it cannot have opened."]


def test_an_open_office_applies() -> None:
    assert "The office is open, so it cannot be “not applicable”." in broken(*READY, OPENED, EXCUSED)


MORE = "More are trained than nominated; correct one of the two."


@pytest.mark.parametrize(("steps", "sentences"), [
    ([happened("nominated", 1, count=3), happened("trained", 2, count=3)], []),
    ([happened("nominated", 1, count=3), happened("trained", 2, count=4)], [MORE]),
    ([happened("nominated", 1, count=3), happened("trained", 2, count=3), happened("nominated", 3, count=2)], [MORE]),
    ([happened("trained", 2, count=3)], []),
])
def test_nobody_is_trained_who_was_not_nominated(steps: list[Happened], sentences: list[str]) -> None:
    assert broken(*steps) == sentences


@pytest.mark.parametrize("step", ["nominated", "trained"])
def test_nobody_is_no_staff(step: str) -> None:
    assert broken(happened(step, count=0)) == ["Nobody is no staff: give at least one employee, or leave the step out."]
