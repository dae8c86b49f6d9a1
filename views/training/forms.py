"""The courses of the training, and the forms and pages of their sessions."""

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Course, TrainingSession
from rollout.errors import Refused
from rollout.text import _
from rollout.training.courses import CATEGORIES, LONGEST, SAQQARA, USUAL_DAYS, remarks
from rollout.training.holding import follow_session, judge_session, keep_course
from views.frame.asof import today
from views.security.access import guarded, signed_in
from views.security.current import say
from views.security.forms import Choice
from views.security.interface import SecureInterface
from views.security.model_view import SecureModelView
from views.training.session import page_of

_SEATS = 40


class CourseView(SecureModelView):
    """List and forms of courses."""

    route_base = "/training/courses"
    class_permission_name = "training"
    datamodel = SecureInterface(Course)
    exclude_route_methods = {"show", "delete"}
    list_title, add_title, edit_title = _("Courses"), _("Add a course"), _("Edit the course")
    label_columns = {
        "code": _("Code"), "name_ar": _("Arabic name"), "name_en": _("English name"), "category": _("Category of trainees"),
        "days": _("Days of a session"), "counts_to_target": _("Counts towards the target"),
    }
    list_columns = ["code", "name_ar", "category", "days", "counts_to_target"]
    formatters_columns = {"category": lambda key: dict(CATEGORIES).get(key, key)}
    add_columns = edit_columns = ["code", "name_ar", "name_en", "category", "days", "counts_to_target"]
    add_form_extra_fields = edit_form_extra_fields = {"category": Choice(_("Category of trainees"), options=CATEGORIES)}
    description_columns = {
        "counts_to_target": _("For the staff who will run the complexes; of them the bodies count that the target covers."),
    }
    search_columns = ["name_ar", "code"]
    order_columns = ["code", "name_ar", "days"]
    base_order = ("code", "asc")

    def _init_forms(self) -> None:
        super()._init_forms()
        self.add_form.days.kwargs["default"], self.add_form.counts_to_target.kwargs["default"] = USUAL_DAYS, True

    def pre_add(self, item: Course) -> None:
        if not 1 <= item.days <= LONGEST:
            raise Refused(_("A session lasts %(most)s days at most.", most=LONGEST))

    def pre_update(self, item: Course) -> None:
        self.pre_add(item)
        keep_course(self.datamodel.session, item)


class SessionView(SecureModelView):
    """One session with its counts, and the forms in which sessions are planned. Sessions are national; counts are scoped."""

    route_base = "/training/sessions"
    class_permission_name = "training"
    default_view = "add"
    datamodel = SecureInterface(TrainingSession)
    exclude_route_methods = {"list", "show", "delete"}
    add_title, edit_title = _("Add a session"), _("Edit the session")
    label_columns = {
        "course": _("Course"), "place": _("Place"), "starts_on": _("First day"), "ends_on": _("Last day"), "capacity": _("Seats offered"),
        "cancelled": _("Cancelled"), "notes": _("Notes"),
    }
    description_columns = {"cancelled": _("The session stays on the calendar, and nobody is counted at it.")}
    list_columns: list[str] = []
    search_columns: list[str] = []
    order_columns: list[str] = []
    add_columns = ["course", "place", "starts_on", "ends_on", "capacity", "notes"]
    edit_columns = [*add_columns, "cancelled"]
    add_row_message = _("The session was added to the calendar.")

    def _init_forms(self) -> None:
        super()._init_forms()
        self.add_form.place.kwargs["default"], self.add_form.capacity.kwargs["default"] = SAQQARA, _SEATS

    @expose("/<int:session_id>")
    @guarded
    def read(self, session_id: int) -> ResponseReturnValue:
        """The session: its days and seats, and the table of who attended."""
        return page_of(self, session_id)

    def pre_add(self, item: TrainingSession) -> None:
        judge_session(self.datamodel.session, item, today=today())

    pre_update = pre_add

    def post_add(self, item: TrainingSession) -> None:
        """What is unusual is said and not refused: the planner may know better."""
        g.session_id = item.id
        for remark in remarks(self.datamodel.session, item, self.datamodel.session.get_one(Course, item.course_id)):
            say(remark, "warning")

    def post_update(self, item: TrainingSession) -> None:
        follow_session(self.datamodel.session, item, today=today(), by=signed_in().id)
        self.post_add(item)

    def get_redirect(self) -> str:
        return url_for("TrainingView.calendar")

    def post_add_redirect(self) -> ResponseReturnValue:
        return redirect(url_for("SessionView.read", session_id=g.session_id), 303)

    post_edit_redirect = post_add_redirect
