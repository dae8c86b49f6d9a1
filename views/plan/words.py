"""What the plan's pages say in sentences: why a site will not make its date, and why another could take its place."""

from collections.abc import Iterable
from datetime import date

from rollout.overdue import OpenItem
from rollout.plan import Planned, Prospect
from rollout.plan.waves import Candidate
from rollout.text import Text, _, listed
from views.frame.words import counted, counted_object, month, percent


def why_not(row: Planned) -> list[Text]:
    """Why a site will not make its date, or did not; empty for one that is on its way or in service."""
    if not row.misses:
        return []
    found = [
        _("%(stage)s has come to a stop: %(note)s", stage=stage.label, note=told.note) if told.note
        else _("%(stage)s has come to a stop", stage=stage.label)
        for stage, told in row.held
    ]
    if row.prospect is Prospect.LATE:
        found.append(_("the date passed %(days)s ago", days=counted_object(-(row.left or 0), "day")))
    if row.needed > max(row.left or 0, 0):
        left = counted_object(max(row.left or 0, 0), "day")
        found.append(
            _("still needs %(needed)s by the usual durations; %(left)s are left", needed=counted_object(row.needed, "day"), left=left)
            if row.left and row.left > 0
            else _("still needs %(needed)s by the usual durations", needed=counted_object(row.needed, "day"))
        )
    return found


def why_instead(one: Candidate) -> list[Text]:
    """What speaks for a candidate, and what it still lacks."""
    row, said = one.row, []
    if one.same_governorate is not None:
        said.append(_("same governorate") if one.same_governorate else _("another governorate"))
    said.append(_("readiness %(share)s", share=percent(row.site.readiness)))
    said.append(_("needs %(needed)s by the usual durations, in time for the wave", needed=counted_object(row.needed, "day")))
    said.append(_("lacks: %(stages)s", stages=listed(stage.label for stage, _told in row.lacks)))
    said.append(_("planned for %(month)s", month=month(row.month)) if row.month else _("without a date"))
    return said


def how_near(one: Candidate) -> Text:
    """How near the best site comes to a wave that none makes."""
    row, needed = one.row, counted_object(one.row.needed, "day")
    if row.held:
        return _("stopped: %(stages)s", stages=listed(stage.label for stage, _told in row.held))
    if one.left <= 0:
        return _("needs %(needed)s by the usual durations, and the wave has no day left", needed=needed)
    return _("needs %(needed)s by the usual durations, and the wave has %(left)s left", needed=needed, left=counted(one.left, "day"))


def waits(item: OpenItem) -> Text:
    """What a site still lacks, whose it is and since when, in one line."""
    what = _("%(item)s — %(step)s", item=item.item_label, step=item.step_label)
    if item.waiting_days:
        days = counted(item.waiting_days, "day")
        return _("%(what)s — responsible for the next step: %(owner)s, for %(days)s", what=what, owner=item.owner or "—", days=days)
    return _("%(what)s — responsible for the next step: %(owner)s", what=what, owner=item.owner or "—")


def by_site(items: Iterable[OpenItem], rows: Iterable[Planned]) -> dict[int, list[OpenItem]]:
    """What keeps each site from opening, the longest waiting first; what waits behind a finished stage, such as a warranty, does not."""
    lacking = {(row.site.id, stage.key) for row in rows for stage, _told in row.lacks}
    found: dict[int, list[OpenItem]] = {}
    for item in items:
        if (item.site_id, item.area) in lacking:
            found.setdefault(item.site_id, []).append(item)
    for several in found.values():
        several.sort(key=lambda item: (item.since is None, item.since or date.max))
    return found
