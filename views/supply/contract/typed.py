"""Quantities typed beside the items of a contract."""

from collections.abc import Sequence

from flask import request

from models import ContractLine
from rollout.arabic import parse_number
from rollout.errors import Unreadable
from rollout.supply.quantities import Quantity, check_unit, from_thousandths, thousandths
from rollout.text import Text, _
from views.security.forms import is_whole

LONGEST = 40


class Quantities:
    """What a form says of each item: as it was typed, as it was read, and what is wrong with it. An empty cell says nothing."""

    def __init__(self, lines: Sequence[ContractLine]) -> None:
        self.typed = {line.id: request.form.get(f"q-{line.id}", "").strip()[:LONGEST] for line in lines}
        self.errors: dict[int, list[Text]] = {}
        self.quantities: dict[int, Quantity] = {}
        self.problem: Text | None = None
        self._units = {line.id: line.unit for line in lines}

    def read(self) -> bool:
        """Whether at least one quantity was given and all can be read."""
        for line_id, typed in self.typed.items():
            if not typed:
                continue
            try:
                if not is_whole(typed):
                    raise Unreadable(typed, _("a number"))
                number = parse_number(typed)
                check_unit(number, self._units[line_id])
                if number < 0:
                    raise Unreadable(typed, _("zero or more"))
                if number:
                    self.quantities[line_id] = from_thousandths(thousandths(number))
            except Unreadable as refused:
                self.errors[line_id] = [refused.message]
        if not self.quantities and not self.errors:
            self.problem = _("Give at least one quantity.")
        return bool(self.quantities) and not self.errors
