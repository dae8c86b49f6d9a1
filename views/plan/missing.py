"""Who misses a wave and why, as a table to take home: site by site, with the cause and its owner."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Response

from rollout.shortfall import Short
from rollout.text import _
from views.frame.words import local_name, long_day, month
from views.lists.listing import Field
from views.lists.sheets import sheet
from views.plan.lists import written


def missing_sheet(rows: Sequence[Short], wave: date, day: date, names: Mapping[str, str], coming: bool) -> Response:
    """The sites in the order of their governorates' names, which `names` gives by code; a wave that is `coming` nobody has missed yet."""
    fields = (
        Field(_("Governorate"), lambda one: names[one.row.site.governorate]),
        Field(_("Markaz"), lambda one: one.row.site.markaz_ar),
        Field(_("Site"), lambda one: local_name(one.row.site), 36),
        Field(_("Code"), lambda one: one.row.site.code, 12),
        Field(_("State"), lambda one: _("Put off") if one.left else one.row.prospect.label),
        Field(_("Promised for"), lambda one: one.row.due, 12),
        Field(_("Stage that holds it"), lambda one: one.stage.label, 20),
        Field(_("Next step"), lambda one: one.step, 36),
        Field(_("Responsible for the next step"), lambda one: one.owner, 28),
        Field(_("Waits since"), lambda one: one.since, 12),
        Field(_("Days of waiting"), lambda one: one.days, 10),
        Field(_("What stops it"), lambda one: one.note, 36),
        Field(_("Days still needed"), lambda one: one.row.needed, 10),
    )
    ordered = sorted(rows, key=lambda one: (names[one.row.site.governorate], one.left, one.row.site.code))
    named = _("Sites at risk of missing the wave of %(month)s", month=month(wave)) if coming else _(
        "Sites that missed the wave of %(month)s", month=month(wave))
    title = str(named)
    return sheet(title, fields, ordered, name=f"wave-{written(wave)}-{day.isoformat()}", above=long_day(day))
