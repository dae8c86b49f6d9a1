"""The schema's history: from nothing to now and back, on both databases."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from rollout.database import address


def config(url: str) -> Config:
    """Alembic's configuration for this database; there is no ini file, for there is nothing else to say."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    settings.attributes["url"] = address(url)
    return settings


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`. Nothing happens where it is there already."""
    command.upgrade(config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision` (``base`` is the empty database), with the data in it."""
    command.downgrade(config(url), revision)
