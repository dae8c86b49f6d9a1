"""News that changes an approved figure must say why; other news need not."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ProgressEntry, Site, StepEntry
from rollout.approvals.approving import approve, send_back, submit
from rollout.approvals.restating import restatements
from rollout.approvals.touching import approved_days, warning
from rollout.details.saving import Did, save, save_many
from rollout.errors import Refused
from rollout.recording import tell
from rollout.rules import News
from rollout.stages import Kind, State
from tests.cast import ASSIUT, account
from tests.factories import a_governorate, a_site
from tests.rollout.approvals.weekly import SIGNED, at, told

DAY, TODAY = date(2023, 11, 22), date(2023, 11, 30)


@pytest.fixture
def site(session: Session, cast: object) -> Site:
    return a_site(session, kind=Kind.FIXED_CENTRE, recorded_at=at(1, month=1))


def approved(session: Session, day: date = DAY) -> str:
    place, by = a_governorate(session), account(session, ASSIUT).id
    row = submit(session, place, day, today=TODAY, by=by)
    return approve(session, place, day, seen=row.sha256, today=TODAY, by=by, capacity="رئيس اللجنة", paper=SIGNED).sha256


def news(session: Session, site: Site, day: int, seen: int | None = None, **more: object) -> ProgressEntry:
    values = {"stage": "premises", "state": State.IN_PROGRESS, "effective_on": date(2023, 11, day), **more}
    return tell(session, site, News(**values), seen=seen, today=TODAY, by=account(session, ASSIUT).id)  # type: ignore[arg-type]


@pytest.mark.parametrize("note", ["", " . "])
def test_late_news_of_an_approved_day_needs_a_word(session: Session, site: Site, note: str) -> None:
    approved(session)
    with pytest.raises(Refused) as refused:
        news(session, site, 22, note=note)
    assert refused.value.about == "note"
    session.rollback()


def test_with_a_word_it_is_recorded_and_is_the_reason(session: Session, site: Site) -> None:
    approved(session)
    news(session, site, 22, note="ورد محضر الاستلام متأخرًا")
    assert [row.reason for row in restatements(session)] == ["ورد محضر الاستلام متأخرًا"]


def test_news_of_a_later_day_needs_none(session: Session, site: Site) -> None:
    approved(session)
    news(session, site, 23)


def test_news_that_was_overtaken_by_the_approved_day_needs_none(session: Session, site: Site) -> None:
    entry = told(session, site, 20, stage="premises")
    approved(session)
    news(session, site, 15, seen=entry)


def test_what_was_only_submitted_or_was_sent_back_is_not_approved(session: Session, site: Site) -> None:
    place, by = a_governorate(session), account(session, ASSIUT).id
    seen = approved(session)
    assert approved_days(session, place.id, date(2023, 11, 1)) == [DAY]
    assert approved_days(session, place.id, date(2023, 11, 23)) == []
    send_back(session, place, DAY, seen=seen, by=by, note="مراجعة")
    assert approved_days(session, place.id, date(2023, 11, 1)) == []
    submit(session, place, DAY, today=TODAY, by=by)
    news(session, site, 22)


def test_the_words_of_the_corrected_entry_explain_nothing(session: Session, site: Site) -> None:
    entry = told(session, site, 20, stage="premises", note="محضر رقم ٣")
    approved(session)
    correction = {"effective_on": date(2023, 11, 18), "state": State.DONE, "replaces_id": entry}
    with pytest.raises(Refused):
        news(session, site, 18, entry, note="محضر رقم ٣", **correction)


def test_a_correction_of_nothing_but_words_changes_no_figure(session: Session, site: Site) -> None:
    entry = told(session, site, 20, stage="premises", state=State.IN_PROGRESS.value)
    approved(session)
    news(session, site, 20, entry, replaces_id=entry)


def test_a_step_of_the_work_behind_a_stage_needs_a_word_too(session: Session, site: Site) -> None:
    whole, by = a_site(session, recorded_at=at(1, month=1)), account(session, ASSIUT).id
    approved(session)
    stopped = Did("water", "blocked", date(2023, 11, 20), body="شركة المياه", note="توقف الأعمال")
    silent = Did("water", "unblocked", date(2023, 11, 21))
    step = save(session, whole, "utilities", stopped, seen=None, today=TODAY, by=by)
    assert [row.reason for row in restatements(session)] == ["توقف الأعمال"]
    with pytest.raises(Refused) as refused:
        save(session, whole, "utilities", silent, seen=step.id, today=TODAY, by=by)
    assert refused.value.about == "note"


def test_many_steps_at_once_need_a_word_where_one_of_them_changes_an_approved_day(session: Session, site: Site) -> None:
    whole, by = a_site(session, recorded_at=at(1, month=1)), account(session, ASSIUT).id
    opened = Did("water", "blocked", date(2023, 11, 20), body="شركة المياه", note="توقف الأعمال")
    save(session, whole, "utilities", opened, seen=None, today=TODAY, by=by)
    approved(session)
    silent = [Did("post", "nominated", date(2023, 11, day), count=day) for day in (21, 23)]
    before = session.scalars(select(StepEntry.id)).all()
    for nothing in ("", "."):
        with pytest.raises(Refused) as refused, session.begin_nested():
            save_many(session, [(whole, "offices", replace(did, note=nothing)) for did in silent], today=TODAY, by=by)
        assert refused.value.about == "note"
    assert session.scalars(select(StepEntry.id)).all() == before
    told = [replace(did, note="ورد كشف الترشيح متأخرًا") for did in silent]
    save_many(session, [(whole, "offices", did) for did in told], today=TODAY, by=by)
    assert {row.reason for row in restatements(session)} == {"ورد كشف الترشيح متأخرًا"}


def test_the_warning_names_a_few_days_and_the_number_of_many() -> None:
    assert "٣١" in str(warning([date(2023, 10, 31)]))
    many = str(warning([date(2023, month, 28) for month in range(1, 8)]))
    assert "٧" in many
    assert "٢٨ يناير" not in many
