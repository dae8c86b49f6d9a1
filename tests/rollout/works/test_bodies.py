"""One name for each body: whatever people type for it leads to the name that the areas use."""

import pytest

from rollout.text import speaking
from rollout.works import AREAS, Happened, items_of
from rollout.works.bodies import BODIES, body_name, kept_name, official, one_spelling
from rollout.works.due import owner_of
from tests.rollout.works.test_due import TRIAL, d, the_owner, told


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("مركز تدريب التنمية المحلية بسقارة", "مركز التنمية المحلية للتدريب بسقارة"), ("هيئة البريد", "البريد"),
        ("الهيئة القوميه للبريد", "البريد"), ("مديرية  التموين", "التموين"), ("المصرية للإتصالات", "الشركة المصرية للاتصالات"),
        ("التضامن", "التضامن الاجتماعي"), ("شركة مصر الوسطى لتوزيع الكهرباء", "شركة مصر الوسطى لتوزيع الكهرباء"), ("", ""),
    ],
)
def test_what_is_typed_leads_to_the_official_name(typed: str, name: str) -> None:
    with speaking("ar"):
        assert official(typed) == name


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("typed", ["هيئة البريد", "Post", "post", "البريد"])
def test_a_body_is_kept_by_its_arabic_name_in_every_language(language: str, typed: str) -> None:
    with speaking(language):
        assert kept_name(typed) == "البريد"
        assert kept_name("شركة مياه أسيوط") == "شركة مياه أسيوط"


def test_a_body_is_read_as_it_was_written_down_or_in_english() -> None:
    with speaking("ar"):
        assert body_name("الهيئة القومية للبريد") == "الهيئة القومية للبريد"
    with speaking("en"):
        assert (body_name("الهيئة القومية للبريد"), body_name("شركة مياه أسيوط")) == ("Post", "شركة مياه أسيوط")


def test_the_official_name_is_among_those_that_are_known() -> None:
    with speaking("ar"):
        assert [str(label) for label, names in BODIES if str(label) not in names] == []


def test_the_areas_call_them_so() -> None:
    with speaking("ar"):
        owners = {str(step.owner) for area in AREAS.values() for kind in area.kinds for step in kind.path}
        assert {official(owner) for owner in owners} == owners
        assert {str(label) for label, _names in BODIES} <= owners


def test_whoever_can_lift_a_stop_is_named_officially() -> None:
    stop = told("post", "blocked", d(8, 2), body="الهيئة القومية للبريد")
    items = items_of(AREAS["offices"], [Happened(*stop[:3], 1, **stop[3])])
    with speaking("ar"):
        assert owner_of(items["post"]) == "البريد"


def test_the_provider_of_a_line_is_named_officially() -> None:
    survey = told("line", "survey", d(8, 1), body="المصرية للاتصالات")
    order = told("line", "order", d(8, 2))
    items = items_of(AREAS["linking"], [Happened(*one[:3], n, **one[3]) for n, one in enumerate((survey, order))])
    with speaking("ar"):
        assert owner_of(items["line"]) == "الشركة المصرية للاتصالات"


def test_a_step_that_is_not_the_next_one_has_its_own_owner() -> None:
    received = told("building", "provisional", d(7, 10))
    items = items_of(AREAS["handover"], [Happened(*received[:3], 1)])
    with speaking("en"):
        building = items["building"]
        assert (owner_of(building), owner_of(building, building.kind.steps["final"])) == ("Executing body", "Acceptance committee")
        assert the_owner("service", "go_live", TRIAL) == "Governorate committee"


def test_the_commonest_spelling_stands_for_all_of_them() -> None:
    names = ["شركة مياه أسيوط", "شركة مياه اسيوط", "شركة مياه أسيوط", "المقاول"]
    assert one_spelling(names) == {"شركة مياه أسيوط": "شركة مياه أسيوط", "شركة مياه اسيوط": "شركة مياه أسيوط", "المقاول": "المقاول"}
