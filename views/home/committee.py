"""The committee's first page, made for a telephone: the meeting ahead, the steps of its sites by urgency, and one tap to tell the news."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from models import Governorate
from rollout.errands import Errand, Errands, Quiet, Still, errands
from rollout.known import heads
from rollout.scope import scope_of
from rollout.text import Text, _
from rollout.weekly import Weekly, weekly
from rollout.works import area_of
from views.frame.asof import AsOf, Compared
from views.frame.chosen import cut, one_of, places
from views.frame.words import short_day
from views.home.parts import Home
from views.security.access import may

MOST, FEWER = 5, 3
"""How many rows a list of the first page shows; the others stand behind its number."""

LISTS: Mapping[str, Text] = {
    "late": _("Sites past a deadline"), "week": _("Due within a week"), "silent": _("No recent news"), "stalled": _("Stalled"),
}
"""The lists that have a page of their own, by the value in its address."""


@dataclass(frozen=True)
class Desk:
    """What the page is made from: the governorate, what its sites and its week ask for, and whether whoever looks may tell news."""

    place: Governorate
    day: AsOf
    asked: Errands
    week: Weekly | None
    captures: bool

    @property
    def silent(self) -> Sequence[Quiet]:
        """Sites of which nothing has come this week although it was expected; without a committee those that were silent for long."""
        if self.week is None or self.week.received is None:
            return [one for one in self.asked.quiet if one.long]
        missing = {one.id for one in self.week.received.missing}
        return [one for one in self.asked.quiet if one.id in missing]

    @property
    def names(self) -> dict[str, Text]:
        """The lists by name; where a week is asked about the list of the silent names it, for the figures speak of the week before."""
        if self.week is None or self.week.received is None:
            return dict(LISTS)
        return {**LISTS, "silent": _("No news yet for the week to %(day)s", day=short_day(self.week.received.week.day))}

    @property
    def lists(self) -> dict[str, Sequence[Any]]:
        return {"late": self.asked.late, "week": self.asked.soon, "silent": self.silent, "stalled": self.asked.still}

    def telling(self, one: Errand | Still, back: str) -> str:
        """Where the news of a step is told: its own form, the work of its stage, or the form of the stage."""
        if isinstance(one, Errand) and one.step:
            return url_for("WorksView.new", site=one.site, area=one.stage, item=one.item, step=one.step, back=back, as_of=self.day.argument)
        if area_of(one.kind, one.stage):
            return url_for("WorksView.area", code=one.site, area=one.stage, as_of=self.day.argument)
        return url_for("EntryView.new", site=one.site, stage=one.stage, back=back, as_of=self.day.argument)

    def against_plan(self, one: Errand) -> bool:
        """Whether its delay is one against the plan of the site: of stages that are told as wholes no term runs."""
        return area_of(one.kind, one.stage) is None

    def told_in_place(self, one: Errand | Still) -> bool:
        """Whether the form opens over the page; else the link leads to a page of its own."""
        return (isinstance(one, Errand) and one.step != "") or area_of(one.kind, one.stage) is None


def desk(session: Session, day: AsOf) -> tuple[Desk | None, dict[str, Any]]:
    """The desk of the governorate that is looked at, the first of several; and what the templates need to offer the others."""
    here = places()
    place = here.chosen or (here.every[0] if here.every else None)
    values: dict[str, Any] = {"day": day, "only": place, "here": here, "argument": place.code if place and here.several else None}
    if place is None:
        return None, values
    proof = heads(session)
    found = Desk(
        place, day, errands(session, day.day, place.code, proof),
        weekly(session, day.day, place.code, proof) if may("meetings", "can_read") else None,
        may("entries", "can_write") and place.id in scope_of(session).capture,
    )
    return found, values


def committee_home(session: Session, day: AsOf, _compared: Compared) -> Home:
    """The page and what it shows."""
    found, values = desk(session, day)
    return Home("home_committee.html", {
        **values, "title": _("The committee’s work"), "desk": found, "most": MOST, "fewer": FEWER, "lists": found.names if found else LISTS,
        "approvals": _approvals(found),
    })


def steps_page(session: Session, day: AsOf) -> Home:
    """One of the lists in full."""
    found, values = desk(session, day)
    shown = one_of("show", list(LISTS)) or "late"
    rows, names = (found.lists[shown], found.names) if found else ((), LISTS)
    arguments = {"show": shown, "governorate": values["argument"], "as_of": day.argument}
    return Home("home_steps.html", {
        **values, "title": names[shown], "desk": found, "shown_list": shown, "lists": names, "arguments": arguments,
        "list": cut(rows, "HomeView.steps", arguments),
    })


def _approvals(found: Desk | None) -> str | None:
    """Where the figures of the last week are submitted and approved."""
    week = found.week if found else None
    if found is None or week is None or week.figures is None or not may("approvals", "can_read"):
        return None
    return url_for("ApprovalsView.show", code=found.place.code, day=week.figures.day.isoformat())
