"""Having the figures of a governorate for a day approved: submitted by the committee, approved by its chair, accepted by the ministry.

Submitting keeps a copy of every value with its hash; whoever approves or accepts does so for that very hash. Nothing that is recorded
later changes what was approved.
"""

import zlib
from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from models import Approval, Governorate, Restatement
from rollout.approvals.authority import NO_PAPER, SignedPaper, not_the_committee, not_to_be_approved
from rollout.approvals.completeness import cut_off_of
from rollout.approvals.periods import Period, Step, ends_before, ends_period, period
from rollout.approvals.restating import Restated
from rollout.arabic import clean, format_date
from rollout.database import lock_journal
from rollout.errors import OutOfScope, Refused, RefusedTogether
from rollout.followup.difference import as_json, sha256
from rollout.followup.weeks import CutOff
from rollout.journal import last_moment, next_moment
from rollout.position import position
from rollout.rules import EARLIEST, LONGEST_NAME, LONGEST_NOTE, explains
from rollout.scope import ALL, scope_of
from rollout.snapshots import snapshot
from rollout.text import Text, _

AFTER: dict[Step, frozenset[Step | None]] = {
    Step.SUBMITTED: frozenset({None, Step.RETURNED}),
    Step.APPROVED: frozenset({Step.SUBMITTED}),
    Step.ACCEPTED: frozenset({Step.APPROVED}),
    Step.RETURNED: frozenset({Step.SUBMITTED, Step.APPROVED}),
}
"""What must have been done last before each step; nothing at all before the first submission."""

_WHY_NOT: dict[Step | None, Text] = {
    None: _("The figures of this day have not been submitted."),
    Step.SUBMITTED: _("The figures of this day are submitted and wait for the chair of the committee."),
    Step.APPROVED: _("The chair of the committee has approved the figures of this day."),
    Step.ACCEPTED: _("The ministry has accepted the figures of this day."),
    Step.RETURNED: _("The figures of this day were sent back; they have to be submitted anew."),
}


def submit(
    session: Session, governorate: Governorate, as_of: date, *, today: date, by: int, capacity: str = "", note: str = "",
    is_demo: bool = False,
) -> Approval:
    """Submit the governorate's figures for a day as they are known now. Raises every rule that this breaks; flushes, the caller commits."""
    found = _open(session, governorate, as_of)
    faults = [
        *_out_of_turn(found, Step.SUBMITTED), *not_the_committee(session, governorate, by), *_too_long(capacity, note)
    ]
    if not EARLIEST <= as_of <= today:
        faults.append(
            Refused(_("The day %(day)s is still to come, or before the programme began; figures are approved for a day that was.",
                      day=format_date(as_of)), "as_of")
        )
    elif found is None:
        faults += _no_end(as_of, cut_off_of(session, governorate.id))
    known_at = last_moment(session)
    figures = snapshot(position(session, as_of, known_at, governorate=governorate.code)) if not faults else {}
    if known_at is None or (not faults and not figures):
        faults.append(Refused(_("No site of this governorate is in the register; there is nothing to submit.")))
    if faults or known_at is None:
        raise RefusedTogether(faults)
    row = Approval(
        governorate_id=governorate.id, as_of=as_of, known_at=known_at, step=Step.SUBMITTED.value, sha256=sha256(figures),
        figures=zlib.compress(as_json(figures).encode(), 9), note=clean(note, multiline=True), capacity=clean(capacity),
        recorded_at=next_moment(session), recorded_by_id=by, is_demo=is_demo,
    )
    return _added(session, row)


def approve(
    session: Session, governorate: Governorate, as_of: date, *, seen: str, today: date, by: int, capacity: str, note: str = "",
    paper: SignedPaper = NO_PAPER, is_demo: bool = False,
) -> Approval:
    """Approve what was submitted, as the chair of the committee; `seen` is the hash of the figures that were looked at.

    Where the account is neither the chair's nor another one than that which submitted, the approval is that of a signed paper.
    """
    paper = SignedPaper(clean(paper.number), paper.on)
    found = _open(session, governorate, as_of)
    faults = [*_out_of_turn(found, Step.APPROVED), *_changed(found, seen), *_too_long(capacity, note)]
    if not clean(capacity):
        faults.append(Refused(_("Say in what capacity the figures are approved, such as the chair of the committee."), "capacity"))
    faults += not_to_be_approved(session, governorate, found, paper, today=today, by=by)
    return _next(session, found, faults, Step.APPROVED, by=by, capacity=capacity, note=note, paper=paper, is_demo=is_demo)


def accept(
    session: Session, governorate: Governorate, as_of: date, *, seen: str, by: int, capacity: str = "", note: str = "",
    is_demo: bool = False,
) -> Approval:
    """Accept what the chair approved, for the ministry: by somebody else than whoever submitted or approved it."""
    found = _open(session, governorate, as_of)
    faults = [*_out_of_turn(found, Step.ACCEPTED), *_changed(found, seen), *_too_long(capacity, note)]
    if scope_of(session).capture is not ALL:
        faults.append(Refused(_("Only the ministry accepts the figures of a governorate.")))
    if found is not None and by in {taken.by_id for taken in found.current}:
        faults.append(Refused(_("Whoever submitted or approved the figures cannot accept them, too.")))
    return _next(session, found, faults, Step.ACCEPTED, by=by, capacity=capacity, note=note, is_demo=is_demo)


def send_back(
    session: Session, governorate: Governorate, as_of: date, *, seen: str, by: int, note: str, capacity: str = "", is_demo: bool = False
) -> Approval:
    """Send the figures back with the words that say why; what the chair has approved, only the ministry sends back."""
    found = _open(session, governorate, as_of)
    faults = [*_out_of_turn(found, Step.RETURNED), *_changed(found, seen), *_too_long(capacity, note)]
    if not explains(note):
        faults.append(Refused(_("Say why the figures are sent back."), "note"))
    if found is not None and found.state is Step.APPROVED and scope_of(session).capture is not ALL:
        faults.append(Refused(_("What the chair of the committee approved, only the ministry sends back.")))
    return _next(session, found, faults, Step.RETURNED, by=by, capacity=capacity, note=note, is_demo=is_demo)


def explain(session: Session, rows: Iterable[Restated], reason: str, *, by: int, is_demo: bool = False) -> int:
    """Say why approved figures changed, in the same words for each of them. Gives their number; flushes, the caller commits."""
    rows, words = list(rows), clean(reason, multiline=True)
    faults = []
    if not explains(words):
        faults.append(Refused(_("Say why the approved figures changed."), "reason"))
    if len(words) > LONGEST_NOTE:
        faults.append(Refused(_("At most %(most)s characters.", most=LONGEST_NOTE), "reason"))
    if not rows:
        faults.append(Refused(_("Choose at least one changed figure.")))
    if faults:
        raise RefusedTogether(faults)
    if any(row.period.governorate_id not in scope_of(session).capture for row in rows):
        raise OutOfScope
    moment = next_moment(session)
    session.add_all(
        Restatement(
            approval_id=row.period.submitted.id, governorate_id=row.period.governorate_id, site_id=row.site_id, stage=row.stage,
            reason=words, recorded_at=moment, recorded_by_id=by, is_demo=is_demo,
        )
        for row in rows
    )
    session.flush()
    return len(rows)


def _open(session: Session, governorate: Governorate, as_of: date) -> Period | None:
    """The period as it stands, while no other writer can change it."""
    if governorate.id not in scope_of(session).capture:
        raise OutOfScope
    lock_journal(session)
    return period(session, governorate.code, as_of)


def _out_of_turn(found: Period | None, step: Step) -> Iterator[Refused]:
    state = found.state if found else None
    if state not in AFTER[step]:
        yield Refused(_WHY_NOT[state])


def _no_end(day: date, cut_off: CutOff) -> Iterator[Refused]:
    """A day in the middle of a week is nobody's report: its figures could be held against no other."""
    if not ends_period(day, cut_off):
        week, month = ends_before(day, cut_off)
        yield Refused(_("Figures are approved for the day on which a week of the committee ends, or for the last day of a month; such as "
                        "%(week)s and %(month)s.", week=format_date(week), month=format_date(month)), "as_of")


def _changed(found: Period | None, seen: str) -> Iterator[Refused]:
    if found is not None and found.submitted.sha256 != seen:
        yield Refused(_("Other figures were submitted since this page was opened; look at them again."))


def _too_long(capacity: str, note: str) -> Iterator[Refused]:
    for about, words, most in (("capacity", capacity, LONGEST_NAME), ("note", note, LONGEST_NOTE)):
        if len(clean(words)) > most:
            yield Refused(_("At most %(most)s characters.", most=most), about)


def _next(
    session: Session, found: Period | None, faults: list[Refused], step: Step, *, by: int, capacity: str, note: str, is_demo: bool,
    paper: SignedPaper = NO_PAPER,
) -> Approval:
    if faults or found is None:
        raise RefusedTogether(faults)
    row = Approval(
        governorate_id=found.governorate_id, as_of=found.as_of, known_at=found.submitted.known_at, step=step.value,
        sha256=found.submitted.sha256, figures=None, note=clean(note, multiline=True), capacity=clean(capacity),
        paper_number=paper.number, paper_on=paper.on, recorded_at=next_moment(session), recorded_by_id=by, is_demo=is_demo,
    )
    return _added(session, row)


def _added(session: Session, row: Approval) -> Approval:
    session.add(row)
    session.flush()
    return row
