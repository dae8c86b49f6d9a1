"""The ranking of the governorates: a formula of weighted parts, printed with its every part; no rank where too little is known.

A part is a share between 0 and 1 with how much of its data there is. The weights are terms that the ministry sets. Parts of which the
programme records nothing yet are named and left out of everybody's score alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.document.content import Block, Cell, Column, ColumnKind, Paragraph, Table, Tone
from reports.readings.followup import FollowUp
from reports.readings.supply import Supply
from reports.readings.work import Work
from reports.words.headings import HEADS
from reports.words.phrases import DASH, Phrases
from rollout.arabic import format_number
from rollout.supply.states import Measure
from rollout.works.terms import Parameters

PARTS = {
    "schedule": "الالتزام بالمواعيد", "utilities": "المرافق والربط", "furniture": "الأثاث والتجهيزات", "completeness": "اكتمال البيانات",
}
"""The parts of which something is recorded, by the keys of their weights."""
MISSING = {"visits": "نتائج المرور", "complaints": "الرد على الشكاوى في الموعد"}
"""The parts of the formula of which nothing is recorded yet."""

MEANINGS = {
    "schedule": "ما دخل الخدمة من المواقع التي حل آخر موعد لتشغيلها",
    "utilities": "المواقع التي لا يتأخر بها أي بند من المرافق أو الربط عن موعده",
    "furniture": "متوسط نسبتي المقبول والمركب إلى المخصص بالقيمة",
    "completeness": "ما ورد في موعد إغلاق الأسبوع من البيانات المطلوبة",
}
CAPTION = "ترتيب المحافظات (الدرجة من ١٠٠)"
RANK, SCORE, DATA, NOT_RANKED = "الترتيب", "الدرجة", "توافر البيانات", "لا ترتيب"
NOT_EXCUSED = (
    "لم تُستبعد من الحساب أسباب التأخير الخارجة عن سلطة المحافظة، إذ لا تُسجل المعوقات بعدُ بهذا التصنيف؛ ويُقرأ الترتيب مع بيان المعوقات."
)


@dataclass(frozen=True, slots=True)
class Part:
    """A share of what should be, None where it cannot be told, and of how much of the governorate it is known."""

    share: float | None
    known: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A governorate with its parts, its score out of 1, how much of the data there is, and its place; equal scores share one."""

    code: str
    parts: Mapping[str, Part]
    score: float
    known: float
    rank: int | None


def ranking(work: Mapping[str, Work], supply: Mapping[str, Supply], followed: FollowUp, terms: Parameters) -> list[Ranked]:
    """Every governorate with complexes, the best first; those that cannot be ranked at the end."""
    weights = {key: terms.value(f"ranking.{key}") for key in PARTS}
    least = terms.value("ranking.least") / 100
    scored = [_scored(code, parts_of(each, supply.get(code, Supply()), followed.of(code)), weights) for code, each in work.items()]
    scores = [one.score for one in scored if one.known >= least]
    placed = [
        Ranked(one.code, one.parts, one.score, one.known, 1 + sum(other > one.score for other in scores) if one.known >= least else None)
        for one in scored
    ]
    return sorted(placed, key=lambda one: (one.rank is None, -one.score, one.code))


def _scored(code: str, parts: Mapping[str, Part], weights: Mapping[str, int]) -> Ranked:
    """To a tenth of a hundredth, as it is printed: what looks equal is equal."""
    whole = sum(weights.values()) or 1
    told = {key: part for key, part in parts.items() if part.share is not None}
    weighed = sum(weights[key] for key in told) or 1
    score = sum(weights[key] * (part.share or 0.0) for key, part in told.items()) / weighed
    return Ranked(code, parts, round(score, 3), round(sum(weights[key] * part.known for key, part in parts.items()) / whole, 3), None)


def parts_of(work: Work, supply: Supply, followed: FollowUp) -> dict[str, Part]:
    """The parts of one governorate."""
    register = work.register
    dated = [each for each in work.planned if each.due is not None]
    due = [each for each in dated if each.due is not None and each.due <= each.as_of]
    served = sum(each.site.in_service for each in due)
    told = [site for site in work.sites if any(_is_told(work, site.id, area, site.stages[area].state.passes) for area in _AREAS)]
    behind = {late.code for area in _AREAS for late in work.late_in(area)}
    free = sum(site.code not in behind for site in told)
    value, allotted = supply.value, supply.value[Measure.CONTRACTED]
    furnished = (value[Measure.ACCEPTED] + value[Measure.INSTALLED]) / (2 * allotted) if allotted else None
    expected = sum(one.expected for one in followed.received)
    in_time = sum(one.on_time for one in followed.received)
    return {
        "schedule": Part(served / len(due) if due else None, len(dated) / register if due else 0.0),
        "utilities": Part(free / len(told) if told else None, len(told) / register if register else 0.0),
        "furniture": Part(furnished, min(len(supply.places) / register, 1.0) if register and allotted else 0.0),
        "completeness": Part(in_time / expected if expected else None, 1.0 if expected else 0.0),
    }


_AREAS = ("utilities", "linking")


def _is_told(work: Work, site_id: int, area: str, passes: bool) -> bool:
    return passes or (site_id, area) in (work.items or {})


def ranking_blocks(book: Phrases, ranked: Sequence[Ranked], names: Mapping[str, str], terms: Parameters) -> tuple[Block, ...]:
    """The formula in words and weights, what of it is missing, and the table."""
    weights = "، و".join(f"{name} {book.percent(terms.value(f'ranking.{key}') / 100)}" for key, name in PARTS.items())
    absent = "، و".join(f"{name} ({book.percent(terms.value(f'ranking.{key}') / 100)})" for key, name in MISSING.items())
    least = book.percent(terms.value("ranking.least") / 100)
    said = [
        f"معادلة الترتيب: {weights}؛ والدرجة هي متوسط الأجزاء مرجحًا بأوزانها.",
        *(f"{PARTS[key]}: {meaning}." for key, meaning in MEANINGS.items()),
        f"لم تدخل في الدرجة أجزاء لا تُسجل بياناتها بعد: {absent}، وذلك لجميع المحافظات على السواء.",
        f"لا تُرتب محافظة يقل ما لديها من بيانات عن {least}، وتشترك المحافظات المتساوية في الدرجة في ترتيب واحد.",
        NOT_EXCUSED,
    ]
    return (*(Paragraph(one, item=True) for one in said), ranking_table(book, ranked, names))


def ranking_table(book: Phrases, ranked: Sequence[Ranked], names: Mapping[str, str]) -> Table:
    rows = []
    for one in ranked:
        rank = Cell(NOT_RANKED, None, Tone.STALE) if one.rank is None else Cell(book.number(one.rank), one.rank)
        points = format_number(one.score * 100, book.digits, 1)
        score = Cell(DASH, None, Tone.NONE) if one.rank is None else Cell(points, one.score, Tone.CONFIRMED)
        parts = [_share(book, part.share) for part in one.parts.values()]
        rows.append((rank, Cell(names.get(one.code, one.code)), *parts, Cell(book.percent(one.known), one.known), score))
    columns = (
        Column(RANK, ColumnKind.NUMBER, 17), Column(HEADS["governorate"]),
        *(Column(name, ColumnKind.NUMBER, 25) for name in PARTS.values()),
        Column(DATA, ColumnKind.NUMBER, 21), Column(SCORE, ColumnKind.NUMBER, 19),
    )
    return Table(columns, tuple(rows), CAPTION)


def _share(book: Phrases, share: float | None) -> Cell:
    return Cell(DASH, None, Tone.NONE) if share is None else Cell(book.percent(share), round(share, 6))
