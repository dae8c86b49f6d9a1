"""Rows of a demo register in bulk: their numbers, whom they name as their writer, and the writing itself."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from models import Governorate
from rollout.database import lock_journal
from rollout.demo.places import Place
from rollout.evidence import Stored

_CHUNK = 5_000


class BulkRows:
    """What all rows of one loading share. Numbers are given out here, so that rows can point to each other before they are written."""

    def __init__(self, session: Session, officers: Mapping[str, int], papers: Mapping[str, Stored], numbered: Iterable[Any]) -> None:
        self.session = session
        self.officers = officers
        self.papers = papers
        lock_journal(session)
        self.next_ids = {model: (session.scalar(select(func.max(model.id))) or 0) + 1 for model in numbered}
        self.governorates = dict(session.execute(select(Governorate.code, Governorate.id)).all())
        self.centres: dict[tuple[str, str], tuple[Place, int]] = {}

    def new_id(self, model: Any) -> int:
        """The number of the next row."""
        number = self.next_ids[model]
        self.next_ids[model] += 1
        return number

    def common(self, place: Place, moment: datetime) -> dict[str, Any]:
        """What every row about a site says of who recorded it, and when."""
        by = self.officers.get(place.governorate)
        return dict(governorate_id=self.governorates[place.governorate], recorded_at=moment, recorded_by_id=by)

    def insert(self, model: Any, rows: list[dict[str, Any]]) -> None:
        """Write rows in chunks; all have the same columns."""
        for start in range(0, len(rows), _CHUNK):
            self.session.execute(insert(model.__table__), rows[start : start + _CHUNK])

    def tell_the_database(self) -> None:
        """Let PostgreSQL count on after the numbers that were given out here, and know at once how much there is; SQLite does by itself."""
        if self.session.get_bind().dialect.name == "postgresql":
            for model, number in self.next_ids.items():
                set_next = text("select setval(pg_get_serial_sequence(:table, 'id'), :number, false)")
                self.session.execute(set_next, {"table": model.__tablename__, "number": number})
            self.session.execute(text("analyze"))


def file_of(paper: Stored) -> dict[str, Any]:
    """What a row of evidence says of its file."""
    return dict(sha256=paper.sha256, original_name=paper.original_name, media_type=paper.media_type, size=paper.size)
