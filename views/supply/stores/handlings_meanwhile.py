"""What happened at a site while somebody wrote a short paper about it: a paper is added, so nothing is put together, but all is told."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContractLine, Paper, Site
from rollout.ledger.forms import Headings
from rollout.ledger.since import closed_since, last_closed
from rollout.people import names_of
from rollout.supply.kinds import KINDS, Signs
from rollout.supply.states import Held
from rollout.text import Text, _
from views.frame.paper_typing import CAPACITY, NAME, Typed, join
from views.frame.words import local_name
from views.supply.papers.page import number_of

OPENED = "opened"
"""The part of the form that says which paper was the last when it was opened."""
_NONE = "none"


@dataclass(frozen=True)
class Since:
    """A paper that was closed meanwhile, with who closed it."""

    paper: Paper
    label: Text
    number: str
    by: str


def note_opened(session: Session, typed: Typed, site: Site) -> None:
    """Let the form say what was the last paper about the site."""
    last = last_closed(session, site.id)
    typed.texts[OPENED] = last.astimezone(UTC).isoformat() if last else _NONE


def since(session: Session, typed: Typed, site: Site) -> list[Since]:
    """The papers about the site that were closed since the form was opened; none where the form does not say when that was."""
    said = typed.text(OPENED)
    try:
        moment = None if said == _NONE else datetime.fromisoformat(said)
    except ValueError:
        return []
    if moment is not None and moment.tzinfo is None:
        return []
    papers, headings = closed_since(session, site.id, moment), Headings(session)
    names = names_of(session, [paper.closed_by_id for paper in papers])
    return [
        Since(paper, KINDS[paper.kind].label, number_of(headings, paper), names.get(paper.closed_by_id or 0, "")) for paper in papers
    ]


def gone(session: Session, typed: Typed, known: set[str]) -> list[str]:
    """The items of which something is typed and of which nothing lies there any more, by their names."""
    keys = {name.removesuffix("-quantity") for name, text in typed.texts.items() if name.endswith("-quantity") and text.strip()}
    return [str(name) for name in _items(session, keys - known).values()]


def labels(session: Session, typed: Typed, members: list[Signs]) -> dict[str, Any]:
    """What every part of the form is called, by its name, whatever still lies there."""
    keys = {name.rpartition("-")[0] for name in typed.texts if "." in name}
    found: dict[str, Any] = {"day": _("Day of the paper"), "to_site": _("To the site (code)"), "note": _("Reason")}
    for key, item in _items(session, keys).items():
        found |= {join(key, "quantity"): f"{item}: {_('Quantity')}", join(key, "reason"): f"{item}: {_('Remark')}"}
    for name, label in ((NAME, _("Name")), (CAPACITY, _("Capacity"))):
        found |= {join(name, part): f"{part.label} — {label}" for part in members}
    return found


def _items(session: Session, keys: set[str]) -> dict[str, str]:
    """The rows of the form by their keys: which item, in which state."""
    parts = {key: key.split(".") for key in keys}
    ids = {int(part[0]) for part in parts.values() if part[0].isascii() and part[0].isdigit() and len(part[0]) < 10}
    lines = {str(line.id): line for line in session.scalars(select(ContractLine).where(ContractLine.id.in_(ids)))} if ids else {}
    states = {state.value: state.label for state in Held}
    return {
        key: f"{local_name(lines[part[0]])} ({states[part[1]]})" for key, part in sorted(parts.items())
        if len(part) > 1 and part[0] in lines and part[1] in states
    }
