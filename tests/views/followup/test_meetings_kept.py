"""Attendance at one stroke, and what a closed meeting keeps beside what its page shows."""

from sqlalchemy import select

from models import Attendee, Meeting
from tests.cast import ASSIUT
from tests.rollout.meetings.making import SEATS, SECOND, came
from tests.views.met import act, attended, filled, met
from tests.views.visiting import House


def test_everybody_in_the_list_is_put_down_as_present_and_nothing_saved_yet(house: House) -> None:
    number, assiut = met(house), house.member(ASSIUT)
    path = f"/meetings/{number}/attendance"
    form = attended(assiut.get(path)) | {"0-came": "absent", "1-came": "excused", "4-name": "ضيف", "4-came": "absent"}
    assert assiut.post(path, form).status_code == 303
    shown = assiut.post(path, filled(assiut.get(path)) | {"mark": "present"})
    assert shown.status_code == 200
    assert "ولم يُحفظ شيء بعد" in shown.text
    with house.records() as session:
        kept = select(Attendee.came).order_by(Attendee.position)
        assert session.scalars(kept).all() == ["absent", "excused", "present", "absent"]
    assert assiut.post(path, filled(shown)).status_code == 303
    with house.records() as session:
        assert session.scalars(kept).all() == ["present"] * 4


def test_nobody_is_present_before_somebody_says_so(house: House) -> None:
    number, assiut = met(house), house.member(ASSIUT)
    path = f"/meetings/{number}/attendance"
    form = filled(assiut.get(path))
    assert [name for name in form if name in ("0-came", "1-came", "2-came")] == []
    refused = assiut.post(path, form | {"0-came": "excused", "3-name": "ضيف كريم"})
    assert refused.status_code == 422
    told = refused.text.split('class="alert alert-danger"')[1].split("</div>")[0]
    assert [seat.name in told for seat in SEATS] == [False, True, True]
    assert [f'id="r-{place}-came-error"' in refused.text for place in range(4)] == [False, True, True, False]
    again = filled(refused)
    assert (again["0-came"], again["3-name"], "1-came" in again) == ("excused", "ضيف كريم", False)
    with house.records() as session:
        assert session.scalars(select(Attendee.id)).all() == []
    shown = assiut.post(path, again | {"mark": "present"})
    assert (shown.status_code, 'class="alert alert-danger"' in shown.text) == (200, False)
    assert assiut.post(path, filled(shown)).status_code == 303


def test_a_closed_meeting_leads_to_the_papers_that_it_keeps(house: House) -> None:
    number, assiut = met(house, "open"), house.member(ASSIUT)
    assert "kind=pack" not in assiut.get(f"/meetings/{number}").text
    with house.records() as session:
        came(session, session.get_one(Meeting, number))
    assert act(assiut, number, "close").status_code == 303
    page = assiut.get(f"/meetings/{number}").text
    assert "بأسمائها الحالية" in page
    assert all(f'href="/meetings/{number}/{kind}.pdf" download' in page for kind in ("pack", "minutes"))
    assert 'id="issued-early"' not in page, "nothing was issued of it"


def test_a_pack_issued_before_the_minutes_were_closed_is_held_against_the_one_kept(house: House) -> None:
    number, assiut = met(house, "open"), house.member(ASSIUT)
    assert "لم يُغلق المحضر بعد" in assiut.get(f"/meetings/{number}/pack/issue").text
    assert assiut.post(f"/meetings/{number}/pack/issue").status_code == 303
    with house.records() as session:
        came(session, session.get_one(Meeting, number))
    assert act(assiut, number, "close", next_on=SECOND.isoformat()).status_code == 303
    page = assiut.get(f"/meetings/{number}").text
    told = page[page.index('id="issued-early"'):].split("</p>")[0]
    assert ("AST-P-2023-001" in told, "بيانات الاجتماع" in told, "موعد الاجتماع القادم" in told) == (True, True, True)
    assert ("المعوقات" in told, "موقف التدريب" in told) == (False, False), "these say the same"
