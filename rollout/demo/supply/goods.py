"""What the demo's contract buys: its lots and suppliers, its items with the prices of 2023, and the sets that they make up."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CODE, NUMBER = "FURNITURE-2022", "٢٠٢٢/٣١٧"
NAME_AR, NAME_EN = "عقد توريد وتركيب أثاث وتجهيزات مجمعات الخدمات الحكومية", "Furniture and equipment of the service complexes"
BUYER = "وزارة التنمية المحلية"
SIGNED_ON, ALLOTTED_ON, ENDS_ON = date(2022, 10, 16), date(2022, 10, 23), date(2024, 10, 15)
VALUE = 66_200_000_000
VALUE_NOTE = (
    "القيمة المعلنة عند التعاقد ٦٦٢ مليون جنيه لعدد ٣٣٢ مجمعًا. ونُشر في أغسطس ٢٠٢٥ أن قيمة ما تم توريده ٦٦٠ مليون جنيه: "
    "والفرق، وقدره مليونا جنيه، يحتاج إلى تسوية عند ختام العقد (تقريب في النشر أو كميات لم تُورَّد)، ولا يُسقط من الحساب. بيانات تجريبية."
)
ADVANCE, RECOVERY, RETENTION = VALUE // 10, 1_000, 500
"""A tenth was paid in advance; a tenth of each certificate pays it back, a twentieth is held back."""


@dataclass(frozen=True, slots=True)
class Company:
    """A supplier; nobody real."""

    code: str
    name_ar: str
    name_en: str
    city: str


@dataclass(frozen=True, slots=True)
class Group:
    """A lot. What cannot be kept in a store (`stored` is false) is delivered to the site itself."""

    code: str
    name_ar: str
    name_en: str
    company: int
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Good:
    """An item: so many pounds a unit, and how many a large complex gets."""

    lot: int
    name_ar: str
    name_en: str
    pounds: int
    each: int | Decimal
    unit: str = "piece"
    essential: bool = False
    serials: bool = False


COMPANIES = (
    Company("SUP-1", "الشركة المصرية الحديثة للأثاث المكتبي (مورد افتراضي)", "Modern Egyptian Office Furniture (made up)", "دمياط الجديدة"),
    Company("SUP-2", "النيل للحاسبات ونظم المعلومات (مورد افتراضي)", "Nile Computers and Systems (made up)", "القاهرة"),
    Company("SUP-3", "الدلتا للشبكات والأنظمة الأمنية (مورد افتراضي)", "Delta Networks and Security (made up)", "طنطا"),
    Company("SUP-4", "الصعيد للتكييف والتجهيزات (مورد افتراضي)", "Upper Egypt Air Conditioning (made up)", "أسيوط"),
)

LOTS = (
    Group("1", "المجموعة الأولى: الأثاث المكتبي", "Office furniture", 0),
    Group("2", "المجموعة الثانية: صالات الانتظار وشبابيك الخدمة", "Waiting halls and counters", 0),
    Group("3", "المجموعة الثالثة: الحاسبات والطابعات", "Computers and printers", 1),
    Group("4", "المجموعة الرابعة: الشبكات والمراقبة ونظام الانتظار", "Networks, cameras and queue system", 2),
    Group("5", "المجموعة الخامسة: التكييف والخزائن والأمان", "Air conditioning, safes and safety", 3, stored=False),
)

_HALF = Decimal("0.5")
GOODS = (
    Good(0, "مكتب مدير خشب زان بجانب وأدراج", "Manager's desk", 12_500, 2),
    Good(0, "مكتب موظف ١٢٠×٦٠ سم بوحدة أدراج", "Employee's desk", 5_250, 24, essential=True),
    Good(0, "كرسي مدير جلد دوار", "Manager's chair", 4_750, 2),
    Good(0, "كرسي موظف دوار بمساند", "Employee's swivel chair", 2_750, 30, essential=True),
    Good(0, "كرسي ثابت أمام المكتب", "Visitor's chair", 1_500, 40),
    Good(0, "دولاب ملفات معدني ضلفتان", "Metal filing cabinet", 4_500, 12, essential=True),
    Good(0, "شانون معدني أربعة أدراج", "Four-drawer cabinet", 5_000, 8),
    Good(0, "ترابيزة اجتماعات عشرة أفراد", "Meeting table", 18_500, 1),
    Good(0, "كرسي اجتماعات", "Meeting chair", 1_750, 10),
    Good(0, "أنتريه استقبال", "Reception seating", 16_500, 1, "set"),
    Good(1, "كاونتر شباك خدمة الجمهور", "Public service counter", 14_000, 12, essential=True),
    Good(1, "كرسي شباك دوار مرتفع", "Counter chair", 3_000, 12, essential=True),
    Good(1, "مقعد انتظار معدني ثلاثي", "Three-seat waiting bench", 5_500, 24, essential=True),
    Good(1, "كاونتر استقبال واستعلامات", "Information desk", 22_500, 1),
    Good(1, "طقم لوحات إرشادية داخلية", "Set of indoor signs", 12_000, 1, "set"),
    Good(1, "لافتة واجهة مضيئة", "Illuminated façade sign", 3_500, 15 * _HALF, "square_metre"),
    Good(1, "ستارة رول معتمة", "Roller blind", 500, 125 * _HALF, "square_metre"),
    Good(1, "مبرد مياه ساخن وبارد", "Water dispenser", 8_500, 2),
    Good(2, "حاسب آلي مكتبي كامل بالشاشة", "Desktop computer with screen", 25_000, 16, "device", essential=True, serials=True),
    Good(2, "حاسب آلي محمول", "Laptop computer", 28_500, 1, "device", serials=True),
    Good(2, "طابعة ليزر أبيض وأسود", "Laser printer", 9_500, 10, "device", essential=True, serials=True),
    Good(2, "طابعة متعددة الوظائف", "Multifunction printer", 26_000, 2, "device", serials=True),
    Good(2, "ماسح ضوئي للمستندات", "Document scanner", 14_500, 6, "device", essential=True, serials=True),
    Good(2, "جهاز حفظ طاقة ١ ك.ف.أ", "UPS of 1 kVA", 6_000, 16, "device"),
    Good(2, "جهاز حفظ طاقة مركزي ٦ ك.ف.أ", "Central UPS of 6 kVA", 48_000, 1, "device", serials=True),
    Good(2, "شاشة عرض ٥٥ بوصة", "Display of 55 inches", 19_500, 3, "device", serials=True),
    Good(2, "قارئ باركود", "Barcode reader", 2_500, 6, "device"),
    Good(2, "جهاز بصمة حضور وانصراف", "Attendance terminal", 5_500, 1, "device"),
    Good(3, "كابينة شبكات ٢٢ وحدة", "Network rack of 22 units", 17_500, 1, essential=True),
    Good(3, "محول شبكة ٢٤ منفذًا", "Switch of 24 ports", 21_000, 3, "device", essential=True, serials=True),
    Good(3, "كابل شبكات نحاسي ٣٠٥ أمتار", "Network cable, roll of 305 m", 6_250, 6, "roll"),
    Good(3, "نظام انتظار آلي كامل", "Queue management system", 62_500, 1, "set", essential=True),
    Good(3, "شاشة نداء للشباك", "Counter call display", 3_250, 12, "device"),
    Good(3, "كاميرا مراقبة شبكية", "Network camera", 3_750, 12, "device", serials=True),
    Good(3, "مسجل كاميرات ١٦ قناة", "Recorder of 16 channels", 14_500, 1, "device", serials=True),
    Good(3, "نقطة وصول لاسلكية", "Wireless access point", 5_000, 2, "device"),
    Good(4, "تكييف سبليت ٢٫٢٥ حصان", "Split air conditioner of 2.25 HP", 23_500, 8, "device", essential=True, serials=True),
    Good(4, "تكييف سبليت ٣ حصان", "Split air conditioner of 3 HP", 33_000, 4, "device", serials=True),
    Good(4, "خزينة حديدية مقاومة للحريق", "Fire-resistant safe", 13_500, 2),
    Good(4, "طفاية حريق بودرة ٦ كجم", "Fire extinguisher of 6 kg", 1_250, 8, essential=True),
)

KITS = (
    ("window", "وحدة شباك خدمة كاملة", "Complete service window", {10: 1, 11: 1, 18: 1, 32: 1}),
    ("desk", "وحدة عمل موظف", "Employee's workplace", {1: 1, 3: 1, 4: 1}),
    ("print", "وحدة إدخال وطباعة", "Printing and scanning point", {20: 1, 22: 1, 23: 1}),
    ("security", "منظومة مراقبة المجمع", "Surveillance of a complex", {33: 6, 34: 1}),
)
"""Sets that are only of use when whole: so many of each item, by its place among the goods."""


def code_of(place: int) -> str:
    """The number of an item in the contract: its lot and its place in it."""
    lot = GOODS[place].lot
    first = next(number for number, good in enumerate(GOODS) if good.lot == lot)
    return f"{LOTS[lot].code}-{place - first + 1:02}"
