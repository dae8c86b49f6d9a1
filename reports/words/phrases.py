"""The phrase book: every sentence of our Arabic papers, in Egyptian official wording.

Names of stages, states, bodies and kinds are not here: they come from the catalogue. A sentence asks for each counted noun in the
case that its place needs, so that one, two, a few and many of anything read rightly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from reports.document.content import Words
from reports.readings.figures import Figures, Waiting
from reports.words.headings import ORDINALS
from rollout.arabic import NOUNS, Digits, counted, format_amount, format_date, format_month, format_number, format_percent, to_digits
from rollout.stages import Kind, Stage
from rollout.totals import Total

CAIRO = ZoneInfo("Africa/Cairo")

DONE = {
    "handover": "تم استلام",
    "utilities": "تم تركيب عدادات المرافق في",
    "linking": "تم الربط الإلكتروني في",
    "furnishing": "تم توريد الأثاث والتجهيزات إلى",
    "training": "تم تدريب العاملين في",
    "offices": "اكتملت جاهزية المكاتب الشريكة في",
}
"""How official prose opens the news that a stage is done; a stage without an opening of its own gets a general one."""

REPORT_TITLE = "تقرير الموقف التنفيذي"
NATIONWIDE, EVERYWHERE = "محافظات الجمهورية", "على مستوى الجمهورية"
GOVERNORATE, WITHIN = "محافظة {name}", "بنطاق محافظة {name}"
ALL_SITES = "مواقع تقديم الخدمات للمواطنين"
TOTAL = "الإجمالي"
NO_WAVE = "دون شهر مخطط"
NEVER_HEARD = "لم ترد عنه بيانات"
LATE, STALLED, LATE_AND_STALLED = "متأخر", "متعثر", "متأخر ومتعثر"
REFERENCE, STANDING_DAY, ANNEXES = "رقم التقرير:", "تاريخ الموقف:", "عدد المرفقات:"
SIGNERS, SIGNED_WITH = ("إعداد", "مراجعة", "يعتمد"), ("الاسم:", "الصفة:", "التوقيع:", "التاريخ:")
CLOSING = "والأمر معروض للتفضل بالنظر والتوجيه بما ترونه."
DEMO, DEMO_LINE = "بيانات تجريبية", "بيانات تجريبية: مولدة لأغراض العرض ولا تمثل مواقع فعلية"
SITES_NOTE = (
    "التاريخ هو تاريخ الانتهاء من المرحلة؛ (م) مؤيد بمستند، وما خلا ذلك بإفادة اللجنة؛ (؟) لم ترد عن الموقع بيانات حديثة؛ "
    "(س) أُنهيت المرحلة باستثناء من ترتيب المراحل؛ "
    "«٣ من ٦» ما تم من وحدات المرحلة؛ (—) لم يبدأ."
)
CONFIRMED_MARK, WAIVER_MARK, STALE_MARK = " (م)", " (س)", " (؟)"
DASH = "—"


@dataclass(frozen=True)
class Phrases:
    """The phrase book in one digit set."""

    digits: Digits

    # Numbers and days

    def number(self, value: int) -> str:
        return format_number(value, self.digits)

    def percent(self, share: float) -> str:
        """A share in hundredths with one decimal where there is one; only the whole is ever ١٠٠٪ and only nothing ٠٪."""
        tenths = round(share * 1000)
        if share < 1:
            tenths = min(tenths, 999)
        if share > 0:
            tenths = max(tenths, 1)
        return format_percent(tenths / 1000, self.digits, places=1 if tenths % 10 else 0)

    def pounds(self, piastres: int) -> str:
        """A sum in pounds without their name, for a column that names them."""
        return format_number(Decimal(piastres).scaleb(-2), self.digits, 2 if piastres % 100 else 0)

    def money(self, piastres: int) -> str:
        """A sum of money in a sentence."""
        return format_amount(piastres, self.digits)

    def day(self, day: date) -> str:
        return format_date(day, self.digits, long=True)

    def short(self, day: date | None) -> str:
        return format_date(day, self.digits, long=False) if day else DASH

    def month(self, day: date | None) -> str:
        return format_month(day, self.digits) if day else DASH

    def clock(self, moment: datetime) -> str:
        """Day and time of a moment as Cairo's clocks showed it."""
        there = moment.astimezone(CAIRO)
        return f"{self.day(there.date())} الساعة {to_digits(there.strftime('%H:%M'), self.digits)}"

    def ordinal(self, number: int) -> str:
        """The heading number of the `number`-th section."""
        return ORDINALS[number - 1] if number <= len(ORDINALS) else self.number(number)

    def subject(self, n: int, noun: str) -> str:
        """As the subject of a sentence: «دخل الخدمة مجمعان»."""
        return counted(n, noun, self.digits)

    def of(self, n: int, noun: str) -> str:
        """After a preposition or in a genitive: «من إجمالي مجمعين»."""
        return counted(n, noun, self.digits, oblique=True)

    def object(self, n: int, noun: str) -> str:
        """As the object of a verb, where one more form shows its case: «بلغ الإجمالي مجمعًا واحدًا»."""
        alone = NOUNS[noun]
        if n == 1 and alone.many != alone.other:
            return f"{alone.many} واحدًا"
        return self.of(n, noun)

    def notes(self) -> str:
        """How to read the marks of the table of sites."""
        return to_digits(SITES_NOTE, self.digits)

    # Sentences

    def opening(self, kind: Kind | None, place: str, as_of: date) -> str:
        what = to(str(kind.plural) if kind else ALL_SITES)
        return f"نتشرف بأن نعرض الموقف التنفيذي {what} {place} حتى {self.day(as_of)}، وذلك على النحو الآتي:"

    def register(self, kind: Kind, found: Figures, place: str) -> str:
        """How many sites there are, and how many of them serve the public."""
        if not found.register:
            return f"لا يتضمن السجل أيًا من {kind.plural} {place}."
        total = found.totals[kind, kind.final.key]
        n = found.register
        head = f"بلغ إجمالي {kind.plural} {place} {self.object(n, kind.noun)}"
        if not found.in_service:
            return f"{head}، {enters_not(kind.noun) if n == 1 else f'ولم يدخل الخدمة {any_of(n)}'} حتى تاريخه."
        share = self.percent(found.in_service / n)
        who = f"دخل الخدمة {among(n)} {self.subject(found.in_service, kind.noun)}" if n > 1 else entered(kind.noun)
        served = f"{head}، {who} بنسبة {share} {self.known(total)}"
        return f"{served}{self.waived(total, kind.noun)}."

    def known(self, total: Total) -> str:
        """Of those done, how many a document confirms, how many are only reported, how many went silent since."""
        parts = [
            f"{self.number(total.done_confirmed)} مؤيد بمستند",
            f"{self.number(total.done_reported)} بإفادة اللجنة",
        ]
        if total.done_stale:
            parts.append(f"{self.number(total.done_stale)} دون بيانات حديثة")
        return f"({'، '.join(parts)})"

    def waived(self, total: Total, noun: str) -> str:
        """Of those done, how many were done before their turn because somebody answered for it; nothing where none was."""
        if not total.waived:
            return ""
        over = f"، انتهت مدته في {self.of(total.lapsed, noun)} قبل استيفاء ما استُثني" if total.lapsed else ""
        if total.waived == total.done:
            return f"، وذلك باستثناء من ترتيب المراحل{over}"
        return f"، {among(total.done)} {self.subject(total.waived, noun)} باستثناء من ترتيب المراحل{over}"

    def not_started(self, total: Total, noun: str) -> str:
        """Where nothing has begun; of sites that nobody ever spoke for, only that is said."""
        if total.unheard == total.not_started:
            return f"ولم ترد أي بيانات عن {self.of(total.unheard, noun)}"
        sentence = f"ولم يبدأ العمل في {self.of(total.not_started, noun)}"
        if not total.unheard:
            return sentence
        never = f"{self.subject(total.unheard, noun)} لم ترد {about(total.unheard, noun)} أي بيانات"
        return f"{sentence}، {among(total.not_started)} {never}"

    def no_sites(self, place: str, as_of: date) -> str:
        return f"لا توجد مواقع مدرجة بالسجل {place} حتى {self.day(as_of)}، ومن ثم لا يتضمن هذا التقرير موقفًا تنفيذيًا."

    def readiness(self, share: float) -> str:
        return f"بلغ متوسط نسبة الجاهزية {self.percent(share)} محسوبًا بأوزان المراحل."

    def stage(self, kind: Kind, stage: Stage, total: Total) -> str:
        """How far one stage has come over all sites of a kind."""
        opening = DONE.get(stage.key, f"انتهت مرحلة «{stage.label}» في")
        applies = total.register - total.not_applicable
        if total.done == 0:
            sentence = f"لم تنته مرحلة «{stage.label}» في أي موقع حتى تاريخه"
        elif total.done == applies:
            sentence = f"{opening} {self.of(total.done, kind.noun)} بنسبة {self.percent(1)} من الإجمالي {self.known(total)}"
        else:
            of_all = f"من إجمالي {self.of(applies, kind.noun)} بنسبة {self.percent(total.share)}"
            sentence = f"{opening} {self.of(total.done, kind.noun)} {of_all} {self.known(total)}"
        rest = [
            f"{words} {self.of(n, kind.noun)}"
            for n, words in ((total.in_progress, "وجارٍ التنفيذ في"), (total.stalled, "وتعثر التنفيذ في")) if n
        ]
        if total.not_started:
            rest.append(self.not_started(total, kind.noun))
        if total.not_applicable:
            rest.append(f"ولا تنطبق المرحلة على {self.of(total.not_applicable, kind.noun)}")
        return "، ".join([sentence + self.waived(total, kind.noun), *rest]) + "."

    def late(self, found: Figures, noun: str) -> str:
        if found.late:
            return f"تأخر عن شهر التشغيل المخطط {self.subject(len(found.late), noun)}."
        if not found.planned:
            return "لم تُسجل شهور تشغيل مخططة لهذه المواقع."
        return "لا يوجد تأخر عن شهور التشغيل المخططة حتى تاريخه."

    def stalled(self, n: int, noun: str) -> str:
        return f"تعثر التنفيذ في {self.of(n, noun)}." if n else "لا يوجد تعثر في التنفيذ حتى تاريخه."

    def next_steps(self, waiting: Sequence[Waiting], noun: str) -> str:
        """The bodies responsible for the stages that are next, the three first that most sites wait for."""
        if not waiting:
            return "لا توجد خطوات متبقية، فقد دخلت جميع المواقع الخدمة."
        first = "، ثم ".join(f"{w.body} ({self.subject(len(w.sites), noun)})" for w in waiting[:3])
        whose = "الجهات المسئولة عن المراحل التالية" if len(waiting) > 1 else "الجهة المسئولة عن المرحلة التالية"
        return f"{whose}: {first}."

    def silent(self, found: Figures, noun: str, patience: int) -> str:
        within = f"خلال فترة {self.of(patience, 'day')} سابقة على تاريخ الموقف"
        if not found.silent:
            return f"وردت بيانات حديثة عن جميع المواقع {within}."
        sentence = f"لم ترد بيانات حديثة عن {self.of(len(found.silent), noun)} {within}"
        never = sum(site.position.last_news_on is None for site in found.silent)
        if never == len(found.silent):
            return f"{sentence}، ولم ترد {about(never, noun)} أي بيانات من قبل."
        if never:
            sentence += f"، {among(len(found.silent))} {self.subject(never, noun)} لم ترد {about(never, noun)} أي بيانات"
        return f"{sentence}."

    def completeness(self, heard: int, register: int) -> str:
        """How much of the register the paper speaks for; printed on each page."""
        if not register:
            return "لا توجد مواقع مدرجة بالسجل"
        return f"ورد الموقف من عدد {self.number(heard)} من إجمالي {self.of(register, 'site')}"

    def heard(self, n: int) -> str:
        return f"ورد موقف {self.number(n)} منها"

    def moment(self, known_at: datetime | None) -> str:
        return f"بحسب البيانات المسجلة حتى {self.clock(known_at)}" if known_at else "لم تُسجل بيانات بعد"

    def as_of(self, day: date) -> str:
        return f"الموقف حتى {self.day(day)}"

    def words(self) -> Words:
        return Words(page="صفحة", of="من", digits="١" if self.digits is Digits.ARABIC else "1")


def among(n: int) -> str:
    """«Of them», of two or of more."""
    return "منهما" if n == 2 else "منها"


def any_of(n: int) -> str:
    """«Any of them», of two or of more."""
    return f"أي {among(n)}"


def its(word: str, n: int) -> str:
    """The word with «its» or «their» behind it: of one, two or more of a thing that is masculine when it is alone."""
    return word + {1: "ه", 2: "هما"}.get(n, "ها")


def all_its(word: str, n: int) -> str:
    """The same where what is said holds for all of several."""
    return f"{its(word, n)} جميعًا" if n > 2 else its(word, n)


def masculine(noun: str) -> bool:
    return NOUNS[noun].one == f"{NOUNS[noun].other} واحد"


def entered(noun: str) -> str:
    """Of the only one there is: it serves the public."""
    return "وقد دخل الخدمة" if masculine(noun) else "وقد دخلت الخدمة"


def enters_not(noun: str) -> str:
    """Of the only one there is: it does not serve the public."""
    return "ولم يدخل الخدمة" if masculine(noun) else "ولم تدخل الخدمة"


def about(n: int, noun: str) -> str:
    """«About it» or «about them», of so many."""
    if n == 2:
        return "عنهما"
    return "عنه" if n == 1 and masculine(noun) else "عنها"


def to(phrase: str) -> str:
    """The phrase with the preposition «لـ» before it, which swallows the alif of an article."""
    return "لل" + phrase.removeprefix("ال") if phrase.startswith("ال") else "ل" + phrase
