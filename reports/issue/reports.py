"""Issuing reports: from the journal to files, one at a time or all of them in one go."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Governorate
from reports.document.content import Document
from reports.forms.made import render
from reports.progress.committee import committee_document, main_kind
from reports.progress.national import national_document
from reports.progress.paper import Sheet
from reports.readings.figures import Figures, figures
from reports.readings.followup import FollowUp, follow_up
from reports.readings.history import history
from reports.readings.supply import Supply, supply
from reports.readings.work import Work, promised_by, work
from reports.words.phrases import CAIRO, EVERYWHERE, GOVERNORATE, NATIONWIDE, WITHIN, Phrases
from rollout.database import reading, session_for
from rollout.errors import OutOfScope, Refused
from rollout.office import office
from rollout.position import Position, position
from rollout.scope import everything, scope_of
from rollout.text import _, speaking

NATIONAL = "EG"
"""The code under which the national report is filed."""

Progress = Callable[[int, int, str], None]
"""Told how many files are ready, of how many, and the name of the last one."""


def file_name(code: str, as_of: date, form: str = "pdf") -> str:
    """``EG-AST_2023-07-31.pdf``; the national report's code is ``EG``."""
    return f"{code}_{as_of.isoformat()}.{form}"


def committee_report(
    session: Session, governorate_code: str, as_of: date, known_at: datetime | None = None, *, today: date | None = None, form: str = "pdf"
) -> bytes:
    """The report of one governorate in the scope of the session, as a file of that form."""
    return render(report_document(session, governorate_code, as_of, known_at, today=today), form)


def national_report(
    session: Session, as_of: date, known_at: datetime | None = None, *, today: date | None = None, form: str = "pdf"
) -> bytes:
    """The report of the whole country, as a file of that form, for those who may see all of it."""
    return render(report_document(session, NATIONAL, as_of, known_at, today=today), form)


def report_document(
    session: Session, code: str, as_of: date, known_at: datetime | None = None, *, today: date | None = None, patience: int | None = None
) -> Document:
    """What the report of a governorate or, under the code of the country, the national one says. `patience` is the office's by default."""
    _refuse_days_to_come(as_of, known_at, today)
    with speaking("ar"):
        if code == NATIONAL:
            return _all(session, as_of, known_at, only_national=True, patience=patience)[NATIONAL]
        return _committee(session, code, as_of, known_at, patience)


def write_all(
    source: Session | str,
    as_of: date,
    out_dir: Path,
    known_at: datetime | None = None,
    *,
    today: date | None = None,
    forms: Sequence[str] = ("pdf",),
    workers: int = 1,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the national report and that of each governorate into `out_dir`, each in every one of the `forms`; `source` is a session that
    sees all, or a database address.

    The journal is read once for all of them. Nothing is written before every report is set.
    """
    _refuse_days_to_come(as_of, known_at, today)
    with speaking("ar"), _session(source) as session:
        documents = _all(session, as_of, known_at)
    named = {file_name(code, as_of, form): (document, form) for code, document in documents.items() for form in forms}
    made: dict[str, bytes] = {}
    for name, content in zip(named, _printed(list(named.values()), workers), strict=True):
        made[name] = content
        if progress:
            progress(len(made), len(named), name)
    out_dir.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (out_dir / name).write_bytes(content)
    return [out_dir / name for name in made]


def _refuse_days_to_come(as_of: date, known_at: datetime | None, today: date | None) -> None:
    now = datetime.now(UTC)
    if as_of > (today or now.astimezone(CAIRO).date()):
        raise Refused(_("A report cannot be issued for a day that has not come yet."))
    # What is recorded between now and then would change a report that had already been issued.
    if known_at is not None and known_at > now:
        raise Refused(_("A report cannot be issued for what will be known later."))


@contextmanager
def _session(source: Session | str) -> Iterator[Session]:
    if isinstance(source, Session):
        yield source
    else:
        with reading(), session_for(source) as session, everything(session):
            yield session


def _committee(session: Session, code: str, as_of: date, known_at: datetime | None, patience: int | None = None) -> Document:
    name = session.scalar(select(Governorate.name_ar).where(Governorate.code == code))
    if name is None:
        raise Refused(_("There is no governorate with the code %(code)s.", code=code))
    now = position(session, as_of, known_at, governorate=code, patience=patience)
    ledgers = promised_by(session, now, code)
    found = figures(now)
    kind = main_kind(found)
    way = history(session, now, [kind], code)[kind].get(code, ()) if kind else ()
    told = work(session, now, ledgers, code), supply(session, now, code), follow_up(session, now, code).of(code)
    return committee_document(_governorate_sheet(session, now, found, code, name, *told), way)


def _all(
    session: Session, as_of: date, known_at: datetime | None, *, only_national: bool = False, patience: int | None = None
) -> dict[str, Document]:
    """Every report by its code, from one reading of the journal."""
    if scope_of(session).view_ids is not None:
        raise OutOfScope
    now = position(session, as_of, known_at, patience=patience)
    ledgers = promised_by(session, now)
    found = figures(now)
    listed = session.execute(select(Governorate.code, Governorate.name_ar).order_by(Governorate.sort_key))
    names = {row.code: row.name_ar for row in listed}
    groups = {} if only_national else {code: Figures(()) for code in names} | found.by_governorate()
    kinds = {kind for kind in map(main_kind, [found, *groups.values()]) if kind}
    ways = history(session, now, sorted(kinds))
    national = main_kind(found)
    behind, furnished, followed = work(session, now, ledgers), supply(session, now), follow_up(session, now)
    parts, furnished_parts = behind.by_governorate(), furnished.by_governorate()
    sheet = _national_sheet(session, now, found, behind, furnished, followed.country)
    documents = {NATIONAL: national_document(sheet, ways[national].get("", ()) if national else (), names)}
    for code, group in groups.items():
        kind = main_kind(group)
        way = ways[kind].get(code, ()) if kind else ()
        told = parts.get(code, Work()), furnished_parts.get(code, Supply(furnished.signed)), followed.of(code)
        documents[code] = committee_document(_governorate_sheet(session, now, group, code, names[code], *told), way)
    return documents


def _governorate_sheet(
    session: Session, now: Position, found: Figures, code: str, name: str, behind: Work, furnished: Supply, followed: FollowUp
) -> Sheet:
    named = GOVERNORATE.format(name=name)
    place = WITHIN.format(name=name)
    written = {"code": code.removeprefix("EG-"), "issuer": named, "subtitle": named, "place": place}
    return _sheet(session, now, found, behind, furnished, followed, **written)


def _national_sheet(
    session: Session, now: Position, found: Figures, behind: Work, furnished: Supply, followed: FollowUp
) -> Sheet:
    written = {"code": NATIONAL, "issuer": office(session).unit, "subtitle": NATIONWIDE, "place": EVERYWHERE}
    return _sheet(session, now, found, behind, furnished, followed, **written)


def _sheet(
    session: Session, now: Position, found: Figures, behind: Work, furnished: Supply, followed: FollowUp, *, code: str, **names: str
) -> Sheet:
    settings = office(session, printing=True)
    return Sheet(
        book=Phrases(settings.digits), office=settings, found=found, as_of=now.as_of, known_at=now.known_at, patience=now.patience,
        reference=f"{code}/{now.as_of.isoformat()}", work=behind, supply=furnished, followed=followed,
        **names,
    )


def _print(asked: tuple[Document, str]) -> bytes:
    return render(*asked)


def _printed(asked: list[tuple[Document, str]], workers: int) -> Iterator[bytes]:
    if workers <= 1:
        yield from map(_print, asked)
        return
    # Spawned, not forked: a fork of a server with threads may inherit a lock that nobody will ever release.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_print, asked)
