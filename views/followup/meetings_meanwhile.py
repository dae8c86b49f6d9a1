"""Two people who write at one paper of a meeting: what each changed is put together, and where both changed a part one chooses."""

from collections.abc import Iterable
from typing import Any

from flask import request

from rollout.text import Text
from views.frame.paper_typing import Typed
from views.security.conflicts import BOTH, MINE, THEIRS, Difference, beginning_field, beginning_of


def carry_beginning(typed: Typed, names: Iterable[str]) -> None:
    """Let the form say how each of these parts was when it was filled: now, or when the one that was posted began."""
    if request.method == "POST":
        typed.began = beginning_field(beginning_of(request.form))
    else:
        typed.began = beginning_field({name: [typed.text(name)] for name in names})


def put_together(mine: Typed, theirs: Typed, labels: dict[str, Text]) -> None:
    """Take into what was typed the parts that only the others changed, and go on from theirs; `labels` are the parts by their names."""
    began = beginning_of(request.form)
    mine.differences = []
    for name, label in labels.items():
        was, ours, other = _plain(*began.get(name, [""])[:1]), _plain(mine.text(name)), _plain(theirs.text(name))
        if ours == other:
            continue
        by: Any = BOTH if name not in began else THEIRS if ours == was else MINE if other == was else BOTH
        if by == THEIRS:
            mine.texts[name] = theirs.text(name)
        mine.differences.append(Difference(name, label, was, other, ours, by))
    mine.texts["version"] = theirs.text("version")
    mine.wrong.pop("", None)
    mine.began = beginning_field({name: [theirs.text(name)] for name in labels})


def _plain(text: str) -> str:
    """The text without what a browser alone adds: its ends of lines, and blanks around it."""
    return text.replace("\r\n", "\n").strip()
