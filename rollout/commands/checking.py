"""Asking the data whether it agrees with itself."""

from itertools import chain

import click

from rollout import settings
from rollout.commands.speech import Failure, command
from rollout.text import _


@command("check", _("Check that the data agrees with itself and with the rules."))
def check_command() -> None:
    from reports.issue.checking import issued_figures
    from rollout.clock import today
    from rollout.database import reading, session_for
    from rollout.evidence import store_for
    from rollout.initialise import newest_schema, require_schema
    from rollout.integrity import inspect
    from rollout.kept import afresh
    from rollout.scope import everything

    chosen = settings.load()
    require_schema(chosen.database_url)
    click.echo(_("Schema: %(schema)s", schema=newest_schema()))
    faults = 0
    with reading(), afresh(), session_for(chosen.database_url) as session, everything(session):
        parts = inspect(session, store_for(chosen.files_url), today=today())
        for part in chain(parts, issued_figures(session)):
            faults += len(part.faults)
            verdict = _("in order") if not part.faults else _("%(count)s faults", count=len(part.faults))
            click.echo(_("Checked %(what)s (%(count)s): %(verdict)s", what=part.what, count=part.count, verdict=verdict))
            for fault in part.faults:
                click.echo(f"  {fault}")
    if faults:
        raise Failure(str(_("The check found %(count)s faults.", count=faults)))
    click.echo(_("Everything is in order."))
