"""Who entered what a committee judges: whoever received units neither accepts them, nor signs for that, nor takes the verdict back."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Paper, PaperLine
from rollout.ledger.refusing import Fault
from rollout.supply.kinds import PaperKind, Signs
from rollout.supply.moves import Person, letters
from rollout.supply.states import Held
from rollout.text import _

ACCEPTS = (Signs.CHAIR, Signs.TECHNICAL)
"""The parts of those who accept or reject."""
_COLUMNS = Paper.id, Paper.kind, Paper.about_id, Paper.recorded_by_id, Paper.closed_by_id


class Duties:
    """The papers that brought units before a committee, and the people who entered them; what was read once is kept."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._papers: dict[int, Any] = {}
        self._names: dict[int, str] | None = None

    def read_all(self) -> "Duties":
        """Read at once what judging every paper needs."""
        self._papers = {row.id: row for row in self._session.execute(select(*_COLUMNS).where(Paper.state == "closed"))}
        self._names = {user.id: letters(user.get_full_name()) for user in self._session.scalars(select(User))}
        return self

    def entrants(self, paper_id: int | None) -> set[int]:
        """The accounts that entered or closed the papers which brought what a paper offers, back to receipt or stock-taking."""
        found: set[int] = set()
        seen: set[int] = set()
        ahead = [paper_id]
        while ahead:
            at = self._paper(ahead.pop())
            if at is None or at.id in seen:
                continue
            seen.add(at.id)
            if at.kind == "transfer":
                ahead += self._before_transfer(at.id)
                continue
            found |= {one for one in (at.recorded_by_id, at.closed_by_id) if one is not None}
            if at.kind == "surplus_kept":
                ahead.append(at.about_id)
        return found

    def faults(
        self, kind: PaperKind, about_id: int | None, lines: Collection[int | None], people: Iterable[Person], by: int | None
    ) -> Iterator[Fault]:
        """What minutes of inspection break, or minutes of correction about them. `lines` are the earlier lines that it names."""
        if kind.inspects:
            entered = self.entrants(about_id)
            if by in entered:
                yield Fault(None, _("Whoever entered the receipt does not accept what was received."), "about")
            names = self._names_of(entered)
            for person in people:
                if person.part in ACCEPTS and (person.user_id in entered or letters(person.name) in names):
                    says = _("%(part)s entered the receipt: whoever received does not accept.", part=Signs(person.part).label)
                    yield Fault(None, says, person.part)
        elif kind.key == "counter" and by is not None and any(by in self.entrants(one) for one in self._inspected(lines)):
            yield Fault(None, _("Whoever entered the receipt does not take back what the committee found."), "about")

    def _paper(self, paper_id: int | None) -> Any:
        if paper_id is not None and paper_id not in self._papers:
            self._papers[paper_id] = self._session.execute(select(*_COLUMNS).where(Paper.id == paper_id)).one_or_none()
        return self._papers.get(paper_id or 0)

    def _before_transfer(self, paper_id: int) -> list[int | None]:
        """Papers that had brought units of the same items into custody at the site from which they were transferred."""
        sent = self._session.execute(
            select(PaperLine.line_id, PaperLine.site_id).where(PaperLine.paper_id == paper_id, PaperLine.drawn == Held.CUSTODY)
        ).all()
        lines, sites = {row.line_id for row in sent}, {row.site_id for row in sent}
        into = PaperLine.to_site_id.in_(sites) & (Paper.kind == "transfer") & (PaperLine.drawn == Held.CUSTODY)
        here = PaperLine.site_id.in_(sites) & Paper.kind.in_(("receipt", "surplus_kept"))
        query = select(Paper.id).join(PaperLine, PaperLine.paper_id == Paper.id).where(Paper.state == "closed", into | here)
        return list(self._session.scalars(query.where(PaperLine.line_id.in_(lines)).distinct()))

    def _inspected(self, lines: Collection[int | None]) -> set[int | None]:
        """What the inspections followed of which these are lines."""
        ids = [one for one in lines if one is not None]
        query = select(Paper.about_id).join(PaperLine, PaperLine.paper_id == Paper.id)
        return set(self._session.scalars(query.where(PaperLine.id.in_(ids), Paper.kind == "inspection")))

    def _names_of(self, accounts: set[int]) -> set[str]:
        if self._names is not None:
            return {self._names[one] for one in accounts if self._names.get(one)}
        users = self._session.scalars(select(User).where(User.id.in_(accounts))) if accounts else ()
        return {letters(user.get_full_name()) for user in users} - {""}
