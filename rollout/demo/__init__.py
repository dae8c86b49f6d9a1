"""The demo programme: a made-up but believable history of the whole country, for trying the product out and for measuring it.

Everything in it says so: the sites carry `is_demo`, what was told of them the source ``demo``. The entries of a stage that has
details follow from the steps behind it, as anywhere. The same every time, but for the passwords. As of their dates its totals are the
published figures.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Site
from rollout.database import session_for
from rollout.demo import centres, complexes, people
from rollout.demo.papers import put_papers
from rollout.demo.places import Place, enlarged, register
from rollout.demo.storing import Storing
from rollout.demo.telling import Telling, tell
from rollout.errors import Refused
from rollout.evidence import Store, Stored, store_for
from rollout.exchange.quick import without_collector
from rollout.scope import everything
from rollout.settings import Settings
from rollout.text import _


@dataclass(frozen=True)
class Loaded:
    """How much was loaded, and the passwords of the accounts that came with it."""

    sites: int
    entries: int
    passwords: Mapping[str, str]


def load(settings: Settings, *, if_empty: bool = False) -> Loaded | None:
    """Load programme, papers and accounts into an empty register; None where it is not empty and that is allowed."""
    with session_for(settings.database_url) as session, everything(session):
        if session.scalar(select(Site.id).limit(1)) is not None:
            if if_empty:
                return None
            raise Refused(_("The register already holds sites; the demo programme goes into an empty one only."))
        passwords, officers = people.open_accounts(session)
        store = store_for(settings.files_url)
        sites, entries = generate(session, officers=officers, papers=put_papers(store), store=store)
        session.commit()
    people.keep(settings.database_url, passwords)
    return Loaded(sites, entries, passwords)


def generate(
    session: Session, size: int | None = None, *, officers: Mapping[str, int] | None = None, papers: Mapping[str, Stored] | None = None,
    store: Store | None = None,
) -> tuple[int, int]:
    """Write the demo register, or one of `size` sites of the same make, with its history; gives the numbers of sites and entries.

    Needs the reference data. The first 332 sites are the complexes. Where there is a `store`, committees keep and issue papers. The caller
    commits.
    """
    places = register() if size is None else enlarged(size)
    with without_collector():
        return Storing(session, officers or {}, papers or {}, store).store(tellings(places))


def tellings(places: Iterable[Place]) -> Iterator[Telling]:
    """All that is told about these sites; each copy of the programme keeps the published figures for itself."""
    for _copy, group in groupby(places, key=lambda place: place.copy):
        several = list(group)
        for place, events in (*complexes.stories(several), *centres.stories(several)):
            yield tell(place, events)
