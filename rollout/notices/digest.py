"""The e-mail of the day: all that one user chose to hear of by e-mail, in one message, in the language of the installation."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from models import Notice
from rollout.arabic import Digits, format_date
from rollout.clock import CAIRO
from rollout.notices.kinds import KINDS
from rollout.notices.sentences import counted_notices, sentence
from rollout.roles import scope_for
from rollout.text import _, language

NO_MAIL = ".invalid"
"""How the address ends of an account that has none."""

OLDEST = timedelta(days=7)
"""What could not be sent for longer than this is no news any more."""

MOST = 30
_GREEN, _QUIET, _INK = "#0f6b5c", "#5c6b68", "#1d2b28"


@dataclass(frozen=True)
class Digest:
    """One e-mail to one user, and the notices that it tells of."""

    user_id: int
    ids: tuple[int, ...]
    message: EmailMessage


def due(session: Session, sender: str, site: str, now: datetime | None = None) -> list[Digest]:
    """The e-mails to be sent now: one for each user who has something new, and got none today."""
    now = now or datetime.now(UTC)
    unsent: dict[int, list[Notice]] = defaultdict(list)
    query = select(Notice).where(Notice.mail, Notice.sent_at.is_(None), Notice.read_at.is_(None), Notice.made_at > now - OLDEST)
    for notice in session.scalars(query.order_by(Notice.on_day.desc(), Notice.id)):
        unsent[notice.user_id].append(notice)
    today = datetime.combine(now.astimezone(CAIRO).date(), datetime.min.time(), CAIRO)
    served = set(session.scalars(select(Notice.user_id).where(Notice.sent_at >= today).distinct()))
    wanted = select(User).where(User.id.in_(sorted(unsent.keys() - served)), User.active).options(joinedload(User.roles)).order_by(User.id)
    found = []
    for user in session.scalars(wanted).unique():
        places = scope_for(session, user).view_ids
        own = [one for one in unsent[user.id] if one.about_id is None or places is None or one.about_id in places]
        if own and user.roles and not user.email.endswith(NO_MAIL):
            found.append(Digest(user.id, tuple(one.id for one in own), _message(user, own, sender, site, now)))
    return found


def mark_sent(session: Session, digest: Digest, now: datetime | None = None) -> None:
    """The e-mail is out. The caller commits, at once."""
    sent = update(Notice).where(Notice.id.in_(digest.ids)).values(sent_at=now or datetime.now(UTC))
    session.execute(sent.execution_options(synchronize_session=False))


def _message(user: User, rows: Sequence[Notice], sender: str, site: str, now: datetime) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    digits = Digits.ARABIC if language() == "ar" else Digits.WESTERN
    day = format_date(now.astimezone(CAIRO).date(), digits)
    message["Subject"] = str(_("Tashgheel, %(day)s: %(notices)s", day=day, notices=counted_notices(len(rows))))
    message["From"], message["To"] = sender, user.email
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    told = [(_line(one), _because(one), site + one.address) for one in rows[:MOST]]
    rest = len(rows) - len(told)
    message.set_content(_plain(user, told, rest, site))
    message.add_alternative(_html(user, told, rest, site), subtype="html")
    message["Content-Language"] = language()  # earlier it would go into the first of the two parts
    return message


def _line(one: Notice) -> str:
    return sentence(one.kind, json.loads(one.facts))


def _because(one: Notice) -> str:
    return str(KINDS[one.kind].because) if one.kind in KINDS else ""


def _greeting(user: User) -> str:
    return str(_("To %(name)s", name=user.get_full_name()))


def _foot(rest: int) -> list[str]:
    more = [str(_("and %(number)s more on the page of notices.", number=rest))] if rest else []
    return [*more, str(_("You choose of what you are told:"))]


def _plain(user: User, told: Sequence[tuple[str, str, str]], rest: int, site: str) -> str:
    lines = [_greeting(user), ""]
    for words, because, address in told:
        lines += [f"• {words}", f"  {because}", f"  {address}", ""]
    return "\n".join([*lines, *_foot(rest), f"{site}/notices/choices"]) + "\n"


def _html(user: User, told: Sequence[tuple[str, str, str]], rest: int, site: str) -> str:
    """Styles stand in the elements: what reads mail drops style sheets."""
    items = "".join(
        f'<li style="margin:0 0 14px"><a href="{escape(address)}" style="color:{_GREEN}">{escape(words)}</a>'
        f'<br><small style="color:{_QUIET}">{escape(because)}</small></li>'
        for words, because, address in told
    )
    foot = "<br>".join(escape(line) for line in _foot(rest))
    choices = escape(f"{site}/notices/choices")
    direction = "rtl" if language() == "ar" else "ltr"
    return (
        f'<!DOCTYPE html><html lang="{language()}" dir="{direction}"><head><meta charset="utf-8"></head>'
        f'<body dir="{direction}" style="font-family:Tahoma,Arial,sans-serif;color:{_INK};line-height:1.7">'
        f'<p>{escape(_greeting(user))}</p><ul style="padding-inline-start:20px">{items}</ul>'
        f'<p style="color:{_QUIET}">{foot} <a href="{choices}" style="color:{_GREEN}">{choices}</a></p></body></html>\n'
    )
