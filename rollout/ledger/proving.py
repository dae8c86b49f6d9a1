"""Whether the papers of the contract agree with what was moved for them: the questions about papers that `rollout check` asks."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from models import Account, Movement, Paper, PaperLine, Signatory, Site
from rollout.ledger.following import left
from rollout.ledger.naming import Named, paper_name
from rollout.ledger.segregation import Duties
from rollout.ledger.signing import broken_signatures, signed_papers
from rollout.supply.kinds import KINDS
from rollout.supply.moves import Leg, Where, broken_line, broken_signatories, legs
from rollout.supply.quantities import Quantity
from rollout.supply.states import Held
from rollout.text import Text, _

_CHUNK = 500
_GIVES, _GAINS = aliased(Account), aliased(Account)
_Answer = tuple[int, list[Text]]


def broken_papers(session: Session) -> _Answer:
    """Lines of closed papers that moved something else than they say, and movements for which no closed paper stands."""
    named, homes = Named(session), _homes(session)
    ids = list(session.scalars(select(Paper.id).where(Paper.state == "closed").order_by(Paper.id)))
    faults: list[Text] = []
    for start in range(0, len(ids), _CHUNK):
        query = select(Paper).where(Paper.id.in_(ids[start : start + _CHUNK])).options(selectinload(Paper.lines)).order_by(Paper.id)
        papers = session.scalars(query).all()
        moved = _moved(session, [line.id for paper in papers for line in paper.lines])
        for paper in papers:
            faults += _broken_paper(named, homes, paper, moved)
    loose = (
        select(Movement.id, Movement.quantity, Movement.line_id, Paper.kind, Paper.number, Paper.year, Paper.id.label("paper_id"))
        .join(PaperLine, PaperLine.id == Movement.paper_line_id).join(Paper, Paper.id == PaperLine.paper_id).where(Paper.state != "closed")
    )
    faults += [
        _("%(item)s: movement %(movement)s of %(quantity)s has no closed paper.", item=named.item(row.line_id), movement=str(row.id),
          quantity=row.quantity)
        for row in session.execute(loose)
    ]
    return len(ids), faults


def _homes(session: Session) -> dict[int | None, int]:
    return {row.id: row.governorate_id for row in session.execute(select(Site.id, Site.governorate_id))}


def _moved(session: Session, line_ids: Sequence[int]) -> dict[int, list[Any]]:
    """The movements of paper lines, each with both its places and with what it corrects."""
    wrong, was = aliased(Movement), aliased(Account)
    query = (
        select(
            Movement.paper_line_id, Movement.line_id, Movement.quantity, Movement.moved_on, Movement.recorded_at, Movement.corrects_id,
            _GIVES.state.label("from_state"), _GIVES.site_id.label("from_site"), _GIVES.store_id.label("from_store"),
            _GAINS.state.label("to_state"), _GAINS.site_id.label("to_site"), _GAINS.store_id.label("to_store"),
            wrong.paper_line_id.label("wrong_line"), was.state.label("wrong_state"),
        )
        .join(_GIVES, _GIVES.id == Movement.from_id).join(_GAINS, _GAINS.id == Movement.to_id)
        .outerjoin(wrong, wrong.id == Movement.corrects_id).outerjoin(was, was.id == wrong.to_id)
        .where(Movement.paper_line_id.in_(line_ids))
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        found[row.paper_line_id].append(row)
    return found


def _broken_paper(named: Named, homes: dict[int | None, int], paper: Paper, moved: dict[int, list[Any]]) -> Iterator[Text]:
    kind = KINDS[paper.kind]
    for line in paper.lines:
        rows = moved.get(line.id, [])
        where = {"paper": paper_name(paper), "row": line.position, "item": named.item(line.line_id), "site": named.site(line.site_id)}
        for refused in broken_line(kind, line):
            yield _("%(paper)s, row %(row)s, %(item)s, site %(site)s: %(fault)s", fault=refused.message, **where)
        says, did = sum((leg.quantity for leg in _expected(paper, line, homes)), 0), sum((row.quantity for row in rows), 0)
        if paper.kind == "counter":
            same = [(row.wrong_line, row.wrong_state, row.quantity) for row in rows] == [(line.about_id, line.drawn, line.quantity)]
            says = line.quantity
        else:
            same = Counter(_expected(paper, line, homes)) == Counter(_leg(row) for row in rows)
            same = same and all(row.corrects_id is None for row in rows)
        if not same or any(row.line_id != line.line_id for row in rows):
            yield _("%(paper)s, row %(row)s, %(item)s, site %(site)s: it says to move %(says)s, and %(did)s were moved; the difference is "
                    "%(excess)s, or the places differ.", says=says, did=did, excess=abs(says - did), **where)
        if any((row.moved_on, row.recorded_at) != (paper.day, paper.closed_at) for row in rows):
            yield _("%(paper)s, row %(row)s, %(item)s, site %(site)s: it was moved on another day or at another moment than the paper was "
                    "closed.", **where)


def _expected(paper: Paper, line: PaperLine, homes: dict[int | None, int]) -> list[Leg]:
    if paper.kind == "counter" or any(True for _refused in broken_line(KINDS[paper.kind], line)):
        return []
    crosses = line.to_site_id is not None and homes.get(line.site_id) != homes.get(line.to_site_id)
    return legs(KINDS[paper.kind], line, paper.store_id, crosses=crosses)


def _leg(row: Any) -> Leg:
    source = Where(Held(row.from_state), row.from_site, row.from_store)
    return Leg(source, Where(Held(row.to_state), row.to_site, row.to_store), row.quantity)


def overused(session: Session) -> _Answer:
    """Lines of papers that later papers used more of than they offer, counting what was corrected since."""
    named, count = Named(session), 0
    faults: list[Text] = []
    for kind in KINDS.values():
        # A letter moves nothing: it stays as it was sent when the rejection of which it told is corrected.
        if not kind.follows or not kind.moves:
            continue
        query = select(PaperLine.about_id).join(Paper, Paper.id == PaperLine.paper_id)
        ids = sorted({row for row in session.scalars(query.where(Paper.kind == kind.key, Paper.state == "closed")) if row is not None})
        count += len(ids)
        for start in range(0, len(ids), _CHUNK):
            part = ids[start : start + _CHUNK]
            short = {line_id: rest for line_id, rest in left(session, part, kind).items() if rest < 0}
            faults += _overused(session, named, kind.label, short)
    return count, faults


def _overused(session: Session, named: Named, kind: Text, short: dict[int, Quantity]) -> list[Text]:
    columns = PaperLine.id.label("line"), PaperLine.line_id, PaperLine.site_id, PaperLine.position
    query = select(*columns, Paper.id, Paper.kind, Paper.number, Paper.year).join(Paper, Paper.id == PaperLine.paper_id)
    return [
        _("%(paper)s, row %(row)s, %(item)s, site %(site)s: papers of the kind “%(kind)s” used %(excess)s more than it offers.",
          paper=paper_name(row), row=row.position, item=named.item(row.line_id), site=named.site(row.site_id), kind=kind,
          excess=-short[row.line])
        for row in session.execute(query.where(PaperLine.id.in_(list(short))).order_by(PaperLine.id))
    ]


def broken_numbers(session: Session) -> _Answer:
    """Running numbers that have a gap, come twice, or stand in a year that is not the paper's."""
    named = Named(session)
    group = Paper.kind, Paper.year, Paper.store_id, Paper.governorate_id, Paper.number, Paper.day
    series: dict[tuple[str, int, int | None, int | None], list[Any]] = defaultdict(list)
    for row in session.execute(select(*group, Paper.id).where(Paper.state == "closed").order_by(Paper.number)):
        series[row.kind, row.year, row.store_id, None if row.store_id is not None else row.governorate_id].append(row)
    faults = []
    for (kind, year, store, _home), rows in series.items():
        numbers = Counter(row.number for row in rows)
        where = {"kind": KINDS[kind].label, "year": str(year), "store": named.store(store)}
        missing = [number for number in range(1, max(numbers) + 1) if number not in numbers]
        if missing:
            faults.append(_("%(kind)s of %(year)s, store %(store)s: %(count)s numbers are missing, the first of them %(number)s.",
                            count=len(missing), number=str(missing[0]), **where))
        faults += [_("%(kind)s of %(year)s, store %(store)s: number %(number)s comes %(times)s times.", number=str(number), times=times,
                     **where) for number, times in numbers.items() if times > 1]
        faults += [_("%(paper)s is of a day in another year.", paper=paper_name(row)) for row in rows if row.day.year != row.year]
    return sum(len(rows) for rows in series.values()), faults


def unsegregated(session: Session) -> _Answer:
    """Papers whose chair, technical member and storekeeper are not three people, or on which whoever received accepts or corrects."""
    people: dict[int, list[Any]] = defaultdict(list)
    signed = select(Signatory.paper_id, Signatory.part, Signatory.name, Signatory.user_id).join(Paper, Paper.id == Signatory.paper_id)
    for person in session.execute(signed.where(Paper.state == "closed").order_by(Signatory.id)):
        people[person.paper_id].append(person)
    query = select(Paper.id, Paper.kind, Paper.number, Paper.year, Paper.closed_by_id, Paper.about_id).where(Paper.state == "closed")
    said: dict[int, list[int | None]] = defaultdict(list)
    back = select(PaperLine.paper_id, PaperLine.about_id).join(Paper, Paper.id == PaperLine.paper_id)
    for line in session.execute(back.where(Paper.kind == "counter", Paper.state == "closed")):
        said[line.paper_id].append(line.about_id)
    duties = Duties(session).read_all()
    faults: list[Text] = []
    count = 0
    for row in session.execute(query.order_by(Paper.id)):
        count, kind = count + 1, KINDS[row.kind]
        faults += [_("%(paper)s: %(fault)s", paper=paper_name(row), fault=refused.message)
                   for refused in broken_signatories(kind, people.get(row.id, ()))]
        faults += [_("%(paper)s: %(fault)s", paper=paper_name(row), fault=fault.message)
                   for fault in duties.faults(kind, row.about_id, said[row.id], people.get(row.id, ()), row.closed_by_id)]
    return count, faults


def forged_signatures(session: Session) -> _Answer:
    """Signatures that stand under another text than the one which their paper has now."""
    faults: list[Text] = []
    count = 0
    for paper in signed_papers(session):
        count += sum(person.signature is not None for person in paper.signatories)
        wrong = {signature.signatory_id for signature in broken_signatures(paper)}
        faults += [_("%(paper)s is not what %(name)s signed.", paper=paper_name(paper), name=person.name)
                   for person in paper.signatories if person.id in wrong]
        if paper.state != "closed":
            faults.append(_("%(paper)s was signed, and is not closed.", paper=paper_name(paper)))
    return count, faults


def unfinished(session: Session) -> _Answer:
    """Pools between governorates from which something never arrived: a transfer leaves and arrives in one paper."""
    named = Named(session)
    query = select(Account.line_id, func.sum(Account.balance)).where(Account.state.in_((Held.MOVING, Held.MOVING_ACCEPTED)))
    rows = session.execute(query.group_by(Account.line_id)).all()
    sentence = _("%(item)s: %(excess)s left a governorate and arrived in none.")
    return len(rows), [sentence.with_values(item=named.item(row[0]), excess=row[1]) for row in rows if row[1]]


QUESTIONS: tuple[tuple[Text, Callable[[Session], _Answer]], ...] = (
    (_("papers and what they moved"), broken_papers),
    (_("papers that follow papers"), overused),
    (_("running numbers of papers"), broken_numbers),
    (_("segregation of duties"), unsegregated),
    (_("signatures on papers"), forged_signatures),
    (_("transfers between governorates"), unfinished),
)
