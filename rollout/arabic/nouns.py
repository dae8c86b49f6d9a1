"""The things that the programme counts, with the forms that Arabic numbers ask of them.

To count a new thing, add a row to `NOUNS`.
"""

from dataclasses import dataclass
from typing import Literal

Category = Literal["zero", "one", "two", "few", "many", "other"]


def plural_category(number: int) -> Category:
    """Which of the six Arabic plural forms of CLDR a number takes; the last two figures decide, from a hundred up too."""
    number = abs(number)
    if number <= 2:
        return ("zero", "one", "two")[number]
    if 3 <= number % 100 <= 10:
        return "few"
    return "many" if number % 100 >= 11 else "other"


@dataclass(frozen=True, kw_only=True)
class Noun:
    """A countable thing.

    `one`, `two` and `two_oblique` stand alone, without a figure: مجمع واحد، مجمعان، مجمعين. The others follow one: `few` after
    3 to 10 (مجمعات), `many` after 11 to 99 (مجمعًا), `other` after 0, 100, 101 and 102 (مجمع).
    """

    one: str
    two: str
    two_oblique: str
    few: str
    many: str
    other: str
    en: str
    en_plural: str

    def after_figure(self, number: int) -> str:
        """The form that follows `number` written in figures."""
        match plural_category(number):
            case "few":
                return self.few
            case "many":
                return self.many
        return self.other


def _masculine(word: str, few: str, en: str, en_plural: str = "") -> Noun:
    return Noun(
        one=f"{word} واحد", two=f"{word}ان", two_oblique=f"{word}ين", few=few, many=f"{word}ًا", other=word,
        en=en, en_plural=en_plural or f"{en}s",
    )


def _feminine(word: str, few: str, en: str) -> Noun:
    """A noun in ة, which becomes ت in the dual and bears no mark after 11 to 99 in official print."""
    stem = word.removesuffix("ة")
    return Noun(
        one=f"{word} واحدة", two=f"{stem}تان", two_oblique=f"{stem}تين", few=few, many=word, other=word,
        en=en, en_plural=f"{en}s",
    )


NOUNS: dict[str, Noun] = {
    "complex": _masculine("مجمع", "مجمعات", "complex", "complexes"),
    "centre": _masculine("مركز", "مراكز", "centre"),
    "vehicle": _feminine("سيارة", "سيارات", "vehicle"),
    "site": _masculine("موقع", "مواقع", "site"),
    "stage": _feminine("مرحلة", "مراحل", "stage"),
    "governorate": _feminine("محافظة", "محافظات", "governorate"),
    "day": _masculine("يوم", "أيام", "day"),
    "week": _masculine("أسبوع", "أسابيع", "week"),
    "month": _masculine("شهر", "أشهر", "month"),
    "employee": _masculine("موظف", "موظفين", "employee"),
    "trainee": _masculine("متدرب", "متدربين", "trainee"),
    "step": _feminine("خطوة", "خطوات", "step"),
    "document": _masculine("مستند", "مستندات", "document"),
    "row": _masculine("صف", "صفوف", "row"),
    "sheet": _feminine("ورقة", "ورقات", "sheet"),
    "meter": _masculine("عداد", "عدادات", "meter"),
    "office": _masculine("مكتب", "مكاتب", "office"),
    "obstacle": _masculine("معوق", "معوقات", "obstacle"),
    "entry": _masculine("قيد", "قيود", "entry", "entries"),
    "estimate": _feminine("مقايسة", "مقايسات", "estimate"),
    "item": _masculine("بند", "بنود", "item"),
    "item past the deadline": Noun(
        one="بند واحد تجاوز المهلة", two="بندان تجاوزا المهلة", two_oblique="بندين تجاوزا المهلة", few="بنود تجاوزت المهلة",
        many="بندًا تجاوز المهلة", other="بند تجاوز المهلة", en="item past the deadline", en_plural="items past the deadline",
    ),
    "changed figure": Noun(
        one="بيان معدل واحد", two="بيانان معدلان", two_oblique="بيانين معدلين", few="بيانات معدلة", many="بيانًا معدلًا",
        other="بيان معدل", en="changed figure", en_plural="changed figures",
    ),
    "utility": _masculine("مرفق", "مرافق", "utility", "utilities"),
    "remark": _feminine("ملاحظة", "ملاحظات", "remark"),
    "time": _feminine("مرة", "مرات", "time"),
    "promise": _masculine("موعد", "مواعيد", "promise"),
    "transaction": _feminine("معاملة", "معاملات", "transaction"),
    "device": _masculine("جهاز", "أجهزة", "device"),
    "unit": _feminine("وحدة", "وحدات", "unit"),
    "delivery note": Noun(
        one="إذن تسليم واحد", two="إذنا تسليم", two_oblique="إذني تسليم", few="أذون تسليم", many="إذن تسليم", other="إذن تسليم",
        en="delivery note", en_plural="delivery notes",
    ),
    "supply order": Noun(
        one="أمر توريد واحد", two="أمرا توريد", two_oblique="أمري توريد", few="أوامر توريد", many="أمر توريد", other="أمر توريد",
        en="supply order", en_plural="supply orders",
    ),
    "receipt": _masculine("إيصال", "إيصالات", "receipt"),
    "member": _masculine("عضو", "أعضاء", "member"),
    "decision": _masculine("قرار", "قرارات", "decision"),
    "result": _feminine("نتيجة", "نتائج", "result"),
    "notice": _masculine("تنبيه", "تنبيهات", "notice"),
    "unread notice": Noun(
        one="تنبيه واحد غير مقروء", two="تنبيهان غير مقروءين", two_oblique="تنبيهين غير مقروءين", few="تنبيهات غير مقروءة",
        many="تنبيهًا غير مقروء", other="تنبيه غير مقروء", en="unread notice", en_plural="unread notices",
    ),
    "letter": _masculine("خطاب", "خطابات", "letter"),
    "meeting": _masculine("اجتماع", "اجتماعات", "meeting"),
    "value": _masculine("بيان", "بيانات", "value"),
    "problem": _feminine("مشكلة", "مشكلات", "problem"),
    # The units in which goods are counted, by their keys in `rollout.supply.quantities`.
    "piece": _feminine("قطعة", "قطع", "piece"),
    "set": _masculine("طقم", "أطقم", "set"),
    "pair": _masculine("زوج", "أزواج", "pair"),
    "roll": _feminine("لفة", "لفات", "roll"),
    "metre": _masculine("متر", "أمتار", "metre"),
    "square_metre": Noun(
        one="متر مربع واحد", two="متران مربعان", two_oblique="مترين مربعين", few="أمتار مربعة", many="مترًا مربعًا", other="متر مربع",
        en="square metre", en_plural="square metres",
    ),
    "kilogram": _masculine("كيلوجرام", "كيلوجرامات", "kilogram"),
}

POUND = _masculine("جنيه", "جنيهات", "pound")
