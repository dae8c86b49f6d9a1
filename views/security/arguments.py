"""What the address of a list may ask for: a page, its size, an order, filters. Anything else that looks like one of these is refused."""

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from views.security.filters import ClosedFilters
from views.security.forms import hides_something

LARGEST_PAGE = 100_000
PAGE_SIZES = (25, 50, 100, 200)
LONGEST_VALUE = 200


@dataclass(frozen=True)
class ListArguments:
    """One reading of the address."""

    page: int
    page_size: int
    order_column: str
    order_direction: str


def read_arguments(view_name: str, order_columns: list[str], page_size: int) -> ListArguments:
    """The page, size and order asked for; 400 for a value that the page never offers."""
    page = _whole(request.args.get(f"page_{view_name}", "0"), LARGEST_PAGE)
    size = _whole(request.args.get(f"psize_{view_name}", str(page_size)), max(PAGE_SIZES))
    column = request.args.get(f"_oc_{view_name}", "")
    direction = request.args.get(f"_od_{view_name}", "asc")
    if not size or direction not in ("asc", "desc") or (column and column not in order_columns):
        abort(400)
    return ListArguments(page, size, column, direction)


def read_filters(filters: ClosedFilters) -> None:
    """Set the filters that the address names; a column that may not be searched is refused."""
    filters.clear_filters()
    for name, values in request.args.lists():
        if not name.startswith("_flt_"):
            continue
        match = re.fullmatch(r"_flt_(\d)_(\w{1,60})", name, re.ASCII)
        offered: list[Any] = filters.get_search_filters().get(match[2], []) if match else []
        if match is None or int(match[1]) >= len(offered):
            abort(400)
        for value in filter(None, (value.strip() for value in values[:5])):
            if len(value) > LONGEST_VALUE or hides_something(value):
                abort(400)
            filters.add_filter_index(match[2], int(match[1]), value)


def _whole(text: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) or int(text) > most:
        abort(400)
    return int(text)
