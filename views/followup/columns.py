"""The columns of the lists of obstacles and of decisions: how they are ordered, and what they are in a sheet."""

from collections.abc import Mapping
from typing import Any

from rollout.arabic import sort_key
from rollout.meetings.decisions import Followed
from rollout.obstacles.reading import Held
from rollout.text import _
from rollout.works.bodies import body_name
from views.frame.words import decision_numbered
from views.lists.listing import Column, Field


def obstacle_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    """`names` are those of the governorates by their codes."""
    def place(one: Held) -> str:
        return names.get(one.governorate, one.governorate)

    return (
        Column("title", _("Obstacle"), (
            Field(_("Number"), lambda one: one.obstacle.number, 8), Field(_("Obstacle"), lambda one: one.obstacle.title, 44),
        ), always=True, order=lambda one: sort_key(one.obstacle.title)),
        Column("place", _("Governorate"), (Field(_("Governorate"), place),), order=lambda one: sort_key(place(one))),
        Column("category", _("Category"), (Field(_("Category"), lambda one: str(one.category.label), 20),),
               order=lambda one: sort_key(str(one.category.label))),
        Column("level", _("Level"), (Field(_("Level"), lambda one: str(one.standing.level.label), 20),),
               order=lambda one: sort_key(str(one.standing.level.label))),
        Column("owner", _("Body that solves it"), (
            Field(_("Body that solves it"), lambda one: str(body_name(one.standing.body)), 32),
            Field(_("Post held"), lambda one: one.standing.post, 24),
        ), order=lambda one: sort_key(str(body_name(one.standing.body)))),
        Column("needed", _("What is needed"), (Field(_("What is needed"), lambda one: one.standing.needed, 44),)),
        Column("days", _("Site-days"), (Field(_("Site-days"), lambda one: one.site_days, 10),), order=lambda one: one.site_days),
        Column("sites", _("Sites"), (Field(_("Sites"), lambda one: one.number_of_sites, 8),), order=lambda one: one.number_of_sites),
        Column("age", _("Age (days)"), (Field(_("Age (days)"), lambda one: one.age, 10),), order=lambda one: one.age),
        Column("expected", _("Solution expected on"), (Field(_("Solution expected on"), lambda one: one.standing.expected_on, 14),),
               order=lambda one: one.standing.expected_on),
    )


def decision_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    """The same of decisions."""
    def place(one: Followed) -> str:
        return names.get(one.governorate, one.governorate)

    return (
        Column("words", _("Decision"), (
            Field(_("Number"), lambda one: str(decision_numbered(one.number)), 26),
            Field(_("Decision"), lambda one: one.decision.words, 60),
        ), always=True, order=lambda one: one.number[::-1]),
        Column("owner", _("Whose task"), (
            Field(_("Whose task"), lambda one: str(body_name(one.standing.body)), 32),
            Field(_("Post held"), lambda one: one.standing.post, 24),
        ), order=lambda one: sort_key(str(body_name(one.standing.body)))),
        Column("due", _("Due on"), (Field(_("Due on"), lambda one: one.standing.due_on, 12),), order=lambda one: one.standing.due_on),
        Column("stands", _("Where it stands"), (
            Field(_("Where it stands"), lambda one: str(one.outcome.label), 22),
            Field(_("Days late"), lambda one: one.days_late or None, 10),
            Field(_("Last news"), lambda one: one.standing.last_note, 40),
        ), order=lambda one: one.days_late),
        Column("place", _("Governorate"), (Field(_("Governorate"), place),), usual=False, order=lambda one: sort_key(place(one))),
        Column("level", _("Level"), (Field(_("Level"), _level, 20),), usual=False, order=lambda one: sort_key(_level(one))),
        Column("taken", _("Taken on"), (Field(_("Taken on"), lambda one: one.meeting.held_on, 12),), usual=False,
               order=lambda one: one.meeting.held_on),
    )


def _level(one: Any) -> str:
    return str(one.standing.level.label)
