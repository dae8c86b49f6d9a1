"""Meetings and decisions by their numbers, which nobody takes for days."""

from rollout.arabic import Digits
from rollout.meetings.naming import decision_number, meeting_name
from rollout.text import speaking


def test_numbers_of_meetings_and_decisions_do_not_look_like_days() -> None:
    with speaking("ar"):
        assert str(decision_number((3, 2, 2023), Digits.ARABIC)) == "٣ — اجتماع ٢ لسنة ٢٠٢٣"
        assert str(meeting_name(2, 2023, Digits.ARABIC)) == "الاجتماع رقم (٢) لسنة ٢٠٢٣"
    with speaking("en"):
        assert str(decision_number((3, 2, 2023), Digits.WESTERN)) == "3 — meeting 2 of 2023"
