"""What somebody types into the form of a paper: head, names of those who sign, and a few cells for each row.

Nothing that was typed is lost: each cell keeps its text, and what is wrong with it stands beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from rollout.arabic import Digits, clean, fold, parse_date, parse_number, to_digits
from rollout.errors import Unreadable
from rollout.ledger.drafting import Signer
from rollout.ledger.refusing import Fault
from rollout.rules import LONGEST_NAME, LONGEST_NOTE
from rollout.supply.kinds import Signs
from rollout.supply.quantities import Quantity, check_unit
from rollout.text import Text, _
from views.frame.words import digits
from views.security.conflicts import BEGAN, GIVEN, TAKE, THEIRS, Difference
from views.security.current import database
from views.security.forms import REQUIRED, hides_something

NAME, CAPACITY = "name", "capacity"


@dataclass
class Typed:
    """The texts of a form by their names, and the sentences beside them; those of the name "" speak of the whole."""

    texts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, list[Any]] = field(default_factory=dict)
    began: Any = ""
    """A hidden input that says how the form began."""
    differences: list[Difference] | None = None
    """Where somebody else saved meanwhile: what each of the two changed."""

    @classmethod
    def of(cls, form: MultiDict[str, str]) -> "Typed":
        typed = cls({name: value for name, value in form.items() if name not in ("csrf_token", BEGAN)})
        for name in [name for name, value in form.items() if name.startswith(TAKE) and value == THEIRS]:
            part = name.removeprefix(TAKE)
            typed.texts[part] = form.get(f"{GIVEN}{part}", typed.text(part))
        for name, value in typed.texts.items():
            if hides_something(value):
                typed.refuse(name, _("The text contains characters that cannot be seen."))
        return typed

    def text(self, *name: Any) -> str:
        return self.texts.get(join(*name), "")

    def line(self, *name: Any, most: int = LONGEST_NAME) -> str:
        """One line or more of text, cleaned of what cannot be seen."""
        said = clean(self.text(*name), multiline=most > LONGEST_NAME)
        if len(said) > most:
            self.refuse(join(*name), _("At most %(number)s letters.", number=most))
        return said

    def note(self) -> str:
        return self.line("note", most=LONGEST_NOTE)

    def day(self, *name: Any, required: bool = False) -> date | None:
        raw = self.text(*name).strip()
        if not raw:
            if required:
                self.refuse(join(*name), REQUIRED)
            return None
        try:
            return parse_date(raw)
        except Unreadable as unreadable:
            self.refuse(join(*name), unreadable.message)
            return None

    def quantity(self, unit: str, *name: Any) -> Quantity | None:
        """A number in any digits; None for an empty cell and for one that cannot be read, which then is wrong."""
        raw = self.text(*name).strip()
        if not raw:
            return None
        try:
            number = parse_number(raw)
            check_unit(number, unit)
        except Unreadable as unreadable:
            self.refuse(join(*name), unreadable.message)
            return None
        return int(number) if number == int(number) else Decimal(number)

    def refuse(self, name: str, sentence: Any) -> None:
        sentences = self.wrong.setdefault(name, [])
        if str(sentence) not in [str(said) for said in sentences]:
            sentences.append(sentence)

    def take(self, faults: Iterable[Fault], keys: Sequence[Any], known: Iterable[str]) -> None:
        """Put each fault beside the cell that it speaks of, else beside its row, else above the form. `known` are the head's names."""
        head = {*known}
        for fault in faults:
            if fault.position is not None and fault.position <= len(keys):
                self.refuse(join(keys[fault.position - 1], fault.about), fault.message)
            elif fault.about in set(Signs):
                self.refuse(join(NAME, fault.about), fault.message)
            else:
                self.refuse(fault.about if fault.about in head else "", fault.message)

    def of_row(self, key: Any) -> list[Any]:
        """Every sentence about a row, each once."""
        begins = f"{key}-"
        return [said for name, sentences in self.wrong.items() if name.startswith(begins) for said in sentences]

    def is_wrong(self, *name: Any) -> bool:
        return join(*name) in self.wrong

    def sentences(self, *name: Any) -> list[Any]:
        return self.wrong.get(join(*name), [])

    def signers(self, parts: Iterable[Signs], user: Any) -> list[Signer]:
        """Those who are to sign. Whoever types his own name is known by his account too."""
        mine = fold(user.get_full_name()) if user is not None else ""
        found = []
        for part in parts:
            name = self.line(NAME, part)
            account = user.id if name and fold(name) == mine else None
            found.append(Signer(part, name, self.line(CAPACITY, part), account))
        return [signer for signer in found if signer.name]


def join(*name: Any) -> str:
    return "-".join(str(part) for part in name)


def number_text(quantity: Quantity | None) -> str:
    """A quantity as it stands in a cell, in the digits of the page and without marks between thousands."""
    if quantity is None:
        return ""
    mark = "٫" if digits() is Digits.ARABIC else "."
    return to_digits(f"{quantity:f}" if isinstance(quantity, Decimal) else str(quantity), digits()).replace(".", mark)


def not_saved(typed: Typed, message: Text, about: str, known: Iterable[str]) -> None:
    """A refusal of the whole that speaks of no row."""
    database().rollback()
    typed.refuse(about if about in {*known} else "", message)
