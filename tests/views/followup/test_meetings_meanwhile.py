"""Two people write at one paper of a meeting: nothing of either is lost, and nobody overwrites the other unseen."""

import html

import pytest
from sqlalchemy import select

from models import Attendee, Meeting, Member
from rollout.meetings.planning import close
from rollout.meetings.wording import WORDS
from tests.cast import ASSIUT, MINISTRY
from tests.rollout.meetings.making import LATER, SECOND, a_committee, a_meeting, came
from tests.views.met import an_open_meeting, attended, filled, send
from tests.views.visiting import House, Visitor

FIRST_PART, SECOND_PART = list(WORDS)[:2]


def opened(visitor: Visitor, path: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in filled(visitor.get(path)).items()}


@pytest.mark.parametrize(("form", "one", "other"), [("words", FIRST_PART, SECOND_PART), ("agenda", "0-said", "1-said")])
def test_parts_that_only_one_changed_are_put_together(house: House, form: str, one: str, other: str) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/{form}"
    mine = opened(assiut, path)
    assert send(ministry, path, **{other.replace("-", "__"): "ما كتبته الوزارة"}).status_code == 303
    answer = assiut.post(path, mine | {one: "ما كتبته اللجنة"})
    assert answer.status_code == 409
    assert "_take_" not in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert (again[one], again[other]) == ("ما كتبته اللجنة", "ما كتبته الوزارة")
    assert assiut.post(path, again).status_code == 303


def test_where_both_changed_a_part_one_chooses(house: House) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/words"
    mine = opened(assiut, path)
    assert send(ministry, path, **{FIRST_PART: "ما كتبته الوزارة"}).status_code == 303
    answer = assiut.post(path, mine | {FIRST_PART: "ما كتبته اللجنة"})
    assert f'name="_take_{FIRST_PART}" value="mine" checked' in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert again[FIRST_PART] == "ما كتبته اللجنة"
    assert assiut.post(path, again | {f"_take_{FIRST_PART}": "theirs"}).status_code == 303
    assert opened(ministry, path)[FIRST_PART] == "ما كتبته الوزارة"


def a_planned_meeting(house: House) -> int:
    with house.records() as session:
        return a_meeting(session, day=SECOND).id


def test_two_who_move_a_meeting_are_put_together_or_chosen_between(house: House) -> None:
    assiut, ministry, number = house.member(ASSIUT), house.member(MINISTRY), a_planned_meeting(house)
    path, move = f"/meetings/{number}", f"/meetings/{number}/move"
    mine, theirs = opened(assiut, path), opened(ministry, path)
    assert ministry.post(move, theirs | {"place": "قاعة الوزارة", "starts_at": "09:30"}).status_code == 303
    answer = assiut.post(move, mine | {"starts_at": "12:15"})
    assert answer.status_code == 409
    assert 'name="_take_starts_at" value="mine" checked' in answer.text
    assert "_take_place" not in answer.text, "what only they changed is taken"
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert (again["place"], again["starts_at"]) == ("قاعة الوزارة", "12:15")
    assert assiut.post(move, again | {"_take_starts_at": "theirs"}).status_code == 303
    with house.records() as session:
        now = session.get_one(Meeting, number)
        assert (now.place, now.starts_at.isoformat("minutes")) == ("قاعة الوزارة", "09:30")


@pytest.mark.parametrize("began", ['{"0-said": []}', "[" * 20_000, "{", "[]", '{"0-said": "x"}', "null"])
def test_a_beginning_that_no_form_of_ours_sends_is_none(house: House, began: str) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/agenda"
    mine = opened(assiut, path)
    assert send(ministry, path, **{"0__said": "ما كتبته الوزارة"}).status_code == 303
    answer = assiut.post(path, mine | {"0-said": "ما كتبته اللجنة", "began": began})
    assert answer.status_code == 409
    assert "ما كتبته الوزارة" in answer.text
    assert "ما كتبته اللجنة" in answer.text


def seats_of(house: House) -> dict[str, tuple[str, str]]:
    """Whoever sits on the committee, with capacity and body."""
    with house.records() as session:
        return {one.name: (one.capacity, one.body) for one in session.scalars(select(Member).order_by(Member.position))}


@pytest.fixture
def committee(house: House) -> str:
    with house.records() as session:
        a_committee(session)
    return "/meetings/committees/EG-AST/edit"


def place_of(form: dict[str, str], name: str) -> str:
    """The row of the form in which somebody of this name stands."""
    return next(key.partition("-")[0] for key, value in form.items() if key.endswith("-name") and value == name)


def test_seats_that_only_one_changed_are_put_together_each_with_its_own(house: House, committee: str) -> None:
    """The ministry adds somebody and removes another; the committee's officer changes a third and adds somebody too."""
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    first, second, third = list(seats_of(house))
    mine, theirs = opened(assiut, committee), opened(ministry, committee)
    theirs |= {f"{place_of(theirs, second)}-gone": "y", "3-name": "نادية عزت", "3-capacity": "مدير", "place": "القاعة"}
    assert ministry.post(committee, theirs).status_code == 303
    answer = assiut.post(committee, mine | {f"{place_of(mine, third)}-body": "الكهرباء", "3-name": "سمير حنا", "3-capacity": "مهندس"})
    assert answer.status_code == 409
    assert "_take_" not in answer.text
    assert "نادية عزت — الصفة" in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert assiut.post(committee, again).status_code == 303
    now = seats_of(house)
    assert set(now) == {first, third, "نادية عزت", "سمير حنا"}
    assert (now[third][1], now["نادية عزت"][0], now["سمير حنا"][0]) == ("الكهرباء", "مدير", "مهندس")
    assert opened(assiut, committee)["place"] == "القاعة"


@pytest.mark.parametrize(("takes", "body"), [("mine", "المياه"), ("theirs", "الكهرباء")])
def test_where_both_changed_a_seat_one_chooses(house: House, committee: str, takes: str, body: str) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    third = list(seats_of(house))[2]
    mine, theirs = opened(assiut, committee), opened(ministry, committee)
    part = f"{place_of(mine, third)}-body"
    assert ministry.post(committee, theirs | {part: "الكهرباء"}).status_code == 303
    answer = assiut.post(committee, mine | {part: "المياه"})
    assert f'name="_take_{part}" value="mine" checked' in answer.text
    assert seats_of(house)[third][1] == "الكهرباء", "nothing is overwritten unseen"
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert assiut.post(committee, again | {f"_take_{part}": takes}).status_code == 303
    assert seats_of(house)[third][1] == body


def test_a_choice_is_told_in_words(house: House, committee: str) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    mine = opened(assiut, committee)
    assert send(ministry, committee, meets_weekday="1").status_code == 303
    answer = assiut.post(committee, mine | {"meets_weekday": "2"})
    assert "<bdi>الثلاثاء</bdi>" in answer.text
    assert "<bdi>الأربعاء</bdi>" in answer.text
    assert 'name="_given_meets_weekday" value="1"' in answer.text


def came_of(house: House) -> dict[str, str]:
    with house.records() as session:
        return {one.name: one.came for one in session.scalars(select(Attendee).order_by(Attendee.position))}


def test_who_came_is_put_together_person_by_person(house: House) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/attendance"
    assert assiut.post(path, attended(assiut.get(path))).status_code == 303
    first, second, _third = list(came_of(house))
    mine, theirs = opened(assiut, path), opened(ministry, path)
    theirs |= {f"{place_of(theirs, first)}-came": "excused", "3-name": "ضيف الوزارة"}
    assert ministry.post(path, theirs).status_code == 303
    answer = assiut.post(path, mine | {f"{place_of(mine, second)}-came": "absent", "3-name": "ضيف اللجنة"})
    assert answer.status_code == 409
    assert "_take_" not in answer.text
    assert "معتذر" in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert assiut.post(path, again).status_code == 303
    now = came_of(house)
    assert (now[first], now[second], now["ضيف الوزارة"], now["ضيف اللجنة"]) == ("excused", "absent", "present", "present")


def test_a_member_of_another_committee_becomes_no_guest(house: House) -> None:
    assiut = house.member(ASSIUT)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/attendance"
    mine = opened(assiut, path)
    for wrong in ({"0-member_id": "999999"}, {"1-member_id": mine["0-member_id"]}):
        answer = assiut.post(path, mine | wrong)
        assert answer.status_code == 422
        assert "ليس عضوًا في هذه اللجنة" in answer.text
    assert came_of(house) == {}


def test_two_marks_of_one_person_are_chosen_between(house: House) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    path = f"/meetings/{an_open_meeting(house, 'EG-AST')}/attendance"
    mine = {name: html.unescape(value) for name, value in attended(assiut.get(path)).items()}
    first = mine["0-name"]
    assert ministry.post(path, attended(ministry.get(path), **{"0__came": "excused"})).status_code == 303
    answer = assiut.post(path, mine | {"0-came": "absent"})
    assert 'name="_take_0-came" value="mine" checked' in answer.text
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert assiut.post(path, again | {"_take_0-came": "theirs"}).status_code == 303
    assert came_of(house)[first] == "excused"


@pytest.mark.parametrize(("form", "part", "kept"), [
    ("attendance", "0-came", "غائب"), ("agenda", "0-said", "ما قيل عن البند"), ("words", FIRST_PART, "ما كتبته اللجنة"),
    ("decide", "words", "ما قررته اللجنة"),
])
def test_what_was_typed_for_a_meeting_closed_meanwhile_is_shown(house: House, form: str, part: str, kept: str) -> None:
    assiut = house.member(ASSIUT)
    number = an_open_meeting(house, "EG-AST")
    path = f"/meetings/{number}/{form}"
    mine = opened(assiut, path) | {part: "absent" if part == "0-came" else kept}
    with house.records() as session:
        meeting = session.get_one(Meeting, number)
        came(session, meeting)
        close(session, meeting, ["افتتاح"], version=meeting.row_version, next_on=None, today=LATER, by=None)
    answer = assiut.post(path, mine)
    assert answer.status_code == 409
    for words in (kept, "أُغلق محضر الاجتماع", f'href="/meetings/{number}"'):
        assert words in answer.text, words


def test_a_seat_that_one_removed_and_the_other_left_alone_goes(house: House, committee: str) -> None:
    assiut, ministry = house.member(ASSIUT), house.member(MINISTRY)
    first, second, third = list(seats_of(house))
    mine = opened(assiut, committee)
    assert send(ministry, committee, place="القاعة").status_code == 303
    answer = assiut.post(committee, mine | {f"{place_of(mine, second)}-gone": "y"})
    assert answer.status_code == 409
    again = {name: html.unescape(value) for name, value in filled(answer).items()}
    assert assiut.post(committee, again).status_code == 303
    assert list(seats_of(house)) == [first, third]
