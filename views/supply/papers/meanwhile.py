"""What followed a paper while somebody wrote its next one: a paper is added, so nothing is put together, but theirs stands beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Paper, PaperLine
from rollout.ledger.steps import followers
from rollout.people import names_of
from rollout.supply.kinds import KINDS
from rollout.text import Text, _
from views.frame.paper_typing import CAPACITY, NAME, Typed, join
from views.frame.words import local_name
from views.supply.papers.form import Next
from views.supply.papers.page import Named, named

OPENED = "opened"
"""The part of the form that says which paper had followed last when it was opened."""


@dataclass(frozen=True)
class Theirs:
    """A paper that another person closed meanwhile, with who did so."""

    paper: Named
    by: str


@dataclass(frozen=True)
class Moved:
    """A row of which something was taken meanwhile: how much that was, what is left of it now, and what this person typed."""

    line: PaperLine
    taken: Any
    left: Any
    mine: str


def note_opened(session: Session, typed: Typed, before: Paper) -> None:
    """Let the form say what has followed the paper up to now."""
    typed.texts[OPENED] = str(max((each.id for each in followers(session, before)), default=0))


def theirs_since(session: Session, typed: Typed, before: Paper, user_id: int) -> list[Theirs]:
    """The papers that others closed after the form was opened; none where the form does not say when that was."""
    said = typed.text(OPENED)
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        return []
    found = [
        each for each in followers(session, before) if each.id > int(said) and each.state == "closed" and each.closed_by_id != user_id
    ]
    names = names_of(session, [each.closed_by_id for each in found])
    return [Theirs(named(session, each), names.get(each.closed_by_id or 0, "")) for each in found]


def moved(session: Session, typed: Typed, told: Next, theirs: list[Theirs]) -> list[Moved]:
    """The rows of the earlier paper of which their papers took something."""
    query = select(PaperLine.line_id, PaperLine.site_id, PaperLine.quantity)
    taken: dict[tuple[int, int | None], Any] = {}
    for line_id, site_id, quantity in session.execute(query.where(PaperLine.paper_id.in_([one.paper.paper.id for one in theirs]))):
        taken[line_id, site_id] = taken.get((line_id, site_id), 0) + quantity
    left = {offer.line.id: offer.quantity for offer in told.rows}
    return [
        Moved(line, taken[line.line_id, line.site_id], left.get(line.id, 0), _mine(typed, line))
        for line in told.before.lines if (line.line_id, line.site_id) in taken
    ]


def _mine(typed: Typed, line: PaperLine) -> str:
    """What is typed of a row, from whichever state it is to be taken."""
    keys = [name for name in typed.texts if name.partition("-")[0].partition(".")[0] == str(line.id) and name.endswith("-quantity")]
    return " + ".join(text for name in sorted(keys) if (text := typed.texts[name].strip()))


def labels(told: Next) -> Mapping[str, Text | str]:
    """What every part of the form is called, by its name, whatever is still left."""
    found: dict[str, Text | str] = {"day": _("Day of the paper"), "own_number": _("Number of the supplier's note"), "note": _("Remarks")}
    if told.kind.due is not None:
        found["due_on"] = told.kind.due
    for line in told.before.lines:
        found[join(str(line.id), "quantity")] = f"{local_name(line.line)}: {_('Quantity')}"
    for name, label in ((NAME, _("Name")), (CAPACITY, _("Capacity"))):
        found |= {join(name, part): f"{part.label} — {label}" for part in told.members}
    return found


def nothing_left(theirs: list[Theirs]) -> Text:
    """What happened meanwhile, where nothing is left for one's own paper."""
    if not theirs:
        return _("Nothing is left of this paper for that.")
    last = theirs[-1]
    kind = KINDS[last.paper.paper.kind].label
    return _("Nothing is left of this paper for that: %(paper)s was closed meanwhile by %(name)s.",
             paper=f"{kind} {last.paper.number}", name=last.by or "—")
