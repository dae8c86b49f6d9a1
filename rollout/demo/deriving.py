"""How the work at a demo site comes to be known, and what the journal makes of it: its entries follow from the steps as they are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from rollout.demo.clockwork import LAGS, day_of, evening
from rollout.demo.story import Event
from rollout.demo.works import Work
from rollout.demo.works.training import Trained
from rollout.details.following import SOURCE, lacking
from rollout.rules import News
from rollout.stages import State
from rollout.works import AREAS, Derived, Happened, history
from rollout.works.training import TRAINED

_CORRECTED = 0.12
_WHY = "تصحيح التاريخ وفق المحضر"


@dataclass(slots=True)
class Told:
    """One entry of the journal to be: an event, when it was recorded, which earlier one it corrects, and which step proves it."""

    event: Event
    recorded_at: datetime
    corrects: "Told | None" = None
    paper: str | None = None
    source: str = "demo"
    proof: "ToldStep | ToldCount | None" = None


@dataclass(slots=True)
class ToldStep:
    """One step entry to be."""

    area: str
    step: Happened
    recorded_at: datetime
    corrects: "ToldStep | None" = None
    paper: str = ""


@dataclass(slots=True)
class ToldCount:
    """One attendance row to be."""

    trained: Trained
    recorded_at: datetime
    paper: str = ""


@dataclass(slots=True)
class Account:
    """All that is told of the work of one site: its steps, what its sessions trained, and the entries that follow."""

    entries: list[Told] = field(default_factory=list)
    steps: list[ToldStep] = field(default_factory=list)
    counts: list[ToldCount] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """An entry of the journal as `lacking` looks at it."""

    id: int
    effective_on: date
    state: State
    done: int | None
    wanted: int | None
    note: str
    reason: str
    waiver_by: str
    waiver_reason: str
    source: str = SOURCE


def account(chance: Random, work: Work, into: Account, *, correctable: bool, every: int = 0) -> None:
    """Tell the work of one stage, in the order of its days and now and then with a wrong date, and let the journal follow.

    A committee that reports only `every` so many days tells what happened in between all at once.
    """
    counted = [Happened(t.body, TRAINED, t.on, -number, count=t.people) for number, t in enumerate(work.trained, 1)]
    days = sorted({step.on for step in work.steps} | {step.on for step in counted})
    moments: dict[date, datetime] = {}
    last: datetime | None = None
    for day in days:
        lag = every - day.toordinal() % every if every else chance.choice(LAGS)
        moment = evening(chance, day + timedelta(days=lag))
        last = moments[day] = moment if last is None or moment > last else last
    steps = [ToldStep(work.area, step, moments[step.on], paper=work.papers.get(step.order, "")) for step in work.steps]
    attended = chance.random() < 0.5
    counts = [ToldCount(t, moments[t.on], "attendance" if attended else "") for t in work.trained]
    into.steps += steps
    into.counts += counts
    papers: dict[int, ToldStep | ToldCount] = {told.step.order: told for told in steps if told.paper}
    papers |= {-number: told for number, told in enumerate(counts, 1) if told.paper}
    mistake = _mistake(chance, steps) if correctable and not counts and chance.random() < _CORRECTED else None
    if mistake is None:
        derived = history(AREAS[work.area], [*work.steps, *counted])
        entries = [Told(_event(work.area, one), moments[one.on], source=SOURCE) for one in derived]
    else:
        into.steps.append(mistake)
        derived, entries = _followed(work.area, [*steps, mistake])
        papers[mistake.step.order] = mistake
    _prove(derived, entries, papers)
    into.entries += entries


def _mistake(chance: Random, steps: Sequence[ToldStep]) -> ToldStep | None:
    """Let one step have been told with a later date first; gives the entry that corrects it. None where nothing stands apart enough."""
    days = [told.step.on for told in steps]
    for place in range(len(steps) - 1, -1, -1):
        told = steps[place]
        days_off = chance.randint(1, 6)
        wrong = told.step.on + timedelta(days=days_off)
        recorded = max(told.recorded_at, evening(chance, wrong))
        again = evening(chance, day_of(recorded) + timedelta(days=chance.randint(3, 12)))
        alone = not any(told.step.on <= day <= day_of(again) for other, day in enumerate(days) if other != place)
        known = AREAS[told.area].kind_of(told.step.item)
        assert known
        noted = any(field.name == "note" for field in known.steps[told.step.step].fields)
        if alone and noted and told.paper != "photo" and wrong <= day_of(recorded) < day_of(again):
            right = replace(told.step, order=len(steps) + 1, note=_WHY)
            told.step, told.recorded_at = replace(told.step, on=wrong), recorded
            paper, told.paper = told.paper, ""
            return ToldStep(told.area, right, again, told, paper)
    return None


def _followed(area: str, steps: Sequence[ToldStep]) -> tuple[list[Derived], list[Told]]:
    """The entries that the journal got evening by evening, as what was known of the work changed."""
    known: dict[int, Happened] = {}
    rows: list[_Row] = []
    entries: list[Told] = []
    derived: list[Derived] = []
    for moment, group in groupby(sorted(steps, key=lambda told: told.recorded_at), key=lambda told: told.recorded_at):
        for told in group:
            if told.corrects:
                del known[told.corrects.step.order]
            known[told.step.order] = told.step
        derived = history(AREAS[area], list(known.values()))
        for news in lacking(area, derived, rows, day_of(moment)):
            row = _row(len(entries), news)
            corrected = entries[news.replaces_id] if news.replaces_id is not None else None
            rows = sorted([*(row for row in rows if row.id != news.replaces_id), row], key=lambda row: row.effective_on)
            entries.append(Told(_told_by(news), moment, corrected, source=SOURCE))
    return derived, entries


def _row(number: int, news: News) -> _Row:
    return _Row(
        number, news.effective_on, news.state, news.done, news.wanted, news.note, news.reason, news.waiver_by, news.waiver_reason
    )


def _told_by(news: News) -> Event:
    return Event(
        news.stage, news.state, news.effective_on, news.done, news.wanted, news.note, news.reason, news.waiver_by, news.waiver_reason
    )


def _event(area: str, derived: Derived) -> Event:
    said = derived.outcome
    return Event(area, said.state, derived.on, said.done, said.wanted, said.note, said.reason, said.waiver_by, said.waiver_reason)


def _prove(derived: Sequence[Derived], entries: Sequence[Told], papers: dict[int, ToldStep | ToldCount]) -> None:
    """A finished stage is confirmed where each step that decides it is proven."""
    for one in derived:
        basis = one.outcome.basis
        if one.outcome.state is not State.DONE or not basis or not all(order in papers for order in basis):
            continue
        entry = next(told for told in reversed(entries) if told.event.on == one.on)
        proof = papers[basis[-1]]
        entry.proof, entry.paper = proof, proof.paper


def quiet_evenings(found: Account, news: set[date]) -> Iterator[datetime]:
    """When a committee told of the work without any stage moving; what lies within a week of other news adds nothing to it."""
    both: list[ToldStep | ToldCount] = [*found.steps, *found.counts]
    for moment in dict.fromkeys(sorted(told.recorded_at for told in both)):
        day = day_of(moment)
        if not any(day - timedelta(days=back) in news for back in range(7)):
            news.add(day)
            yield moment
