"""Issuing: a document gets its number, the code that verifies it and its day, is frozen, printed in every form, and kept for ever.

All of it or nothing: where one form cannot be printed nothing is issued. A file that is in the store without a row does no harm.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from models import Governorate, IssuedDocument, IssuedFile, Meeting
from reports.content import Document, Letterhead, Seal, Table, apart
from reports.forms import FORMS, render
from reports.frozen import as_json, bare, from_json
from reports.issue import report_document
from reports.official import DAY
from reports.phrases import Phrases
from rollout.clock import CAIRO
from rollout.errors import OutOfScope, Refused
from rollout.evidence import Store
from rollout.issued.content import figures_print, packed, print_of, unpacked
from rollout.issued.kinds import KINDS, NATIONAL, REPORT, IssuedKind, kind_of
from rollout.issued.numbers import COUNTRY, grouped, new_code, next_number, reference
from rollout.issued.register import document_of
from rollout.issued.warnings import warnings
from rollout.journal import last_moment, next_moment
from rollout.office import office
from rollout.scope import scope_of
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
    `as_of` as known at `known_at`.
    """
    what = kind_of(kind)
    _refuse(session, what, governorate, as_of, known_at, today)
    moment = next_moment(session)
    place = governorate.id if governorate else None
    numbers = figures_print(bare(document.facts))
    _refuse_again(session, what, place, as_of, known_at, numbers, document)
    number = next_number(session, what, place, as_of.year)
    named, code = reference(governorate.code if governorate else None, what, as_of.year, number), new_code()
    final = _filed(session, document, named, code, moment)
    text = as_json(final)
    kept = {form: store.keep(content) for form, content in printed(final, forms)}
    row = IssuedDocument(
        governorate_id=place, kind=what.key, year=as_of.year, number=number, reference=named, title=_title(final), as_of=as_of,
        known_at=known_at, meeting_id=meeting.id if meeting else None, code=code, sha256=print_of(text), figures=numbers,
        content=packed(text), issued_at=moment, issued_by_id=by, issued_as=issued_as, is_demo=bool(document.notice),
    )
    session.add(row)
    session.flush()
    session.add_all(
        IssuedFile(document_id=row.id, governorate_id=place, form=form, sha256=file.sha256, size=file.size) for form, file in kept.items()
    )
    session.flush()
    session.refresh(row, ["files"])
    return row


def issue_report(
    session: Session, code: str, as_of: date, known_at: datetime | None = None, *, store: Store, by: int | None,
    forms: Collection[str] = tuple(FORMS), issued_as: str = "", today: date | None = None,
) -> tuple[IssuedDocument, list[Text]]:
    """Issue the report of a governorate, or under the code of the country the national one, as known at a moment: by default at the last
    one of the journal. Gives it with what whoever issues it should know."""
    kind, place = KINDS[REPORT], session.scalar(select(Governorate).where(Governorate.code == code))
    if code == COUNTRY:
        kind, place = KINDS[NATIONAL], None
    elif place is None:
        raise Refused(_("There is no governorate with the code %(code)s.", code=code))
    _refuse(session, kind, place, as_of, known_at, today)
    moment = known_at or last_moment(session)
    document = report_document(session, code, as_of, moment, today=today)
    noted = warnings(session, kind, code if place else None, as_of, moment)
    row = issue(
        session, document, kind.key, governorate=place, as_of=as_of, known_at=moment, store=store, by=by, forms=forms, issued_as=issued_as,
        today=today,
    )
    return row, noted


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


def _refuse(
    session: Session, kind: IssuedKind, governorate: Governorate | None, as_of: date, known_at: datetime | None, today: date | None
) -> None:
    now = datetime.now(UTC)
    if as_of > (today or now.astimezone(CAIRO).date()):
        raise Refused(_("A report cannot be issued for a day that has not come yet."))
    if known_at is not None and known_at > now:
        raise Refused(_("A report cannot be issued for what will be known later."))
    scope = scope_of(session)
    if governorate is None and scope.view_ids is not None:
        raise OutOfScope
    if governorate is not None and (governorate.id not in scope.capture or kind.key == NATIONAL):
        raise OutOfScope


def _refuse_again(
    session: Session, kind: IssuedKind, place: int | None, as_of: date, known_at: datetime | None, numbers: str, document: Document
) -> None:
    """Nothing is issued twice: figures once for their two dates, and papers of words once in the same words."""
    row = IssuedDocument
    same = select(row).where(
        row.kind == kind.key, row.governorate_id == place, row.as_of == as_of, row.known_at == known_at, row.figures == numbers
    )
    for earlier in session.scalars(same.options(undefer(row.content)).order_by(row.id)):
        if not kind.repeated or _said(from_json(unpacked(earlier.content))) == _said(document):
            raise Refused(_("This was issued already, as %(reference)s; nothing in it has changed since.", reference=earlier.reference))


def _said(document: Document) -> str:
    """All that a document says but its number, its day and its code."""
    head = replace(document.letterhead, facts=())
    return as_json(replace(document, reference="", letterhead=head, seal=None, watermark="", facts={}))


def _filed(session: Session, document: Document, named: str, code: str, moment: datetime) -> Document:
    """The document as it leaves the house: under its number, with its day and the code that verifies it, and no draft any more."""
    settings, rows, draft = office(session), list(document.letterhead.facts), _bare(document.reference)
    here = next((place for place, (_label, value) in enumerate(rows) if draft and _bare(value) == draft), None)
    if here is None:
        rows.insert(0, (NUMBER, apart(named)))
    else:
        rows[here] = rows[here][0], apart(named)
    if DAY not in [label for label, _value in rows]:
        rows.append((ISSUED_ON, Phrases(settings.digits).day(moment.astimezone(CAIRO).date())))
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
