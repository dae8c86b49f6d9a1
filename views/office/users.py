"""The users: accounts, their role, and the governorates they work for."""

from datetime import UTC
from typing import Any

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import delete, func, select
from wtforms import BooleanField, PasswordField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from models import Governorate, Officer, OfficerGovernorate
from rollout import passwords
from rollout.errors import Refused
from rollout.roles import ROLES
from rollout.text import Text, _, listed
from views.frame.words import moment
from views.security import signin
from views.security.access import guarded, signed_in
from views.security.borrowed import may_look_as
from views.security.conflicts import Version
from views.security.current import accounts, database, say
from views.security.forms import REQUIRED, Choice, Line, SecureForm, named
from views.security.interface import SecureInterface
from views.security.login import NewPasswordForm, good_password
from views.security.model_view import SecureModelView

# Only the shape: a ministry's own network has domains that the world's registry of names does not know.
_ADDRESS = r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+\Z"

# What every keyboard has, so that no two accounts look alike.
_ACCOUNT = r"[A-Za-z0-9._-]+\Z"


class Governorates(SelectMultipleField):
    """Any number of governorates, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=int, **kwargs)
        self.choices = [
            SelectChoice(row.id, named(row)) for row in database().scalars(select(Governorate).order_by(Governorate.sort_key))
        ]

    def pre_validate(self, form: Any) -> None:
        if not {choice.value for choice in self.choices}.issuperset(self.data or ()):
            raise ValidationError(_("Not a valid choice."))


class AccountForm(SecureForm):
    """What an administrator says about a user."""

    first_name = Line(_("Given name"), validators=[InputRequired(REQUIRED), Length(max=64)])
    last_name = Line(_("Family name"), validators=[InputRequired(REQUIRED), Length(max=64)])
    username = Line(
        _("Account"), validators=[InputRequired(REQUIRED), Length(max=64), Regexp(_ACCOUNT, message=_("An account name has "
        "only Latin letters, digits, dots, hyphens and underscores."))]
    )
    email = Line(
        _("E-mail"), validators=[InputRequired(REQUIRED), Length(max=320), Regexp(_ADDRESS, message=_("This is no e-mail address."))]
    )
    active = BooleanField(_("May sign in"), default=True)
    role = Choice(
        _("Role"), options=[(role.key, role.label) for role in ROLES.values()], blank=_("Choose"), validators=[InputRequired(REQUIRED)]
    )
    capacity = Line(
        _("Capacity"), validators=[Length(max=200)], description=_("The post in which the user signs, as it stands on paper.")
    )
    captures = Governorates(_("Governorates to report for"))
    views = Governorates(_("Further governorates to see"), description=_("Needed for roles that do not see the whole country."))

    def validate_captures(self, field: Governorates) -> None:
        self._check_places(field, reports=True)

    def validate_views(self, field: Governorates) -> None:
        self._check_places(field, reports=False)

    def _check_places(self, field: Governorates, *, reports: bool) -> None:
        """A role that does not see the whole country sees nothing without a governorate; said once, where its boxes are."""
        role = ROLES.get(self.role.data or "")
        if role and not role.national and role.captures is reports and not (self.captures.data or self.views.data):
            raise ValidationError(_("Choose at least one governorate for this role."))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(self[name].data or "") for name in ("username", "email", "first_name", "last_name"))


class NewAccountForm(AccountForm):
    password = PasswordField(
        _("Password"), validators=[InputRequired(REQUIRED), good_password],
        description=_("At least 12 characters; a sentence that only you know is best."),
    )


class UserView(SecureModelView):
    """Accounts. They are closed, never deleted, for the journal names them."""

    route_base = "/users"
    class_permission_name = "users"
    datamodel = SecureInterface(User)
    exclude_route_methods = {"delete"}
    method_permission_name = {"list": "list", "show": "show", "add": "add", "edit": "edit", "password": "edit"}
    list_title, show_title, add_title, edit_title = _("Users"), _("User"), _("Add a user"), _("Edit the user")
    add_form = NewAccountForm
    show_template = "users/show.html"
    may_look_as = staticmethod(may_look_as)
    label_columns = {
        "get_full_name": _("Name"), "username": _("Account"), "email": _("E-mail"), "active": _("May sign in"), "roles": _("Role"),
        "last_login": _("Last signed in"), "first_name": _("Given name"), "last_name": _("Family name"),
    }
    formatters_columns = {
        "roles": lambda roles: listed(str(ROLES[role.name].label) if role.name in ROLES else role.name for role in roles),
        # The framework keeps the moment without its zone, which is UTC.
        "last_login": lambda at: moment(at.replace(tzinfo=UTC)) if at else "—",
    }
    list_columns = ["get_full_name", "username", "roles", "active", "last_login"]
    show_columns = ["get_full_name", "username", "email", "roles", "active", "last_login"]
    edit_columns = ["first_name", "last_name", "username", "email", "active"]
    add_columns = edit_columns
    search_columns = ["username", "first_name", "last_name", "active"]
    order_columns = ["username", "last_login"]
    base_order = ("username", "asc")

    def _init_forms(self) -> None:
        self.edit_form = type("EditAccountForm", (AccountForm,), {"row_version": Version()})
        super()._init_forms()

    # What the form says beyond the account's own columns

    def prefill_form(self, form: Any, pk: int) -> None:
        session = self.datamodel.session
        user = session.get(User, pk)
        given = session.execute(
            select(OfficerGovernorate.governorate_id, OfficerGovernorate.capture).where(OfficerGovernorate.user_id == pk)
        ).all()
        form.role.data = next((role.name for role in user.roles if role.name in ROLES), None)
        form.capacity.data = session.scalar(select(Officer.capacity).where(Officer.user_id == pk)) or ""
        form.captures.data = sorted(row.governorate_id for row in given if row.capture)
        form.views.data = sorted(row.governorate_id for row in given if not row.capture)

    def beyond(self, user: User) -> list[tuple[Text, Any]]:
        """What is known of a user beyond the account: the post, and the governorates that the role gives or that were given."""
        session, held = self.datamodel.session, [ROLES[role.name] for role in user.roles if role.name in ROLES]
        query = (
            select(OfficerGovernorate.capture, Governorate).join(Governorate, Governorate.id == OfficerGovernorate.governorate_id)
            .where(OfficerGovernorate.user_id == user.id).order_by(Governorate.sort_key)
        )
        given, reports, whole = session.execute(query).all(), any(role.captures for role in held), _("The whole country")
        captures = listed(named(place) for capture, place in given if capture and reports)
        further = listed(named(place) for capture, place in given if not (capture and reports))
        return [
            (_("Capacity"), session.scalar(select(Officer.capacity).where(Officer.user_id == user.id)) or "—"),
            (_("Governorates to report for"), whole if any(role.national and role.captures for role in held) else captures or "—"),
            (_("Further governorates to see"), whole if any(role.national for role in held) else further or "—"),
        ]

    def process_form(self, form: Any, is_created: bool) -> None:
        g.account_form = form

    def pre_add(self, item: User) -> None:
        item.password = passwords.hashed(g.account_form.password.data)
        self._set_role(item, g.account_form.role.data)

    def pre_update(self, item: User) -> None:
        role = g.account_form.role.data
        me = signed_in().id
        held = {each.name for each in item.roles}
        if item.id == me and (role not in held or not item.active):
            raise Refused(_("Nobody changes their own role or closes their own account; another administrator does."))
        if "administrator" in held and (role != "administrator" or not item.active) and not self._other_administrators(item.id):
            raise Refused(_("This is the last administrator; name another one first."))
        self._set_role(item, role)

    def post_add(self, item: User) -> None:
        self._set_governorates(item.id, g.account_form)

    def post_update(self, item: User) -> None:
        self._set_governorates(item.id, g.account_form)
        if not item.active:
            signin.end_all(self.datamodel.session, item.id)

    def _set_role(self, item: User, key: str) -> None:
        role = self.datamodel.session.scalar(select(Role).where(Role.name == key))
        if role is None:
            raise Refused(_("The roles are not in the database yet; run rollout init."))
        item.roles = [role]

    def _other_administrators(self, user_id: int) -> int:
        return self.datamodel.session.scalar(
            select(func.count(User.id)).join(User.roles).where(Role.name == "administrator", User.active, User.id != user_id)
        )

    def _set_governorates(self, user_id: int, form: Any) -> None:
        session = self.datamodel.session
        officer = session.scalar(select(Officer).where(Officer.user_id == user_id)) or Officer(user_id=user_id)
        officer.capacity = form.capacity.data
        session.add(officer)
        session.execute(delete(OfficerGovernorate).where(OfficerGovernorate.user_id == user_id))
        captures = set(form.captures.data or ())
        for governorate_id in sorted(captures | set(form.views.data or ())):
            session.add(OfficerGovernorate(user_id=user_id, governorate_id=governorate_id, capture=governorate_id in captures))
        session.flush()

    @expose("/password/<pk>", methods=["GET", "POST"])
    @guarded
    def password(self, pk: str) -> ResponseReturnValue:
        """A new password for somebody who forgot theirs. Ends their sessions."""
        user = self._row(pk)
        if user.id == signed_in().id:
            return redirect(url_for("AccountView.password"))
        form = NewPasswordForm()
        form.names = (user.username, user.email, user.first_name, user.last_name)
        if request.method == "POST" and form.validate():
            accounts().set_password(user.id, form.password.data)
            say(_("The password was changed; the user's sessions have ended."), "success")
            return redirect(url_for("UserView.list"), 303)
        title = _("New password for %(name)s", name=user.get_full_name())
        return self.render_template("account/password.html", title=title, form=form)
