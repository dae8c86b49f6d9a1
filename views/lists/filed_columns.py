"""The columns of the lists of contract documents and of issued documents: how they are ordered, and what they are in a sheet."""

from collections.abc import Callable, Mapping
from typing import Any

from models import Governorate, IssuedDocument, Paper, Supplier
from rollout.clock import day_of
from rollout.issued.kinds import KINDS as ISSUED
from rollout.ledger.filing import Filed
from rollout.supply.kinds import KINDS
from rollout.text import Text, _
from views.frame.words import local_name
from views.lists.listing import Column, Field

_STATES: Mapping[str, Text] = {"draft": _("Draft"), "closed": _("Closed"), "dropped": _("Dropped")}


def paper_columns(number: Callable[[Paper], str]) -> tuple[Column, ...]:
    """`number` writes the number of a paper as it is filed."""
    def where(one: Filed) -> str:
        if one.paper.store:
            return local_name(one.paper.store)
        return local_name(one.governorate) if one.governorate else str(_("The contract as a whole"))

    return (
        Column("paper", _("Paper"), (Field(_("Paper"), lambda one: str(KINDS[one.paper.kind].label), 28),), always=True,
               order=(Paper.kind,)),
        Column("number", _("Number"), (
            Field(_("Number"), lambda one: number(one.paper) if one.paper.number else "", 18),
            Field(_("Number of the supplier's own paper"), lambda one: one.paper.own_number, 18),
        ), order=(Paper.year, Paper.number)),
        Column("day", _("Day"), (Field(_("Day"), lambda one: one.paper.day, 12),), order=(Paper.day,)),
        Column("where", _("Where"), (
            Field(_("Governorate"), lambda one: local_name(one.governorate) if one.governorate else "", 16), Field(_("Where"), where, 30),
        ), order=(Governorate.sort_key,)),
        Column("supplier", _("Supplier"), (Field(_("Supplier"), lambda one: local_name(one.supplier) if one.supplier else "", 30),),
               order=(Supplier.name_ar,)),
        Column("state", _("State"), (Field(_("State"), lambda one: str(_STATES[one.paper.state]), 12),), order=(Paper.state,)),
    )


def issued_columns(places: Mapping[int | None, str]) -> tuple[Column, ...]:
    """`places` names the governorates by their numbers, and the whole country; whoever sees only one needs no column for it."""
    row = IssuedDocument

    def kind(one: Any) -> str:
        return str(ISSUED[one.kind].label) if one.kind in ISSUED else one.kind

    return (
        Column("number", _("Number"), (
            Field(_("Number"), lambda one: one.reference, 20), Field(_("Title"), lambda one: one.title, 44),
        ), always=True, order=(row.reference,)),
        Column("kind", _("Kind of document"), (Field(_("Kind of document"), kind, 26),), order=(row.kind,)),
        *((Column("place", _("Governorate"), (Field(_("Governorate"), lambda one: places.get(one.governorate_id, ""), 18),)),)
          if len(places) > 2 else ()),
        Column("day", _("Position on"), (Field(_("Position on"), lambda one: one.as_of, 12),), order=(row.as_of,)),
        Column("issued", _("Issued"), (Field(_("Issued"), lambda one: day_of(one.issued_at), 12),),
               order=(row.issued_at,)),
        Column("files", _("Files"), (Field(_("Files"), lambda one: " ".join(file.form.upper() for file in one.files), 16),)),
    )


def in_order(shown: Any, usual: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a statement orders its rows by: the chosen column, then as usual."""
    if shown.by is None:
        return usual
    return (*((column.desc() if shown.falling else column.asc()).nulls_last() for column in shown.by.order), *usual)
