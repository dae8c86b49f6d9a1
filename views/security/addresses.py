"""Numbers of rows in addresses. One that no row can have leads to no page, before any database is asked for it."""

from flask import Flask, abort, request
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from views.security.interface import LARGEST_KEY, as_key


class RowNumber(IntegerConverter):
    """A whole number up to the largest number of a row."""

    def to_python(self, value: str) -> int:
        number = as_key(super().to_python(value)) if len(value) <= len(str(LARGEST_KEY)) else None
        if number is None:
            raise NotFound
        return number


def number_rows(app: Flask) -> None:
    """Read every whole number in an address so. Before any page is registered."""
    app.url_map.converters["int"] = RowNumber


def row_asked(name: str) -> int | None:
    """The number of a row that the address asks for by name; None where it names none, 404 for what can be no row's."""
    raw = request.args.get(name, "").strip()
    return as_key(raw) or abort(404) if raw else None
