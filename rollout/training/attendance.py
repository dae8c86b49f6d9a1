"""Recording attendance: the counts of a session as a whole table, judged together, kept all or none, and followed by the sites."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Attendance, Course, Evidence, Governorate, Site, TrainingSession
from rollout.arabic import format_date
from rollout.database import lock_journal
from rollout.details.following import follow
from rollout.errors import Conflict, Refused
from rollout.journal import affirm, next_moment
from rollout.recording import Document
from rollout.rules import LONGEST_NOTE, MOST_UNITS
from rollout.scope import scope_of
from rollout.speaking import COUNT
from rollout.text import _
from rollout.training.counts import in_force
from rollout.training.courses import seats_taken
from rollout.works import area_of
from rollout.works.training import BODIES

AREA = "training"
_BODIES = dict(BODIES)
WHOLE = -1
"""The index of a refusal that speaks of the table as a whole."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people of one body attended, bound for one site or, while that is not settled, for a governorate."""

    body: str
    governorate_id: int
    site_id: int | None
    persons: int
    seats: int
    certified: int
    note: str = ""

    @property
    def key(self) -> tuple[str, int, int | None]:
        """Whose count it is: of each there is one in force at a session."""
        return self.body, self.governorate_id, self.site_id

    @property
    def numbers(self) -> tuple[int, int, int]:
        return self.persons, self.seats, self.certified


class Overtaken(Conflict):
    """Somebody recorded counts of this session after the table was opened."""


def current(session: Session, session_id: int) -> list[Attendance]:
    """The counts of a session in force and in scope, in the order of their recording; those taken back to nothing are left out."""
    return [row for row in _in_force(session, session_id) if row.seats]


def latest_count(session: Session, session_id: int) -> int | None:
    """What was recorded last of a session, corrections included, as far as this person reports it."""
    query = select(Attendance.id, Attendance.governorate_id).where(Attendance.session_id == session_id)
    return max((row.id for row in session.execute(query) if row.governorate_id in scope_of(session).capture), default=None)


def save_counts(
    session: Session, held: TrainingSession, counts: Sequence[Count], documents: Sequence[Document] = (), *, seen: int | None,
    today: date, by: int | None, source: str = "page",
) -> int:
    """Make these the counts of the session, as far as this person reports them; gives the number of rows added.

    A count that changed is corrected by a new row that names the old one; one that is no longer told is taken back the same way.
    `seen` is the row that was the latest when the table was opened. The documents prove every count that stands afterwards. Raises
    Overtaken when anybody else recorded counts meanwhile, and Refused for the first rule broken. Flushes, the caller commits.
    """
    lock_journal(session)
    held = session.get_one(TrainingSession, held.id, populate_existing=True)
    before = {_key(row): row for row in _in_force(session, held.id) if row.governorate_id in scope_of(session).capture}
    told = {count.key: count for count in counts if count.seats or count.persons or count.certified}
    changed = _changed(before, told)
    if latest_count(session, held.id) != seen:
        if not changed:
            return 0
        raise Overtaken
    for _index, refused in refusals(session, held, counts, today=today):
        raise refused
    moment, course = next_moment(session), session.get_one(Course, held.course_id, populate_existing=True)
    rows = [
        Attendance(
            session_id=held.id, held_on=held.ends_on, counts_to_target=course.counts_to_target, body=count.body,
            governorate_id=count.governorate_id, site_id=count.site_id, persons=count.persons, seats=count.seats,
            certified=count.certified, note=count.note, recorded_at=moment, recorded_by_id=by, source=source,
            replaces_id=before[count.key].id if count.key in before else None,
        )
        for count in changed
    ]
    session.add_all(rows)
    session.flush()
    keep_documents(session, rows, by)
    proven = _attach(session, [*rows, *(row for key, row in before.items() if key in told and told[key] not in changed)], documents, by)
    follow_sites(session, {row.site_id for row in (*rows, *proven) if row.site_id is not None}, today=today, by=by)
    return len(rows)


def follow_sites(session: Session, site_ids: set[int], *, today: date, by: int | None) -> None:
    """Let the journal of these sites follow from what was trained for them; a site of which nothing changed was heard of all the same.

    Of a site that was withdrawn nothing more is told.
    """
    query = select(Site).where(Site.id.in_(site_ids), Site.withdrawn_at.is_(None)).order_by(Site.id)
    sites = session.scalars(query).all() if site_ids else []
    changed = follow(session, [(site, AREA) for site in sites if area_of(site.kind, AREA)], today=today, by=by)
    quiet = [site for site in sites if site.code not in changed]
    if quiet:
        affirm(session, quiet, news_on=today, by=by, source=COUNT)


def refusals(session: Session, held: TrainingSession, counts: Sequence[Count], *, today: date) -> list[tuple[int, Refused]]:
    """Every rule that the table breaks, each with the index of its row, or `WHOLE`."""
    found: list[tuple[int, Refused]] = [(WHOLE, refused) for refused in _closed(held, today)]
    sites = {count.site_id for count in counts if count.site_id is not None}
    places = {row.id: row for row in session.scalars(select(Site).where(Site.id.in_(sites)))} if sites else {}
    mine = {_key(row): row for row in _in_force(session, held.id) if row.governorate_id in scope_of(session).capture}
    keys: dict[tuple[str, int, int | None], int] = {}
    for index, count in enumerate(counts):
        kept = count.key in mine and _says(mine[count.key], count)
        found += [(index, refused) for refused in _broken(session, count, places.get(count.site_id or 0), kept=kept)]
        if count.key in keys:
            sentence = _("The same body and destination stand in row %(row)s already.", row=keys[count.key] + 1)
            found.append((index, Refused(sentence, "destination")))
        keys.setdefault(count.key, index)
    others = seats_taken(session, [held.id]).get(held.id, 0) - sum(row.seats for row in mine.values())
    seats = others + sum(count.seats for count in counts)
    if seats > held.capacity:
        sentence = _("The session holds %(capacity)s; with these counts %(seats)s seats would be taken.")
        if others:
            sentence = _("The session holds %(capacity)s; with these counts %(seats)s seats would be taken, %(others)s of them by others.")
        found.append((WHOLE, Refused(sentence.with_values(capacity=held.capacity, seats=seats, others=others), "seats")))
    return found


def _closed(held: TrainingSession, today: date) -> Iterator[Refused]:
    if held.cancelled:
        yield Refused(_("The session was cancelled; nobody attended it."))
    elif held.ends_on > today:
        yield Refused(_("The session ends on %(day)s; attendance is counted once it has ended.", day=format_date(held.ends_on)))


def _broken(session: Session, count: Count, site: Site | None, *, kept: bool) -> Iterator[Refused]:
    """What a row breaks by itself. One that is `kept` as it stands may go to a site that was withdrawn since."""
    if count.body not in _BODIES:
        yield Refused(_("Nobody of such a body is counted: “%(body)s”.", body=count.body), "body")
    if count.governorate_id not in scope_of(session).capture:
        yield Refused(_("You do not report for this governorate."), "destination")
    if count.site_id is not None and (
        site is None or (site.withdrawn_at is not None and not kept) or site.governorate_id != count.governorate_id
    ):
        yield Refused(_("The destination is no site of this governorate."), "destination")
    for name, number in (("persons", count.persons), ("seats", count.seats), ("certified", count.certified)):
        if not 0 <= number <= MOST_UNITS:
            yield Refused(_("A count is a whole number from 0 to %(most)s.", most=MOST_UNITS), name)
    if count.persons > count.seats:
        sentence = _("%(persons)s persons took %(seats)s seats: each person takes one.", persons=count.persons, seats=count.seats)
        yield Refused(sentence, "persons")
    if count.certified > count.seats:
        sentence = _("%(certified)s certificates for %(seats)s seats: no seat earns two.", certified=count.certified, seats=count.seats)
        yield Refused(sentence, "certified")
    if len(count.note) > LONGEST_NOTE:
        yield Refused(_("The note is longer than %(most)s letters.", most=LONGEST_NOTE), "note")


def _changed(before: dict[tuple[str, int, int | None], Attendance], told: dict[tuple[str, int, int | None], Count]) -> list[Count]:
    """The counts that differ from those in force, and zeros for each that is no longer told."""
    new = [count for key, count in told.items() if key not in before or not _says(before[key], count)]
    gone = [Count(*key, 0, 0, 0) for key, row in before.items() if key not in told and row.seats]
    return new + gone


def _says(row: Attendance, count: Count) -> bool:
    return (row.persons, row.seats, row.certified, row.note) == (*count.numbers, count.note)


def _key(row: Attendance) -> tuple[str, int, int | None]:
    return row.body, row.governorate_id, row.site_id


def _in_force(session: Session, session_id: int) -> list[Attendance]:
    query = select(Attendance).join(Governorate, Governorate.id == Attendance.governorate_id)
    return list(session.scalars(query.where(Attendance.session_id == session_id, in_force()).order_by(Attendance.id)))


def keep_documents(session: Session, rows: Sequence[Attendance], by: int | None) -> None:
    """The sheet of a count that is corrected still proves it: it was misread, not replaced."""
    for row in rows:
        if row.replaces_id is not None and row.seats:
            own = select(Evidence).where(Evidence.attendance_id == row.replaces_id, Evidence.in_force())
            kept = session.scalars(own.order_by(Evidence.id)).all()
            _attach(session, [row], kept, by)


def _attach(session: Session, rows: Sequence[Attendance], documents: Sequence[Document], by: int | None) -> list[Attendance]:
    """Keep documents as the proof of these counts; gives the counts that gained one."""
    rows = [row for row in rows if row.seats]
    once = {document.sha256: document for document in documents}
    if not rows or not once:
        return []
    known = select(Evidence.attendance_id, Evidence.sha256).where(Evidence.attendance_id.in_([row.id for row in rows]))
    has = {(row.attendance_id, row.sha256) for row in session.execute(known)}
    missing = [(row, document) for row in rows for document in once.values() if (row.id, document.sha256) not in has]
    if missing:
        moment = next_moment(session)
        session.add_all(
            Evidence(
                attendance_id=row.id, governorate_id=row.governorate_id, sha256=document.sha256, original_name=document.original_name,
                media_type=document.media_type, size=document.size, recorded_at=moment, recorded_by_id=by,
            )
            for row, document in missing
        )
        session.flush()
    return [row for row, _document in missing]
