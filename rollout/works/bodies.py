"""The bodies that answer for steps, by one name each: what people type for them is led back to the name that the areas use.

Only bodies of which there is one, or one in each governorate, stand here; a company keeps the name that was typed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from rollout.arabic import fold
from rollout.text import Text, _, language, speaking

BODIES: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("Local development training centre"), (
        "مركز التنمية المحلية للتدريب بسقارة", "مركز تدريب التنمية المحلية بسقارة", "مركز التنمية المحلية بسقارة",
        "مركز التنمية المحلية للتدريب", "مركز التدريب بسقارة", "مركز سقارة",
    )),
    (_("Telecom Egypt"), ("الشركة المصرية للاتصالات", "المصرية للاتصالات", "شركة المصرية للاتصالات", "WE", "Telecom Egypt")),
    (_("Post"), ("البريد", "الهيئة القومية للبريد", "هيئة البريد", "البريد المصري", "مكتب البريد", "منطقة البريد")),
    (_("Supply"), ("التموين", "مديرية التموين", "مديرية التموين والتجارة الداخلية", "وزارة التموين", "وزارة التموين والتجارة الداخلية")),
    (_("Social solidarity"), (
        "التضامن الاجتماعي", "التضامن", "مديرية التضامن", "مديرية التضامن الاجتماعي", "وزارة التضامن الاجتماعي",
    )),
    (_("Justice"), ("العدل", "وزارة العدل", "الشهر العقاري", "مصلحة الشهر العقاري والتوثيق")),
    (_("Interior"), ("الداخلية", "وزارة الداخلية", "الأحوال المدنية", "إدارة الأحوال المدنية", "قطاع الأحوال المدنية")),
    (_("Governorate"), ("المحافظة", "ديوان المحافظة", "ديوان عام المحافظة", "الديوان العام للمحافظة")),
    (_("Local unit"), ("الوحدة المحلية", "الوحدة المحلية القروية", "الوحدة المحلية بالقرية")),
)

_KNOWN = {fold(name): label for label, names in BODIES for name in (label.source, *names)}


def official(body: str) -> str:
    """The name by which a body is known here; any other text stays as it was typed."""
    label = _KNOWN.get(fold(body))
    return str(label) if label else body


def kept_name(body: str) -> str:
    """The name under which a body is kept: its Arabic one, in whatever language the page was read on which it was typed."""
    with speaking("ar"):
        return official(body)


def body_name(body: str) -> str:
    """A body that was kept, for somebody to read: as it was written down, or its English name where it has one."""
    return official(body) if language() == "en" else body


def one_spelling(names: Iterable[str]) -> dict[str, str]:
    """For each name the spelling that most of those who mean the same body use."""
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, number in Counter(names).items():
        spellings[fold(name)][name] += number
    usual = {folded: min(counts, key=lambda name: (-counts[name], name)) for folded, counts in spellings.items()}
    return {name: usual[folded] for folded, counts in spellings.items() for name in counts}
