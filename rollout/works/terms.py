"""The terms under which the work is done: deadlines, lengths and targets that a directive, a contract or practice sets.

Each is a row of `PARAMETERS` with the value that holds until the ministry sets another; none is a constant of a rule. Pure:
`rollout.parameters` reads the rows that are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rollout.errors import Refused
from rollout.rules import EARLIEST
from rollout.text import Text, _


class Unit(StrEnum):
    """What a parameter's whole number counts. A day of the calendar is kept as the number 20230930."""

    DAYS = "days"
    MONTHS = "months"
    PEOPLE = "people"
    BASIS_POINTS = "basis_points"
    DATE = "date"
    PERCENT = "percent"

    @property
    def label(self) -> Text:
        return {Unit.DAYS: _("days"), Unit.MONTHS: _("months"), Unit.PEOPLE: _("people"), Unit.DATE: _("day of the calendar"),
                Unit.PERCENT: _("per cent"), Unit.BASIS_POINTS: _("hundredths of a per cent")}[self]


@dataclass(frozen=True)
class ParameterKind:
    """A term by its key, with the row that the product ships: its value, since when, in which words, and who says so.

    `directive` tells a term that an authority ordered from one that is only assumed until the ministry sets it.
    """

    key: str
    label: Text
    unit: Unit
    default: int
    words: str
    source: str
    effective_on: date = date(2023, 6, 30)
    directive: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One row of a parameter: this value holds from `effective_on` on."""

    key: str
    value: int
    effective_on: date
    words: str
    source: str
    approved_by: str = ""
    recorded_at: datetime | None = None
    by: str = ""

    @property
    def day(self) -> date:
        """The value of a parameter that is a day."""
        return read_day(self.value)


_ASSUMED = "افتراض عمل إلى أن تحدده الوزارة"
_PRACTICE = (
    "افتراض عمل إلى أن تحدده إدارة التعاقدات: ممارسة معلومة من أحكام القانون ٨٩ لسنة ١٩٩٨، ولم يُتحقق من نصها في القانون ١٨٢ لسنة ٢٠١٨ "
    "ولائحته التنفيذية ٦٩٢ لسنة ٢٠١٩"
)
_REPORT = "تقرير الوحدة المركزية للمبادرة الرئاسية «حياة كريمة» عن الاستعداد لتشغيل مجمعات الخدمات الحكومية"
_LAW = "افتراض عمل يلزم التحقق منه مع إدارة العقود: القانون ١٨٢ لسنة ٢٠١٨، المادة ٤٦"

PARAMETERS: dict[str, ParameterKind] = {
    kind.key: kind
    for kind in (
        ParameterKind(
            "deadline.utilities", _("Deadline for the utility meters and the link line"), Unit.DAYS, 30,
            "وجَّه وزير التنمية المحلية المحافظين إلى نهو توصيل عدادات المرافق والخدمات لكل مجمع، بما فيها خطوط الربط الإلكتروني، "
            "خلال شهر على الأكثر، تنفيذًا لتوجيهات رئيس مجلس الوزراء.",
            f"{_REPORT}؛ تاريخ السريان مفترض لأن التقرير غير مؤرخ", directive=True,
        ),
        ParameterKind("deadline.acceptance", _("Deadline for provisional acceptance after the notice"), Unit.DAYS, 28,
                      "من إخطار نهو الأعمال إلى محضر الاستلام الابتدائي.", _ASSUMED),
        ParameterKind("deadline.linking", _("Deadline for the live link"), Unit.DAYS, 60,
                      "من استلام المبنى إلى محضر الاختبار والتشغيل.", _ASSUMED),
        ParameterKind("deadline.offices", _("Deadline for the partner offices"), Unit.DAYS, 60,
                      "من استلام المبنى إلى اكتمال جاهزية مكتب كل جهة.", _ASSUMED),
        ParameterKind("deadline.fault", _("Deadline for the repair of a fault"), Unit.DAYS, 3,
                      "من الإبلاغ عن عطل خط الربط إلى إصلاحه.", _ASSUMED),
        ParameterKind("deadline.trial", _("Length of the trial operation"), Unit.DAYS, 28,
                      "من بدء التشغيل التجريبي إلى دخول الخدمة، ما لم يحدد محضر البدء نهايته.", _ASSUMED),
        ParameterKind("warranty.months", _("Warranty of the building"), Unit.MONTHS, 12,
                      "سنة من الاستلام الابتدائي، ما لم ينص العقد على غيرها.", _ASSUMED),
        ParameterKind("warranty.reminder", _("Reminder before the warranty ends"), Unit.DAYS, 60,
                      "التنبيه إلى المعاينة قبل انتهاء مدة الضمان.", _ASSUMED),
        ParameterKind("rejection.withdrawal", _("Deadline for the withdrawal of rejected items"), Unit.DAYS, 7,
                      "من خطاب الرفض إلى سحب المورد للأصناف المرفوضة.", _ASSUMED),
        ParameterKind("training.target", _("Target of trained employees"), Unit.PEOPLE, 10_000,
                      "من المخطط تدريب ١٠ آلاف موظف: كافة موظفي الإدارة المحلية والتموين والتضامن الذين سيشغلون المجمعات.",
                      _REPORT, directive=True),
        ParameterKind("training.target_day", _("Day by which the training target is due"), Unit.DATE, 20230930,
                      "من المخطط بلوغ المستهدف بنهاية شهر سبتمبر ٢٠٢٣.", _REPORT, directive=True),
        ParameterKind("compensation.supply.rate", _("Compensation for delayed supply, by the week"), Unit.BASIS_POINTS, 100,
                      "١٪ عن كل أسبوع أو جزء من أسبوع من قيمة الكميات المتأخرة، وتُعد الأصناف المرفوضة التي لم تُستبدل متأخرة.", _PRACTICE),
        ParameterKind("compensation.supply.cap", _("Ceiling of the compensation for delayed supply"), Unit.BASIS_POINTS, 300,
                      "بحد أقصى ٣٪ من قيمة الكميات المتأخرة.", _PRACTICE),
        *(
            ParameterKind(f"security.alert.{key}", label, Unit.DAYS, days,
                          "التنبيه قبل انتهاء سريان خطاب الضمان لتجديده أو تسييله.", _ASSUMED)
            for key, label, days in (
                ("first", _("First alert before a letter of guarantee expires"), 60),
                ("second", _("Second alert before a letter of guarantee expires"), 30),
                ("last", _("Last alert before a letter of guarantee expires"), 15),
            )
        ),
        *(
            ParameterKind(f"escalation.{level}", label, Unit.DAYS, days,
                          "من عرض المعوق على هذا المستوى دون حل إلى رفعه إلى المستوى الأعلى.", _ASSUMED)
            for level, label, days in (
                ("committee", _("Days that an obstacle may wait with the committee"), 14),
                ("governor", _("Days that an obstacle may wait with the governor"), 14),
                ("ministry", _("Days that an obstacle may wait with the ministry"), 30),
            )
        ),
        ParameterKind("letter.reply", _("Days in which a letter should be answered"), Unit.DAYS, 10,
                      "من تاريخ إرسال الخطاب إلى ورود الرد عليه.", _ASSUMED),
        *(
            ParameterKind(f"ranking.{key}", label, Unit.PERCENT, weight, words, _ASSUMED)
            for key, label, weight, words in (
                ("schedule", _("Weight of the schedule in the ranking"), 35, "وزن الالتزام بمواعيد التشغيل في ترتيب المحافظات."),
                ("utilities", _("Weight of utilities and linking in the ranking"), 20, "وزن عدم تأخر المرافق والربط في ترتيب المحافظات."),
                ("furniture", _("Weight of the furniture in the ranking"), 15, "وزن ما قُبل ورُكب من الأثاث في ترتيب المحافظات."),
                ("visits", _("Weight of inspection visits in the ranking"), 15, "وزن نتائج المرور في ترتيب المحافظات."),
                ("complaints", _("Weight of complaints in the ranking"), 10, "وزن الرد على الشكاوى في الموعد في ترتيب المحافظات."),
                ("completeness", _("Weight of complete data in the ranking"), 5, "وزن ورود البيانات في موعدها في ترتيب المحافظات."),
            )
        ),
        ParameterKind("ranking.least", _("Share of the data without which nobody is ranked"), Unit.PERCENT, 80,
                      "لا تُرتب المحافظة إذا قلت البيانات المتاحة لحساب درجتها عن هذه النسبة.", _ASSUMED),
        ParameterKind("furnishing.share", _("Share of the furniture with which its stage is finished"), Unit.PERCENT, 100,
                      "نسبة قيمة ما قُبل بمحاضر الفحص من قيمة ما خُصص للمجمع، ليُعد تأثيثه منتهيًا.", _ASSUMED),
        ParameterKind("variation.supply", _("Ceiling of variations, supply"), Unit.PERCENT, 15,
                      "زيادة كمية البند أو نقصها في عقود التوريد، بذات الشروط والأسعار قبل نهاية العقد.", _LAW),
        ParameterKind("variation.works", _("Ceiling of variations, works"), Unit.PERCENT, 25,
                      "زيادة كمية البند أو نقصها في عقود الأعمال، بذات الشروط والأسعار قبل نهاية العقد.", _LAW),
    )
}


class Parameters:
    """The terms in force on a day, and those that were in force before. Where nothing is kept, what the product ships holds."""

    def __init__(self, rows: Iterable[Term] = (), as_of: date | None = None) -> None:
        self._as_of = as_of
        self._kept: dict[str, list[Term]] = {}
        for row in rows:
            self._kept.setdefault(row.key, []).append(row)
        self._begun: dict[str, tuple[Term, ...]] = {}

    def on(self, day: date) -> "Parameters":
        """The same as of another day."""
        other = Parameters(as_of=day)
        other._kept = self._kept
        return other

    def begun(self, key: str) -> tuple[Term, ...]:
        """Every term of a parameter that has come into force, the first before the others; the last one is in force."""
        if key not in self._begun:
            self._begun[key] = _begun(self._kept.get(key) or [shipped(PARAMETERS[key])], self._as_of)
        return self._begun[key]

    def row(self, key: str) -> Term:
        """The row in force; before the first one, that first one, which nobody is held to before its day."""
        return self.begun(key)[-1]

    def value(self, key: str) -> int:
        return self.row(key).value

    def day(self, key: str) -> date:
        return self.row(key).day


def shipped(kind: ParameterKind) -> Term:
    """The row that the product comes with."""
    return Term(kind.key, kind.default, kind.effective_on, kind.words, kind.source)


def _begun(rows: list[Term], as_of: date | None) -> tuple[Term, ...]:
    """The rows that have begun, by their days; of two of one day the one told later holds. Before the first begins, the first.

    Rows come as they were told.
    """
    latest = {row.effective_on: row for row in rows}
    days = sorted(day for day in latest if as_of is None or day <= as_of)
    return tuple(latest[day] for day in days or [min(latest)])


def read_day(value: int) -> date:
    """The day that a number such as 20230930 says; refused where there is no such day."""
    try:
        return date(value // 10_000, value // 100 % 100, value % 100)
    except ValueError:
        raise Refused(_("There is no such day."), "value") from None


def as_number(day: date) -> int:
    """How a parameter keeps a day."""
    return day.year * 10_000 + day.month * 100 + day.day


LARGEST = {Unit.DAYS: 3_660, Unit.MONTHS: 120, Unit.PEOPLE: 1_000_000, Unit.BASIS_POINTS: 10_000, Unit.DATE: 21001231, Unit.PERCENT: 100}


def broken(term: Term, today: date) -> list[Refused]:
    """What is wrong with a row that somebody wants to add."""
    kind = PARAMETERS.get(term.key)
    if kind is None:
        return [Refused(_("There is no parameter “%(key)s”.", key=term.key), "key")]
    found = []
    if not 0 < term.value <= LARGEST[kind.unit]:
        found.append(Refused(_("%(label)s: a whole number from 1 to %(most)s.", label=kind.label, most=LARGEST[kind.unit]), "value"))
    elif kind.unit is Unit.DATE:
        try:
            read_day(term.value)
        except Refused as refused:
            found.append(refused)
    if not EARLIEST <= term.effective_on <= date(today.year + 5, 12, 31):
        found.append(Refused(_("The day from which it holds must lie between 2015 and five years from now."), "effective_on"))
    for name, said in (("words", term.words), ("source", term.source), ("approved_by", term.approved_by)):
        if not said.strip():
            found.append(Refused(_("A new value needs its words, its source and who approved it."), name))
    return found
