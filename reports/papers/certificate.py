"""A payment certificate in print: its items, what is held back, the net in words, and who signs."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Certificate, CertificateItem, Contract, ContractLine, Governorate, Invoice, Supplier
from reports.document.content import (
    Cell,
    Column,
    ColumnKind,
    Document,
    Facts,
    Letterhead,
    Paragraph,
    Section,
    Signed,
    Signing,
    Table,
    apart,
)
from reports.papers import words
from reports.papers.building import own_number
from reports.papers.issue import PDF, WORD, Print
from reports.papers.rows import amount
from reports.words.phrases import DEMO, DEMO_LINE, TOTAL, Phrases
from rollout.arabic.spelling import spelled_amount
from rollout.office import Office, office
from rollout.supply.quantities import UNITS, Quantity
from rollout.text import speaking

_TITLE, _BACK = "مستخلص صرف", "مستخلص إلغاء"
_SIGNERS = ("أعده", "راجعه", "رئيس الحسابات", "يعتمد، السلطة المختصة")
_ITEMS = (("م", ColumnKind.NUMBER, 8), ("الصنف", ColumnKind.TEXT, 0), ("الوحدة", ColumnKind.MARK, 18), ("الكمية", ColumnKind.NUMBER, 20),
          ("سعر الوحدة بالجنيه", ColumnKind.NUMBER, 28), ("القيمة بالجنيه", ColumnKind.NUMBER, 32))
_PLACES = (("المحافظة", ColumnKind.TEXT, 0), ("القيمة بالجنيه", ColumnKind.NUMBER, 40))
_SUMS = (("البيان", ColumnKind.TEXT, 0), ("المبلغ بالجنيه", ColumnKind.NUMBER, 40))
_HELD_BACK = (
    ("recovery", "يُخصم: استرداد الدفعة المقدمة"), ("retention", "يُخصم: المبلغ المحتجز"), ("compensation", "يُخصم: مقابل التأخير"),
    ("other", "يُخصم: استقطاعات أخرى"),
)
_OPENING = "بعد مراجعة محاضر الفحص والاستلام وأذون الإضافة، يستحق للمورد عن الأصناف المقبولة والمضافة الآتية:"
_TAKES_BACK = "يلغي هذا المستخلص المستخلص رقم {number} المؤرخ {day} بكامل بنوده، للسبب الآتي: {note}."
_NET = "صافي الواجب صرفه بموجب هذا المستخلص {amount} ({words})."
_FOOTER = "سُجل المستخلص في {moment}"


def certificate_pdf(session: Session, certificate_id: int) -> Print | None:
    """The certificate as PDF; None where there is none."""
    from reports.forms import pdf

    made = certificate_document(session, certificate_id)
    return made and Print(pdf.render(made[0]), PDF, f"{made[1]}.pdf", f"{made[0].title} {made[0].reference.replace('/', '-')}.pdf")


def certificate_word(session: Session, certificate_id: int) -> Print | None:
    """Its twin in Word, to be edited; None where there is none."""
    from reports.forms import word

    made = certificate_document(session, certificate_id)
    return made and Print(word.render(made[0]), WORD, f"{made[1]}.docx", f"{made[0].title} {made[0].reference.replace('/', '-')}.docx")


def certificate_document(session: Session, certificate_id: int) -> tuple[Document, str] | None:
    """What both formats print, with the plain name of the file; None where there is no such certificate."""
    one = session.get(Certificate, certificate_id)
    if one is None:
        return None
    with speaking("ar"):
        settings = office(session)
        return _written(session, one, settings), f"certificate_{one.day.year}_{one.number:04}"


def _written(session: Session, one: Certificate, settings: Office) -> Document:
    book = Phrases(settings.digits)
    contract = session.get_one(Contract, one.contract_id)
    number = f"{book.number(one.number)}/{own_number(book, str(one.day.year))}"
    items, places = _items(session, one)
    opening = [Paragraph(_OPENING)]
    if one.corrects_id is not None:
        wrong = session.get_one(Certificate, one.corrects_id)
        opening = [Paragraph(_TAKES_BACK.format(
            number=apart(book.number(wrong.number)), day=apart(book.short(wrong.day)), note=one.note.rstrip("."),
        ))]
    closing = [] if one.net < 0 else [Paragraph(_NET.format(amount=book.money(one.net), words=spelled_amount(one.net)))]
    if one.note.strip() and one.corrects_id is None:
        closing.append(Paragraph(words.NOTE.format(note=one.note.strip())))
    return Document(
        reference=number, title=_BACK if one.corrects_id else _TITLE, subtitle="", period="",
        letterhead=Letterhead(
            (settings.republic, settings.ministry, settings.unit),
            ((words.NUMBER, apart(number)), (words.DAY, book.day(one.day)), (words.CONTRACT_NUMBER, apart(contract.number))),
        ),
        sections=(
            Section("", (Facts(tuple(_facts(session, book, one, contract))), *opening, _item_table(book, items))),
            Section("من القيمة إلى الصافي", (_sum_table(book, one), *closing)),
            *_by_place(book, places),
            Section("", (Signing(words.SIGNING, tuple(Signed(part, "") for part in _SIGNERS)),)),
        ),
        footer=(f"{_TITLE} {apart(number)}", _FOOTER.format(moment=book.clock(one.recorded_at))),
        words=book.words(), known_at=one.recorded_at, notice=DEMO if one.is_demo else "", notice_line=DEMO_LINE if one.is_demo else "",
        facts={
            "certificate": one.number, "day": one.day.isoformat(), "contract": contract.code, "gross": one.gross, "net": one.net,
            **{name: getattr(one, name) for name, _label in _HELD_BACK},
            "items": [{"item": line.code, "quantity": str(quantity), "value": value} for line, quantity, value in items],
        },
    )


def _facts(session: Session, book: Phrases, one: Certificate, contract: Contract) -> Iterable[tuple[str, str]]:
    yield words.FACTS["contract"], words.CONTRACT_WORDS.format(
        name=contract.name_ar, number=apart(contract.number), day=apart(book.short(contract.signed_on))
    )
    yield words.FACTS["supplier"], session.get_one(Supplier, one.supplier_id).name_ar
    if one.invoice_id is not None:
        invoice = session.get_one(Invoice, one.invoice_id)
        yield "الفاتورة:", f"رقم {apart(own_number(book, invoice.number))} بتاريخ {apart(book.short(invoice.dated))}"


def _items(session: Session, one: Certificate) -> tuple[list[tuple[ContractLine, Quantity, int]], list[tuple[str, int]]]:
    """The items by line of the contract, and their value by governorate."""
    query = (
        select(CertificateItem, ContractLine, Governorate.name_ar)
        .join(ContractLine, ContractLine.id == CertificateItem.line_id)
        .join(Governorate, Governorate.id == CertificateItem.governorate_id)
        .where(CertificateItem.certificate_id == one.id).order_by(ContractLine.position, Governorate.sort_key)
    )
    lines: dict[int, tuple[ContractLine, Quantity, int]] = {}
    places: dict[str, int] = defaultdict(int)
    for item, line, place in session.execute(query):
        _line, quantity, value = lines.get(line.id, (line, 0, 0))
        lines[line.id] = line, quantity + item.quantity, value + item.value
        places[place] += item.value
    return list(lines.values()), list(places.items())


def _table(columns: Iterable[tuple[str, ColumnKind, int]], rows: Iterable[tuple[Cell, ...]], *, total: bool = False) -> Table:
    return Table(tuple(Column(*column) for column in columns), tuple(rows), total=total)


def _by_place(book: Phrases, places: list[tuple[str, int]]) -> Iterable[Section]:
    """The value by governorate, where there are several."""
    if len(places) > 1:
        rows = [(Cell(name), Cell(book.pounds(value), value)) for name, value in places]
        yield Section("توزيع القيمة على المحافظات", (_table(_PLACES, rows),))


def _item_table(book: Phrases, items: list[tuple[ContractLine, Quantity, int]]) -> Table:
    rows = [
        (
            Cell(book.number(n), n), Cell(f"{line.name_ar} {apart(line.code)}"), Cell(str(UNITS[line.unit].label)),
            Cell(amount(book, quantity), str(quantity)), Cell(book.pounds(line.unit_price), line.unit_price),
            Cell(book.pounds(value), value),
        )
        for n, (line, quantity, value) in enumerate(items, 1)
    ]
    whole = sum(value for _line, _quantity, value in items)
    rows.append((Cell(""), Cell(TOTAL), Cell(""), Cell(""), Cell(""), Cell(book.pounds(whole), whole)))
    return _table(_ITEMS, rows, total=True)


def _sum_table(book: Phrases, one: Certificate) -> Table:
    rows = [(Cell("قيمة البنود"), Cell(book.pounds(one.gross), one.gross))]
    for name, label in _HELD_BACK:
        value = getattr(one, name)
        if value:
            rows.append((Cell(f"{label} ({one.other_note})" if name == "other" else label), Cell(book.pounds(value), value)))
    rows.append((Cell("الصافي"), Cell(book.pounds(one.net), one.net)))
    return _table(_SUMS, rows, total=True)
