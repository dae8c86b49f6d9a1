"""Figures that others published stand beside our own of their day, as known then; rounding and «more than» are no contradictions."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import PublishedFigure, Site
from rollout import clock
from rollout.database import engine_for
from rollout.demo.clockwork import LAST_DAY
from rollout.indicators import INDICATORS, Facts
from rollout.published.comparing import compared, conflicts, contradictions
from rollout.published.reference import add_published
from rollout.scope import everything
from rollout.stages import Kind
from tests.factories import a_site, entry_values, write_entries

KNOWN = datetime(2023, 6, 1, tzinfo=UTC)
DAY = date(2023, 7, 31)


@pytest.fixture
def register(session: Session) -> Session:
    """Four complexes: one received and known as such in time, one told of only in September, two not."""
    for number in range(4):
        a_site(session, code=f"P-{number}", recorded_at=KNOWN)
    a_site(session, code="M-1", kind=Kind.MOBILE_CENTRE, recorded_at=KNOWN)
    return session


def told(session: Session, code: str, moment: datetime) -> None:
    site = session.scalars(select(Site).where(Site.code == code)).one()
    write_entries(session, [entry_values(
        site, stage="handover", state="done", effective_on=date(2023, 7, 1), news_on=date(2023, 7, 1), recorded_at=moment
    )])


def published(session: Session, indicator: str, value: Any, day: date | None = DAY, **more: Any) -> PublishedFigure:
    number = len(session.scalars(select(PublishedFigure.id)).all()) + 900
    figure = PublishedFigure(
        source="T", position=number, words_ar="رقم", said=str(value), value=value, as_of=day, indicator=indicator, recorded_at=KNOWN, **more
    )
    session.add(figure)
    session.flush()
    return figure


def of(session: Session, figure: PublishedFigure) -> Any:
    return next(one for one in compared(session) if one.figure.id == figure.id)


def test_ours_is_what_was_known_on_the_day(register: Session) -> None:
    told(register, "P-0", datetime(2023, 7, 10, tzinfo=UTC))
    told(register, "P-1", datetime(2023, 9, 10, tzinfo=UTC))
    with everything(register):
        one = of(register, published(register, "complexes.handed_over", 2))
        assert (one.ours, one.now, one.difference, one.agrees) == (1, 2, -1, False)
        share = of(register, published(register, "complexes.handed_over_share", 25))
        assert (share.ours, share.agrees) == (Decimal("25.0"), True)


def test_a_figure_without_a_day_or_an_indicator_is_left_alone(register: Session) -> None:
    with everything(register):
        for figure in (published(register, "complexes.registered", 4, None), published(register, "", 4), published(register, "no.such", 4)):
            one = of(register, figure)
            assert (one.ours, one.difference, one.agrees) == (None, None, None)
        assert of(register, published(register, "complexes.registered", 4, date(2999, 1, 1))).ours is None


@pytest.mark.parametrize(("qualifier", "value", "agrees"), [
    ("", 4, True), ("", 5, False), ("about", Decimal("4.1"), True), ("about", 5, False), ("more_than", 3, True), ("more_than", 5, False),
    ("less_than", 5, True), ("less_than", 3, False),
])
def test_words_around_a_figure_leave_it_room(register: Session, qualifier: str, value: Any, agrees: bool) -> None:
    with everything(register):
        assert of(register, published(register, "complexes.registered", value, qualifier=qualifier)).agrees is agrees


def test_beside_a_target_stands_what_was_reached(register: Session) -> None:
    with everything(register):
        one = of(register, published(register, "complexes.registered", 10, sort="target"))
        assert (one.ours, one.difference, one.agrees) == (4, -6, None)


def test_conflicts_within_what_was_published(session: Session) -> None:
    first = published(session, "mobile.operating", 37, date(2023, 11, 7))
    fell = published(session, "mobile.operating", 24, date(2025, 6, 30))
    published(session, "mobile.operating", 37, date(2023, 12, 31))
    published(session, "fixed.registered", 341, date(2023, 11, 7), sort="target")
    published(session, "fixed.registered", 316, date(2025, 6, 30), sort="target")
    found = [(one.earlier.value, one.later.value) for one in conflicts(session.scalars(select(PublishedFigure).where(
        PublishedFigure.source == "T")))]
    assert found == [(first.value, fell.value), (37, 24)]


def test_a_report_is_warned_of_a_figure_below_the_latest_published_one(register: Session) -> None:
    for code in ("P-0", "P-1"):
        told(register, code, KNOWN)
    with everything(register):
        published(register, "complexes.handed_over", 1, date(2023, 6, 15))
        assert contradictions(register, DAY) == []
        published(register, "complexes.handed_over", 3, date(2023, 7, 15))
        [sentence] = contradictions(register, DAY)
        assert "٣" in str(sentence)
        assert "١٥ يوليو ٢٠٢٣" in str(sentence), "a day is written out in a sentence"
        assert contradictions(register, date(2023, 7, 14)) == []
        published(register, "complexes.handed_over", 2, date(2023, 7, 20))
        assert contradictions(register, DAY) == []


def test_the_shipped_figures_come_once_and_stay_edited(session: Session) -> None:
    with everything(session):
        add_published(session)
        number = len(session.scalars(select(PublishedFigure.id)).all())
        assert number == 124
        figure = session.scalars(select(PublishedFigure).where(PublishedFigure.source == "000", PublishedFigure.position == 6)).one()
        assert (figure.value, figure.qualifier, figure.indicator, figure.as_of) == (5400, "about", "training.trained", date(2023, 6, 30))
        figure.explanation = "فرق الإغلاق"
        session.flush()
        assert add_published(session) == 0
        assert figure.explanation == "فرق الإغلاق"
        every = session.scalars(select(PublishedFigure)).all()
        assert {one.indicator for one in every} - {""} <= INDICATORS.keys()
        assert not [one.id for one in every if any("a" <= letter <= "z" for letter in one.note + one.as_of_words)]


def test_every_indicator_answers_an_empty_register(session: Session) -> None:
    with everything(session):
        facts = Facts(session, DAY)
        assert {key: one.count(facts) for key, one in INDICATORS.items() if one.count(facts)} == {}


def test_the_columns_that_scripts_rely_on(run: Callable[..., Result], stocked: str) -> None:
    done = run("figures", "--format", "csv", url=stocked)
    assert done.exit_code == 0, done.output
    head, *rows = done.stdout.splitlines()
    assert head == "source,indicator,as_of,published,ours,difference,note"
    assert any(row.startswith("000,complexes.registered,2023-06-30,332,") for row in rows)
    told = {row.rsplit(",", 1)[1] for row in rows}
    assert any(note.startswith("مستهدف؛ نحو؛ ") for note in told)
    assert all(row.rsplit(",", 1)[1] for row in rows if row.split(",")[1] == "")


def test_the_command_stands_on_the_day_of_the_demo_as_its_pages_do(
    run: Callable[..., Result], stocked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_standing", [None])
    with engine_for(stocked).begin() as connection:
        connection.execute(text("update site set is_demo = true"))
    rows = list(csv.DictReader(io.StringIO(run("figures", "--format", "csv", url=stocked).stdout)))
    later = [row for row in rows if row["as_of"] > LAST_DAY.isoformat()]
    assert later
    assert {row["ours"] for row in later} == {""}
    assert any(row["ours"] for row in rows)
