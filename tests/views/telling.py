"""What tests of the pages about sites share: a day that stands still, a site, its form, and a photo."""

import io
import re
from datetime import date
from typing import Any

from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Governorate, ProgressEntry, Site
from rollout.journal import record
from rollout.rules import News
from rollout.stages import State
from tests.views.visiting import House, Visitor

TODAY = date(2023, 7, 31)


def code_in(house: House, governorate: str = "EG-AST") -> str:
    """The code of the test's site in a governorate."""
    with house.records() as session:
        place = session.scalars(select(Governorate.id).where(Governorate.code == governorate)).one()
        return session.scalars(select(Site.code).where(Site.governorate_id == place).order_by(Site.id)).first() or ""


def told(house: House, site: str, stage: str = "handover", state: State = State.DONE, day: date = date(2023, 7, 1), **more: Any) -> int:
    """Record news as another person would; gives the entry's id."""
    with house.records() as session:
        found = session.scalars(select(Site).where(Site.code == site)).one()
        return record(session, found, News(stage, state, day, **more), today=TODAY).id


def entries(house: House, site: str) -> list[ProgressEntry]:
    with house.records() as session:
        query = select(ProgressEntry).join(Site, Site.id == ProgressEntry.site_id).where(Site.code == site).order_by(ProgressEntry.id)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def opened(visitor: Visitor, site: str, stage: str = "handover", **more: str) -> dict[str, str]:
    """The hidden parts of the form as the page gives it out."""
    page = visitor.get("/entries/new", query_string={"site": site, "stage": stage, **more})
    assert page.status_code == 200, page.text
    return hidden(page)


def hidden(page: TestResponse) -> dict[str, str]:
    found = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page.text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def a_photo(colour: str = "red") -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "PNG")
    stream.seek(0)
    return stream
