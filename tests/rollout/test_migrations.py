"""The schema's history leads from nothing to exactly the models, and back, on both databases."""

from datetime import date

from alembic import command
from flask_appbuilder import Model
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.orm import Session

from models import Promise
from rollout import migrations
from rollout.database import address
from rollout.plan import unprojected
from rollout.scope import everything


def tables(url: str) -> set[str]:
    engine = create_engine(address(url))
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_up_down_and_up_again(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    assert set(Model.metadata.tables) <= tables(empty_url)
    migrations.downgrade(empty_url, "base")
    assert tables(empty_url) == {"alembic_version"}
    migrations.upgrade(empty_url)
    migrations.upgrade(empty_url)
    assert set(Model.metadata.tables) <= tables(empty_url)


def test_what_an_older_register_plans_becomes_a_promise(empty_url: str) -> None:
    migrations.upgrade(empty_url, "0002")
    engine = create_engine(address(empty_url))
    with engine.begin() as connection:
        place = "insert into governorate (id, code, name_ar, name_en, capital_ar, region_ar, in_phase1, sort_key)"
        connection.execute(text(f"{place} values (1, 'EG-AST', 'أسيوط', 'Assiut', 'أسيوط', '', true, '')"))
        site = "insert into site (id, code, kind, governorate_id, name_ar, name_en, aliases, executing_body, planned_on, notes, is_demo,"
        rest = "recorded_at, folded, sort_key, row_version) values (:id, :code, 'complex', 1, 'أ', '', '', '', :day, '', false,"
        for number, day in ((1, "2023-12-01"), (2, None)):
            values = {"id": number, "code": f"AST-{number}", "day": day}
            connection.execute(text(f"{site} {rest} '2023-06-05 08:00:00.000000', '', '', 1)"), values)
    migrations.upgrade(empty_url)
    with Session(engine) as session, everything(session):
        [promise] = session.scalars(select(Promise)).all()
        assert (promise.site_id, promise.due_on, promise.given_on, promise.reason) == (1, date(2023, 12, 31), date(2023, 6, 5), "register")
        assert unprojected(session) == (2, [])
    engine.dispose()


def test_models_equal_migrations(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    command.check(migrations.config(empty_url))
