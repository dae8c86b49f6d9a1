"""The rows of the list of sites, written out at once: fifty rows of six cells cost a template more than everything else on the page."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import url_for
from markupsafe import Markup, escape

from rollout.outlook import days_late
from rollout.position import Position, SitePosition
from rollout.stages import State
from rollout.text import _
from views.words import local_name, month, percent


def rows(now: Position, ids: Iterable[int], places: dict[str, str]) -> Markup:
    """A row for each of these sites, in this order; `places` names the governorates by their codes."""
    by_id = {site.id: site for site in now.sites}
    base, late = url_for("SitesView.list"), f' <span class="mark late">{escape(_("Late"))}</span>'
    served = f'<span class="mark state-done">{escape(_("In service"))}</span>'
    written = (
        f'<tr>{_name(base, site)}<td class="site-kind">{escape(site.kind.label)}</td>{_place(site, places)}'
        f'{_wave(site, late if days_late(site, now.as_of) else "")}{_readiness(site)}{_next(site, served)}</tr>'
        for site in (by_id[site_id] for site_id in ids if site_id in by_id)
    )
    return Markup("".join(written))  # noqa: S704 — each part below escapes what it shows


def _name(base: str, site: SitePosition) -> str:
    return (
        f'<th scope="row" class="site-name"><a href="{base}{quote(site.code)}">{escape(local_name(site))}</a>'
        f'<span class="site-code" dir="ltr">{escape(site.code)}</span></th>'
    )


def _place(site: SitePosition, places: dict[str, str]) -> str:
    governorate = escape(places.get(site.governorate, site.governorate))
    if not site.markaz_ar:
        return f'<td class="site-place">{governorate}</td>'
    return f'<td class="site-place">{escape(site.markaz_ar)}<span class="site-governorate">{governorate}</span></td>'


def _wave(site: SitePosition, late: str) -> str:
    if site.planned_on is None:
        return '<td class="site-wave site-none">—</td>'
    return f'<td class="site-wave">{escape(month(site.planned_on))}{late}</td>'


def _readiness(site: SitePosition) -> str:
    share = site.readiness
    return (
        f'<td class="site-ready"><progress class="bar" max="1" value="{share:.3f}" aria-hidden="true"></progress>'
        f"<span>{escape(percent(share))}</span></td>"
    )


def _next(site: SitePosition, served: str) -> str:
    stage = site.next_stage
    if stage is None:
        final = site.stages[site.kind.final.key]
        waived = _("through a waiver that has expired") if final.lapsed else _("through a waiver")
        note = f'<span class="site-body">{escape(waived)}</span>' if final.waiver_by else ""
        return f'<td class="site-next">{served}{note}</td>'
    stalled = " site-stalled" if site.stages[stage.key].state is State.STALLED else ""
    return f'<td class="site-next{stalled}">{escape(stage.action)}<span class="site-body">{escape(stage.body)}</span></td>'
