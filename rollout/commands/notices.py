"""Telling users what falls due and what happened: for a timer of the system, once a day or as often as one likes."""

from datetime import date

import click

from rollout import settings
from rollout.commands.parameters import Day
from rollout.commands.speech import command, option
from rollout.text import _


@command("notices", _("Make the notices of a day: what falls due and what happened. Safe to repeat; nobody is told twice."))
@option("--as-of", type=Day(), said=_("The day; today if not given."))
@option("--send", is_flag=True, said=_("Then send the e-mails that are due, one a user and day."))
def notices_command(*, as_of: date | None, send: bool) -> None:
    from rollout.clock import today
    from rollout.database import session_for
    from rollout.initialise import require_schema
    from rollout.notices import make
    from rollout.notices.mail import send as send_mail

    chosen = settings.load()
    require_schema(chosen.database_url)
    with session_for(chosen.database_url) as session:
        made = make(session, as_of or today())
        session.commit()
        click.echo(_("New notices: %(number)s", number=made))
        if send:
            done = send_mail(session, chosen)
            click.echo(_("E-mails sent: %(sent)s; to be tried again: %(failed)s", sent=done.sent, failed=done.failed))
