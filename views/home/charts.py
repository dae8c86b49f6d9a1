"""The charts of the first page, each from the numbers that the page shows beside it."""

from collections.abc import Mapping, Sequence
from datetime import date

from rollout.arabic import MONTHS_AR, MONTHS_EN, to_digits
from rollout.plan.curve import Curve
from rollout.stages import Kind
from rollout.summary import Group
from rollout.text import _, language, listed
from views.charts import Bar, Column, Figure, Heads, Line, Sheet, Tile, bars, lines, tile_map
from views.charts.tilemap import grid
from views.frame.shell import direction, shown
from views.frame.words import counted, digits, percent
from views.home.parts import Block, Leads, Place


def is_rtl() -> bool:
    return direction() == "rtl"


def write(value: object) -> str:
    return str(shown(value))


def month_and_year(day: date) -> tuple[str, str]:
    """A month by its short name and its year, for the foot of a chart."""
    name = MONTHS_AR[day.month - 1] if language() == "ar" else MONTHS_EN[day.month - 1][:3]
    return name, to_digits(str(day.year), digits())


def curve_figure(found: Curve, kind: Kind) -> Figure:
    """The S-curve: what was promised first and last for the end of each month, and what serves the public."""
    actual = Line("actual", str(_("In service")), found.actual, filled=True)
    first = Line("first", str(_("Plan, first dates")), found.first)
    last = Line("last", str(_("Plan, latest dates")), found.last)
    here = len(found.actual) - 1
    description = _(
        "By the end of %(month)s %(first)s were planned by the first dates and %(last)s by the latest; %(actual)s serve the public.",
        month=" ".join(month_and_year(found.months[here])), first=counted(found.first[here], kind.noun),
        last=counted(found.last[here], kind.noun), actual=counted(found.actual[here], kind.noun),
    )
    return lines(
        "curve", str(_("Operation: plan and actual")), str(description), [month_and_year(month) for month in found.months],
        (actual, first, last), write, head=str(_("Month")), rtl=is_rtl(),
    )


def map_figure(groups: Mapping[str, Group], names: Mapping[str, str], lead: Leads) -> Figure:
    """The readiness of each governorate on the tiles of the country; those without sites of this kind stay grey and lead nowhere."""
    tiles = [_tile(code, names[code], groups.get(code), lead) for code in grid()]
    heads = (str(_("Governorate")), str(_("Sites")), str(_("In service")), str(_("Readiness")))
    best = max((tile for tile in tiles if tile.share is not None), key=lambda tile: tile.share or 0, default=None)
    least = min((tile for tile in tiles if tile.share is not None), key=lambda tile: tile.share or 0, default=None)
    said = _("%(number)s of %(whole)s governorates have sites of this kind.", number=write(len(groups)), whole=write(len(tiles)))
    if best and least and best is not least:
        said = _("The readiest is %(best)s at %(most)s; the least ready %(least)s at %(share)s.", best=best.name, most=best.text,
                 least=least.name, share=least.text)
    return tile_map("map", str(_("Readiness by governorate")), str(said), tiles, heads=heads, rtl=is_rtl())


def _tile(code: str, name: str, group: Group | None, lead: Leads) -> Tile:
    if group is None or not group.register:
        return Tile(code, name, None, "—")
    return Tile(code, name, group.readiness, percent(group.readiness), group.register, group.in_service, lead.to(code))


def blocks_figure(found: Sequence[Block]) -> Figure:
    """What sites wait for, as bars: the step, whose it is, and how many have come to a stop at it."""
    rows = [
        Bar(str(block.stage.action), block.waiting, str(block.stage.body), block.stalled,
            str(_("stalled at %(sites)s", sites=counted(block.stalled, "site", oblique=True))) if block.stalled else "", block.address)
        for block in found
    ]
    heads = Heads(str(_("Next stage")), str(_("Sites")), str(_("Body responsible for the stage")), str(_("Stalled")))
    said = listed(f"{row.name} ({row.owner}): {write(row.value)}" for row in rows)
    return bars("blocks", str(_("What holds up operation")), said, rows, write, heads=heads, rtl=is_rtl())


def ranking_sheet(rows: Sequence[Place], kind: Kind, place: str) -> Sheet:
    """The ranking as a table to take away."""
    columns = (
        Column(place), Column(str(_("Sites"))), *(Column(str(stage.label), share=True) for stage in kind.stages),
        Column(str(_("Readiness")), share=True), Column(str(_("Change of readiness")), share=True), Column(str(_("In service"))),
        Column(str(_("Behind the plan"))),
    )
    return Sheet(columns, tuple(
        (row.name, row.group.register, *(round(row.share(stage), 4) for stage in kind.stages), round(row.group.readiness, 4), row.change,
         row.group.in_service, row.group.late)
        for row in rows
    ))
