"""The sections of a committee's weekly pack, each from what was read once for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from reports.document.content import Block, Cell, Column, ColumnKind, Paragraph, Table, Tone, apart
from reports.followup.meeting_parts import Taken, agenda_points, attendance_table, head, meeting_facts, taken_table
from reports.progress.approval import approval_table, approval_words
from reports.progress.followup_tables import (
    CAPTIONS,
    ageing_chart,
    changes_table,
    decisions_table,
    obstacles_table,
    owners_table,
    restated_table,
    unheard_table,
)
from reports.progress.supply_sections import CAPTIONS as SUPPLY_CAPTIONS
from reports.progress.supply_sections import supply_blocks
from reports.progress.tables import count, done, key_figures, share
from reports.readings.figures import Figures, Site
from reports.readings.supply import Supply
from reports.readings.work import Work
from reports.words import followup_words as followed
from reports.words import meeting_words as words
from reports.words.addressing import task_of
from reports.words.phrases import DASH, TOTAL, WITHIN, Phrases
from reports.words.work_words import late
from rollout.approvals.periods import Period
from rollout.arabic import to_digits
from rollout.meetings.pack import Pack
from rollout.obstacles.grouping import by_owner
from rollout.office import Office
from rollout.overdue import OpenItem
from rollout.stages import Kind

MOST_RECOMMENDED = 10
"""A meeting does not decide more; the others stand in an annex."""
MOST_LINES = 40
"""A longer list of what is due fills pages that no meeting reads; the rest is counted."""


@dataclass(frozen=True)
class Told:
    """The pack of a meeting with what reports count of its position."""

    pack: Pack
    office: Office
    found: Figures
    before: Figures | None
    kind: Kind | None
    work: Work
    supply: Supply
    taken: Taken = ()
    approval: Period | None = None

    @property
    def as_of(self) -> date:
        return self.pack.as_of

    @property
    def known_at(self) -> datetime | None:
        return self.pack.known_at

    @property
    def place(self) -> str:
        return WITHIN.format(name=self.pack.governorate.name_ar)


def meeting_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    """Where and when, who came, what stands on the agenda."""
    meeting = told.pack.meeting
    yield meeting_facts(book, meeting, told.pack.previous)
    yield attendance_table(book, meeting.attendees) if meeting.attendees else Paragraph(words.NO_ATTENDANCE)
    if not meeting.agenda:
        yield Paragraph(words.NO_AGENDA)
        return
    yield Paragraph(f"{words.CAPTIONS['agenda']}:", strong=True)
    yield from agenda_points(book, (point.title for point in meeting.agenda))


def promised_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    """What was promised last time, and what was kept."""
    if told.pack.previous is None:
        yield Paragraph(followed.FIRST_MEETING)
        return
    yield Paragraph(followed.promised(book, told.pack.promised))
    if told.pack.promised:
        yield decisions_table(book, told.pack.promised, CAPTIONS["promised"])


def general_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    """The numbers against the plan and against the meeting before; what came, went, moved, and what nobody spoke for."""
    pack, kind = told.pack, told.kind
    if kind is None:
        yield Paragraph(book.no_sites(told.place, told.as_of))
        return
    found = told.found.of(kind)
    yield Paragraph(book.register(kind, found, told.place))
    yield key_figures(book, found, kind)
    yield compared_table(book, told, kind)
    sentences = [
        followed.completeness(book, pack.completeness), approval_words(book, told.approval, pack.since),
        followed.restated(book, pack.restated, followed.SINCE_MEETING if pack.previous else followed.SINCE_APPROVAL),
    ]
    if pack.before is not None:
        sentences = [*followed.changed(book, pack.difference, pack.since), *sentences]
    yield from (Paragraph(one, item=True) for one in [*sentences, followed.unheard(book, len(pack.unheard), pack.since)])
    if pack.before is not None and (pack.difference.new or pack.difference.gone or pack.difference.moved):
        yield changes_table(book, pack.difference)
    if told.approval is not None:
        yield approval_table(book, told.approval)
    if pack.restated:
        yield restated_table(book, pack.restated)
    if pack.unheard:
        yield unheard_table(book, pack.unheard)


def compared_table(book: Phrases, told: Told, kind: Kind) -> Table:
    """The indicators at the meeting before and now, with what lies between them; of a first meeting only now."""
    now = told.found.of(kind)
    before = told.before.of(kind) if told.before is not None else None
    rows = [
        _compared(book, words.INDICATORS[key], measure(before) if before else None, measure(now))
        for key, measure in (
            ("register", lambda f: f.register), ("due", _due), ("in_service", lambda f: f.in_service), ("late", lambda f: len(f.late)),
            ("stalled", lambda f: len(f.stalled)), ("silent", lambda f: len(f.silent)),
        )
    ]
    rows += [
        _compared(
            book, str(stage.label), before.totals[kind, stage.key].done if before and before.register else None,
            now.totals[kind, stage.key].done,
        )
        for stage in kind.stages[:-1]
    ]
    columns = (
        head("indicator"), head("before", ColumnKind.NUMBER, 34), head("now", ColumnKind.NUMBER, 34), head("change", ColumnKind.NUMBER, 34),
    )
    return Table(columns, tuple(rows), words.CAPTIONS["compared"])


def _compared(book: Phrases, label: str, before: int | None, now: int) -> tuple[Cell, ...]:
    if before is None:
        return Cell(label), Cell(DASH), Cell(book.number(now), now), Cell(DASH)
    moved = now - before
    sign = "+" if moved > 0 else ""
    return Cell(label), Cell(book.number(before), before), Cell(book.number(now), now), Cell(apart(f"{sign}{book.number(moved)}"), moved)


def _due(found: Figures) -> int:
    """How many were planned to serve the public by the day: those that do of them, and the late ones."""
    return sum(site.late or (site.position.in_service and _planned(site)) for site in found.sites)


def _planned(site: Site) -> bool:
    planned = site.position.planned_on
    return planned is not None and planned <= site.as_of


def sites_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    """Each markaz by stage; the sites themselves stand in the annex."""
    if told.kind is None:
        yield Paragraph(book.no_sites(told.place, told.as_of))
        return
    yield markaz_table(book, told.found.of(told.kind), told.kind)
    yield Paragraph(words.SEE_ANNEX)


def markaz_table(book: Phrases, found: Figures, kind: Kind) -> Table:
    """How many sites of each markaz have come through each stage."""
    groups: dict[str, list[Site]] = {}
    for site in found.sites:
        groups.setdefault(site.position.markaz_ar or DASH, []).append(site)
    listed = [(name, Figures(tuple(sites))) for name, sites in sorted(groups.items())]
    rows = [(Cell(name), *_of(book, group, kind)) for name, group in [*listed, (TOTAL, found)]]
    width = 118 // len(kind.stages)
    columns = (
        head("markaz"), head("register", ColumnKind.NUMBER, 15),
        *(Column(str(stage.label), ColumnKind.NUMBER, width) for stage in kind.stages), head("readiness", ColumnKind.NUMBER, 16),
    )
    return Table(columns, tuple(rows), words.CAPTIONS["markaz"], total=True)


def _of(book: Phrases, group: Figures, kind: Kind) -> tuple[Cell, ...]:
    stages = (done(book, group.totals[kind, stage.key]) for stage in kind.stages)
    return (count(book, group.register), *stages, share(book, group.readiness))


def obstacle_blocks(book: Phrases, told: Told, figure: int) -> Iterable[Block]:
    """The obstacles, those whose solution would end most site-days first, and whose they are."""
    held = told.pack.obstacles
    yield from (Paragraph(one, item=True) for one in followed.obstacles(book, held))
    if held:
        yield obstacles_table(book, held, CAPTIONS["obstacles"])
        yield owners_table(book, held)
        yield ageing_chart(book, held, figure)


def due_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    """What is late and what is due within the week: steps of sites, and decisions."""
    pack = told.pack
    yield Paragraph(late(book, told.work.late), item=True)
    yield Paragraph(followed.standing_decisions(book, pack.decisions), item=True)
    promised = {one.decision.id for one in pack.promised}  # these stand in the second part already
    urgent = [one for one in [*pack.late, *(one for one in pack.decisions_due if not one.days_late)] if one.decision.id not in promised]
    if urgent:
        yield decisions_table(book, urgent, words.CAPTIONS["late_decisions"], outcomes=False)
    yield soon_table(book, pack.due_soon) if pack.due_soon else Paragraph(words.NOTHING_SOON)


def soon_table(book: Phrases, items: Sequence[OpenItem]) -> Table:
    """What falls due within the week, the earliest first."""
    rows = [
        (
            Cell(item.site), Cell(item.name_ar), Cell(to_digits(f"{item.item_label}: {item.step_label}", book.digits)), Cell(item.owner),
            Cell(book.short(item.due_on), item.due_on, Tone.MOVING),
        )
        for item in items[:MOST_LINES]
    ]
    left = len(items) - MOST_LINES
    note = f"وباقي ما يحل موعده خلال الأسبوع {book.subject(left, 'item')}." if left > 0 else ""
    columns = (
        head("code", ColumnKind.CODE, 19), head("site", width=42), head("step"), head("step_owner", width=38),
        head("due", ColumnKind.MARK, 22),
    )
    return Table(columns, tuple(rows), words.CAPTIONS["soon"], note)


def furniture_blocks(book: Phrases, told: Told, figure: int) -> Iterable[Block]:
    """How the furniture stands, what waits for inspection and what is late; the list of all sites is the report's."""
    every = supply_blocks(book, told.supply, figure)
    return (block for block in every if not (isinstance(block, Table) and block.caption == SUPPLY_CAPTIONS["sites"]))


def decision_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    """What the data suggest to decide, and what the meeting decided, once it did."""
    suggested = recommendations(book, told.pack)
    yield Paragraph(words.RECOMMENDED if suggested else words.NOTHING_RECOMMENDED)
    yield from (Paragraph(one, item=True) for one in suggested[:MOST_RECOMMENDED])
    if len(suggested) > MOST_RECOMMENDED:
        yield Paragraph(words.more_recommended(book, len(suggested) - MOST_RECOMMENDED))
    yield taken_table(book, told.taken) if told.taken else Paragraph(words.NOTHING_TAKEN)


def recommendations(book: Phrases, pack: Pack) -> list[str]:
    """One for each clock that has run out, and what is asked of each body."""
    said = [
        words.late_decision(book, one.decision.words, task_of(one.standing.post, one.standing.body), one.days_late) for one in pack.late
    ]
    for held in pack.obstacles_due:
        title, above = held.obstacle.title, held.standing.level.above
        if held.days_overdue and above:
            said.append(words.to_raise(book, title, str(above.label), held.days_overdue))
        if held.days_past_promise:
            said.append(words.past_promise(book, title, task_of("", held.standing.body), held.days_past_promise))
        if held.late_letters:
            longest = max(letter.days_late(held.as_of) for letter in held.late_letters)
            said.append(words.to_remind(book, title, task_of("", held.standing.body), longest))
    return [*said, *(followed.asked(book, owner) for owner in by_owner(pack.obstacles))]


def next_blocks(book: Phrases, told: Told) -> Iterable[Block]:
    meeting = told.pack.meeting
    day = meeting.next_on
    yield Paragraph(words.NEXT.format(weekday=words.weekday(day), day=book.day(day)) if day else words.NO_NEXT)
