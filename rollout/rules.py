"""The rules that news about a site must keep: pure judgements over what was told, without database or clock."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rollout.arabic import fold, format_date
from rollout.errors import Refused
from rollout.stages import Kind, Stage, State, unmet
from rollout.text import _, listed

EARLIEST = date(2015, 1, 1)
"""Nothing of the programme is older; an earlier day is a slip of the pen."""

MOST_UNITS = 1_000_000
MOST_DONE = 1_000_000_000
"""The most units of a stage: the furniture of a site is counted in pounds."""
LONGEST_NOTE = 4_000
LONGEST_LINE = 500
LONGEST_NAME = 200
_WORD = re.compile(r"[^\W\d_]{2}")


def explains(words: str) -> bool:
    """Whether words can be the reason of something: there is at least one word among them, two letters in a row. A dot is none."""
    return _WORD.search(fold(words)) is not None


@dataclass(frozen=True, slots=True)
class News:
    """What an officer says about one stage of one site.

    `effective_on` is the day from which it is true; `news_on` the last day spoken for (today, unless a dated sheet says otherwise);
    `replaces_id` the earlier entry that this one corrects.
    """

    stage: str
    state: State
    effective_on: date
    done: int | None = None
    wanted: int | None = None
    note: str = ""
    reason: str = ""
    waiver_by: str = ""
    waiver_reason: str = ""
    news_on: date | None = None
    replaces_id: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of a site's history as the rules see it. `index` is its place in the batch under judgement, None in the journal.

    `passed` are the prerequisites that a waiver names; None where it names none and so passes all of them.
    """

    stage: str
    state: State
    effective_on: date
    order: tuple[int, int]
    waived: bool
    explained: bool
    index: int | None
    passed: frozenset[str] | None = None


def broken_alone(kind: Kind, news: News, today: date) -> Iterator[Refused]:
    """The rules that the news breaks by itself, whatever else is known of the site."""
    if news.stage not in {stage.key for stage in kind.stages}:
        yield Refused(_("A %(kind)s has no stage “%(stage)s”.", kind=kind.label, stage=news.stage))
        return
    stage = kind.stage(news.stage)
    if news.effective_on > today:
        yield Refused(
            _("%(stage)s: the date %(day)s is in the future; today is %(today)s.", stage=stage.label,
              day=format_date(news.effective_on), today=format_date(today)),
            "effective_on",
        )
    if news.effective_on < EARLIEST:
        yield Refused(
            _("%(stage)s: the date %(day)s is before the programme began (%(first)s).", stage=stage.label,
              day=format_date(news.effective_on), first=format_date(EARLIEST)),
            "effective_on",
        )
    if news.news_on is not None and not news.effective_on <= news.news_on <= today:
        yield Refused(
            _("%(stage)s: the day spoken for, %(day)s, must lie between the effective date and today.", stage=stage.label,
              day=format_date(news.news_on)),
            "news_on",
        )
    yield from _broken_units(kind, news)
    if news.state is State.NOT_APPLICABLE and not explains(news.reason):
        yield Refused(_("%(stage)s: “not applicable” needs a reason.", stage=stage.label), "reason")
    if (news.waiver_by.strip() or news.waiver_reason.strip()) and not (news.waiver_by.strip() and explains(news.waiver_reason)):
        yield Refused(_("%(stage)s: a waiver needs both the name of its approver and a reason.", stage=stage.label), "waiver_by")
    too_long = (
        len(news.note) > LONGEST_NOTE or len(news.reason) > LONGEST_LINE
        or len(news.waiver_reason) > LONGEST_LINE or len(news.waiver_by) > LONGEST_NAME
    )
    if too_long:
        yield Refused(_("%(stage)s: the text is too long.", stage=stage.label))


def _broken_units(kind: Kind, news: News) -> Iterator[Refused]:
    stage = kind.stage(news.stage)
    wanted = news.wanted if news.wanted is not None else stage.wanted
    if not all(0 <= n <= MOST_DONE for n in (news.done, news.wanted) if n is not None):
        yield Refused(_("%(stage)s: units are whole numbers from 0 to %(most)s.", stage=stage.label, most=MOST_UNITS), "done")
        return
    if news.done is None:
        return
    if wanted is not None and news.done > wanted:
        yield Refused(
            _("%(stage)s: done (%(done)s) is more than wanted (%(wanted)s).", stage=stage.label, done=news.done, wanted=wanted), "done"
        )
    elif news.state is State.DONE and wanted is not None and news.done < wanted:
        yield Refused(
            _("%(stage)s: marked completed, yet only %(done)s of %(wanted)s are done.", stage=stage.label, done=news.done, wanted=wanted),
            "done",
        )
    elif news.state is State.NOT_STARTED and news.done > 0:
        yield Refused(_("%(stage)s: marked not started, yet %(done)s are done.", stage=stage.label, done=news.done), "done")


def turned_back(stage: Stage, news: News, before: State | None, since: date | None) -> Iterator[Refused]:
    """What has begun, by what is in force, is not as if it never had unless somebody says why, or corrects that it began."""
    has_begun = before in (State.IN_PROGRESS, State.STALLED) and since is not None and since <= news.effective_on
    if has_begun and news.state is State.NOT_STARTED and news.replaces_id is None and not (explains(news.note) or explains(news.reason)):
        sentence = _("%(stage)s has begun; to go back to “not started”, say why in the note, or correct that entry.")
        yield Refused(sentence.with_values(stage=stage.label), "note")


def broken_order(kind: Kind, history: Sequence[Told]) -> Iterator[tuple[int, Refused]]:
    """What a site's whole history breaks, each with the entry of the batch that is at fault.

    No stage is done on a day on which its prerequisites are not, unless waived; a stage that is done is not done again on another
    day, for that is a correction; and it is not undone without a word of explanation.
    """
    timeline: dict[str, list[Told]] = defaultdict(list)
    for told in sorted(history, key=lambda t: (t.effective_on, t.order)):
        timeline[told.stage].append(told)
    yield from _too_early(kind, history, timeline)
    for key, line in timeline.items():
        yield from _done_again_or_undone(kind.stage(key), line)


def _too_early(kind: Kind, history: Sequence[Told], timeline: dict[str, list[Told]]) -> Iterator[tuple[int, Refused]]:
    """At fault is the entry that is done too early or, when it was recorded long ago, each that takes a prerequisite from under it."""
    days = {stage: [told.effective_on for told in line] for stage, line in timeline.items()}

    def state_on(stage: str, day: date) -> State:
        position = bisect_right(days.get(stage, ()), day)
        return timeline[stage][position - 1].state if position else State.NOT_STARTED

    for told in history:
        if told.state is not State.DONE or (told.waived and told.passed is None):
            continue
        stage, passed = kind.stage(told.stage), (told.passed or ()) if told.waived else ()
        missing = unmet(kind, told.stage, {key: state_on(key, told.effective_on) for key in stage.requires})
        missing = [each for each in missing if each.key not in passed]
        if not missing:
            continue
        refused = Refused(
            _("%(stage)s cannot be completed on %(day)s before its prerequisites are: %(missing)s.", stage=stage.label,
              day=format_date(told.effective_on), missing=listed(str(s.label) for s in missing)),
            "state",
        )
        keys = {s.key for s in missing}
        for at_fault in [told] if told.index is not None else [t for t in history if t.stage in keys]:
            if at_fault.index is not None:
                yield at_fault.index, refused


def _done_again_or_undone(stage: Stage, line: Sequence[Told]) -> Iterator[tuple[int, Refused]]:
    """At fault is the later of the two where it is new, else the earlier, which was told too late to stand before it."""
    for before, after in pairwise(line):
        at_fault = after.index if after.index is not None else before.index
        if before.state is not State.DONE or at_fault is None:
            continue
        if after.state is State.DONE and after.effective_on != before.effective_on:
            sentence = _("%(stage)s was completed on %(day)s already; to change the day, correct that entry.")
            yield at_fault, Refused(sentence.with_values(stage=stage.label, day=format_date(before.effective_on)), "correct")
        if not after.state.passes and not after.explained:
            sentence = _("%(stage)s was completed on %(day)s; to go back from that, say why in the note, or correct that entry.")
            yield at_fault, Refused(sentence.with_values(stage=stage.label, day=format_date(before.effective_on)), "note")
