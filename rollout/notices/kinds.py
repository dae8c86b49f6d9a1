"""Of what users are told without asking: each kind with its sentences, who hears of it and why, and what is told without their choice.

Quiet by default: a role hears of a few kinds, of fewer by e-mail. To tell of a new thing, add a kind here and say in
`rollout.notices.occasions` when it happens.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from rollout.text import Text, _


class Way(NamedTuple):
    """How one hears of a kind: on the page of notices, and by the e-mail of the day."""

    page: bool
    mail: bool


ASKED = Way(page=False, mail=False)
"""Only whoever chose it."""

PAGE = Way(page=True, mail=False)
BOTH = Way(page=True, mail=True)


@dataclass(frozen=True)
class Kind:
    """One kind of notice. `says` has its sentences by what exactly happened; `hears` the roles that may hear of it, and how they do."""

    key: str
    label: Text
    because: Text
    says: Mapping[str, Text]
    hears: Mapping[str, Way]


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "decision", _("Decisions that fall due"), _("You follow the decisions of this governorate's committee."),
            {
                "due": _("In %(place)s decision %(decision)s falls due on %(day)s: %(words)s"),
                "late": _("In %(place)s decision %(decision)s was due on %(day)s and is not done: %(words)s"),
            },
            {"committee": BOTH, "ministry": ASKED},
        ),
        Kind(
            "promise", _("Promised days of service"), _("You follow the plan of this governorate."),
            {
                "due": _("In %(place)s the day of service of %(sites)s is %(day)s."),
                "late": _("In %(place)s the day of service of %(sites)s, %(day)s, has passed without service."),
            },
            {"committee": ASKED, "ministry": ASKED},
        ),
        Kind(
            "meeting", _("The next meeting"), _("You work for this governorate's committee."),
            {
                "tomorrow": _("In %(place)s tomorrow, %(day)s, at %(hour)s: %(meeting)s."),
                "today": _("In %(place)s today, %(day)s, at %(hour)s: %(meeting)s."),
            },
            {"committee": BOTH, "ministry": ASKED},
        ),
        Kind(
            "cut-off", _("The week's cut-off with sites without news"), _("You send the news of this governorate's sites."),
            {"today": _("In %(place)s the week's data are cut off today at %(hour)s; news is missing of %(sites)s.")},
            {"committee": BOTH, "ministry": ASKED},
        ),
        Kind(
            "pack", _("A meeting's pack was taken"), _("You follow the meetings of this governorate's committee."),
            {"taken": _("In %(place)s the pack was taken of %(meeting)s.")},
            {"committee": ASKED, "ministry": ASKED},
        ),
        Kind(
            "figures", _("Figures submitted, approved, accepted or sent back"),
            _("You have a part in approving this governorate's figures."),
            {
                "submitted": _("The figures of %(place)s for %(day)s were submitted and wait for the chair."),
                "approved": _("The figures of %(place)s for %(day)s were approved by the chair and wait for the ministry."),
                "accepted": _("The figures of %(place)s for %(day)s were accepted by the ministry."),
                "returned": _("The figures of %(place)s for %(day)s were sent back."),
            },
            {"committee": PAGE, "ministry": PAGE},
        ),
        Kind(
            "restated", _("Approved figures that changed"), _("You answer for the approved figures of this governorate."),
            {"changed": _("The approved figures of %(place)s for %(day)s have changed since: %(values)s.")},
            {"committee": ASKED, "ministry": PAGE},
        ),
        Kind(
            "inspect", _("Deliveries that wait for inspection"), _("You follow the deliveries of the contract."),
            {"waits": _("In %(place)s paper %(number)s of %(day)s waits for the inspection committee: %(items)s.")},
            {"procurement": PAGE, "committee": ASKED, "ministry": ASKED},
        ),
        Kind(
            "rejected", _("Rejected goods without replacement"), _("You follow the deliveries of the contract."),
            {"late": _("In %(place)s the goods rejected by paper %(number)s were to be withdrawn and replaced by %(day)s: %(items)s.")},
            {"procurement": PAGE, "committee": ASKED, "ministry": ASKED},
        ),
        Kind(
            "security", _("Securities that run out"), _("You follow the payments of the contract."),
            {
                "soon": _("The security %(number)s of %(words)s runs out on %(day)s."),
                "over": _("The security %(number)s of %(words)s ran out on %(day)s and was not extended."),
            },
            {"procurement": BOTH, "ministry": ASKED},
        ),
        Kind(
            "raise", _("Obstacles to be raised"), _("You follow the obstacles of this governorate."),
            {"now": _("In %(place)s an obstacle is to be raised a level since %(day)s: %(words)s")},
            {"committee": PAGE, "ministry": ASKED},
        ),
        Kind(
            "letter", _("Letters without an answer"), _("You follow the letters about this governorate's obstacles."),
            {"late": _("In %(place)s a letter has no answer, which was expected by %(day)s: %(words)s")},
            {"committee": ASKED, "ministry": PAGE},
        ),
        Kind(
            "job", _("Long work of yours that has finished"), _("You asked for this work."),
            {
                "import": _("The import of %(words)s has finished."),
                "check": _("The check of %(words)s has finished."),
                "reports": _("The reports of all governorates for %(day)s are ready."),
                "failed": _("Work that you asked for was not finished: %(words)s"),
            },
            {"committee": PAGE, "ministry": PAGE},
        ),
    )
}


def heard_by(role: str) -> list[Kind]:
    """The kinds of which this role may hear."""
    return [kind for kind in KINDS.values() if role in kind.hears]
