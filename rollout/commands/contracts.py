"""The contract's position as a table for people, and as JSON or CSV for programs."""

import json
from datetime import date, datetime
from typing import Any

import click

from rollout import settings
from rollout.commands.parameters import Day, Moment
from rollout.commands.positions import aligned, instant
from rollout.commands.speech import command, option
from rollout.errors import Refused
from rollout.ledger.statement import MEASURES, Statement, statement
from rollout.supply.quantities import UNITS, Quantity
from rollout.supply.states import Measure
from rollout.tabular import as_csv
from rollout.text import _

COLUMNS = ("contract", "line", "name", "unit", "unit_price", *MEASURES)
"""What scripts rely on: units of each line in the last columns, its price in piastres before them."""


def number(quantity: Quantity) -> int | float:
    """A quantity as a number of JSON; thousandths of a metre are exact enough there."""
    return quantity if isinstance(quantity, int) else float(quantity)


def as_json(found: Statement, as_of: date, known_at: datetime | None) -> str:
    lines = [
        {"contract": line.contract, "line": line.code, "name": line.name_ar, "unit": line.unit, "unit_price": line.unit_price}
        | {name: number(line.units[name]) for name in MEASURES}
        for line in found.lines
    ]
    whole: dict[str, Any] = {"as_of": as_of.isoformat(), "known_at": instant(known_at), **found.value, "lines": lines}
    return json.dumps(whole, ensure_ascii=False, indent=1)


def records(found: Statement) -> list[list[Any]]:
    return [
        [line.contract, line.code, line.name_ar, line.unit, line.unit_price, *(line.units[name] for name in MEASURES)]
        for line in found.lines
    ]


def as_table(found: Statement) -> str:
    """Units by line, and under them what they are worth in pounds."""
    labels = [str(measure.label) for measure in Measure] + [str(_("Paid"))]
    lines = [
        [line.code, line.name_ar, str(UNITS[line.unit].label), *(f"{line.units[name]:,}" for name in MEASURES)] for line in found.lines
    ]
    total = ["", str(_("Value in pounds")), "", *(f"{found.value[name] / 100:,.2f}" for name in MEASURES)]
    return aligned([[str(_("Code")), str(_("Item")), str(_("Unit")), *labels], *lines, total])


@command("contract", _("Show the furniture contract: contracted, ordered, delivered, accepted, installed, payable and paid, on any day."))
@option("--as-of", type=Day(), said=_("The day; today if not given."))
@option("--known-at", type=Moment(), said=_("Only what was recorded up to this moment; a date means the end of that day in Cairo."))
@option("--code", metavar="CODE", said=_("Only this contract, by its code."))
@option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
    said=_("Form of the answer. In total, paid is money after deductions; of a line, the units of certificates that were paid in full."),
)
def contract_command(*, as_of: date | None, known_at: datetime | None, code: str | None, form: str) -> None:
    from sqlalchemy import select

    from models import Contract
    from rollout.clock import today
    from rollout.database import reading, session_for
    from rollout.initialise import require_schema
    from rollout.scope import everything

    url, day = settings.load().database_url, as_of or today()
    require_schema(url)
    with reading(), session_for(url) as session, everything(session):
        query = select(Contract).order_by(Contract.code)
        contracts = list(session.scalars(query if code is None else query.where(Contract.code == code)))
        if code is not None and not contracts:
            raise Refused(_("There is no contract with the code “%(code)s”.", code=code))
        found = statement(session, contracts, day, known_at)
    if form == "table":
        click.echo(as_table(found), nl=False)
    elif form == "json":
        click.echo(as_json(found, day, known_at))
    else:
        click.echo(as_csv(COLUMNS, records(found)).encode(), nl=False)
