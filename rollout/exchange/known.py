"""What the register holds that a file may speak of, read in a few statements whatever the number of its rows."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import Governorate, LocalUnit, Markaz, Programme, Site
from rollout.exchange.names import core_name, folded, normal_code, place_name
from rollout.scope import everything, scope_of

_FEW = 1_000


@dataclass(frozen=True, slots=True)
class KnownGovernorate:
    id: int
    code: str
    name_ar: str


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A markaz or a local unit."""

    id: int
    name_ar: str


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site as the register has it."""

    id: int
    code: str
    kind: str
    governorate_id: int
    markaz_id: int | None
    local_unit_id: int | None
    programme_id: int | None
    name_ar: str
    name_en: str
    aliases: str
    latitude: float | None
    longitude: float | None
    executing_body: str
    planned_on: date | None
    notes: str


class Places:
    """The places of one kind under each parent: the marakez of a governorate, the local units of a markaz."""

    def __init__(self) -> None:
        self.by_id: dict[int, KnownPlace] = {}
        self._under: dict[int, list[KnownPlace]] = defaultdict(list)
        self._folded: dict[tuple[int, str], KnownPlace] = {}
        self._bare: dict[tuple[int, str], list[KnownPlace]] = defaultdict(list)

    def add(self, place: KnownPlace, parent: int) -> None:
        self.by_id[place.id] = place
        self._under[parent].append(place)
        self._folded[parent, folded(place.name_ar)] = place
        self._bare[parent, place_name(place.name_ar)].append(place)

    def under(self, parent: int) -> list[KnownPlace]:
        return self._under.get(parent, [])

    def find(self, parent: int, name: str) -> KnownPlace | None:
        """The place of this name; the words مركز, مدينة, حي and قرية before it count only where two places differ by them."""
        exact = self._folded.get((parent, folded(name)))
        alike = self._bare.get((parent, place_name(name)), ())
        return exact or (alike[0] if len(alike) == 1 else None)


@dataclass
class Register:
    """The part of the register, within the reader's scope, that a file may touch; names of governorates are known to everybody."""

    governorates: list[KnownGovernorate] = field(default_factory=list)
    marakez: Places = field(default_factory=Places)
    units: Places = field(default_factory=Places)
    programmes: dict[str, tuple[int, str]] = field(default_factory=dict)
    sites: dict[str, KnownSite] = field(default_factory=dict)
    by_governorate: dict[int, list[KnownSite]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[int, str], list[KnownSite]] = field(default_factory=lambda: defaultdict(list))
    by_alias: dict[tuple[int, str], list[KnownSite]] = field(default_factory=lambda: defaultdict(list))
    withdrawn: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.governorate_by_id: dict[int, KnownGovernorate] = {}
        self.governorate_by_name: dict[str, KnownGovernorate] = {}

    def add(self, site: KnownSite) -> None:
        if normal_code(site.code) in self.sites:
            return
        self.sites[normal_code(site.code)] = site
        self.by_governorate[site.governorate_id].append(site)
        self.by_name[site.governorate_id, core_name(site.name_ar)].append(site)
        for alias in site.aliases.splitlines():
            if core_name(alias):
                self.by_alias[site.governorate_id, core_name(alias)].append(site)


_SITES = select(*(getattr(Site, name) for name in KnownSite.__dataclass_fields__)).where(Site.withdrawn_at.is_(None))


def read_places(session: Session) -> Register:
    """The register with its places and programmes, still without its sites."""
    register = Register()
    with _country(session) as wide:
        for row in wide.execute(select(Governorate.id, Governorate.code, Governorate.name_ar, Governorate.name_en)):
            known = KnownGovernorate(row.id, row.code, row.name_ar)
            register.governorates.append(known)
            register.governorate_by_id[row.id] = known
            for name in (row.code, row.name_ar, row.name_en):
                register.governorate_by_name[folded(name)] = known
    for markaz in session.execute(select(Markaz.id, Markaz.governorate_id, Markaz.name_ar)):
        register.marakez.add(KnownPlace(markaz.id, markaz.name_ar), markaz.governorate_id)
    for unit in session.execute(select(LocalUnit.id, LocalUnit.markaz_id, LocalUnit.name_ar)):
        register.units.add(KnownPlace(unit.id, unit.name_ar), unit.markaz_id)
    for programme in session.execute(select(Programme.id, Programme.code, Programme.name_ar, Programme.name_en)):
        for name in (programme.code, programme.name_ar, programme.name_en):
            register.programmes[folded(name)] = (programme.id, programme.name_ar)
    return register


def read_sites(session: Session, register: Register, codes: Collection[str], governorates: Collection[int]) -> None:
    """Add the sites of these codes and of these governorates; and learn which codes are taken by sites withdrawn or out of scope."""
    wanted, scope = set(codes), scope_of(session)
    if len(wanted) > _FEW:
        _add(session, register, _SITES)
    elif wanted:
        _add(session, register, _SITES.where(Site.code.in_(sorted(wanted))))
    if governorates and len(wanted) <= _FEW:
        _add(session, register, _SITES.where(Site.governorate_id.in_(sorted(governorates))))
    missing = sorted(wanted - register.sites.keys())
    with _country(session) as wide:
        for start in range(0, len(missing), _FEW):
            query = select(Site.code, Site.governorate_id, Site.withdrawn_at).where(Site.code.in_(missing[start : start + _FEW]))
            for code, governorate_id, withdrawn_at in wide.execute(query):
                own = withdrawn_at is not None and governorate_id in scope.view
                (register.withdrawn if own else register.taken).add(normal_code(code))


def _add(session: Session, register: Register, query: Select[Any]) -> None:
    for row in session.execute(query):
        register.add(KnownSite(*row))


@contextmanager
def _country(session: Session) -> Iterator[Session]:
    """The whole country's rows, in the same transaction, without touching what the caller's own session has loaded."""
    with Session(session.connection(), join_transaction_mode="rollback_only") as wide, everything(wide):
        yield wide
