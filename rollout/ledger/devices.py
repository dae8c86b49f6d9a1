"""Devices with serial numbers: registered from what a paper brought, each with a tag of its own that its label bears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import Asset, ContractLine, Paper, PaperLine, Site
from rollout.arabic import clean, to_digits
from rollout.arabic.digits import Digits
from rollout.journal import next_moment
from rollout.ledger.refusing import Fault, RefusedPaper
from rollout.scope import everything
from rollout.supply.quantities import Quantity
from rollout.text import _

SOURCES = ("receipt", "inspection", "installation")
"""Kinds of paper from whose rows devices are registered."""
LONGEST = 80


@dataclass(frozen=True)
class Expected:
    """A row of a paper whose devices have serial numbers, and how many of them are registered."""

    line: PaperLine
    wanted: Quantity
    registered: int

    @property
    def missing(self) -> Quantity:
        return max(self.wanted - self.registered, 0)


def expected(session: Session, paper: Paper) -> list[Expected]:
    """The rows of a closed paper for which devices are to be registered."""
    query = select(PaperLine).join(ContractLine, ContractLine.id == PaperLine.line_id)
    query = query.where(PaperLine.paper_id == paper.id, ContractLine.has_serials, PaperLine.site_id.is_not(None))
    lines = session.scalars(query.options(joinedload(PaperLine.line), joinedload(PaperLine.site)).order_by(PaperLine.position)).all()
    counts = select(Asset.paper_line_id, func.count()).where(Asset.paper_line_id.in_([line.id for line in lines]))
    known: dict[int | None, int] = {row[0]: row[1] for row in session.execute(counts.group_by(Asset.paper_line_id))}
    found = [Expected(line, line.quantity if line.accepted is None else line.accepted, known.get(line.id, 0)) for line in lines]
    return [one for one in found if one.wanted]


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
    taken = _taken(session, {(rows[key].line.line_id, serial) for key, serials in told.items() for serial in serials})
    for key, serials in told.items():
        one = rows[key]
        if len(serials) > one.missing:
            says = _("%(number)s serial numbers for %(missing)s devices that are not registered yet.")
            faults.append(Fault(one.line.position, says.with_values(number=len(serials), missing=one.missing), "serials"))
        for place, serial in enumerate(serials, 1):
            about = (one.line.line_id, serial)
            if len(serial) > LONGEST:
                faults.append(Fault(one.line.position, _("Number %(place)s is too long for a serial number.", place=place), "serials"))
            elif about in seen:
                says = _("Number %(place)s, “%(serial)s”, stands twice in the list.", place=place, serial=serial)
                faults.append(Fault(one.line.position, says, "serials"))
            elif about in taken:
                says = _("Number %(place)s, “%(serial)s”, is registered already.", place=place, serial=serial)
                faults.append(Fault(one.line.position, says, "serials"))
            seen[about] = place
    if faults:
        raise RefusedPaper(faults)
    return _add(session, rows, told, moment, is_demo)


def _add(session: Session, rows: Mapping[int, Expected], told: Mapping[int, Sequence[str]], moment: object, is_demo: bool) -> list[Asset]:
    added: list[Asset] = []
    for key, serials in told.items():
        line = rows[key].line
        assert line.site is not None
        start = f"{line.site.code}-{line.line.code}-"
        number = _last(session, start, [asset.tag for asset in added])
        for serial in serials:
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


def _taken(session: Session, wanted: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these serial numbers any governorate has registered."""
    with Session(session.connection(), join_transaction_mode="rollback_only") as wide, everything(wide):
        serials = {serial for _line, serial in wanted}
        query = select(Asset.line_id, Asset.serial).where(Asset.serial.in_(serials))
        return {(row.line_id, row.serial) for row in wide.execute(query)} & wanted


def by_tag(session: Session, tag: str) -> Asset | None:
    """The device of this tag, if it is in scope."""
    options = joinedload(Asset.line).joinedload(ContractLine.lot), joinedload(Asset.site)
    return session.scalar(select(Asset).where(Asset.tag == tag).options(*options))


def devices(
    session: Session, *, words: str = "", site_id: int | None = None, governorate_id: int | None = None, paper_id: int | None = None
) -> list[Asset]:
    """The devices in scope that a search finds, by site and tag: every word occurs in the tag, the serial number or the item's name."""
    query = select(Asset).join(ContractLine, ContractLine.id == Asset.line_id).join(Site, Site.id == Asset.site_id)
    for word in to_digits(clean(words), Digits.WESTERN).split():
        like = [column.icontains(word, autoescape=True) for column in (Asset.tag, Asset.serial, ContractLine.name_ar, ContractLine.name_en)]
        query = query.where(or_(*like))
    if site_id is not None:
        query = query.where(Asset.site_id == site_id)
    if governorate_id is not None:
        query = query.where(Asset.governorate_id == governorate_id)
    if paper_id is not None:
        query = query.join(PaperLine, PaperLine.id == Asset.paper_line_id).where(PaperLine.paper_id == paper_id)
    options = joinedload(Asset.line), joinedload(Asset.site)
    return list(session.scalars(query.options(*options).order_by(Site.sort_key, Asset.tag)))
