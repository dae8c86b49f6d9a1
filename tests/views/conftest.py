"""The application for tests of pages: in this process, on SQLite, with the cast and two governorates that hold something."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import views.pages
from models import Programme
from rollout.app import create_app
from rollout.database import engine_for, session_for
from rollout.scope import everything
from rollout.settings import Settings
from tests.cast import bring_in
from tests.conftest import fresh_copy
from tests.factories import a_markaz, a_site
from tests.laying import lay
from tests.loading import into_one_file
from tests.serving import SECRET_KEY
from tests.views.visiting import House
from views.frame.menu import Page

OWN, FOREIGN = "EG-AST", "EG-KFS"


def furnish(url: str) -> None:
    """The cast, and in each of two governorates a markaz and a site; nobody of the cast works for the second one only."""
    with session_for(url) as session, everything(session):
        bring_in(session)
        session.add(Programme(code="HK", name_ar="حياة كريمة", name_en="Decent Life", partner_ar="الخزانة", partner_en="Treasury"))
        for code, name in ((OWN, "أسيوط"), (FOREIGN, "كفر"), ("EG-KN", "قنا")):
            markaz = a_markaz(session, code, f"مركز {name} للاختبار")
            a_site(session, governorate=code, name_ar=f"مجمع {name}", markaz_id=markaz.id)
        session.commit()


@pytest.fixture(autouse=True)
def _a_day_that_stands_still(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the mark `on_day`, if there is one."""
    mark = request.node.get_closest_marker("on_day")
    if mark:
        monkeypatch.setattr("rollout.clock.today", lambda: mark.args[0])


def settings_for(url: str, folder: Path, **values: Any) -> Settings:
    return Settings(
        database_url=url, files_url=f"file://{folder / 'files'}", work_folder=str(folder / "work"), secret_key=SECRET_KEY, **values
    )


@pytest.fixture(scope="session")
def furnished_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("furnished") / "template.db"
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    furnish(url)
    engine_for(url).dispose()
    into_one_file(path)
    return path


@pytest.fixture(scope="session")
def apps() -> Iterator[dict[Any, Flask]]:
    """The applications of this process. Between requests they keep nothing outside their databases and folders.

    Whether they hold made-up sites they ask once, not every half minute: else what a page asks would depend on how long a test took.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("views.frame.shell._DEMO_CACHE_SECONDS", 1e6)
        yield {}


@pytest.fixture
def make_house(
    apps: dict[Any, Flask], furnished_template: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[..., House]]:
    """The application, with further pages and settings where a test names them, over a database and folders that no test has used yet."""
    houses: list[House] = []

    def app_with(*more: type[Any], **values: Any) -> Flask:
        with monkeypatch.context() as patch:
            patch.setattr(views.pages, "PAGES", (*views.pages.PAGES, *(Page(view) for view in more)))
            return create_app(settings_for(f"sqlite:///{tmp_path_factory.mktemp('house') / 'house.db'}", tmp_path, **values))

    def make(*more: type[Any], **values: Any) -> House:
        which = (more, *sorted(values.items()))
        app = apps.get(which)
        if app is None or app in [house.app for house in houses]:
            app = apps[which] = app_with(*more, **values)
        url: str = app.config["ROLLOUT"].database_url
        fresh_copy(furnished_template, Path(url.removeprefix("sqlite:///")))
        app.config["ROLLOUT"] = settings_for(url, tmp_path, **values)  # read anew by each request
        houses.append(House(app, url))
        return houses[-1]

    yield make
    for house in houses:
        leave(house)


@pytest.fixture
def house_on_each(apps: dict[Any, Flask], database_url: str, tmp_path: Path) -> Iterator[House]:
    """The furnished house, once on each kind of database."""
    lay(database_url, furnish)
    settings = settings_for(database_url, tmp_path)
    app = apps.get(database_url) or apps.setdefault(database_url, create_app(settings))
    app.config["ROLLOUT"] = settings
    house = House(app, database_url)
    yield house
    leave(house)


def leave(house: House) -> None:
    """Close what the application and the test have open, so that the next test can have a database in its place."""
    with house.app.app_context():
        for engine in house.app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
    engine_for(house.url).dispose()


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()
