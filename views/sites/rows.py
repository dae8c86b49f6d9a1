"""The rows of the list of sites, written out at once: fifty rows of six cells cost a template more than everything else on the page."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup, escape

from rollout.arabic import format_number
from rollout.position import SitePosition
from rollout.stages import Kind, Stage, State
from rollout.text import _, listed
from views.frame.words import digits, local_name, month, percent, short_day
from views.lists.listing import Column
from views.sites.columns import KIND, NAME, NEXT, PLACE, READY, WAVE, Seen

LATIN = frozenset({"code", "english", "coordinates"})
"""Columns that read from the left whatever the language."""


def rows(found: Iterable[Seen], columns: Iterable[Column], later: str = "", *, ticked: bool = False) -> Markup:
    """A row for each of these sites, in this order, with these columns; `later` is what keeps the address of a site to the list's day.

    Where they may be `ticked`, each has a box of the form that edits them together.
    """
    base, late = url_for("SitesView.list"), f' <span class="mark late">{escape(_("Behind the plan"))}</span>'
    tick = str(escape(_("Choose the site")))
    served = f'<span class="mark state-done">{escape(_("In service"))}</span>'
    # What many sites have in common is written once a page.
    kind, place, wave, ready, awaited = (cache(cell) for cell in (_kind, _place, _wave, _ready, _awaited))
    usual: dict[str, Callable[[Seen], str]] = {
        NAME: lambda row: _name(base, row.site, later, tick if ticked else ""),
        KIND: lambda row: kind(row.site.kind),
        PLACE: lambda row: place(row.site.markaz_ar, row.place),
        WAVE: lambda row: wave(row.site.planned_on, late if row.late else ""),
        READY: lambda row: ready(row.site.readiness, _change(row)),
        NEXT: lambda row: _next(row.site, served, awaited),
    }
    cells = [usual.get(column.key) or _more(column) for column in columns]
    written = ("".join(("<tr>", *(cell(row) for cell in cells), "</tr>")) for row in found)
    return Markup("".join(written))  # noqa: S704 — each part below escapes what it shows


def _more(column: Column) -> Callable[[Seen], str]:
    """A cell of a column that was chosen beside the usual ones; on a phone its heading stands before it."""
    value, label = column.fields[0].value, escape(column.label)
    ltr = ' dir="ltr"' if column.key in LATIN else ""

    def cell(row: Seen) -> str:
        found = value(row)
        return f'<td class="site-more" data-label="{label}"><span{ltr}>{escape(_said(found))}</span></td>'
    return cell


def _said(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, float):
        return f"{'+' if value > 0 else '−'}{percent(abs(value))}"
    return format_number(value, digits()) if isinstance(value, int) else str(value)


def _name(base: str, site: SitePosition, later: str, tick: str) -> str:
    name = escape(local_name(site))
    box = f'<input type="checkbox" form="bulk" name="site" value="{site.id}" aria-label="{tick}: {name}">'
    box = f'<label class="row-tick">{box}</label>' if tick else ""
    return (
        f'<th scope="row" class="site-name">{box}<a href="{base}{quote(site.code)}{escape(later)}">{name}</a>'
        f'<span class="site-code" dir="ltr">{escape(site.code)}</span></th>'
    )


def _kind(kind: Kind) -> str:
    return f'<td class="site-kind">{escape(kind.label)}</td>'


def _place(markaz: str, place: str) -> str:
    if not markaz:
        return f'<td class="site-place">{escape(place)}</td>'
    return f'<td class="site-place">{escape(markaz)}<span class="site-governorate">{escape(place)}</span></td>'


def _wave(planned_on: date | None, late: str) -> str:
    if planned_on is None:
        return '<td class="site-wave site-none">—</td>'
    return f'<td class="site-wave">{escape(month(planned_on))}{late}</td>'


def _change(row: Seen) -> str:
    """How much the share has changed and by which stages, where the list compares with another day."""
    change, moved = row.change, row.moved
    said = f"{'+' if change > 0 else '−'}{percent(abs(change))}" if change else escape(_("Changed")) if moved else ""
    return f'<small class="site-change" title="{escape(listed(moved))}">{said}</small>' if said else ""


def _ready(share: float, change: str) -> str:
    return (
        f'<td class="site-ready"><progress class="bar" max="1" value="{share:.3f}" aria-hidden="true"></progress>'
        f"<span>{escape(percent(share))}{change}</span></td>"
    )


def _next(site: SitePosition, served: str, awaited: Callable[[Stage, bool], str]) -> str:
    stage = site.next_stage
    if stage is not None:
        return awaited(stage, site.stages[stage.key].state is State.STALLED)
    final = site.stages[site.kind.final.key]
    waived = _("through a waiver that has expired") if final.lapsed else _("through a waiver")
    note = f'<span class="site-body">{escape(waived)}</span>' if final.waiver_by else ""
    return f'<td class="site-next">{served}{note}</td>'


def _awaited(stage: Stage, stalled: bool) -> str:
    body = _("Body responsible for the stage: %(body)s", body=stage.body)
    mark = " site-stalled" if stalled else ""
    return f'<td class="site-next{mark}">{escape(stage.action)}<span class="site-body">{escape(body)}</span></td>'
