"""A document that holds every kind of block, with long rows and days, for tests of the formats."""

import base64
from datetime import UTC, date, datetime

from reports.document.content import (
    Cell,
    Chart,
    ChartForm,
    Column,
    ColumnKind,
    Copies,
    Document,
    Facts,
    KeyFigure,
    KeyFigures,
    Letterhead,
    Paragraph,
    Seal,
    Section,
    Series,
    Signatures,
    Signed,
    Signing,
    Table,
    Tone,
    apart,
)
from reports.forms.emblems import code_png
from reports.words.phrases import Phrases
from rollout.arabic import Digits, to_digits

NAMES = ("مجمع خدمات صنبو", "مجمع خدمات باقور", "المركز التكنولوجي بمدينة ديروط")
BOOK = Phrases(Digits.ARABIC)
LOGO = base64.b64encode(code_png("logo")).decode()
"""Any small picture."""


def long_table(rows: int = 60, *, total: bool = True) -> Table:
    """Codes, names, counts, a share of two columns, days; the last row sums the counts."""
    columns = (
        Column("م", ColumnKind.NUMBER, 9), Column("الكود", ColumnKind.CODE, 22), Column("الموقع"),
        Column("المستهدف", ColumnKind.NUMBER, 20), Column("المنفذ", ColumnKind.NUMBER, 20), Column("النسبة", ColumnKind.NUMBER, 20),
        Column("التاريخ", ColumnKind.MARK, 24),
    )
    made = []
    for n in range(1, rows + 1):
        day = date(2023, 1 + n % 12, 1 + n % 28)
        made.append((
            counted(n), Cell(f"AST-{n:03}"), Cell(NAMES[n % 3]), counted(n * 40), counted(n * 25), Cell(BOOK.percent(0.625), 0.625),
            Cell(BOOK.short(day), day, (Tone.CONFIRMED, Tone.REPORTED, Tone.STALLED, Tone.PLAIN)[n % 4]),
        ))
    if total:
        wanted, done = (sum(int(row[at].value or 0) for row in made) for at in (3, 4))
        share = Cell(BOOK.percent(done / wanted), done / wanted)
        made.append((Cell(""), Cell(""), Cell("الإجمالي"), counted(wanted), counted(done), share, Cell("")))
    return Table(columns, tuple(made), "موقف المواقع", "النسبة هي المنفذ إلى المستهدف.", total=total)


def counted(number: int) -> Cell:
    return Cell(BOOK.number(number), number)


def a_chart() -> Chart:
    series = tuple(
        Series(name, tone, values, tuple(BOOK.number(int(value)) for value in values))
        for name, tone, values in (("مؤيد بمستند", Tone.CONFIRMED, (12.0, 7.0)), ("بإفادة اللجنة", Tone.REPORTED, (3.0, 0.0)))
    )
    return Chart(ChartForm.STACKED, "شكل ١: المراحل", "تم استلام ١٥ مجمعا من ٢٠", ("الاستلام", "الربط"), series, 20.0, ("١٥", "٧"))


def lines() -> Chart:
    series = (Series("المخطط", Tone.PLAIN, (1, 4, 9), ("١", "٤", "٩")), Series("المنفذ", Tone.CONFIRMED, (1, 3, 5), ("١", "٣", "٥")))
    return Chart(ChartForm.LINES, "شكل ٢: المخطط والمنفذ", "نُفذ ٥ من ٩", ("يناير", "فبراير", "مارس"), series, 10.0, ticks=((5.0, "٥"),))


def figures() -> KeyFigures:
    return KeyFigures((
        KeyFigure("إجمالي المواقع", "٦٠", 60, "من ٣ مراكز"),
        KeyFigure("دخل الخدمة", "١٢", 12, "٧ مؤيد بمستند", Tone.CONFIRMED),
        KeyFigure("متوسط الجاهزية", "٦٢٫٥٪", 0.625, "", Tone.MOVING),
        KeyFigure("آخر إفادة", "١/٧/٢٠٢٣", date(2023, 7, 1), "", Tone.STALLED),
    ))


def signing() -> Signing:
    strokes = ((100, 500), (200, 300), (300, 600)), ((150, 700),)
    chair = Signed("رئيس اللجنة", "محمود عبد الله", "مدير الوحدة", strokes, "١/٧/٢٠٢٣", "توقيع الرئيس")
    people = chair, Signed("عضو", "منى حسن")
    return Signing(("الصفة", "الاسم", "الوظيفة", "التوقيع", "التاريخ"), people)


def every_block(rows: int = 60, **values: object) -> Document:
    """One of each block, the long table on pages that lie on their side."""
    parties = Facts((("المورد:", "الشركة المصرية"), ("الأمر:", apart("٢٠٢٣/٠٠٠١")), ("البند:", "١")))
    sections = (
        Section("أولا: الموقف العام", (
            Paragraph("السيد المحافظ", centred=True), figures(),
            Paragraph("بلغ إجمالي المواقع ٦٠ موقعًا، منها مجمع رقم " + apart("AST-001") + "."),
            Paragraph("دخل الخدمة ١٢ موقعا.", item=True), Paragraph("تعثر ٣ مواقع.", item=True),
        )),
        Section("ثانيا: الأشكال", (a_chart(), lines(), parties)),
        Section("", (
            Signatures(("إعداد", "يعتمد"), ("الاسم:", "التوقيع:"), "والأمر معروض."), signing(),
            Copies("صورة إلى:", ("السيد المحافظ", "الوحدة المركزية")),
        )),
        Section("ملحق ١: المواقع", (long_table(rows),), wide=True),
        Section("ملحق ٢: موجز", (Table((Column("البيان"), Column("القيمة", ColumnKind.MARK, 40)), ((Cell("=1+1"), Cell("—")),)),)),
    )
    issuer = "جمهورية مصر العربية", "وزارة التنمية المحلية", "محافظة أسيوط"
    told: dict[str, object] = {
        "reference": "AST/2023-07-31", "title": "تقرير الموقف التنفيذي", "subtitle": "محافظة أسيوط", "period": "الموقف حتى ٣١ يوليو ٢٠٢٣",
        "letterhead": Letterhead(issuer, (("رقم التقرير:", apart("AST/2023-07-31")),), LOGO, "درجة الحفظ: سري"),
        "sections": sections, "footer": ("ورد الموقف من ٦٠", "بحسب البيانات المسجلة"), "words": BOOK.words(),
        "known_at": datetime(2023, 8, 1, 9, 30, tzinfo=UTC), "notice": "بيانات تجريبية",
        "notice_line": "بيانات تجريبية: مولدة لأغراض العرض",
        "seal": Seal("https://tashgheel.example/verify/7", "للتحقق من صحة الوثيقة:"),
        "facts": {"as_of": "2023-07-31", "overdue": [{"days": 3}], "late": {"2023-07-01": 5}},
    }
    return Document(**(told | values))  # type: ignore[arg-type]


def western(text: str) -> str:
    """The same text with Western digits, to compare numbers across formats."""
    return to_digits(text, Digits.WESTERN)
