"""How the forms of the stores are headed and numbered: titles that the ministry may change, each in force from the moment it was told.

A paper keeps the title that was in force when it was closed; a draft bears that of today.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import FormTitle
from rollout.arabic import Digits, to_digits
from rollout.errors import Refused
from rollout.journal import next_moment
from rollout.rules import LONGEST_NAME
from rollout.supply.kinds import KINDS
from rollout.text import _, speaking

_FIRST_NUMBER = re.compile(r"\d+")
_RUNNING = 4
"""Running numbers are filled up with zeros to so many figures."""


@dataclass(frozen=True, slots=True)
class Form:
    """The heading of a kind of paper. Without `recorded_at` it is the one with which the program came."""

    kind: str
    title: str
    form: str
    recorded_at: datetime | None = None
    by: str = ""

    def numbered(self, year: int, number: int | None, digits: Digits = Digits.ARABIC) -> str:
        """The running number as it is filed, ``١٢/٢٠٢٣/٠٠٤٥``: the form's own number where it has one, the year, the number in it."""
        found = _FIRST_NUMBER.search(to_digits(self.form, Digits.WESTERN))
        running = f"{number:0{_RUNNING}}" if number is not None else "—"
        return to_digits("/".join([*([found[0]] if found else []), str(year), running]), digits)


def default(kind: str) -> Form:
    """The heading that a kind of paper has until somebody gives it another."""
    declared = KINDS[kind]
    with speaking("ar"):
        return Form(kind, str(declared.label), declared.form)


def form_of(session: Session, kind: str, at: datetime | None = None) -> Form:
    """The heading in force at a moment, or now."""
    query = select(FormTitle).where(FormTitle.kind == kind).order_by(FormTitle.recorded_at.desc(), FormTitle.id.desc())
    found = session.scalars(query if at is None else query.where(FormTitle.recorded_at <= at)).first()
    return Form(kind, found.title, found.form, found.recorded_at) if found else default(kind)


class Headings:
    """The headings of every kind of paper, read once for many papers."""

    def __init__(self, session: Session) -> None:
        self._told: dict[str, list[Form]] = defaultdict(list)
        for row in session.scalars(select(FormTitle).order_by(FormTitle.recorded_at.desc(), FormTitle.id.desc())):
            self._told[row.kind].append(Form(row.kind, row.title, row.form, row.recorded_at))

    def of(self, kind: str, at: datetime | None = None) -> Form:
        """The heading in force at a moment, or now."""
        found = (form for form in self._told[kind] if at is None or form.recorded_at is None or form.recorded_at <= at)
        return next(found, None) or default(kind)


def history(session: Session) -> dict[str, list[Form]]:
    """For each kind of paper every heading that it ever had, the one in force first."""
    told: dict[str, list[Form]] = defaultdict(list)
    query = select(FormTitle, User).outerjoin(User, User.id == FormTitle.recorded_by_id)
    for row, user in session.execute(query.order_by(FormTitle.recorded_at.desc(), FormTitle.id.desc())):
        told[row.kind].append(Form(row.kind, row.title, row.form, row.recorded_at, user.get_full_name() if user else ""))
    return {kind: [*told[kind], default(kind)] for kind in KINDS}


def entitle(session: Session, kind: str, title: str, form: str, *, by: int | None) -> FormTitle:
    """Head a kind of paper anew from this moment on. Flushes."""
    title, form = " ".join(title.split()), " ".join(form.split())
    if not title:
        raise Refused(_("A form needs a title."), "title")
    if max(len(title), len(form)) > LONGEST_NAME:
        raise Refused(_("At most %(number)s letters.", number=LONGEST_NAME), "title" if len(title) > LONGEST_NAME else "form")
    moment = next_moment(session)
    now = form_of(session, kind)
    if (now.title, now.form) == (title, form):
        raise Refused(_("The form has this title and this number already."), "title")
    row = FormTitle(kind=kind, title=title, form=form, recorded_at=moment, recorded_by_id=by)
    session.add(row)
    session.flush()
    return row
