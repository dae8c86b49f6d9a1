"""The position as a table for people, and as CSV or JSON for programs."""

import json
from datetime import UTC, date, datetime
from typing import Any

import click

from rollout import settings
from rollout.commands.parameters import Day, Moment
from rollout.commands.speech import command, option
from rollout.errors import Refused
from rollout.tabular import as_csv
from rollout.text import _

COLUMNS = ("site", "kind", "governorate", "stage", "state", "done", "wanted", "effective_on", "recorded_at", "standing")


def instant(moment: datetime | None) -> str | None:
    """A moment in UTC, always to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None


def records(rows: Any) -> list[dict[str, Any]]:
    """One record for each site and stage, with the columns that scripts rely on."""
    return [
        {
            "site": row.site, "kind": row.kind.value, "governorate": row.governorate, "stage": row.stage, "state": row.state.value,
            "done": row.done, "wanted": row.wanted, "effective_on": row.effective_on.isoformat() if row.effective_on else None,
            "recorded_at": instant(row.recorded_at), "standing": row.standing.value,
        }
        for row in rows
    ]


def as_table(rows: Any) -> str:
    heading = [str(_("Site")), str(_("Stage")), str(_("State")), str(_("Done")), str(_("Since")), str(_("Standing"))]
    lines = [heading]
    for row in rows:
        units = f"{row.done or 0}/{row.wanted}" if row.wanted is not None else str(row.done or "")
        since = row.effective_on.isoformat() if row.effective_on else ""
        lines.append([row.site, str(row.kind.stage(row.stage).label), str(row.state.label), units, since, str(row.standing.label)])
    return aligned(lines)


def aligned(lines: list[list[str]]) -> str:
    """Lines of cells as columns of equal width."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines)


@command("position", _("Show where every site stands, on any day, as it was known at any moment."))
@option("--as-of", type=Day(), said=_("The day; today if not given."))
@option("--known-at", type=Moment(), said=_("Only what was recorded up to this moment; a date means the end of that day in Cairo."))
@option("--governorate", metavar="CODE", said=_("Only this governorate, by its code (EG-AST)."))
@option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, said=_("Form of the answer."))
def position_command(*, as_of: date | None, known_at: datetime | None, governorate: str | None, form: str) -> None:
    from rollout.clock import today
    from rollout.database import reading, session_for
    from rollout.initialise import require_schema
    from rollout.position import position
    from rollout.register import governorates
    from rollout.scope import everything

    url = settings.load().database_url
    require_schema(url)
    with reading(), session_for(url) as session, everything(session):
        if governorate is not None and governorate not in {place.code for place in governorates(session)}:
            raise Refused(_("There is no governorate with the code “%(code)s”.", code=governorate))
        rows = position(session, as_of or today(), known_at, governorate=governorate).rows
    if form == "table":
        click.echo(as_table(rows), nl=False)
    elif form == "json":
        click.echo(json.dumps(records(rows), ensure_ascii=False, indent=1))
    else:
        click.echo(as_csv(COLUMNS, ([record[column] for column in COLUMNS] for record in records(rows))).encode(), nl=False)
