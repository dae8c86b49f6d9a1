"""The framework's way to a table, with its open doors shut."""

import re
from typing import Any

from flask_appbuilder.exceptions import FABException
from flask_appbuilder.models.filters import Filters
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import func, select
from sqlalchemy.orm import Query, selectinload

from views.security.filters import ClosedFilters, ConverterOfFilters

LARGEST_KEY = 2**31 - 1


class SecureInterface(SQLAInterface):
    """Reads and writes one table for a page or an API.

    `eager` names relationships to load with the rows, in one statement each; whatever is not named here and is touched raises.
    """

    filter_converter_class = ConverterOfFilters

    def __init__(self, obj: type[Any], eager: tuple[str, ...] = ()) -> None:
        super().__init__(obj)
        self.eager = eager

    def get_filters(self, search_columns: list[str] | None = None, search_filters: Any = None) -> ClosedFilters:
        return ClosedFilters(self.filter_converter_class, self, search_columns or [], search_filters)

    def get_inner_filters(self, filters: Filters | None) -> Filters:
        """The framework leaves out a filter over a to-many relationship without a word; a page without its filter shows too much."""
        inner = super().get_inner_filters(filters)
        if filters and len(inner.filters) != len(filters.filters):
            raise FABException("a filter of this page cannot be applied")
        closed = self.get_filters()
        closed.filters, closed.values = inner.filters, inner.values
        return closed

    def apply_all(self, query: Query[Any], *args: Any, **kwargs: Any) -> Query[Any]:
        return super().apply_all(query, *args, **kwargs).options(*(selectinload(getattr(self.obj, name)) for name in self.eager))

    def query_count(self, query: Query[Any], filters: Filters | None = None, select_columns: list[str] | None = None) -> int:
        counted = self._apply_inner_all(query, filters, select_columns=select_columns, aliases_mapping={})
        return counted.with_entities(func.count(self.get_pk())).scalar()

    def get(self, id: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: A002 — the framework's name of the argument
        key = as_key(id)
        return None if key is None else super().get(key, *args, **kwargs)

    def choices(self) -> list[Any]:
        """Every row that the user may see, in the order of names: what a field offers to choose from."""
        order = getattr(self.obj, "sort_key", None) or self.get_pk()
        return list(self.session.scalars(select(self.obj).order_by(order)))

    def get_related_interface(self, col_name: str) -> "SecureInterface":
        return SecureInterface(self.get_related_model(col_name))

    def get_related_obj(self, col_name: str, value: Any) -> Any:
        return self.get_related_interface(col_name).get(value)


def as_key(value: Any) -> int | None:
    """A row's number as it came in an address or a form; None for anything that cannot be one."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,10}", text, re.ASCII) or int(text) > LARGEST_KEY:
        return None
    return int(text)
