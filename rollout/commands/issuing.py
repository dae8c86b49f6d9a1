"""Issuing official papers, looking whether a file is one of them, and writing an issued one again."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from rollout import settings
from rollout.commands.papers import usable
from rollout.commands.parameters import Day, Moment
from rollout.commands.presence import stand_with_the_demo
from rollout.commands.speech import Failure, command, group, option
from rollout.text import _


def _asked(action: Callable[..., Any]) -> Callable[..., Any]:
    """The options of whatever is issued."""
    for decorate in (
        option(
            "--forms", "--format", "forms", metavar="FORMS", default="pdf,docx,xlsx", show_default=True,
            said=_("Forms of the paper: pdf, docx, xlsx, or several with commas."),
        ),
        option(
            "--known-at", type=Moment(), said=_("Only what was recorded up to this moment; a date means the end of that day in Cairo.")
        ),
        _folder,
        option("--as-of", type=Day(), required=True, said=_("The day that the report speaks for.")),
    ):
        action = decorate(action)
    return action


_folder = option(
    "--out", "folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), default=Path(),
    said=_("Folder for the files; made if missing."),
)


@group("issue", _("Issue official reports: number them, keep them for ever, and write them."))
def issue_command() -> None:
    pass


@command("committee", _("The report of one governorate's follow-up committee."))
@click.argument("code")
@_asked
def committee(*, code: str, as_of: date, folder: Path, known_at: datetime | None, forms: str) -> None:
    _issue(code, as_of, known_at, folder, forms)


@command("national", _("The report of the whole country."))
@_asked
def national(*, as_of: date, folder: Path, known_at: datetime | None, forms: str) -> None:
    from reports import NATIONAL

    _issue(NATIONAL, as_of, known_at, folder, forms)


def _issue(code: str, as_of: date, known_at: datetime | None, folder: Path, forms: str) -> None:
    from reports.forms.made import read_forms
    from reports.issue.issuing import issue_report
    from rollout.database import session_for
    from rollout.evidence import store_for
    from rollout.scope import everything

    asked, chosen = read_forms(forms), settings.load()
    _ready(chosen.database_url)
    stand_with_the_demo(chosen)
    store = store_for(chosen.files_url)
    with usable(folder), session_for(chosen.database_url) as session, everything(session):
        row, noted = issue_report(session, code, as_of, known_at, store=store, by=None, forms=asked, earlier=True, alone=False)
        files = {f"{row.reference}.{file.form}": file.sha256 for file in row.files}
        for sentence in noted:
            click.echo(sentence, err=True)
        click.echo(_("Issued as %(reference)s.", reference=row.reference))
        for name, sha256 in files.items():
            with store.open(sha256) as stream:
                (folder / name).write_bytes(stream.read())
            click.echo(folder / name)


@command("verify", _("Say whether a file is one that was issued, unchanged to the last byte."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_command(*, file: Path) -> None:
    from rollout.arabic import format_date
    from rollout.clock import day_of
    from rollout.database import reading, session_for
    from rollout.issued.kinds import kind_of
    from rollout.issued.restated import was_restated
    from rollout.issued.verifying import by_hash
    from rollout.scope import everything

    chosen = settings.load()
    url = chosen.database_url
    _ready(url)
    stand_with_the_demo(chosen)
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    with reading(), session_for(url) as session, everything(session):
        found = by_hash(session, sha256)
        if found is None:
            raise Failure(str(_("This file was not issued, or somebody changed it since.")))
        row = found.document
        click.echo(_("Issued as %(reference)s (%(kind)s) on %(day)s: %(title)s, position on %(as_of)s.", reference=row.reference,
                     kind=kind_of(row.kind).label, day=format_date(day_of(row.issued_at)), title=row.title,
                     as_of=format_date(row.as_of)))
        if was_restated(session, row):
            click.echo(_("Figures of that day have been restated since."))


@command("reproduce", _("Write the files of an issued paper again, from what was frozen when it was issued."))
@click.argument("number")
@_folder
def reproduce_command(*, number: str, folder: Path) -> None:
    from reports.issue.issuing import reproduce
    from rollout.database import reading, session_for
    from rollout.evidence import store_for
    from rollout.scope import everything

    chosen = settings.load()
    _ready(chosen.database_url)
    with usable(folder), reading(), session_for(chosen.database_url) as session, everything(session):
        again = reproduce(session, store_for(chosen.files_url), number)
        for form, content in again.files.items():
            path = folder / f"{again.document.reference}.{form}"
            path.write_bytes(content)
            click.echo(path)
        for form in again.changed:
            click.echo(_("%(form)s files are written otherwise by now; this is the one that was issued.", form=form.upper()), err=True)


def _ready(url: str) -> None:
    from rollout.initialise import require_schema

    require_schema(url)


for _each in (committee, national):
    issue_command.add_command(_each)
