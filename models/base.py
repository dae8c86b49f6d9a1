"""What all tables share: names of constraints, types of columns, the governorate that a row belongs to, and the row's version."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Annotated, Any

from flask_appbuilder import Model
from sqlalchemy import BigInteger, ColumnElement, Date, DateTime, ForeignKey, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from rollout.supply.quantities import Quantity, from_thousandths, thousandths

# Set before any table of ours is defined: Alembic can only drop a constraint whose name it knows.
Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in time, kept in UTC to the microsecond; naive values are refused, for they mean nothing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Quantities(TypeDecorator[Quantity]):
    """A quantity, kept as whole thousandths so that sums are exact on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Quantity | None, dialect: Dialect) -> int | None:
        return None if value is None else thousandths(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Quantity | None:
        return None if value is None else from_thousandths(int(value))


Key = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(40))]
Name = Annotated[str, mapped_column(String(200))]
Line = Annotated[str, mapped_column(String(500))]
Prose = Annotated[str, mapped_column(Text)]
Day = Annotated[date, mapped_column(Date)]
When = Annotated[datetime, mapped_column(Moment)]
# Compared byte by byte on both databases: `rollout.arabic.sort_key` has put the Arabic order into the bytes already.
SortKey = Annotated[str, mapped_column(String(200).with_variant(String(200, collation="C"), "postgresql"))]
Piastres = Annotated[int, mapped_column(BigInteger)]
Amount = Annotated[Quantity, mapped_column(Quantities)]


class Scoped:
    """A row that belongs to one governorate; `rollout.scope` lets nobody else see or change it."""

    @declared_attr
    def governorate_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("governorate.id"), index=True)

    @classmethod
    def in_governorates(cls, ids: Collection[int]) -> ColumnElement[bool]:
        """The condition that keeps the rows of these governorates only; no ids keep no row."""
        return cls.governorate_id.in_(ids)


class Versioned:
    """A row that people edit: its version goes out with each form and must still be the same when it comes back."""

    row_version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.row_version}
