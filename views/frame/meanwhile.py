"""Two people who write at one paper or list: what each changed is put together, and where both changed a part one chooses.

For forms whose parts are kept by their names in `Typed`; forms of fields have `views.security.conflicts`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from rollout.arabic import Digits, to_digits
from rollout.text import Text
from views.frame.paper_typing import Typed, join
from views.security.conflicts import BOTH, MINE, THEIRS, Difference, beginning_field, beginning_of
from views.security.view import SecureView

Labels = Mapping[str, Any]
"""What the parts of a form are called, by their names."""


def carry_beginning(typed: Typed, names: Iterable[str]) -> None:
    """Let the form say how each of these parts was when it was filled: now, or when the one that was posted began."""
    if request.method == "POST":
        typed.began = beginning_field(beginning_of(request.form))
    else:
        typed.began = _beginning(typed, names)


def put_together(
    mine: Typed, theirs: Typed, labels: Labels, words: Callable[[str, str], str] = lambda _name, text: text
) -> None:
    """Take into what was typed the parts that only the others changed, and go on from theirs.

    `words` says a part's text as a person reads it. A part of which the beginning says nothing was empty then.
    """
    began = beginning_of(request.form)
    mine.differences = []
    for name, label in labels.items():
        was, ours, other = began.get(name, [""])[0], mine.text(name), theirs.text(name)
        if _same(ours) == _same(other):
            continue
        by: Any = BOTH if not began else THEIRS if _same(ours) == _same(was) else MINE if _same(other) == _same(was) else BOTH
        if by == THEIRS:
            mine.texts[name] = other
        before, there, here = (words(name, text) if text else "" for text in (was, other, ours))
        mine.differences.append(Difference(name, label, before, there, here, by, given=other))
    mine.texts["version"] = theirs.text("version")
    mine.wrong.pop("", None)
    mine.began = _beginning(theirs, labels)


@dataclass(frozen=True)
class Rows:
    """The rows of a list that people type: their places, what makes a row one, everything that is typed of it, and what no one types."""

    places: Sequence[int]
    who: Sequence[str]
    columns: Sequence[str]
    hidden: Sequence[str]

    def of(self, typed: Typed) -> list[int]:
        """The places at which something stands; the rest of an empty row has what the form proposes."""
        return [place for place in self.places if any(typed.text(place, name).strip() for name in self.who)]


def aligned(theirs: Typed, mine: Typed, rows: Rows, key: Callable[[Typed, int], str]) -> Typed:
    """Their list with each row where this person has the same one; what only they have comes after the last row.

    `key` tells of a row whose it is, empty for one that is new.
    """
    here = {found: place for place in rows.places if (found := key(mine, place))}
    free = max((*rows.of(mine), *here.values()), default=-1) + 1
    head = {name: text for name, text in theirs.texts.items() if not name.partition("-")[0].isdigit()}
    result = Typed(head)
    for place in rows.of(theirs):
        there = here.get(key(theirs, place))
        if there is None:
            there, free = free, free + 1
            mine.texts |= {join(there, name): theirs.text(place, name) for name in rows.hidden}
        result.texts |= {join(there, name): theirs.text(place, name) for name in (*rows.columns, *rows.hidden)}
    return result


def too_late(
    view: SecureView, title: Text, said: Text, address: str, typed: Typed, labels: Labels,
    words: Callable[[str, str], str] = lambda _name, text: text,
) -> ResponseReturnValue:
    """The page of a form that can no longer be sent: what happened meanwhile, and everything that was typed since the form was opened."""
    began = beginning_of(request.form)
    touched = [(name, label) for name, label in labels.items() if _same(typed.text(name)) != _same(began.get(name, [""])[0])]
    kept = [(label, words(name, typed.text(name)) if typed.text(name).strip() else "") for name, label in touched]
    return view.render_template("forms/too_late.html", title=title, said=said, address=address, kept=kept), 409


def _beginning(typed: Typed, names: Iterable[str]) -> Any:
    """What is empty is left out; one part is always there, so that a form that says how it began is known from one that does not."""
    return beginning_field({"": [""]} | {name: [typed.text(name)] for name in names if typed.text(name)})


def _same(text: str) -> str:
    """A text as it is compared: without what a browser alone adds, and ٣ and 3 are no difference."""
    return to_digits(text.replace("\r\n", "\n").strip(), Digits.WESTERN).replace("٫", ".")
