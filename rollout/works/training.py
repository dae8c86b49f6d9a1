"""The staff of a site: how many are wanted, nominated and trained, per body. Practice: DOMAIN §1.2 rows 6 and 17.

What was trained comes from the attendance counts of the sessions that were bound for the site; it is not typed here.
"""

from collections.abc import Iterator

from rollout.stages import State
from rollout.text import Text, _
from rollout.works.steps import Area, Entry, Field, Happened, ItemKind, Items, ItemState, Outcome, Step, beside

COVERED = (
    ("local_administration", _("Local administration")), ("supply", _("Supply")), ("solidarity", _("Social solidarity")),
)
"""The bodies whose staff the target of 10,000 covers."""

NOT_COVERED = (("justice", _("Justice")), ("interior", _("Interior")), ("post", _("Post")))
BODIES = (*COVERED, *NOT_COVERED)
TRAINED = "trained"

_NOTE = Field("note", _("Note"), Entry.PROSE)
_HEADS = Field("count", _("Employees"), Entry.COUNT, required=True)


def staff(item: ItemState) -> tuple[int | None, int | None, int]:
    """Wanted, nominated and trained employees of one body at a site; None where nobody said."""
    wanted, nominated = item.taken.get("wanted"), item.taken.get("nominated")
    trained = sum(step.count or 0 for step in item.every(TRAINED))
    return wanted.count if wanted else None, nominated.count if nominated else None, trained


def _trained_enough(item: ItemState) -> Happened | None:
    wanted, _nominated, trained = staff(item)
    return item.taken[TRAINED] if wanted is not None and TRAINED in item.taken and trained >= wanted else None


def _body(key: str, label: Text) -> ItemKind:
    return ItemKind(
        key, label, label,
        path=(
            Step("wanted", _("Count of the employees wanted"), _("Governorate"), (_HEADS, _NOTE), again=True),
            Step("nominated", _("Nomination of employees"), label, (_HEADS, Field("number", _("Number of the letter")), _NOTE),
                 _("Nominations"), again=True),
            Step(TRAINED, _("Training of employees"), _("Local development training centre"), (_HEADS, _NOTE), again=True,
                 elsewhere=_("Who was trained is counted at the training session that they attended, not typed at the site.")),
        ),
        finish=TRAINED, beside=beside(owner=label), ends=_trained_enough, counted=key in dict(COVERED), icon="users",
        ordered=False,  # the need may grow after some were trained, and who is trained may be nominated later
    )


def _outcome(items: Items) -> Outcome:
    counted = [item for item in items.values() if item.kind.counted and item.known]
    if not counted:
        return Outcome(State.NOT_STARTED)
    rows = [staff(item) for item in counted]
    wanted = sum(row[0] or 0 for row in rows)
    done = sum(min(trained, need) if need is not None else 0 for need, _nominated, trained in rows)
    basis = tuple(step.order for item in counted for step in item.every(TRAINED))
    if not wanted:
        return Outcome(State.IN_PROGRESS, done=sum(row[2] for row in rows), basis=basis)
    if done == wanted:
        return Outcome(State.DONE, done, wanted, basis=basis)
    blocked = [item.blocked for item in counted if item.blocked]
    if blocked:
        return Outcome(State.STALLED, done, wanted, note=blocked[0].note, basis=basis)
    return Outcome(State.IN_PROGRESS, done, wanted, basis=basis)


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    wanted, _nominated, _trained = staff(items[kind.key])
    if step.step == "nominated" and wanted is None:
        yield _("Say first how many employees the site wants of this body."), "step"


TRAINING = Area("training", _("Staff training"), "school", tuple(_body(key, label) for key, label in BODIES), _outcome, _rules)
