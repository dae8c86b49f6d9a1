"""Importing a workbook: send it, see everything that it would change and everything that is wrong, choose, confirm."""

from dataclasses import dataclass
from pathlib import PurePath

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_appbuilder import expose

from models import Job, JobState
from rollout.arabic import clean, to_digits
from rollout.errors import Refused
from rollout.exchange import Spool, Status
from rollout.exchange.account import Account, RowAccount, recall
from rollout.exchange.workbook import MOST_BYTES
from rollout.jobs import ACCOUNT_FILE, CHECK, IMPORT, REMARKS_FILE
from rollout.text import Text, _, listed
from views.frame.words import digits, long_day
from views.office.jobs import KINDS, own_job, own_jobs, put_down, workshop
from views.security.access import guarded, signed_in
from views.security.current import say
from views.security.interface import as_key
from views.security.saving import NotSaved
from views.security.view import SecureView

ROWS_A_PAGE = 100
MOST_PROBLEMS = 300
MOST_FILES = 200
SHOWN: dict[str, Text] = {"changes": _("What would change"), "problems": _("Rows with problems"), "all": _("All rows")}


@dataclass(frozen=True)
class Preview:
    """One page of an account: the rows of a choice, and which of the clean ones lie elsewhere."""

    account: Account
    shown: str
    page: int

    @property
    def chosen(self) -> list[RowAccount]:
        rows = self.account.rows
        if self.shown == "problems":
            return [row for row in rows if row.status is Status.PROBLEM]
        if self.shown == "changes":
            return [row for row in rows if row.changes or row.status in (Status.NEW, Status.PROPOSAL)]
        return rows

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.chosen) // ROWS_A_PAGE))

    @property
    def rows(self) -> list[RowAccount]:
        return self.chosen[(self.page - 1) * ROWS_A_PAGE : self.page * ROWS_A_PAGE]

    @property
    def elsewhere(self) -> list[RowAccount]:
        """The clean rows that this page does not show."""
        here = {row.key for row in self.rows}
        return [row for row in self.account.clean if row.key not in here]

    def count(self, shown: str) -> int:
        return len(Preview(self.account, shown, 1).chosen)


class ImportsView(SecureView):
    """The way of a workbook into the register."""

    route_base = "/imports"
    class_permission_name = "imports"
    method_permission_name = {
        "read": "read", "send": "write", "check": "read", "confirm": "write", "remarks": "read",
    }
    takes_files = frozenset({"send"})

    @expose("/")
    @guarded
    def read(self) -> ResponseReturnValue:
        return self._start()

    def _start(self, error: object = "", status: int = 200) -> ResponseReturnValue:
        page = self.render_template(
            "imports/start.html", title=_("Import a workbook"), error=error, jobs=own_jobs(CHECK, IMPORT), kinds=KINDS, states=JobState,
            most=MOST_BYTES // 2**20,
        )
        return page, status

    @expose("/", methods=["POST"])
    @guarded
    def send(self) -> ResponseReturnValue:
        """Keep the file for its sender, and have it checked."""
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return self._start(_("Choose a file first."), 422)
        name = clean(PurePath(sent.filename.replace("\\", "/")).name)[:200] or "—"
        try:
            sha256 = _keep(sent.stream.read(MOST_BYTES + 1))
            job = put_down(CHECK, sha256=sha256, name=name)
        except (Refused, NotSaved) as refusal:
            return self._start(refusal.message, 422)
        return redirect(url_for("ImportsView.check", job_id=job.id), 303)

    @expose("/<job_id>")
    @guarded
    def check(self, job_id: str) -> ResponseReturnValue:
        """What came of the check, or of the import."""
        job = own_job(job_id, CHECK, IMPORT)
        state = JobState(job.state)
        name = job.asked["name"]
        if state is not JobState.DONE:
            title = _("Check of a workbook") if job.kind == CHECK else _("Import of a workbook")
            return self.render_template("imports/wait.html", title=title, name=name, job=job, state=state)
        if job.kind == IMPORT:
            return self.render_template("imports/done.html", title=_("The import is finished"), name=name, result=job.outcome)
        return self._preview(job)

    def _preview(self, job: Job, error: object = "", status: int = 200) -> ResponseReturnValue:
        account = account_of(job)
        has_problems = any(row.status is Status.PROBLEM for row in account.rows)
        shown = request.values.get("show", "changes" if account.clean or not has_problems else "problems")
        preview = Preview(account, shown if shown in SHOWN else abort(400), _page_number())
        page = self.render_template(
            "imports/preview.html", title=_("What the file would change"), name=account.name, job=job, account=account, preview=preview,
            shown=SHOWN, statuses=Status, in_digits=lambda value: to_digits(str(value or "—"), digits()),
            most_problems=MOST_PROBLEMS, error=error,
            days=listed(dict.fromkeys(map(long_day, account.days.values()))) or "—",
            has_remarks=(workshop().room(job.id) / REMARKS_FILE).is_file(),
        )
        return page, status

    @expose("/<job_id>", methods=["POST"])
    @guarded
    def confirm(self, job_id: str) -> ResponseReturnValue:
        """Import the rows that were ticked and, where the user says so, the clean ones of the other pages; nothing else."""
        job = own_job(job_id, CHECK)
        if JobState(job.state) is not JobState.DONE:
            abort(409)
        account = account_of(job)
        preview = Preview(account, request.form.get("show", "all"), _page_number())
        ticked = set(request.form.getlist("row"))
        offered = {row.key for row in preview.rows if row.is_clean or row.status is Status.PROPOSAL}
        if request.form.get("fingerprint") != account.fingerprint or not ticked <= offered:
            return self._preview(job, _("The page did not fit the file any more. Look at it again, then confirm."), 409)
        rows = sorted(ticked) + ([row.key for row in preview.elsewhere] if request.form.get("rest") else [])
        if not rows:
            return self._preview(job, _("No row was chosen."), 422)
        given = job.asked
        try:
            task = put_down(IMPORT, sha256=given["sha256"], name=given["name"], fingerprint=account.fingerprint, rows=rows, check=job.id)
        except NotSaved as refusal:
            return self._preview(job, refusal.message, 422)
        return redirect(url_for("ImportsView.check", job_id=task.id), 303)

    @expose("/<job_id>/remarks")
    @guarded
    def remarks(self, job_id: str) -> ResponseReturnValue:
        """The same workbook with a column of remarks."""
        job = own_job(job_id, CHECK)
        path = workshop().room(job.id) / REMARKS_FILE
        if not path.is_file():
            abort(404)
        name = _("%(name)s - with remarks", name=PurePath(job.asked["name"]).stem)
        return send_file(path, as_attachment=True, download_name=f"{name}.xlsx", max_age=0)


def _keep(data: bytes) -> str:
    """Keep the file among this user's own; refused when it is empty or too large, or when too many of theirs lie there."""
    folder = workshop().uploads(signed_in().id)
    if not data:
        raise Refused(_("The file is empty."))
    if folder.is_dir() and sum(1 for _path in folder.iterdir()) >= MOST_FILES:
        raise Refused(_("You have sent very many files today; try again tomorrow."))
    return Spool(folder).keep(data)


def account_of(job: Job) -> Account:
    """What the check of this job found; 404 once its file has been tidied away."""
    path = workshop().room(job.id) / ACCOUNT_FILE
    if not path.is_file():
        say(_("The file is no longer kept here; send it again."), "warning")
        abort(redirect(url_for("ImportsView.read"), 303))
    return recall(path)


def _page_number() -> int:
    page = as_key(request.values.get("page", "1"))
    return page or abort(400)
