"""Issuing: a document gets its number, the code that verifies it and its day, is frozen, printed in every form, and kept for ever.

All of it or nothing: where one form cannot be printed nothing is issued. A file that is in the store without a row does no harm.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models import Governorate, IssuedDocument, IssuedFile, Meeting
from reports.document.content import Document, Letterhead, Seal, Table, apart
from reports.document.frozen import as_json, bare, from_json
from reports.document.unprintable import unprintable
from reports.forms.made import FORMS, render
from reports.issue.issued_again import refuse, refuse_again, refuse_backdated, refuse_outdated
from reports.issue.reports import report_document
from reports.progress.official import DAY
from reports.words.phrases import Phrases
from rollout import clock
from rollout.database import reading, writing
from rollout.errors import Refused
from rollout.evidence import Store, Stored
from rollout.issued.content import figures_print, packed, print_of, unpacked
from rollout.issued.kinds import KINDS, NATIONAL, REPORT, IssuedKind, kind_of
from rollout.issued.numbers import COUNTRY, grouped, new_code, next_number, reference
from rollout.issued.past import old_day, refuse_too_early
from rollout.issued.register import document_of
from rollout.issued.turn import turn
from rollout.issued.warnings import warnings
from rollout.journal import last_moment, next_moment
from rollout.office import office
from rollout.text import Text, _, speaking

NUMBER, ISSUED_ON = "رقم الوثيقة:", "تاريخ الإصدار:"
VERIFY_AT, VERIFY_BY = "للتحقق من صحة الوثيقة، الكود {code}:", "للتحقق من صحة الوثيقة، رقمها والكود:"
_LEFT = "\u2066\u2067\u2068\u2069\u200e\u200f"


@dataclass(frozen=True)
class Reproduced:
    """The files of an issued document, printed again from what was frozen, by their form. Of the `changed` ones a renderer of today
    gives other bytes: they are the kept ones."""

    document: IssuedDocument
    files: Mapping[str, bytes]
    changed: tuple[str, ...]


@dataclass(frozen=True)
class Ready:
    """A document that is printed and kept, but not issued yet: its number is its own only once nobody took it meanwhile."""

    kind: IssuedKind
    place: int | None
    meeting: int | None
    as_of: date
    known_at: datetime | None
    day: date
    number: int
    code: str
    document: Document
    figures: str
    kept: Mapping[str, Stored]


def issue(
    session: Session,
    document: Document,
    kind: str,
    *,
    governorate: Governorate | None,
    as_of: date,
    known_at: datetime | None,
    store: Store,
    by: int | None,
    meeting: Meeting | None = None,
    forms: Collection[str] = tuple(FORMS),
    issued_as: str = "",
    today: date | None = None,
) -> IssuedDocument:
    """Issue the document as the next one of its kind, governorate and year. Flushes; the caller commits, and other writers wait until then.

    A paper of the whole country has no governorate and is issued by those alone who work for all of it. The document must speak for
    `as_of` as known at `known_at`. What is long or slow to print is issued by `beside`.
    """
    refuse(session, kind_of(kind), governorate, as_of, known_at, today)
    next_moment(session)
    ready = prepare(
        session, document, kind, governorate=governorate, as_of=as_of, known_at=known_at, store=store, meeting=meeting, forms=forms,
        today=today,
    )
    return settle(session, ready, by=by, issued_as=issued_as)


def beside(
    session: Session, prepared: Callable[[], Ready], *, by: int | None, issued_as: str = "",
    then: Callable[[IssuedDocument], object] | None = None,
) -> IssuedDocument:
    """Issue what `prepared` reads and prints, and commit. Other writers wait only for the last step: the row itself, and what `then`
    writes with it.

    Ends the transaction that is open, in which nothing may have been written.
    """
    session.rollback()
    with turn(session.get_bind().engine):
        with reading():
            try:
                ready = prepared()
            finally:
                session.rollback()
        with writing():
            row = settle(session, ready, by=by, issued_as=issued_as)
            if then is not None:
                then(row)
            session.commit()
            session.refresh(row, ["files"])
        return row


def prepare(
    session: Session, document: Document, kind: str, *, governorate: Governorate | None, as_of: date, known_at: datetime | None,
    store: Store, meeting: Meeting | None = None, forms: Collection[str] = tuple(FORMS), today: date | None = None,
    day: date | None = None, code: str = "",
) -> Ready:
    """Give the document its next number, its code and its day, and print it. Nothing is printed that was issued already.

    Its day is the clock's and its code a fresh one, but for what is told of the past, which brings its own.
    """
    what = kind_of(kind)
    refuse(session, what, governorate, as_of, known_at, today)
    place, day = governorate.id if governorate else None, day or clock.today()
    figures = figures_print(bare(document.facts))
    refuse_again(session, what, place, as_of, known_at, figures, document, meeting.id if meeting else None)
    number, code = next_number(session, what, place, as_of.year), code or new_code()
    with speaking("ar"):
        final = _filed(session, document, reference(governorate.code if governorate else None, what, as_of.year, number), code, day)
    kept = {form: store.keep(content) for form, content in printed(final, forms)}
    return Ready(what, place, meeting.id if meeting else None, as_of, known_at, day, number, code, final, figures, kept)


def settle(session: Session, ready: Ready, *, by: int | None, issued_as: str = "") -> IssuedDocument:
    """Issue what is ready, behind the writers' lock. Flushes."""
    moment = next_moment(session)
    number, day = next_number(session, ready.kind, ready.place, ready.as_of.year), clock.today()
    if (number, day) != (ready.number, ready.day):
        raise Refused(_("Another document took this number, or the day ended, while yours was being printed. Issue it again."))
    return enter(session, ready, moment, by=by, issued_as=issued_as)


def enter(session: Session, ready: Ready, moment: datetime, *, by: int | None, issued_as: str = "") -> IssuedDocument:
    """Write what is ready into the register, as issued at the moment. Flushes."""
    text = as_json(ready.document)
    row = IssuedDocument(
        governorate_id=ready.place, kind=ready.kind.key, year=ready.as_of.year, number=ready.number, reference=ready.document.reference,
        title=_title(ready.document), as_of=ready.as_of, known_at=ready.known_at, meeting_id=ready.meeting, code=ready.code,
        sha256=print_of(text), figures=ready.figures, content=packed(text), issued_at=moment, issued_by_id=by, issued_as=issued_as,
        is_demo=bool(ready.document.notice),
    )
    session.add(row)
    session.flush()
    session.add_all(
        IssuedFile(document_id=row.id, governorate_id=ready.place, form=form, sha256=file.sha256, size=file.size)
        for form, file in ready.kept.items()
    )
    session.flush()
    session.refresh(row, ["files"])
    return row


def issue_report(
    session: Session, code: str, as_of: date, known_at: datetime | None = None, *, store: Store, by: int | None,
    forms: Collection[str] = tuple(FORMS), issued_as: str = "", today: date | None = None, earlier: bool = False, alone: bool = True,
) -> tuple[IssuedDocument, list[Text]]:
    """Issue the report of a governorate, or under the code of the country the national one, as known at a moment: by default at the last
    one of the journal. Gives it with what whoever issues it should know.

    Only who asks for an `earlier` moment gets what was known before the day had ended. Not `alone`, it is issued `beside` other writers,
    and committed.
    """
    noted: list[Text] = []

    def prepared() -> Ready:
        kind, place = KINDS[REPORT], session.scalar(select(Governorate).where(Governorate.code == code))
        if code == COUNTRY:
            kind, place = KINDS[NATIONAL], None
        elif place is None:
            raise Refused(_("There is no governorate with the code %(code)s.", code=code))
        refuse(session, kind, place, as_of, known_at, today)
        refuse_too_early(session, code if place else None, as_of)
        if known_at and not earlier:
            refuse_backdated(session, as_of, known_at)
            refuse_outdated(session, kind, code if place else None, as_of, known_at)
        moment = known_at or last_moment(session)
        document = report_document(session, code, as_of, moment, today=today)
        here = code if place else None
        noted.extend([*old_day(session, here, as_of), *warnings(session, kind, here, as_of, moment), *unprintable(document)])
        return prepare(
            session, document, kind.key, governorate=place, as_of=as_of, known_at=moment, store=store, forms=forms, today=today
        )

    if not alone:
        return beside(session, prepared, by=by, issued_as=issued_as), noted
    next_moment(session)
    return settle(session, prepared(), by=by, issued_as=issued_as), noted


def reproduce(session: Session, store: Store, named: str) -> Reproduced:
    """The files of an issued document, made anew from what was frozen; raises Refused where there is no such document in scope."""
    row = document_of(session, named, undefer(IssuedDocument.content))
    if row is None:
        raise Refused(_("No document was issued under the number %(reference)s.", reference=named))
    wanted = {file.form: file for file in row.files}
    files = dict(printed(from_json(unpacked(row.content)), wanted))
    changed = tuple(form for form, file in wanted.items() if hashlib.sha256(files[form]).hexdigest() != file.sha256)
    for form in changed:
        with store.open(wanted[form].sha256) as stream:
            files[form] = stream.read()
    return Reproduced(row, files, changed)


def printed(document: Document, forms: Collection[str] = tuple(FORMS)) -> Iterator[tuple[str, bytes]]:
    """The document in each form that it has: a workbook only where there is a table to calculate with."""
    with speaking("ar"):
        for form in FORMS:
            if form in forms and (form != "xlsx" or has_table(document)):
                yield form, render(document, form)


def has_table(document: Document) -> bool:
    return any(isinstance(block, Table) for section in document.sections for block in section.blocks)


def _filed(session: Session, document: Document, named: str, code: str, day: date) -> Document:
    """The document as it leaves the house: under its number, with its day and the code that verifies it, and no draft any more."""
    settings, rows, draft = office(session), list(document.letterhead.facts), _bare(document.reference)
    here = next((place for place, (_label, value) in enumerate(rows) if draft and _bare(value) == draft), None)
    if here is None:
        rows.insert(0, (NUMBER, apart(named)))
    else:
        rows[here] = rows[here][0], apart(named)
    if DAY not in [label for label, _value in rows]:
        rows.append((ISSUED_ON, Phrases(settings.digits).day(day)))
    head: Letterhead = replace(document.letterhead, facts=tuple(rows))
    return replace(document, reference=named, letterhead=head, seal=_seal(settings.verification, named, code), watermark="")


def _seal(address: str, named: str, code: str) -> Seal:
    """The address of the page of verification where the office has one; else the number and the code, to be typed there."""
    if address:
        return Seal(f"{address.rstrip('/')}?code={code}", VERIFY_AT.format(code=apart(grouped(code))))
    return Seal(f"{named} {grouped(code)}", VERIFY_BY)


def _bare(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, _LEFT))).strip()


def _title(document: Document) -> str:
    return " — ".join(part for part in (document.title, document.subtitle) if part)[:500]
