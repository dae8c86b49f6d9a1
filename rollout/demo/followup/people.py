"""The committees of the demo and those to whom they write: real posts and bodies, invented people."""

from dataclasses import dataclass
from datetime import date

from rollout.demo.story import luck

FORMED = date(2023, 6, 20)
"""The directive came at the end of June 2023; the committees of the demo were formed in the weeks around it."""

_GIVEN = (
    "أحمد", "محمود", "خالد", "سامح", "هشام", "ماجد", "عمرو", "إيهاب", "نبيل", "رضا", "منال", "هالة", "إيمان", "نجلاء", "سحر", "أميرة",
)
_MIDDLE = ("عبد الحميد", "السيد", "فاروق", "رمزي", "حسين", "الشافعي", "عزيز", "لطفي", "كامل", "مصطفى")
_FAMILY = ("البدري", "الجمال", "شحاتة", "عويس", "الصاوي", "بشارة", "الليثي", "غنيم", "حمدان", "الأشقر")

SEATS = (
    # part, capacity, body
    ("chair", "السكرتير العام", "ديوان عام المحافظة"),
    ("rapporteur", "مدير وحدة حياة كريمة", "ديوان عام المحافظة"),
    ("member", "مدير مركز المعلومات", "مركز المعلومات ودعم اتخاذ القرار"),
    ("member", "وكيل المديرية", "مديرية الإسكان والمرافق"),
    ("member", "وكيل المديرية", "مديرية التموين والتجارة الداخلية"),
    ("member", "وكيل المديرية", "مديرية التضامن الاجتماعي"),
    ("member", "مدير القطاع", "الشركة المصرية للاتصالات"),
    ("member", "رئيس القطاع", "شركة توزيع الكهرباء"),
    ("member", "مدير الفرع", "شركة مياه الشرب والصرف الصحي"),
    ("member", "مدير المنطقة", "الهيئة القومية للبريد"),
)


def names(governorate: str) -> list[str]:
    """The invented people on the seats of a governorate's committee."""
    chance = luck(governorate, "committee")
    given = chance.sample(_GIVEN, len(SEATS))
    return [f"{one} {chance.choice(_MIDDLE)} {chance.choice(_FAMILY)}" for one in given]


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody to whom letters go."""

    code: str
    post: str
    body: str
    honorific: str = "السيد المهندس"
    gender: str = "m"


POSTS = (
    Post("minister", "وزير التنمية المحلية", "وزارة التنمية المحلية", "السيد اللواء"),
    Post("planning", "وزيرة التخطيط والتنمية الاقتصادية", "وزارة التخطيط والتنمية الاقتصادية", "السيدة الدكتورة", "f"),
    Post("electricity", "رئيس مجلس إدارة شركة توزيع الكهرباء", "شركة توزيع الكهرباء"),
    Post("water", "رئيس مجلس إدارة شركة مياه الشرب والصرف الصحي", "شركة مياه الشرب والصرف الصحي"),
    Post("telecom", "مدير عام المنطقة", "الشركة المصرية للاتصالات"),
    Post("post", "رئيس قطاع المناطق البريدية", "الهيئة القومية للبريد", "السيد الأستاذ"),
    Post("supply", "وكيلة وزارة التموين والتجارة الداخلية", "مديرية التموين والتجارة الداخلية", "السيدة الأستاذة", "f"),
    Post("builder", "رئيس الجهاز المركزي للتعمير", "الجهاز المركزي للتعمير", "السيد اللواء المهندس"),
    Post("furniture", "رئيس الإدارة المركزية للتعاقدات", "وزارة التنمية المحلية", "السيد الأستاذ"),
    Post("governor", "السكرتير العام للمحافظة", "ديوان عام المحافظة", "السيد الأستاذ"),
)
