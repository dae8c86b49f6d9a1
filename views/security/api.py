"""The parent of APIs over one table, and signing in over the API."""

from collections.abc import Callable
from datetime import date, datetime
from functools import reduce
from typing import Any

import orjson
import prison
from flask import Response, request
from flask_appbuilder import ModelRestApi, expose
from flask_appbuilder.api import BaseApi
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.hooks import before_request
from flask_jwt_extended import create_access_token, create_refresh_token, get_jwt, jwt_required
from marshmallow import ValidationError

from models import Versioned
from rollout.errors import Conflict, OutOfScope
from rollout.passwords import LONGEST
from rollout.text import _
from views.security import signin, throttle
from views.security.arguments import LARGEST_PAGE
from views.security.current import accounts
from views.security.filters import ClosedFilters, PerRequestFilters
from views.security.forms import hides_something, is_whole
from views.security.interface import LARGEST_KEY, SecureInterface, as_key
from views.security.model_view import UnsafePage
from views.security.saving import NotSaved, saving
from views.security.transaction import own_transaction

_COLUMNS = {
    "get_list": ("list_columns", "search_columns", "order_columns"), "get": ("show_columns",), "post": ("add_columns",),
    "put": ("edit_columns",),
}

LONGEST_QUESTION = 2_000


def answer(status: int, headers: dict[str, str] | None = None, **content: Any) -> Response:
    return Response(orjson.dumps(content, default=str), status, headers, mimetype="application/json")


def sent() -> Any:
    """The request's body; None for one that is no JSON or that is nested beyond all reading."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


class SecureApi(PerRequestFilters, ModelRestApi):
    """A table over JSON: named columns only, numbers of related rows checked in scope, no objects inside objects.

    A change must say which version it was made from: ``If-Match`` with the ``ETag`` that reading the record gave.
    A request that a cookie authenticates needs the CSRF token as well.
    """

    datamodel: Any = None
    allow_browser_login = True
    max_page_size = 500
    page_size = 100
    base_order = ("id", "asc")
    exclude_route_methods = {"info"}

    def __init__(self) -> None:
        self.exclude_route_methods = set(self.exclude_route_methods) | {"info"}
        name = type(self).__name__
        for route in set(_COLUMNS) - self.exclude_route_methods:
            for columns in _COLUMNS[route]:
                if getattr(self, columns) is None:
                    raise UnsafePage(f"{name}.{columns} must be named")
        if not self.class_permission_name or (not issubclass(self.datamodel.obj, Versioned) and "put" not in self.exclude_route_methods):
            raise UnsafePage(f"{name} needs class_permission_name, and a table with a version to be changed")
        self.datamodel = SecureInterface(self.datamodel.obj)
        super().__init__()

    def create_blueprint(self, *args: Any, **kwargs: Any) -> Any:
        # Whether a change needs the CSRF token depends on what authenticates it; `protection` decides that for every address.
        self.csrf_exempt = False
        return super().create_blueprint(*args, **kwargs)

    @before_request
    def _readable_question(self) -> Response | None:
        """The parser of questions falls over some of them, and into itself."""
        question = request.args.get("q", "")
        try:
            understood = len(question) <= LONGEST_QUESTION and (not question or prison.loads(question) is not None)
        except (prison.decoder.ParserException, RecursionError, ValueError, TypeError, IndexError, KeyError):
            understood = False
        return None if understood else self.response_400(message=str(_("The address asks for something that is not offered.")))

    # Reading

    def get_headless(self, pk: Any, **kwargs: Any) -> Response:
        item = self.datamodel.get(pk, self._base_filters, self.show_select_columns)
        if item is None:
            return self.response_404()
        return answer(200, {"ETag": f'"{item.row_version}"'}, id=item.id, result=self._row(item, self.show_columns))

    def get_list_headless(self, **kwargs: Any) -> Response:
        asked = kwargs.get("rison", {})
        try:
            filters = self._handle_filters_args(asked)
            order, direction = self._handle_order_args(asked)
            page, page_size = self._handle_page_args(asked)
            if not 0 <= page <= LARGEST_PAGE:
                raise ValueError(page)
            self._check_search(filters)
            count, items = self.datamodel.query(
                filters, order, direction, page=page, page_size=page_size, select_columns=self.list_select_columns
            )
        except (FABException, ValueError, TypeError, AttributeError, KeyError):
            return self.response_400(message=str(_("The address asks for something that is not offered.")))
        return answer(200, count=count, ids=[item.id for item in items], result=[self._row(i, self.list_columns) for i in items])

    @staticmethod
    def _check_search(filters: ClosedFilters) -> None:
        for value in filters.values:
            if (isinstance(value, str) and (len(value) > 200 or hides_something(value))) or isinstance(value, dict):
                raise ValueError(value)

    @staticmethod
    def _row(item: Any, columns: list[str]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for column in columns:
            value = reduce(lambda owner, name: getattr(owner, name, None), column.split("."), item)
            row[column] = value.isoformat() if isinstance(value, (date, datetime)) else value
        return row

    # Writing

    def post_headless(self) -> Response:
        return self._write(None, self.add_model_schema, self.add_columns, 201)

    def put_headless(self, pk: Any) -> Response:
        item = self.datamodel.get(pk, self._base_filters)
        if item is None:
            return self.response_404()
        return self._if_unchanged(item) or self._write(item, self.edit_model_schema, self.edit_columns, 200)

    def delete_headless(self, pk: Any) -> Response:
        item = self.datamodel.get(pk, self._base_filters)
        if item is None:
            return self.response_404()
        return self._if_unchanged(item) or self._saved(lambda: self.datamodel.session.delete(item), item, 200)

    def _if_unchanged(self, item: Any) -> Response | None:
        given = request.headers.get("If-Match")
        if given is None:
            return answer(428, message=str(_("Send If-Match with the version that you read.")))
        if given.strip('W/ "') != str(item.row_version):
            return answer(412, {"ETag": f'"{item.row_version}"'}, message=str(Conflict().message))
        return None

    def _write(self, item: Any, schema: Any, columns: list[str], status: int) -> Response:
        given = sent()
        refusal = self._refusal(given, columns)
        if refusal:
            return self.response_422(message=refusal)
        try:
            with self.datamodel.session.no_autoflush:
                item = schema.load(given, instance=item, partial=item is not None)
                self.check(item)
        except ValidationError as problem:
            self.datamodel.session.rollback()
            return self.response_422(message=problem.messages)
        return self._saved(lambda: self.datamodel.session.add(item), item, status)

    def check(self, item: Any) -> None:
        """The rules of the table beyond its columns, before anything is saved; raises ValidationError with a message for each field."""

    def _refusal(self, given: Any, columns: list[str]) -> str | None:
        if not isinstance(given, dict):
            return "expected an object"
        for name, value in given.items():
            if name not in columns:
                return f"{name}: unknown field"
            if isinstance(value, (dict, list)):
                return f"{name}: expected a plain value"
            if isinstance(value, str) and hides_something(value):
                return f"{name}: hidden characters"
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_KEY:
                return f"{name}: out of range"
            if not self._in_scope(name, value):
                return f"{name}: not a valid choice"
        return None

    def _in_scope(self, name: str, value: Any) -> bool:
        """Whether the row that a field points at is one that the user may see; fields that point nowhere are always so."""
        if value is None:
            return True
        mapper = self.datamodel.obj.__mapper__
        targets = [r.mapper.class_ for r in mapper.relationships if r.key == name or name in {c.key for c in r.local_columns}]
        if name in mapper.columns and not mapper.columns[name].foreign_keys:
            return True
        return all(as_key(value) is not None and SecureInterface(target).get(value) is not None for target in targets[:1])

    def _saved(self, write: Callable[[], None], item: Any, status: int) -> Response:
        session = self.datamodel.session
        try:
            with saving(session):
                write()
                session.flush()
        except Conflict as conflict:
            return answer(412, message=str(conflict.message))
        except NotSaved as refusal:
            return answer(403 if isinstance(refusal.__cause__, OutOfScope) else 409, message=str(refusal.message))
        if request.method == "DELETE":
            return answer(200, message="OK")
        return answer(status, {"ETag": f'"{item.row_version}"'}, id=item.id, result=self._row(item, self.edit_columns))


class TokenApi(BaseApi):
    """Signing in for programs: a short token to work with, a longer one to renew it, and an end to both."""

    resource_name = "security"
    class_permission_name = "account"

    @expose("/login", methods=["POST"])
    def login(self) -> Response:
        given = sent()
        name, password = (given.get("username"), given.get("password")) if isinstance(given, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(password, str) or len(name) > 320 or len(password) > LONGEST or not (
            is_whole(name) and is_whole(password)
        ):
            return answer(400, message="expected username and password")
        try:
            user_id = accounts().authenticate(name, password)
        except throttle.TooManyAttempts as closed:
            return answer(429, {"Retry-After": str(closed.seconds)}, message="too many attempts")
        if user_id is None:
            return answer(401, message=str(_("The account or the password is wrong.")))
        return self._tokens(str(user_id), accounts().start_session(user_id, signin.TOKEN))

    @expose("/refresh", methods=["POST"])
    @jwt_required(refresh=True)
    def refresh(self) -> Response:
        claims = get_jwt()
        return self._tokens(claims["sub"], {"sid": claims["sid"], "fp": claims["fp"]})

    @expose("/logout", methods=["POST"])
    @jwt_required()
    def logout(self) -> Response:
        with own_transaction() as own:
            signin.end(own, get_jwt()["sid"])
        return answer(200, message="OK")

    @staticmethod
    def _tokens(identity: str, carried: dict[str, str]) -> Response:
        return answer(
            200,
            access_token=create_access_token(identity=identity, additional_claims=carried),
            refresh_token=create_refresh_token(identity=identity, additional_claims=carried),
        )
