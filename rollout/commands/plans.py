"""The plan as a workbook, on its way out and back."""

from pathlib import Path

import click

from rollout import settings
from rollout.commands.speech import Failure, command, group, option
from rollout.text import _


@group("plan", _("The plan as a workbook: write it, and take it back with new dates."))
def plan_command() -> None:
    pass


@command("export", _("Write the plan of all sites into a workbook, with columns for the new date and its reason."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(*, file: Path) -> None:
    from sqlalchemy import select

    from models import Governorate
    from rollout.clock import today
    from rollout.database import reading, session_for
    from rollout.initialise import require_schema
    from rollout.plan import outlook
    from rollout.plan.workbook import plan_workbook
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    with reading(), session_for(url) as session, everything(session):
        names = {row.code: row.name_ar for row in session.execute(select(Governorate.code, Governorate.name_ar))}
        rows = outlook(session, today())
        file.write_bytes(plan_workbook(rows, names))
    click.echo(_("Written: %(file)s, sites: %(count)s.", file=file, count=len(rows)))


@command("import", _("Promise anew what a plan's workbook says; all of it, or nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--dry-run", is_flag=True, said=_("Only say what would change."))
def import_plan(*, file: Path, dry_run: bool) -> None:
    from rollout.arabic import format_date
    from rollout.clock import today
    from rollout.commands.workbooks import content
    from rollout.database import reading, session_for, writing
    from rollout.exchange import COLUMNS, problem_lines
    from rollout.initialise import require_schema
    from rollout.plan.sheet import apply_plan, read_plan
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    data = content(file)
    with reading() if dry_run else writing(), session_for(url) as session, everything(session):
        found = read_plan(session, data, today=today())
        for change in found.changes:
            before = format_date(change.before) if change.before else "—"
            click.echo(f"{change.code}: {before} > {format_date(change.offer.due_on)}")
        for notice in found.notices:
            click.echo(notice.line)
        if found.problems:
            click.echo(" | ".join(str(column) for column in COLUMNS), err=True)
            for line in problem_lines(found.problems):
                click.echo(" | ".join(line), err=True)
            raise Failure(str(_("The file has %(count)s problems; nothing was imported.", count=len(found.problems))))
        if not dry_run:
            number = apply_plan(session, data, found.fingerprint, today=today())
            session.commit()
            click.echo(_("Promised anew: %(count)s.", count=number))
            return
    click.echo(_("Nothing was imported: this was a dry run."))


plan_command.add_command(export)
plan_command.add_command(import_plan)
