"""The peer: stock Flask-AppBuilder as its own documentation sets it up, over the very table and rows that our pages read."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder, Model, ModelView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from werkzeug.security import generate_password_hash

from models import Site
from rollout.scope import EVERYTHING, open_scope
from tests.bench.worlds import World
from tests.serving import SECRET_KEY


class PeerSiteView(ModelView):
    """Sites as the framework lists them: its templates, its search form, its permission checks; fifty rows of plain columns."""

    datamodel = SQLAInterface(Site)
    list_columns = ("code", "name_ar", "kind", "planned_on", "executing_body")
    search_columns = ("code", "name_ar", "kind")
    base_order = ("sort_key", "asc")
    page_size = 50


def stock_list(world: World) -> tuple[Flask, Callable[[str], Any]]:
    """The peer over a world's database, and how its administrator opens a page."""
    app = Flask("peer")
    app.config.update(
        SECRET_KEY=SECRET_KEY, SQLALCHEMY_DATABASE_URI=world.settings.database_url.replace("postgresql://", "postgresql+psycopg://"),
        CSRF_ENABLED=False, WTF_CSRF_ENABLED=False, BABEL_DEFAULT_LOCALE="en",
    )
    database = SQLA(metadata=Model.metadata)
    database.init_app(app)
    with app.app_context():
        open_scope(database.session(), EVERYTHING)
        builder = AppBuilder(app, database.session)
        builder.add_view(PeerSiteView, "Sites")
        admin = builder.sm.find_role("Admin")
        builder.sm.add_user("peer", "Stock", "Peer", "peer@rollout.invalid", admin, hashed_password=generate_password_hash("peer-password"))
    app.before_request(lambda: open_scope(database.session(), EVERYTHING))
    client = app.test_client()
    client.post("/login/", data={"username": "peer", "password": "peer-password"})
    return app, client.get
