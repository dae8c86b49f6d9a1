"""Devices with serial numbers: registered from what a paper brought, each with a tag of its own that its label bears."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import Account, Asset, ContractLine, Governorate, Paper, PaperLine, Site
from rollout.arabic import clean, to_digits
from rollout.arabic.digits import Digits
from rollout.journal import next_moment
from rollout.ledger.following import brought
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.scope import everything, scope_of
from rollout.supply.quantities import Quantity
from rollout.supply.states import ACCEPTED, PRESENT, Held
from rollout.text import _

SOURCES = {"receipt": Held.CUSTODY, "inspection": Held.ACCEPTED, "installation": Held.INSTALLED}
"""Kinds of paper from whose rows devices are registered, with the state into which such a row brings them."""
LONGEST = 80


Cell = tuple[int, int | None]
"""A line of the contract and a site."""


@dataclass(frozen=True)
class Expected:
    """A row of a paper whose devices have serial numbers: how many it brought, and for how many a number is still missing."""

    line: PaperLine
    wanted: Quantity
    missing: Quantity

    @property
    def registered(self) -> Quantity:
        return self.wanted - self.missing


def expected(session: Session, paper: Paper) -> list[Expected]:
    """The rows of a closed paper for which devices are to be registered: what they brought and what nobody took back since.

    However many papers name the same units, there are never more devices of a line at a site than units.
    """
    if paper.kind not in SOURCES:
        return []
    query = select(PaperLine).join(ContractLine, ContractLine.id == PaperLine.line_id)
    query = query.where(PaperLine.paper_id == paper.id, ContractLine.has_serials, PaperLine.site_id.is_not(None))
    lines = session.scalars(query.options(joinedload(PaperLine.line), joinedload(PaperLine.site)).order_by(PaperLine.position)).all()
    ids = [line.id for line in lines]
    counts = select(Asset.paper_line_id, func.count()).where(Asset.paper_line_id.in_(ids), Asset.left_on.is_(None))
    known: dict[int | None, int] = {row[0]: row[1] for row in session.execute(counts.group_by(Asset.paper_line_id))}
    came = brought(session, ids, SOURCES[paper.kind])
    there = unnumbered(session, {line.line_id for line in lines}, {line.site_id for line in lines})
    found = []
    for line in lines:
        wanted, rest = came.get(line.id, 0), there.get((line.line_id, line.site_id), 0)
        missing = max(min(wanted - known.get(line.id, 0), rest), 0)
        there[line.line_id, line.site_id] = rest - missing
        found.append(Expected(line, wanted, missing))
    return [one for one in found if one.wanted]


def unnumbered(
    session: Session, lines: Collection[int], sites: Collection[int | None] | None, states: Collection[Held] = PRESENT
) -> dict[Cell, Quantity]:
    """By line and site (of these only, where they are named): how many more units are there, in these states, than registered devices."""
    units, devices = (Account.line_id, Account.site_id), (Asset.line_id, Asset.site_id)
    there: Any = select(*units, func.sum(Account.balance)).where(Account.line_id.in_(lines), Account.state.in_(states))
    known: Any = select(*devices, func.count()).where(Asset.line_id.in_(lines), Asset.left_on.is_(None))
    if sites is not None:
        there, known = there.where(Account.site_id.in_(sites)), known.where(Asset.site_id.in_(sites))
    found: dict[Cell, Quantity] = defaultdict(int)
    found |= {(row[0], row[1]): row[2] for row in session.execute(there.group_by(*units))}
    for line_id, site_id, number in session.execute(known.group_by(*devices)):
        found[line_id, site_id] -= number
    return found


def serials_in(text: str) -> list[str]:
    """Serial numbers as they are pasted: one in a row, or with tabs, commas or semicolons between them."""
    for mark in ("\t", ",", ";", "،", "؛"):
        text = text.replace(mark, "\n")
    rows = (to_digits(clean(row), Digits.WESTERN).upper() for row in text.splitlines())
    return [row for row in rows if row]


def register(session: Session, paper: Paper, told: Mapping[int, Sequence[str]], *, is_demo: bool = False) -> list[Asset]:
    """Register devices for rows of a paper, all or none. Raises RefusedPaper with every fault, by row. Flushes."""
    moment = next_moment(session)
    rows = {one.line.id: one for one in expected(session, paper)}
    faults: list[Fault] = []
    if paper.kind not in SOURCES or paper.state != "closed" or set(told) - set(rows):
        raise RefusedPaper([Fault(None, _("Devices are registered from the rows of a closed receipt, inspection or installation."))])
    seen: dict[tuple[int, str], int] = {}
    wanted = {(rows[key].line.line_id, serial) for key, serials in told.items() for serial in serials}
    taken, gone = _taken(session, wanted), _gone(session, wanted)
    for key, serials in told.items():
        one = rows[key]
        if len(serials) > one.missing:
            says = _("%(number)s serial numbers, but only %(missing)s units there have no device yet, all papers together: %(excess)s too "
                     "many.")
            values = {"number": len(serials), "missing": one.missing, "excess": len(serials) - one.missing}
            faults.append(Fault(one.line.position, says.with_values(**values), "serials"))
        for place, serial in enumerate(serials, 1):
            about = (one.line.line_id, serial)
            if len(serial) > LONGEST:
                faults.append(Fault(one.line.position, _("Number %(place)s is too long for a serial number.", place=place), "serials"))
            elif about in seen:
                says = _("Number %(place)s, “%(serial)s”, stands twice in the list.", place=place, serial=serial)
                faults.append(Fault(one.line.position, says, "serials"))
            elif about in taken and about not in gone:
                where = taken[about]
                says = _("Number %(place)s, “%(serial)s”, is registered already.", place=place, serial=serial)
                if where.governorate_id in scope_of(session).view:  # another governorate's devices are nobody else's business
                    says = _("Number %(place)s, “%(serial)s”, is registered already: %(site)s, %(governorate)s, tag %(tag)s.", place=place,
                             serial=serial, site=where.site, governorate=where.governorate, tag=where.tag)
                faults.append(Fault(one.line.position, says, "serials"))
            seen[about] = place
    if faults:
        raise RefusedPaper(faults)
    return _add(session, rows, told, gone, moment, is_demo)


def _add(
    session: Session, rows: Mapping[int, Expected], told: Mapping[int, Sequence[str]], gone: Mapping[tuple[int, str], Asset], moment: Any,
    is_demo: bool,
) -> list[Asset]:
    """New devices; one that had left and is back with its number is itself again, and keeps its tag."""
    added: list[Asset] = []
    for key, serials in told.items():
        line = rows[key].line
        assert line.site is not None
        start = f"{line.site.code}-{line.line.code}-"
        number = _last(session, start, [asset.tag for asset in added])
        for serial in serials:
            back = gone.get((line.line_id, serial))
            if back is not None:
                back.left_on, back.paper_line_id = None, line.id
                back.site_id, back.governorate_id = line.site.id, line.site.governorate_id
                added.append(back)
                continue
            number += 1
            added.append(Asset(
                line_id=line.line_id, site_id=line.site.id, governorate_id=line.governorate_id, serial=serial, tag=f"{start}{number:03}",
                paper_line_id=line.id, recorded_at=moment, is_demo=is_demo,
            ))
    session.add_all(added)
    session.flush()
    return added


def _last(session: Session, start: str, others: Sequence[str]) -> int:
    """The last running number of these tags: a device that moved to another governorate keeps its own."""
    with Session(session.connection(), join_transaction_mode="rollback_only") as wide, everything(wide):
        tags = list(wide.scalars(select(Asset.tag).where(Asset.tag.startswith(start, autoescape=True))))
    ends = [tag.removeprefix(start) for tag in (*tags, *others) if tag.startswith(start)]
    return max((int(end) for end in ends if end.isdecimal()), default=0)


def _taken(session: Session, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Any]:
    """Which of these serial numbers any governorate has registered, and where."""
    with Session(session.connection(), join_transaction_mode="rollback_only") as wide, everything(wide):
        serials = {serial for _line, serial in wanted}
        names = Site.name_ar.label("site"), Governorate.name_ar.label("governorate")
        columns = Asset.line_id, Asset.governorate_id, Asset.serial, Asset.tag, *names
        query = select(*columns).join(Site, Site.id == Asset.site_id).join(Governorate, Governorate.id == Asset.governorate_id)
        return {key: row for row in wide.execute(query.where(Asset.serial.in_(serials))) if (key := (row.line_id, row.serial)) in wanted}


def _gone(session: Session, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Asset]:
    """The devices in scope that had these serial numbers and went back to the supplier."""
    query = select(Asset).where(Asset.serial.in_({serial for _line, serial in wanted}), Asset.left_on.is_not(None))
    return {key: asset for asset in session.scalars(query) if (key := (asset.line_id, asset.serial)) in wanted}


def by_tag(session: Session, tag: str) -> Asset | None:
    """The device of this tag, if it is in scope."""
    options = joinedload(Asset.line).joinedload(ContractLine.lot), joinedload(Asset.site)
    return session.scalar(select(Asset).where(Asset.tag == tag).options(*options))


def devices(
    session: Session, *, words: str = "", site_id: int | None = None, governorate_id: int | None = None, paper_id: int | None = None,
    start: int = 0, most: int | None = None,
) -> tuple[list[Asset], int]:
    """The devices in scope that a search finds, by site and tag: `most` of them from the one at `start` on, and their number.

    Every word occurs in the tag, the serial number or the item's name.
    """
    query = select(Asset.id).join(ContractLine, ContractLine.id == Asset.line_id).join(Site, Site.id == Asset.site_id)
    for word in to_digits(clean(words), Digits.WESTERN).split():
        like = [column.icontains(word, autoescape=True) for column in (Asset.tag, Asset.serial, ContractLine.name_ar, ContractLine.name_en)]
        query = query.where(or_(*like))
    if site_id is not None:
        query = query.where(Asset.site_id == site_id)
    if governorate_id is not None:
        query = query.where(Asset.governorate_id == governorate_id)
    if paper_id is not None:
        query = query.join(PaperLine, PaperLine.id == Asset.paper_line_id).where(PaperLine.paper_id == paper_id)
    number = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ids = list(session.scalars(query.order_by(Site.sort_key, Asset.tag).offset(start).limit(most)))
    options = joinedload(Asset.line), joinedload(Asset.site)
    kept = {asset.id: asset for asset in session.scalars(select(Asset).where(Asset.id.in_(ids)).options(*options))}
    return [kept[key] for key in ids], number


@dataclass(frozen=True)
class Missing:
    """Accepted units of a line at a site whose serial numbers nobody entered; `paper_id` is where that is done."""

    line: ContractLine
    site: Site
    number: Quantity
    paper_id: int | None


def missing(session: Session, governorate_id: int | None = None) -> list[Missing]:
    """The accepted devices without a serial number, by site and line, each with the latest paper from which they can be registered."""
    lines = {line.id: line for line in session.scalars(select(ContractLine).where(ContractLine.has_serials))}
    sites = select(Site).options(joinedload(Site.governorate))
    if governorate_id is not None:
        sites = sites.where(Site.governorate_id == governorate_id)
    places = {site.id: site for site in session.scalars(sites)}
    counts = unnumbered(session, lines, list(places) if governorate_id is not None else None, PRESENT & ACCEPTED)
    short = {(line, site): number for (line, site), number in counts.items() if number > 0 and site in places}
    if not short:
        return []
    papers: Any = (
        select(PaperLine.line_id, PaperLine.site_id, func.max(Paper.id)).join(Paper, Paper.id == PaperLine.paper_id)
        .where(Paper.kind == "inspection", Paper.state == "closed", PaperLine.accepted > 0, PaperLine.line_id.in_(lines))
        .group_by(PaperLine.line_id, PaperLine.site_id)
    )
    latest = {(row[0], row[1]): row[2] for row in session.execute(papers)}
    found = [
        Missing(lines[line], places[site], number, latest.get((line, site))) for (line, site), number in short.items() if site is not None
    ]
    return sorted(found, key=lambda one: (one.site.sort_key, one.site.id, one.line.position))
