"""The sentences in which a site's history is told: who recorded, corrected, took back or promised what."""

from typing import Any

from rollout.overdue import label_of
from rollout.stages import State
from rollout.text import Text, _
from rollout.works import AREAS, ItemState
from views.frame.words import counted, isolated, long_day
from views.sites.story import Chapter, line, units_of


def told(chapter: Chapter) -> Text:
    """A chapter in one sentence; where nobody's name is on record, it says only what was done."""
    who = isolated(chapter.by)
    if chapter.quiet:
        return _quiet(chapter, who)
    if chapter.promise is not None:
        return _promise(chapter, who)
    if chapter.counted:
        return _("%(who)s recorded who attended training", who=who) if who else _("It was recorded who attended training")
    if chapter.followed:
        return _("From its details: %(what)s", what=what(chapter))
    if chapter.undoes:
        said = what(chapter.corrects or chapter)
        return _("%(who)s undid: %(what)s", who=who, what=said) if who else _("Undone: %(what)s", what=said)
    if chapter.step is not None and chapter.step.withdrawn:
        said = what(chapter)
        return _("%(who)s took back: %(what)s", who=who, what=said) if who else _("Taken back: %(what)s", what=said)
    if chapter.corrects is not None:
        return _correction(chapter, chapter.corrects, who)
    if chapter.file:
        said, file = what(chapter), isolated(chapter.file)
        return (
            _("%(who)s brought in from “%(file)s”: %(what)s", who=who, file=file, what=said) if who
            else _("Brought in from “%(file)s”: %(what)s", file=file, what=said)
        )
    return _("%(who)s recorded: %(what)s", who=who, what=what(chapter)) if who else _("Recorded: %(what)s", what=what(chapter))


def followed(chapter: Chapter) -> Text:
    """What a step made of its stage, after the step itself."""
    return _("As a result, %(what)s", what=what(chapter))


def what(chapter: Chapter) -> Text:
    """What was said, without who said it."""
    if chapter.step is not None:
        item, step = subject(chapter), AREAS[chapter.step.area].kind_of(chapter.step.item)
        assert step is not None, "the history holds steps that are declared"
        return _("%(item)s: %(step)s on %(day)s", item=item, step=step.steps[chapter.step.step].label, day=long_day(chapter.day))
    assert chapter.entry is not None, "the others have sentences of their own"
    return line(chapter.entry, chapter.stage)


def subject(chapter: Chapter) -> Text:
    """What it speaks of: the item of a step, else the stage."""
    if chapter.step is not None:
        kind = AREAS[chapter.step.area].kind_of(chapter.step.item)
        assert kind is not None, "the history holds steps that are declared"
        return label_of(ItemState(chapter.step.item, kind))
    assert chapter.stage is not None, "asked only of what has a stage"
    return chapter.stage.label


def why(chapter: Chapter) -> str:
    """The reason that was given."""
    if chapter.promise is not None:
        why, note = chapter.promise.why, chapter.promise.note
        return " — ".join(str(part) for part in (why, note) if part)
    if chapter.step is not None:
        return chapter.step.note if chapter.step.withdrawn and not chapter.undoes else ""
    return chapter.entry.reason if chapter.entry and not chapter.undoes else ""


def note(chapter: Chapter) -> str:
    """What was added in words of one's own."""
    row = chapter.entry or chapter.step
    return "" if row is None or chapter.undoes or (chapter.step and chapter.step.withdrawn) else row.note


def _correction(chapter: Chapter, wrong: Chapter, who: str) -> Text:
    """Told as a correction, by what differs: the day, or the state with its units, or else only the words."""
    of, old, new = subject(chapter), _standing(wrong), _standing(chapter)
    if str(old) != str(new):
        parts = {"of": of, "old": old, "new": new}
        return (
            _("%(who)s corrected “%(of)s” from “%(old)s” to “%(new)s”", who=who, **parts) if who
            else _("“%(of)s” was corrected from “%(old)s” to “%(new)s”", **parts)
        )
    if chapter.day != wrong.day:
        days = {"of": of, "old": long_day(wrong.day), "new": long_day(chapter.day)}
        return (
            _("%(who)s corrected the date of “%(of)s” from %(old)s to %(new)s", who=who, **days) if who
            else _("The date of “%(of)s” was corrected from %(old)s to %(new)s", **days)
        )
    said = what(chapter)
    return (
        _("%(who)s corrected the particulars of: %(what)s", who=who, what=said) if who
        else _("The particulars were corrected of: %(what)s", what=said)
    )


def _standing(chapter: Chapter) -> Text | str:
    if chapter.step is not None:
        kind = AREAS[chapter.step.area].kind_of(chapter.step.item)
        return kind.steps[chapter.step.step].label if kind else ""
    assert chapter.entry is not None, "a correction is of an entry or of a step"
    state, units = State(chapter.entry.state).label, units_of(chapter.entry)
    return _("%(state)s (%(units)s)", state=state, units=units) if units else state


def _promise(chapter: Chapter, who: str) -> Text:
    """Who entered a date and who promised it, told apart where they are not one and the same."""
    promise = chapter.promise
    assert promise is not None, "asked only of promises"
    parts: dict[str, Any] = {"of": subject(chapter), "new": long_day(promise.due_on)}
    if promise.before is not None and promise.before != promise.due_on:
        parts["old"] = long_day(promise.before)
    if promise.body and promise.body != chapter.by:
        return _promised_by(who, "old" in parts, parts | {"body": isolated(promise.body)})
    if "old" not in parts:
        return _("%(who)s promised “%(of)s” by %(new)s", who=who, **parts) if who else _("“%(of)s” was promised by %(new)s", **parts)
    return (
        _("%(who)s moved the promised date of “%(of)s” from %(old)s to %(new)s", who=who, **parts) if who
        else _("The promised date of “%(of)s” was moved from %(old)s to %(new)s", **parts)
    )


def _promised_by(who: str, anew: bool, parts: dict[str, Any]) -> Text:
    if not anew:
        return (
            _("%(who)s recorded the date of “%(of)s”, %(new)s, as promised by %(body)s", who=who, **parts) if who
            else _("The date of “%(of)s”, %(new)s, was recorded as promised by %(body)s", **parts)
        )
    return (
        _("%(who)s recorded a new date of “%(of)s”, %(new)s instead of %(old)s, as promised by %(body)s", who=who, **parts) if who
        else _("A new date of “%(of)s”, %(new)s instead of %(old)s, was recorded as promised by %(body)s", **parts)
    )


def _quiet(chapter: Chapter, who: str) -> Text:
    last = long_day(chapter.day)
    if chapter.undoes:
        said = _("Nothing new up to %(day)s", day=last)
        return _("%(who)s undid: %(what)s", who=who, what=said) if who else _("Undone: %(what)s", what=said)
    if chapter.times == 1 or chapter.since is None:
        return _("%(who)s reported nothing new up to %(day)s", who=who, day=last) if who else _("Nothing new up to %(day)s", day=last)
    parts = {"times": counted(chapter.times, "time", oblique=True), "first": long_day(chapter.since), "day": last}
    return (
        _("%(who)s reported %(times)s that nothing was new, from %(first)s to %(day)s", who=who, **parts) if who
        else _("Nothing new was reported %(times)s, from %(first)s to %(day)s", **parts)
    )
