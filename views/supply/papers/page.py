"""What the page of a paper shows: head, rows with their verdict, what it follows and what followed it, who signed it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Paper, PaperLine, Signatory, Signature
from rollout.clock import CAIRO
from rollout.ledger.content import content_hash
from rollout.ledger.forms import Form, Headings, form_of
from rollout.ledger.printed import words_of
from rollout.ledger.scans import scans
from rollout.ledger.signing import frame_of, path_of
from rollout.ledger.steps import followers, next_kinds
from rollout.people import names_of
from rollout.supply.kinds import KINDS, PaperKind, Signs
from rollout.supply.quantities import UNITS
from rollout.supply.states import Held
from rollout.text import Text, _, language
from views.frame.words import digits

STATES = {"draft": _("Draft"), "closed": _("Closed"), "dropped": _("Dropped")}
_MOST_BEFORE = 8
VERDICTS = {
    "done": _("Accepted whole"), "stalled": _("Rejected whole"), "in_progress": _("Accepted in part"), "not_started": _("Missing whole"),
}
"""What was found of a line, by the mark that it bears; it follows from the quantities and is never typed."""


@dataclass(frozen=True)
class Named:
    """A paper as another page names it."""

    paper: Paper
    title: str
    number: str


@dataclass(frozen=True)
class Person:
    """Somebody whom the paper names, with the signature if there is one, and whether it is still under what was signed."""

    row: Signatory
    part: Text
    signature: Signature | None
    path: str
    frame: tuple[int, int, int, int]
    signed_on: date | None
    holds: bool
    held_by: str


def verdict(line: PaperLine) -> str | None:
    """The mark of what was found of a line; None where the paper is no inspection."""
    if line.accepted is None:
        return None
    if line.accepted == line.quantity:
        return "done"
    if line.accepted:
        return "in_progress"
    return "stalled" if line.rejected else "not_started"


def named(session: Session, paper: Paper) -> Named:
    """A paper under the heading that was in force when it was closed."""
    form = form_of(session, paper.kind, paper.closed_at)
    return Named(paper, title_of(form), form.numbered(paper.year, paper.number, digits()))


def number_of(headings: Headings, paper: Paper) -> str:
    """The number of a paper as it is filed, in the digits of the page."""
    return headings.of(paper.kind, paper.closed_at).numbered(paper.year, paper.number, digits())


def title_of(form: Form) -> str:
    """The heading of a form, which is Arabic, or the kind's own name where the page is not."""
    return form.title if language() == "ar" else str(KINDS[form.kind].label)


def paper_values(session: Session, paper: Paper, *, next_steps: bool = False) -> dict[str, Any]:
    """The values of the page of a paper that was read with everything."""
    kind, said = KINDS[paper.kind], words_of(session, paper)
    form = said.form
    people, kept = _people(session, paper), scans(session, paper)
    users = names_of(session, [paper.recorded_by_id, paper.closed_by_id])
    return {
        "title": title_of(form), "form_number": form.form if language() == "ar" else f"{form.title} — {form.form}".strip(" —"),
        "number": form.numbered(paper.year, paper.number, digits()), "paper": paper,
        "kind": kind, "state": STATES[paper.state], "place": said.governorate, "supplier": said.supplier, "words": said,
        "people": people, "lines": paper.lines,
        "verdict": verdict, "verdicts": VERDICTS, "states": {state.value: state.label for state in Held},
        "shows": _columns(kind, paper), "measures": UNITS,
        "recorded_by": users.get(paper.recorded_by_id or 0), "closed_by": users.get(paper.closed_by_id or 0),
        "recorded_on": paper.recorded_at.astimezone(CAIRO).date(),
        "closed_on": paper.closed_at.astimezone(CAIRO).date() if paper.closed_at else None,
        "decided_on": _day(paper.facts.get("decided_on")), "decision": paper.facts.get("decision", ""),
        "before": _before(session, paper), "after": [named(session, each) for each in followers(session, paper)],
        "next": next_kinds(session, paper) if next_steps else [], "scans": [(scan, "") for scan in kept],
        "unsigned": paper.state == "closed" and not kept and any(person.signature is None for person in people),
        "broken": [person for person in people if not person.holds], "paper_states": STATES,
    }


def _columns(kind: PaperKind, paper: Paper) -> frozenset[str]:
    """The columns of its rows that say something."""
    found = {str(part) for part in kind.parts if any(getattr(line, part) for line in paper.lines) or kind.inspects}
    found |= {name for name in ("reason", "drawn") if any(getattr(line, name) for line in paper.lines)}
    if any(line.site_id for line in paper.lines):
        found.add("site")
    if any(line.to_site_id for line in paper.lines):
        found.add("to_site")
    return frozenset(found)


def _before(session: Session, paper: Paper) -> list[Named]:
    """The papers that led to this one, the first of them first."""
    found: list[Named] = []
    number = paper.about_id
    while number is not None and len(found) < _MOST_BEFORE:
        earlier = session.scalar(select(Paper).where(Paper.id == number))
        if earlier is None:
            break
        found.append(named(session, earlier))
        number = earlier.about_id
    return found[::-1]


def _people(session: Session, paper: Paper) -> list[Person]:
    query = select(Signatory).where(Signatory.paper_id == paper.id).options(joinedload(Signatory.signature))
    order = {part.value: place for place, part in enumerate(Signs)}
    rows = sorted(session.scalars(query), key=lambda row: (order[row.part], row.id))
    said = content_hash(paper) if any(row.signature for row in rows) else ""
    users = names_of(session, [row.signature.held_by_id for row in rows if row.signature])
    return [_person(row, said, users) for row in rows]


def _person(row: Signatory, said: str, users: dict[int, str]) -> Person:
    part, drawn = Signs(row.part).label, row.signature
    if drawn is None:
        return Person(row, part, None, "", (0, 0, 0, 0), None, True, "")
    return Person(
        row, part, drawn, path_of(drawn.strokes), frame_of(drawn.strokes), drawn.signed_at.astimezone(CAIRO).date(),
        drawn.sha256 == said, users.get(drawn.held_by_id or 0, ""),
    )


def _day(raw: object) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None
