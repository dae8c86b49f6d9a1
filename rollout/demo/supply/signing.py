"""Who signs the papers of the demo's contract; nobody real."""

from collections.abc import Iterator

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
    swings = [chance.randint(90, 260) for _loop in range(9)]
    line = [[120 + 80 * place, 480 + (swing if place % 2 else -swing)] for place, swing in enumerate(swings)]
    return [line, [[180, 720], [460, 690 + chance.randint(0, 40)], [780, 700]]]


def _people(governorate: str) -> dict[Signs, str]:
    names = luck(governorate, "stores").sample(_NAMES, len(_CAPACITIES))
    return dict(zip(_CAPACITIES, names, strict=True))
