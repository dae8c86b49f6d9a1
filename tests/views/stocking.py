"""A site with stock for tests of pages: chairs and devices added at the site itself, in the governorate of the cast's officer."""

from dataclasses import dataclass
from datetime import date

from models import Asset
from rollout.journal import next_moment
from rollout.ledger.figures import holdings
from rollout.ledger.stocktakings import standings
from rollout.supply.states import Held
from tests.laying import lay_file
from tests.supplies import TODAY, ordered, received, verdict
from tests.views.visiting import House, records

DAY = date(2023, 7, 31)


@dataclass(frozen=True)
class Stock:
    """What a test needs: the codes of two sites of Assiut and one of Qena, the ids of a line of chairs and one of devices, these by tag."""

    sites: tuple[str, str, str]
    site_ids: tuple[int, int, int]
    chairs: int
    screens: int
    devices: dict[str, int]


def stock(house: House) -> Stock:
    """Ten chairs and three devices in stock at the first site; a fourth device belongs to the second one."""
    laid: Stock = lay_file(house.url, _stock)
    return laid


def _stock(url: str) -> Stock:
    with records(url) as session:
        world = ordered(session, 20, value=200_000_000)
        chairs, screens = world.lines
        screens.has_serials = True
        screens.name_ar, chairs.name_ar = "شاشة عرض", "كرسي"
        receipt = received(world, 10, 3, store=False)
        world.follow("addition", world.follow("inspection", receipt, verdict(10), verdict(3)), 10, 3)
        here, other, far = world.sites
        made = [
            Asset(line_id=screens.id, site_id=site.id, governorate_id=site.governorate_id, serial=f"SN{n}", tag=f"SCR-{n}",
                  recorded_at=next_moment(session))
            for n, site in enumerate((here, here, here, other), 1)
        ]
        session.add_all(made)
        session.flush()
        return Stock(
            (here.code, other.code, far.code), (here.id, other.id, far.id), chairs.id, screens.id, {one.tag: one.id for one in made},
        )


def units(house: House, site_id: int, state: Held) -> dict[int, int]:
    """What lies at a site in a state, by line."""
    with house.records() as session:
        found = holdings(session, TODAY, site_ids=[site_id], states=[state])
        return {key[0]: int(quantity) for key, quantity in found.items()}


def lost(house: House) -> int:
    """What is unexplained in the country, in piastres."""
    with house.records() as session:
        return sum(one.unexplained for one in standings(session, TODAY))
