"""Small worlds for tests: places, sites and entries, each with only what the test speaks of."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from hypothesis import HealthCheck, settings
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import CentrePair, Governorate, Markaz, ProgressEntry, Site
from rollout import journal, plan  # noqa: F401  (date each new site as it is flushed, and promise its planned wave)
from rollout.arabic import sort_key
from rollout.scope import everything
from rollout.stages import Kind, State

_numbers = count(1)

# Each example works in the test's one database and rolls back, so the fixture may be shared between examples.
DATABASE_EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

NAMES = {"EG-AST": "أسيوط", "EG-KN": "قنا", "EG-KFS": "كفر الشيخ"}


def a_governorate(session: Session, code: str = "EG-AST") -> Governorate:
    with everything(session):
        found = session.scalar(select(Governorate).where(Governorate.code == code))
        if found is None:
            name = NAMES.get(code, code)
            found = Governorate(
                code=code, name_ar=name, name_en=code, capital_ar=name, region_ar="", in_phase1=True, sort_key=sort_key(name)
            )
            session.add(found)
            session.flush()
        return found


def a_markaz(session: Session, governorate: str = "EG-AST", name: str = "ديروط") -> Markaz:
    markaz = Markaz(governorate_id=a_governorate(session, governorate).id, name_ar=name)
    with everything(session):
        session.add(markaz)
        session.flush()
    return markaz


def a_site(session: Session, *, governorate: str = "EG-AST", kind: Kind = Kind.COMPLEX, **values: Any) -> Site:
    number = next(_numbers)
    values = {"code": f"T-{number:05}", "name_ar": f"مجمع خدمات {number}", **values}
    site = Site(governorate_id=a_governorate(session, governorate).id, kind=kind.value, **values)
    with everything(session):
        session.add(site)
        session.flush()
    return site


def a_pair(session: Session, site: Site, centre: Site | None = None) -> CentrePair:
    """The complex wired with a centre of its governorate."""
    with everything(session):
        code = session.scalars(select(Governorate.code).where(Governorate.id == site.governorate_id)).one()
        centre = centre or a_site(session, governorate=code, kind=Kind.FIXED_CENTRE)
        pair = CentrePair(complex_id=site.id, centre=centre, governorate_id=site.governorate_id)
        session.add(pair)
        session.flush()
    return pair


def entry_values(site: Site, **values: Any) -> dict[str, Any]:
    """A row of the journal as its table wants it, past the rules: for tests of what is read, not of what is admitted."""
    effective_on = values.get("effective_on", date(2023, 1, 1))
    return {
        "site_id": site.id, "governorate_id": site.governorate_id, "stage": "handover", "state": State.DONE.value, "done": None,
        "wanted": None, "effective_on": effective_on, "news_on": effective_on, "recorded_at": datetime(2023, 1, 1, tzinfo=UTC),
        "recorded_by_id": None, "source": "test", "note": "", "reason": "", "waiver_by": "", "waiver_reason": "", "replaces_id": None,
        "import_run_id": None, **values,
    }


def write_entries(session: Session, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(ProgressEntry.__table__), rows)
