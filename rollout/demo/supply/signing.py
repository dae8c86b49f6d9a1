"""Who signs the papers of the demo's contract; nobody real."""

from collections.abc import Iterator
from math import cos, sin

from rollout.demo.story import luck
from rollout.demo.supply.goods import COMPANIES
from rollout.demo.supply.papers import Sheet
from rollout.supply.kinds import KINDS, Signs

_NAMES = (
    "محمود عبد اللطيف", "سامي فؤاد حنا", "حسن علي الدسوقي", "منى سعد إبراهيم", "أشرف عبد الجواد", "نادر وهبة", "صفاء محمد كامل",
    "جمال عبد الناصر حسين", "عصام الدين راغب", "هدى مصطفى البنا", "رأفت ميخائيل", "وليد أبو المجد", "إكرام السيد", "طلعت الشناوي",
)
_CAPACITIES = {
    Signs.CHAIR: "رئيس لجنة الفحص والاستلام", Signs.TECHNICAL: "العضو الفني", Signs.STOREKEEPER: "أمين المخزن",
    Signs.RECEIVER: "مندوب الوحدة المحلية", Signs.SITE_MANAGER: "مدير المجمع", Signs.AUTHORITY: "رئيس الإدارة المركزية للمشتريات",
}


def keeper_of(governorate: str) -> str:
    """The storekeeper of a governorate."""
    return _people(governorate)[Signs.STOREKEEPER]


def signers(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """Part, name and capacity of each who signs a paper: always the same people of a governorate, no two parts one person."""
    for part in KINDS[sheet.kind].signs:
        if part is Signs.SUPPLIER:
            company = sheet.company if sheet.company is not None else 0
            yield part, luck("representative", company).choice(_NAMES), f"مندوب {COMPANIES[company].name_ar}"
        elif part is Signs.SITE_MANAGER:
            yield part, luck(sheet.lines[0].site, "manager").choice(_NAMES), _CAPACITIES[part]
        else:
            yield part, _people(sheet.governorate or "")[part], _CAPACITIES[part]


def drawn(name: str) -> list[list[list[int]]]:
    """A signature as somebody of this name might draw it: one line with loops, and a stroke below."""
    chance = luck(name, "signature")
    height, turns, lean = chance.randint(120, 200), chance.uniform(2.5, 4.5), chance.randint(40, 90)
    line = [
        [round(140 + 17 * step + lean * cos(turns * step / 6)), round(480 - height * (1 - step / 60) * sin(turns * step / 6))]
        for step in range(41)
    ]
    return [line, [[180, 720], [460, 690 + chance.randint(0, 40)], [780, 700]]]


def _people(governorate: str) -> dict[Signs, str]:
    names = luck(governorate, "stores").sample(_NAMES, len(_CAPACITIES))
    return dict(zip(_CAPACITIES, names, strict=True))
