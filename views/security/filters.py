"""What a list may be searched by: few, literal and closed when empty."""

import copy
from typing import Any

from flask import g
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.models.filters import BaseFilter, FilterRelation, Filters
from flask_appbuilder.models.sqla.filters import (
    FilterEqual,
    FilterGreater,
    FilterSmaller,
    SQLAFilterConverter,
)
from sqlalchemy import false
from sqlalchemy.orm import Query

from rollout.arabic import fold
from rollout.text import _


class FilterContains(BaseFilter):
    """Text anywhere in a column, letter by letter: % and _ mean themselves. The column `folded` is searched folded."""

    name = _("Contains")
    arg_name = "ct"

    def apply(self, query: Query[Any], value: str) -> Query[Any]:
        wanted = fold(value) if self.column_name == "folded" else value
        return query.filter(getattr(self.model, self.column_name).icontains(wanted, autoescape=True))


class FilterRow(FilterRelation):
    """The rows that belong to one row of another table; a row that the user may not see, or that is not there, has none."""

    name = _("Is")
    arg_name = "rel_o_m"

    def apply(self, query: Query[Any], value: str) -> Query[Any]:
        wanted = self.datamodel.get_related_obj(self.column_name, value)
        return query.filter(false() if wanted is None else getattr(self.model, self.column_name) == wanted)


class ConverterOfFilters(SQLAFilterConverter):
    """Which filters a type of column offers; the first is the one that the search bar shows."""

    conversion_table = (
        ("is_relation_many_to_one", [FilterRow]),
        ("is_text", [FilterContains]),
        ("is_string", [FilterContains, FilterEqual]),
        ("is_integer", [FilterEqual]),
        ("is_boolean", [FilterEqual]),
        ("is_date", [FilterEqual, FilterGreater, FilterSmaller]),
    )

    def convert(self, col_name: str) -> list[BaseFilter]:
        kinds = next((kinds for test, kinds in self.conversion_table if getattr(self.datamodel, test)(col_name)), [])
        return [kind(col_name, self.datamodel) for kind in kinds]


class ClosedFilters(Filters):
    """The filters of one query. A filter with an empty list of values keeps no row, where the framework's own would keep all."""

    def apply_all(self, query: Query[Any]) -> Query[Any]:
        if any(isinstance(value, list) and not value for value in self.values):
            query = query.filter(false())
        return super().apply_all(query)

    def rest_add_filters(self, data: list[dict[str, Any]]) -> None:
        """Set the filters that a question names; the framework would pass over one that it does not know."""
        for asked in data:
            offered = self._search_filters.get(asked["col"], [])
            found = next((each for each in offered if each.arg_name == asked["opr"]), None)
            if found is None:
                raise FABException("a filter that is not offered")
            self._add_filter(found, asked["value"])

    def copy(self) -> "ClosedFilters":
        twin = copy.copy(self)
        twin.filters, twin.values = list(self.filters), list(self.values)
        return twin

    def get_joined_filters(self, filters: Filters) -> "ClosedFilters":
        joined = self.copy()
        joined.filters += filters.filters
        joined.values += filters.values
        return joined

    def fresh(self) -> "ClosedFilters":
        """The same choice of filters with none of them set: one for each request, never shared between threads."""
        twin = copy.copy(self)
        twin.clear_filters()
        return twin


class PerRequestFilters:
    """For views: filters of its own for each request.

    The framework keeps one object of filters for all threads, and so shows and files one user's rows under another's choice.
    """

    _all_filters: ClosedFilters | None = None

    @property
    def _filters(self) -> Any:
        if self._all_filters is None:  # while the framework still puts the view together
            return None
        kept: dict[str, ClosedFilters] = g.setdefault("filters", {})
        return kept.setdefault(type(self).__name__, self._all_filters.fresh())

    @_filters.setter
    def _filters(self, filters: ClosedFilters | None) -> None:
        self._all_filters = filters
