"""A sheet's planned waves beside the ledger: a sheet undoes no promise given after its day, and moves another one only when accepted."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from models import Site
from rollout.arabic import format_date, format_month
from rollout.exchange.planned import Change, PlanRow
from rollout.exchange.problems import Notice
from rollout.exchange.vocabulary import FIELD_LABELS
from rollout.plan.ledger import Offer, Promised, month_end, promises
from rollout.reasons import REGISTER
from rollout.rules import LONGEST_NOTE
from rollout.text import _


def hold_to_promises(session: Session, rows: Iterable[PlanRow]) -> list[Notice]:
    """Leave out the waves that a later promise has overtaken, and mark those that somebody has to accept; says what was left out."""
    moved = {row.site.id: row for row in rows if row.site and row.site.id is not None and "planned_on" in row.edits}
    if not moved:
        return []
    ledgers = promises(session, site_ids=[key for key in moved if key is not None])
    notices = []
    for key, row in moved.items():
        assert row.site
        ledger = ledgers.get((key or 0, row.site.kind.final.key), ())
        if not ledger:
            continue
        latest = ledger[-1]
        change = next(one for one in row.changes if one.field == FIELD_LABELS["planned"])
        if row.day < latest.given_on:
            notices.append(_remark(row, change, latest))
            row.changes.remove(change)
            del row.edits["planned_on"]
            row.contradicted = True
        else:
            row.moves = latest.id
            row.asks = _(
                "The wave was promised: %(due)s, given on %(given)s. Accepting this line promises another.",
                due=format_date(latest.due_on), given=format_date(latest.given_on),
            )
    return notices


def _remark(row: PlanRow, change: Change, latest: Promised) -> Notice:
    assert row.site
    message = _(
        "Row %(row)s, %(field)s: read “%(read)s” in a sheet of %(day)s. The ledger of site %(site)s says %(due)s, given on %(given)s, "
        "which is later; nothing was changed.",
        row=row.number, field=change.field, read=format_month(row.edits["planned_on"]), day=format_date(row.day), site=row.site.code,
        due=format_date(latest.due_on), given=format_date(latest.given_on),
    )
    return Notice(row.sheet, row.number, change.cell, message)


def offers_of(rows: Iterable[PlanRow], sites: dict[int, Site], file: str, given_by: str) -> list[tuple[Site, Offer]]:
    """What the lines of known sites promise: the last day of each wave, on the day of its sheet, with the sheet as its source."""
    return [
        (
            sites[row.site.id or 0],
            Offer(row.site.kind.final.key, month_end(row.edits["planned_on"]), row.day, REGISTER, given_by, source_of(row, file)),
        )
        for row in rows if row.site
    ]


def source_of(row: PlanRow, file: str) -> str:
    """The file and the sheet in which a line stands."""
    return f"{file} — {row.sheet}"[:LONGEST_NOTE]
