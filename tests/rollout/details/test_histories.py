"""Whatever is told, corrected, taken back or reported in whatever order, the journal follows from the details."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ImportRun, StepEntry
from rollout.details.checking import broken_steps, unfollowed
from rollout.details.following import follow
from rollout.details.saving import save_many
from rollout.errors import Refused
from rollout.journal import record_many
from rollout.position import position
from rollout.rules import News
from rollout.stages import State
from rollout.works import AREAS
from tests.factories import DATABASE_EXAMPLES, a_pair, a_site, entry_values, write_entries
from tests.rollout.details.making import did

FIRST, TODAY = date(2023, 1, 1), date(2023, 12, 31)
ITEMS = {
    "handover": ("building", "snag-1"), "utilities": ("electricity", "water", "gas"), "linking": ("line", "fault-1"),
    "training": ("supply", "solidarity"), "offices": ("post", "justice"), "service": ("go_live", "waiver-1"),
}


@dataclass(frozen=True)
class Act:
    """One thing that somebody does: mostly the next step of an item, at times any step, a correction, or a report as a whole."""

    what: str
    area: str
    item: str
    day: int
    choice: int


acts = st.builds(
    lambda what, place, day, choice: Act(what, place[0], place[1], day, choice),
    st.sampled_from(["next"] * 6 + ["any", "correct", "withdraw", "report"]),
    st.sampled_from([(area, item) for area, items in ITEMS.items() for item in items]),
    st.integers(0, 40), st.integers(0, 1000),
)


@DATABASE_EXAMPLES
@given(told=st.lists(acts, min_size=1, max_size=25))
def test_every_entry_follows_from_details(session: Session, told: list[Act]) -> None:
    session.rollback()
    run = ImportRun(sha256="0" * 64, original_name="register.xlsx", recorded_at=datetime.now(UTC))
    site = a_site(session)
    session.add(run)
    a_pair(session, site)
    for act in told:
        try:
            with session.begin_nested():
                carry_out(session, site, act, run)
        except Refused:
            continue
    assert unfollowed(session)[1] == []
    assert broken_steps(session, TODAY)[1] == []
    _units_as_counted_by_hand(session, site.id)


def carry_out(session: Session, site, act: Act, run: ImportRun) -> None:  # type: ignore[no-untyped-def]
    day = FIRST + timedelta(days=act.day)
    current = _current(session, site.id, act.area, act.item)
    kind = AREAS[act.area].kind_of(act.item)
    assert kind
    if act.what == "report":
        state = [State.IN_PROGRESS, State.DONE, State.STALLED][act.choice % 3]
        record_many(session, [(site, News(act.area, state, day))], today=TODAY, source="import", import_run=run)
        follow(session, [(site, act.area)], today=TODAY, by=None)
        return
    if act.what in ("correct", "withdraw") and current:
        chosen = current[act.choice % len(current)]
        step, extra = chosen.step, dict(replaces_id=chosen.id)
        if act.what == "withdraw":
            extra |= dict(withdrawn=True, note="أُدرج خطأً")
    else:
        steps = list(kind.path if act.what == "next" else kind.steps.values())
        taken = {entry.step for entry in current}
        left = [step.key for step in steps if step.key not in taken] or [steps[-1].key]
        step, extra = (left[0] if act.what == "next" else left[act.choice % len(left)]), {}
    save_many(session, [(site, act.area, did(act.area, act.item, step, day, **extra))], today=TODAY, by=None)


def _current(session: Session, site_id: int, area: str, item: str) -> list[StepEntry]:
    entries = session.scalars(
        select(StepEntry).where(StepEntry.site_id == site_id, StepEntry.area == area, StepEntry.item == item).order_by(StepEntry.id)
    ).all()
    gone = {entry.replaces_id for entry in entries}
    return [entry for entry in entries if entry.id not in gone and not entry.withdrawn]


def _units_as_counted_by_hand(session: Session, site_id: int) -> None:
    """Meters in service on a day, counted from the rows themselves: the position never says fewer, nor more than a report accounts for."""
    ends: dict[str, date] = defaultdict(lambda: date.max)
    for item in ITEMS["utilities"]:
        for entry in _current(session, site_id, "utilities", item):
            if entry.step == "in_service":
                ends[item] = entry.happened_on
    for offset in range(0, 41, 5):
        day = FIRST + timedelta(days=offset)
        row = position(session, day, site_ids=[site_id]).sites[0].stages["utilities"]
        by_hand = sum(end <= day for end in ends.values())
        assert row.state is State.DONE or (row.done or 0) >= by_hand
        if row.state is not State.DONE and row.wanted is not None:
            assert (row.done or 0) <= row.wanted


def test_a_planted_entry_is_told(session: Session) -> None:
    site = a_site(session)
    save_many(session, [(site, "linking", did("linking", "line", "survey", FIRST))], today=TODAY, by=None)
    assert unfollowed(session) == (1, [])
    write_entries(session, [entry_values(site, stage="linking", effective_on=date(2023, 3, 1), source="details")])
    [fault] = unfollowed(session)[1]
    assert site.code in str(fault)
    write_entries(session, [entry_values(site, stage="offices", effective_on=date(2023, 3, 1), source="page")])
    assert len(unfollowed(session)[1]) == 2
