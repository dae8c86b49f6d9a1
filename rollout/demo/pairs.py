"""With which centre each complex of the demo programme is linked: mostly that of its own markaz, here and there the headquarters."""

from collections.abc import Iterable, Iterator, Mapping

from models import CentrePair
from rollout.arabic import fold
from rollout.demo.bulk import BulkRows
from rollout.demo.places import Place
from rollout.demo.story import luck
from rollout.demo.telling import Telling
from rollout.stages import Kind
from rollout.works.linking import CENTRE

_AT_HEADQUARTERS, _UNDECIDED = 0.04, 0.3
Centres = dict[tuple[str, str], Place]
"""The centre of each markaz of a governorate, by its folded name; that of the headquarters has none."""


def centres_of(places: Iterable[Place]) -> Centres:
    """The centres that complexes may be linked with."""
    found: Centres = {}
    for place in places:
        if place.kind is Kind.FIXED_CENTRE:
            found.setdefault((place.governorate, fold(place.markaz_ar)), place)
        elif place.kind is Kind.HEADQUARTERS_CENTRE:
            found[place.governorate, ""] = place
    return found


def pairs(tellings: Iterable[Telling], centres: Mapping[tuple[str, str], Place]) -> Iterator[tuple[Place, Place]]:
    """Each complex with its centre. For some that are not linked yet, nobody has chosen one."""
    for telling in tellings:
        place = telling.place
        if place.kind is not Kind.COMPLEX:
            continue
        chance = luck(place.code, "pair")
        linked = any(told.area == "linking" and told.step.step == CENTRE for told in telling.steps)
        if not linked and chance.random() < _UNDECIDED:
            continue
        own, headquarters = centres.get((place.governorate, fold(place.markaz_ar))), centres.get((place.governorate, ""))
        centre = headquarters if headquarters and chance.random() < _AT_HEADQUARTERS else own or headquarters
        if centre is not None:
            yield place, centre


def store_pairs(storing: BulkRows, tellings: list[Telling], ids: Mapping[str, int]) -> None:
    """Write the pairs of one copy of the programme; where it is cut off before its centres, those of the copy before serve."""
    for key, centre in centres_of(telling.place for telling in tellings).items():
        storing.centres[key] = centre, ids[centre.code]
    centres = {key: centre for key, (centre, _id) in storing.centres.items()}
    numbers = {centre.code: number for centre, number in storing.centres.values()}
    storing.insert(CentrePair, [
        dict(
            id=storing.new_id(CentrePair), complex_id=ids[place.code], centre_id=numbers[centre.code],
            governorate_id=storing.governorates[place.governorate], note="", row_version=1,
        )
        for place, centre in pairs(tellings, centres)
    ])
