"""The register of published figures beside our own, for the central unit alone."""

from collections.abc import Sequence

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose
from wtforms.validators import InputRequired, Length, Optional

from models import PublishedFigure
from rollout.arabic import parse_number
from rollout.errors import Conflict
from rollout.indicators import INDICATORS
from rollout.published.comparing import Compared, compared, conflicts
from rollout.published.keeping import QUALIFIERS, SORTS, Said, add_figure, explain
from rollout.rules import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTE
from rollout.text import _
from views.security.access import guarded, signed_in
from views.security.conflicts import Version, begin_at, met, take_theirs
from views.security.current import database, say
from views.security.forms import REQUIRED, Choice, Day, Line, Prose, SecureForm, Typed
from views.security.interface import as_key
from views.security.saving import NotSaved, saving
from views.security.view import SecureView

_INDICATORS = [(one.key, one.label) for one in INDICATORS.values()]


class FigureForm(SecureForm):
    """A figure that somebody published."""

    source = Line(_("Source"), validators=[InputRequired(REQUIRED), Length(max=40)])
    words_ar = Line(_("The figure in the source's words"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_LINE)])
    value = Typed(_("Value"), parse=parse_number, validators=[InputRequired(REQUIRED)])
    unit_ar = Line(_("Unit"), validators=[InputRequired(REQUIRED), Length(max=LONGEST_NAME)])
    qualifier = Choice(_("As the source says it"), options=QUALIFIERS.items())
    sort = Choice(_("Reached or target"), options=SORTS.items())
    as_of = Day(_("The day it speaks for"), validators=[InputRequired(REQUIRED)])
    indicator = Choice(_("Indicator of ours that measures the same"), options=_INDICATORS, blank=_("None"))
    scope_ar = Line(_("Scope"), validators=[Optional(), Length(max=LONGEST_LINE)])
    note = Prose(_("Note"), validators=[Optional(), Length(max=LONGEST_NOTE)])


class ExplanationForm(SecureForm):
    """Why our figure differs from a published one."""

    explanation = Prose(_("Explanation of the difference"), validators=[Optional(), Length(max=LONGEST_NOTE)])
    indicator = Choice(_("Indicator of ours that measures the same"), options=_INDICATORS, blank=_("None"))
    seen = Version()


class PublishedView(SecureView):
    """What others published, and what we counted on those days."""

    route_base = "/published"
    default_view = "index"
    class_permission_name = "published"
    method_permission_name = {"index": "read", "new": "write", "explain": "write", "definitions": "read"}

    @expose("/")
    @guarded
    def index(self) -> ResponseReturnValue:
        """Figures that an indicator of ours measures first; others are shown as they were said."""
        every = compared(database())
        asked = request.args.get("show", "")
        if asked not in ("", "differing", "all"):
            abort(400)
        measured = [one for one in every if one.indicator is not None]
        listed_rows = {"": measured, "differing": [one for one in measured if one.agrees is False], "all": every}[asked]
        return self.render_template(
            "published/published.html", title=_("Published figures"), groups=_groups(listed_rows), show=asked,
            numbers={"": len(measured), "differing": sum(one.agrees is False for one in measured), "all": len(every)},
            targets=sum(one.figure.sort == "target" for one in measured),
            clashes=conflicts(one.figure for one in every), qualifiers=QUALIFIERS, sorts=SORTS, indicators=INDICATORS,
        )

    @expose("/definitions")
    @guarded
    def definitions(self) -> ResponseReturnValue:
        """What each indicator of ours counts, with its version."""
        return self.render_template("published/definitions.html", title=_("Definitions of the indicators"), indicators=INDICATORS.values())

    @expose("/new", methods=["GET", "POST"])
    @guarded
    def new(self) -> ResponseReturnValue:
        form, status = FigureForm(), 200
        if request.method == "POST":
            if form.validate() and self._added(form):
                say(_("The figure is kept."))
                return redirect(url_for("PublishedView.index"), 303)
            status = 422
        return self.render_template("published/new.html", title=_("Add a published figure"), form=form), status

    @expose("/<int:figure>", methods=["GET", "POST"])
    @guarded
    def explain(self, figure: int) -> ResponseReturnValue:
        session = database()
        row = session.get(PublishedFigure, figure) or abort(404)
        form, status = _explained(row), 200
        if request.method == "POST":
            form = ExplanationForm(formdata=take_theirs(request.form, form))
        seen = as_key(form.seen.data or "")
        if request.method == "POST" and (not form.validate() or seen is None):
            status = 422
        elif request.method == "POST" and seen is not None:
            try:
                with saving(session):
                    explain(session, row, form.explanation.data or "", form.indicator.data or "", seen=seen)
                say(_("The explanation is kept."))
                return redirect(url_for("PublishedView.index", _anchor=f"figure-{figure}"), 303)
            except Conflict:
                row = session.get_one(PublishedFigure, figure)
                form, status = met(_explained(row)), 409
            except NotSaved as refusal:
                form.form_errors, status = [refusal.message], 422
        page = self.render_template(
            "published/explain.html", title=_("Explain a difference"), form=form, row=row, qualifiers=QUALIFIERS, sorts=SORTS
        )
        return page, status

    @staticmethod
    def _added(form: FigureForm) -> bool:
        assert form.value.data is not None, "the form has been validated"
        assert form.as_of.data is not None, "the form has been validated"
        said = Said(
            form.source.data, form.words_ar.data, form.value.data, form.unit_ar.data, form.as_of.data, form.indicator.data or "",
            form.qualifier.data or "", form.sort.data, form.scope_ar.data or "", form.note.data or "",
        )
        try:
            with saving(database()):
                add_figure(database(), said, by=signed_in().id)
        except NotSaved as refusal:
            form.refuse(refusal.faults)
            return False
        return True


def _explained(row: PublishedFigure) -> ExplanationForm:
    """The explanation as it is kept."""
    form = ExplanationForm(formdata=None, data={"explanation": row.explanation, "indicator": row.indicator})
    begin_at(form, row.row_version)
    return form


def _groups(rows: Sequence[Compared]) -> list[tuple[object, list[Compared]]]:
    """By indicator in the order of their declaration; figures that none of ours measures come last."""
    groups: dict[str, list[Compared]] = {key: [] for key in (*INDICATORS, "")}
    for one in rows:
        groups[one.figure.indicator if one.indicator else ""].append(one)
    return [(INDICATORS.get(key), several) for key, several in groups.items() if several]
