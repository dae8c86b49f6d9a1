"""Importing what committees send."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rollout import settings
from rollout.commands.speech import Failure, command, group, option
from rollout.errors import Refused
from rollout.text import _

if TYPE_CHECKING:
    from rollout.exchange import Plan


@group("import", _("Import a workbook that a committee sent."))
def import_command() -> None:
    pass


@command("register", _("Import a register of sites with the state of their stages; all of it, or nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--dry-run", is_flag=True, said=_("Only say what would change."))
@option("--accept-clean", is_flag=True, said=_("Import the lines without problems and leave the others out."))
def register(*, file: Path, dry_run: bool, accept_clean: bool) -> None:
    from rollout.clock import today
    from rollout.database import reading, session_for, writing
    from rollout.exchange import Status, apply, plan_import
    from rollout.initialise import require_schema
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    data = content(file)
    with reading() if dry_run else writing(), session_for(url) as session, everything(session):
        plan = plan_import(session, data, file.name, today=today())
        clean = [row.key for row in plan.rows if row.status not in (Status.PROBLEM, Status.PROPOSAL)]
        _tell(plan)
        if not dry_run and (accept_clean or not plan.problems):
            run = apply(session, plan, accepted=clean if accept_clean else None, today=today())
            session.commit()
            click.echo(
                _("Imported: %(sites)s new sites, %(entries)s journal entries, %(skipped)s lines left out.",
                  sites=run.sites_added, entries=run.entries_added, skipped=run.rows_skipped)
            )
            return
    if plan.problems:
        raise Failure(str(_("The file has %(count)s problems; nothing was imported.", count=len(plan.problems))))
    click.echo(_("Nothing was imported: this was a dry run."))


def content(file: Path) -> bytes:
    """What the file holds, if it can be a workbook at all: a device or a pipe may never end."""
    from rollout.exchange.workbook import MOST_BYTES, refusal

    if not file.is_file():
        raise Refused(_("%(file)s is no ordinary file.", file=file))
    if file.stat().st_size > MOST_BYTES:
        raise refusal("bytes")
    return file.read_bytes()


def _tell(plan: "Plan") -> None:
    """What the file would change on standard output; what is wrong with it, all at once, on standard error."""
    from rollout.exchange import COLUMNS, Certainty, problem_lines, summary
    from rollout.exchange.problems import place_of

    click.echo(summary(plan))
    for row in plan.rows:
        match = row.match
        if match and match.site and match.certainty is not Certainty.CODE:
            click.echo(
                _("%(place)s: “%(name)s” is site %(code)s, “%(known)s” (%(certainty)s).", place=place_of(row.sheet, row.number, ""),
                  name=row.name, code=match.site.code, known=match.site.name_ar, certainty=match.certainty.label)
            )
    for notice in plan.notices:
        click.echo(notice.line)
    if plan.problems:
        click.echo(" | ".join(str(column) for column in COLUMNS), err=True)
        for line in problem_lines(plan.problems):
            click.echo(" | ".join(line), err=True)


import_command.add_command(register)
