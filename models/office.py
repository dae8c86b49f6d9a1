"""What the ministry sets for its documents: one row a setting, edited on a page, with a version."""

from __future__ import annotations

from flask_appbuilder import Model
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Code, Key, Prose, Versioned


class OfficeSetting(Model, Versioned):
    """A letterhead line, the digit set of print, the days after which silence turns a site grey.

    The keys and their defaults are the rows of `rollout.office`.
    """

    __tablename__ = "office_setting"

    id: Mapped[Key]
    key: Mapped[Code] = mapped_column(unique=True)
    value: Mapped[Prose]
