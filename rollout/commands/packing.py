"""A supplier's packing list from the terminal."""

from pathlib import Path

import click

from rollout import settings
from rollout.commands.speech import Failure, command, group, option
from rollout.text import _


@group("packing", _("Packing lists of suppliers: enter their delivery notes."))
def packing_command() -> None:
    pass


@command("import", _("Enter the delivery notes of a packing list; all of it, or nothing. The same note again changes nothing."))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--contract", "code", said=_("Code of the contract; needed only where there are several."))
@option("--dry-run", is_flag=True, said=_("Only say what would change."))
def import_packing(*, file: Path, code: str | None, dry_run: bool) -> None:
    from rollout.arabic import format_date
    from rollout.clock import today
    from rollout.commands.workbooks import content
    from rollout.database import reading, session_for, writing
    from rollout.exchange import COLUMNS, problem_lines
    from rollout.exchange.packing import apply_packing, contract_of, read_packing
    from rollout.initialise import require_schema
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    data = content(file)
    with reading() if dry_run else writing(), session_for(url) as session, everything(session):
        contract = contract_of(session, code)
        found = read_packing(session, contract, data, today=today())
        for note in found.new:
            says = _("Note %(number)s of %(day)s, %(supplier)s: %(units)s units for %(sites)s sites.")
            click.echo(says.with_values(
                number=note.number, day=format_date(note.day), supplier=note.supplier, units=note.units, sites=note.sites
            ))
        for notice in found.notices:
            click.echo(notice.line)
        if found.problems:
            click.echo(" | ".join(str(column) for column in COLUMNS), err=True)
            for line in problem_lines(found.problems):
                click.echo(" | ".join(line), err=True)
            raise Failure(str(_("The file has %(count)s problems; nothing was imported.", count=len(found.problems))))
        if not dry_run:
            papers = apply_packing(session, contract, data, found.fingerprint, today=today())
            session.commit()
            click.echo(_("Delivery notes entered: %(count)s.", count=len(papers)))
            return
    click.echo(_("Nothing was imported: this was a dry run."))


packing_command.add_command(import_packing)
