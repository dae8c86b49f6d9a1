"""What the worker can do: check a workbook, import it, write all reports. Each in the scope of the user who asked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime

from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import Session

from rollout import clock
from rollout.database import lock_journal, reading, session_for
from rollout.errors import OutOfScope, Refused
from rollout.exchange import Spool, apply, plan_import, remarks_workbook
from rollout.exchange.account import keep, read_key
from rollout.jobs import ACCOUNT_FILE, CHECK, IMPORT, REMARKS_FILE, REPORTS, Task, Work, work_on, workshop_of
from rollout.notices.daily import Daily
from rollout.roles import allows, scope_for
from rollout.scope import open_scope
from rollout.settings import Settings
from rollout.text import _


@contextmanager
def _as_user(work: Work, page: str, action: str) -> Iterator[Session]:
    """A session that works for the user of the job, as far as their role still allows; commits nothing."""
    with session_for(work.workshop.database_url) as session:
        user = session.get(User, work.user_id)
        open_scope(session, scope_for(session, user))
        if user is None or not user.active or not allows([role.name for role in user.roles], page, action):
            raise OutOfScope
        yield session


def check_workbook(work: Work) -> None:
    """Say what importing the file would do, and keep it for the page. Writes nothing to the register."""
    work.progress(0, 0, _("The workbook is being read and compared with the register."))
    data = Spool(work.workshop.uploads(work.user_id)).take(work.params["sha256"])
    with reading(), _as_user(work, "imports", "can_write") as session:
        plan = plan_import(session, data, work.params["name"], today=clock.today())
    keep(plan, work.room / ACCOUNT_FILE)
    if plan.problems:
        with suppress(Refused):  # a file too strange to be marked still has its list of problems
            (work.room / REMARKS_FILE).write_bytes(remarks_workbook(data, plan))
    with session_for(work.workshop.database_url) as session:
        work.finish(session, problems=len(plan.problems), rows=len(plan.rows))
        session.commit()


def import_workbook(work: Work) -> None:
    """Write exactly the lines that the user chose of what was shown, all or none of them. The end of the job is committed with it."""
    work.progress(0, 0, _("The register is being written."))
    data = Spool(work.workshop.uploads(work.user_id)).take(work.params["sha256"])
    with _as_user(work, "imports", "can_write") as session:
        # Planned again behind the writers' lock, so that nothing comes between the comparison and the writing.
        lock_journal(session)
        plan = plan_import(session, data, work.params["name"], today=clock.today())
        plan.must_be(work.params["fingerprint"])
        accepted = {read_key(key) for key in work.params["rows"]}
        run = apply(session, plan, accepted=accepted, by=work.user_id, today=clock.today())
        affirmed = sum(row.affirmed for row in plan.rows if row.key in accepted)
        left = sum(row.does_something or not row.can_be_accepted for row in plan.rows if row.key not in accepted)
        work.finish(session, sites=run.sites_added, entries=run.entries_added, affirmed=affirmed, left=left, stored=run.id is not None)
        session.commit()


def all_reports(work: Work) -> None:
    """Write the national report and that of each governorate, in every form that was asked for, and pack them."""
    from reports import write_all

    work.progress(0, 0, _("The journal is being read."))
    as_of = date.fromisoformat(work.params["as_of"])
    known_at = datetime.fromisoformat(work.params["known_at"]) if work.params["known_at"] else None
    forms = work.params.get("forms", ["pdf"])
    with reading(), _as_user(work, "reports", "can_read") as session:
        paths = write_all(session, as_of, work.room / "reports", known_at, forms=forms, progress=work.progress)
    packed = work.room / f"Tashgheel_{as_of.isoformat()}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # these files are packed already
        for path in paths:
            archive.write(path, path.name)
            path.unlink()
    with session_for(work.workshop.database_url) as session:
        work.finish(session, file=packed, reports=len(paths) // len(forms), forms=forms)
        session.commit()


TASKS: dict[str, Task] = {CHECK: check_workbook, IMPORT: import_workbook, REPORTS: all_reports}


def run_worker(settings: Settings) -> None:
    """Work until asked to stop."""
    work_on(workshop_of(settings), TASKS, Daily(settings).look)
