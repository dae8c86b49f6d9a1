"""The first words of a letter about an obstacle, for whoever writes it to go on from. Figures stand elsewhere on the paper: a text that
people edit would keep them after they have changed."""

from reports.words.addressing import Addressed, body_beside
from reports.words.phrases import Phrases
from rollout.followup.levels import Level
from rollout.followup.obstacles import ObstacleStep
from rollout.obstacles.reading import Held
from rollout.stages import Kind
from rollout.text import speaking

_SUBJECT = "«{title}» بمحافظة {governorate}"
_OPENING = (
    "في إطار تنفيذ توجيهات السيد رئيس مجلس الوزراء بشأن نهو تجهيز {sites} وتشغيلها ضمن المبادرة الرئاسية «حياة كريمة»، نتشرف بأن "
    "نعرض{you} أن لجنة المتابعة بمحافظة {governorate} تابعت الموقف التنفيذي، وتبين لها الآتي: {title}."
)
_SITES = "مواقع تقديم الخدمات للمواطنين"
_STOPS = "ويترتب عليه توقف استكمال {stages} على النحو المبين بالكشف المرفق."
_RAISED = "وقد رُفع الأمر إلى {level} في {day}."
_NEWS = "وآخر ما تم في هذا الشأن: {note}"
_END = "وجارٍ التنسيق لتذليل العقبات، ويتوقف الحل على ما يُتخذ من جانب {body}."
LONGEST_SUBJECT = 500


def subject_of(held: Held) -> str:
    """What the letter is about."""
    return _SUBJECT.format(title=held.obstacle.title, governorate=held.governorate_ar)[:LONGEST_SUBJECT]


def words_of(book: Phrases, held: Held, to: Addressed | None) -> str:
    """The case in official wording: what is in the way, what it stops, how high it was raised, what is new, and on whom it hangs.

    Before anybody is chosen to whom it goes, it speaks to nobody.
    """
    with speaking("ar"):
        return "\n".join(_sentences(book, held, to))


def _sentences(book: Phrases, held: Held, to: Addressed | None) -> list[str]:
    stands = held.standing
    complexes = held.sites and all(site.kind is Kind.COMPLEX for site in held.sites)
    said = [_OPENING.format(
        sites=Kind.COMPLEX.plural if complexes else _SITES, you=f" {to.before_you}" if to else "", governorate=held.governorate_ar,
        title=held.obstacle.title.rstrip("."),
    )]
    if held.sites:
        said.append(_STOPS.format(stages=stages_of(held)))
    if stands.level is not Level.COMMITTEE and stands.level_since:
        said.append(_RAISED.format(level=stands.level.label, day=book.day(stands.level_since)))
    news = [event.note for event in held.events if event.step == ObstacleStep.NEWS]
    if news:
        said.append(_NEWS.format(note=news[-1].strip()))
    said.append(_END.format(body=body_beside(to, stands.body)))
    return said


def stages_of(held: Held) -> str:
    """The stages that wait, each once: «مرحلة …», «مرحلتي … و…» or «مراحل …»."""
    names = list(dict.fromkeys(f"«{site.declared.label}»" for site in held.sites))
    return {1: "مرحلة", 2: "مرحلتي"}.get(len(names), "مراحل") + " " + " و".join(names)
