"""The overdue list as a table for people and as CSV for programs."""

from datetime import date, datetime

import click

from rollout import settings
from rollout.commands.parameters import Day, Moment
from rollout.commands.positions import aligned
from rollout.commands.speech import command, option
from rollout.errors import Refused
from rollout.overdue import OpenItem
from rollout.tabular import as_csv
from rollout.text import _
from rollout.works import AREAS

COLUMNS = ("area", "site", "item", "step", "owner", "due_on", "days_late")
"""What scripts rely on: codes for the first four, the owner in words, the day in ISO form, whole days."""


def records(found: list[OpenItem]) -> list[list[str | int]]:
    return [
        [one.area, one.site, one.item, one.step, one.owner, one.due_on.isoformat() if one.due_on else "", one.days_late] for one in found
    ]


def as_table(found: list[OpenItem]) -> str:
    heading = [
        _("Site"), _("Stage"), _("Item"), _("Next step"), _("Responsible for the next step"), _("Due on"), _("Days past the deadline"),
    ]
    lines = [
        [one.site, str(AREAS[one.area].label), str(one.item_label), str(one.step_label), one.owner,
         one.due_on.isoformat() if one.due_on else "", str(one.days_late)]
        for one in found
    ]
    return aligned([[str(cell) for cell in heading], *lines])


@command(
    "overdue",
    _("List what is overdue at every site, promised days of service too: who is responsible for the next step, and by how many days."),
)
@option("--as-of", type=Day(), said=_("The day; today if not given."))
@option("--known-at", type=Moment(), said=_("Only what was recorded up to this moment; a date means the end of that day in Cairo."))
@option("--governorate", metavar="CODE", said=_("Only this governorate, by its code (EG-AST)."))
@option("--area", type=click.Choice(list(AREAS)), said=_("Only the work behind this stage."))
@option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True, said=_("Form of the answer."))
def overdue_command(*, as_of: date | None, known_at: datetime | None, governorate: str | None, area: str | None, form: str) -> None:
    from rollout.clock import today
    from rollout.database import reading, session_for
    from rollout.initialise import require_schema
    from rollout.overdue import overdue
    from rollout.register import governorates
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    with reading(), session_for(url) as session, everything(session):
        if governorate is not None and governorate not in {place.code for place in governorates(session)}:
            raise Refused(_("There is no governorate with the code “%(code)s”.", code=governorate))
        found = overdue(session, as_of or today(), known_at, governorate=governorate, areas=[area] if area else None)
    if form == "csv":
        click.echo(as_csv(COLUMNS, records(found)).encode(), nl=False)
    else:
        click.echo(as_table(found), nl=False)
