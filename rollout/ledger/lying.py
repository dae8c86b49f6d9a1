"""Where the units lie that papers brought, and how many still lie there: what was transferred waits at the site to which it went."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from models import Paper, PaperLine, Site
from rollout.ledger.figures import holdings
from rollout.ledger.following import left
from rollout.supply.kinds import PaperKind
from rollout.supply.quantities import Quantity
from rollout.supply.states import IN_STORE, Held

SITE: Any = func.coalesce(PaperLine.to_site_id, PaperLine.site_id)
"""The site at which the units of a paper's line are once it is closed."""
STORE: Any = case((PaperLine.to_site_id.is_not(None), PaperLine.to_store_id), else_=Paper.store_id)
"""The store in which they lie."""
Holdings = dict[tuple[int, int | None, int | None, Held], Quantity]
"""What accounts hold: by line, site, store and state."""
_SEVERAL = 200


@dataclass(frozen=True, slots=True)
class Brought:
    """So many units of a contract's line that a line of a paper brought to a site, or into a store for it."""

    paper_line_id: int
    line_id: int
    site_id: int | None
    store_id: int | None
    quantity: Quantity


def still_there(
    session: Session, state: Held, brought: Iterable[Brought], as_of: date = date.max, known_at: datetime | None = None
) -> dict[int, Quantity]:
    """How many of these units lie where they were brought. What was carried off since was what came last."""
    told = [one for one in brought if one.quantity > 0]
    lines = {one.line_id for one in told}
    # A long list of lines costs SQLite fifteen times what all that lies in the state does.
    wanted = sorted(lines) if len(lines) <= _SEVERAL else None
    held = holdings(session, as_of, known_at, line_ids=wanted, states=[state]) if told else {}
    return shared_out(state, told, held)


def shared_out(state: Held, brought: Iterable[Brought], held: Holdings) -> dict[int, Quantity]:
    """The same, of what these accounts hold."""
    rest, found = dict(held), {}
    for one in brought:
        place = place_at(state, one.line_id, one.site_id, one.store_id)
        found[one.paper_line_id] = quantity = min(one.quantity, rest.get(place, 0))
        rest[place] = rest.get(place, 0) - quantity
    return found


def place_at(state: Held, line_id: int, site_id: int | None, store_id: int | None) -> tuple[int, int | None, int | None, Held]:
    """The account of a line's units in a state at a site, or in a store for it."""
    return line_id, site_id, store_id if state in IN_STORE else None, state


def offered(session: Session, paper: Paper, lines: Collection[PaperLine], kind: PaperKind) -> dict[int, Quantity]:
    """What the lines of a paper offer to papers of a kind that follow it, as far as it still lies there."""
    rest = left(session, [line.id for line in lines], kind)
    if kind.uses is None:
        return rest
    told = [Brought(line.id, line.line_id, *place_of(paper, line), rest[line.id]) for line in lines]
    return dict.fromkeys(rest, 0) | still_there(session, kind.uses, told)


def place_of(paper: Paper, line: PaperLine) -> tuple[int | None, int | None]:
    """The site at which the units of a line are, and the store in which they lie."""
    return (line.site_id, paper.store_id) if line.to_site_id is None else (line.to_site_id, line.to_store_id)


def sites_of(session: Session, lines: Collection[PaperLine]) -> dict[int, Site | None]:
    """The site at which the units of each line are, by the line's id. The sites of the lines themselves are read."""
    moved = {line.to_site_id for line in lines if line.to_site_id is not None}
    there = {site.id: site for site in session.scalars(select(Site).where(Site.id.in_(moved)))} if moved else {}
    return {line.id: line.site if line.to_site_id is None else there.get(line.to_site_id) for line in lines}


def home_of(session: Session, paper: Paper) -> int | None:
    """The governorate in which a paper's units are: of a transfer, where it went. The paper's lines are read."""
    there = next((line.to_site_id for line in paper.lines if line.to_site_id is not None), None)
    return paper.governorate_id if there is None else session.get_one(Site, there).governorate_id
