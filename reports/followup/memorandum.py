"""The memorandum to a minister: the subject, the main points out of the figures, what is asked, and room for the reader's view."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Addressee
from reports.document.content import Block, Document, Paragraph, Section, Signatures
from reports.progress.committee import main_kind
from reports.progress.followup_tables import CAPTIONS, owners_table
from reports.progress.official import Around, Heading, official
from reports.progress.paper import copies
from reports.progress.supply_sections import national_sentences
from reports.readings.figures import Figures, figures
from reports.readings.supply import Supply, supply
from reports.words import followup_words as words
from reports.words.addressing import Addressed, addressed
from reports.words.phrases import ALL_SITES, EVERYWHERE, Phrases, to
from reports.words.work_words import target, training
from rollout.errors import OutOfScope
from rollout.journal import last_moment
from rollout.obstacles.grouping import by_owner, raised
from rollout.obstacles.reading import Held, obstacles
from rollout.office import Office, office
from rollout.parameters import Parameters, parameters
from rollout.position import Position, position
from rollout.scope import scope_of
from rollout.text import speaking
from rollout.training.counts import Totals, totals

TITLE = "مذكرة للعرض على {addressee}"
GREETING = "تحية تقدير واحترام،،،"
SUBJECT, USUAL_SUBJECT = "الموضوع", "الموقف التنفيذي {what} حتى {day}"
OPENING = "نتشرف بأن نعرض {whom} الموقف التنفيذي {what} {place} حتى {day}، كما هو مسجل لدى الوحدة المركزية."
POINTS, ASKED, ANNEX = "النقاط الأساسية", "العرض", "ملحق: تفصيل الموقف"
REQUEST = "في ضوء ما تقدم، يرجى{you} التفضل بالنظر والتوجيه نحو ما يأتي:"
NOTHING_ASKED = "لا توجد معوقات معروضة على مستوى الوزارة أو مجلس الوزراء حتى تاريخه، والمذكرة للإحاطة."
SUBMITTED = "والأمر معروض {whom} للتفضل بالنظر والتوجيه بما ترونه."
WRITTEN = "تحريرًا في: {day}"
SIGNERS, SIGNED_WITH = ("إعداد", "رئيس الوحدة المركزية"), ("الاسم:", "التوقيع:")
REFERENCE = "EG/B/{day}"


@dataclass(frozen=True, slots=True)
class Words:
    """What its author adds in words: another subject, more points, more requests. The sentences with figures are not theirs to change."""

    subject: str = ""
    points: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """All that a memorandum speaks of, read once. `held` are the obstacles of all levels."""

    to: Addressed
    office: Office
    as_of: date
    known_at: datetime | None
    day: date
    found: Figures
    patience: int
    supply: Supply = field(default_factory=Supply)
    held: tuple[Held, ...] = ()
    trained: Totals | None = None
    terms: Parameters | None = None

    @property
    def raised(self) -> tuple[Held, ...]:
        """The obstacles that wait for the ministry or the cabinet."""
        return raised(self.held)


def memorandum(
    session: Session, as_of: date, known_at: datetime | None, addressee: Addressee, said: Words = Words(), *, day: date | None = None
) -> Document:
    """The memorandum about the whole country on a day, as known at a moment, written on `day` (by default the same)."""
    if scope_of(session).view_ids is not None:
        raise OutOfScope
    with speaking("ar"):
        return memorandum_paper(read(session, as_of, known_at or last_moment(session), addressee, day or as_of), said)


def read(session: Session, as_of: date, known_at: datetime | None, addressee: Addressee, day: date) -> Told:
    """What is known for it."""
    now: Position = position(session, as_of, known_at)
    return Told(
        addressed(addressee), office(session, printing=True), as_of, known_at, day, figures(now), now.patience, supply(session, now),
        tuple(obstacles(session, as_of, known_at)), totals(session, as_of, known_at), parameters(session, as_of, known_at),
    )


def points(told: Told) -> list[str]:
    """The sentences that a minister reads first, at most seven: what serves the public, how ready the rest is, what is late or stalled,
    the furniture, the training, the obstacles."""
    book, kind = Phrases(told.office.digits), main_kind(told.found)
    if kind is None:
        return [book.no_sites(EVERYWHERE, told.as_of)]
    found = told.found.of(kind)
    return [
        book.register(kind, found, EVERYWHERE), book.readiness(found.readiness), book.late(found, kind.noun),
        book.stalled(len(found.stalled), kind.noun), *_furniture(book, told)[:1], *_training(book, told)[:1],
        words.obstacles(book, told.held)[0],
    ]


def details(told: Told) -> list[str]:
    """What else the figures say, for the annex."""
    book, kind = Phrases(told.office.digits), main_kind(told.found)
    if kind is None:
        return []
    found = told.found.of(kind)
    return [
        *(book.stage(kind, stage, found.totals[kind, stage.key]) for stage in kind.stages[:-1] if found.totals[kind, stage.key].done),
        book.silent(found, kind.noun, told.patience), *_furniture(book, told)[1:], *_training(book, told)[1:],
        *words.obstacles(book, told.held)[1:],
    ]


def _furniture(book: Phrases, told: Told) -> list[str]:
    return national_sentences(book, told.supply) if told.supply.signed else []


def _training(book: Phrases, told: Told) -> list[str]:
    if told.trained is None or not told.trained.lines:
        return []
    said = [training(book, told.trained.whole, told.trained.targeted)]
    if told.terms is not None:
        people, day = told.terms.value("training.target"), told.terms.day("training.target_day")
        said.append(target(book, told.trained.targeted.persons, people, book.day(day)))
    return said


def asked(told: Told) -> list[str]:
    """What is asked, by the body that owns it: of the obstacles that wait for the ministry or the cabinet."""
    book = Phrases(told.office.digits)
    return [words.asked(book, owner) for owner in by_owner(told.raised)]


def subject(told: Told) -> str:
    """The subject where its author gave none."""
    return USUAL_SUBJECT.format(what=to(_what(told)), day=Phrases(told.office.digits).day(told.as_of))


def _what(told: Told) -> str:
    kind = main_kind(told.found)
    return str(kind.plural) if kind else ALL_SITES


def memorandum_paper(told: Told, said: Words) -> Document:
    """The paper in the order in which ministries write it."""
    book = Phrases(told.office.digits)
    around = Around(book, told.office, told.as_of, told.known_at, told.found.is_demo, _bare(told))
    heading = Heading(
        (told.office.republic, told.office.ministry, told.office.unit), TITLE.format(addressee=told.to.titled),
        REFERENCE.format(day=told.as_of.isoformat()), told.day,
    )
    opinion = Signatures((told.to.opinion,), ("", "", ""))
    footer = (book.completeness(told.found.heard, told.found.register),)
    sections = [
        Section("", (Paragraph(GREETING, centred=True),)),
        Section(SUBJECT, tuple(_subject(book, told, said))),
        Section(POINTS, tuple(_items([*points(told), *said.points]))),
        Section(ASKED, tuple(_asked(book, told, said))),
        Section("", (*_end(book, told), opinion, *copies(told.office))),
        *_annex(book, told),
    ]
    return official(around, heading, sections, footer)


def _subject(book: Phrases, told: Told, said: Words) -> Iterable[Block]:
    yield Paragraph(said.subject.strip() or subject(told), strong=True)
    yield Paragraph(OPENING.format(whom=told.to.before_you, what=to(_what(told)), place=EVERYWHERE, day=book.day(told.as_of)))


def _asked(book: Phrases, told: Told, said: Words) -> Iterable[Block]:
    requests = [*asked(told), *said.asked]
    if requests:
        if told.raised:
            yield Paragraph(words.raised(book, told.raised, told.held))
        yield Paragraph(REQUEST.format(you=told.to.you))
        yield from _items(requests)
    else:
        yield Paragraph(NOTHING_ASKED)
    yield Paragraph(SUBMITTED.format(whom=told.to.before_you))


def _items(lines: Sequence[str]) -> Iterable[Paragraph]:
    return (Paragraph(line.strip(), item=True) for line in lines if line.strip())


def _end(book: Phrases, told: Told) -> Iterable[Block]:
    yield Paragraph(told.to.closing, centred=True)
    yield Paragraph(WRITTEN.format(day=book.day(told.day)))
    yield Signatures(SIGNERS, SIGNED_WITH)


def _annex(book: Phrases, told: Told) -> Iterable[Section]:
    """What stands behind the points, for whoever prepares the minister's answer: the obstacles that were raised, then the other figures."""
    blocks: list[Block] = [owners_table(book, told.raised, CAPTIONS["raised"])] if told.raised else []
    blocks += _items(details(told))
    if blocks:
        yield Section(ANNEX, tuple(blocks))


def _bare(told: Told) -> dict[str, Any]:
    """The memorandum for a machine: codes and numbers without words."""
    kind = main_kind(told.found)
    found = told.found.of(kind) if kind else told.found
    return {
        "as_of": told.as_of.isoformat(), "known_at": told.known_at.isoformat() if told.known_at else None,
        "register": found.register, "in_service": found.in_service, "readiness": round(found.readiness, 6), "late": len(found.late),
        "stalled": len(found.stalled), "silent": len(found.silent), "obstacles": len(told.held),
        "asked": [
            {
                "sites": owner.sites, "site_days": owner.site_days,
                "obstacles": sorted([one.governorate, one.obstacle.number] for one in owner.held),
            }
            for owner in by_owner(told.raised)
        ],
    }
