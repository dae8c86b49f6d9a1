"""How far a variation goes: each item's change and that of the whole contract, and the approval that one beyond the ceiling needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from flask import request

from models import ContractLine
from rollout.arabic import clean, parse_date
from rollout.errors import Unreadable
from rollout.supply.quantities import Quantity, worth
from rollout.supply.variations import Varied
from rollout.text import Text, _
from views.security.forms import REQUIRED, hides_something

LONGEST = 200


@dataclass(frozen=True)
class Beyond:
    """An item that a variation changes by more than the ceiling: by which part of what was signed, and by how many units too many.

    An item of which nothing was signed is new to the contract; it has no share.
    """

    line: ContractLine
    share: Decimal | None
    excess: Quantity


def beyond(
    lines: Sequence[ContractLine], now: Mapping[int, Varied], typed: Mapping[int, Quantity], sign: int, ceiling: int
) -> list[Beyond]:
    """The items among those that were typed."""
    found = []
    for line in lines:
        after = now[line.id].plus(sign * typed.get(line.id, 0))
        if line.id in typed and after.is_beyond(ceiling):
            found.append(Beyond(line, None if after.share is None else abs(after.share), after.excess(ceiling)))
    return found


def whole_change(lines: Sequence[ContractLine], now: Mapping[int, Varied], typed: Mapping[int, Quantity], sign: int) -> tuple[int, float]:
    """By how much the contract as a whole is changed, these quantities included: in piastres, and as a part of what was signed."""
    signed = sum(worth(line.unit_price, now[line.id].signed) for line in lines)
    after = sum(worth(line.unit_price, now[line.id].now + sign * typed.get(line.id, 0)) for line in lines)
    return after - signed, (after - signed) / signed if signed else 0.0


@dataclass
class Approval:
    """By whom, under which number and on which day it was approved to go beyond the ceiling."""

    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Text] = field(default_factory=dict)

    @classmethod
    def sent(cls) -> "Approval":
        raw = {name: request.form.get(f"approval-{name}", "") for name in ("authority", "number", "on")}
        hidden = {name: _("The text contains characters that cannot be seen.") for name, text in raw.items() if hides_something(text)}
        return cls({name: clean(text) for name, text in raw.items()}, hidden)

    def read(self, paper_day: date) -> dict[str, Any] | None:
        """What the paper keeps of it; None where something is missing, which then stands in `errors`."""
        on: date | None = None
        for name, text in self.texts.items():
            if not text:
                self.errors[name] = REQUIRED
            elif len(text) > LONGEST:
                self.errors[name] = _("At most %(number)s letters.", number=LONGEST)
        if self.texts["on"]:
            try:
                on = parse_date(self.texts["on"])
            except Unreadable as unreadable:
                self.errors["on"] = unreadable.message
        if on is not None and on > paper_day:
            self.errors["on"] = _("The approval cannot be later than the paper.")
        return None if self.errors or on is None else {**self.texts, "on": on.isoformat()}
