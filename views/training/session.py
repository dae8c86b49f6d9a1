"""The page of one session: its days and seats, and the table of who attended."""

from typing import Any

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload
from wtforms import HiddenField, MultipleFileField

from models import Attendance, Evidence, TrainingSession
from rollout.scope import scope_of
from rollout.text import _
from rollout.training.attendance import WHOLE, Overtaken, current, latest_count, refusals, save_counts
from rollout.training.calendar import Held
from rollout.training.counts import Tally, added
from rollout.training.courses import CATEGORIES, remarks, seats_taken
from rollout.works.training import BODIES
from views.frame.asof import today
from views.frame.paper_typing import Typed
from views.news.entries import cause_of, stored
from views.news.form import entry_number
from views.security.access import may, signed_in
from views.security.current import database, say
from views.security.forms import SecureForm
from views.security.saving import NotSaved, saving
from views.training.meanwhile import began, meet, still_began, take_chosen
from views.training.places import Whereto, offered
from views.training.table import COLUMNS, LABELS, NUMBERS, Table, TypedRow, of_counts, sent

_SPARE = 3
"""Blank rows below the table for whoever works without the script that adds them."""


class CountsForm(SecureForm):
    """The table's envelope: of which session, upon which count it was opened, and the sheets that prove it."""

    session, seen = HiddenField(), HiddenField()
    evidence = MultipleFileField(_("Attendance sheet"))

    @property
    def files(self) -> list[Any]:
        return [file for file in self.evidence.data or () if getattr(file, "filename", "")]


def page_of(view: Any, session_id: int) -> ResponseReturnValue:
    """The session with its counts as they stand."""
    session = database()
    held = _session(session, session_id)
    form = CountsForm(formdata=None)
    form.session.data, form.seen.data = str(held.id), str(latest_count(session, held.id) or "")
    own = _own(session, held)
    table = of_counts(own, Whereto(session, own))
    return _page(view, held, form, table, 200, began(own, table))


def record(view: Any) -> ResponseReturnValue:
    """Make the table that was sent the session's counts, all or none."""
    session, user_id = database(), signed_in().id
    form = CountsForm()
    held = _session(session, entry_number(form.session) or abort(400))
    session_id, table = held.id, sent(session, {row.site_id for row in _own(session, held) if row.site_id is not None})
    take_chosen(table)
    if not form.validate():
        return _page(view, held, form, table, 422, still_began())
    broken = _judge(session, held, table)
    if broken or table.wrong:
        form.form_errors = [*form.form_errors, *broken]
        return _page(view, held, form, table, 422, still_began())
    try:
        with saving(session):
            counts = [count for _place, count in table.counts]
            save_counts(session, held, counts, stored(form.files), seen=entry_number(form.seen), today=today(), by=user_id)
    except Overtaken:
        held = _session(session, session_id)
        form.seen.data = str(latest_count(session, session_id) or "")
        own = _own(session, held)
        table, both = meet(table, own, of_counts(own, Whereto(session, own)))
        return _page(view, held, form, table, 409, both)
    except NotSaved as refusal:
        form.form_errors = [*form.form_errors, cause_of(refusal).message]
        return _page(view, _session(session, session_id), form, table, 422, still_began())
    say(_("The counts were recorded; the destination sites follow from them."))
    return redirect(url_for("SessionView.read", session_id=session_id), 303)


def _judge(session: Session, held: TrainingSession, table: Table) -> list[Any]:
    """Write each refusal to the cell that it speaks of; gives those of the table as a whole."""
    places = [place for place, _count in table.counts]
    whole = []
    for index, refused in refusals(session, held, [count for _place, count in table.counts], today=today()):
        if index == WHOLE or refused.about not in LABELS:
            whole.append(refused.message)
        else:
            table.rows[places[index]].wrong.setdefault(refused.about, []).append(refused.message)
    return whole


def _session(session: Session, session_id: int) -> TrainingSession:
    query = select(TrainingSession).options(joinedload(TrainingSession.course)).where(TrainingSession.id == session_id)
    return (session.scalar(query) if session_id < 2**31 else None) or abort(404)


def _own(session: Session, held: TrainingSession) -> list[Attendance]:
    capture = scope_of(session).capture
    return [row for row in current(session, held.id) if row.governorate_id in capture]


def _lines(session: Session, held: TrainingSession) -> list[tuple[TypedRow, str | None]]:
    """The counts that this person sees, each with its site's code."""
    rows = current(session, held.id)
    places = Whereto(session, rows)
    return [(typed, places.code(row)) for typed, row in zip(of_counts(rows, places).rows, rows, strict=True)]


def _page(
    view: Any, held: TrainingSession, form: CountsForm, table: Table, status: int, both: Typed
) -> ResponseReturnValue:
    session = database()
    counts = not held.cancelled and held.ends_on <= today() and may("training", "can_write") and bool(scope_of(session).capture)
    rows = current(session, held.id)
    page = view.render_template(
        "training/session.html", title=held.course.name_ar, form=form, held=held, table=table, columns=COLUMNS, numbers=NUMBERS,
        bodies=BODIES,
        seats=Held(held, seats_taken(session, [held.id]).get(held.id, 0)), categories=dict(CATEGORIES),
        mine=added(Tally(row.persons, row.seats, row.certified) for row in rows), lines=_lines(session, held), counting=counts,
        ended=held.ends_on <= today(), remarks=remarks(session, held, held.course), plans=may("training", "can_edit"),
        spare=[TypedRow({})] * (_SPARE if table.rows else 2 * _SPARE), offered=offered(session) if counts else [],
        documents=_documents(session, rows), both=both,
    )
    return page, status


def _documents(session: Session, rows: list[Attendance]) -> list[Evidence]:
    """Each sheet once, however many counts it proves."""
    ids = [row.id for row in rows]
    found = session.scalars(select(Evidence).where(Evidence.attendance_id.in_(ids)).order_by(Evidence.id)) if ids else ()
    return list({document.sha256: document for document in found}.values())
