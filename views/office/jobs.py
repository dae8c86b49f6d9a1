"""Long work: how far one's own jobs have come, and the files that came of them."""

from typing import Any

from flask import Response, abort, current_app, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Job, JobState
from rollout.jobs import CHECK, IMPORT, REPORTS, Workshop, mine, submit, wake, workshop_of
from rollout.roles import ROLES
from rollout.scope import ALL, scope_of
from rollout.text import Text, _
from views.security.access import guarded, role_names, signed_in
from views.security.current import database
from views.security.interface import as_key
from views.security.saving import saving
from views.security.view import SecureView

KINDS: dict[str, Text] = {
    CHECK: _("Check of a workbook"), IMPORT: _("Import of a workbook"), REPORTS: _("Reports of all governorates"),
}


def workshop() -> Workshop:
    return workshop_of(current_app.config["ROLLOUT"])


def put_down(kind: str, **params: Any) -> Job:
    """Ask the worker for something in the name of this request's user; raises NotSaved with the reason when it may not be asked."""
    session = database()
    with saving(session):
        job = submit(session, signed_in().id, kind, **params)
        job_id = job.id
    wake(workshop(), job_id)
    return own_job(job_id)


def own_job(job_id: Any, *kinds: str) -> Job:
    """The user's own job with this number; 404 for anybody else's."""
    key = as_key(job_id)
    job = database().get(Job, key) if key is not None else None
    if job is None or job.user_id != signed_in().id or (kinds and job.kind not in kinds):
        abort(404)
    return job


def own_jobs(*kinds: str) -> list[Job]:
    return mine(database(), signed_in().id, kinds)


def sees_everything() -> bool:
    """Whether the user's role is national and still sees every governorate."""
    return scope_of(database()).view is ALL and any(ROLES[name].national for name in role_names() if name in ROLES)


def address_of(job: Job) -> str:
    """The page on which the outcome of a job is shown."""
    return url_for("ReportsView.read", as_of=job.asked["as_of"]) if job.kind == REPORTS else url_for("ImportsView.check", job_id=job.id)


class JobsView(SecureView):
    """The state of one's own jobs, for pages that wait for them."""

    route_base = "/jobs"
    class_permission_name = "jobs"
    method_permission_name = {"read": "read", "file": "read"}

    @expose("/<job_id>")
    @guarded
    def read(self, job_id: str) -> ResponseReturnValue:
        """The bar of a job that a page shows; once the job is over, the page shows the outcome."""
        job = own_job(job_id)
        if "HX-Request" not in request.headers:
            return redirect(address_of(job), 303)
        if JobState(job.state).over and job.kind == REPORTS:
            # The page that waits is the page of the outcome; loaded anew it keeps the place and the day that its address names.
            return Response(status=204, headers={"HX-Refresh": "true"})
        if JobState(job.state).over:
            return Response(status=204, headers={"HX-Redirect": address_of(job)})
        return self.render_template("jobs/bar.html", job=job, state=JobState(job.state))

    @expose("/<job_id>/file")
    @guarded
    def file(self, job_id: str) -> ResponseReturnValue:
        """The finished file, to whoever asked for it and may still see what is in it."""
        job = own_job(job_id)
        path = workshop().room(job.id) / job.file_name
        if not job.file_name or not path.is_file() or (job.kind == REPORTS and not sees_everything()):
            abort(404)
        return send_file(path, as_attachment=True, download_name=job.file_name, max_age=0)
