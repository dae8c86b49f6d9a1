"""The tables of what committees follow up: decisions, obstacles and their owners, changes, restatements, completeness."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from reports.document.content import Cell, Chart, ChartForm, Column, ColumnKind, Series, Table, Tone, apart
from reports.papers.building import own_number
from reports.progress.tables import count, shortened
from reports.words import followup_words as words
from reports.words.addressing import task_of
from reports.words.headings import CAPTIONS as COMMON
from reports.words.phrases import DASH, TOTAL, Phrases
from rollout.approvals.completeness import Received
from rollout.approvals.restating import Restated
from rollout.clock import day_of
from rollout.followup.deciding import Outcome
from rollout.followup.difference import Difference, SiteChange, SiteValue, StageValue
from rollout.followup.levels import Level
from rollout.meetings.decisions import Followed
from rollout.meetings.naming import decision_number
from rollout.obstacles.grouping import Sum, by_age, by_owner
from rollout.obstacles.reading import Held
from rollout.position import SitePosition
from rollout.stages import Kind, State

CAPTIONS = {
    "promised": "ما تقرر في الاجتماعات السابقة وما نُفذ منه", "decisions": "القرارات القائمة", "late_decisions": "القرارات المتأخر تنفيذها",
    "obstacles": "المعوقات مرتبة بأيام التوقف",
    "owners": "جميع المعوقات القائمة بحسب الجهة المسئولة",
    "raised": "المعوقات المعروضة على الوزارة أو مجلس الوزراء بحسب الجهة المسئولة",
    "ageing": "أعمار المعوقات القائمة بحسب المستوى المعروضة عليه",
    "changes": "ما عُلم منذ الاجتماع السابق", "unheard": "مواقع كان متوقعًا ورود بياناتها ولم ترد",
    "restated": "بيانات معتمدة عُدلت", "completeness": "اكتمال ورود البيانات خلال الأسبوع بالمحافظات",
}
EACH_ONCE = "الموقع الذي يتوقف على أكثر من جهة يُعد في الإجمالي مرة واحدة."
_OUTCOMES = {
    Outcome.KEPT: Tone.CONFIRMED, Outcome.KEPT_EXTENDED: Tone.REPORTED, Outcome.KEPT_LATE: Tone.MOVING, Outcome.CANCELLED: Tone.NONE,
    Outcome.LATE: Tone.STALLED, Outcome.OPEN: Tone.PLAIN,
}
_LEVELS = {Level.COMMITTEE: Tone.REPORTED, Level.GOVERNOR: Tone.MOVING, Level.MINISTRY: Tone.STALLED, Level.CABINET: Tone.PLAIN}
_MOST_UNITS = 100
"""More units than so many are a sum of money or the like, of which its share says more."""


def head(key: str, kind: ColumnKind = ColumnKind.TEXT, width: int = 0) -> Column:
    return Column(words.HEADS[key], kind, width)


_NUMBER = head("number", ColumnKind.NUMBER, 8)


def numbered(book: Phrases, one: Followed) -> str:
    """A decision by its number in the meeting, the meeting's number and the year: «٢ — اجتماع ١٤ لسنة ٢٠٢٣»."""
    return str(decision_number(one.number, book.digits))


def decisions_table(book: Phrases, found: Iterable[Followed], caption: str = "", *, outcomes: bool = True) -> Table:
    """Each decision with its owner and day; with what came of it, or its level and how late it is."""
    rows = []
    for one in found:
        stands = one.standing
        due = Cell(book.short(stands.due_on), stands.due_on, Tone.STALLED if one.outcome is Outcome.LATE else Tone.PLAIN)
        row = [Cell(numbered(book, one)), Cell(one.decision.words), Cell(task_of(stands.post, stands.body)), due]
        if outcomes:
            told = Cell(str(one.outcome.label), one.outcome.value, _OUTCOMES[one.outcome])
            row += [told, Cell(shortened(stands.last_note) or DASH)]
        else:
            row += [Cell(str(stands.level.label)), count(book, one.days_late, Tone.STALLED)]
        rows.append(tuple(row))
    last = (head("standing", ColumnKind.MARK, 22), head("note", width=36)) if outcomes else (
        head("level", width=26), head("late", ColumnKind.NUMBER, 16))
    columns = (head("decision_number", width=24), head("decision"), head("owner", width=40), head("due", ColumnKind.MARK, 19), *last)
    return Table(columns, tuple(rows), caption)


def obstacles_table(book: Phrases, held: Iterable[Held], caption: str = "", names: Mapping[str, str] | None = None) -> Table:
    """Each obstacle in the order given, with what it needs; of several governorates, whose `names` are given, with its own instead."""
    rows = []
    for n, one in enumerate(held, 1):
        stands = one.standing
        late = bool(one.days_past_promise)
        place = [Cell(names.get(one.governorate, one.governorate_ar))] if names is not None else []
        rows.append((
            Cell(book.number(n), n), *place, Cell(f"{one.obstacle.title} ({one.category.label})"), Cell(task_of("", stands.body)),
            Cell(str(stands.level.label)), Cell(book.short(stands.since), stands.since), count(book, one.number_of_sites),
            count(book, one.site_days, Tone.STALLED), *([] if place else [Cell(stands.needed or DASH)]),
            Cell(book.short(stands.expected_on), stands.expected_on, Tone.STALLED if late else Tone.PLAIN),
        ))
    columns = (
        _NUMBER, *([head("governorate", width=20)] if names is not None else []), head("obstacle"), head("body", width=27),
        head("level", width=19), head("since", ColumnKind.MARK, 18), head("sites", ColumnKind.NUMBER, 13),
        head("site_days", ColumnKind.NUMBER, 14), *([] if names is not None else [head("needed")]), head("expected", ColumnKind.MARK, 18),
    )
    return Table(columns, tuple(rows), caption)


def owners_table(book: Phrases, held: Sequence[Held], caption: str = CAPTIONS["owners"]) -> Table:
    """Each body with what it has to solve, the most site-days first, and all of them together; the sites of all count each once. The
    `caption` says which obstacles they are: all that are open, or those that were raised."""
    owners, every = by_owner(held), Sum(tuple(held))
    rows = [
        (
            Cell(name), count(book, owner.number), count(book, owner.sites), count(book, owner.site_days, Tone.STALLED),
            count(book, owner.oldest), count(book, owner.overdue, Tone.STALLED), count(book, owner.unanswered, Tone.MOVING),
        )
        for name, owner in [*((owner.body, owner) for owner in owners), (TOTAL, every)]
    ]
    shared = sum(owner.sites for owner in owners) != every.sites
    columns = (
        head("body"), head("obstacles", ColumnKind.NUMBER, 18), head("sites", ColumnKind.NUMBER, 16),
        head("site_days", ColumnKind.NUMBER, 20), head("oldest", ColumnKind.NUMBER, 18), head("overdue", ColumnKind.NUMBER, 22),
        head("unanswered", ColumnKind.NUMBER, 20),
    )
    return Table(columns, tuple(rows), caption, EACH_ONCE if shared else "", total=True)


def ageing_chart(book: Phrases, held: Sequence[Held], number: int) -> Chart:
    """A bar for each span of ages, in the colours of the levels on which the obstacles lie."""
    ages = by_age(held)
    caption = COMMON["figure"].format(number=book.number(number), what=CAPTIONS["ageing"])
    parts = [(level, [sum(one.standing.level is level for one in age.held) for age in ages]) for level in Level]
    series = tuple(
        Series(str(level.label), _LEVELS[level], tuple(map(float, values)), tuple(book.number(v) if v else "" for v in values))
        for level, values in parts if any(values)
    )
    labels = tuple(own_number(book, str(age.label)) for age in ages)
    told = "؛ ".join(f"{label} {book.subject(age.number, 'obstacle')}" for label, age in zip(labels, ages, strict=True))
    top = float(max(1, *(age.number for age in ages)))
    return Chart(ChartForm.STACKED, caption, f"{caption}: {told}.", labels, series, top, tuple(book.number(age.number) for age in ages))


def changes_table(book: Phrases, found: Difference) -> Table:
    """What came, what went, and each value that moved, before and after."""
    rows = [(Cell(site.code), Cell(site.name_ar), Cell(words.CAME), Cell(DASH), Cell(_told(site))) for site in found.new]
    rows += [(Cell(site.code), Cell(site.name_ar), Cell(words.LEFT), Cell(_told(site)), Cell(DASH)) for site in found.gone]
    for change in found.moved:
        rows += [(Cell(change.code), Cell(change.after.name_ar), *told) for told in _moved(book, change)]
    columns = (
        head("code", ColumnKind.CODE, 19), head("site"), head("what", width=38), head("before", width=38), head("after", width=38),
    )
    return Table(columns, tuple(rows), CAPTIONS["changes"])


def _moved(book: Phrases, change: SiteChange) -> Iterable[tuple[Cell, Cell, Cell]]:
    for moved in change.facts:
        if moved.name != "heard_on":
            yield Cell(words.FACTS[moved.name]), Cell(fact(book, moved.before)), Cell(fact(book, moved.after))
    kind = Kind(change.after.kind)
    for moved in change.stages:
        after = Cell(fact(book, moved.after), None, _tone(moved.after))
        yield Cell(stage_name(kind, moved.name)), Cell(fact(book, moved.before)), after


def stage_name(kind: Kind, key: str) -> str:
    """The stage in words; a stage that the kind no longer has keeps its key."""
    return next((str(stage.label) for stage in kind.stages if stage.key == key), key)


def _tone(value: StageValue | None) -> Tone:
    if value is None:
        return Tone.NONE
    state = State(value.state)
    if state is State.DONE:
        return Tone.CONFIRMED if value.proved else Tone.REPORTED
    return {State.STALLED: Tone.STALLED, State.IN_PROGRESS: Tone.MOVING}.get(state, Tone.NONE)


def fact(book: Phrases, value: object) -> str:
    """A value of a snapshot in words: the state of a stage with its day and how well it is known, a day, a name."""
    if isinstance(value, StageValue):
        told = str(State(value.state).label)
        if value.done is not None and value.wanted and value.state == State.IN_PROGRESS:
            units = f"{book.number(value.done)} من {book.number(value.wanted)}" if value.wanted <= _MOST_UNITS else ""
            told += f" ({units or book.percent(min(value.done / value.wanted, 1.0))})"
        if value.effective_on and value.state != State.NOT_STARTED:
            told += f" {apart(book.short(value.effective_on))}"
        return told + (" (م)" if value.proved else "")
    if isinstance(value, SiteValue):
        return _told(value)
    if isinstance(value, date):
        return book.month(value)
    return str(value) if value else DASH


def _told(site: SiteValue) -> str:
    return f"{Kind(site.kind).label} - {site.markaz_ar or DASH}"


def unheard_table(book: Phrases, sites: Iterable[SitePosition]) -> Table:
    """The sites of which nothing was told, with the last day on which anything was."""
    rows = tuple(
        (
            Cell(book.number(n), n), Cell(site.code), Cell(site.name_ar), Cell(site.markaz_ar or DASH),
            Cell(book.short(site.last_news_on), site.last_news_on, Tone.STALE),
        )
        for n, site in enumerate(sites, 1)
    )
    columns = (
        _NUMBER, head("code", ColumnKind.CODE, 19), head("site"), head("markaz", width=36), head("last_news", ColumnKind.MARK, 26),
    )
    return Table(columns, rows, CAPTIONS["unheard"])


def restated_table(book: Phrases, found: Iterable[Restated], names: Mapping[str, str] | None = None) -> Table:
    """Each approved value that is known otherwise now: which, since when, by whom and why."""
    rows = []
    for one in found:
        what = stage_name(Kind(one.kind), one.stage) if one.stage not in words.FACTS else words.FACTS[one.stage]
        row = [
            Cell(one.site), Cell(one.name_ar), Cell(what or words.HEADS["site"]), Cell(book.short(one.as_of), one.as_of),
            Cell(fact(book, one.before)), Cell(fact(book, one.after)), _day(book, one.changed_at), Cell(one.by or DASH),
            Cell(shortened(one.reason) or words.NOT_EXPLAINED, one.reason, Tone.PLAIN if one.explained else Tone.STALLED),
        ]
        if names is not None:
            row.insert(0, Cell(names.get(one.governorate, one.governorate)))
        rows.append(tuple(row))
    columns = [
        head("code", ColumnKind.CODE, 16), head("site"), head("stage", width=19), head("as_of", ColumnKind.MARK, 18),
        head("approved", width=20), head("now", width=20), head("changed", ColumnKind.MARK, 18), head("approver", width=17),
        head("reason"),
    ]
    if names is not None:
        columns.insert(0, head("governorate", width=20))
    return Table(tuple(columns), tuple(rows), CAPTIONS["restated"])


def _day(book: Phrases, moment: datetime) -> Cell:
    day = day_of(moment)
    return Cell(book.short(day), day)


def completeness_table(book: Phrases, found: Iterable[Received], names: Mapping[str, str]) -> Table:
    """What each governorate was expected to tell in its last week, and what came; all together at the end."""
    listed = [one for one in found if one.expected]
    rows = [
        (Cell(names.get(one.governorate, one.governorate)), Cell(book.short(one.week.day), one.week.day), *_received(book, [one]))
        for one in listed
    ]
    rows.append((Cell(TOTAL), Cell(""), *_received(book, listed)))
    columns = (
        head("governorate"), head("week", ColumnKind.MARK, 30), head("expected_news", ColumnKind.NUMBER, 24),
        head("received", ColumnKind.NUMBER, 24), head("on_time", ColumnKind.NUMBER, 24), head("share", ColumnKind.NUMBER, 22),
    )
    return Table(columns, tuple(rows), CAPTIONS["completeness"], total=True)


def _received(book: Phrases, several: Sequence[Received]) -> tuple[Cell, ...]:
    expected, received = sum(one.expected for one in several), sum(one.received for one in several)
    share = received / expected if expected else 0.0
    return (
        count(book, expected), count(book, received), count(book, sum(one.on_time for one in several)), Cell(book.percent(share), share),
    )
