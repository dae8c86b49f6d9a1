"""Letters about obstacles: drafted, changed, sent once, answered, late; on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import Letter, Obstacle, Parameter
from reports.followup.letter_draft import subject_of, words_of
from reports.words.addressing import addressed
from reports.words.phrases import Phrases
from rollout.arabic import Digits
from rollout.errors import OutOfScope, Refused, RefusedTogether
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep
from rollout.obstacles.checking import broken_stories, unsent_letters
from rollout.obstacles.letters import date_it, draft, drop, letters, reply, rewrite, send
from rollout.obstacles.reading import Held, obstacle
from rollout.scope import Scope, limited
from tests.factories import a_site
from tests.rollout.obstacles.telling import TODAY, an_addressee, an_obstacle, it_happens

SENT = date(2023, 7, 10)


def held(session: Session) -> Held:
    found = obstacle(session, an_obstacle(session).id, TODAY)
    assert found is not None
    return found


def a_letter(session: Session, one: Held, code: str = "electricity") -> Letter:
    return draft(session, one, an_addressee(session, code=code), "موضوع", "نص", as_of=SENT, by=None)


def test_a_draft_is_changed_and_given_up(session: Session) -> None:
    one = held(session)
    letter = a_letter(session, one)
    other = an_addressee(session, code="governor", post_ar="محافظ أسيوط")
    rewrite(session, letter, other, "موضوع آخر", "نص آخر")
    assert (letter.addressee_id, letter.subject, letter.words) == (other.id, "موضوع آخر", "نص آخر")
    drop(session, letter)
    assert letters(session, obstacle_id=one.id) == []
    with pytest.raises(Refused):
        send(session, letter, None, today=TODAY, by=None)


def test_what_a_letter_lacks_is_said_at_once(session: Session) -> None:
    one = held(session)
    with pytest.raises(RefusedTogether) as refused:
        draft(session, one, an_addressee(session), " ", "", as_of=SENT, by=None)
    assert [fault.about for fault in refused.value.faults] == ["subject", "words"]


def test_nobody_writes_about_what_is_resolved(session: Session) -> None:
    one = held(session)
    it_happens(session, one.obstacle, ObstacleStep.RESOLVED, TODAY, note="حُل")
    solved = obstacle(session, one.id, TODAY)
    assert solved is not None
    with pytest.raises(RefusedTogether):
        a_letter(session, solved)


def test_a_sent_letter_is_awaited_until_it_is_answered(session: Session) -> None:
    one = held(session)
    letter = a_letter(session, one)
    send(session, letter, None, today=TODAY, by=None)
    found = obstacle(session, one.id, TODAY)
    assert found is not None
    assert [(each.letter_id, each.sent_on, each.due_on) for each in found.awaited] == [(letter.id, SENT, SENT + timedelta(days=10))]
    assert found.late_letters[0].days_late(TODAY) == 11
    reply(session, letter, "٣٣٤", date(2023, 7, 25), "جارٍ اتخاذ اللازم", today=TODAY, by=None)
    answered = obstacle(session, one.id, TODAY)
    assert answered is not None
    assert answered.awaited == ()
    assert obstacle(session, one.id, date(2023, 7, 24)).awaited != (), "on the day before it was still awaited"  # type: ignore[union-attr]
    [written] = letters(session, obstacle_id=one.id)
    assert (written.reply.number, written.days_late(TODAY)) == ("٣٣٤", 0)  # type: ignore[union-attr]


def test_a_letter_goes_out_once_and_is_read_only_then(session: Session) -> None:
    letter = a_letter(session, held(session))
    send(session, letter, None, today=TODAY, by=None)
    session.commit()
    with pytest.raises(Refused):
        send(session, letter, None, today=TODAY, by=None)
    with pytest.raises(Refused):
        rewrite(session, letter, an_addressee(session, code="other"), "غيره", "غيره")
    letter.words = "غيره"
    with pytest.raises(DatabaseError, match="read-only"):
        session.flush()
    session.rollback()


def test_the_parameter_says_by_when_an_answer_is_due(session: Session) -> None:
    letter = a_letter(session, held(session))
    session.add(Parameter(
        key="letter.reply", value=3, effective_on=date(2023, 7, 15), words="ثلاثة أيام", source="كتاب", approved_by="الوزارة",
        recorded_at=letter.recorded_at,
    ))
    session.flush()
    assert letter.reply_due_on == SENT + timedelta(days=10)
    date_it(session, letter, date(2023, 7, 20))
    assert (letter.as_of, letter.reply_due_on) == (date(2023, 7, 20), date(2023, 7, 23))


def test_an_answer_does_not_come_before_its_letter(session: Session) -> None:
    letter = a_letter(session, held(session))
    send(session, letter, None, today=TODAY, by=None)
    with pytest.raises(RefusedTogether):
        reply(session, letter, "١", SENT - timedelta(days=1), "", today=TODAY, by=None)
    with pytest.raises(RefusedTogether):
        reply(session, letter, "١", TODAY + timedelta(days=1), "", today=TODAY, by=None)


def test_letters_of_others_are_not_there(session: Session) -> None:
    one = held(session)
    letter = a_letter(session, one)
    nobody: frozenset[int] = frozenset()
    with limited(session, Scope(nobody, nobody)):
        assert letters(session) == []
        with pytest.raises(OutOfScope):
            drop(session, letter)


def test_no_answer_is_awaited_about_what_is_resolved(session: Session) -> None:
    one = held(session)
    letter = a_letter(session, one)
    send(session, letter, None, today=TODAY, by=None)
    it_happens(session, one.obstacle, ObstacleStep.RESOLVED, date(2023, 7, 28), note="حُل")
    for as_of, late in ((date(2023, 7, 27), 7), (date(2023, 7, 28), 0)):
        found, [told] = obstacle(session, one.id, as_of), letters(session, as_of=as_of)
        assert found is not None
        assert told.days_late(as_of) == sum(each.days_late(as_of) for each in found.late_letters) == late
    it_happens(session, one.obstacle, ObstacleStep.REOPENED, date(2023, 7, 29), note="عاد")
    [told] = letters(session, as_of=date(2023, 7, 30))
    assert told.awaited


def test_nobody_but_the_ministry_speaks_as_its_unit(session: Session) -> None:
    one = held(session)
    central, home = a_letter(session, one), frozenset({one.obstacle.governorate_id})
    session.commit()
    number, about = central.id, one.id
    assert central.central
    with limited(session, Scope(home, home)):
        central, to, mine = session.get_one(Letter, number), an_addressee(session, code="other"), obstacle(session, about, TODAY)
        assert mine is not None
        own = draft(session, mine, to, "موضوع", "نص", as_of=SENT, by=None)
        assert not own.central
        for act in (
            lambda: send(session, central, None, today=TODAY, by=None), lambda: drop(session, central),
            lambda: rewrite(session, central, to, "غيره", "غيره"), lambda: date_it(session, central, TODAY),
        ):
            with pytest.raises(Refused, match="الوحدة المركزية"):
                act()
        send(session, own, None, today=TODAY, by=None)
    send(session, session.get_one(Letter, number), None, today=TODAY, by=None)


def test_the_first_words_name_the_case_and_speak_to_whom_they_go(session: Session) -> None:
    one = held(session)
    it_happens(session, one.obstacle, ObstacleStep.ESCALATED, date(2023, 7, 5), level=Level.GOVERNOR)
    it_happens(session, one.obstacle, ObstacleStep.NEWS, date(2023, 7, 6), note="سُددت المقايسة.")
    found, book = obstacle(session, one.id, TODAY), Phrases(Digits.ARABIC)
    assert found is not None
    words = words_of(book, found, addressed(an_addressee(session)))
    assert words.startswith("في إطار تنفيذ توجيهات السيد رئيس مجلس الوزراء بشأن نهو تجهيز مجمعات الخدمات الحكومية")
    raised = "وقد رُفع الأمر إلى السيد المحافظ في ٥ يوليو ٢٠٢٣"
    for part in ("نعرض على سيادتكم", "غرف المحولات لم تُطلق", "مرحلة «", raised, "سُددت المقايسة."):
        assert part in words
    assert "عليكم" in words_of(book, found, addressed(an_addressee(session, code="body", gender="body")))
    assert "نتشرف بأن نعرض أن لجنة المتابعة" in words_of(book, found, None), "nobody is chosen yet"
    assert subject_of(found) == "«غرف المحولات لم تُطلق» بمحافظة أسيوط"


def test_the_check_finds_letters_and_stories_that_contradict_themselves(session: Session) -> None:
    one = held(session)
    letter = a_letter(session, one)
    assert broken_stories(session) == (1, [])
    assert unsent_letters(session) == (1, [])
    letter.state, letter.sent_on = "sent", SENT
    session.flush()
    assert len(unsent_letters(session)[1]) == 1


def test_the_check_finds_an_obstacle_that_nobody_opened(session: Session) -> None:
    site = a_site(session)
    session.add(Obstacle(governorate_id=site.governorate_id, number=1, title="بلا قيد", category="other"))
    session.flush()
    count, [fault] = broken_stories(session)
    assert count == 1
    assert "بلا قيد" in str(fault)
