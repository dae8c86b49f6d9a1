"""The figures of the programme's public texts as the product ships them: loaded once, then the ministry's own to edit."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import PublishedFigure
from rollout.journal import next_moment
from rollout.tabular import shipped

_TARGET = "target"


def add_published(session: Session) -> int:
    """Add the shipped figures that are not there yet, by source and place in it; gives their number. Edited ones stay as they are."""
    known = {(row.source, row.position) for row in session.execute(select(PublishedFigure.source, PublishedFigure.position))}
    meanings = {(row["source"], int(row["position"])): row for row in shipped("published_meanings.csv")}
    days = {row["said"]: row for row in shipped("published_dates.csv")}
    new = [
        row for row in shipped("published_figures.csv") if (row["doc"], int(row["file_order_number"])) not in known
    ]
    if new:
        moment = next_moment(session)
        session.add_all(PublishedFigure(**_figure(row, meanings, days), recorded_at=moment) for row in new)
        session.flush()
    return len(new)


def _figure(row: dict[str, str], meanings: dict[tuple[str, int], dict[str, str]], days: dict[str, dict[str, str]]) -> dict[str, Any]:
    key = row["doc"], int(row["file_order_number"])
    meaning, day = meanings.get(key, {}), days.get(row["as_of_date_or_period"], {})
    return dict(
        source=key[0], position=key[1], topic=row["topic"], scope_ar=row["entity_ar"],
        words_ar=meaning.get("words_ar") or row["indicator_ar"], said=row["value"], value=_number(row["value"]), unit_ar=row["unit"],
        qualifier=meaning.get("qualifier", ""), sort=_TARGET if row["target_or_actual"] == _TARGET else "actual",
        as_of=date.fromisoformat(day["as_of"]) if day.get("as_of") else None, as_of_words=day.get("words_ar", ""),
        indicator=meaning.get("indicator", ""), note=meaning.get("note_ar", ""), explanation="",
    )


def _number(said: str) -> int | Decimal | None:
    """The number that a source's words mean, if they are one."""
    try:
        number = Decimal(said)
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral_value() else number
