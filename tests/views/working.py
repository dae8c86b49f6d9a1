"""What tests of the pages about the work at a site share: a step that another person took, the form of one, and what is kept."""

from datetime import date
from typing import Any

from sqlalchemy import select

from models import Evidence, Site, StepEntry
from rollout.details.saving import Did, save_many
from rollout.evidence import Stored
from tests.rollout.details.making import did, path
from tests.views.telling import TODAY, hidden
from tests.views.visiting import House, Visitor

DAY = date(2023, 7, 10)


def took(house: House, site: str, area: str, *dids: Did, documents: tuple[Stored, ...] = (), by: int | None = None) -> int:
    """Record steps as another person would; gives the last entry's id."""
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        return save_many(session, [(found, area, one) for one in dids], today=TODAY, by=by, documents=documents)[-1].id


def received(house: House, site: str, day: date = date(2023, 6, 21)) -> int:
    """The building was received."""
    return took(house, site, "handover", did("handover", "building", "provisional", day))


def until(step: str, item: str = "electricity", day: date = DAY, **values: Any) -> list[Did]:
    """The way of a meter up to a step."""
    return path("utilities", item, day, until=step, **values)


def address(site: str, item: str = "electricity", step: str = "request", area: str = "utilities", **more: Any) -> dict[str, Any]:
    """What the form of a step is asked for with."""
    return {"query_string": {"site": site, "area": area, "item": item, "step": step, **more}}


def form_of(
    visitor: Visitor, site: str, item: str = "electricity", step: str = "request", area: str = "utilities", **more: Any
) -> dict[str, str]:
    """The hidden parts of the form as the page gives it out."""
    page = visitor.get("/works/new", **address(site, item, step, area, **more))
    assert page.status_code == 200, page.text
    return hidden(page)


def steps(house: House, site: str) -> list[StepEntry]:
    with house.records() as session:
        query = select(StepEntry).join(Site, Site.id == StepEntry.site_id).where(Site.code == site).order_by(StepEntry.id)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def papers(house: House, step: int) -> list[Evidence]:
    """The documents of a step, without the rows in which they confirm its stage."""
    with house.records() as session:
        found = list(session.scalars(select(Evidence).where(Evidence.step_id == step, Evidence.entry_id.is_(None)).order_by(Evidence.id)))
        session.expunge_all()
        return found
