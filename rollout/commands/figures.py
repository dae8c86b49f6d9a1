"""Published figures beside our own, for people and for programs."""

import json
from typing import Any

import click

from rollout import settings
from rollout.commands.positions import aligned
from rollout.commands.presence import stand_with_the_demo
from rollout.commands.speech import command, option
from rollout.published.comparing import Compared
from rollout.published.keeping import QUALIFIERS, SORTS
from rollout.tabular import as_csv
from rollout.text import _

COLUMNS = ("source", "indicator", "as_of", "published", "ours", "difference", "note")
"""What scripts rely on: codes for the first two, an ISO day, plain numbers, and the words of note and explanation."""


def records(found: list[Compared]) -> list[list[Any]]:
    """A row for each figure that is a number; one that no indicator of ours measures has no value of ours."""
    return [
        [
            one.figure.source, one.figure.indicator, one.figure.as_of.isoformat() if one.figure.as_of else "", number(one.figure.value),
            number(one.ours), number(one.difference), note(one),
        ]
        for one in found if one.figure.value is not None
    ]


def note(one: Compared) -> str:
    """Whether it is a target, what it counts where no indicator says so, how the source says it, and what is known of it."""
    figure = one.figure
    told = (
        str(SORTS["target"]) if figure.sort == "target" else "", str(QUALIFIERS[figure.qualifier]) if figure.qualifier else "",
        "" if one.indicator else f"{figure.words_ar} ({figure.unit_ar})", figure.note, figure.explanation,
    )
    return "؛ ".join(filter(None, told))


def number(value: Any) -> Any:
    """A plain number for machines: whole where it is, else with its decimals."""
    if value is None:
        return ""
    return int(value) if value == int(value) else float(value)


@command("figures", _("Show figures that were published elsewhere beside our own of the same day, with the difference."))
@option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True, said=_("Form of the answer."))
def figures_command(*, form: str) -> None:
    from rollout.database import reading, session_for
    from rollout.initialise import require_schema
    from rollout.published.comparing import compared
    from rollout.scope import everything

    chosen = settings.load()
    url = chosen.database_url
    require_schema(url)
    stand_with_the_demo(chosen)
    with reading(), session_for(url) as session, everything(session):
        rows = records(compared(session))
    if form == "csv":
        click.echo(as_csv(COLUMNS, rows).encode(), nl=False)
    elif form == "json":
        click.echo(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    else:
        heading = [_("Source"), _("Indicator"), _("Day"), _("Published"), _("Ours"), _("Difference"), _("Note")]
        click.echo(aligned([[str(cell) for cell in heading], *([str(cell) for cell in row] for row in rows)]), nl=False)
