"""The sites of the demo programme: 332 complexes, 341 fixed, 24 headquarters, 50 mobile and 7 Misr Services centres.

Places are real where known; what is said about them is made up. 49 complexes are those of the sample register.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from rollout.demo.story import luck
from rollout.stages import Kind
from rollout.tabular import shipped

NOTE = "بيانات تجريبية"
JULY = date(2023, 7, 1)
_LATER_WAVES = (date(2023, 8, 1), date(2023, 9, 1), date(2023, 10, 1))
_IN_JULY = 74
_UPPER_EGYPT = frozenset(("EG-KN", "EG-SHG", "EG-MN", "EG-AST"))
_BUILDERS = (
    "الجهاز المركزي للتعمير", "مديرية الإسكان والمرافق", "الهيئة القومية لمياه الشرب والصرف الصحي", "جهاز تنمية المشروعات بالمحافظة",
)
_WITHOUT_HEADQUARTERS = frozenset(("EG-SUZ", "EG-SIN", "EG-BA"))

FIRST_VEHICLES = ("EG-C", "EG-C", "EG-GZ", "EG-GZ", "EG-KB", "EG-KB", "EG-ALX", "EG-ALX", "EG-MN", "EG-LX", "EG-KFS", "EG-ASN")
_LATER_VEHICLES = (
    "EG-AST", "EG-AST", "EG-SHG", "EG-SHG", "EG-KN", "EG-KN", "EG-MNF", "EG-MNF", "EG-BH", "EG-BH", "EG-DK", "EG-DK", "EG-SHR", "EG-SHR",
    "EG-GH", "EG-GH", "EG-MN", "EG-FYM", "EG-BNS", "EG-ASN", "EG-LX", "EG-DT", "EG-PTS", "EG-IS", "EG-SUZ", "EG-MT", "EG-WAD", "EG-BA",
    "EG-JS", "EG-SIN", "EG-KFS", "EG-KB", "EG-GZ", "EG-C", "EG-ALX", "EG-FYM", "EG-BNS", "EG-DT",
)
MISR_RUNNING = 2
_MISR = (
    ("EG-ASN", "مدينة أسوان", "Aswan"), ("EG-MT", "العلمين", "El Alamein"), ("EG-C", "مدينة القاهرة الجديدة", "New Cairo"),
    ("EG-ALX", "حي شرق", "Alexandria"), ("EG-JS", "شرم الشيخ", "Sharm El-Sheikh"), ("EG-LX", "مدينة الأقصر", "Luxor"),
    ("EG-BA", "الغردقة", "Hurghada"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One site of the demo register. `sheet` is its row of the sample register, where it has one; `copy` counts enlarged registers."""

    code: str
    kind: Kind
    governorate: str
    name_ar: str
    name_en: str
    programme: str
    planned_on: date | None = None
    markaz_ar: str = ""
    village_ar: str = ""
    village_en: str = ""
    executing_body: str = ""
    notes: str = NOTE
    sheet: dict[str, str] | None = None
    copy: int = 0


@cache
def register() -> tuple[Place, ...]:
    """All sites, the complexes first."""
    return (*_complexes(), *_fixed(), *_headquarters(), *_vehicles(), *_misr())


def enlarged(size: int) -> Iterator[Place]:
    """A register of `size` sites of the same make: the programme again and again, each time under new codes and in new villages."""
    places = register()
    for number in range(size):
        copy, index = divmod(number, len(places))
        place = places[index]
        if not copy:
            yield place
            continue
        village = f"{place.village_ar} {copy + 1}" if place.village_ar else ""
        yield replace(
            place, code=f"{place.code}-{copy + 1:02}", name_ar=f"{place.name_ar} {copy + 1}", name_en=f"{place.name_en} {copy + 1}",
            village_ar=village, copy=copy,
        )


def _complexes() -> list[Place]:
    sheet = [_of_sheet(row) for row in shipped("demo_register.csv")]
    numbers = Counter(place.governorate for place in sheet)
    others = []
    for row in shipped("demo_villages.csv"):
        governorate = row["governorate"]
        numbers[governorate] += 1
        code = f"{governorate[3:]}-{numbers[governorate]:03}"
        others.append(
            Place(
                code, Kind.COMPLEX, governorate, f"مجمع خدمات {row['village_ar']}", f"{row['village_en']} service complex", "haya-karima",
                None, row["markaz_ar"], row["village_ar"], row["village_en"], luck(code, "builder").choice(_BUILDERS),
            )
        )
    in_july = _IN_JULY - sum(place.planned_on == JULY for place in sheet)
    early = {place.code for place in sorted(others, key=rank)[: in_july * 2]}
    first = sorted(early, key=lambda code: luck(code, "wave").random())[:in_july]
    return sheet + [
        replace(place, planned_on=JULY if place.code in first else luck(place.code, "wave").choice(_LATER_WAVES)) for place in others
    ]


def rank(place: Place) -> float:
    """How early a site's turn comes; the sites of a governorate are early or late together."""
    return luck(place.governorate, "pace").random() * 0.6 + luck(place.code, "rank").random()


def _of_sheet(row: dict[str, str]) -> Place:
    return Place(
        row["code"], Kind.COMPLEX, row["governorate"], row["name_ar"], f"{row['village_en']} service complex", "haya-karima",
        date.fromisoformat(row["planned_on"]), row["markaz_ar"], row["village_ar"], row["village_en"],
        luck(row["code"], "builder").choice(_BUILDERS), row["notes"] or NOTE, row,
    )


def _fixed() -> Iterator[Place]:
    numbers: Counter[str] = Counter()
    for row in shipped("demo_centres.csv"):
        governorate, place = row["governorate"], row["place_ar"]
        numbers[governorate] += 1
        name = f"المركز التكنولوجي لخدمة المواطنين - {place}"
        programme = "upper-egypt" if governorate in _UPPER_EGYPT else "planning-protocol"
        yield Place(
            f"{governorate[3:]}-TC{numbers[governorate]:02}", Kind.FIXED_CENTRE, governorate, name, f"{row['place_en']} technology centre",
            programme, markaz_ar=place,
        )


def _headquarters() -> Iterator[Place]:
    for row in shipped("governorates.csv"):
        code = row["iso_code"]
        if code not in _WITHOUT_HEADQUARTERS:
            yield Place(
                f"{code[3:]}-HQ01", Kind.HEADQUARTERS_CENTRE, code, f"المركز التكنولوجي بديوان عام محافظة {row['name_ar']}",
                f"{row['name_en']} headquarters technology centre", "planning-protocol",
            )


def _vehicles() -> Iterator[Place]:
    names = {row["iso_code"]: (row["name_ar"], row["name_en"]) for row in shipped("governorates.csv")}
    numbers: Counter[str] = Counter()
    for code in (*FIRST_VEHICLES, *_LATER_VEHICLES):
        numbers[code] += 1
        name_ar, name_en = names[code]
        german = code in ("EG-C", "EG-MNF") and numbers[code] == 1
        yield Place(
            f"{code[3:]}-MC{numbers[code]:02}", Kind.MOBILE_CENTRE, code, f"المركز التكنولوجي المتنقل {numbers[code]} - {name_ar}",
            f"{name_en} mobile technology centre {numbers[code]}", "german-cooperation" if german else "planning-protocol",
        )


def _misr() -> Iterator[Place]:
    for code, place_ar, place_en in _MISR:
        yield Place(
            f"{code[3:]}-MS01", Kind.MISR_CENTRE, code, f"مركز خدمات مصر - {place_ar.removeprefix('مدينة ')}",
            f"Misr Services centre, {place_en}", "e-finance", markaz_ar=place_ar,
        )
