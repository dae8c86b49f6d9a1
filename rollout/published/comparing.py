"""Every published figure beside our own of the same day, as known on that day, and what lies between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import PublishedFigure
from rollout.arabic import format_date
from rollout.clock import CAIRO, today
from rollout.indicators import INDICATORS, Facts, Indicator, Number
from rollout.journal import last_moment
from rollout.known import stand
from rollout.text import Text, _


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure and ours: `ours` as known on its day, `now` as known today of that day; None where we cannot say."""

    figure: PublishedFigure
    indicator: Indicator | None
    ours: Number | None
    now: Number | None

    @property
    def difference(self) -> Number | None:
        """Ours less the published one."""
        if self.ours is None or self.figure.value is None:
            return None
        return self.ours - self.figure.value

    @property
    def agrees(self) -> bool | None:
        """Whether ours says the same, within what rounding and words such as «more than» allow; None for a target."""
        if self.ours is None or self.figure.value is None or self.indicator is None or self.figure.sort == "target":
            return None
        return _within(self.figure, self.ours, self.indicator)


def _within(figure: PublishedFigure, ours: Number, indicator: Indicator) -> bool:
    published = Decimal(figure.value or 0)
    room = published * max(indicator.tolerance, Decimal("0.05") if figure.qualifier == "about" else Decimal(0))
    if figure.qualifier == "more_than":
        return ours >= published
    if figure.qualifier == "less_than":
        return ours <= published
    return abs(ours - published) <= room


def compared(session: Session) -> list[Compared]:
    """Every figure that was published, by source and place in it; each day is read once, as known then and as known now.

    Beside a target stands what had been reached by its day.
    """
    figures = session.scalars(select(PublishedFigure).order_by(PublishedFigure.source, PublishedFigure.position)).all()
    now = stand(session)
    newest = now.known_at if now is not None else last_moment(session)
    read: dict[tuple[date, datetime | None], Facts] = {}

    def count(figure: PublishedFigure, *, then: bool) -> Number | None:
        indicator = INDICATORS.get(figure.indicator)
        if indicator is None or figure.as_of is None or newest is None or figure.as_of > today():
            return None
        end = _end_of(figure.as_of)
        day = figure.as_of, end if then and end < newest else None
        return indicator.count(read.setdefault(day, Facts(session, *day)))

    return [
        Compared(figure, INDICATORS.get(figure.indicator), count(figure, then=True), count(figure, then=False)) for figure in figures
    ]


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), CAIRO) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two published figures of one indicator that cannot both hold as they stand."""

    earlier: PublishedFigure
    later: PublishedFigure


def conflicts(figures: Iterable[PublishedFigure]) -> list[Conflict]:
    """Figures of one indicator that differ for one day, or of which a later actual one is lower than an earlier one."""
    groups: dict[tuple[str, str], list[PublishedFigure]] = {}
    for figure in figures:
        if figure.indicator and figure.value is not None and figure.as_of is not None:
            groups.setdefault((figure.indicator, figure.sort), []).append(figure)
    found = []
    for (_indicator, sort), several in groups.items():
        several.sort(key=lambda figure: (figure.as_of, figure.source, figure.position))
        for place, one in enumerate(several):
            for other in several[place + 1 :]:
                lower = sort == "actual" and (other.value or 0) < (one.value or 0)
                if other.value != one.value and (other.as_of == one.as_of or lower):
                    found.append(Conflict(one, other))
    return found


def contradictions(session: Session, as_of: date, known_at: datetime | None = None) -> list[Text]:
    """Where a report of this day would contradict figures that were published before: a sentence each. Nothing is refused for it."""
    query = (
        select(PublishedFigure)
        .where(PublishedFigure.indicator != "", PublishedFigure.value.is_not(None), PublishedFigure.as_of <= as_of,
               PublishedFigure.sort == "actual")
        .order_by(PublishedFigure.as_of.desc(), PublishedFigure.source, PublishedFigure.position)
    )
    facts, told, seen = Facts(session, as_of, known_at), [], set()
    for figure in session.scalars(query):
        indicator = INDICATORS.get(figure.indicator)
        if indicator is None or figure.as_of is None or figure.indicator in seen:
            continue
        seen.add(figure.indicator)  # the latest that was published of each
        ours = indicator.count(facts)
        if ours is None:
            continue
        falls = ours < Decimal(figure.value or 0) and not _within(figure, ours, indicator)
        if falls or (figure.as_of == as_of and not _within(figure, ours, indicator)):
            told.append(_(
                "%(label)s: this report states %(ours)s, while %(published)s was published for %(day)s (source %(paper)s).",
                label=indicator.label, ours=ours, published=figure.value, day=format_date(figure.as_of), paper=figure.source,
            ))
    return told
