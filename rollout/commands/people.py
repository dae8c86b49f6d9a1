"""Accounts from the command line."""

import sys

import click

from rollout import settings
from rollout.commands.speech import command, group, option
from rollout.errors import Refused
from rollout.text import _


@group("user", _("Accounts: add one."))
def user_command() -> None:
    pass


@command("add", _("Open an account. Without --password-stdin a password is made up and shown once."))
@click.argument("name")
@option("--role", required=True, metavar="ROLE", said=_("ministry, committee, procurement, inspector, reader or administrator."))
@option("--governorate", "governorates", multiple=True, metavar="CODE", said=_("A governorate that the account works for; repeatable."))
@option("--view-only", multiple=True, metavar="CODE", said=_("A governorate that the account only sees; repeatable."))
@option("--capacity", default="", said=_("The post in which the person signs."))
@option("--password-stdin", is_flag=True, said=_("Read the password from standard input, one line."))
def add(*, name: str, role: str, governorates: tuple[str, ...], view_only: tuple[str, ...], capacity: str, password_stdin: bool) -> None:
    from rollout.accounts import Account, add_account, new_password
    from rollout.database import session_for
    from rollout.initialise import require_schema

    url = settings.load().database_url
    require_schema(url)
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else new_password()
    if not password:
        raise Refused(_("No password came on standard input."))
    with session_for(url) as session:
        add_account(session, Account(name, role, governorates, view_only, capacity), password)
        session.commit()
    click.echo(_("Account opened: %(name)s", name=name))
    if not password_stdin:
        click.echo(_("Its password, shown only now: %(password)s", password=password))


user_command.add_command(add)
