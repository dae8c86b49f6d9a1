"""The parent of pages over one table: list, show, add, edit, delete."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import ModelView, expose
from sqlalchemy import select

from rollout.errors import Conflict
from rollout.text import _
from views.security.access import guarded, may
from views.security.arguments import read_arguments, read_filters
from views.security.conflicts import Version, begin, begin_anew, put_together, take_theirs
from views.security.current import say
from views.security.filters import PerRequestFilters
from views.security.forms import FormMaker, SecureForm
from views.security.interface import SecureInterface
from views.security.once import answer_if_saved
from views.security.saving import NotSaved, saving

_COLUMNS = {
    "list": ("list_columns", "search_columns", "order_columns"), "show": ("show_columns",), "add": ("add_columns",),
    "edit": ("edit_columns",),
}
MOST_AT_ONCE = 500


class UnsafePage(TypeError):
    """A page leaves to the framework what it must say itself; the program does not start."""


class SecureModelView(PerRequestFilters, ModelView):
    """A table's pages with the framework's holes closed.

    Every list of columns is named; changes are POST only; an action, a choice and a deletion go through the scope; a refused save
    leaves nothing behind and shows the form as it was typed; a record changed meanwhile shows theirs and mine.
    """

    datamodel: Any = None
    search_form: Any = None
    add_form: Any = None
    edit_form: Any = None
    exclude_route_methods: set[str] = set()
    add_row_message = _("The record was added.")
    edit_row_message = _("The changes were saved.")
    delete_row_message = _("The record was deleted.")
    list_title = show_title = add_title = edit_title = _("Records")

    def __init__(self, **kwargs: Any) -> None:
        cls = type(self)
        self.exclude_route_methods = set(self.exclude_route_methods) | {"download"}
        if not any(hasattr(getattr(cls, name, None), "_action") for name in dir(cls)):
            self.exclude_route_methods |= {"action", "action_post"}
        self._declared = self._check_declaration()
        named = {name for columns in self._declared.values() for name in columns}
        model = self.datamodel.obj
        self.datamodel = SecureInterface(
            model, tuple(name for name in model.__mapper__.relationships.keys() if name in named)  # noqa: SIM118 — not a dict
        )
        for name in ("label_columns", "description_columns", "validators_columns", "formatters_columns"):
            setattr(self, name, dict(getattr(cls, name) or {}))
        super().__init__(**kwargs)

    def _check_declaration(self) -> dict[str, list[str]]:
        name = type(self).__name__
        routes = [route for route in _COLUMNS if route not in self.exclude_route_methods]
        for column_list in (column_list for route in routes for column_list in _COLUMNS[route]):
            if getattr(self, column_list) is None:
                raise UnsafePage(f"{name}.{column_list} must be named")
        if "list" in routes and not self.base_order:
            raise UnsafePage(f"{name}.base_order must be named: pages of a list without an order repeat and lose rows")
        if self.related_views:
            raise UnsafePage(f"{name}.related_views shows rows without asking for the permission on their own page")
        if not self.class_permission_name:
            raise UnsafePage(f"{name}.class_permission_name must be named")
        return {column_list: list(getattr(self, column_list) or ()) for lists in _COLUMNS.values() for column_list in lists}

    def _init_properties(self) -> None:
        super()._init_properties()
        # The framework reads an empty list as "every column".
        for name, columns in self._declared.items():
            setattr(self, name, columns)
        self._filters = self.datamodel.get_filters(self.search_columns)

    def _init_forms(self) -> None:
        maker = FormMaker(self.datamodel, self.label_columns, self.description_columns)
        own = {"row_version": Version()}
        self.search_form = self.search_form or maker.make(self.search_columns, {}, self.search_form_extra_fields or {})
        self.add_form = self.add_form or maker.make(self.add_columns, self.validators_columns, self.add_form_extra_fields or {})
        self.edit_form = self.edit_form or maker.make(
            [*self.edit_columns, "row_version"], self.validators_columns, (self.edit_form_extra_fields or {}) | own
        )

    def update_redirect(self) -> None:
        """The framework keeps a trail of addresses in the cookie; our pages know where they lead."""

    def get_redirect(self) -> str:
        return url_for(f"{self.endpoint}.list")

    def offers(self, route: str) -> bool:
        """Whether the page has this route and the user may use it."""
        return route not in self.exclude_route_methods and may(
            self.class_permission_name, f"can_{self.get_method_permission(route)}"
        )

    def render_template(self, template: str, **values: Any) -> str:
        return super().render_template(template, view=self, **values)

    # Reading

    @expose("/list/")
    @guarded
    def list(self) -> ResponseReturnValue:
        return self.render_template(self.list_template, title=self.list_title, widgets=self._list())

    def _list(self, **kwargs: Any) -> dict[str, Any]:
        asked = read_arguments(type(self).__name__, self.order_columns, self.page_size)
        read_filters(self._filters)
        widgets = self._get_list_widget(
            filters=self._filters, order_column=asked.order_column, order_direction=asked.order_direction, page=asked.page,
            page_size=asked.page_size, view=self, **kwargs,
        )
        given = {name: value[0] if isinstance(value, (list, tuple)) else value for name, value in self._searched().items()}
        return self._get_search_widget(form=self.search_form(formdata=None, data=given), widgets=widgets)

    def _searched(self) -> dict[str, Any]:
        searched: dict[str, Any] = {}
        for applied, value in self._filters.get_filters_values():
            name = applied.column_name
            searched[name] = self.datamodel.get_related_obj(name, value) if self.datamodel.is_relation(name) else value
        return searched

    @expose("/show/<pk>")
    @guarded
    def show(self, pk: str) -> ResponseReturnValue:
        item = self._row(pk)
        return self.render_template(
            self.show_template, pk=item.id, item=item, title=self.show_title, widgets=self._get_show_widget(item.id, item)
        )

    def _row(self, pk: Any, *, locked: bool = False) -> Any:
        """The row, if the user's scope holds it; else 404, as for one that does not exist."""
        if locked:
            self._lock(pk)
        return self.datamodel.get(pk, self._base_filters) or abort(404)

    def _lock(self, pk: Any) -> None:
        if str(pk).isascii() and str(pk).isdigit() and len(str(pk)) < 10:
            key = self.datamodel.get_pk()
            self.datamodel.session.execute(select(key).where(key == int(pk)).with_for_update())

    # Writing

    @expose("/add", methods=["GET", "POST"])
    @guarded
    def add(self) -> ResponseReturnValue:
        form, status = self.add_form(), 200
        if request.method == "POST":
            status = 422
            if form.validate():
                item = self.datamodel.obj()
                if self._saved(form, item, self.add_columns, is_new=True):
                    say(self.add_row_message, "success")
                    return self.post_add_redirect()
        return self.render_template(self.add_template, title=self.add_title, form=form, widgets=self._get_add_widget(form)), status

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @guarded
    def edit(self, pk: str) -> ResponseReturnValue:
        item = self._row(pk, locked=request.method == "POST")
        theirs = self._form_of(item)
        if request.method == "GET":
            return self._edit_page(pk, theirs)
        if request.form.get("row_version") != theirs.row_version.data:
            return self._conflict_page(pk, theirs)
        mine = self.edit_form(formdata=take_theirs(request.form, theirs))
        mine._id = item.id
        try:
            if mine.validate() and self._saved(mine, item, self.edit_columns, is_new=False):
                say(self.edit_row_message, "success")
                return self.post_edit_redirect()
        except Conflict:
            return self._conflict_page(pk, self._form_of(self._row(pk)))
        return self._edit_page(pk, mine, status=422)

    def _form_of(self, item: Any) -> SecureForm:
        """The record's form as the database fills it."""
        form = self.edit_form(formdata=None, obj=item)
        self.prefill_form(form, item.id)
        begin(form, item)
        return form

    def _saved(self, form: SecureForm, item: Any, columns: Sequence[str], *, is_new: bool) -> bool:
        """Write the form into the row and commit; a refusal appears above the form, which stays as it was typed."""
        try:
            with saving(self.datamodel.session):
                with self.datamodel.session.no_autoflush:
                    self.process_form(form, is_new)
                    for name in columns:
                        if name in self.datamodel.list_properties:
                            form[name].populate_obj(item, name)
                    (self.pre_add if is_new else self.pre_update)(item)
                self.datamodel.session.add(item)
                self.datamodel.session.flush()
                (self.post_add if is_new else self.post_update)(item)
        except NotSaved as refusal:
            form.form_errors = [*form.form_errors, refusal.message]
            return False
        return True

    def _edit_page(self, pk: Any, form: SecureForm, *, status: int = 200, **values: Any) -> ResponseReturnValue:
        page = self.render_template(
            self.edit_template, title=self.edit_title, pk=pk, form=form, widgets=self._get_edit_widget(form), **values
        )
        return page, status

    def _conflict_page(self, pk: Any, theirs: SecureForm) -> ResponseReturnValue:
        answer_if_saved()
        mine, found = put_together(theirs, request.form, lambda sent: self.edit_form(formdata=sent))
        mine._id = int(pk)
        mine.validate()
        begin_anew(mine, theirs)
        return self._edit_page(pk, mine, status=409, conflict=Conflict().message, differences=found)

    @expose("/delete/<pk>", methods=["POST"])
    @guarded
    def delete(self, pk: str) -> ResponseReturnValue:
        item = self._row(pk)
        try:
            with saving(self.datamodel.session):
                self.pre_delete(item)
                self.datamodel.session.delete(item)
                self.datamodel.session.flush()
                self.post_delete(item)
        except (NotSaved, Conflict) as refusal:
            say(refusal.message, "danger")
        else:
            say(self.delete_row_message, "success")
        return self.post_delete_redirect()

    # Actions on selected rows

    @expose("/action/<string:name>/<pk>", methods=["POST"])
    def action(self, name: str, pk: str) -> ResponseReturnValue:
        return self._act(name, [pk], single=True)

    @expose("/action_post", methods=["POST"])
    def action_post(self) -> ResponseReturnValue:
        return self._act(request.form.get("action", ""), request.form.getlist("rowid"), single=False)

    def _act(self, name: str, pks: Sequence[str], *, single: bool) -> ResponseReturnValue:
        if name not in self.actions:
            abort(404)
        if not may(self.class_permission_name, self.get_action_permission_name(name)):
            abort(403)
        if len(pks) > MOST_AT_ONCE:
            abort(413)
        items = [self._row(pk) for pk in pks] or abort(404)
        try:
            with saving(self.datamodel.session):
                outcome = self.actions[name].func(items[0] if single else items)
        except (NotSaved, Conflict) as refusal:
            say(refusal.message, "danger")
            return redirect(self.get_redirect(), 303)
        return outcome

    def post_add_redirect(self) -> ResponseReturnValue:
        return redirect(self.get_redirect(), 303)

    post_edit_redirect = post_add_redirect
    post_delete_redirect = post_add_redirect
