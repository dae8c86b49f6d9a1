"""The section of a report about furniture and equipment: sentences, a chart of the way from contract to use, tables by site or lot."""

from collections.abc import Iterable, Mapping

from reports.document.content import Block, Cell, Chart, ChartForm, Column, ColumnKind, Paragraph, Series, Table, Tone
from reports.readings.supply import Supply, Undelivered, Uninspected
from reports.words.headings import CAPTIONS as COMMON
from reports.words.headings import HEADS
from reports.words.phrases import DASH, TOTAL, Phrases, among
from rollout.arabic import format_number, to_digits
from rollout.ledger.figures import Figures
from rollout.supply.states import Measure

WAY = (Measure.CONTRACTED, Measure.DELIVERED, Measure.ACCEPTED, Measure.INSTALLED)
_HEADS = {
    Measure.CONTRACTED: "المخصص", Measure.DELIVERED: "الوارد", Measure.ACCEPTED: "المقبول", Measure.INSTALLED: "المركب",
    "share": "نسبة المقبول", "waiting": "ينتظر الفحص", "late": "متأخر التوريد", "value": "القيمة", "items": "عدد البنود",
    "receipt": "إيصال الاستلام المؤقت", "place": "المخزن أو الموقع", "since": "في الانتظار منذ", "days": "المدة (يوم)",
    "due": "موعد التوريد", "delay": "التأخير (يوم)", "lot": "المجموعة", "supplier": "المورد", "signed": "المتعاقد عليه",
    "certified": "المستخلصات", "paid": "المنصرف",
}
CAPTIONS = {
    "sites": "موقف توريد الأثاث والتجهيزات بالمواقع (بالجنيه)", "waiting": "ما ينتظر الفحص (القيمة بالجنيه)",
    "late": "ما تأخر توريده عن موعده (القيمة بالجنيه)", "governorates": "موقف توريد الأثاث والتجهيزات بالمحافظات (بالجنيه)",
    "lots": "موقف مجموعات العقد (بالجنيه)", "chart": "قيمة المخصص والوارد والمقبول والمركب من الأثاث والتجهيزات",
}
_NOTHING_SIGNED = "لم يُسجل عقد لتوريد الأثاث والتجهيزات حتى تاريخه."
_NOTHING_ALLOTTED = "لم تُخصص لمواقع المحافظة أصناف من عقد الأثاث والتجهيزات حتى تاريخه."
_LATE_NOTE = "يُعد المرفوض الذي لم يُستبدل متأخرًا، وموعد التوريد هو أقدم ما فات منها بالموقع."
_SERIES = (
    ("المخصص", Tone.PLAIN), ("المقبول", Tone.CONFIRMED), ("الوارد المنتظر للفحص", Tone.MOVING),
    ("الوارد المرفوض ولم يُستبدل", Tone.STALLED), ("المركب", Tone.REPORTED),
)
_MONEY = 23
MOST_WAITING = 15


def supply_blocks(book: Phrases, found: Supply, figure: int) -> tuple[Block, ...]:
    """A governorate's section; one sentence where nothing was allotted to it."""
    if not found.value[Measure.CONTRACTED]:
        return (Paragraph(_NOTHING_ALLOTTED if found.signed else _NOTHING_SIGNED),)
    blocks: list[Block] = [*_sentences(book, found), way_chart(book, found, figure), _sites(book, found)]
    if found.uninspected:
        blocks.append(_waiting(book, found.uninspected))
    if found.undelivered:
        blocks.append(_late(book, found.undelivered))
    return tuple(blocks)


def national_blocks(book: Phrases, found: Supply, names: Mapping[str, str], figure: int) -> tuple[Block, ...]:
    """The whole country's: by governorate and by lot."""
    blocks: list[Block] = [Paragraph(sentence, item=True) for sentence in national_sentences(book, found)]
    if found.value[Measure.CONTRACTED]:
        blocks += [way_chart(book, found, figure), _governorates(book, found, names)]
    return (*blocks, _lots(book, found)) if found.lots else tuple(blocks)


def national_sentences(book: Phrases, found: Supply) -> list[str]:
    """The whole country's in words."""
    return [_signed(book, found), *(paragraph.text for paragraph in _sentences(book, found))]


def _signed(book: Phrases, found: Supply) -> str:
    """What was contracted for, what of it the sites have been given, and what was certified and paid."""
    each = [lot.figures for lot in found.lots]
    signed, certified = sum(one.value[Measure.CONTRACTED] for one in each), sum(one.certified for one in each)
    paid = sum(one.paid for one in each)
    money = f"وبلغت المستخلصات المعتمدة {book.money(certified)} صُرف منها {book.money(paid)}" if certified else "ولم تُعتمد مستخلصات بعد"
    return f"بلغت قيمة المتعاقد عليه من الأثاث والتجهيزات {book.money(signed)}، {money}."


def _sentences(book: Phrases, found: Supply) -> list[Paragraph]:
    value, whole = found.value, found.value[Measure.CONTRACTED]
    said = [f"بلغت قيمة المخصص للمواقع من الأثاث والتجهيزات {book.money(whole)}"]
    for measure, words in ((Measure.DELIVERED, "ورد منها"), (Measure.ACCEPTED, "وقُبل"), (Measure.INSTALLED, "ورُكب")):
        share = f" بنسبة {book.percent(value[measure] / whole)}" if whole else ""
        said.append(f"{words} ما قيمته {book.money(value[measure])}{share}")
    sentences = [f"{'، '.join(said)}."]
    if found.uninspected:
        longest = max(found.uninspected, key=lambda each: each.days)
        sentences.append(
            f"ينتظر الفحص والاستلام ما قيمته {book.money(found.waiting)} "
            f"{receipts(book, len(found.uninspected))} منذ {book.of(longest.days, 'day')}."
        )
    else:
        sentences.append("لا توجد أصناف واردة تنتظر الفحص والاستلام حتى تاريخه.")
    if value[Measure.REJECTED]:
        sentences.append(f"رُفض ولم يُستبدل بعد ما قيمته {book.money(value[Measure.REJECTED])}.")
    if found.undelivered:
        sites = len(found.undelivered)
        sentences.append(
            f"تأخر عن موعد التوريد ما قيمته {book.money(found.late)} في {book.of(sites, 'site')}، {among(sites)} ما تأخر "
            f"{book.of(max(each.days for each in found.undelivered), 'day')}."
            if sites > 1 else
            f"تأخر عن موعد التوريد ما قيمته {book.money(found.late)} في {book.of(sites, 'site')}، لمدة "
            f"{book.of(found.undelivered[0].days, 'day')}."
        )
    else:
        sentences.append("لا يوجد توريد متأخر عن موعده حتى تاريخه.")
    return [Paragraph(sentence, item=True) for sentence in sentences]


def receipts(book: Phrases, number: int) -> str:
    """In how many receipts it waits, up to the word of how long."""
    return "بإيصال استلام مؤقت واحد" if number == 1 else f"بعدد {book.number(number)} من إيصالات الاستلام المؤقت، أقدمها"


def way_chart(book: Phrases, found: Supply, number: int) -> Chart:
    """A bar for each step of the way, as long as it is worth; what was delivered is parted by what became of it."""
    value, caption = found.value, COMMON["figure"].format(number=book.number(number), what=CAPTIONS["chart"])
    accepted, installed = value[Measure.ACCEPTED], value[Measure.INSTALLED]
    parts = (
        (value[Measure.CONTRACTED], 0, 0, 0), (0, accepted, accepted, 0), (0, found.waiting, 0, 0), (0, value[Measure.REJECTED], 0, 0),
        (0, 0, 0, installed),
    )
    series = tuple(
        Series(name, tone, tuple(map(float, values)), tuple(_millions(book, each) if each else "" for each in values))
        for (name, tone), values in zip(_SERIES, parts, strict=True) if any(values)
    )
    whole = value[Measure.CONTRACTED]
    told = "؛ ".join(f"{_HEADS[measure]} {book.money(value[measure])}" for measure in WAY)
    ends = tuple(book.percent(value[measure] / whole) for measure in WAY)
    return Chart(ChartForm.STACKED, caption, f"{caption}: {told}.", tuple(_HEADS[measure] for measure in WAY), series, float(whole), ends)


def _millions(book: Phrases, piastres: int) -> str:
    return f"{format_number(piastres / 10**8, book.digits, 1)} مليون"


def _head(key: Measure | str, kind: ColumnKind = ColumnKind.NUMBER, width: int = _MONEY) -> Column:
    return Column(_HEADS[key], kind, width)


def _sum(book: Phrases, piastres: int, tone: Tone = Tone.PLAIN) -> Cell:
    return Cell(book.pounds(piastres), piastres, tone if piastres else Tone.NONE)


def _along(book: Phrases, found: Mapping[Measure, int]) -> tuple[Cell, ...]:
    share = found[Measure.ACCEPTED] / found[Measure.CONTRACTED] if found[Measure.CONTRACTED] else 0.0
    return (*(_sum(book, found[measure]) for measure in WAY), Cell(book.percent(share), share))


_NUMBER = Column(HEADS["number"], ColumnKind.NUMBER, 8)
_CODE, _SITE = Column(HEADS["code"], ColumnKind.CODE, 19), Column(HEADS["site"])


def _sites(book: Phrases, found: Supply) -> Table:
    rows = [
        (Cell(book.number(n), n), Cell(place.code), Cell(place.site), *_along(book, place.figures.value))
        for n, place in enumerate(found.places, 1)
    ]
    rows.append((Cell(""), Cell(""), Cell(TOTAL), *_along(book, found.value)))
    columns = (_NUMBER, _CODE, _SITE, *(_head(measure) for measure in WAY), _head("share", width=15))
    return Table(columns, tuple(rows), CAPTIONS["sites"], total=True)


def _waiting(book: Phrases, found: Iterable[Uninspected]) -> Table:
    """Each receipt that waits, the longest first; those beyond a page's worth together."""
    every = list(found)
    rows = [
        (
            Cell(to_digits(each.number, book.digits), each.number), Cell(each.place), Cell(book.number(each.items), each.items),
            _sum(book, each.value), Cell(book.short(each.since), each.since), Cell(book.number(each.days), each.days),
        )
        for each in every[:MOST_WAITING]
    ]
    rest = every[MOST_WAITING:]
    if rest:
        items, value = sum(each.items for each in rest), sum(each.value for each in rest)
        others = Cell(f"باقي الإيصالات وعددها {book.number(len(rest))}")
        rows.append((Cell(DASH), others, Cell(book.number(items), items), _sum(book, value), Cell(DASH), Cell(DASH)))
    columns = (
        _head("receipt", ColumnKind.CODE, 34), _head("place", ColumnKind.TEXT, 0), _head("items", width=17), _head("value", width=28),
        _head("since", ColumnKind.MARK, 26), _head("days", width=18),
    )
    return Table(columns, tuple(rows), CAPTIONS["waiting"])


def _late(book: Phrases, found: Iterable[Undelivered]) -> Table:
    rows = tuple(
        (
            Cell(book.number(n), n), Cell(each.code), Cell(each.site), Cell(book.number(each.items), each.items),
            _sum(book, each.value), Cell(book.short(each.due_on), each.due_on), Cell(book.number(each.days), each.days),
        )
        for n, each in enumerate(found, 1)
    )
    columns = (
        _NUMBER, _CODE, _SITE, _head("items", width=17), _head("value", width=28), _head("due", ColumnKind.MARK, 24),
        _head("delay", width=18),
    )
    return Table(columns, rows, CAPTIONS["late"], note=_LATE_NOTE)


def _governorates(book: Phrases, found: Supply, names: Mapping[str, str]) -> Table:
    groups = found.by_governorate()
    listed = [(name, groups[code]) for code, name in names.items() if code in groups]
    rows = [
        (Cell(book.number(n), n), Cell(name), *_along(book, group.value), _sum(book, group.waiting), _sum(book, group.late))
        for n, (name, group) in enumerate(listed, 1)
    ]
    rows.append((Cell(""), Cell(TOTAL), *_along(book, found.value), _sum(book, found.waiting), _sum(book, found.late)))
    columns = (
        _NUMBER, Column(HEADS["governorate"]), *(_head(measure, width=22) for measure in WAY), _head("share", width=14),
        _head("waiting", width=20), _head("late", width=20),
    )
    return Table(columns, tuple(rows), CAPTIONS["governorates"], total=True)


def _lots(book: Phrases, found: Supply) -> Table:
    """What was contracted counts here whether it is allotted or not."""
    rows = [(Cell(lot.lot), Cell(lot.supplier), *_money_of(book, [lot.figures])) for lot in found.lots]
    rows.append((Cell(TOTAL), Cell(""), *_money_of(book, [lot.figures for lot in found.lots])))
    columns = (
        _head("lot", ColumnKind.TEXT, 0), _head("supplier", ColumnKind.TEXT, 30), _head("signed", width=22),
        *(_head(measure, width=20) for measure in WAY[1:]), _head("certified", width=20), _head("paid", width=20),
    )
    return Table(columns, tuple(rows), CAPTIONS["lots"], total=True)


def _money_of(book: Phrases, several: Iterable[Figures]) -> Iterable[Cell]:
    each = list(several)
    for measure in WAY:
        yield _sum(book, sum(one.value[measure] for one in each))
    yield _sum(book, sum(one.certified for one in each))
    yield _sum(book, sum(one.paid for one in each))
