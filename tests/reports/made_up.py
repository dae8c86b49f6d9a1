"""Sites and papers made by hand, for tests of reports that need no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

from reports.document.content import Document
from reports.progress.committee import committee_document
from reports.progress.paper import Sheet
from reports.readings.figures import Figures, Site
from reports.readings.history import Point
from reports.words.phrases import GOVERNORATE, WITHIN, Phrases
from rollout.arabic import Digits
from rollout.office import Office
from rollout.position import Row, SitePosition
from rollout.stages import Kind, State, standing
from rollout.text import speaking

AS_OF = date(2023, 7, 31)
KNOWN_AT = datetime(2023, 8, 1, 9, 30, 15, tzinfo=UTC)
PATIENCE = 30

_ids = count(1)


def a_site(
    states: dict[str, State] | None = None,
    *,
    kind: Kind = Kind.COMPLEX,
    proven: tuple[str, ...] = (),
    since: dict[str, date] | None = None,
    planned_on: date | None = None,
    last_news_on: date | None = AS_OF,
    reason: str = "",
    waived: dict[str, tuple[str, str]] | None = None,
    code: str = "",
    name: str = "مجمع خدمات صنبو",
    is_demo: bool = False,
    governorate: str = "EG-AST",
) -> Site:
    """A site whose stages are in `states`, all others not started; the stages in `proven` have a document,
    those in `waived` the name of who approved that they were done before their turn, and why."""
    id_ = next(_ids)
    silent = (AS_OF - last_news_on).days if last_news_on else None
    code = code or f"AST-{id_:03}"
    states, since, waived = states or {}, since or {}, waived or {}
    rows = {}
    for stage in kind.stages:
        state = states.get(stage.key, State.NOT_STARTED)
        known = standing(state, stage.key in proven, silent or 0, PATIENCE)
        effective_on = None if state is State.NOT_STARTED else since.get(stage.key, date(2023, 3, 12))
        rows[stage.key] = Row(
            id_, code, kind, governorate, stage.key, state, None, stage.wanted, effective_on, last_news_on, KNOWN_AT, known, id_,
            stage.key in proven, "", reason if state is State.STALLED else "",
            *waived.get(stage.key, ("", "")), last_news_on is not None,
        )
    position = SitePosition(
        id_, code, name, "", kind, governorate, 1, "ديروط", planned_on, "", is_demo, last_news_on, silent, rows,
    )
    return Site(position, AS_OF, PATIENCE)


def with_units(site: Site, stage: str, done: int, wanted: int) -> Site:
    """The same site with units counted on one stage."""
    rows = site.position.stages | {stage: site.position.stages[stage]._replace(done=done, wanted=wanted)}
    return replace(site, position=replace(site.position, stages=rows))


def all_done(kind: Kind = Kind.COMPLEX) -> dict[str, State]:
    return {stage.key: State.DONE for stage in kind.stages}


def a_history() -> tuple[Point, ...]:
    first = date(2023, 2, 28)
    return tuple(Point(first + timedelta(days=30 * n), n / 10, n / 20) for n in range(6))


def a_sheet(*sites: Site, digits: Digits = Digits.ARABIC) -> Sheet:
    return Sheet(
        book=Phrases(digits), office=Office(digits=digits), found=Figures(sites), as_of=AS_OF, known_at=KNOWN_AT, patience=PATIENCE,
        reference="AST/2023-07-31", issuer=GOVERNORATE.format(name="أسيوط"), subtitle=GOVERNORATE.format(name="أسيوط"),
        place=WITHIN.format(name="أسيوط"),
    )


def a_paper(*sites: Site, digits: Digits = Digits.ARABIC) -> Document:
    with speaking("ar"):
        return committee_document(a_sheet(*sites, digits=digits), a_history())


