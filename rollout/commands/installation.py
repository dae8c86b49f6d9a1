"""Setting an installation up: its database, its demo programme, its settings."""

import click

from rollout import settings
from rollout.commands.speech import command, option
from rollout.text import _


@command("init", _("Prepare the database: schema, roles, reference data, first account. Safe to repeat."))
def init_command() -> None:
    from rollout.initialise import FIRST_ACCOUNT, initialise

    done = initialise(settings.load().database_url)
    if done.roles or done.reference_rows:
        click.echo(_("The database is ready: %(rows)s rows of reference data were added.", rows=done.reference_rows))
    else:
        click.echo(_("The database is ready; nothing had to be added."))
    if done.password:
        click.echo(_("First account: %(name)s", name=FIRST_ACCOUNT))
        click.echo(_("Its password, shown only now: %(password)s", password=done.password))


@command("demo", _("Load the demo programme into an empty register."))
@option("--if-empty", is_flag=True, said=_("Do nothing where the register already holds sites."))
def demo_command(*, if_empty: bool) -> None:
    from rollout.demo import load
    from rollout.initialise import require_schema

    chosen = settings.load()
    require_schema(chosen.database_url)
    loaded = load(chosen, if_empty=if_empty)
    if loaded is None:
        click.echo(_("The register already holds sites; the demo programme was not loaded."))
        return
    click.echo(_("Demo programme loaded: %(sites)s sites, %(entries)s journal entries.", sites=loaded.sites, entries=loaded.entries))


@command("settings", _("Show the settings of this installation."))
def settings_command() -> None:
    table = settings.rows(settings.load())
    width = max(len(name) for name, _value, _help in table)
    for name, value, help_ in table:
        click.echo(f"{name:<{width}}  {value}")
        click.echo(f"{'':<{width}}  {help_}")
