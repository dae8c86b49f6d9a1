"""The form of a step is made from what the step declares: every particular of every step can be typed, and is read as it was meant."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from rollout.details.saving import Did
from rollout.works import AREAS, Entry, Field, Happened, Step
from tests.rollout.details.making import a_value
from tests.views.visiting import House
from tests.views.working import DAY
from views.works.form import did_from, form_for, particulars_of, whereabouts
from views.works.rows import in_words

STEPS = [
    pytest.param(kind.key, step, id=f"{area.key}-{kind.key}-{step.key}")
    for area in AREAS.values() for kind in area.kinds for step in (*kind.path, *kind.beside)
]


def typed(field: Field, value: Any) -> Any:
    """What a person types for the value."""
    if field.entry is Entry.AMOUNT:
        return str(Decimal(value) / 100)
    if field.entry is Entry.YES:
        return "y"
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, list) else str(value)


@pytest.mark.parametrize(("item", "step"), STEPS)
def test_what_is_typed_is_what_was_done(house: House, item: str, step: Step) -> None:
    wanted = {field.name: a_value(field, DAY) for field in step.fields}
    posted = MultiDict({field.name: typed(field, wanted[field.name]) for field in step.fields})
    posted.update({"item": item, "happened_on": "10/7/2023"})
    with house.app.test_request_context():
        form = form_for(step)(formdata=posted, meta={"csrf": False})
        assert form.validate(), form.errors
        did = did_from(form)
        shown = [in_words(field, value) for field, value in particulars_of(step, _happened(did))]
    assert (did.item, did.step, did.on) == (item, step.key, DAY)
    told = {field.name: getattr(did, field.name, None) or did.facts.get(field.name) for field in step.fields}
    assert {name: str(value) for name, value in told.items()} == {name: str(value) for name, value in wanted.items()}
    assert len(shown) == len(step.fields)
    assert all(shown)


def _happened(did: Did) -> Happened:
    return Happened(
        did.item, did.step, did.on, 1, did.number, did.body, did.person, did.amount, did.count, did.expected_on, did.note, did.facts
    )


def test_what_is_left_empty_is_not_told(house: House) -> None:
    step = AREAS["handover"].kinds[0].steps["provisional"]
    with house.app.test_request_context():
        form = form_for(step)(formdata=MultiDict({"item": "building", "happened_on": "2023-07-10", "number": "٣"}), meta={"csrf": False})
        assert not form.validate()
        assert set(form.errors) == {field.name for field in step.fields if field.required and field.name != "number"}
        assert did_from(form) == Did("building", "provisional", DAY, number="٣")


@pytest.mark.parametrize(("posted", "place"), [
    ({"latitude": "27.3", "longitude": "31.1", "accuracy": "8"}, (27.3, 31.1, 8.0)),
    ({"latitude": "27.3", "longitude": "31.1", "accuracy": ""}, (27.3, 31.1, None)),
    ({"latitude": "27.3", "longitude": ""}, None),
    ({"latitude": "91", "longitude": "31"}, None),
    ({"latitude": "inf", "longitude": "31"}, None),
])
def test_a_place_is_believed_where_it_can_be_one(house: House, posted: dict[str, str], place: Any) -> None:
    step = AREAS["utilities"].kinds[0].steps["meter"]
    with house.app.test_request_context():
        found = whereabouts(form_for(step)(formdata=MultiDict(posted), meta={"csrf": False}))
    assert (found and (found.latitude, found.longitude, found.accuracy)) == place
