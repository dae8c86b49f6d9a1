"""The list of the plan's sites, as it is kept under a name and as a table to take home."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response

from rollout.plan import Planned
from rollout.text import _, listed
from views.frame.words import local_name, long_day
from views.lists.listing import Field, Shown
from views.lists.sheets import sheet
from views.plan.lists import Asked


def sites_list(asked: Asked, kept: Mapping[str, Any]) -> Shown:
    """The list as its address asks for it: its columns and its order are given."""
    return Shown("PlanView.sites", (), (), None, False, {**kept, **asked.arguments})


def sites_sheet(rows: Sequence[Planned], asked: Asked, day: date, names: Mapping[str, str]) -> Response:
    """All the sites that the list finds, in its order; `names` gives the governorates by code."""
    fields = (
        Field(_("Governorate"), lambda row: names[row.site.governorate]),
        Field(_("Site"), lambda row: local_name(row.site), 36),
        Field(_("Code"), lambda row: row.site.code, 12),
        Field(_("State"), lambda row: row.prospect.label),
        Field(_("Finished"), lambda row: row.lateness.done_on, 12),
        Field(_("First date"), lambda row: row.lateness.first, 12),
        Field(_("Late against the first date"), lambda row: row.lateness.late_first or None, 12),
        Field(_("Latest date"), lambda row: row.lateness.latest, 12),
        Field(_("Late against the latest date"), lambda row: row.lateness.late_latest or None, 12),
        Field(_("Pushes"), lambda row: row.lateness.pushes or None, 10),
        Field(_("Slip"), lambda row: row.lateness.slip or None, 10),
        Field(_("Next stage"), lambda row: row.site.next_stage.action if row.site.next_stage else "", 34),
        Field(_("Body responsible for the stage"), lambda row: row.site.next_stage.body if row.site.next_stage else "", 34),
    )
    above = listed([*map(str, asked.said), long_day(day)])
    return sheet(str(_("Sites of the plan")), fields, rows, name=f"plan-sites-{day.isoformat()}", above=above)
