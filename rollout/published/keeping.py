"""Adding to the register of published figures, and saying why ours differs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import PublishedFigure
from rollout.clock import today
from rollout.errors import Conflict, Refused, RefusedTogether
from rollout.indicators import INDICATORS
from rollout.journal import next_moment
from rollout.rules import EARLIEST
from rollout.text import Text, _

QUALIFIERS: dict[str, Text] = {"": _("exactly"), "about": _("about"), "more_than": _("more than"), "less_than": _("less than")}
SORTS: dict[str, Text] = {"actual": _("reached"), "target": _("target")}
_LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class Said:
    """A figure as somebody found it: who said it, in which words, its value, the day that it speaks for."""

    source: str
    words_ar: str
    value: int | Decimal
    unit_ar: str
    as_of: date
    indicator: str = ""
    qualifier: str = ""
    sort: str = "actual"
    scope_ar: str = ""
    note: str = ""


def add_figure(session: Session, said: Said, *, by: int | None) -> PublishedFigure:
    """Keep a figure as the next one of its source; raises RefusedTogether with all that is wrong. Flushes."""
    faults = _faults(session, said)
    if faults:
        raise RefusedTogether(faults)
    moment = next_moment(session)
    last = session.scalar(select(func.max(PublishedFigure.position)).where(PublishedFigure.source == said.source)) or 0
    figure = PublishedFigure(
        source=said.source, position=last + 1, topic="", scope_ar=said.scope_ar, words_ar=said.words_ar, said=str(said.value),
        value=said.value, unit_ar=said.unit_ar, qualifier=said.qualifier, sort=said.sort, as_of=said.as_of, as_of_words="",
        indicator=said.indicator, note=said.note, explanation="", recorded_at=moment, recorded_by_id=by,
    )
    session.add(figure)
    session.flush()
    return figure


def _faults(session: Session, said: Said) -> list[Refused]:
    found = [
        Refused(_("This field is required."), name) for name in ("source", "words_ar", "unit_ar") if not getattr(said, name).strip()
    ]
    if said.value < 0:
        found.append(Refused(_("A published figure is not less than zero."), "value"))
    elif said.value > _LARGEST:
        found.append(Refused(_("The number is too large."), "value"))
    elif said.value != round(Decimal(said.value), 3):
        found.append(Refused(_("A figure has three decimals at most."), "value"))
    if not EARLIEST <= said.as_of <= date(today().year + 10, 12, 31):
        found.append(Refused(_("The date is out of range."), "as_of"))
    elif said.sort == "actual" and said.as_of > today():
        found.append(Refused(_("What was reached cannot speak for a day that has not come; a target can."), "as_of"))
    if said.indicator and said.indicator not in INDICATORS:
        found.append(Refused(_("Not a valid choice."), "indicator"))
    same = select(PublishedFigure.id).where(
        PublishedFigure.source == said.source, PublishedFigure.words_ar == said.words_ar, PublishedFigure.as_of == said.as_of,
        PublishedFigure.value == said.value,
    )
    if not found and session.scalar(same.limit(1)) is not None:
        found.append(Refused(_("This figure of this source is kept already."), "value"))
    return found


def explain(session: Session, figure: PublishedFigure, explanation: str, indicator: str, *, seen: int) -> None:
    """Say why ours differs, and which indicator of ours measures the same. `seen` is the version that was read. Flushes."""
    if figure.row_version != seen:
        raise Conflict
    if indicator and indicator not in INDICATORS:
        raise Refused(_("Not a valid choice."), "indicator")
    figure.explanation, figure.indicator = explanation, indicator
    session.flush()
