"""Doing at many sites what was looked at: at all of them or at none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from rollout.bulk.acts import Act
from rollout.bulk.looking import Line, foresee
from rollout.database import lock_journal
from rollout.errors import Conflict, Refused
from rollout.text import _, listed


class ChangedMeanwhile(Conflict):
    """Something else was recorded at some of the sites after they were looked at; `lines` are those."""

    def __init__(self, lines: list[Line]) -> None:
        names = listed(f"{line.site.name_ar} ({line.site.code})" for line in lines[:10])
        super().__init__(_("Nothing was recorded: somebody recorded something meanwhile at %(sites)s. Look at it once more.", sites=names))
        self.lines = lines


@dataclass(frozen=True)
class CarriedOut:
    """What was recorded: at how many sites, and the number of the record at one of them, by which all of it is undone; None where that
    would undo more than this, or where a part of it stays."""

    sites: int
    record_id: int | None


def carry_out(session: Session, seen: Mapping[int, int | None], act: Act, *, today: date, by: int) -> CarriedOut:
    """Do the act at each site of `seen`, which says upon what it was looked at there: the number of the latest record, or none.

    Sent once more by the same person it records nothing. Raises ChangedMeanwhile, and Refused for a rule that any site breaks or a
    site that is not there. Flushes, the caller commits.
    """
    lock_journal(session)
    found = foresee(session, seen, act, today=today, by=by)
    if found.lines and not found.missing and all(line.upon.done and line.upon.seen != seen[line.site.id] for line in found.lines):
        return CarriedOut(len(found.lines), act.undone_by(session, [line.site for line in found.lines], today=today, by=by))
    changed = [line for line in found.lines if line.upon.seen != seen[line.site.id]]
    if changed:
        raise ChangedMeanwhile(changed)
    if not found.possible:
        raise Refused(_("Nothing was recorded: it is done at all of the chosen sites or at none."))
    sites = [line.site for line in found.lines]
    act.carry_out(session, sites, today=today, by=by)
    return CarriedOut(len(sites), act.undone_by(session, sites, today=today, by=by))
