"""A position as plain values that can be kept, compared and restored: what an approval keeps and what a meeting compares."""

from rollout.followup.difference import SiteValue, Snapshot, StageValue
from rollout.position import Position, SitePosition


def snapshot(now: Position) -> Snapshot:
    """What a position says of each site, without what follows from the day alone (late, silent, grey)."""
    return {site.code: _site(site) for site in now.sites}


def _site(site: SitePosition) -> SiteValue:
    stages = tuple(
        (key, StageValue(row.state.value, row.done, row.wanted, row.effective_on, row.has_evidence))
        for key, row in sorted(site.stages.items())
    )
    return SiteValue(
        site.code, site.name_ar, site.kind.value, site.governorate, site.markaz_ar, site.planned_on, site.last_news_on, stages
    )
