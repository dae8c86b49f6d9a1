"""Writing official reports into a folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import click

from rollout import settings
from rollout.commands.parameters import Day, Moment
from rollout.commands.speech import command, group, option
from rollout.errors import Refused
from rollout.text import _


def _days(action: Callable[..., Any]) -> Callable[..., Any]:
    """The options that every report has."""
    for decorate in (
        option(
            "--format", "forms", metavar="FORMS", default="pdf", show_default=True,
            said=_("Forms of the paper: pdf, docx, xlsx, or several with commas."),
        ),
        option(
            "--known-at", type=Moment(), said=_("Only what was recorded up to this moment; a date means the end of that day in Cairo.")
        ),
        option(
            "--out", "folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path), default=Path(),
            said=_("Folder for the files; made if missing."),
        ),
        option("--as-of", type=Day(), required=True, said=_("The day that the report speaks for.")),
    ):
        action = decorate(action)
    return action


@group("report", _("Write official reports as PDF, Word and Excel."))
def report_command() -> None:
    pass


@command("committee", _("The report of one governorate's follow-up committee."))
@click.argument("code", required=False)
@option("--governorate", metavar="CODE", said=_("Only this governorate, by its code (EG-AST)."))
@_days
def committee(
    *, code: str | None, governorate: str | None, as_of: date, folder: Path, known_at: datetime | None, forms: str
) -> None:
    if code and governorate and code != governorate:
        raise Refused(_("Two governorates are named; name one."))
    code = code or governorate
    if code is None:
        raise Refused(_("Name the governorate by its code (EG-AST)."))
    _write_one(code, as_of, known_at, folder, forms)


@command("national", _("The report of the whole country."))
@_days
def national(*, as_of: date, folder: Path, known_at: datetime | None, forms: str) -> None:
    from reports import NATIONAL

    _write_one(NATIONAL, as_of, known_at, folder, forms)


@command("all", _("The reports of all governorates and of the whole country."))
@option("--workers", type=click.IntRange(1, 16), default=1, show_default=True, said=_("Processes that print at the same time."))
@_days
def every(*, workers: int, as_of: date, folder: Path, known_at: datetime | None, forms: str) -> None:
    from reports import write_all
    from reports.forms.made import read_forms

    asked, url = read_forms(forms), _database()
    with usable(folder):
        paths = write_all(url, as_of, folder, known_at, forms=asked, workers=workers, progress=_progress)
    click.echo(_("%(count)s reports are in %(folder)s.", count=len(paths), folder=folder))


def _database() -> str:
    from rollout.initialise import require_schema

    url = settings.load().database_url
    require_schema(url)
    return url


def _write_one(code: str, as_of: date, known_at: datetime | None, folder: Path, forms: str) -> None:
    from reports import file_name, report_document
    from reports.forms.made import read_forms, render
    from rollout.database import reading, session_for
    from rollout.scope import everything

    asked, url = read_forms(forms), _database()
    paths = []
    with usable(folder), reading(), session_for(url) as session, everything(session):
        document = report_document(session, code, as_of, known_at)
        for done, form in enumerate(asked, 1):
            path = folder / file_name(code, as_of, form)
            path.write_bytes(render(document, form))
            paths.append(path)
            _progress(done, len(asked), path.name)
    for path in paths:
        click.echo(path)


@contextmanager
def usable(folder: Path) -> Iterator[None]:
    """The folder, made and tried before the papers are, which takes long; what was made stays only if papers came into it."""
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryFile(dir=folder):
            pass
        yield
    except BaseException:
        for place in made:
            with suppress(OSError):  # something lies in it by now
                place.rmdir()
        raise


def _progress(done: int, total: int, name: str) -> None:
    click.echo(f"{done}/{total} {name}", err=True)


for _each in (committee, national, every):
    report_command.add_command(_each)
