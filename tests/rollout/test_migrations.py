"""The schema's history leads from nothing to exactly the models, and back, on both databases."""

from alembic import command
from flask_appbuilder import Model
from sqlalchemy import create_engine, inspect

from rollout import migrations
from rollout.database import address


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


def test_models_equal_migrations(empty_url: str) -> None:
    migrations.upgrade(empty_url)
    command.check(migrations.config(empty_url))
