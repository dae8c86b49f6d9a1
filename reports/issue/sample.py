"""A page that shows how the office's settings look on paper: the letterhead around a few words that mean nothing."""

from datetime import UTC, date, datetime, time

from reports.document.content import Cell, Column, ColumnKind, Document, Paragraph, Seal, Section, Signatures, Table, apart
from reports.progress.paper import copies, letterhead
from reports.words.phrases import SIGNED_WITH, SIGNERS, STANDING_DAY, Phrases
from rollout.office import Office

_NUMBER, _FILED, _TITLE, _MARK = "AST-R-2023-012", "رقم الوثيقة:", "نموذج لشكل المستندات", "معاينة"
_VERIFY = "للتحقق من صحة الوثيقة:"
_WORDS = (
    "هذه صفحة للمعاينة فقط، تبين شكل رأس المستند والأرقام والتواريخ ودرجة الحفظ وصور المستند بحسب إعدادات المكتب، ولا تتضمن بيانات فعلية."
)
_COLUMNS = ("م", "البيان", "العدد", "النسبة")
_ROWS = (("بند أول", 1250, 0.625), ("بند ثان", 750, 0.375))


def sample(office: Office, day: date) -> Document:
    """One page as the office would print it on that day."""
    book = Phrases(office.digits)
    shown = [
        (Cell(book.number(n), n), Cell(name), Cell(book.number(count), count), Cell(book.percent(share), share))
        for n, (name, count, share) in enumerate(_ROWS, 1)
    ]
    whole = sum(count for _name, count, _share in _ROWS)
    total = (Cell(""), Cell("الإجمالي"), Cell(book.number(whole), whole), Cell(book.percent(1), 1.0))
    kinds = (ColumnKind.NUMBER, ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.NUMBER)
    columns = tuple(Column(title, kind, width) for title, kind, width in zip(_COLUMNS, kinds, (12, 0, 34, 34), strict=True))
    facts = ((_FILED, apart(_NUMBER)), (STANDING_DAY, book.day(day)))
    moment = datetime.combine(day, time(), UTC)
    return Document(
        reference=_NUMBER,
        title=_TITLE,
        subtitle=office.unit,
        period=book.as_of(day),
        letterhead=letterhead(office, (office.republic, office.ministry, office.unit), facts, day),
        sections=(
            Section("", (Paragraph(_WORDS), Table(columns, (*shown, total), total=True))),
            Section("", (Signatures(SIGNERS, SIGNED_WITH), *copies(office))),
        ),
        footer=(book.moment(moment),),
        words=book.words(),
        known_at=moment,
        watermark=_MARK,
        seal=Seal(office.verification, _VERIFY) if office.verification else None,
    )
