"""The table of a session's counts as it is typed or pasted: read whole, and every cell that cannot be read named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from models import Attendance
from rollout.arabic import clean, fold, parse_count
from rollout.errors import Unreadable
from rollout.text import LANGUAGES, Text, _, listed, speaking
from rollout.training.attendance import Count
from rollout.works.training import BODIES
from views.security.forms import hides_something
from views.training.places import Destinations, Whereto

COLUMNS: tuple[tuple[str, Text], ...] = (
    ("body", _("Body")), ("destination", _("Destination")), ("persons", _("Persons")), ("seats", _("Seats")),
    ("certified", _("Certificates")), ("note", _("Note")),
)
LABELS = dict(COLUMNS)
NUMBERS = ("persons", "seats", "certified")
MOST_ROWS = 400
_LONGEST_CELL = 2_000


@dataclass
class TypedRow:
    """One row as it stands on the page. `name` says in words where its people will serve; `wrong` has a sentence for each bad cell."""

    typed: dict[str, str]
    name: str = ""
    wrong: dict[str, list[Text]] = field(default_factory=dict)
    count: Count | None = None

    @property
    def is_blank(self) -> bool:
        return not any(self.typed.values())

    def put(self, name: str, text: str) -> None:
        """Say something else of a row that could be read."""
        self.typed[name] = text
        if hides_something(text):
            self.wrong[name], self.count = [_("The text contains characters that cannot be seen.")], None
        elif self.count is not None and name in NUMBERS:
            try:
                told: dict[str, Any] = {name: parse_count(text)}
                self.count = replace(self.count, **told)
            except Unreadable as unreadable:
                self.wrong[name], self.count = [unreadable.message], None
        elif self.count is not None:
            self.count = replace(self.count, note=text)


@dataclass
class Table:
    """The rows of a session's counts, blank ones in between left where they are. `cut` says that more were sent than a table may have."""

    rows: list[TypedRow]
    cut: bool = False

    @property
    def counts(self) -> list[tuple[int, Count]]:
        """What could be read, each with the place of its row."""
        return [(place, row.count) for place, row in enumerate(self.rows) if row.count is not None]

    @property
    def wrong(self) -> list[Text]:
        """Each bad cell in one sentence that names its row and column; before them, that there are too many rows."""
        whole = [_("The table of a session has %(most)s rows at most; nothing was recorded.", most=MOST_ROWS)]
        return [*(whole if self.cut else ()), *(
            _("Row %(row)s, %(column)s: %(sentence)s", row=place, column=LABELS[name], sentence=sentence)
            for place, row in enumerate(self.rows, 1) for name in LABELS for sentence in row.wrong.get(name, ())
        )]


def of_counts(rows: Sequence[Attendance], places: Whereto) -> Table:
    """The table of what is in force."""
    bodies = dict(BODIES)
    return Table([
        TypedRow(
            {"body": str(bodies.get(row.body, row.body)), "destination": places.typed(row), "note": row.note}
            | {name: str(getattr(row, name)) for name in NUMBERS},
            places.name(row),
        )
        for row in rows
    ])


def sent(session: Session, kept: Collection[int]) -> Table:
    """The table that the browser sent, each row read as far as it can be; `kept` are the sites to which its counts go already."""
    columns = {name: request.form.getlist(name) for name in LABELS}
    told = max((place for cells in columns.values() for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    length = min(max(map(len, columns.values())), MOST_ROWS)
    rows = [
        TypedRow({name: clean(cells[place][:_LONGEST_CELL]) if place < len(cells) else "" for name, cells in columns.items()})
        for place in range(length)
    ]
    for place, row in enumerate(rows):
        hidden = [name for name, cells in columns.items() if place < len(cells) and hides_something(cells[place])]
        row.wrong |= {name: [_("The text contains characters that cannot be seen.")] for name in hidden}
    places = Destinations(session, [row.typed["destination"] for row in rows if not row.is_blank], kept)
    for row in rows:
        if not row.is_blank:
            _read(row, places)
    return Table(rows, cut=told > MOST_ROWS)


def _read(row: TypedRow, places: Destinations) -> None:
    values: dict[str, Any] = {}
    for name in NUMBERS:
        try:
            values[name] = parse_count(row.typed[name])
        except Unreadable as unreadable:
            row.wrong[name] = [unreadable.message]
    body = _bodies().get(fold(row.typed["body"]))
    if body is None:
        expected = _("one of: %(choices)s", choices=listed(str(label) for _key, label in BODIES))
        row.wrong["body"] = [Unreadable(row.typed["body"], expected).message]
    try:
        governorate_id, site_id, row.name = places.find(row.typed["destination"])
    except Unreadable as unreadable:
        row.wrong["destination"] = [unreadable.message]
        return
    if body is not None and not row.wrong:
        row.count = Count(body, governorate_id, site_id, note=row.typed["note"], **values)


@lru_cache
def _bodies() -> dict[str, str]:
    """The keys of the bodies by every word for them, in either language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with speaking(language):
            found |= {fold(str(label)): key for key, label in BODIES}
    return found | {fold(key): key for key, _label in BODIES}
